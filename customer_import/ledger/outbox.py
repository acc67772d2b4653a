"""Pass two works from here: what is to be sent, and what came of it, kept before going on."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import orjson

from customer_import.calls import Call
from customer_import.ledger.database import transaction
from customer_import.ledger.flight import mark_saved, mark_sent, packed
from customer_import.ledger.memory import ROW_STATE
from customer_import.ledger.names import ItemState
from customer_import.ledger.staging import INSERT_PROBLEM, Shape, checked, numbered, problem_row
from customer_import.problems import Problem


class Item(NamedTuple):
    """One record on its way.

    Attributes:
        id: the ledger's.
        row: the file's row it belongs to.
        key: the customer's number, or number and type of an address; None for the server to make.
        size: of its JSON in a request, in bytes.
    """

    id: int
    row: int
    key: str | None
    size: int

    @property
    def number(self) -> str | None:
        """The customer's number."""
        return self.key.split("\x1f")[0] if self.key else None


@dataclass(frozen=True, slots=True)
class Batch:
    """Records that share a request.

    Attributes:
        shape: what they have in common.
        items: at least one.
    """

    shape: Shape
    items: tuple[Item, ...]


class Outcome(NamedTuple):
    """What came of one record.

    Attributes:
        item: the record.
        state: what it came to.
        problem: why, where it was not saved.
        message: the server's, where it was.
    """

    item: Item
    state: ItemState
    problem: Problem | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Outbox:
    """What one run has to send.

    Attributes:
        connection: the ledger's.
        run: the run's id.
        name: the run's name.
        now: the clock.
        resend_unknown: a record nobody knows of takes the place of its earlier sending.
        noted: takes the id of each request that is written down.
    """

    connection: sqlite3.Connection
    run: int
    name: str
    now: Callable[[], datetime]
    resend_unknown: bool = False
    noted: Callable[[int], None] = lambda _: None

    def batches(self, call: Call, records: int, size: int) -> Iterator[Batch]:
        """What is staged for a call, in batches of at most so many records and bytes.

        Addresses are given only of customers that are saved, a row's together. May be walked
        while batches are settled.
        """
        shapes = self.connection.execute(
            "SELECT id, fields, safe FROM shapes WHERE run = ? AND call = ? ORDER BY id",
            (self.run, call),
        ).fetchall()
        for shape, fields, safe in shapes:
            common = Shape(call, tuple(orjson.loads(fields)), bool(safe))
            for items in self._chunks(shape, records, size - len(_body(common, b""))):
                yield Batch(common, items)

    def _chunks(self, shape: int, records: int, size: int) -> Iterator[tuple[Item, ...]]:
        last = 0
        while found := self._staged(shape, last, records + 1):
            chunk = _cut(found, records, size)
            yield chunk
            last = chunk[-1].id

    def _staged(self, shape: int, after: int, limit: int) -> list[Item]:
        rows = self.connection.execute(
            "SELECT id, row, key, size FROM items WHERE shape = ? AND id > ? AND state = 'staged'"
            " AND NOT EXISTS (SELECT 1 FROM items AS earlier WHERE earlier.run = items.run"
            "   AND earlier.row = items.row AND earlier.shape != items.shape"
            "   AND earlier.id < items.id AND earlier.state NOT IN ('saved', 'skipped'))"
            " ORDER BY id LIMIT ?",
            (shape, after, limit),
        )
        return [Item(*row) for row in rows]

    def first(self) -> Batch | None:
        """The first record that can be sent, alone; None where there is none."""
        return next((batch for call in Call for batch in self.batches(call, 1, 1)), None)

    def has_saved(self) -> bool:
        """Whether an earlier attempt of this run saved anything."""
        found = self.connection.execute(
            "SELECT EXISTS (SELECT 1 FROM items WHERE run = ? AND request IS NOT NULL"
            " AND state IN ('saved', 'skipped'))",
            (self.run,),
        )
        return bool(found.fetchone()[0])

    def body(self, batch: Batch) -> bytes:
        """The JSON of a request.

        Raises:
            sqlite3.DatabaseError: a record is not what was staged.
        """
        payloads = self.connection.execute(
            "SELECT row, payload, key, content FROM items"
            " WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
            (_ids(batch.items),),
        )
        records = b",".join(numbered(checked(*record), row) for row, *record in payloads)
        return _body(batch.shape, records)

    def intend(self, batch: Batch, size: int) -> int:
        """Write down that a batch is about to be sent.

        Returns:
            the request's id.
        """
        carries = packed([item.id for item in batch.items])
        values = (self.run, batch.shape.call, len(batch.items), size, carries, self.resend_unknown)
        with transaction(self.connection):
            cursor = self.connection.execute(
                "INSERT INTO requests (run, call, records, size, carries, takes_unknown, sent)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*values, self._stamp()),
            )
        request = cursor.lastrowid or 0
        self.noted(request)
        return request

    def settle(
        self, request: int, outcomes: Iterable[Outcome], status: int | None, note: str
    ) -> None:
        """Write down what came of a request.

        Args:
            request: its id.
            outcomes: of the records it settled; the others stay as they are.
            status: of the answer; None where there was none.
            note: the outcome in a word or two, for the history.
        """
        outcomes = list(outcomes)
        saved, waiting = (
            [each.item.id for each in outcomes if each.state == state]
            for state in (ItemState.SAVED, ItemState.STAGED)
        )
        with transaction(self.connection):
            mark_saved(self.connection, request, saved, self._stamp())
            mark_sent(self.connection, request, {*saved, *waiting})
            self.connection.execute(
                "UPDATE requests SET answered = ?, status = ?, outcome = ? WHERE id = ?",
                (self._stamp(), status, note, request),
            )
            self._settle(outcomes)
            self.connection.execute(_UNANSWERED, (request,))

    def give_back(self) -> None:
        """At the end of a run: what was sent and never answered, but safe to send twice, waits."""
        with transaction(self.connection):
            self.connection.execute(
                "UPDATE items SET state = 'staged' WHERE run = ? AND state = 'sent'"
                " AND (SELECT safe FROM shapes WHERE shapes.id = items.shape)",
                (self.run,),
            )

    def _settle(self, outcomes: list[Outcome]) -> None:
        many = self.connection.executemany
        for state, after in _AFTER.items():
            ids = [(outcome.item.id,) for outcome in outcomes if outcome.state == state]
            for statement in (f"UPDATE items SET state = '{state}' WHERE id = ?", *after):
                many(statement, ids)
        said = [(o.message, self.run, o.item.row) for o in outcomes if o.message]
        many("UPDATE rows SET message = ? WHERE run = ? AND number = ?", said)
        problems = [(o.item.row, o.problem) for o in outcomes if o.problem]
        rows = [problem_row(self.run, row, problem, sent=True) for row, problem in problems]
        many(INSERT_PROBLEM, rows)
        self._settle_rows({outcome.item.row for outcome in outcomes})

    def _settle_rows(self, rows: set[int]) -> None:
        values = {"run": self.run, "rows": orjson.dumps(list(rows)).decode()}
        self.connection.execute(_SETTLE_ROWS, values)

    def _stamp(self) -> str:
        return self.now().isoformat(timespec="milliseconds")


