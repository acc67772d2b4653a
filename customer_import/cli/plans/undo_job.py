"""What `customer-import undo` does: put back the old values of what a plan updated."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import typer

from customer_import.api.reading.assumed import MOST_CANDIDATES
from customer_import.cli.command_call import CommandCall, carry_out
from customer_import.cli.history.find_run import found_run
from customer_import.cli.interrupts import answering
from customer_import.cli.next_command import SANDBOX
from customer_import.cli.plans.apply_job import server_of_run
from customer_import.cli.plans.plan_job import dropped_unless_done
from customer_import.cli.plans.plan_options import UndoOptions
from customer_import.cli.plans.plan_sending import PlanSending
from customer_import.cli.servers.named_servers import NamedServers, servers_of
from customer_import.cli.servers.server import state_folder, tell_about
from customer_import.clock import Clock
from customer_import.comparing.change import Action
from customer_import.errors import Declined, NotConfirmed, SettingError
from customer_import.events import nobody
from customer_import.importer import Ended
from customer_import.ledger.known.known_numbers import known_numbers
from customer_import.ledger.ledger import Ledger
from customer_import.ledger.runs.history import PastRun
from customer_import.ledger.runs.plans import KEPT, Plans
from customer_import.ledger.runs.results import Results
from customer_import.ledger.runs.runs import NewRun, Run, run_name
from customer_import.ledger.runs.undoing import note_left, saved_plans, unfinished_undo
from customer_import.mapping.assumptions import Assumptions
from customer_import.mapping.load import assumptions_of
from customer_import.planning.plan_result import PlanResult
from customer_import.planning.undoer import Undoer
from customer_import.reports.for_scripts import write_plan_json
from customer_import.reports.plan_on_screen import show_plan
from customer_import.reports.plan_words import noted
from customer_import.reports.wording import counted, customers
from customer_import.result import ExitStatus, RunResult
from customer_import.states import RunState


def undo(options: UndoOptions, given: object = None) -> ExitStatus:
    """Undo, and say what went wrong if nothing could be started.

    Args:
        options: of the command line.
        given: the servers that the caller of the program gives it; the command line gives none.
    """
    return carry_out(
        options,
        lambda call: _UndoJob(call, servers_of(given)).run(),
        "Interrupted; nothing was sent.",
    )


@dataclass(frozen=True, slots=True)
class _UndoJob:
    """One call of the command.

    Attributes:
        call: what is asked for, and what it is done with.
        servers: those that have a name.
    """

    call: CommandCall[UndoOptions]
    servers: NamedServers

    def run(self) -> ExitStatus:
        state = state_folder(self.call.options.state_dir)
        with found_run(self.call.screen, self.call.options.run, state) as (ledger, past):
            check_undoable(ledger, past, self.call.clock.now())
            server = server_of_run(past, state, self.servers)
            tell_about(server, self.call.screen, self.call.clock)
            sending = PlanSending.of_past(self.call, server, ledger, past)
            run = unfinished_undo(ledger.connection, past.name)
            if run is None:
                run = self._planned(ledger, past, sending)
            else:
                self.call.screen.say(f"Going on with undo {run.name}.")
            return self._finish(ledger, past, run, sending)

    def _planned(self, ledger: Ledger, past: PastRun, sending: PlanSending) -> Run:
        """Plan the undo; if that does not end, nothing is left of it."""
        call, clock = self.call, self.call.clock
        with ledger.writing():
            run = ledger.runs.begin(_new_run(past, clock), clock.now(), is_whole=False)
        undone = Run(past.id, past.name, past.started, resumed=True)
        assume: Assumptions = assumptions_of(past.mapping_text)
        undoer = Undoer(
            ledger,
            run,
            undone,
            assume,
            clock,
            call.stopping,
            call.options.delete_created,
        )
        with (
            dropped_unless_done(ledger, run, clock),
            call.screen.progress("Looking up") as listener,
            sending.wired(listener) as wire,
        ):
            found = wire.reader.calibrate(known_numbers(ledger.connection, MOST_CANDIDATES))
            undoer.plan(wire.reader, found.sample)
        return run

    def _finish(self, ledger: Ledger, past: PastRun, run: Run, sending: PlanSending) -> ExitStatus:
        """Show the undo; send it, unless that is only tried."""
        plans = Plans(ledger.connection, run.id)
        if not self.call.options.as_json:
            show_plan(self.call.screen.out, self._result(ledger, past, run))
        ended, is_sent = Ended(), False
        try:
            if not self.call.options.dry_run:
                self._confirm(plans, past)
                is_sent = True
                with ledger.writing():
                    plans.go_on()
                ended = sending.send(run)
                if not ended.stopped and not ended.interrupted:
                    self._check_gone(ledger, run, sending)
            return self._told(ledger, past, run, ended)
        finally:
            if not is_sent and not run.resumed:
                sending.importer.discard(run)

    def _check_gone(self, ledger: Ledger, run: Run, sending: PlanSending) -> None:
        """Read that the deleted customers are gone; the rows of those that are not are failed."""
        deleted = list(saved_plans(ledger.connection, run.id, Action.DELETE))
        if not deleted:
            return
        with sending.wired(nobody) as wire:
            wire.reader.calibrate(known_numbers(ledger.connection, MOST_CANDIDATES))
            readings = wire.reader.read(each.number for each in deleted if each.number)
            still = {each.number for each in readings if each.customer is not None}
        if still:
            with ledger.writing():
                left = (each for each in deleted if each.number in still)
                note_left(ledger.connection, run.id, left)

    def _confirm(self, plans: Plans, past: PastRun) -> None:
        """Ask once; deleting is agreed to by typing how many customers it deletes.

        Raises:
            Declined: the answer was no.
            NotConfirmed: nobody is there to ask about deleting.
        """
        screen, waiting = self.call.screen, plans.waiting()
        deletes = waiting[Action.DELETE]
        if self.call.options.yes or not any(waiting.values()):
            return
        if not screen.can_ask:
            if deletes:
                message = f"Nothing was sent: {customers(deletes)} would be deleted."
                raise NotConfirmed(message, "Add --yes to agree.")
            return
        if past.target.startswith(SANDBOX) and not deletes:
            return
        screen.explain(f"The undo goes to {past.target}.")
        agreed = self._typed(deletes) if deletes else screen.agreed("Put the old values back?")
        if not agreed:
            raise Declined("Nothing was sent.", "")

    def _typed(self, deletes: int) -> bool:
        with self.call.screen.asking(), answering():
            question = f"Type the number of customers to be deleted ({deletes}) to agree"
            return str(typer.prompt(question, err=True)).strip() == str(deletes)

    def _told(self, ledger: Ledger, past: PastRun, run: Run, ended: Ended) -> ExitStatus:
        """Say what became of it."""
        results, result = Results(ledger.connection, run.id), self._result(ledger, past, run)
        if self.call.options.as_json:
            write_plan_json(self.call.screen.out.file, result)
            # The object has what is put back; what stays must be said too.
            for line in noted(result):
                self.call.screen.say(line)
        if ended.stopped:
            self.call.screen.error(ended.stopped)
        if self.call.options.dry_run:
            self.call.screen.say("Nothing was sent, because of --dry-run.")
            return result.exit_status
        run_result = RunResult(
            run=run.name,
            file=past.file,
            mapping=past.mapping,
            target=past.target,
            dry_run=False,
            counts=results.counts(),
            requests=results.requests(),
            seconds=self.call.seconds,
            ended=ended,
        )
        self._say_result(run_result, results)
        return run_result.exit_status

    def _say_result(self, result: RunResult, results: Results) -> None:
        if not self.call.options.as_json:
            self.call.screen.out.print(f"Undo {result.run}: {counted(result.counts)}.")
            for line in _troubles(results):
                self.call.screen.out.print(line, markup=False, highlight=False)
        if result.ended.interrupted:
            self.call.screen.explain("Interrupted. Run the same command to go on.")

    def _result(self, ledger: Ledger, past: PastRun, run: Run) -> PlanResult:
        return PlanResult.kept(
            ledger,
            run,
            self.call.seconds,
            file=past.file,
            mapping=past.mapping,
            target=past.target,
            undoes=past.name,
        )


def _troubles(results: Results) -> Iterator[str]:
    """Yield a line for each problem, of the first rows."""
    for row, _ in zip(results.with_problems(), range(20), strict=False):
        for problem in row.problems:
            yield f"Row {row.number}, customer {row.key}: {problem.message}"


def _new_run(past: PastRun, clock: Clock) -> NewRun:
    return NewRun(
        identity=f"undo {run_name(clock.now())}",
        file=past.file,
        file_digest=past.file_digest,
        mapping=past.mapping,
        mapping_text=past.mapping_text,
        target=past.target,
        headers=past.headers,
        delimiter=past.delimiter,
        is_report=False,
        is_plan=True,
    )


def check_undoable(ledger: Ledger, past: PastRun, now: datetime) -> None:
    """Check that a run was a plan that was applied, and that its old values are kept.

    Raises:
        SettingError: it was not, or they are not.
    """
    plans = Plans(ledger.connection, past.id)
    if plans.facts() is None:
        raise SettingError(
            f"Run {past.name} cannot be undone: it was not planned, so no old values are kept.",
            "Only what `apply` sent can be undone.",
        )
    if not plans.is_kept() and now - past.started >= KEPT:
        raise SettingError(
            f"Run {past.name} cannot be undone: old values are kept for 30 days.",
            "Put them right in Wasp, or by another list.",
        )
    done = saved_plans(ledger.connection, past.id, Action.UPDATE, Action.CREATE)
    if next(done, None) is None:
        message = f"Run {past.name} created and updated no customer, so nothing is undone."
        raise SettingError(message, _why_nothing(ledger, past))


def _why_nothing(ledger: Ledger, past: PastRun) -> str:
    """Say why a run saved nothing that can be undone, where that is known."""
    if past.state == RunState.PLANNED:
        return "It was not applied yet."
    deleted = next(saved_plans(ledger.connection, past.id, Action.DELETE), None)
    return "A customer that was deleted does not come back." if deleted else ""
