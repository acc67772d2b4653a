"""One leaf of a mapping, compiled: from a row's cells to the value that is sent.

The order is the mapping's promise: outer blanks and `empty`, `transform`, `values`, `default`,
type, checks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

from customer_import.customer import Kind
from customer_import.mapping.model import BlankRule, Leaf
from customer_import.mapping.transforms import TRANSFORMS
from customer_import.mapping.yaml import Path
from customer_import.problems import Code, Problem
from customer_import.records import values
from customer_import.records.columns import Columns
from customer_import.records.person_name import first_name, last_name
from customer_import.records.reads import Cells, Read
from customer_import.records.values import Unfit, Value
from customer_import.records.whole_column import ColumnTest, column_test

SPLITS = {"first": first_name, "last": last_name}
MOST_NAMED = 10


class Blank:
    """The type of `BLANK`: nothing is there, and the stored value is left alone."""


BLANK: Final = Blank()
Taken = Value | None | Blank
Check = Callable[[str], Unfit | None]


@dataclass(frozen=True, slots=True)
class Rules:
    """What a mapping says for all its leaves.

    Attributes:
        blank: what a blank does.
        decimal: the decimal sign of numbers.
        dates: the form of dates.
        cleared: what clears a stored text: None, or an empty text.
    """

    blank: BlankRule
    decimal: Literal[".", ","]
    dates: str | None
    cleared: str | None


@dataclass(frozen=True, slots=True)
class CompiledLeaf:
    """What fills one field.

    Attributes:
        field: the API's name, dotted, for messages.
        names: the columns it reads, for messages.
        positions: the same as positions.
        single: its text is that of one column.
        kind: how its text is read.
        sent: what is sent, a text in JSON but for numbers and booleans.
        read: the text of the cells, trimmed; blank where they are.
        prepare: transforms and values; raises `Unfit`.
        convert: from text to the value that is sent; raises `Unfit`.
        checks: each looks at the text.
        default: fills a blank.
        required: a blank is a problem.
        blank: what stands for a blank: `BLANK`, or what clears the stored value.
        surely: a cheap test that only texts pass that are right beyond doubt; None where there
            is none.
    """

    field: str
    names: tuple[str, ...]
    positions: tuple[int, ...]
    single: bool
    kind: Kind
    sent: Kind
    read: Read
    prepare: Callable[[str], str]
    default: str
    required: bool
    convert: Callable[[str], Value]
    checks: tuple[Check, ...]
    blank: str | Blank | None
    surely: ColumnTest | None

    def take(self, cells: Cells, problems: list[Problem]) -> Taken:
        """The value to send, None to clear the stored one, or `BLANK`; what is wrong is added."""
        text = self.read(cells)
        try:
            prepared = (self.prepare(text) if text else "") or self.default
            if prepared:
                value = self.convert(prepared)
                if self.checks:
                    self.check(prepared, value, cells, problems)
                return value
        except Unfit as unfit:
            problems.append(self.problem(unfit.code, unfit.message, cells))
            return BLANK
        if self.required:
            problems.append(self.problem(Code.REQUIRED, self._missing(), cells))
            return BLANK
        return self.blank

    @property
    def clears(self) -> bool:
        """Whether a blank clears the stored value."""
        return self.blank is not BLANK

    @property
    def plain(self) -> bool:
        """The text of the cells is sent, or converted, as it is."""
        return self.prepare is as_it_is

    @property
    def keeps_text(self) -> bool:
        """A prepared text that is surely right is sent as it is."""
        return self.convert in (as_it_is, values.email)

    @property
    def free(self) -> bool:
        """Any text will do."""
        return self.plain and self.convert is as_it_is and not self.checks

    def check(self, text: str, value: Value, cells: Cells, problems: list[Problem]) -> None:
        """Look at a value before it is sent; what is wrong is added."""
        sent = value if isinstance(value, str) else text
        found = filter(None, [check(sent) for check in self.checks])
        problems.extend(self.problem(unfit.code, unfit.message, cells) for unfit in found)

    def _missing(self) -> str:
        where = f"fill the column {' or '.join(self.names)}" if self.names else "give it a value"
        return f"{self.field} is required but blank; {where}."

    def problem(self, code: str, message: str, cells: Cells) -> Problem:
        """A problem of this field, with the cells it was filled from."""
        shown = " ".join(cells[position] for position in self.positions if position < len(cells))
        return Problem(code, message, self.field, ", ".join(self.names), shown)


def compile_leaf(
    leaf: Leaf, kind: Kind, path: Path, columns: Columns, rules: Rules
) -> CompiledLeaf:
    """Fit a leaf to the columns of a file; what does not fit is an issue of `columns`."""
    positions, read = columns.reader(leaf, path)
    field = ".".join(str(step) for step in path[1:])
    _check_options(leaf, kind, path, columns)
    return CompiledLeaf(
        field=field,
        names=tuple(dict.fromkeys(columns.headers[position] for position in positions)),
        positions=positions,
        single=leaf.column is not None,
        kind=leaf.type or kind,
        sent=kind,
        read=read,
        prepare=_prepare(leaf),
        default=(leaf.default or "").strip(),
        required=leaf.required,
        convert=_convert(leaf, kind, rules),
        checks=tuple(_checks(leaf)),
        blank=_blank(leaf, kind, rules),
        surely=column_test(leaf, leaf.type or kind, rules.decimal),
    )


def _blank(leaf: Leaf, kind: Kind, rules: Rules) -> Blank | str | None:
    if (leaf.blank or rules.blank) == "keep":
        return BLANK
    return rules.cleared if kind in (Kind.TEXT, Kind.EMAIL) else None


def _check_options(leaf: Leaf, kind: Kind, path: Path, columns: Columns) -> None:
    wanted = leaf.type or kind
    if kind in (Kind.NUMBER, Kind.DATE, Kind.BOOLEAN) and wanted != kind:
        columns.issue((*path, "type"), f"{path[-1]} is a {kind}; it cannot be read as {wanted}")
    if leaf.format and wanted != Kind.DATE:
        columns.issue((*path, "format"), "format is for dates; add `type: date`")
    if leaf.region and not leaf.normalize:
        columns.issue((*path, "region"), "region goes with `normalize: e164`")
    if leaf.region and not values.is_region(leaf.region):
        message = f"{leaf.region} is no country; write its two letters, such as US or DE"
        columns.issue((*path, "region"), message)


def _prepare(leaf: Leaf) -> Callable[[str], str]:
    steps: list[Callable[[str], str]] = [SPLITS[leaf.split]] if leaf.split else []
    steps += [TRANSFORMS[name] for name in leaf.transform]
    if leaf.values is not None:
        steps.append(partial(_translated, leaf.values))

    return Prepare(tuple(steps)) if steps else as_it_is


@dataclass(frozen=True, slots=True)
class Prepare:
    """Steps that a text goes through, one after the other."""

    steps: tuple[Callable[[str], str], ...]

    def __call__(self, text: str) -> str:
        """The text, prepared."""
        for step in self.steps:
            text = step(text)
        return text.strip()


def as_it_is(text: str) -> str:
    """The text itself."""
    return text


def _translated(table: dict[str, str], text: str) -> str:
    if text in table or not text:
        return table.get(text, "")
    known = _named(list(table))
    message = (
        f"{text} is not among the values of the mapping ({known}); correct it, or add it there."
    )
    raise Unfit(Code.VALUE_UNKNOWN, message)


def _named(choices: list[str]) -> str:
    more = ", …" if len(choices) > MOST_NAMED else ""
    return ", ".join(choices[:MOST_NAMED]) + more


def _convert(leaf: Leaf, kind: Kind, rules: Rules) -> Callable[[str], Value]:
    """From the prepared text to what the field takes: its own kind, or a text."""
    form = leaf.format or rules.dates
    match leaf.type or kind:
        case Kind.NUMBER:
            read = partial(values.number, decimal=rules.decimal)
            return read if kind == Kind.NUMBER else lambda text: f"{read(text):.15g}"
        case Kind.DATE:
            return partial(_sent_date if kind == Kind.DATE else _shown_date, form)
        case Kind.BOOLEAN:
            return values.boolean if kind == Kind.BOOLEAN else _shown_boolean
        case Kind.EMAIL:
            return values.email
    return values.e164(leaf.region) if leaf.normalize else as_it_is


def _sent_date(form: str | None, text: str) -> str:
    if form in _ISO_FORMS and values.SURELY_DAY.fullmatch(text):
        return f"{text}T00:00:00"
    return values.date(text, form).isoformat()


_ISO_FORMS = (None, "%Y-%m-%d")


def _shown_date(form: str | None, text: str) -> str:
    return _sent_date(form, text).removesuffix("T00:00:00")


def _shown_boolean(text: str) -> str:
    return "true" if values.boolean(text) else "false"


def _checks(leaf: Leaf) -> list[Check]:
    checks: list[Check] = []
    if leaf.max_length is not None:
        checks.append(partial(_too_long, leaf.max_length))
    if leaf.pattern is not None:
        # Imported here because few mappings have one.
        from customer_import.records.pattern import compiled  # noqa: PLC0415

        checks.append(compiled(leaf.pattern))
    if leaf.one_of is not None:
        checks.append(partial(_not_one_of, leaf.one_of))
    return checks


def _too_long(most: int, text: str) -> Unfit | None:
    if len(text) <= most:
        return None
    message = f"it has {len(text)} characters, {most} are allowed; shorten it."
    return Unfit(Code.MAX_LENGTH, message)


def _not_one_of(choices: list[str], text: str) -> Unfit | None:
    if text in choices:
        return None
    return Unfit(Code.ONE_OF, f"{text} is not one of {_named(choices)}; correct it.")
