"""What became of a run, read from the ledger: counts, rows, problems; streamed."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

import orjson

from customer_import.endpoints import Call
from customer_import.ledger.rows.kept_cells import KeptCells
from customer_import.ledger.rows.packets import Packets, pack, unpacked
from customer_import.ledger.rows.skipped_rows import AGAIN, SkippedRows
from customer_import.ledger.runs.row_messages import RowMessages, and_waits
from customer_import.problems import Problem
from customer_import.states import SETTLED, KnownState, RowState

_STATES = {str(state): state for state in RowState}


class RowResult(NamedTuple):
    """One row of the file and what became of it.

    Attributes:
        number: as a spreadsheet shows it.
        state: exactly one.
        key: its `CustomerNumber`.
        message: the server's, or why it was skipped.
        cells: as the file has them; empty once it is saved or skipped.
        problems: all of them.
    """

    number: int
    state: RowState
    key: str | None
    message: str
    cells: list[str]
    problems: tuple[Problem, ...]


class ShapeCount(NamedTuple):
    """How many records share a set of fields and so can share requests."""

    call: Call
    fields: tuple[str, ...]
    safe: bool
    records: int


class CauseCount(NamedTuple):
    """How many rows had a problem.

    Attributes:
        severity: how much it matters.
        code: the stable code.
        field: the API's name; blank for the whole row.
        column: as the file spells it.
        cause: what the rows have in common; blank if the server said it.
        rows: how many.
    """

    severity: str
    code: str
    field: str
    column: str
    cause: str
    rows: int


def sources(connection: sqlite3.Connection, run: int) -> list[str]:
    """Return where the rows of a run are: most lists have one row for each customer."""
    has_followers = "SELECT EXISTS (SELECT 1 FROM followers WHERE run = ?)"
    (has_others,) = connection.execute(has_followers, (run,)).fetchone()
    return list(_SOURCES) if has_others else ["rows"]


def count_rows(connection: sqlite3.Connection, run: int) -> dict[RowState, int]:
    """Count the rows of a run by state, one by one; every state is there."""
    found: dict[str, int] = {}
    for source in sources(connection, run):
        counted = f"SELECT state, count(*) FROM {source} WHERE run = ? GROUP BY state"
        for state, count in connection.execute(counted, (run,)):
            found[state] = found.get(state, 0) + count
    (skipped,) = connection.execute(_SKIPPED, (run,)).fetchone()
    found[RowState.SKIPPED] = found.get(RowState.SKIPPED, 0) + skipped
    if strange := found.keys() - set(RowState):
        raise sqlite3.DatabaseError(f"a row of it is in the state {min(strange)}")
    return {state: found.get(state, 0) for state in RowState}


def packed_counts(connection: sqlite3.Connection, run: int) -> bytes:
    """Count the rows of a run by state, and return that as it is noted."""
    counts = {str(state): count for state, count in count_rows(connection, run).items()}
    return pack(orjson.dumps(counts))


NOTE_COUNTS = "UPDATE runs SET counts = ? WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Results:
    """The results of one run."""

    connection: sqlite3.Connection
    run: int

    def counts(self) -> dict[RowState, int]:
        """Count the rows by state; every state is there.

        Raises:
            sqlite3.DatabaseError: the disk has changed what was noted of them.
        """
        is_behind = "SELECT behind OR counts IS NULL FROM runs WHERE id = ?"
        if self._one(is_behind):
            return count_rows(self.connection, self.run)
        return self.noted_counts()

    def noted_counts(self) -> dict[RowState, int]:
        """Return how many rows were in each state when that was last noted.

        Raises:
            sqlite3.DatabaseError: the disk has changed it.
        """
        noted = self.connection.execute("SELECT counts FROM runs WHERE id = ?", (self.run,))
        found = unpacked(noted.fetchone()[0])
        return {state: found.get(state, 0) for state in RowState}

    def warned(self) -> int:
        """Count the rows with a warning that are not invalid."""
        return sum(
            self._one(
                f"SELECT count(DISTINCT row) FROM problems JOIN {source} AS rows"
                " ON rows.run = problems.run AND number = row WHERE problems.run = ?"
                " AND severity = 'warning' AND state != 'invalid'"
            )
            for source in sources(self.connection, self.run)
        )

    def of_list(self) -> list[Problem]:
        """Return the problems of the list as a whole."""
        found = self.connection.execute(
            f"SELECT {_PROBLEM} FROM problems WHERE run = ? AND row IS NULL ORDER BY rowid",
            (self.run,),
        )
        return [Problem(*problem) for problem in found]

    def requests(self) -> int:
        """Count the requests that were sent: not those for which no connection was made."""
        return self._one(
            "SELECT count(*) FROM requests WHERE run = ? AND outcome NOT LIKE 'not sent: %'"
        )

    def left_out(self) -> int:
        """Count the rows that are skipped though no run saved them."""
        return sum(
            self._one(
                f"SELECT count(*) FROM {source} WHERE run = ? AND state = 'skipped'"
                " AND message NOT LIKE 'saved%'"
            )
            for source in sources(self.connection, self.run)
        )

    def risky(self) -> int:
        """Count the rows to be sent that may be saved already, and that saving twice would harm."""
        return self._one(_RISKY)

    def shapes(self) -> list[ShapeCount]:
        """Count what is staged, by what can share a request."""
        found = self.connection.execute(_SHAPES, (self.run,))
        return [
            ShapeCount(Call(call), tuple(orjson.loads(fields)), bool(safe), records)
            for call, fields, safe, records in found
        ]

    def addresses(self) -> list[tuple[int, int]]:
        """Return each row that has addresses staged, and how many, in the order they are sent."""
        return self.connection.execute(_ADDRESSES, (self.run,)).fetchall()

    def causes(self) -> list[CauseCount]:
        """Return the problems by cause of a run whose rows are forgotten, most rows first."""
        found = self.connection.execute(_CAUSES, (self.run,))
        return [CauseCount(*each) for each in found]

    def rows(self, *states: RowState) -> Iterator[RowResult]:
        """Yield the rows in these states (all, where none is named), in the file's order."""
        found = self._rows(states)
        if states and RowState.SKIPPED not in states:
            return found
        told = merge(found, self._skipped(), key=attrgetter("number"))
        return map(_planned, told) if self._is_plan() else told

    def _is_plan(self) -> bool:
        return bool(self._one("SELECT EXISTS (SELECT 1 FROM plans WHERE run = ?)"))

    def _skipped(self) -> Iterator[RowResult]:
        """Yield the rows that equal what was saved before; no more is kept of them."""
        for row, message in SkippedRows(self.connection, self.run).messages():
            yield RowResult(row.number, RowState.SKIPPED, row.key, message, [], ())

    def with_problems(self) -> Iterator[RowResult]:
        """Yield the rows that have problems, warnings too, in the file's order.

        Their cells are not read, and neither is what the server said of records that it saved.
        """
        found = map(self._with_problems, sources(self.connection, self.run))
        return merge(*found, key=attrgetter("number"))

    def problems(self) -> Iterator[tuple[int, Problem]]:
        """Yield the problems of rows, each with the number of its row, in the file's order."""
        found = self.connection.execute(
            f"SELECT row, {_PROBLEM} FROM problems WHERE run = ? AND row NOT NULL"
            " ORDER BY row, rowid",
            (self.run,),
        )
        return ((each[0], Problem._make(each[1:])) for each in found)

    def _with_problems(self, source: str) -> Iterator[RowResult]:
        rows = self.connection.execute(_WITH_PROBLEMS.format(rows=source), (self.run,))
        for (number, state, key), found in groupby(rows, key=itemgetter(0, 1, 2)):
            problems = tuple([Problem._make(each[3:]) for each in found])
            yield RowResult(number, _STATES[state], key, "", [], problems)

    def _rows(self, states: tuple[RowState, ...]) -> Iterator[RowResult]:
        found = (self._rows_of(each, states) for each in sources(self.connection, self.run))
        return merge(*found, key=attrgetter("number"))

    def _rows_of(self, source: str, states: tuple[RowState, ...]) -> Iterator[RowResult]:
        wanted = orjson.dumps(states or list(RowState)).decode()
        told = _TOLD.format(rows=source, lead=_SOURCES[source])
        rows = self.connection.execute(
            "SELECT number, rows.state, rows.key, message, told.id, told.request, told.state"
            f" {told}"
            " WHERE rows.run = ? AND rows.state IN (SELECT value FROM json_each(?))"
            " ORDER BY number",
            (self.run, wanted),
        )
        problems = groupby(self._problems(source, wanted), key=itemgetter(0))
        row, found = next(problems, (None, iter(())))
        cells, messages = KeptCells(self.connection, self.run), RowMessages(self.connection)
        for number, state, key, message, item, request, customer in rows:
            mine: tuple[Problem, ...] = ()
            if row == number:
                mine = tuple([Problem._make(each[1:]) for each in found])
                row, found = next(problems, (None, iter(())))
            held = [] if state in SETTLED else cells.of(number)
            said = message or messages.of(item, request)
            if state == RowState.PENDING and customer in SETTLED:
                said = and_waits(said)
            yield RowResult(number, _STATES[state], key, said, held, mine)

    def payloads(self) -> Iterator[bytes]:
        """Yield the records that are still kept, as JSON: those that were not saved."""
        return Packets(self.connection).records(self.run)

    def _problems(self, source: str, wanted: str) -> Iterable[tuple[Any, ...]]:
        return self.connection.execute(
            f"SELECT row, {_PROBLEM} FROM problems JOIN {source} AS rows"
            " ON rows.run = problems.run AND number = row WHERE problems.run = ?"
            " AND state IN (SELECT value FROM json_each(?)) ORDER BY row, problems.rowid",
            (self.run, wanted),
        )

    def _one(self, statement: str) -> int:
        return int(self.connection.execute(statement, (self.run,)).fetchone()[0])


