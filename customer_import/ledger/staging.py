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
from customer_import.ledger.old_digests import OldDigests
from customer_import.ledger.packets import MOST, Packet, Packets, as_sealed, digest
from customer_import.ledger.request_batch import ADDRESSES, RequestShape, insert_shape
from customer_import.ledger.same_list import INSERT_ORIGIN, begin_origins
from customer_import.problems import Code, Problem
from customer_import.records.built_rows import BuiltRows, Record, has_error
from customer_import.records.record_batch import Filled, Records, address_key
from customer_import.states import RowState
from customer_import.table import Origin

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
    """

    connection: sqlite3.Connection
    run: int
    number_column: str = ""
    resend_unknown: bool = False
    only_update: bool = False
    as_known: Callable[[str], str] = folded
    _shapes: dict[RequestShape, int] = field(default_factory=dict)
    _numbers: list[int] = field(default_factory=list)
    _keys: list[str | None] = field(default_factory=list)
    _rows: list[tuple[object, ...]] = field(default_factory=list)
    _records: dict[RequestShape, Records] = field(default_factory=dict)
    _customers: dict[Filled, Records] = field(default_factory=dict)
    _held: list[tuple[int, int]] = field(default_factory=list)
    _problems: list[tuple[object, ...]] = field(default_factory=list)
    _origins: list[Origin] = field(default_factory=list)
    _is_new: bool = True
    _gone: list[int] = field(default_factory=list)
    _old: OldDigests = field(init=False)

    def __post_init__(self) -> None:
        """Begin without the origins of an earlier run."""
        begin_origins(self.connection)
        self.connection.create_function("as_known", 1, self.as_known, deterministic=True)
        self._old = OldDigests(self.connection)

    def add(self, built: BuiltRows, only: Container[int] | None = None) -> None:
        """Stage a batch of rows, in the file's order.

        Args:
            built: the rows.
            only: the positions of those that are staged; None for all.
        """
        records = zip(built.customers(), built.addresses(), strict=True)
        left_out = self.left_out(built)
        for position, (customer, addresses) in enumerate(records):
            if only is None or position in only:
                self._add_row(built, position)
                if built.is_valid(position) and position not in left_out:
                    self._add_records(built, position, customer, addresses)
        self._write_many()

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

    def _add_records(
        self, built: BuiltRows, position: int, customer: Record, addresses: list[Record]
    ) -> None:
        row, number = built.rows[position], built.numbers[position]
        known = None if number is None else self.as_known(number)
        alike = self._alike(built.shapes[position].filled)
        alike.add(row.number, number, known, orjson.dumps(customer))
        for address in addresses:
            kind = address["AddressTypeName"]
            key, known_key = address_key(number, kind), address_key(known, kind)
            waiting = self._records.setdefault(ADDRESSES, Records())
            waiting.add(row.number, key, known_key, orjson.dumps(address))
        if row.unknown and not self.resend_unknown:
            self._held.append((self.run, row.number))

    def _alike(self, filled: Filled) -> Records:
        """Return the records that wait to be packed with those of customers that fill the same."""
        if filled not in self._customers:
            self._customers[filled] = self._records[RequestShape(Call.CUSTOMERS, *filled)] = (
                Records()
            )
        return self._customers[filled]

    def _write_many(self) -> None:
        """Write what is gathered, once there is enough of it."""
        if len(self._rows) + len(self._numbers) >= BATCH:
            self._write_rows()
            too_many = sum(map(len, self._records.values())) > MOST_WAITING
            self._write_packets(1 if too_many else MOST)

    def flush(self) -> None:
        """Write all that is gathered."""
        self._write_rows()
        self._write_packets(at_least=1)
        self.connection.executemany(_HOLD, self._held)
        self._held.clear()

    def _write_rows(self) -> None:
        _insert_rows(self.connection, self.run, self._numbers, self._keys)
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
        columns = (records.payloads, records.rows, records.keys, records.known_keys)
        digests = list(map(digest, *columns))
        self._old.renew(records, digests)
        first, of = last + 1, self._shape(shape)
        _insert_items(self.connection, records, digests, run=self.run, first=first, shape=of)
        packet = Packet(records.rows, records.keys, b"\n".join(records.payloads))
        items = map(as_sealed, digests, records.known_keys)
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


# Rows and records are inserted many in one statement: that takes a third of one for each. Each
# column of them is one value then. Texts are an array in JSON, whose places number the lines;
# numbers and digests are all of one length and follow one another.
FIGURES = 10
"""Of each number, filled up with zeros."""
DIGITS = 20
"""Of each digest, with its sign."""


def _insert_rows(
    connection: sqlite3.Connection, run: int, rows: Sequence[int], keys: Sequence[str | None]
) -> None:
    """Insert rows that are to be sent.

    Args:
        connection: the ledger's, inside a transaction.
        run: the run's id.
        rows: their numbers in the file.
        keys: their customer numbers.
    """
    texts = _texts(keys)
    if texts is not None:
        values = {"run": run, "texts": texts, "numbers": _numbers(rows)}
        connection.execute(_ROWS, values)
    else:
        connection.executemany(_ROW, [(run, *each) for each in zip(rows, keys, strict=True)])


def _insert_items(
    connection: sqlite3.Connection,
    records: Records,
    digests: Sequence[int],
    *,
    run: int,
    first: int,
    shape: int,
) -> None:
    """Insert records that wait to be sent.

    Args:
        connection: the ledger's, inside a transaction.
        records: the records.
        digests: of them.
        run: the run's id.
        first: the id of the first.
        shape: their shape's id.
    """
    place = {"run": run, "first": first, "shape": shape}
    texts = _texts(records.known_keys)
    if texts is not None:
        contents = _numbers(digests, DIGITS)
        values = {"texts": texts, "numbers": _numbers(records.rows), "digests": contents}
        connection.execute(_ITEMS, {**place, **values})
    else:
        ids = range(first, first + len(records))
        each = zip(ids, records.rows, records.known_keys, digests, strict=True)
        connection.executemany(_ITEM, [(*line, run, shape) for line in each])


def _numbers(values: Sequence[int], figures: int = FIGURES) -> bytes:
    return b"%%0%dd" % figures * len(values) % tuple(values)


def _texts(values: Sequence[str | None]) -> str | None:
    """Return texts as one value; None where SQLite would cut one, as at a zero character."""
    packed = orjson.dumps(values)
    return None if b"\\u0000" in packed else packed.decode()


_NUMBER = f"CAST(substr(:numbers, 1 + {FIGURES} * each.key, {FIGURES}) AS INTEGER)"
_ROWS = f"""
INSERT INTO rows (run, number, state, key)
SELECT :run, {_NUMBER}, 'pending', each.value FROM json_each(:texts) AS each
"""
_ROW = "INSERT INTO rows (run, number, state, key) VALUES (?, ?, 'pending', ?)"
_ITEMS = f"""
INSERT INTO items (id, run, row, shape, key, content, state)
SELECT :first + each.key, :run, {_NUMBER}, :shape, each.value,
    CAST(substr(:digests, 1 + {DIGITS} * each.key, {DIGITS}) AS INTEGER), 'staged'
FROM json_each(:texts) AS each
"""
_ITEM = """
INSERT INTO items (id, row, key, content, run, shape, state) VALUES (?, ?, ?, ?, ?, ?, 'staged')
"""


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
