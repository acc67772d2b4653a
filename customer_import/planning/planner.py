"""Plans a staged run: looks every customer up, and says what each row would change.

Nothing is sent. What was read waits in the ledger until all of it is there, for only then is it
known which fields this server shows at all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

import orjson

from customer_import.api.reading.seen import Existence, Reading, Reads, SeenCustomer, values_of
from customer_import.clock import Clock, Interrupted
from customer_import.comparing.change import Action, RowPlan
from customer_import.comparing.compare import compared, created, narrowed
from customer_import.comparing.fields import KeysSeen, ServerValues, filled_fields, top_level
from customer_import.delivery.plan_guard import SAME
from customer_import.endpoints import Call
from customer_import.ledger.ledger import Ledger
from customer_import.ledger.rows.noted_problems import INSERT_PROBLEM, problem_row
from customer_import.ledger.rows.request_batch import RequestShape
from customer_import.ledger.runs.plans import Plans, Seen
from customer_import.ledger.runs.runs import Run
from customer_import.ledger.staging.restage import Restaging, StagedRecord, staged_customers
from customer_import.mapping.assumptions import Assumptions
from customer_import.problems import Code, Problem
from customer_import.states import RunState

BATCH = 500
"""Customers whose values are kept in one write."""


@dataclass(slots=True)
class Planner:
    """Plans one staged run.

    Attributes:
        ledger: of the server.
        run: what is staged.
        assume: what its mapping assumes of the server.
        clock: time.
        stopping: whether the user asked to stop.
        guesses: what the mapping does not declare.
        keys: which fields the answers had.
    """

    ledger: Ledger
    run: Run
    assume: Assumptions
    clock: Clock
    stopping: Callable[[], bool]
    guesses: tuple[str, ...] = ()
    keys: KeysSeen = field(default_factory=KeysSeen)
    _uncompared: dict[str, None] = field(default_factory=dict)

    def plan(self, reads: Reads, sample: Iterable[SeenCustomer] = ()) -> None:
        """Look every customer up, and keep what each row changes.

        Args:
            reads: looks customers up.
            sample: customers that were read before, to know which fields the server shows.

        Raises:
            Interrupted: the user asked to stop.
            Stopped: the server cannot be read.
        """
        for customer in sample:
            self._note_keys(customer)
        with self.ledger.writing():
            self._plans.begin(guesses=self.guesses)
        self._look_up(reads)
        with self.ledger.writing():
            self._compare()
            self._plans.note(self.keys.lacking, list(self._uncompared))
            self.ledger.runs.mark(self.run, RunState.PLANNED, self.clock.now(), 0.0)

    @property
    def _plans(self) -> Plans:
        return Plans(self.ledger.connection, self.run.id)

    def _note_keys(self, customer: SeenCustomer | None) -> None:
        values = values_of(customer)
        if values is not None:
            self.keys.add(values)

    def _records(self) -> Iterator[StagedRecord]:
        for _, records in staged_customers(self.ledger.connection, self.run.id):
            yield from (each for each in records if each.key is not None)

    def _look_up(self, reads: Reads) -> None:
        """Read all customers, and keep what the server has of the fields that are filled."""
        numbers = (each.key for each in self._records() if each.key is not None)
        pairs = zip(self._records(), reads.read(numbers), strict=True)
        while some := list(islice(pairs, BATCH)):
            if self.stopping():
                raise Interrupted
            with self.ledger.writing():
                self._plans.put_seen([self._seen(*pair) for pair in some])

    def _seen(self, record: StagedRecord, reading: Reading) -> Seen:
        self._note_keys(reading.customer)
        values = values_of(reading.customer)
        found = (
            "" if values is None else _packed(values, filled_fields(orjson.loads(record.payload)))
        )
        return Seen(record.row, reading.number, reading.existence, found, reading.why)

    def _compare(self) -> None:
        """Say of each row what it changes, and stage what that takes."""
        restaging = Restaging(self.ledger.connection, self.run.id)
        addressed = self._addressed()
        for shape, records in staged_customers(self.ledger.connection, self.run.id):
            seen = self._plans.seen(each.row for each in records)
            plans = []
            for each in records:
                record = orjson.loads(each.payload)
                plan = self._row_plan(each, record, seen.get(each.row))
                if addressed.pop(each.row, None) is not None:
                    plan = _with_addresses(plan)
                self._restage(restaging, shape, each, record, plan)
                plans.append(plan)
            restaging.drop(records)
            self._keep(plans)
        restaging.finish()
        # The others' customers are saved as the list has them, and only addresses are new.
        self._keep([_with_addresses(each) for each in addressed.values()])

    def _keep(self, plans: Sequence[RowPlan]) -> None:
        self._plans.put(plans)
        unchanged = [each.row for each in plans if each.action == Action.UNCHANGED]
        self.ledger.connection.execute(_SKIP, (SAME, self.run.id, orjson.dumps(unchanged).decode()))
        self._tell_unread(each for each in plans if each.action == Action.UNREADABLE)
        sent = chain.from_iterable(each.uncompared for each in plans)
        self._uncompared.update(dict.fromkeys(sent))

    def _tell_unread(self, plans: Iterable[RowPlan]) -> None:
        problems = (problem_row(self.run.id, each.row, unread(each.note)) for each in plans)
        self.ledger.connection.executemany(INSERT_PROBLEM, problems)

    def _addressed(self) -> dict[int, RowPlan]:
        """Return the rows that send addresses, each as a plan that changes nothing else."""
        found = self.ledger.connection.execute(_ADDRESSED, (self.run.id,))
        return {row: RowPlan(row, number, Action.UNCHANGED) for row, number in found}

    def _row_plan(self, staged: StagedRecord, record: dict[str, Any], seen: Seen | None) -> RowPlan:
        row, number = staged.row, staged.key
        if seen is None or number is None or seen.existence == Existence.ABSENT:
            return created(row, number, record)
        if seen.existence == Existence.UNKNOWN:
            return RowPlan(row, number, Action.UNREADABLE, note=seen.why)
        values, keys = orjson.loads(seen.found)
        return compared(row, number, record, ServerValues(values, frozenset(keys)), self.keys.seen)

    def _restage(
        self,
        restaging: Restaging,
        shape: RequestShape,
        staged: StagedRecord,
        record: dict[str, Any],
        plan: RowPlan,
    ) -> None:
        """Stage what the plan of a row sends of its customer."""
        if plan.action == Action.CREATE:
            restaging.add(shape, staged)
        elif plan.action == Action.UNREADABLE:
            restaging.add(shape._replace(call=Call.BY_NUMBER), staged)
        elif plan.action == Action.UPDATE:
            kept = self.assume.custom_fields_left_out_are_kept
            narrow = narrowed(plan, shape.fields, record, label_by_label=kept)
            if narrow is not None:
                payload = orjson.dumps(narrow.record)
                new = RequestShape(Call.UPDATE, narrow.fields, shape.safe)
                restaging.add(new, staged._replace(payload=payload))


ADDRESSES = "Addresses"
_SKIP = """
UPDATE rows SET state = 'skipped', message = ?
WHERE run = ? AND number IN (SELECT value FROM json_each(?))
"""
_ADDRESSED = """
SELECT DISTINCT row, rows.key FROM shapes JOIN items ON items.shape = shapes.id
JOIN rows ON rows.run = items.run AND rows.number = row
WHERE shapes.run = ? AND call = 'addresses' AND items.state = 'staged' ORDER BY row
"""


def unread(why: str) -> Problem:
    """Return the problem of a row whose customer could not be read."""
    message = f"The server did not show whether the customer exists ({why}); nothing is sent."
    return Problem(Code.UNREADABLE, message)


def _with_addresses(plan: RowPlan) -> RowPlan:
    """Return the plan of a row that has addresses, which cannot be compared."""
    if plan.action == Action.UNREADABLE:
        return plan
    action = Action.UPDATE if plan.action == Action.UNCHANGED else plan.action
    return plan._replace(action=action, uncompared=[*plan.uncompared, ADDRESSES])


def _packed(values: ServerValues, filled: Mapping[str, object]) -> str:
    """Return what the server has of the fields that a row fills, as text."""
    mine = {name: value for name, value in values.values.items() if name in filled}
    keys = sorted(values.keys.intersection(map(top_level, filled)))
    return orjson.dumps([mine, keys]).decode()
