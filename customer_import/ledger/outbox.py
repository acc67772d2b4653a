"""Pass two works from here: what is to be sent, and what came of it, kept before going on."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import orjson

from customer_import.calls import Call
from customer_import.ledger.database import transaction
from customer_import.ledger.memory import ROW_STATES
from customer_import.ledger.names import ItemState
from customer_import.ledger.staging import INSERT_PROBLEM, ROW_NUMBER, Shape, checked, problem_row
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
        ids = orjson.dumps([item.id for item in batch.items]).decode()
        payloads = self.connection.execute(
            "SELECT row, payload, key, content FROM items"
            " WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
            (ids,),
        )
        records = b",".join(
            checked(*record).replace(ROW_NUMBER, b'{"ImportRowNumber":%d,' % row)
            for row, *record in payloads
        )
        return _body(batch.shape, records)

    def intend(self, batch: Batch, size: int) -> int:
        """Write down that a batch is about to be sent.

        Returns:
            the request's id.
        """
        with transaction(self.connection):
            request = self._request(batch, size)
            self.connection.executemany(
                "UPDATE items SET state = 'sent', request = ? WHERE id = ?",
                [(request, item.id) for item in batch.items],
            )
            self._remember(batch)
        self.noted(request)
        return request

    def _request(self, batch: Batch, size: int) -> int:
        values = (self.run, batch.shape.call, len(batch.items), size, self._stamp())
        cursor = self.connection.execute(
            "INSERT INTO requests (run, call, records, size, sent) VALUES (?, ?, ?, ?, ?)", values
        )
        return cursor.lastrowid or 0

    def _remember(self, batch: Batch) -> None:
        call, at = batch.shape.call, self._stamp()
        keyed = [(call, self.name, at, item.id) for item in batch.items if item.key is not None]
        self.connection.executemany(_REMEMBER_KEYED, keyed)
        auto = [(call, self.name, at, item.id) for item in batch.items if item.key is None]
        if auto and self.resend_unknown:
            self.connection.executemany(_TAKE_UNKNOWN, auto)
        self.connection.executemany(_REMEMBER_AUTO, auto)

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
        with transaction(self.connection):
            self.connection.execute(
                "UPDATE requests SET answered = ?, status = ?, outcome = ? WHERE id = ?",
                (self._stamp(), status, note, request),
            )
            self._settle(list(outcomes))
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
        for state in ItemState:
            ids = [(outcome.item.id,) for outcome in outcomes if outcome.state == state]
            if not ids:
                continue
            many(f"UPDATE items SET state = '{state}' WHERE id = ?", ids)
            for statement in _AFTER.get(state, ()):
                many(statement, ids)
        at = self._stamp()
        saved = [(at, o.item.id) for o in outcomes if o.state == ItemState.SAVED]
        many("UPDATE known SET state = 'saved', at = ?, item = NULL WHERE item = ?", saved)
        said = [(o.message, self.run, o.item.row) for o in outcomes if o.message]
        many("UPDATE rows SET message = ? WHERE run = ? AND number = ?", said)
        problems = [(o.item.row, o.problem) for o in outcomes if o.problem]
        rows = [problem_row(self.run, row, problem, sent=True) for row, problem in problems]
        many(INSERT_PROBLEM, rows)
        self._settle_rows({outcome.item.row for outcome in outcomes})

    def _settle_rows(self, rows: set[int]) -> None:
        values = {"run": self.run, "rows": orjson.dumps(list(rows)).decode()}
        named = " AND number IN (SELECT value FROM json_each(:rows))"
        self.connection.execute(ROW_STATES + named, values)
        self.connection.execute(_DROP_CELLS + named, values)

    def _stamp(self) -> str:
        return self.now().isoformat(timespec="milliseconds")


_REMEMBER_KEYED = """
INSERT INTO known (call, key, content, state, run, at, item)
SELECT ?1, items.key, items.content, 'sent', ?2, ?3, items.id FROM items WHERE items.id = ?4
ON CONFLICT (call, key) WHERE key IS NOT NULL DO UPDATE SET
    before_content = CASE WHEN known.item IS excluded.item THEN before_content ELSE content END,
    before_state = CASE WHEN known.item IS excluded.item THEN before_state ELSE state END,
    before_run = CASE WHEN known.item IS excluded.item THEN before_run ELSE run END,
    before_at = CASE WHEN known.item IS excluded.item THEN before_at ELSE at END,
    content = excluded.content, state = 'sent', run = excluded.run, at = excluded.at,
    item = excluded.item
"""
_REMEMBER_AUTO = """
INSERT INTO known (call, key, content, state, run, at, item)
SELECT ?1, NULL, items.content, 'sent', ?2, ?3, items.id FROM items
WHERE items.id = ?4 AND NOT EXISTS (SELECT 1 FROM known WHERE known.item = items.id)
"""
_TAKE_UNKNOWN = """
UPDATE known SET before_content = content, before_state = state, before_run = run, before_at = at,
    state = 'sent', run = ?2, at = ?3, item = ?4
WHERE NOT EXISTS (SELECT 1 FROM known AS mine WHERE mine.item = ?4)
    AND id = (SELECT min(known.id) FROM known JOIN items ON items.content = known.content
        WHERE items.id = ?4 AND known.call = ?1 AND known.key IS NULL AND known.state = 'unknown'
            AND known.item IS NULL)
"""
"""What came to be unknown in this very run keeps its item until the ledger is opened again."""
_UNANSWERED = """
UPDATE known SET before_state = NULL
WHERE item IN (SELECT id FROM items WHERE request = ? AND state = 'sent')
"""
"""What was known before does not hold again once a request may have been done."""
_DROP_CELLS = "UPDATE rows SET cells = NULL WHERE run = :run AND state = 'saved'"
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
    ItemState.SAVED: ("UPDATE items SET payload = NULL WHERE id = ?",),
    # Not sent, or refused before anything was done: what was known before holds again.
    ItemState.STAGED: (_BRING_BACK, _FORGET),
    # Refused: other content was sent since, so what was known is cleared; but a record that is
    # not safe to send twice must not be sent again for that.
    ItemState.FAILED: (_FORGET_SAFE, _BRING_BACK, _FORGET),
    ItemState.UNKNOWN: ("UPDATE known SET state = 'unknown' WHERE item = ?",),
}
"""What else follows, by the state a record comes to."""


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
