"""Finds out what became of rows that got no answer, by reading their customers. Sends nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import orjson

from customer_import.api.reading.pages import Listing, Moved
from customer_import.api.reading.seen import Existence, Reading, Reads, SeenCustomer, values_of
from customer_import.clock import Clock
from customer_import.comparing.compare import equal, is_blank
from customer_import.comparing.fields import (
    KeysSeen,
    ServerValues,
    filled_fields,
    never_compared,
    top_level,
)
from customer_import.customer import folded
from customer_import.ledger.ledger import Ledger
from customer_import.ledger.runs.plans import Plans
from customer_import.ledger.sending.unknown_rows import Outcome, UnknownRow, UnknownRows
from customer_import.states import ItemState

MOST_SHOWN = 3
"""Differences that a message tells."""
BY_NAME = {
    "CustomerNote": "note",
    "CustomerNotes": "notes",
    "AttachmentsToAdd": "attachments",
    "AttachmentsToDelete": "attachments",
}
"""What a person calls fields that cannot be read."""
ABSENT = "The server does not have this number. The next run of the list sends it."
OLD = "The customer has just the old values. Apply the plan again to send it."
GONE = "What was sent is not kept any more, so it cannot be compared"
HAD = (
    "The customer has what was sent, and may have had it before: look at the server whether its "
    "{} is there once"
)
NOTHING = "Nothing of what was sent can be compared"
LATER = "Something else was sent under this number since"
NO_NUMBER = "It does not have a number to look for"


@dataclass(slots=True)
class Settler:
    """Settles the unknown rows of one server.

    Attributes:
        ledger: of the server.
        clock: the time.
        keys: which fields the answers had.
    """

    ledger: Ledger
    clock: Clock
    keys: KeysSeen = field(default_factory=KeysSeen)

    @property
    def _rows(self) -> UnknownRows:
        return UnknownRows(self.ledger.connection)

    def settle(
        self, rows: Sequence[UnknownRow], reads: Reads, sample: Iterable[SeenCustomer] = ()
    ) -> list[Outcome]:
        """Read the customers of some rows, and note what became of them.

        Args:
            rows: the unknown ones.
            reads: looks customers up.
            sample: customers that were read before, to know which fields the server shows.

        Returns:
            what is known of each row, in the same order.

        Raises:
            Stopped, Interrupted: as of any request; then nothing is noted.
        """
        numbered = sorted((row for row in rows if row.key), key=lambda row: str(row.key))
        groups = [list(group) for _, group in groupby(numbered, key=lambda row: row.key)]
        readings = list(reads.read(str(group[0].number) for group in groups))
        for customer in (*sample, *(each.customer for each in readings)):
            values = values_of(customer)
            if values is not None:
                self.keys.add(values)
        found = {
            outcome.row.item: outcome
            for group, reading in zip(groups, readings, strict=True)
            for outcome in self._decided(group, reading)
        }
        outcomes = [found.get(row.item) or _still(row, NO_NUMBER) for row in rows]
        with self.ledger.writing():
            self._rows.note(outcomes, self.clock.now())
        return outcomes

    def _decided(self, group: Sequence[UnknownRow], reading: Reading) -> Iterator[Outcome]:
        """Say what became of all rows of one number."""
        last: Outcome | None = None
        for row in sorted(group, key=lambda row: not row.is_sent):
            if reading.existence == Existence.ABSENT:
                yield Outcome(row, ItemState.STAGED, ABSENT)
            elif reading.customer is None:
                yield _still(row, f"The customer could not be read: {reading.why}")
            elif row.is_sent:
                last = self._compared(row, reading.customer)
                yield last
            else:
                yield _like(row, last)

    def _compared(self, row: UnknownRow, customer: SeenCustomer) -> Outcome:
        """Compare what the server has with what was sent, and with what was there before."""
        has = values_of(customer)
        if has is None or not row.is_last:
            return _still(row, LATER)
        if self._has_old(row, has):
            return Outcome(row, ItemState.STAGED, OLD)
        payload = self._rows.payload(row.item)
        if not payload:
            return _still(row, GONE)
        record = orjson.loads(payload)
        return self._as_sent(row, record, has)

    def _has_old(self, row: UnknownRow, has: ServerValues) -> bool:
        """Return whether a customer has just what a plan found there, and not what it writes."""
        plans = Plans(self.ledger.connection, row.run)
        plan = plans.of([row.row]).get(row.row) if plans.facts() else None
        return (
            plan is not None
            and bool(plan.changes)
            and all(
                has.tells(each.field) and equal(has.values.get(each.field), each.old, each.kind)
                for each in plan.changes
            )
        )

    def _as_sent(self, row: UnknownRow, record: Mapping[str, Any], has: ServerValues) -> Outcome:
        filled = filled_fields(record)
        readable = {name for name in filled if name in self.keys.seen or has.tells(name)}
        wrong = [
            f"{name} is {_shown(has.values.get(name))}, and {_shown(value)} was sent"
            for name, (value, kind) in filled.items()
            if name in readable and not equal(value, has.values.get(name), kind)
        ]
        if wrong:
            more = f", and {len(wrong) - MOST_SHOWN} more" if len(wrong) > MOST_SHOWN else ""
            return _still(row, f"It differs: {'; '.join(wrong[:MOST_SHOWN])}{more}")
        if not any(name in readable and not is_blank(filled[name].value) for name in filled):
            return _still(row, NOTHING)
        unread = _unread([*never_compared(record), *(n for n in filled if n not in readable)])
        if not row.is_new:
            return _still(row, HAD.format(" and ".join(unread) or "content"))
        message = f"saved; its {' and '.join(unread)} cannot be read" if unread else "saved"
        return Outcome(row, ItemState.SAVED, message)


def _like(row: UnknownRow, last: Outcome | None) -> Outcome:
    """Say what follows for a row that was not sent itself, because of an earlier one."""
    if last is None or last.state == ItemState.UNKNOWN:
        return _still(row, last.message if last else "The row that was sent is in another run")
    if last.state == ItemState.SAVED and last.row.content == row.content:
        return Outcome(row, ItemState.SKIPPED, f"saved by run {last.row.name}")
    return Outcome(row, ItemState.STAGED, "The next run of the list sends it.")


def _still(row: UnknownRow, why: str) -> Outcome:
    return Outcome(row, ItemState.UNKNOWN, f"{why.rstrip('.')}.")


def _unread(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(BY_NAME.get(top_level(name), name) for name in names))


def _shown(value: object) -> str:
    return "blank" if value is None or value == "" else f"“{value}”"


MOST_FOUND = 5
"""Customers of one name that are told."""


def same_names(names: Iterable[str], listing: Listing) -> Mapping[str, list[str]]:
    """Return the numbers of customers with some names, by name; a few of each.

    All customers are read, because nobody knows a filter that the server obeys.

    Raises:
        CannotRead: not all customers can be read.
    """
    found: dict[str, list[str]] = {folded(name): [] for name in names if name}
    if not found:
        return {}
    try:
        for customer in listing.once():
            numbers = found.get(folded(str(customer.fields.get("CustomerName") or "")))
            if numbers is not None and len(numbers) < MOST_FOUND:
                numbers.append(customer.number)
    except Moved:
        # They are only shown to a person, who looks at them.
        pass
    return found
