"""Pass one writes here: every row of the file, what is to be sent of it, what is wrong with it.

What an earlier run settled is looked up once all rows are in, in a few statements over the whole
run, so a row costs only its insert.
"""

import sqlite3
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

import orjson

from customer_import.customer import folded
from customer_import.endpoints import Call
from customer_import.ledger.many_lines import insert_items, insert_rows
from customer_import.ledger.packets import MOST, Packet, Packets, as_sealed, digest
from customer_import.ledger.prepared import PreparedRecord, PreparedRow, find_unchanged
from customer_import.ledger.request_batch import ADDRESSES, RequestShape, insert_shape
from customer_import.ledger.same_list import INSERT_ORIGIN, begin_origins
from customer_import.ledger.skipped_rows import BLOCK, SkippedRow, SkippedRows
from customer_import.problems import Code, Problem
from customer_import.records.built_rows import BuiltRows, Record, has_error
from customer_import.records.record_batch import Filled, Records, address_key
from customer_import.states import RowState
from customer_import.table import Origin

BATCH = 2_000
"""Rows an insert takes at once."""
COMPARED = 2_000
"""Rows that are compared with the ledger at once."""
MOST_WAITING = 5 * BATCH
"""Records that wait for others of their shape, to be packed with them."""
MOST_NAMED = 10
"""Other rows a message names."""


NO_NUMBER = "left out by --only update, because it has no customer number"
"""The message of a row that would create a customer."""
_WITHOUT_NUMBER = {Code.CUSTOMER_NUMBER_MISSING, Code.ADDRESS_NEEDS_NUMBER}
"""What is wrong with a row that only lacks its number."""


