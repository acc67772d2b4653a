"""What a row changes at the server, whether that changed since, and what an update writes. Pure."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, NamedTuple

from customer_import.comparing.change import Action, FieldChange, RowPlan, Value
from customer_import.comparing.fields import (
    CUSTOM,
    CUSTOM_VALUES,
    ServerValues,
    custom_name,
    filled_fields,
    never_compared,
    top_level,
)
from customer_import.customer import Kind
from customer_import.mapping.assumptions import Assumptions

DAY = len("2021-03-04")


def equal(one: Value, other: Value, kind: Kind) -> bool:
    """Return whether two values of a field are the same."""
    return _meaning(one, kind) == _meaning(other, kind)


def is_blank(value: Value) -> bool:
    """Return whether a value is blank."""
    return value is None or (isinstance(value, str) and not value.strip())


def _meaning(value: Value, kind: Kind) -> object:
    """Return what is compared of a value."""
    if is_blank(value):
        return None
    text = str(value).strip()
    if kind == Kind.DATE:
        return text[:DAY]
    if kind == Kind.NUMBER and not isinstance(value, bool):
        return _number(text)
    if kind == Kind.BOOLEAN:
        return text.lower()
    return text


def _number(text: str) -> object:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def created(row: int, number: str | None, record: Mapping[str, Any]) -> RowPlan:
    """Return the plan of a row whose customer does not exist."""
    filled = filled_fields(record).items()
    changes = tuple(
        FieldChange(name, None, value, kind)
        for name, (value, kind) in filled
        if not is_blank(value)
    )
    return RowPlan(row, number, Action.CREATE, changes, never_compared(record))


def compared(
    row: int, number: str, record: Mapping[str, Any], has: ServerValues, readable: Collection[str]
) -> RowPlan:
    """Return the plan of a row whose customer exists.

    Args:
        row: as a spreadsheet shows it.
        number: the customer number.
        record: what would be written.
        has: what the server has.
        readable: the fields that some answer of this command had.
    """
    filled = filled_fields(record)
    unread = [name for name in filled if name not in readable]
    changes = tuple(
        FieldChange(name, has.values.get(name), value, kind)
        for name, (value, kind) in filled.items()
        if name in readable and not equal(value, has.values.get(name), kind)
    )
    uncompared = [*unread, *never_compared(record)]
    action = Action.UPDATE if changes or uncompared else Action.UNCHANGED
    return RowPlan(row, number, action, changes, uncompared)


class Finding(Enum):
    """What the server has of a planned row, just before it is sent.

    Attributes:
        AS_PLANNED: what the plan showed.
        AS_WRITTEN: all that the plan writes.
        CHANGED: something else.
        UNREAD: nobody knows.
    """

    AS_PLANNED = "as planned"
    AS_WRITTEN = "as written"
    CHANGED = "changed"
    UNREAD = "unread"


class FoundNow(NamedTuple):
    """What the server has of a planned row now.

    Attributes:
        finding: in a word.
        differences: what changed since the plan: `old` as planned, `new` as it is now.
        why: the same in words, where it is not about fields.
    """

    finding: Finding
    differences: Sequence[FieldChange] = ()
    why: str = ""


def found_now(
    plan: RowPlan, has: ServerValues | None, lacking: Collection[str], *, sent: bool = False
) -> FoundNow:
    """Say what the server has of a planned row.

    Args:
        plan: of the row.
        has: what the server has; None if the customer does not exist.
        lacking: keys that answers to the plan lacked where they were blank.
        sent: a request with the row left earlier, and may have been carried out.
    """
    if has is None:
        return _without_customer(plan)
    if not all(has.tells(each.field) or top_level(each.field) in lacking for each in plan.changes):
        return FoundNow(Finding.UNREAD, why="the answer lacks fields that the plan compared")
    if plan.action == Action.DELETE:
        return _still_created(plan, has)
    is_written = all(
        equal(has.values.get(field), new, kind) for field, _, new, kind in plan.changes
    )
    if is_written and (plan.changes or (sent and plan.action == Action.CREATE)):
        return FoundNow(Finding.AS_WRITTEN)
    if plan.action == Action.CREATE:
        return FoundNow(Finding.CHANGED, why="the customer exists by now")
    differences = _differences(plan, has)
    return FoundNow(Finding.CHANGED, differences) if differences else FoundNow(Finding.AS_PLANNED)


def _without_customer(plan: RowPlan) -> FoundNow:
    if plan.action == Action.CREATE:
        return FoundNow(Finding.AS_PLANNED)
    if plan.action == Action.DELETE:
        return FoundNow(Finding.AS_WRITTEN)
    return FoundNow(Finding.CHANGED, why="the customer does not exist any more")


def _differences(plan: RowPlan, has: ServerValues) -> list[FieldChange]:
    return [
        change._replace(new=has.values.get(change.field))
        for change in plan.changes
        if not equal(has.values.get(change.field), change.old, change.kind)
    ]


def _still_created(plan: RowPlan, has: ServerValues) -> FoundNow:
    """Say whether a customer is still as the plan created it, with nothing added."""
    written = {change.field for change in plan.changes}
    added = [
        FieldChange(name, None, value)
        for name, value in has.values.items()
        if name not in written and not is_blank(value)
    ]
    differences = [*_differences(plan, has), *added]
    return FoundNow(Finding.CHANGED, differences) if differences else FoundNow(Finding.AS_PLANNED)


NOTHING = "(blank)"


def said_value(value: Value) -> str:
    """Return a value as a person reads it."""
    if is_blank(value):
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


_ALWAYS = ("ImportRowNumber", "CustomerNumber")


class Narrowed(NamedTuple):
    """What is written of a record.

    Attributes:
        fields: its `ApplicableFields`.
        record: what it fills of them.
    """

    fields: tuple[str, ...]
    record: dict[str, Any]


def narrowed(
    plan: RowPlan, fields: Sequence[str], record: Mapping[str, Any], *, label_by_label: bool
) -> Narrowed | None:
    """Return what an update writes; None if it writes nothing of the customer itself.

    Args:
        plan: of the row.
        fields: the `ApplicableFields` of the whole record.
        record: the whole record.
        label_by_label: custom fields that a record leaves out are kept by the server.
    """
    named = {*(change.field for change in plan.changes), *plan.uncompared}
    wanted = set(map(top_level, named)).intersection(record)
    if not wanted:
        return None
    kept = {name: value for name, value in record.items() if name in {*_ALWAYS, *wanted}}
    if label_by_label and kept.get(CUSTOM):
        kept[CUSTOM] = [each for each in kept[CUSTOM] if custom_name(each["DcfLabel"]) in named]
    return Narrowed(tuple(f for f in fields if f in wanted or f == "CustomerNumber"), kept)


def restoring(plan: RowPlan, assume: Assumptions) -> Narrowed:
    """Return the record that writes the new values of a plan that has no list.

    Args:
        plan: of the row.
        assume: what the mapping of the list assumes of the server.
    """
    record: dict[str, Any] = {"ImportRowNumber": plan.row, "CustomerNumber": plan.number}
    for change in plan.changes:
        if top_level(change.field) == CUSTOM:
            record.setdefault(CUSTOM, []).append(_custom_field(plan.row, change, assume))
        else:
            record[change.field] = change.new
    fields = [name for name in record if name not in _ALWAYS]
    named = ["CustomerNumber"] if assume.name_customer_number else []
    return Narrowed((*named, *fields), record)


def _custom_field(row: int, change: FieldChange, assume: Assumptions) -> dict[str, Any]:
    """Return a custom field as a record has it."""
    return {
        "ImportRowNumber": row,
        "DcfLabel": change.field.partition(".")[2],
        "DCFDataType": getattr(assume.custom_field_types, change.kind),
        **dict.fromkeys(CUSTOM_VALUES.values()),
        CUSTOM_VALUES[change.kind]: change.new,
        "DcfValueRecordStatus": assume.custom_field_status,
    }
