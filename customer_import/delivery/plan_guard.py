"""Sends what a plan showed and nothing else: reads each customer once more before it is written."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import compress
from typing import Protocol

from customer_import.api.reading.calibrate import Calibration
from customer_import.api.reading.seen import Existence, Reading, values_of
from customer_import.comparing.change import Action, RowPlan
from customer_import.comparing.compare import Finding, FoundNow, found_now, said_value
from customer_import.delivery.guard import Checked, is_unproven, prove
from customer_import.endpoints import Call
from customer_import.errors import CannotRead, Stopped
from customer_import.ledger.rows.request_batch import Item, RecordOutcome, RequestBatch
from customer_import.ledger.runs.plans import Plans
from customer_import.ledger.runs.runs import no_answer
from customer_import.ledger.sending.outbox import Outbox
from customer_import.problems import Code, Problem
from customer_import.states import ItemState

SAME = "the server has just this already"
"""The message of a row that has all planned values, though this plan did not send it."""


class Reader(Protocol):
    """Reads customers, and finds out how the server answers reads."""

    calibration: Calibration | None

    def calibrate(self, known: Iterable[str] = ()) -> Calibration:
        """Find out how the server answers."""

    def read(self, numbers: Iterable[str]) -> Iterator[Reading]:
        """Yield a reading for each number, in the order in which they are given."""


@dataclass(slots=True)
class PlanGuard:
    """Looks at the customers of one plan.

    Attributes:
        reader: reads them; it is calibrated.
        outbox: of the run.
        plans: of the run.
        clock: tells the time of day.
        unread: rows that could not be read, and so wait.
    """

    reader: Reader
    outbox: Outbox
    plans: Plans
    clock: Callable[[], datetime]
    unread: set[int] = field(default_factory=set)
    _lacking: frozenset[str] | None = None

    @property
    def is_unproven(self) -> bool:
        """Return whether nothing proves yet that reads tell the truth: the server is empty."""
        return is_unproven(self.reader)

    @property
    def left_open(self) -> Stopped | None:
        """Say why the run is not complete, if customers could not be read."""
        if not self.unread:
            return None
        rows = "1 row" if len(self.unread) == 1 else f"{len(self.unread):,} rows"
        return CannotRead(
            f"The server did not show the customers of {rows}, so nothing was sent for them.",
            "They wait: run the same command to look at them again.",
        )

    def check(self, batch: RequestBatch) -> Checked:
        """Look at the customers of a request.

        Raises:
            Stopped: the server cannot be read.
            Interrupted: the user asked to stop.
        """
        prove(self.reader, self.outbox)
        items, sent = batch.items, self.outbox.sent_before(batch.ids)
        readings = self._read(items)
        plans = self.plans.of({item.row for item in items})
        outcomes = [
            self._outcome(batch, item, plans[item.row], readings, sent=item.id in sent)
            for item in items
        ]
        stays = [isinstance(each, bool) and each for each in outcomes]
        told = tuple(each for each in outcomes if isinstance(each, RecordOutcome))
        return Checked(_only(batch, stays), told)

    def _read(self, items: Iterable[Item]) -> Mapping[str, Reading]:
        numbers = list(dict.fromkeys(item.number for item in items if item.number))
        return {each.number: each for each in self.reader.read(numbers)}

    def _outcome(
        self,
        batch: RequestBatch,
        item: Item,
        plan: RowPlan,
        readings: Mapping[str, Reading],
        *,
        sent: bool,
    ) -> RecordOutcome | bool:
        """Return what becomes of a record; True if it may be sent, False if it waits."""
        if item.number is None:
            return self._unanswered(item) if sent else True
        reading = readings[item.number]
        if reading.existence == Existence.UNKNOWN:
            return self._wait(item)
        if batch.shape.call == Call.ADDRESSES:
            return _of_address(item, reading)
        found = found_now(plan, values_of(reading.customer), self._lacks(), sent=sent)
        if found.finding == Finding.UNREAD:
            return self._wait(item)
        return self._decided(batch, item, plan, found, sent=sent)

    def _decided(
        self, batch: RequestBatch, item: Item, plan: RowPlan, found: FoundNow, *, sent: bool
    ) -> RecordOutcome | bool:
        if found.finding == Finding.AS_WRITTEN and sent:
            return RecordOutcome(item, ItemState.SAVED)
        if sent and (found.finding == Finding.CHANGED or not batch.shape.safe):
            return self._unanswered(item)
        if found.finding == Finding.AS_PLANNED:
            return True
        if found.finding == Finding.AS_WRITTEN and not plan.uncompared:
            return RecordOutcome(item, ItemState.SKIPPED, message=SAME)
        return RecordOutcome(item, ItemState.HELD, _held(plan, found))

    def _unanswered(self, item: Item) -> RecordOutcome:
        """Return the outcome of a record that left, and of which nobody knows what became."""
        why = "no clear answer came, and the server does not show what became of it"
        problem = no_answer(item.number, why, self.clock().isoformat())
        return RecordOutcome(item, ItemState.UNKNOWN, problem)

    def _wait(self, item: Item) -> bool:
        self.unread.add(item.row)
        return False

    def _lacks(self) -> frozenset[str]:
        if self._lacking is None:
            facts = self.plans.facts()
            self._lacking = facts.lacking if facts else frozenset()
        return self._lacking


def _only(batch: RequestBatch, stays: list[bool]) -> RequestBatch:
    """Return the records of a request that stay."""
    if all(stays):
        return batch
    records = b"\n".join(compress(batch.records.split(b"\n"), stays))
    ids, rows = tuple(compress(batch.ids, stays)), tuple(compress(batch.rows, stays))
    return RequestBatch(batch.shape, ids, rows, tuple(compress(batch.keys, stays)), records)


def _of_address(item: Item, reading: Reading) -> RecordOutcome | bool:
    if reading.existence == Existence.PRESENT:
        return True
    problem = changed_since("the customer does not exist any more")
    return RecordOutcome(item, ItemState.HELD, problem)


def _held(plan: RowPlan, found: FoundNow) -> Problem:
    """Return why a row is held: what changed since the plan."""
    if found.finding == Finding.AS_WRITTEN:
        exists = plan.action == Action.CREATE
        what = "exists by now with" if exists else "has by now"
        return changed_since(f"the customer {what} all planned values, not written by this plan")
    if found.why:
        return changed_since(found.why)
    fields = (
        f"{each.field} was {said_value(each.old)} and is now {said_value(each.new)}"
        for each in found.differences
    )
    return changed_since("; ".join(fields))


def changed_since(what: str) -> Problem:
    """Return the problem of a row whose customer changed since the plan."""
    message = f"Not sent, because the customer changed since the plan: {what}. Plan the row again."
    cause = "Not sent, because the customer changed since the plan. Plan the row again."
    return Problem(Code.CHANGED_SINCE, message, cause=cause)
