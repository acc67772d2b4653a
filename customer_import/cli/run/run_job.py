"""One run from end to end: open, stage, ask, send, report. Imported only when it is called."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from customer_import.cli.interrupts import interruptible
from customer_import.cli.lists.open_list import OpenList
from customer_import.cli.report_paths import check_paths
from customer_import.cli.run.notify import check_notify, notify, notify_not_started
from customer_import.cli.run.resume import facts_of, may_go_on
from customer_import.cli.run.run_call import PlanChosen, RunCall
from customer_import.cli.run.run_options import RunOptions
from customer_import.cli.run.send_list import SendList
from customer_import.cli.run.stage_list import StageList
from customer_import.cli.run.try_list import TryList
from customer_import.cli.screen import Screen
from customer_import.cli.servers.server import Server
from customer_import.clock import Clock, Interrupted
from customer_import.errors import CustomerImportError
from customer_import.events import nobody
from customer_import.importer import Ended
from customer_import.ledger.ledger import Ledger, ledger_for_a_dry_run
from customer_import.readers.open_table import check_there
from customer_import.reports.for_scripts import write_json
from customer_import.result import ExitStatus, RunResult
from customer_import.states import RowState


def run(options: RunOptions) -> ExitStatus:
    """Run, and say what went wrong if nothing could be started."""
    screen, clock = Screen(quiet=options.reports.quiet), Clock()
    started = clock.monotonic()
    try:
        check_notify(options.reports.notify)
        with interruptible(screen.say) as stopping:
            result = RunJob(RunCall(options, screen, stopping, clock, started)).run()
    except PlanChosen as chosen:
        return _planned(options, chosen.server)
    except (Interrupted, KeyboardInterrupt):
        screen.explain("Interrupted; nothing was sent. Run the same command to begin again.")
        if options.reports.as_json:
            seconds = clock.monotonic() - started
            write_json(screen.out.file, not_begun(options, CheckedList(), seconds=seconds), ())
        status = ExitStatus.INTERRUPTED
    except CustomerImportError as error:
        screen.error(error)
        status = ExitStatus.after(error)
    else:
        notify(options.reports.notify, result, screen)
        return result.exit_status
    notify_not_started(options.reports.notify, options.file, status, screen)
    return status


def _planned(options: RunOptions, server: Server) -> ExitStatus:
    """Make a plan of the list instead of sending it."""
    # Imported here because hardly a run makes a plan.
    from customer_import.cli.plans.plan_job import plan  # noqa: PLC0415
    from customer_import.cli.plans.plan_options import PlanOptions  # noqa: PLC0415

    sending, reports = options.sending, options.reports
    asked = PlanOptions(
        file=options.file,
        mapping=options.mapping,
        server=options.server,
        as_json=reports.as_json,
        quiet=reports.quiet,
        reading=options.reading,
        pace=sending.pace,
        wait=sending.wait,
        state_dir=options.state_dir,
    )
    return plan(asked, server)


class CheckedList(NamedTuple):
    """What is known of a list that was read and checked.

    Attributes:
        agreed: what a person agreed to.
        mapping: its name; blank if it is not known.
        rows: it has; 0 if it was not read.
    """

    agreed: frozenset[str] = frozenset()
    mapping: str = ""
    rows: int = 0


@dataclass(frozen=True, slots=True)
class RunJob:
    """Takes one list through the steps of a run.

    Attributes:
        call: what is run.
    """

    call: RunCall

    def check(self, server: Server | None) -> CheckedList:
        """Read and check the list, and ask what has to be asked; nothing is sent, or left behind.

        Args:
            server: where it would go; None in a dry run.
        """
        call, stage = self.call, StageList(self.call)
        if server is not None and may_go_on(call.options, call.clock):
            return CheckedList()
        self._check_paths(is_gone=False)
        with stage.opened() as opened:
            if server is None:
                with ledger_for_a_dry_run() as ledger:
                    staged, _ = stage.check(opened, ledger)
                return CheckedList(frozenset(), opened.facts.mapping, staged.rows)
            with call.free_ledger(server) as ledger:
                return self._asked(opened, server, ledger)

    def _asked(self, opened: OpenList, server: Server, ledger: Ledger) -> CheckedList:
        """Ask what has to be asked before a list is sent, and forget its rows again."""
        importer, staged = StageList(self.call).stage(opened, server, ledger)
        agreed = SendList(self.call, server, importer, staged, opened.facts).ask()
        importer.discard(staged.run)
        return CheckedList(agreed, opened.facts.mapping, staged.rows)

    def run(self) -> RunResult:
        """Do all of it, and print the result."""
        call, options = self.call, self.call.options
        is_gone = not options.sending.dry_run and may_go_on(options, call.clock)
        self._check_paths(is_gone=is_gone)
        server = None if options.sending.dry_run else call.asked_server()
        if is_gone and server is not None:
            with call.free_ledger(server) as ledger:
                return self._go_on(server, ledger)
        with StageList(call).opened() as opened:
            if server is None:
                with ledger_for_a_dry_run() as ledger:
                    return TryList(call).run(opened, ledger)
            with call.free_ledger(server) as ledger:
                return self._import(opened, server, ledger)

    def _check_paths(self, *, is_gone: bool) -> None:
        """Check that the list is there, and that its reports can be written."""
        reports, path = self.call.options.reports, Path(self.call.options.file)
        if not is_gone:
            check_there(path)
        check_paths(path, reports.errors, reports.results, reports.report)

    def _import(self, opened: OpenList, server: Server, ledger: Ledger) -> RunResult:
        """Do a real run."""
        stage, facts = StageList(self.call), opened.facts
        importer, staged = stage.stage(opened, server, ledger)
        stage.note_rows(staged, opened.given)
        sending = SendList(self.call, server, importer, staged, facts)
        if opened.is_guided:
            TryList(self.call).show(facts, staged, sending.results, server.target)
        return sending.run()

    def _go_on(self, server: Server, ledger: Ledger) -> RunResult:
        """Go on with a run whose list is gone; the ledger has the rows that are not sent yet."""
        call = self.call
        run, facts = facts_of(ledger, call.options)
        call.screen.say(
            f"{facts.file} is gone. Going on with run {run.name} and the rows that it has read."
        )
        importer = call.importer(ledger, nobody)
        return SendList(call, server, importer, importer.go_on(run), facts).run()


def not_begun(
    options: RunOptions, checked: CheckedList, target: str = "", seconds: float = 0.0
) -> RunResult:
    """Return the result of a list that was cut short before it became a run.

    Args:
        options: of its run.
        checked: what is known of it.
        target: the server; blank if it is not known yet.
        seconds: that passed.
    """
    return RunResult(
        run="",
        file=options.file,
        mapping=checked.mapping or options.mapping or "",
        target=target,
        dry_run=options.sending.dry_run,
        counts={**dict.fromkeys(RowState, 0), RowState.PENDING: checked.rows},
        requests=0,
        seconds=seconds,
        ended=Ended(interrupted=True),
    )
