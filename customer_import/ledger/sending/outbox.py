"""Pass two works from here: what is to be sent, and what came of it, kept before going on."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import compress

import orjson

from customer_import.endpoints import Call
from customer_import.ledger.file.database import joined, transaction
from customer_import.ledger.known.known import after_answer
from customer_import.ledger.known.requests import (
    NotedAnswer,
    keep_messages,
    mark_saved,
    mark_sent,
    note_answer,
    note_saved,
    work_in,
)
from customer_import.ledger.rows.noted_problems import INSERT_PROBLEM, problem_row
from customer_import.ledger.rows.packets import UNSETTLED_ITEMS, Packets, packed
from customer_import.ledger.rows.request_batch import (
    RecordOutcome,
    RequestBatch,
    RequestShape,
    check_shapes,
    cut_batches,
)
from customer_import.ledger.rows.skipped_rows import SkippedRows
from customer_import.ledger.runs.runs import BEGIN_SENDING, end_sending
from customer_import.states import ItemState


@dataclass(slots=True)
class Outbox:
    """What one run has to send.

    Attributes:
        connection: the ledger's.
        run: the run's id.
        name: the run's name.
        now: the clock.
        resend_unknown: a record nobody knows of takes the place of its earlier sending.
        last_row: rows up to this one are sent; None for all.
        noted: takes the id of each request that is written down.
        behind: requests that are noted as saved, and not yet worked in.
    """

    connection: sqlite3.Connection
    run: int
    name: str
    now: Callable[[], datetime]
    resend_unknown: bool = False
    last_row: int | None = None
    noted: Callable[[int], None] = lambda _: None
    behind: int = 0
    _last: int = 0
    _is_begun: bool = False

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Write all of it, or nothing; on the disk when it ends, with what was worked in before."""
        self._last = 0
        with transaction(self.connection):
            yield
        if self._last:
            self.noted(self._last)

    def batches(
        self, call: Call, records: int, size: int, *, first_alone: bool = False
    ) -> Iterator[RequestBatch]:
        """Yield what is staged for a call, in batches of at most so many records and bytes.

        Addresses are given only of customers that are saved, a row's together. May be walked
        while batches are settled.

        Args:
            call: customers or addresses.
            records: of a request.
            size: bytes of its body.
            first_alone: the first batch is one record.
        """
        self.work_in()
        shapes = self.connection.execute(
            "SELECT id, fields, safe FROM shapes WHERE run = ? AND call = ? ORDER BY id",
            (self.run, call),
        ).fetchall()
        check_shapes(self.connection, self.run)
        first = 1 if first_alone else records
        for id_, fields, safe in shapes:
            shape = RequestShape(call, tuple(orjson.loads(fields)), bool(safe))
            for batch in cut_batches(self._waiting(id_, shape), first, records, size):
                yield batch
                first = records

    def _waiting(self, id_: int, shape: RequestShape) -> Iterator[RequestBatch]:
        """Yield the records of a shape that wait, packet by packet.

        Raises:
            sqlite3.DatabaseError: a record is not what was staged.
        """
        packets = Packets(self.connection)
        held = self._without_customer() if shape.call == Call.ADDRESSES else set()
        for first, end in packets.ranges(id_):
            ids, packet = list(range(first, end)), packets.get(first)
            # What a plan staged anew is not in the order of the list: any row may be the last.
            last = self.last_row or max(packet.rows)
            if held or packet.waiting < len(ids) or max(packet.rows) > last:
                staged = {item for (item,) in self.connection.execute(_STAGED, (first, end))}
                items = zip(ids, packet.rows, strict=True)
                places = [i in staged and row not in held and row <= last for i, row in items]
                ids, packet = list(compress(ids, places)), packet.only(places)
            if ids:
                yield RequestBatch(shape, ids, packet.rows, packet.keys, packet.records)

    def _without_customer(self) -> set[int]:
        """Return the rows whose customer is not saved, so that it can have no address."""
        found = self.connection.execute(_UNSAVED_CUSTOMERS, {"run": self.run})
        return {row for (row,) in found}

    def has_saved(self) -> bool:
        """Return whether an earlier attempt of this run saved anything."""
        found = self.connection.execute(
            "SELECT CASE WHEN EXISTS (SELECT 1 FROM requests WHERE run = :run) THEN EXISTS"
            " (SELECT 1 FROM items WHERE run = :run AND request IS NOT NULL"
            " AND state IN ('saved', 'skipped')) END",
            {"run": self.run},
        )
        return bool(found.fetchone()[0])

    def was_answered(self) -> bool:
        """Return whether the server ever answered a request of this run."""
        found = self.connection.execute(
            "SELECT EXISTS (SELECT 1 FROM requests WHERE run = ? AND status IS NOT NULL)",
            (self.run,),
        )
        return bool(found.fetchone()[0])

    def has_skipped(self) -> bool:
        """Return whether a record is skipped because a run with this mapping saved it.

        Looks at the first records only: one is enough, and none among many is hardly any.
        """
        savers = SkippedRows(self.connection, self.run).savers()
        values = {"run": self.run, "savers": orjson.dumps(list(savers)).decode()}
        return bool(self.connection.execute(_SKIPPED, values).fetchone()[0])

    def take_back(self, outcomes: Iterable[RecordOutcome]) -> None:
        """Let records wait again that were refused, but not for their own sake; while `writing`."""
        for outcome in outcomes:
            self.connection.execute(_TAKE_BACK, (outcome.item.id,))
            this = {"run": self.run, "row": outcome.item.row}
            self.connection.execute(_TAKE_BACK_PROBLEM, this)

    def intend(self, batch: RequestBatch, size: int) -> int:
        """Write down that a batch is about to be sent; while `writing`.

        Returns:
            the request's id.
        """
        # What is known of a customer does not depend on the call that wrote it.
        call = Call.ADDRESSES if batch.shape.call == Call.ADDRESSES else Call.CUSTOMERS
        values = (self.run, call, len(batch), size, packed(batch.ids))
        if not self._is_begun:
            self.connection.execute(BEGIN_SENDING, (self.run,))
            self._is_begun = True
        cursor = self.connection.execute(
            "INSERT INTO requests (run, call, records, size, carries, takes_unknown, sent)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*values, self.resend_unknown, self._stamp()),
        )
        self._last = cursor.lastrowid or 0
        return self._last

    def note_saved(self, request: int, messages: Sequence[str], status: int, note: str) -> None:
        """Write down that all a request carries is saved; while `writing`.

        Args:
            request: its id.
            messages: of the server about each record, in the request's order.
            status: of the answer.
            note: the outcome in a word or two, for the history.
        """
        answer = NotedAnswer(self._stamp(), status, note)
        note_saved(self.connection, request, answer, messages)
        self.behind += 1

    def settle(
        self, request: int, outcomes: Iterable[RecordOutcome], status: int | None, note: str
    ) -> None:
        """Write down what came of a request; while `writing`.

        Args:
            request: its id.
            outcomes: of the records it settled; the others stay as they are.
            status: of the answer; None where there was none.
            note: the outcome in a word or two, for the history.
        """
        outcomes = list(outcomes)
        note_answer(self.connection, request, NotedAnswer(self._stamp(), status, note))
        ids = {
            state: [each.item.id for each in outcomes if each.state == state] for state in ItemState
        }
        keep_messages(self.connection, request, {each.item.id: each.message for each in outcomes})
        saved, waiting = ids[ItemState.SAVED], ids[ItemState.STAGED]
        sent = mark_sent(self.connection, request, {*saved, *waiting})
        mark_saved(self.connection, request, saved)
        for state in NOT_SAVED:
            self._come_to(state, ids[state])
        self._put_problems(outcomes)
        unanswered = self.connection.execute(_UNANSWERED, (orjson.dumps(sent).decode(),))
        after_answer(self.connection, [item for (item,) in unanswered], ItemState.SENT)

    def _come_to(self, state: ItemState, ids: Sequence[int]) -> None:
        """Note that records come to a state that is not saved."""
        self.connection.executemany(_COMES_TO, [(state, item) for item in ids])
        # What is held was never sent, or its answer is not trusted: nothing is known of it.
        known_as = ItemState.FAILED if state == ItemState.HELD else state
        after_answer(self.connection, ids, known_as)

    def _put_problems(self, outcomes: Iterable[RecordOutcome]) -> None:
        problems = [(o.item.row, o.problem) for o in outcomes if o.problem]
        rows = [problem_row(self.run, row, problem, sent=True) for row, problem in problems]
        self.connection.executemany(INSERT_PROBLEM, rows)

    def settle_read(self, outcomes: Sequence[RecordOutcome]) -> None:
        """Write down what reading showed of records that are not sent; while `writing`.

        Those that are saved were sent earlier, and are saved by that request.
        """
        self.connection.execute(BEGIN_SENDING, (self.run,))
        for state in (ItemState.HELD, ItemState.UNKNOWN):
            self._come_to(state, [each.item.id for each in outcomes if each.state == state])
        skipped = [each.item.id for each in outcomes if each.state == ItemState.SKIPPED]
        self.connection.executemany(_SKIP, [(item,) for item in skipped])
        told = [
            (str(each.state), each.message, self.run, each.item.row)
            for each in outcomes
            if each.state in (ItemState.HELD, ItemState.SKIPPED)
        ]
        self.connection.executemany(_TELL, told)
        for each in outcomes:
            if each.state == ItemState.SAVED:
                self._save_read(each.item.id)
        self._put_problems(outcomes)

    def _save_read(self, item: int) -> None:
        (request,) = self.connection.execute(_ITS_REQUEST, (item,)).fetchone()
        self.connection.execute(_ANSWERED_LATE, (self._stamp(), request))
        mark_saved(self.connection, request, [item])

    def sent_before(self, ids: Sequence[int]) -> set[int]:
        """Return which of these records were sent, and may have been carried out."""
        found = self.connection.execute(_SENT_BEFORE, (orjson.dumps(ids).decode(),))
        return {item for (item,) in found}

    def saved_numbers(self) -> list[str]:
        """Return the numbers of a few customers that this run saved."""
        found = self.connection.execute(_SAVED_NUMBERS, {"run": self.run})
        return [number for (number,) in found]

    def work_in(self, most: int = -1) -> None:
        """Work what is noted as saved into the ledger; on the disk with what is written next.

        Args:
            most: requests at the most; -1 for all.
        """
        if self.behind:
            with joined(self.connection):
                self.behind -= work_in(self.connection, most)

    def give_back(self) -> None:
        """End a run: what was sent and never answered, but is safe to send twice, waits."""
        with self.writing():
            # Not by `behind`: where an attempt breaks off, more may be noted than it tells.
            work_in(self.connection)
            self.connection.execute(_GIVE_BACK, (self.run,))
            end_sending(self.connection, self.run)

    def _stamp(self) -> str:
        return self.now().isoformat(timespec="milliseconds")


