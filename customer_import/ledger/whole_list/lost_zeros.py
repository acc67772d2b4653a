"""Leading zeros that a spreadsheet took away: seen within a list, and beside what is known.

The number 00042 opened in a spreadsheet comes back as 42, another customer. Within a list that can
only be guessed; beside the row of an error report as it was written, and beside the numbers saved
at the server, it is next to certain.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from customer_import.ledger.rows.kept_cells import KeptCells
from customer_import.ledger.rows.noted_problems import INSERT_PROBLEM, problem_row
from customer_import.ledger.staging.staging import Staging
from customer_import.ledger.whole_list.numbers import Numbers
from customer_import.problems import Code, Problem


class FilledColumn(NamedTuple):
    """A column, and what it fills.

    Attributes:
        field: the API's name.
        column: the column's.
    """

    field: str
    column: str


class KnownNumber(NamedTuple):
    """A number to be sent, and as it was saved before, with leading zeros."""

    now: str
    saved: str


LINES = 100_000
"""Lines of a report that are compared at once."""


class _Line(NamedTuple):
    """A line of a report: its row, that of the list, and cells with their positions."""

    row: int
    origin: int
    cells: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class LostZeros:
    """Looks for lost zeros in the rows of one run, once all are staged.

    Attributes:
        connection: the ledger's, inside a transaction.
        run: the run's id.
        number_column: the column that fills `CustomerNumber`, for messages.
    """

    connection: sqlite3.Connection
    run: int
    number_column: str

    def warn_of_shorter_than(self, length: int | None) -> None:
        """Warn of numbers, of figures only, that have fewer than those with a leading zero.

        Args:
            length: of the numbers with a leading zero; None where they have not one.
        """
        if length is None:
            return
        short = self.connection.execute(_SHORTER, (self.run, length)).fetchall()
        self._warn(((row, key, _shorter(key, length)) for row, key in short), _SHORTER_CAUSE)

    def warn_of_known(self, numbers: Numbers) -> None:
        """Warn of numbers to be sent that were saved before, but for their leading zeros.

        Args:
            numbers: of the list: one that it has with its zeros too is not lost.
        """
        values = {"run": self.run, "zeros": "0" * MOST_ZEROS}
        found = self.connection.execute(f"{_SAVED_WITH_ZEROS} {_BY_ROW}", values).fetchall()
        there = numbers.holds(saved for _, _, saved in found)
        lost = ((row, key, _known(key, saved)) for row, key, saved in found if saved not in there)
        self._warn(lost, _KNOWN_CAUSE)

    def _warn(self, found: Iterator[tuple[int, str, str]], cause: str) -> None:
        rows = (
            problem_row(self.run, row, self._problem(key, message, cause))
            for row, key, message in found
        )
        self.connection.executemany(INSERT_PROBLEM, rows)

    def _problem(self, key: str, message: str, cause: str) -> Problem:
        place = ("CustomerNumber", self.number_column, key)
        return Problem(Code.LOST_ZEROS, message, *place, severity="warning", cause=cause)

    def refuse_resaved(self, staging: Staging, places: Mapping[int, FilledColumn]) -> None:
        """Refuse the rows of an error report that lost zeros since the report was written.

        Args:
            staging: has the rows.
            places: of the columns that fill texts, by their position.
        """
        of_run = "SELECT wrote FROM runs WHERE id = ?"
        (wrote,) = self.connection.execute(of_run, (self.run,)).fetchone()
        before = KeptCells(self.connection, wrote or 0)
        lines = self._without_zeros(places)
        while some := list(islice(lines, LINES)):
            # A report may have been sorted: cells are unpacked fastest in the order of the list.
            some.sort(key=lambda line: line.origin)
            staging.refuse(
                (line.row, _resaved(cell, text, places[at]))
                for line in some
                for (at, cell), text in zip(line.cells, _texts(before, line), strict=True)
                if _lost_zeros(cell, text)
            )

    def _without_zeros(self, places: Mapping[int, FilledColumn]) -> Iterator[_Line]:
        """Yield the lines of a report with the cells that may have lost zeros."""
        now = KeptCells(self.connection, self.run)
        for row, origin in self.connection.execute(_RESAVED, {"run": self.run}).fetchall():
            cells = [(at, cell.strip()) for at, cell in enumerate(now.of(row)) if at in places]
            if plain := [(at, cell) for at, cell in cells if _may_have_lost(cell)]:
                yield _Line(row, origin, plain)


def _texts(before: KeptCells, line: _Line) -> list[str]:
    """Return what was in the cells of a line when its report was written."""
    was = before.of(line.origin)
    return [was[at].strip() if at < len(was) else "" for at, _ in line.cells]


def known_but_for_zeros(connection: sqlite3.Connection, run: int) -> tuple[KnownNumber, ...]:
    """Return the numbers to be sent that were saved before, but for their leading zeros."""
    values = {"run": run, "zeros": "0" * MOST_ZEROS, "cause": _KNOWN_CAUSE}
    found = connection.execute(f"{_SAVED_WITH_ZEROS} {_WARNED} {_BY_ROW}", values)
    return tuple(KnownNumber(now, saved) for _, now, saved in found)


def _may_have_lost(now: str) -> bool:
    return now.isascii() and now.isdecimal() and (now[0] != "0" or now == "0")


def _lost_zeros(now: str, before: str) -> bool:
    figures = before.isascii() and before.isdecimal() and before.startswith("0")
    return figures and now != before and now == (before.lstrip("0") or "0")


def _shorter(key: str, length: int) -> str:
    return (
        f"{key} is shorter than the numbers that begin with a zero, which have {length} digits. If "
        f"a spreadsheet took its zeros away, write it with them."
    )


def _known(key: str, saved: str) -> str:
    return (
        f"{key} was saved before with leading zeros, as {saved}. Without them it would be another "
        "customer. If a spreadsheet took the zeros away, write them again."
    )


def _resaved(now: str, before: str, place: FilledColumn) -> Problem:
    message = (
        f"{before} has become {now}, as spreadsheets do when they open a CSV. Write {before}, with "
        f"the column's format set to text; if {now} is right, empty the row's import_row cell."
    )
    about = (place.field, place.column, now)
    return Problem(Code.LOST_ZEROS, message, *about, cause=_RESAVED_CAUSE)


_SHORTER_CAUSE = (
    "is shorter than the numbers that begin with a zero. If a spreadsheet took its zeros away, "
    "write it with them."
)
_KNOWN_CAUSE = (
    "was saved before with leading zeros. If a spreadsheet took the zeros away, write them again."
)
_RESAVED_CAUSE = (
    "lost its leading zeros since the report was written, as in spreadsheets that open a CSV. "
    "Write it as it was, with the column's format set to text."
)
_SHORTER = """
SELECT number, key FROM rows
WHERE run = ? AND key GLOB '[1-9]*' AND key NOT GLOB '*[^0-9]*' AND length(key) < ?
"""
MOST_ZEROS = 255
_SAVED_WITH_ZEROS = """
SELECT items.row, items.key, known.key FROM items
CROSS JOIN zero_lengths ON length > length(items.key)
CROSS JOIN known ON known.key = substr(:zeros, 1, length - length(items.key)) || items.key
WHERE items.run = :run AND items.state = 'staged' AND items.key GLOB '[1-9]*'
    AND items.key NOT GLOB '*[^0-9]*'
    AND NOT EXISTS (SELECT 1 FROM known AS same WHERE same.key = items.key)
"""
"""Numbers that were saved with leading zeros are looked for in the lengths that there are."""
_WARNED = """
AND EXISTS (SELECT 1 FROM problems
    WHERE problems.run = :run AND problems.row = items.row AND cause = :cause)
"""
_BY_ROW = "GROUP BY items.id ORDER BY items.row"
_RESAVED = """
SELECT number, origin FROM rows WHERE run = :run AND origin NOT NULL
UNION ALL SELECT number, origin FROM followers WHERE run = :run AND origin NOT NULL ORDER BY number
"""
