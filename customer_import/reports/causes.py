"""Problems grouped by cause and by column, so that a person can mend many rows at once.

Rows have a cause in common when their problems say the same, but for the cell itself and for what
differs from row to row in any sentence: numbers, and what is quoted.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from customer_import.ledger.results import RowResult
from customer_import.problems import Code, Problem, Severity

MOST_CAUSES = 1_000
"""Causes told apart; further ones are counted together, field by field."""
MOST_NUMBERS = 12
"""Row numbers kept of a cause."""
MOST_VALUES = 3
"""Different cells kept of a cause."""
MOST_CHARACTERS = 500
"""Characters of a sentence, or of a cell, that are looked at."""
DIFFERS = "…"
"""Stands for what differs from row to row."""

_SLOT = "\0"
_IT = "it "
_WORD_OR_QUOTED = re.compile(
    r"""`[^`]{0,200}`
    | rows?\ \d+(?:,\ \d+)*(?:\ …)?
    | “[^”]{0,200}” | "[^"]{0,200}" | (?<!\w)'[^']{0,200}'(?!\w)
    | \w(?:[\w@+/:.-]*\w)?""",
    re.VERBOSE,
)
_QUOTES = "“”\"'"
_PREDICATE = re.compile(
    r"(?:is not|is no|is neither|(?:holds|has) more than|can be two|needs its|does not match)\b"
)


class Cause(NamedTuple):
    """What is wrong with a number of rows.

    Attributes:
        code: the stable code.
        severity: an error, or a warning.
        field: the API's name; blank for the whole row.
        column: as the file spells it; blank where no column is to blame.
        reason: a sentence that holds for all of them, what differs left out.
        rows: how many.
        first: the numbers of the first of them.
        values: a few of the cells, or of what the server named.
    """

    code: str
    severity: Severity
    field: str
    column: str
    reason: str
    rows: int
    first: tuple[int, ...]
    values: tuple[str, ...]


class Place(NamedTuple):
    """A column with problems.

    Attributes:
        column: as the file spells it; blank where no column is to blame.
        fields: the API's names; blank for the whole row.
        rows: how many.
    """

    column: str
    fields: tuple[str, ...]
    rows: int


@dataclass(slots=True)
class _Rows:
    """Rows as they come by: counted, the first of them kept."""

    count: int = 0
    last: int = 0
    first: list[int] = field(default_factory=list)

    def add(self, number: int) -> None:
        if number == self.last:
            return
        self.count += 1
        self.last = number
        if len(self.first) < MOST_NUMBERS:
            self.first.append(number)


@dataclass(slots=True)
class _Group:
    """The rows of one cause; `slots` is what stands at the gaps of its sentence."""

    problem: Problem
    skeleton: str
    slots: list[str]
    rows: _Rows = field(default_factory=_Rows)
    values: dict[str, None] = field(default_factory=dict)

    def add(self, number: int, value: str, slots: list[str]) -> None:
        self.rows.add(number)
        pairs = zip(self.slots, slots, strict=False)
        self.slots = [mine if mine == its else DIFFERS for mine, its in pairs]
        if value and len(self.values) < MOST_VALUES:
            self.values[value] = None

    def cause(self) -> Cause:
        texts = self.skeleton.split(_SLOT)
        told = "".join(text + slot for text, slot in zip(texts, [*self.slots, ""], strict=True))
        about, rows = self.problem, self.rows
        return Cause(
            about.code,
            about.severity,
            about.field,
            about.column,
            told or "Other reasons; the rows say which.",
            rows.count,
            tuple(rows.first),
            tuple(self.values),
        )


class Causes:
    """Gathers causes from rows in the file's order; its memory does not grow with their number."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, ...], _Group] = {}
        self._places: dict[tuple[str, str], tuple[_Rows, dict[str, None]]] = {}

    def add(self, row: RowResult) -> None:
        """Count the problems of a row."""
        for problem in row.problems:
            self._add_cause(row.number, problem)
            self._add_place(row.number, problem)

    def _add_cause(self, number: int, problem: Problem) -> None:
        skeleton, slots = _taken_apart(reason(problem))
        about = (problem.severity, problem.code, problem.field, problem.column)
        if (*about, skeleton) not in self._groups and len(self._groups) >= MOST_CAUSES:
            skeleton, slots = "", []
        group = self._groups.get((*about, skeleton))
        if group is None:
            group = self._groups[(*about, skeleton)] = _Group(problem, skeleton, slots)
        group.add(number, problem.value.strip()[:MOST_CHARACTERS] or _quoted(slots), slots)

    def _add_place(self, number: int, problem: Problem) -> None:
        key = (problem.column, "" if problem.column else problem.field)
        rows, fields = self._places.setdefault(key, (_Rows(), {}))
        rows.add(number)
        fields[problem.field] = None

    def found(self) -> list[Cause]:
        """The causes: errors first, those of most rows first."""
        causes = [group.cause() for group in self._groups.values()]
        return sorted(causes, key=lambda each: (each.severity != "error", -each.rows, each.first))

    def places(self) -> list[Place]:
        """The columns with problems, those of most rows first."""
        places = [
            Place(column, tuple(fields), rows.count)
            for (column, _), (rows, fields) in self._places.items()
        ]
        return sorted(places, key=lambda each: (-each.rows, each.column, each.fields))


def causes_of(rows: Iterable[RowResult]) -> list[Cause]:
    """The causes of the problems of rows in the file's order."""
    causes = Causes()
    for row in rows:
        causes.add(row)
    return causes.found()


def reason(problem: Problem) -> str:
    """What is wrong, said of the field and not of the cell."""
    message = problem.message
    subject = problem.field or problem.column
    rest = _after_value(message, problem)
    said = f"{subject} {rest}" if subject and rest else message[:1].upper() + message[1:]
    said = said.replace(_SLOT, "")
    return said if len(said) <= MOST_CHARACTERS else said[:MOST_CHARACTERS] + DIFFERS


def _after_value(message: str, problem: Problem) -> str:
    """What a message says of the cell it begins with; blank where it begins with none."""
    about_it = problem.code == Code.MAX_LENGTH or problem.severity == "warning"
    if about_it and message[: len(_IT)].lower() == _IT:
        return message[len(_IT) :]
    value = problem.value.strip()
    if not value:
        return ""
    head, rest = message[: len(value)], message[len(value) :]
    if head.lower() == value.lower() and rest.startswith(" "):
        return rest[1:]
    # The message quotes the value as the mapping has transformed it.
    found = _PREDICATE.search(message)
    return message[found.start() :] if found else ""


def _taken_apart(sentence: str) -> tuple[str, list[str]]:
    """A sentence with gaps for what may differ from row to row, and what stands there."""
    slots: list[str] = []

    def gap(match: re.Match[str]) -> str:
        text = match[0]
        if text[0] == "`" or not (text[0] in _QUOTES or re.search(r"[\d@]", text)):
            return text
        slots.append(text)
        return _SLOT

    return _WORD_OR_QUOTED.sub(gap, sentence), slots


def _quoted(slots: list[str]) -> str:
    return next((slot.strip(_QUOTES) for slot in slots if slot[0] in _QUOTES), "")
