"""What `customer-import plan` does: stage the list, look every customer up, show what changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from customer_import.api.reading.assumed import MOST_CANDIDATES, ReadAssumptions
from customer_import.cli.command_call import CommandCall, carry_out
from customer_import.cli.lists.open_list import OpenList, open_list
from customer_import.cli.next_command import applying
from customer_import.cli.plans.plan_options import PlanOptions
from customer_import.cli.screen import Screen
from customer_import.cli.servers.server import Server
from customer_import.cli.servers.server_reading import ReadingOptions, opened_reader
from customer_import.clock import Clock
from customer_import.events import nobody
from customer_import.importer import Importer, Options
from customer_import.ledger.known.known_numbers import known_numbers
from customer_import.ledger.ledger import Ledger
from customer_import.ledger.runs.runs import NewRun, Run, run_name
from customer_import.mapping.load import assumptions_of
from customer_import.planning.plan_result import PlanResult
from customer_import.planning.planner import Planner
from customer_import.readers.open_table import check_there
from customer_import.reports.for_scripts import write_plan_json
from customer_import.reports.plan_file import check_plan_path, write_plan
from customer_import.reports.plan_on_screen import show_plan
from customer_import.result import ExitStatus
from customer_import.states import RunState


def plan(options: PlanOptions, server: Server | None = None) -> ExitStatus:
    """Plan, and say what went wrong.

    Args:
        options: of the command line.
        server: where it was asked for already.
    """
    return carry_out(
        options,
        lambda call: _PlanJob(call, server).run(),
        "Interrupted; nothing was sent, and nothing is planned.",
    )


@dataclass(frozen=True, slots=True)
class _PlanJob:
    """One call of the command.

    Attributes:
        call: what is asked for, and what it is done with.
        asked: the server, where it was asked for already.
    """

    call: CommandCall[PlanOptions]
    asked: Server | None

    def run(self) -> ExitStatus:
        options = self.call.options
        check_there(Path(options.file))
        if options.out:
            check_plan_path(options.out)
        server = self.asked or self.call.server(options.server, options.state_dir)
        with (
            open_list(
                options.file,
                options.mapping,
                options.reading,
                self.call.screen,
                state_dir=options.state_dir,
            ) as opened,
            self.call.ledger(server, options.wait) as ledger,
        ):
            run = self._planned(opened, server, ledger)
            return self._show(self._result(opened, server, ledger, run))

    def _planned(self, opened: OpenList, server: Server, ledger: Ledger) -> Run:
        """Stage the list and plan it; if that does not end, nothing is left of it."""
        with self.call.screen.progress("Reading") as listener:
            importer = Importer(ledger, self.call.clock, listener, self.call.stopping)
            new = self._new_run(opened, server)
            staged = importer.stage(
                new, opened.builder, opened.table.rows, Options(self.call.options.reading.limit)
            )
        with dropped_unless_done(ledger, staged.run, self.call.clock):
            self._look_up(opened, server, ledger, staged.run)
        return staged.run

    def _new_run(self, opened: OpenList, server: Server) -> NewRun:
        # No other command may go on with it, so its identity is its own.
        new = opened.new_run(server.target, self.call.options.reading)
        return replace(new, identity=f"plan {run_name(self.call.clock.now())}", is_plan=True)

    def _look_up(self, opened: OpenList, server: Server, ledger: Ledger, run: Run) -> None:
        options, assume = self.call.options, assumptions_of(opened.loaded.text)
        reading = ReadingOptions(options.pace, ReadAssumptions.of(assume))
        planner = Planner(
            ledger, run, assume, self.call.clock, self.call.stopping, opened.loaded.guesses
        )
        with (
            self.call.screen.progress("Looking up") as listener,
            opened_reader(server, reading, self.call.clock, listener, self.call.stopping) as reader,
        ):
            found = reader.calibrate(known_numbers(ledger.connection, MOST_CANDIDATES))
            planner.plan(reader, found.sample)

    def _result(self, opened: OpenList, server: Server, ledger: Ledger, run: Run) -> PlanResult:
        return PlanResult.kept(
            ledger,
            run,
            self.call.seconds,
            file=opened.given.name,
            mapping=opened.loaded.name,
            target=server.target,
        )

    def _show(self, result: PlanResult) -> ExitStatus:
        options, screen = self.call.options, self.call.screen
        if options.out:
            write_plan(options.out, result)
        if options.as_json:
            write_plan_json(screen.out.file, result)
        else:
            show_plan(screen.out, result)
        if options.out:
            screen.say(f"Plan: {options.out}")
        if result.sends:
            say_next(screen, result.run, options)
        return result.exit_status


def say_next(screen: Screen, run: str, options: PlanOptions) -> None:
    """Say how a plan is applied."""
    screen.say(
        "Nothing was sent. Apply the plan within 30 days; rows whose customers change until then "
        "are held:",
        applying(run, options.state_dir),
    )


@contextmanager
def dropped_unless_done(ledger: Ledger, run: Run, clock: Clock) -> Iterator[None]:
    """Forget a staged run if its plan does not end, also if the program is killed."""
    with ledger.writing():
        ledger.runs.mark(run, RunState.STAGING, clock.now(), 0.0)
    is_done = False
    try:
        yield
        is_done = True
    finally:
        if not is_done:
            Importer(ledger, clock, nobody, lambda: False).discard(run)
