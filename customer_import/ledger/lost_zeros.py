"""Leading zeros that a spreadsheet took away: seen within a list, and beside what is known.

The number 00042 opened in a spreadsheet comes back as 42, another customer. Within a list that can
only be guessed; beside the row of an error report as it was written, and beside the numbers saved
at the server, it is next to certain.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from customer_import.ledger.cells import KeptCells
from customer_import.ledger.staging import INSERT_PROBLEM, Staging, problem_row
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

    def warn_of_shorter(self) -> None:
        """Warn of numbers that are shorter than others by the zeros a spreadsheet takes away.

        That is where all numbers with a leading zero have one length, and others, of figures
        only, are shorter.
        """
        lengths = self.connection.execute(_ZERO_LENGTHS, (self.run,)).fetchall()
        if len(lengths) == 1:
            self.warn_of_shorter_than(lengths[0][0])

    def warn_of_shorter_than(self, length: int) -> None:
        """Warn of numbers, of figures only, that have fewer of them."""
        short = self.connection.execute(_SHORTER, (self.run, length)).fetchall()
        self._warn(((row, key, _shorter(key, length)) for row, key in short), _SHORTER_CAUSE)

    def warn_of_known(self) -> None:
        """Warn of numbers to be sent that were saved before, but for their leading zeros."""
        found = _saved_with_zeros(self.connection, self.run)
        self._warn(((row, key, _known(key, saved)) for row, key, saved in found), _KNOWN_CAUSE)

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
        now, before = (KeptCells(self.connection, run) for run in (self.run, wrote or 0))
        for row, origin in self.connection.execute(_RESAVED, (self.run,)).fetchall():
            cells = zip(now.of(row), before.of(origin), strict=False)
            for position, (cell, was) in enumerate(cells):
                if position in places and _lost_zeros(cell.strip(), was.strip()):
                    place = places[position]
                    staging.refuse([(row, _resaved(cell.strip(), was.strip(), place))])


def known_but_for_zeros(connection: sqlite3.Connection, run: int) -> tuple[KnownNumber, ...]:
    """Return the numbers to be sent that were saved before, but for their leading zeros."""
    return tuple(KnownNumber(now, saved) for _, now, saved in _saved_with_zeros(connection, run))


def _saved_with_zeros(connection: sqlite3.Connection, run: int) -> list[tuple[int, str, str]]:
    """Return rows to be sent, their numbers, and those numbers as they were saved."""
    if not connection.execute(_MAY_HAVE_LOST, (run,)).fetchone()[0]:
        return []
    for statement in _MEET_ZEROS:
        connection.execute(statement)
    return connection.execute(_BARE, {"run": run}).fetchall()


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
_ZERO_LENGTHS = """
SELECT DISTINCT length(key) FROM rows
WHERE run = ? AND key GLOB '0*' AND key NOT GLOB '*[^0-9]*' LIMIT 2
"""
_SHORTER = """
SELECT number, key FROM rows
WHERE run = ? AND key GLOB '[1-9]*' AND key NOT GLOB '*[^0-9]*' AND length(key) < ?
"""
_MAY_HAVE_LOST = """
SELECT EXISTS (SELECT 1 FROM items WHERE run = ? AND state = 'staged' AND key GLOB '[1-9]*')
"""
_ZEROS = """
CREATE TEMP TABLE zeros AS SELECT ltrim(key, '0') AS bare, key FROM known
WHERE key >= '0' AND key < '1' AND key NOT GLOB '*[^0-9]*'
"""
_MEET_ZEROS = (
    "DROP TABLE IF EXISTS temp.zeros",
    _ZEROS,
    "CREATE INDEX temp.zeros_by_bare ON zeros (bare)",
)
"""Numbers that were saved with leading zeros, to be found without them."""
_BARE = """
SELECT items.row, items.key, zeros.key FROM items CROSS JOIN temp.zeros ON bare = items.key
WHERE items.run = :run AND items.state = 'staged' AND items.key GLOB '[1-9]*' AND NOT EXISTS
    (SELECT 1 FROM known WHERE known.key = items.key)
    AND zeros.key NOT IN (SELECT key FROM rows WHERE run = :run AND key NOT NULL)
GROUP BY items.id ORDER BY items.row
"""
_RESAVED = """
SELECT number, origin FROM rows WHERE run = ? AND origin NOT NULL ORDER BY number
"""
