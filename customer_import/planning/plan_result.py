"""What a plan comes to, and the exit status that follows from it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from customer_import.comparing.change import SENDING, Action, ChangedFields, RowPlan
from customer_import.ledger.ledger import Ledger
from customer_import.ledger.runs.plans import Plans
from customer_import.ledger.runs.results import Results, RowResult
from customer_import.ledger.runs.runs import Run
from customer_import.problems import Problem
from customer_import.result import ExitStatus
from customer_import.states import RowState


@dataclass(frozen=True, slots=True)
class PlanResult:
    """What became of `customer-import plan`, or what an undo is going to do.

    Attributes:
        run: the run's name.
        file: the list, as given; blank for an undo.
        mapping: its name.
        target: the server.
        actions: rows by what is planned for them.
        customers: the same of customers, some of which have several rows.
        states: rows by their state in the ledger.
        not_compared: fields that are sent and cannot be compared.
        seconds: it took.
        rows: reads the plans of the rows with some actions, in the file's order.
        results: reads what else is to be said of the rows.
        of_list: problems of the list as a whole.
        undoes: the run that it undoes; blank for a plan of a list.
    """

    run: str
    file: str
    mapping: str
    target: str
    actions: Mapping[Action, int]
    customers: Mapping[Action, int]
    states: Mapping[RowState, int]
    not_compared: tuple[str, ...]
    seconds: float
    rows: Callable[..., Iterator[RowPlan]]
    results: Callable[[], Iterator[RowResult]]
    of_list: tuple[Problem, ...] = ()
    undoes: str = ""

    @classmethod
    def kept(
        cls,
        ledger: Ledger,
        run: Run,
        seconds: float,
        *,
        file: str,
        mapping: str,
        target: str,
        undoes: str = "",
    ) -> Self:
        """Return what the ledger has of a planned run.

        Args:
            ledger: has it.
            run: the run.
            seconds: it took.
            file: the list.
            mapping: its name.
            target: the server.
            undoes: the run that it undoes; blank for a plan of a list.
        """
        plans, results = Plans(ledger.connection, run.id), Results(ledger.connection, run.id)
        facts = plans.facts()
        return cls(
            run=run.name,
            file=file,
            mapping=mapping,
            target=target,
            actions=plans.counts(),
            customers=plans.customers(),
            states=results.counts(),
            not_compared=facts.not_compared if facts else (),
            seconds=seconds,
            rows=plans.rows,
            results=results.with_problems,
            of_list=tuple(results.of_list()),
            undoes=undoes,
        )

    @property
    def count(self) -> int:
        """Return how many rows there are."""
        return sum(self.states.values())

    @property
    def unreadable(self) -> int:
        """Return how many rows are not settled: not readable, or unknown since an earlier run."""
        return self.actions[Action.UNREADABLE] + self.states[RowState.UNKNOWN]

    @property
    def invalid(self) -> int:
        """Return how many rows are invalid."""
        return self.states[RowState.INVALID]

    @property
    def skipped(self) -> int:
        """Return how many rows are left out, apart from those that change nothing."""
        return self.states[RowState.SKIPPED] - self.actions[Action.UNCHANGED]

    @property
    def sends(self) -> int:
        """Return how many rows would be sent."""
        return sum(self.actions[action] for action in SENDING)

    @property
    def exit_status(self) -> ExitStatus:
        """Return the exit status of the plan alone."""
        is_good = not self.invalid and not self.unreadable
        return ExitStatus.OK if is_good else ExitStatus.SOME_FAILED

    def changing(self) -> Iterator[RowPlan]:
        """Yield the rows that would be sent."""
        return self.rows(*SENDING)


def changed_fields(result: PlanResult) -> ChangedFields:
    """Count the fields of all rows that would be sent."""
    counts = ChangedFields()
    for plan in result.changing():
        counts.add(plan)
    return counts
