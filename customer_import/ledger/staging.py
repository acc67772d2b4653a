"""Pass one writes here: every row of the file, what is to be sent of it, what is wrong with it.

What an earlier run settled is looked up once all rows are in, in a few statements over the whole
run, so a row costs only its insert.
"""

import sqlite3
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, NamedTuple

import orjson

from customer_import.build import Built
from customer_import.calls import Call
from customer_import.ledger.lineage import INSERT_ORIGIN, begin_origins
from customer_import.ledger.names import RowState
from customer_import.problems import Code, Problem
from customer_import.table import Origin

BATCH = 2_000
"""Rows an insert takes at once."""
MOST_NAMED = 10
"""Other rows a message names."""
ROW_NUMBER = b'{"ImportRowNumber":0,'
"""How a record begins, and each of its custom fields. A text's own quotes are escaped in JSON, so
these bytes stand nowhere else."""


class Shape(NamedTuple):
    """What records must have in common to share a request."""

    call: Call
    fields: tuple[str, ...]
    safe: bool


@dataclass(slots=True)
class Staging:
    """Takes the rows of one run.

    Attributes:
        connection: the ledger's, inside a transaction.
        run: the run's id.
        number_column: the column that fills `CustomerNumber`, for messages.
        resend_unknown: rows nobody knows of are to be sent after all.
    """

    connection: sqlite3.Connection
    run: int
    number_column: str = ""
    resend_unknown: bool = False
    warnings: int = 0
    _shapes: dict[Shape, int] = field(default_factory=dict)
    _rows: list[tuple[object, ...]] = field(default_factory=list)
    _items: list[tuple[object, ...]] = field(default_factory=list)
    _problems: list[tuple[object, ...]] = field(default_factory=list)
    _origins: list[Origin] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin without the origins of an earlier run."""
        begin_origins(self.connection)

    def add(self, built: Built, fields: tuple[str, ...], safe: bool) -> None:  # noqa: FBT001 - the third of what a row is
        """Stage one row.

        Args:
            built: the row, its records and problems.
            fields: the `ApplicableFields` of its customer.
            safe: whether its customer is safe to send twice.
        """
        state = RowState.PENDING if built.valid else RowState.INVALID
        cells = orjson.dumps(list(built.row.cells))
        origin = built.row.origin
        row = origin.row if origin else None
        self._rows.append((self.run, built.row.number, state, built.number, cells, row))
        if origin:
            self._origins.append(origin)
        if built.problems:
            self._add_problems(built)
        if built.valid:
            held = built.row.unknown and not self.resend_unknown
            self._add_items(built, Shape(Call.CUSTOMERS, fields, safe), held=held)
        if len(self._rows) >= BATCH:
            self.flush()

    def _add_problems(self, built: Built) -> None:
        rows = (problem_row(self.run, built.row.number, each) for each in built.problems)
        self._problems.extend(rows)
        self.warnings += any(problem.severity == "warning" for problem in built.problems)

    def _add_items(self, built: Built, shape: Shape, *, held: bool) -> None:
        number = built.number
        self._add_item(built.row.number, shape, number, built.customer, held=held)
        for address in built.addresses:
            key = f"{number}\x1f{address['AddressTypeName']}"
            self._add_item(built.row.number, ADDRESSES, key, address, held=False)

    def _add_item(
        self, row: int, shape: Shape, key: str | None, record: dict[str, Any], *, held: bool
    ) -> None:
        payload = orjson.dumps(record)
        content = digest(payload, key)
        state = "unknown" if held else "staged"
        numbered = payload.count(ROW_NUMBER) * (len(str(row)) - 1)
        size = len(payload) + numbered + len(b",")
        values = (self.run, row, self._shape(shape), key, content, state, size, payload)
        self._items.append(values)

    def _shape(self, shape: Shape) -> int:
        if shape not in self._shapes:
            fields = orjson.dumps(shape.fields).decode()
            values = (self.run, shape.call, fields, shape.safe)
            sql = "INSERT INTO shapes (run, call, fields, safe) VALUES (?, ?, ?, ?)"
            self._shapes[shape] = self.connection.execute(sql, values).lastrowid or 0
        return self._shapes[shape]

    def flush(self) -> None:
        """Write what is gathered."""
        many = self.connection.executemany
        many(
            "INSERT INTO rows (run, number, state, key, cells, origin) VALUES (?, ?, ?, ?, ?, ?)",
            self._rows,
        )
        many(
            "INSERT INTO items (run, row, shape, key, content, state, size, payload)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            self._items,
        )
        many(INSERT_PROBLEM, self._problems)
        many(INSERT_ORIGIN, self._origins)
        for gathered in (self._rows, self._items, self._problems, self._origins):
            gathered.clear()

    def refuse_duplicates(self) -> None:
        """Make every row whose number stands elsewhere in the file invalid, naming the others."""
        self.flush()
        doubled = self.connection.execute(
            "SELECT key, json_group_array(number) FROM rows WHERE run = ? AND key IS NOT NULL"
            " GROUP BY key HAVING count(*) > 1",
            (self.run,),
        ).fetchall()
        for key, numbers in doubled:
            rows = sorted(orjson.loads(numbers))
            for row in rows:
                self.refuse(row, self._duplicate(key, [other for other in rows if other != row]))

    def refuse(self, row: int, problem: Problem) -> None:
        """Make a row invalid that is staged."""
        place = (self.run, row)
        self.connection.execute(INSERT_PROBLEM, problem_row(self.run, row, problem))
        self.connection.execute(
            "UPDATE rows SET state = 'invalid' WHERE run = ? AND number = ?", place
        )
        self.connection.execute("DELETE FROM items WHERE run = ? AND row = ?", place)

    def _duplicate(self, key: str, others: list[int]) -> Problem:
        more = " …" if len(others) > MOST_NAMED else ""
        named = ", ".join(map(str, others[:MOST_NAMED])) + more
        where = f"row {named}" if len(others) == 1 else f"rows {named}"
        message = f"{key} stands in {where} too; keep one of them, or correct the number."
        field = "CustomerNumber"
        return Problem(Code.CUSTOMER_NUMBER_TWICE, message, field, self.number_column, key)


def digest(payload: bytes, key: str | None) -> bytes:
    """What a record is known by; its key stands in it too, so that neither changes unnoticed."""
    content = blake2b(payload, digest_size=16)
    content.update(b"" if key is None else b"\n" + key.encode())
    return content.digest()


def numbered(payload: bytes, row: int) -> bytes:
    """A record as it is sent: with the number of its row."""
    return payload.replace(ROW_NUMBER, b'{"ImportRowNumber":%d,' % row)


def checked(payload: bytes, key: str | None, content: bytes) -> bytes:
    """A record as it was staged.

    Raises:
        sqlite3.DatabaseError: the disk has changed it since. SQLite checks how a file is built,
            not what is in it.
    """
    if digest(payload, key) != content:
        raise sqlite3.DatabaseError("a record in it is not what was staged")
    return payload


ADDRESSES = Shape(Call.ADDRESSES, (), safe=True)

INSERT_PROBLEM = (
    'INSERT INTO problems (run, row, field, "column", value, code, message, severity, sent)'
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def problem_row(run: int, row: int, problem: Problem, *, sent: bool = False) -> tuple[object, ...]:
    """A problem as `INSERT_PROBLEM` takes it; `sent` where the server's answer made it."""
    place = (problem.field, problem.column, problem.value)
    return (run, row, *place, problem.code, problem.message, problem.severity, sent)
