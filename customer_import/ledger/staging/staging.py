"""Pass one writes here: every row of the file, what is to be sent of it, what is wrong with it.

Each batch is compared with what is known as it comes (`prepared.py`): rows that equal what was
saved are only noted as skipped. What needs all rows is looked up once they are in
(`already_saved.py`).
"""

import sqlite3
from bisect import bisect_left
from collections.abc import Callable, Collection, Container, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

import orjson

from customer_import.customer import folded
from customer_import.endpoints import Call
from customer_import.ledger.rows.many_lines import insert_items, insert_rows, last_item
from customer_import.ledger.rows.noted_problems import INSERT_PROBLEM, problem_row, refuse_rows
from customer_import.ledger.rows.packets import MOST, Packet, Packets, as_sealed
from customer_import.ledger.rows.request_batch import ADDRESSES, RequestShape, insert_shape
from customer_import.ledger.rows.skipped_rows import BLOCK, SkippedRows
from customer_import.ledger.staging.prepared import (
    PreparedRecords,
    PreparedRows,
    Saved,
    find_unchanged,
    prepared,
)
from customer_import.ledger.staging.same_list import INSERT_ORIGIN, begin_origins
from customer_import.problems import Code, Problem
from customer_import.records.built.built_rows import BuiltRows, has_error
from customer_import.records.built.record_batch import Filled, Records
from customer_import.records.which_rows.belonging import SEVERAL_ROWS
from customer_import.states import RowState
from customer_import.table import Origin, Row

