"""What a plan makes of readings: a number that is not settled is never created or changed."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from customer_import.api.reading.seen import Existence, Reading, SeenCustomer
from customer_import.comparing.change import Action
from customer_import.endpoints import Call
from customer_import.importer import Options
from customer_import.ledger.runs.plans import Plans
from customer_import.ledger.runs.results import Results
from customer_import.ledger.runs.runs import NewRun
from customer_import.ledger.sending.outbox import Outbox
from customer_import.mapping.assumptions import Assumptions
from customer_import.planning.planner import Planner
from customer_import.records.row_builder import row_builder
from customer_import.table import Row


class Told:
    """Tells what it was given of each number; everything else is absent."""

    def __init__(self, *readings: Reading) -> None:
        self._readings = {each.number: each for each in readings}

    def read(self, numbers: Iterable[str]) -> Iterator[Reading]:
        """Yield a reading for each number."""
        for number in numbers:
            yield self._readings.get(number, Reading(number, Existence.ABSENT))


def there(number: str, **fields: Any) -> Reading:
    """Return the reading of a customer that exists."""
    return Reading(number, Existence.PRESENT, SeenCustomer(number, fields))


UNKNOWN = Reading("C-9", Existence.UNKNOWN, why="two records differ")


@pytest.fixture
def planned(bench: Any) -> Any:
    """Return what plans rows by what is told of their customers."""

    def plan(reads: Told, *rows: tuple[str, ...]) -> Any:
        numbered = [Row(number, row) for number, row in enumerate(rows, 2)]
        with bench.opened() as (ledger, importer):
            new = NewRun("plan x", "l.csv", "", "m", "", "", bench_headers(), ",", is_report=False)
            builder = row_builder(bench.mapping, bench_headers())
            run = importer.stage(replace(new, is_plan=True), builder, numbered, Options()).run
            clock = bench.time.clock
            Planner(ledger, run, Assumptions(), clock, lambda: False).plan(reads)
            found = list(Plans(ledger.connection, run.id).rows(*Action))
            states = {
                row.number: str(row.state) for row in Results(ledger.connection, run.id).rows()
            }
            outbox = Outbox(ledger.connection, run.id, run.name, clock.now)
            waiting = {
                call: [row for batch in outbox.batches(call, 500, 4_000_000) for row in batch.rows]
                for call in (Call.CUSTOMERS, Call.UPDATE, Call.ADDRESSES)
            }
            return found, states, waiting

    return plan


def bench_headers() -> tuple[str, ...]:
    """Return the headers of a desk's lists."""
    return ("Number", "Auto", "Name", "Note", "Billing", "Shipping")


def test_an_unsettled_number_is_unreadable_and_never_staged(planned: Any, bench: Any) -> None:
    """Nothing of such a row waits to be sent, not even its address."""
    found, states, waiting = planned(Told(UNKNOWN), bench.keyed("C-9", billing="Leeds"))
    assert [(each.action, each.note) for each in found] == [
        (Action.UNREADABLE, "two records differ")
    ]
    assert states == {2: "pending"}
    assert waiting == {Call.CUSTOMERS: [], Call.UPDATE: [], Call.ADDRESSES: []}


def test_each_row_is_staged_for_its_call(planned: Any, bench: Any) -> None:
    """Creates go through `save`, updates through `updateExisting`, the unchanged nowhere."""
    reads = Told(there("C-1", CustomerName="Eva"), there("C-2", CustomerName="Ada"))
    rows = (bench.keyed("C-1"), bench.keyed("C-2"), bench.keyed("C-3"), bench.auto("Bob"))
    found, states, waiting = planned(reads, *rows)
    assert [str(each.action) for each in found] == ["update", "unchanged", "create", "create"]
    assert states == {2: "pending", 3: "skipped", 4: "pending", 5: "pending"}
    assert waiting == {Call.CUSTOMERS: [4, 5], Call.UPDATE: [2], Call.ADDRESSES: []}


def test_an_address_makes_an_update_without_a_record_of_its_customer(
    planned: Any, bench: Any
) -> None:
    """A customer that has all values gets its address, and nothing else is written."""
    reads = Told(there("C-1", CustomerName="Ada"))
    found, _, waiting = planned(reads, bench.keyed("C-1", billing="Leeds"))
    assert [(each.action, list(each.uncompared)) for each in found] == [
        (Action.UPDATE, ["Addresses"])
    ]
    assert waiting == {Call.CUSTOMERS: [], Call.UPDATE: [], Call.ADDRESSES: [2]}


def test_a_key_that_only_others_have_counts_as_null(planned: Any, bench: Any) -> None:
    """One answer has names, so a name is readable for all; the fields of a plan say so."""
    reads = Told(there("C-1"), there("C-2", CustomerName="Ada"))
    found, _, _ = planned(reads, bench.keyed("C-1"), bench.keyed("C-2"))
    assert [(each.action, [change.old for change in each.changes]) for each in found] == [
        (Action.UPDATE, [None]),
        (Action.UNCHANGED, []),
    ]
