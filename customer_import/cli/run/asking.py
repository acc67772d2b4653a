"""What a person is asked before a run sends: what happens to whom, and what may be wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from customer_import.cli.next_command import NextCommand
from customer_import.cli.options.for_sending import Only
from customer_import.cli.run.run_call import PlanChosen, RunCall
from customer_import.cli.servers.server import Server
from customer_import.endpoints import Call
from customer_import.errors import Declined, NobodyAgreed
from customer_import.estimate import count_created, overwritten
from customer_import.importer import Importer, StagedRun
from customer_import.ledger.runs.results import Results
from customer_import.ledger.whole_list.lost_zeros import KnownNumber
from customer_import.reports.wording import about_guesses, customers
from customer_import.states import RowState

if TYPE_CHECKING:
    from customer_import.planning.look_first import Outlook

MOST_NUMBERS = 8
"""Customer numbers that a question lists."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks whether what is staged may be sent.

    Attributes:
        call: what is run.
        server: where it goes.
        importer: which staged it.
        staged: what is staged.
        outlook: what would be done, if the server was read first.
        may_plan: a plan of the list can be made instead.
    """

    call: RunCall
    server: Server
    importer: Importer
    staged: StagedRun
    outlook: "Outlook | None" = None
    may_plan: bool = False

    def confirm(
        self, guesses: tuple[str, ...], agreed: frozenset[str] | None = None
    ) -> frozenset[str]:
        """Ask for what only a person may agree to; a refusal leaves nothing behind.

        Args:
            guesses: what the mapping does not declare.
            agreed: what the person agreed to before; None if nothing was asked yet.

        Returns:
            all that the person agreed to.

        Raises:
            Declined: it was refused.
            NobodyAgreed: nobody is there to ask.
            PlanChosen: the person wants a plan instead.
        """
        if self.call.options.sending.yes or not self.staged.counts[RowState.PENDING]:
            return frozenset()
        doubts = list(self._doubts(guesses))
        if agreed is not None and agreed.issuperset(doubts):
            return agreed
        for doubt in doubts:
            self.call.screen.explain(doubt)
        if self.call.screen.can_ask:
            if self.server.sandbox is None or doubts:
                self._ask()
        elif doubts:
            self.importer.discard(self.staged.run)
            raise NobodyAgreed
        return frozenset(doubts)

    def _doubts(self, guesses: tuple[str, ...]) -> Iterator[str]:
        staged = self.staged
        if guesses:
            yield about_guesses(guesses)
        if count := staged.changed_auto:
            they = "row without a number looks like a changed row"
            if count > 1:
                they = "rows without a number look like changed rows"
            yield (
                f"{count:,} {they} of an earlier run. Sending {'it' if count == 1 else 'them'} "
                "creates new customers; the earlier ones stay as they are."
            )
        if staged.repeats:
            yield (
                f"Run {staged.repeats} of this same command did not end, and cannot go on, because "
                "something else was sent since. What it sent again is now sent once more."
            )
        if staged.lost_zeros:
            yield _about_zeros(staged.lost_zeros)

    def _ask(self) -> None:
        for sentence in self._consequences():
            self.call.screen.explain(sentence)
        options, named = self.call.options, self.call.options.server
        command = NextCommand(
            options.mapping or "", self.server.target, named.base_url, options.state_dir
        )
        how = "answer p, or plan it" if self.may_plan else "answer n and plan it"
        self.call.screen.explain(
            f"What is sent cannot be undone. To see each change first, {how}:",
            command.plan(options.file),
        )
        agreed = ""
        try:
            agreed = self._answered()
        finally:
            if agreed != "yes":
                self.importer.discard(self.staged.run)
        if agreed == "plan":
            raise PlanChosen(self.server)
        if agreed == "no":
            raise Declined("Nothing was sent.", "")

    def _answered(self) -> str:
        """Return yes, no or plan."""
        if self.may_plan:
            return self.call.screen.choice("Send? [y/N/p]:", ("yes", "no", "plan"), "no")
        return "yes" if self.call.screen.agreed("Send?") else "no"

    def _consequences(self) -> Iterator[str]:
        """Say what happens to whom if the rows are sent, and what may be wrong with the list."""
        for problem in self._results.of_list():
            if problem.severity == "warning":
                yield problem.message
        shapes, count = self._results.shapes(), self.staged.counts[RowState.PENDING]
        yield f"{count:,} {'row goes' if count == 1 else 'rows go'} to {self.server.target}:"
        if created := count_created(shapes):
            yield f"- create up to {customers(created)}, numbered by the server;"
        records = sum(shape.records for shape in shapes if shape.call == Call.CUSTOMERS)
        if numbered := records - created:
            yield from self._about_numbered(numbered, overwritten(shapes))
        if self.call.options.sending.resend_unknown and (count := self._results.risky()):
            yield _about_risk(count)

    @property
    def _results(self) -> Results:
        return self.importer.results(self.staged.run)

    def _about_numbered(self, count: int, fields: Sequence[str]) -> Iterator[str]:
        """Say what becomes of customers with a number."""
        there = f"A customer that exists is overwritten in: {', '.join(fields) or 'nothing'}."
        match self.call.options.sending.only:
            case Only.UPDATE:
                yield f"- update up to {customers(count)} by their numbers. {there}"
                yield "A number that the server does not know is refused, and creates nobody."
            case Only.CREATE:
                yield f"- create {customers(count)} that the server did not have a moment ago."
            case _:
                yield f"- create or update up to {customers(count)} by their numbers. {there}"
        if self.outlook is not None and self.call.options.sending.only is None:
            yield (
                f"Of all, {self.outlook.creates:,} would be created, {self.outlook.updates:,} "
                f"updated; of {self.outlook.unread:,} it is not known."
            )


def _about_risk(count: int) -> str:
    """Say what can happen to rows that are sent again though they may be saved."""
    rows, them = ("1 row", "it") if count == 1 else (f"{count:,} rows", "them")
    return (
        f"{rows} sent again by --resend-unknown may be saved already, because the server did not "
        f"confirm {them}. If so, rows without a number create second customers, and notes and "
        "attachments are added twice. Check in Wasp first which of these customers exist."
    )


def _about_zeros(numbers: Sequence[KnownNumber]) -> str:
    """Say which numbers are saved ones without their leading zeros."""
    some = ", ".join(f"{each.now} / {each.saved}" for each in numbers[:MOST_NUMBERS])
    more = f" and {len(numbers) - MOST_NUMBERS:,} more" if len(numbers) > MOST_NUMBERS else ""
    if len(numbers) == 1:
        what = "1 customer number matches a saved one except for leading zeros"
        return f"{what} ({some}). Sending it creates a duplicate."
    what = f"{len(numbers):,} customer numbers match saved ones except for leading zeros"
    return f"{what} ({some}{more}). Sending them creates duplicates."