BATCH = 2_000
"""Rows an insert takes at once."""
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
    _skipped: list[tuple[int, str, int, int]] = field(default_factory=list)
    _held: list[tuple[int, int]] = field(default_factory=list)
    _followers: list[tuple[object, ...]] = field(default_factory=list)
    _problems: list[tuple[object, ...]] = field(default_factory=list)
    _origins: list[Origin] = field(default_factory=list)
    _is_new: bool = True
    _gone: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin without the origins of an earlier run."""
        begin_origins(self.connection)
        self.connection.create_function("as_known", 1, self.as_known, deterministic=True)

    def add(self, built: BuiltRows, only: Collection[int] | None = None) -> None:
        """Stage a batch of rows, in the file's order.

        Args:
            built: the rows.
            only: the positions of those that are staged; None for all.
        """
        left_out = self.left_out(built)
        positions = built.first_rows(range(len(built.rows)) if only is None else sorted(only))
        sent = positions
        if built.problems or left_out:
            sent = [i for i in positions if built.is_valid(i) and i not in left_out]
        # Compared as it comes: a batch that waited for others would leave the processor's cache.
        rows = prepared(built, positions, sent, self.as_known)
        unchanged = find_unchanged(self.connection, rows) if self.skips_saved else {}
        told = built.problems.keys() | built.joined.followers.keys()
        plain = {i: unchanged[i] for i in unchanged if i not in told} if told else unchanged
        self._skip(built, plain)
        if len(plain) < len(positions):
            self._add_others(rows, plain, unchanged)
        self._write_many()

    def _add_others(
        self, rows: PreparedRows, plain: Container[int], unchanged: Mapping[int, Saved]
    ) -> None:
        """Add the rows of a batch that need a line of their own."""
        for position in rows.positions:
            if position not in plain:
                self._add_row(rows.built, position, unchanged.get(position))
                self._add_followers(rows.built, position)
        self._add_records(rows, rows.customers, unchanged)
        self._add_records(rows, rows.addresses, unchanged)

    def _skip(self, built: BuiltRows, saved: dict[int, Saved]) -> None:
        """Take rows to be skipped; those of a block are kept once all of them are there."""
        if saved:
            numbers = [built.rows[i].number for i in saved]
            keys = [built.numbers[i] or "" for i in saved]
            by = zip(*saved.values(), strict=True)
            self._skipped.extend(zip(numbers, keys, *by, strict=True))
        while self._skipped and self._skipped[0][0] // BLOCK < self._skipped[-1][0] // BLOCK:
            next_block = (self._skipped[0][0] // BLOCK + 1) * BLOCK
            self._write_skipped(bisect_left(self._skipped, (next_block,)))

    def _write_skipped(self, count: int) -> None:
        """Write the first of the skipped rows, which share a block."""
        if count:
            SkippedRows(self.connection, self.run).put(self._skipped[:count])
        del self._skipped[:count]

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

    def add_right(self, rows: Iterable[Row], numbers: Iterable[str | None]) -> None:
        """Stage rows that are right and of which nothing is to be sent, to compare their numbers.

        Args:
            rows: not of an error report.
            numbers: the customer number of each.
        """
        self._numbers.extend(row.number for row in rows)
        self._keys.extend(numbers)
        self._write_many()

    def _add_row(self, built: BuiltRows, position: int, saved: Saved | None = None) -> None:
        row, number = built.rows[position], built.numbers[position]
        left_out = self._why_left_out(built, position)
        problems = () if left_out else built.problems.get(position, ())
        if not problems and not left_out and not saved and row.origin is None:
            self._numbers.append(row.number)
            self._keys.append(number)
            return
        state = RowState.INVALID if has_error(problems) else RowState.PENDING
        state = RowState.SKIPPED if left_out or saved else state
        message = SkippedRows(self.connection, self.run).message(*saved) if saved else left_out
        origin = row.origin and row.origin.row
        self._rows.append((self.run, row.number, number, state, origin, message))
        if row.origin:
            self._origins.append(row.origin)
        self._problems.extend(problem_row(self.run, row.number, each) for each in problems)

    def _add_followers(self, built: BuiltRows, lead: int) -> None:
        """Add the other rows of a customer, which have the state of the first."""
        for position in built.joined.followers.get(lead, ()):
            row = built.rows[position]
            origin = row.origin and row.origin.row
            self._followers.append((self.run, row.number, built.rows[lead].number, origin))
            self._origins.extend([row.origin] if row.origin else ())
            problems = built.problems.get(position, ())
            self._problems.extend(problem_row(self.run, row.number, each) for each in problems)

    def _shape_of(self, filled: Filled) -> RequestShape:
        """Return the shape of customers that fill the same: one object, which is quick to find."""
        if filled not in self._customers:
            self._customers[filled] = RequestShape(Call.CUSTOMERS, *filled)
        return self._customers[filled]

    def _add_records(
        self, rows: PreparedRows, records: PreparedRecords, unchanged: Container[int]
    ) -> None:
        built, is_customers = rows.built, records is rows.customers
        for place, position in enumerate(records.positions):
            if position in unchanged:
                continue
            row = built.rows[position]
            shape = self._shape_of(built.shapes[position].filled) if is_customers else ADDRESSES
            if shape not in self._records:
                # In the order of the list, in which they are sent: the first row goes first.
                self._records[shape] = Records()
                self._shapes[shape] = insert_shape(self.connection, self.run, shape)
            keys = rows.key(records, place), records.known_keys[place]
            payload = rows.payload(records, place)
            self._records[shape].add(row.number, *keys, payload, records.digests[place])
            if is_customers and row.unknown and not self.resend_unknown:
                self._held.append((self.run, row.number))

    def _write_many(self) -> None:
        """Write what is gathered, once there is enough of it."""
        if len(self._rows) + len(self._numbers) >= BATCH:
            self._write_rows()
            too_many = sum(map(len, self._records.values())) > MOST_WAITING
            self._write_packets(1 if too_many else MOST)

    def flush(self) -> None:
        """Write all that is gathered."""
        self._write_skipped(len(self._skipped))
        self._write_rows()
        self._write_packets(at_least=1)
        self.connection.executemany(_HOLD, self._held)
        self._held.clear()

    def _write_rows(self) -> None:
        insert_rows(self.connection, self.run, self._numbers, self._keys)
        many = self.connection.executemany
        many(_INSERT_ROW, self._rows)
        many(_INSERT_FOLLOWER, self._followers)
        many(INSERT_PROBLEM, self._problems)
        many(INSERT_ORIGIN, self._origins)
        rows = (self._numbers, self._keys, self._rows, self._followers)
        gathered = (*rows, self._problems, self._origins)
        for column in gathered:
            column.clear()

    def _write_packets(self, at_least: int) -> None:
        """Write packets of records whose rows are written, where there are so many of a shape."""
        for place, (shape, records) in enumerate(self._records.items()):
            while len(records) >= at_least:
                # The first record of a run is sent alone: so the others leave as they are packed.
                is_first = self._is_new and not place
                self._write(shape, records.take(1 if is_first else MOST))
                self._is_new &= not is_first

    def _write(self, shape: RequestShape, records: Records) -> None:
        """Write a packet, and the items of its records."""
        first, of = last_item(self.connection) + 1, self._shapes[shape]
        insert_items(self.connection, records, run=self.run, first=first, shape=of)
        packet = Packet(records.rows, records.keys, b"\n".join(records.payloads))
        items = map(as_sealed, records.digests, records.known_keys)
        Packets(self.connection).put(first, of, packet, items)

    def refuse_duplicates(self, *, has_addresses: bool = False) -> None:
        """Make every row invalid whose number other rows of the file have too, and name those.

        Args:
            has_addresses: a row of the file has addresses, though it is not staged.
        """
        self.flush()
        doubled = self.connection.execute(
            "SELECT json_group_array(key), json_group_array(number) FROM rows"
            " WHERE run = ? AND key NOT NULL GROUP BY as_known(key) HAVING count(*) > 1",
            (self.run,),
        ).fetchall()
        may_continue = has_addresses or self._has_addresses()
        self.refuse(
            (row, self._duplicate(key, _others(row, ordered), len(rows) - 1, hint))
            for keys, numbers in doubled
            for rows in [orjson.loads(numbers)]
            for ordered in [sorted(rows)]
            for hint in [SEVERAL_ROWS if may_continue and _are_together(ordered) else ""]
            for row, key in zip(rows, orjson.loads(keys), strict=True)
        )

    def _has_addresses(self) -> bool:
        sql = "SELECT EXISTS (SELECT 1 FROM shapes WHERE run = ? AND call = 'addresses')"
        return bool(self.connection.execute(sql, (self.run,)).fetchone()[0])

    def refuse(self, wrong: Iterable[tuple[int, Problem]]) -> None:
        """Make rows invalid that are staged, each for a problem."""
        each = iter(wrong)
        while some := list(islice(each, BATCH)):
            self._gone += refuse_rows(self.connection, self.run, some)

    def say_of_list(self, problems: Iterable[Problem]) -> None:
        """Write what is to be said of the list as a whole."""
        rows = [problem_row(self.run, None, problem) for problem in problems]
        self.connection.executemany(INSERT_PROBLEM, rows)

    def finish(self) -> None:
        """Seal what is staged, once all wrong rows are refused."""
        Packets(self.connection).reseal(self._gone)
        self._gone.clear()

    def _duplicate(self, key: str, others: list[int], count: int, hint: str) -> Problem:
        named = ", ".join(map(str, others)) + (" …" if count > len(others) else "")
        where = f"row {named}" if count == 1 else f"rows {named}"
        remedy = f"keep one of them, or correct the number.{hint}"
        message = f"{key} is in {where} too; {remedy}"
        field = "CustomerNumber"
        cause = f"is in other rows too; {remedy}"
        place = (field, self.number_column, key)
        return Problem(Code.CUSTOMER_NUMBER_TWICE, message, *place, cause=cause)


def _others(row: int, rows: list[int]) -> list[int]:
    """Return the first of the other rows."""
    return [other for other in rows[: MOST_NAMED + 1] if other != row][:MOST_NAMED]


def _are_together(rows: list[int]) -> bool:
    """Tell whether rows, in their order, are directly below one another."""
    return rows[-1] - rows[0] == len(rows) - 1


_INSERT_ROW = (
    "INSERT INTO rows (run, number, key, state, origin, message) VALUES (?, ?, ?, ?, ?, ?)"
)
_INSERT_FOLLOWER = "INSERT INTO followers (run, number, lead, origin) VALUES (?, ?, ?, ?)"


_HOLD = """
UPDATE items SET state = 'unknown' WHERE run = ? AND row = ?
    AND (SELECT call FROM shapes WHERE id = shape) = 'customers'
"""