_UNANSWERED = """
UPDATE known SET before_state = NULL
WHERE item IN (SELECT id FROM items WHERE request = ? AND state = 'sent')
"""
"""What was known before does not hold again once a request may have been done."""
_SETTLE_ROWS = f"""
UPDATE rows SET state = now.state, cells = CASE now.state WHEN 'saved' THEN NULL ELSE cells END
FROM (SELECT items.row, {ROW_STATE} AS state FROM items
      WHERE items.run = :run AND items.row IN (SELECT value FROM json_each(:rows))
      GROUP BY items.row) AS now
WHERE rows.run = :run AND rows.number = now.row AND rows.state != 'invalid'
"""
_BRING_BACK = """
UPDATE known SET content = before_content, state = before_state, run = before_run,
    at = before_at, item = NULL, before_state = NULL
WHERE item = ? AND before_state IS NOT NULL
"""
_FORGET = "DELETE FROM known WHERE item = ?"
_FORGET_SAFE = """
DELETE FROM known WHERE item = ? AND (SELECT safe FROM items JOIN shapes
    ON shapes.id = shape WHERE items.id = known.item)
"""
_AFTER: dict[ItemState, tuple[str, ...]] = {
    # Not sent, or refused before anything was done: what was known before holds again.
    ItemState.STAGED: (_BRING_BACK, _FORGET),
    # Refused: other content was sent since, so what was known is cleared; but a record that is
    # not safe to send twice must not be sent again for that.
    ItemState.FAILED: (_FORGET_SAFE, _BRING_BACK, _FORGET),
    ItemState.UNKNOWN: ("UPDATE known SET state = 'unknown' WHERE item = ?",),
}
"""What else follows, by the state a record comes to that is not saved."""


def _ids(items: Iterable[Item]) -> str:
    """Records by their ids, as one value of a statement."""
    return orjson.dumps([item.id for item in items]).decode()


def _body(shape: Shape, records: bytes) -> bytes:
    if shape.call == Call.ADDRESSES:
        return b"[" + records + b"]"
    return b'{"ApplicableFields":' + orjson.dumps(shape.fields) + b',"Data":[' + records + b"]}"


def _cut(items: list[Item], records: int, size: int) -> tuple[Item, ...]:
    """The first of these that fit into a request, a row's records together."""
    total, count = 0, 0
    for item in items[:records]:
        total += item.size
        if total > size and count:
            break
        count += 1
    whole = count
    while whole and whole < len(items) and items[whole - 1].row == items[whole].row:
        whole -= 1
    return tuple(items[: whole or count])
