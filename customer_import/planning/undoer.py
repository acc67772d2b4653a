"""Plans an undo: puts old values back where the server still has what a plan wrote."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from customer_import.api.reading.seen import Existence, Reading, Reads, SeenCustomer, values_of
from customer_import.clock import Clock, Interrupted
from customer_import.comparing.change import Action, FieldChange, RowPlan, Value
from customer_import.comparing.compare import Finding, equal, found_now, restoring, said_value
from customer_import.comparing.fields import CUSTOM, KeysSeen, ServerValues, top_level
from customer_import.customer import Kind
from customer_import.ledger.ledger import Ledger
from customer_import.ledger.rows.noted_problems import INSERT_PROBLEM, problem_row
from customer_import.ledger.runs.plans import Plans
from customer_import.ledger.runs.runs import Run
from customer_import.ledger.runs.undoing import UndoStaging, deleted_rows, saved_plans
from customer_import.mapping.assumptions import Assumptions
from customer_import.planning.planner import unread
from customer_import.states import RunState

BATCH = 500
"""Customers that are planned in one write."""
CREATED = "the plan created this customer; --delete-created deletes it"
DELETED = "the plan created this customer; an undo deleted it"
GONE = "the customer does not exist any more"
UNKNOWN_LABELS = (
    "custom fields stay, because the mapping says that those a record leaves out are lost"
)


@dataclass(frozen=True, slots=True)
class Undoer:
    """Plans the undo of one run.

    Attributes:
        ledger: of the server.
        run: the undo.
        undone: the run that is undone.
        assume: what the mapping of its list assumes of the server.
        clock: time.
        stopping: whether the user asked to stop.
        deletes: customers that the run created are deleted.
    """

    ledger: Ledger
    run: Run
    undone: Run
    assume: Assumptions
    clock: Clock
    stopping: Callable[[], bool]
    deletes: bool = False

    def plan(self, reads: Reads, sample: Iterable[SeenCustomer] = ()) -> None:
        """Look every customer up, and stage what is put back.

        Args:
            reads: looks customers up.
            sample: customers that were read before, to know which keys an answer may lack.

        Raises:
            Interrupted: the user asked to stop.
            Stopped: the server cannot be read.
        """
        connection, keys = self.ledger.connection, KeysSeen()
        for customer in sample:
            if (values := values_of(customer)) is not None:
                keys.add(values)
        plans = Plans(connection, self.run.id)
        facts = Plans(connection, self.undone.id).facts()
        lacking = facts.lacking if facts else frozenset()
        deleted = deleted_rows(connection, self.undone.name)
        staging = UndoStaging(connection, self.run.id, self.undone.id)
        with self.ledger.writing():
            plans.begin(self.undone.name)
        pairs = self._pairs(reads)
        while some := list(islice(pairs, BATCH)):
            if self.stopping():
                raise Interrupted
            made = [
                _left(plan, DELETED)
                if reading is None and plan.row in deleted
                else self._row_plan(plan, reading, lacking)
                for plan, reading in some
            ]
            with self.ledger.writing():
                self._stage(staging, plans, made)
        with self.ledger.writing():
            staging.finish()
            plans.note(lacking, facts.not_compared if facts else ())
            self.ledger.runs.mark(self.run, RunState.PLANNED, self.clock.now(), 0.0)

    def _pairs(self, reads: Reads) -> Iterator[tuple[RowPlan, Reading | None]]:
        """Yield the rows that the run saved, each with its customer; None where nobody looks."""
        # What is written meanwhile must not be read here, so the rows are known first.
        done = list(
            saved_plans(self.ledger.connection, self.undone.id, Action.UPDATE, Action.CREATE)
        )
        wanted = [each for each in done if self._is_read(each)]
        readings = reads.read(each.number for each in wanted if each.number)
        for plan in done:
            yield plan, next(readings) if self._is_read(plan) else None

    def _is_read(self, plan: RowPlan) -> bool:
        return plan.number is not None and (self.deletes or plan.action == Action.UPDATE)

    def _row_plan(self, plan: RowPlan, reading: Reading | None, lacking: frozenset[str]) -> RowPlan:
        if reading is None:
            without = "the server made its number, so it cannot be deleted here"
            note = CREATED if plan.number else f"the plan created this customer; {without}"
            return _left(plan, note)
        if reading.existence == Existence.UNKNOWN:
            return RowPlan(plan.row, plan.number, Action.UNREADABLE, note=reading.why)
        values = values_of(reading.customer)
        if values is None:
            return _left(plan, GONE)
        if plan.action == Action.CREATE:
            return _deleted(plan, values, lacking)
        return self._put_back(plan, values, lacking)

    def _put_back(self, plan: RowPlan, has: ServerValues, lacking: frozenset[str]) -> RowPlan:
        """Put back each field that still has what the plan wrote; the others stay."""
        changes, stays = [], []
        for change in plan.changes:
            value = has.values.get(change.field)
            is_told = has.tells(change.field) or top_level(change.field) in lacking
            if not is_told:
                stays.append(f"{change.field} stays: the server does not show it now")
            elif not self._may_write(change):
                stays.append(UNKNOWN_LABELS)
            elif not equal(value, change.new, change.kind):
                stays.append(f"{change.field} stays: it was changed to {said_value(value)} since")
            else:
                changes.append(FieldChange(change.field, value, self._old(change), change.kind))
        note = "; ".join(dict.fromkeys(stays))
        if not changes:
            return _left(plan, note or "nothing of it can be put back")
        return RowPlan(plan.row, plan.number, Action.UPDATE, tuple(changes), note=note)

    def _may_write(self, change: FieldChange) -> bool:
        return top_level(change.field) != CUSTOM or self.assume.custom_fields_left_out_are_kept

    def _old(self, change: FieldChange) -> Value:
        """Return what puts an old value back: a blank one, as the mapping says that it is sent."""
        as_text = self.assume.cleared_as == "empty" and change.kind in (Kind.TEXT, Kind.EMAIL)
        return "" if change.old is None and as_text else change.old

    def _stage(self, staging: UndoStaging, plans: Plans, made: list[RowPlan]) -> None:
        staging.put_rows(made)
        plans.put(made)
        for plan in made:
            if plan.action == Action.UPDATE:
                staging.write(plan, restoring(plan, self.assume))
            elif plan.action == Action.DELETE:
                staging.delete(plan)
            elif plan.action == Action.UNREADABLE:
                problem = problem_row(self.run.id, plan.row, unread(plan.note))
                self.ledger.connection.execute(INSERT_PROBLEM, problem)


def _left(plan: RowPlan, note: str) -> RowPlan:
    """Return the plan of a row that stays as it is."""
    return RowPlan(plan.row, plan.number, Action.UNCHANGED, note=note)


def _deleted(plan: RowPlan, has: ServerValues, lacking: frozenset[str]) -> RowPlan:
    """Return the plan of a row whose customer was created: deleted if it is still as created."""
    changes = tuple(
        change._replace(old=has.values.get(change.field), new=None)
        for change in plan.changes
        if equal(has.values.get(change.field), change.new, change.kind)
    )
    created = tuple(change._replace(old=change.new, new=None) for change in plan.changes)
    wanted = RowPlan(plan.row, plan.number, Action.DELETE, created)
    found = found_now(wanted, has, lacking)
    if found.finding == Finding.AS_PLANNED:
        return wanted._replace(changes=changes)
    changed = ", ".join(each.field for each in found.differences)
    return _left(plan, f"stays: it is not as it was created ({changed or found.why})")
