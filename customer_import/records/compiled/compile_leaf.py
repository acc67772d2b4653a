"""Fits a leaf of a mapping to the columns of a file: what reads, changes, converts and checks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from typing import Literal

from customer_import.customer import Kind
from customer_import.mapping.assumptions import DateZone
from customer_import.mapping.leaf_model import BlankRule, Leaf, SplitAt
from customer_import.mapping.transforms import TRANSFORMS
from customer_import.mapping.yaml import Path
from customer_import.problems import Code
from customer_import.records.columns.column_lookup import ColumnLookup
from customer_import.records.columns.doubts import doubts_about, is_phone
from customer_import.records.columns.facts import ColumnFacts, SurveyedColumns
from customer_import.records.columns.leaf import BLANK, Blank, Check, CompiledLeaf, Step
from customer_import.records.values import values
from customer_import.records.values.dates import Forms, read_date
from customer_import.records.values.leading_zeros import phone_check
from customer_import.records.values.person_name import first_name, last_name
from customer_import.records.values.phones import check_phone, e164, is_region
from customer_import.records.values.values import Unfit, Value

SPLITS = {"first": first_name, "last": last_name}
MOST_NAMED = 10
LINE = "line"
"""In place of a separator: the end of a line."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for all leaves of a mapping.

    Attributes:
        blank: what a blank does.
        decimal: the decimal sign of numbers.
        dates: the form of dates.
        cleared: what clears a stored text: None, or an empty text.
        facts: what the first rows of the list tell.
        date_zone: the zone that a date is sent with.
    """

    blank: BlankRule
    decimal: Literal[".", ","]
    dates: str | None
    cleared: str | None
    facts: SurveyedColumns
    date_zone: DateZone = "none"


def compile_leaf(
    leaf: Leaf, kind: Kind, path: Path, columns: ColumnLookup, rules: Rules
) -> CompiledLeaf:
    """Fit a leaf to the columns of a file; what does not fit is an issue of `columns`.

    Args:
        leaf: as the mapping has it.
        kind: what the field takes.
        path: of the leaf in the mapping.
        columns: of the file.
        rules: of the mapping.
    """
    positions, source = columns.source(leaf, path)
    facts = rules.facts.of(positions)
    field, wanted = ".".join(str(step) for step in path[1:]), leaf.type or kind
    is_text = wanted in (Kind.TEXT, Kind.EMAIL) and bool(positions)
    _check_options(leaf, kind, path, columns)
    return CompiledLeaf(
        field=field,
        names=tuple(dict.fromkeys(columns.names[position] for position in positions)),
        positions=positions,
        kind=wanted,
        source=source,
        steps=_steps(leaf),
        convert=_converter(leaf, kind, rules, facts),
        checks=tuple(_checks(leaf, path, facts)),
        doubts=doubts_about(field, is_custom=path[1] == "CustomFields") if is_text else (),
        default=(leaf.default or "").strip(),
        required=leaf.required,
        blank=_blank(leaf, kind, rules),
    )


def _blank(leaf: Leaf, kind: Kind, rules: Rules) -> Blank | str | None:
    if (leaf.blank or rules.blank) == "keep":
        return BLANK
    return rules.cleared if kind in (Kind.TEXT, Kind.EMAIL) else None


def _check_options(leaf: Leaf, kind: Kind, path: Path, columns: ColumnLookup) -> None:
    wanted = leaf.type or kind
    if kind in (Kind.NUMBER, Kind.DATE, Kind.BOOLEAN) and wanted != kind:
        columns.issue((*path, "type"), f"{path[-1]} is a {kind}; it cannot be read as {wanted}")
    if leaf.format and wanted != Kind.DATE:
        columns.issue((*path, "format"), "format is for dates; add `type: date`")
    if leaf.region and not leaf.normalize:
        columns.issue((*path, "region"), "region goes with `normalize: e164`")
    if leaf.region and not is_region(leaf.region):
        message = f"{leaf.region} is not a country; write its two letters, such as US or DE"
        columns.issue((*path, "region"), message)


def _steps(leaf: Leaf) -> tuple[Step, ...]:
    steps: list[Step] = []
    if isinstance(leaf.split, SplitAt):
        steps.append(partial(_part, leaf.split.at, leaf.split.take))
    elif leaf.split:
        steps.append(SPLITS[leaf.split])
    if leaf.extract is not None:
        # Imported here because few mappings have one.
        from customer_import.records.values.pattern import Extract  # noqa: PLC0415

        steps.append(Extract(leaf.extract))
    steps += [TRANSFORMS[name] for name in leaf.transform]
    if leaf.values is not None:
        steps.append(partial(_translated, leaf.values))
    return tuple(steps)


def _part(at: str, take: int, text: str) -> str:
    """Return one part of a text; blank where it has fewer."""
    parts = text.splitlines() if at == LINE else text.split(at)
    place = take - 1 if take > 0 else take
    return parts[place].strip() if -len(parts) <= place < len(parts) else ""


def _translated(table: dict[str, str], text: str) -> str:
    if text in table or not text:
        return table.get(text, "")
    known = _named(list(table))
    predicate = f"is not among the values of the mapping ({known}); correct it, or add it there."
    raise Unfit(Code.VALUE_UNKNOWN, text, predicate)


def _named(choices: list[str]) -> str:
    more = ", …" if len(choices) > MOST_NAMED else ""
    return ", ".join(choices[:MOST_NAMED]) + more


def _converter(
    leaf: Leaf, kind: Kind, rules: Rules, facts: ColumnFacts
) -> Callable[[str], Value] | None:
    """Return what makes of a prepared text what the field takes: its own kind, or a text."""
    match leaf.type or kind:
        case Kind.NUMBER:
            read = partial(values.number, decimal=rules.decimal)
            return read if kind == Kind.NUMBER else lambda text: f"{read(text):.15g}"
        case Kind.DATE:
            read_as = leaf.format or rules.dates, facts.dates
            if kind == Kind.DATE:
                return partial(_sent_date, rules.date_zone, *read_as)
            # A text that shows a date has no zone.
            shown = partial(_sent_date, "none", *read_as)
            return lambda text: shown(text).removesuffix(MIDNIGHT)
        case Kind.BOOLEAN:
            return values.boolean if kind == Kind.BOOLEAN else _shown_boolean
        case Kind.EMAIL:
            return values.email
    return e164(leaf.region) if leaf.normalize else None


MIDNIGHT = "T00:00:00"


def _sent_date(zone: DateZone, form: str | None, column: Forms | None, text: str) -> str:
    found = read_date(text, form, column)
    if zone == "utc":
        found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    return found.isoformat()


def _shown_boolean(text: str) -> str:
    return "true" if values.boolean(text) else "false"


def _checks(leaf: Leaf, path: Path, facts: ColumnFacts) -> list[Check]:
    is_plain = leaf.value is None and not leaf.normalize
    checks: list[Check] = [check_phone] if is_plain and is_phone(str(path[-1])) else []
    if facts.with_zeros and is_phone(str(path[-1])) and not leaf.normalize:
        checks.append(phone_check(facts.with_zeros))
    if leaf.max_length is not None:
        checks.append(partial(_too_long, leaf.max_length))
    if leaf.pattern is not None:
        # Imported here because few mappings have one.
        from customer_import.records.values.pattern import Pattern  # noqa: PLC0415

        checks.append(Pattern(leaf.pattern))
    if leaf.one_of is not None:
        checks.append(partial(_not_one_of, leaf.one_of))
    return checks


def _too_long(most: int, text: str) -> Unfit | None:
    if len(text) <= most:
        return None
    predicate = f"has {len(text)} characters, {most} are allowed; shorten it."
    cause = f"has more than {most} characters; shorten it."
    return Unfit(Code.MAX_LENGTH, "it", predicate, cause=cause)


def _not_one_of(choices: list[str], text: str) -> Unfit | None:
    if text in choices:
        return None
    return Unfit(Code.ONE_OF, text, f"is not one of {_named(choices)}; correct it.")