def _planned(row: RowResult) -> RowResult:
    """Return a row of a plan: neither `plan` nor `apply` has the option that sends it again."""
    again = AGAIN.replace("--resend", "a run with --resend")
    return row._replace(message=row.message.replace(AGAIN, again))


_SOURCES = {"rows": "number", "following_rows": "lead"}
"""Where rows are, and what names there the first row of their customer."""
_PROBLEM = 'code, problems.message, field, "column", value, severity, cause'
_WITH_PROBLEMS = f"""
SELECT number, state, rows.key, {_PROBLEM}
FROM problems CROSS JOIN {{rows}} AS rows ON rows.run = problems.run AND number = row
WHERE problems.run = ? ORDER BY row, problems.rowid
"""
_CAUSES = """
SELECT severity, code, field, "column", cause, rows FROM causes
WHERE run = ? ORDER BY rows DESC, code
"""
_SKIPPED = "SELECT ifnull(sum(rows), 0) FROM skipped WHERE run = ?"
_SHAPES = """
SELECT call, fields, safe, sum(waiting) FROM shapes JOIN
    (SELECT shape, (SELECT count(*) FROM items
        WHERE id >= first AND id < first + records AND state = 'staged') AS waiting FROM packets)
    ON shape = shapes.id
WHERE run = ? GROUP BY shapes.id HAVING sum(waiting) ORDER BY call != 'customers', shapes.id
"""
_ADDRESSES = """
SELECT items.row, count(*) FROM shapes CROSS JOIN packets ON packets.shape = shapes.id
CROSS JOIN items ON items.id >= first AND items.id < first + packets.records
WHERE shapes.run = ? AND call = 'addresses' AND state = 'staged'
GROUP BY items.row ORDER BY min(items.id)
"""
_RISKY = f"""
SELECT count(DISTINCT items.row) FROM items CROSS JOIN shapes ON shapes.id = items.shape
LEFT JOIN rows ON rows.run = items.run AND rows.number = items.row
LEFT JOIN runs ON runs.id = items.run
WHERE items.run = ? AND items.state = 'staged' AND NOT shapes.safe AND (EXISTS
    (SELECT 1 FROM known WHERE known.key = items.key AND known.state = {KnownState.UNKNOWN:d})
    OR items.key IS NULL AND EXISTS (SELECT 1 FROM created
        WHERE created.content = items.content AND created.state = {KnownState.UNKNOWN:d})
    OR EXISTS (SELECT 1 FROM rows AS was
        WHERE was.run = runs.wrote AND was.number = rows.origin AND was.state = 'unknown'))
"""
_TOLD = """
FROM {rows} AS rows LEFT JOIN items AS told ON told.id =
    (SELECT id FROM items WHERE items.run = rows.run AND items.row = {lead} AND request NOT NULL
     ORDER BY items.key LIMIT 1)
"""
"""Each row with the record that its message is about: its customer, whose key comes first."""
