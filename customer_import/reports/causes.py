"""Problems grouped by cause and by column, so that a person can fix many rows at once.

A problem says its cause. Of what the server says, rows have the same cause if it differs in numbers
and in what is quoted, and in nothing else.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from customer_import.ledger.runs.results import RowResult
from customer_import.problems import Code, Problem, Severity

MOST_CAUSES = 1_000
"""Causes that are kept; further ones are counted together, field by field."""
MOST_NUMBERS = 12
"""Row numbers kept of a cause."""
MOST_VALUES = 3
"""Different cells kept of a cause."""
MOST_CHARACTERS = 500
"""Characters of a sentence, or of a cell, that are looked at."""
DIFFERS = "…"
"""Is shown in place of what differs between rows."""
OTHER_ROWS = "other rows"
"""Is shown in place of row numbers that differ."""

_RANKS: dict[Severity, int] = {"error": 0, "warning": 1, "notice": 2}
_SLOT = "\0"
_WORD_OR_QUOTED = re.compile(
    r"""`[^`]{0,200}`
    | rows?\ \d+(?:,\ \d+)*(?:\ …)?
    | “[^”]{0,200}” | "[^"]{0,200}" | (?<!\w)'[^']{0,200}'(?!\w)
    | \w(?:[\w@+/:.-]*\w)?""",
    re.VERBOSE,
)
_QUOTES = "“”\"'"


class Cause(NamedTuple):
    """What is wrong with a number of rows.

    Attributes:
        code: the stable code.
        severity: how much it matters.
        field: the API's name; blank for the whole row.
        column: as the file spells it; blank if no column is to blame.
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

    @property
    def is_refusal(self) -> bool:
        """Tell whether the server said it."""
        return self.code in (Code.REFUSED, Code.ADDRESS_REFUSED)


class TroubledColumn(NamedTuple):
    """A column with problems.

    Attributes:
        name: as the file spells it; blank if no column is to blame.
        fields: the API's names; blank for the whole row.
        rows: how many.
    """

    name: str
    fields: tuple[str, ...]
    rows: int


@dataclass(slots=True)
class _RowCount:
    """Counts rows as they come by, and keeps the first of them."""

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
class _CauseRows:
    """The rows of one cause; `slots` holds what fills the gaps of its sentence."""

    problem: Problem
    skeleton: str
    slots: Sequence[str]
    rows: _RowCount = field(default_factory=_RowCount)
    values: dict[str, None] = field(default_factory=dict)

    def add(self, number: int, value: str, slots: Sequence[str]) -> None:
        self.rows.add(number)
        if slots != self.slots:
            pairs = zip(self.slots, slots, strict=False)
            self.slots = tuple(mine if mine == its else _in_place_of(its) for mine, its in pairs)
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
    """Gathers causes from rows in the file's order, in memory that does not grow with the rows."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, ...], _CauseRows] = {}
        self._columns: dict[tuple[str, str], tuple[_RowCount, dict[str, None]]] = {}

    def add(self, row: RowResult) -> None:
        """Count the problems of a row."""
        for problem in row.problems:
            self.add_problem(row.number, problem)

    def add_problem(self, row: int, problem: Problem) -> None:
        """Count a problem of a row, by the number of the row."""
        self._add_cause(row, problem)
        if problem.severity != "notice":
            self._add_column(row, problem)

    def _add_cause(self, number: int, problem: Problem) -> None:
        skeleton, slots = _sentence(*_told_by(problem))
        about = (problem.severity, problem.code, problem.field, problem.column)
        group = self._groups.get((*about, skeleton))
        if group is None:
            if len(self._groups) >= MOST_CAUSES:
                skeleton, slots = "", ()
            group = _CauseRows(problem, skeleton, slots)
            group = self._groups.setdefault((*about, skeleton), group)
        group.add(number, problem.value.strip()[:MOST_CHARACTERS] or _quoted(slots), slots)

    def _add_column(self, number: int, problem: Problem) -> None:
        key = (problem.column, "" if problem.column else problem.field)
        rows, fields = self._columns.setdefault(key, (_RowCount(), {}))
        rows.add(number)
        fields[problem.field] = None

    def found(self) -> list[Cause]:
        """Return the causes: errors, warnings, notices, each from many rows to few."""
        causes = [group.cause() for group in self._groups.values()]
        return sorted(causes, key=lambda each: (_RANKS[each.severity], -each.rows, each.first))

    def columns(self) -> list[TroubledColumn]:
        """Return the columns with problems, those of most rows first."""
        columns = [
            TroubledColumn(column, tuple(fields), rows.count)
            for (column, _), (rows, fields) in self._columns.items()
        ]
        return sorted(columns, key=lambda each: (-each.rows, each.name, each.fields))


def causes_of_problems(problems: Iterable[tuple[int, Problem]]) -> list[Cause]:
    """Return the causes of problems, each with the number of its row, in the file's order."""
    causes = Causes()
    for row, problem in problems:
        causes.add_problem(row, problem)
    return causes.found()


def causes_of(rows: Iterable[RowResult]) -> list[Cause]:
    """Return the causes of the problems of rows in the file's order."""
    causes = Causes()
    for row in rows:
        causes.add(row)
    return causes.found()


def reason(problem: Problem) -> str:
    """Say what is wrong with the field, without the cell."""
    return _said(*_told_by(problem))


def _told_by(problem: Problem) -> tuple[str, str]:
    """Return the cause that a problem tells, and what it is said of; blank if it says so itself."""
    is_of_field = problem.cause[:1].islower()
    return problem.cause or problem.message, (
        (problem.field or problem.column) if is_of_field else ""
    )


def _said(told: str, subject: str) -> str:
    said = f"{subject} {told}" if subject else told[:1].upper() + told[1:]
    said = said.replace(_SLOT, "")
    return said if len(said) <= MOST_CHARACTERS else said[:MOST_CHARACTERS] + DIFFERS


@lru_cache(MOST_CAUSES)
def _sentence(told: str, subject: str) -> tuple[str, Sequence[str]]:
    """Return what is said, with gaps for what may differ between rows, and what fills the gaps."""
    slots: list[str] = []

    def gap(match: re.Match[str]) -> str:
        text = match[0]
        if text[0] == "`" or not (text[0] in _QUOTES or re.search(r"[\d@]", text)):
            return text
        slots.append(text)
        return _SLOT

    return _WORD_OR_QUOTED.sub(gap, _said(told, subject)), tuple(slots)


def _in_place_of(slot: str) -> str:
    return OTHER_ROWS if re.match(r"rows? \d", slot) else DIFFERS


def _quoted(slots: Sequence[str]) -> str:
    return next((slot.strip(_QUOTES) for slot in slots if slot[0] in _QUOTES), "")