_SKIPPED = """
SELECT EXISTS (SELECT 1 FROM
    (SELECT run, key FROM items
     WHERE run = :run AND state = 'skipped' LIMIT 1000) AS mine
    JOIN runs AS this ON this.id = mine.run
    JOIN known ON known.key = mine.key
    JOIN runs AS earlier ON earlier.id = known.run AND earlier.id != this.id
        AND earlier.mapping_text = this.mapping_text
    UNION ALL
    SELECT 1 FROM runs AS this JOIN runs AS earlier ON earlier.mapping_text = this.mapping_text
    WHERE this.id = :run AND earlier.id IN (SELECT value FROM json_each(:savers))
    UNION ALL
    SELECT 1 FROM items AS mine JOIN runs AS this ON this.id = mine.run
    JOIN created ON created.content = mine.content
    JOIN runs AS earlier ON earlier.id = created.run AND earlier.mapping_text = this.mapping_text
    WHERE mine.run = :run AND mine.state = 'skipped' AND mine.key IS NULL)
"""
_TAKE_BACK = "UPDATE items SET state = 'staged' WHERE id = ? AND state = 'failed'"
_TAKE_BACK_PROBLEM = """
DELETE FROM problems WHERE run = :run AND sent AND code IN ('refused', 'address-refused') AND row IN
    (SELECT :row UNION ALL SELECT number FROM followers WHERE run = :run AND lead = :row)
"""
_STAGED = "SELECT id FROM items WHERE id >= ? AND id < ? AND state = 'staged'"
_UNSAVED_CUSTOMERS = f"SELECT row {UNSETTLED_ITEMS} AND call != 'addresses'"
_SKIP = "UPDATE items SET state = 'skipped' WHERE id = ?"
_TELL = "UPDATE rows SET state = ?, message = ? WHERE run = ? AND number = ?"
_ITS_REQUEST = "SELECT request FROM items WHERE id = ?"
_ANSWERED_LATE = "UPDATE requests SET answered = ? WHERE id = ? AND answered IS NULL"
_SENT_BEFORE = """
SELECT id FROM items WHERE id IN (SELECT value FROM json_each(?)) AND request NOT NULL
"""
_SAVED_NUMBERS = """
SELECT items.key FROM items JOIN shapes ON shapes.id = shape
WHERE items.run = :run AND items.state = 'saved' AND call = 'customers' AND items.key NOT NULL
LIMIT 8
"""
_GIVE_BACK = """
UPDATE items SET state = 'staged' WHERE run = ? AND state = 'sent'
    AND (SELECT safe FROM shapes WHERE shapes.id = items.shape)
"""
NOT_SAVED = (ItemState.STAGED, ItemState.FAILED, ItemState.UNKNOWN)
_COMES_TO = "UPDATE items SET state = ? WHERE id = ?"
_UNANSWERED = """
SELECT id FROM items WHERE id IN (SELECT value FROM json_each(?)) AND state = 'sent'
"""
