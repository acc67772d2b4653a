"""Another user writes at any moment between plan, apply and undo; requests are lost; programs die.

Nothing may be overwritten that the plan did not show, nothing undone that somebody changed since,
and what the program says of its rows must be what the server has.
"""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from customer_import.sandbox import SHAPES

SAMPLE, ALL = 60, 400
"""How many machines are run; all with the option --all."""
NUMBERS = st.sampled_from(("1", "2", "3", "4"))
NAMES = st.sampled_from(("Ada", "Eva"))
OTHER_NAMES = st.sampled_from(("Ada", "Xi", "Yo"))
"""Another user may write what the list has, too."""
EMAILS = st.sampled_from((None, "a@b.org", "c@d.org"))
ROWS = st.dictionaries(NUMBERS, st.tuples(NAMES, EMAILS), min_size=2)
FAULTS = st.lists(st.sampled_from(("", "", "lost before", "lost after")), max_size=4)
DIES = st.none() | st.none() | st.integers(0, 14)
SHAPE = st.sampled_from((*SHAPES, "zero-totals", "silent", "twice"))
VARIANTS = st.sampled_from(
    ((), ("records",), ("mixed",), ("absent-null",), ("absent-missing",), ("no-nulls",))
)


class PlanMachine(RuleBasedStateMachine):
    """A list, a server with another user, and one plan with its undo."""

    make_world: Callable[..., Any]

    @initialize(shape=SHAPE, variants=VARIANTS, first=ROWS, rows=ROWS)
    def begin(self, shape: str, variants: tuple[str, ...], first: Any, rows: Any) -> None:
        """Let the server have some customers."""
        self.world = self.make_world(shape, frozenset(variants))
        # One that no list has, so that reads can be calibrated.
        self.world.user.create("0", CustomerName="Witness", CustomerEmail="w@b.org")
        for number, (name, email) in first.items():
            self.world.user.create(number, CustomerName=name, CustomerEmail=email)
        self.plan: Any = None
        self.undoing: Any = None
        self.by_others: set[str] = set()
        self.make_plan(rows)

    def teardown(self) -> None:
        """Close the world."""
        if hasattr(self, "world"):
            self.world.close()

    @rule(number=NUMBERS, name=OTHER_NAMES, email=EMAILS)
    def somebody_writes(self, number: str, name: str, email: str | None) -> None:
        """Another user creates or changes a customer."""
        self._other(number, name, email)

    @rule(number=NUMBERS, really=st.integers(0, 3))
    def somebody_deletes(self, number: str, really: int) -> None:
        """Another user deletes a customer, seldom: its number is not used again."""
        if not really and self.world.has(number):
            self.world.user.delete(number)
            self.by_others.add(number)

    def _other(self, number: str, name: str, email: str | None) -> None:
        values = {"CustomerName": name, "CustomerEmail": email}
        try:
            if self.world.has(number):
                self.world.user.change(number, **values)
            else:
                self.world.user.create(number, **values)
        except ValueError:
            return
        self.by_others.add(number)

    @rule(rows=ROWS)
    def make_plan(self, rows: dict[str, Any]) -> None:
        """Plan a list; what it showed is compared with the server right away."""
        cells = [(number, name, email or "") for number, (name, email) in rows.items()]
        self.plan, self.undoing = self.world.plan(cells), None
        # What the program says of a row that others write to afterwards is of the past.
        self.rows, self.by_others = rows, set()

    @precondition(lambda self: self.plan is not None and self.undoing is None)
    @rule(dies=DIES, faults=FAULTS, number=NUMBERS, name=OTHER_NAMES, in_between=st.booleans())
    def apply(
        self, dies: int | None, faults: list[str], number: str, name: str, *, in_between: bool
    ) -> None:
        """Apply the plan, or go on with it, while another user writes too."""
        action = (lambda: self._other(number, name, None)) if in_between else None
        states = self.world.send(self.plan, dies, tuple(faults), action)
        for each, state in (states or {}).items():
            wanted = self.rows[each]
            has = self.world.has(each)
            if state == "saved" and each not in self.by_others:
                assert has is not None
                assert has["CustomerName"] == wanted[0]
                assert wanted[1] is None or has["CustomerEmail"] == wanted[1]

    @precondition(lambda self: self.plan is not None)
    @rule(dies=DIES, faults=FAULTS)
    def undo(self, dies: int | None, faults: list[str]) -> None:
        """Undo what the plan wrote, or go on with it."""
        if self.undoing is None:
            self.undoing = self.world.undo(self.plan)
        before = {number: self.world.has(number) for number in "1234"}
        states = self.world.send(self.undoing, dies, tuple(faults))
        for number, state in (states or {}).items():
            if state in ("held", "skipped"):
                assert self.world.has(number) == before[number]

    @precondition(lambda self: self.plan is not None and self.undoing is None)
    @rule(number=NUMBERS, name=OTHER_NAMES, email=EMAILS, dies=DIES, faults=FAULTS)
    def apply_then_undo(
        self, number: str, name: str, email: str | None, dies: int | None, faults: list[str]
    ) -> None:
        """Apply on a good day, let another user write, and undo."""
        self.world.send(self.plan)
        self._other(number, name, email)
        self.undo(dies, faults)

    @invariant()
    def nothing_unseen_is_overwritten(self) -> None:
        """Check that each write replaced what its plan showed, or what it wrote itself."""
        if hasattr(self, "world"):
            assert self.world.overwritten == []


@pytest.fixture
def machine_type(world: Callable[..., Any]) -> type[PlanMachine]:
    """Return a class of machines that use these worlds."""
    return type("PlanMachineHere", (PlanMachine,), {"make_world": staticmethod(world)})


def test_at_any_moment_nothing_unseen_is_overwritten(
    machine_type: type[PlanMachine], pytestconfig: pytest.Config
) -> None:
    """Whatever others write, whatever is lost, whenever the program dies: the rules hold."""
    examples = ALL if pytestconfig.getoption("--all") else SAMPLE
    run_state_machine_as_test(
        machine_type,
        settings=settings(
            max_examples=examples,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