@dataclass(slots=True)
class Staging:
    """Takes the rows of one run; their cells are kept apart.

    Attributes:
        connection: the ledger's, inside a transaction.
        run: the run's id.
        number_column: the column that fills `CustomerNumber`, for messages.
        resend_unknown: rows nobody knows of are to be sent after all.
        only_update: rows that would create a customer are left out.
        as_known: returns a number as it is compared.
        skips_saved: rows that equal what was saved are skipped as they come.
    """

    connection: sqlite3.Connection
    run: int
    number_column: str = ""
    resend_unknown: bool = False
    only_update: bool = False
    as_known: Callable[[str], str] = folded
    skips_saved: bool = False
    _shapes: dict[RequestShape, int] = field(default_factory=dict)
    _numbers: list[int] = field(default_factory=list)
    _keys: list[str | None] = field(default_factory=list)
    _rows: list[tuple[object, ...]] = field(default_factory=list)
    _records: dict[RequestShape, Records] = field(default_factory=dict)
    _customers: dict[Filled, RequestShape] = field(default_factory=dict)
    _waiting: list[PreparedRow] = field(default_factory=list)
    _skipped: list[SkippedRow] = field(default_factory=list)
    _held: list[tuple[int, int]] = field(default_factory=list)
    _problems: list[tuple[object, ...]] = field(default_factory=list)
    _origins: list[Origin] = field(default_factory=list)
    _is_new: bool = True
    _gone: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin without the origins of an earlier run."""
        begin_origins(self.connection)
        self.connection.create_function("as_known", 1, self.as_known, deterministic=True)

    def add(self, built: BuiltRows, only: Container[int] | None = None) -> None:
        """Stage a batch of rows, in the file's order.

        Args:
            built: the rows.
            only: the positions of those that are staged; None for all.
        """
        records = zip(built.customers(), built.addresses(), strict=True)
        left_out = self.left_out(built)
        for position, each in enumerate(records):
            if only is None or position in only:
                is_sent = built.is_valid(position) and position not in left_out
                some = self._prepare(built, position, *each) if is_sent else ()
                self._waiting.append(PreparedRow(built, position, some))
        if len(self._waiting) >= COMPARED:
            self._stage_waiting()

    def _stage_waiting(self) -> None:
        """Stage the rows that wait, but for those that equal what was saved: these are skipped."""
        waiting, self._waiting = self._waiting, []
        unchanged = find_unchanged(self.connection, waiting) if self.skips_saved else {}
        for place, row in enumerate(waiting):
            if place in unchanged:
                self._skip(SkippedRow(row.row.number, row.number or "", *unchanged[place]))
            else:
                self._add_row(row.built, row.position)
                self._add_records(row)
        self._write_many()

    def _skip(self, row: SkippedRow) -> None:
        """Take a row to be skipped; the rows of a block are kept once all of them are there."""
        if self._skipped and self._skipped[-1].number // BLOCK != row.number // BLOCK:
            self._write_skipped()
        self._skipped.append(row)

    def _write_skipped(self) -> None:
        if self._skipped:
            SkippedRows(self.connection, self.run).put(self._skipped)
        self._skipped.clear()

    def bring_back(self, suspects: Iterable[int]) -> None:
        """Let skipped rows have lines of their own, for something else may be said of them."""
        self.flush()
        skipped = SkippedRows(self.connection, self.run)
        told = skipped.told(skipped.take_out(suspects))
        lines = [
            (self.run, row.number, row.key, RowState.SKIPPED, None, said) for row, said in told
        ]
        self.connection.executemany(_INSERT_ROW, lines)

    def left_out(self, built: BuiltRows) -> set[int]:
        """Return the positions of the rows of a batch that are not sent, right or wrong."""
        if not self.only_update:
            return set(built.left_out)
        return {i for i in range(len(built.rows)) if self._why_left_out(built, i)}

    def _why_left_out(self, built: BuiltRows, position: int) -> str:
        """Say why a row is not sent; blank if it is, or if it is wrong."""
        if position in built.left_out:
            return built.left_out[position]
        if not self.only_update or built.numbers[position] is not None:
            return ""
        errors = {each.code for each in built.problems.get(position, ()) if has_error([each])}
        return NO_NUMBER if errors <= _WITHOUT_NUMBER else ""

    def add_without_records(self, built: BuiltRows) -> None:
        """Stage a batch of rows of which nothing is to be sent, to compare their numbers."""
        self._stage_waiting()
        for position in range(len(built.rows)):
            self._add_row(built, position)
        self._write_many()

    def _add_row(self, built: BuiltRows, position: int) -> None:
        row, number = built.rows[position], built.numbers[position]
        left_out = self._why_left_out(built, position)
        problems = () if left_out else built.problems.get(position, ())
        if not problems and not left_out and row.origin is None:
            self._numbers.append(row.number)
            self._keys.append(number)
            return
        state = RowState.INVALID if has_error(problems) else RowState.PENDING
        state = RowState.SKIPPED if left_out else state
        origin = row.origin and row.origin.row
        self._rows.append((self.run, row.number, number, state, origin, left_out))
        if row.origin:
            self._origins.append(row.origin)
        self._problems.extend(problem_row(self.run, row.number, each) for each in problems)

    def _prepare(
        self, built: BuiltRows, position: int, customer: Record, addresses: list[Record]
    ) -> list[PreparedRecord]:
        """Return the records of a row as they would be sent, and what they are known by."""
        row, number = built.rows[position].number, built.numbers[position]
        known = None if number is None else self.as_known(number)
        payload = orjson.dumps(customer)
        content = digest(payload, row, number, known)
        shape = self._shape_of(built.shapes[position].filled)
        found = [PreparedRecord(shape, number, known, payload, content)]
        for address in addresses:
            kind, payload = address["AddressTypeName"], orjson.dumps(address)
            keys = address_key(number, kind), address_key(known, kind)
            content = digest(payload, row, *keys)
            found.append(PreparedRecord(ADDRESSES, *keys, payload, content))
        return found

    def _shape_of(self, filled: Filled) -> RequestShape:
        """Return the shape of customers that fill the same: one object, which is quick to find."""
        if filled not in self._customers:
            self._customers[filled] = RequestShape(Call.CUSTOMERS, *filled)
        return self._customers[filled]

    def _add_records(self, row: PreparedRow) -> None:
        number = row.row.number
        for each in row.records:
            if each.shape not in self._records:
                self._records[each.shape] = Records()
            alike = self._records[each.shape]
            alike.add(number, each.key, each.known_key, each.payload, each.digest)
        if row.records and row.row.unknown and not self.resend_unknown:
            self._held.append((self.run, number))

    def _write_many(self) -> None:
        """Write what is gathered, once there is enough of it."""
        if len(self._rows) + len(self._numbers) >= BATCH:
            self._write_rows()
            too_many = sum(map(len, self._records.values())) > MOST_WAITING
            self._write_packets(1 if too_many else MOST)

    def flush(self) -> None:
        """Write all that is gathered."""
        self._stage_waiting()
        self._write_skipped()
        self._write_rows()
        self._write_packets(at_least=1)
        self.connection.executemany(_HOLD, self._held)
        self._held.clear()

    def _write_rows(self) -> None:
        insert_rows(self.connection, self.run, self._numbers, self._keys)
        many = self.connection.executemany
        many(_INSERT_ROW, self._rows)
        many(INSERT_PROBLEM, self._problems)
        many(INSERT_ORIGIN, self._origins)
        gathered = (self._numbers, self._keys, self._rows, self._problems, self._origins)
        for column in gathered:
            column.clear()

    def _write_packets(self, at_least: int) -> None:
        """Write packets of records whose rows are written, where there are so many of a shape."""
        for shape, records in self._records.items():
            while len(records) >= at_least:
                # The first record of a run is sent alone: so the others leave as they are packed.
                self._write(shape, records.take(1 if self._is_new else MOST))
                self._is_new = False

    def _write(self, shape: RequestShape, records: Records) -> None:
        """Write a packet, and the items of its records."""
        (last,) = self.connection.execute(_LAST_ITEM).fetchone()
        first, of = last + 1, self._shape(shape)
        insert_items(self.connection, records, run=self.run, first=first, shape=of)
        packet = Packet(records.rows, records.keys, b"\n".join(records.payloads))
        items = map(as_sealed, records.digests, records.known_keys)
        Packets(self.connection).put(first, of, packet, items)

    def _shape(self, shape: RequestShape) -> int:
        if shape not in self._shapes:
            self._shapes[shape] = insert_shape(self.connection, self.run, shape)
        return self._shapes[shape]

    def refuse_duplicates(self) -> None:
        """Make every row invalid whose number other rows of the file have too, and name those."""
        self.flush()
        doubled = self.connection.execute(
            "SELECT json_group_array(key), json_group_array(number) FROM rows"
            " WHERE run = ? AND key NOT NULL GROUP BY as_known(key) HAVING count(*) > 1",
            (self.run,),
        ).fetchall()
        self.refuse(
            (row, self._duplicate(key, _others(row, rows), len(rows) - 1))
            for keys, numbers in doubled
            for rows in [sorted(orjson.loads(numbers))]
            for row, key in zip(orjson.loads(numbers), orjson.loads(keys), strict=True)
        )

    def refuse(self, wrong: Iterable[tuple[int, Problem]]) -> None:
        """Make rows invalid that are staged, each for a problem."""
        each = iter(wrong)
        while some := list(islice(each, BATCH)):
            problems = [problem_row(self.run, row, problem) for row, problem in some]
            self.connection.executemany(INSERT_PROBLEM, problems)
            rows = orjson.dumps([row for row, _ in some]).decode()
            self.connection.execute(_REFUSE, (self.run, rows))
            gone = self.connection.execute(_DROP_ITEMS, (self.run, rows))
            self._gone.extend(item for (item,) in gone)

    def say_of_list(self, problems: Iterable[Problem]) -> None:
        """Write what is to be said of the list as a whole."""
        rows = [problem_row(self.run, None, problem) for problem in problems]
        self.connection.executemany(INSERT_PROBLEM, rows)

    def finish(self) -> None:
        """Seal what is staged, once all wrong rows are refused."""
        Packets(self.connection).reseal(self._gone)
        self._gone.clear()

    def _duplicate(self, key: str, others: list[int], count: int) -> Problem:
        named = ", ".join(map(str, others)) + (" …" if count > len(others) else "")
        where = f"row {named}" if count == 1 else f"rows {named}"
        message = f"{key} is in {where} too; keep one of them, or correct the number."
        field = "CustomerNumber"
        cause = "is in other rows too; keep one of them, or correct the number."
        place = (field, self.number_column, key)
        return Problem(Code.CUSTOMER_NUMBER_TWICE, message, *place, cause=cause)


def _others(row: int, rows: list[int]) -> list[int]:
    """Return the first of the other rows."""
    return [other for other in rows[: MOST_NAMED + 1] if other != row][:MOST_NAMED]


_THESE = "(SELECT value FROM json_each(?))"
_REFUSE = f"UPDATE rows SET state = 'invalid' WHERE run = ? AND number IN {_THESE}"
_DROP_ITEMS = f"DELETE FROM items WHERE run = ? AND row IN {_THESE} RETURNING id"
_INSERT_ROW = (
    "INSERT INTO rows (run, number, key, state, origin, message) VALUES (?, ?, ?, ?, ?, ?)"
)
_LAST_ITEM = "SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = 'items'"


_HOLD = """
UPDATE items SET state = 'unknown' WHERE run = ? AND row = ?
    AND (SELECT call FROM shapes WHERE id = shape) = 'customers'
"""
INSERT_PROBLEM = (
    'INSERT INTO problems (run, row, field, "column", value, code, message, severity, cause, sent)'
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def problem_row(
    run: int, row: int | None, problem: Problem, *, sent: bool = False
) -> tuple[object, ...]:
    """Return a problem as `INSERT_PROBLEM` takes it.

    Args:
        run: the run's id.
        row: the row's number; None where the list as a whole is meant.
        problem: the problem.
        sent: the server's answer made it, or that none came.
    """
    place = (problem.field, problem.column, problem.value)
    said = (problem.code, problem.message, problem.severity, problem.cause)
    return (run, row, *place, *said, sent)


def accept_warnings(connection: sqlite3.Connection, run: int, codes: Sequence[str]) -> None:
    """Make notices of the warnings of a run that its mapping accepts, whoever warned.

    Args:
        connection: the ledger's, inside a transaction.
        run: the run's id.
        codes: the accepted ones.
    """
    accepted = "UPDATE problems SET severity = 'notice' WHERE run = ? AND severity = 'warning'"
    these = (run, orjson.dumps(codes).decode())
    connection.execute(f"{accepted} AND code IN (SELECT value FROM json_each(?))", these)
