"""The record that an update writes: what changes, and what cannot be compared, and nothing else."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from customer_import.comparing.change import FieldChange, RowPlan
from customer_import.comparing.fields import CUSTOM, CUSTOM_VALUES, custom_name, top_level
from customer_import.mapping.assumptions import Assumptions

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
