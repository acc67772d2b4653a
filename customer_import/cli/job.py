"""One run from end to end: open, stage, ask, send, report. Imported only when it is called."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from customer_import.api.server_url import server_url
from customer_import.cli.interrupts import Stopping, interruptible
from customer_import.cli.lot import Facts, Lot, open_lot
from customer_import.cli.next_command import Again
from customer_import.cli.publish import Layout, Reports, check_paths, published
from customer_import.cli.request import Request
from customer_import.cli.resume import facts_of, may_go_on
from customer_import.cli.screen import Screen
from customer_import.cli.server import Server, server_of, state_folder
from customer_import.delivery.delivery import Clock, Interrupted
from customer_import.dry_run import DryRun
from customer_import.errors import CustomerImportError, LedgerError, LedgerStopped, Stopped
from customer_import.estimate import planned_requests, why
from customer_import.events import Listener, nobody
from customer_import.importer import Ended, Importer, Options, StagedRun
from customer_import.ledger.ledger import Ledger, ledger_at, ledger_for_a_dry_run
from customer_import.ledger.results import Results, ShapeCount
from customer_import.readers.open_table import check_there
from customer_import.reports.as_json import write_json
from customer_import.reports.files import Registry
from customer_import.reports.tables import FEW
from customer_import.result import ExitStatus, RunResult
from customer_import.states import RowState


def run(request: Request) -> ExitStatus:
    """Run, and say what went wrong where nothing could be started."""
    screen, clock = Screen(quiet=request.quiet), Clock()
    started = clock.monotonic()
    try:
        with interruptible(screen.say) as stopping:
            return _Job(request, screen, stopping, clock, started).run().exit_status
    except Interrupted:
        screen.explain("Interrupted; nothing was sent.")
        if request.as_json:
            write_json(screen.out.file, _nothing_done(request, clock.monotonic() - started), ())
        return ExitStatus.INTERRUPTED
    except CustomerImportError as error:
        screen.error(error)
        return ExitStatus.STOPPED if isinstance(error, Stopped) else ExitStatus.NOT_STARTED


@dataclass(frozen=True, slots=True)
class _Job:
    """One call of the command.

    Attributes:
        request: what is asked for.
        screen: the terminal.
        stopping: whether the user asked to stop.
        clock: time and chance.
        started: when it began.
    """

    request: Request
    screen: Screen
    stopping: Stopping
    clock: Clock
    started: float

    def run(self) -> RunResult:
        request, path = self.request, Path(self.request.file)
        is_gone = not request.dry_run and may_go_on(request, self.clock.now())
        if not is_gone:
            check_there(path)
        check_paths(path, request.errors, request.results, request.report)
        server = None if request.dry_run else self._server()
        if is_gone and server is not None:
            with ledger_at(server.ledger, self.clock.now()) as ledger:
                return self._go_on(server, ledger)
        with open_lot(request.file, request.mapping, request.reading, self.screen) as lot:
            if server is None:
                with ledger_for_a_dry_run() as ledger:
                    return self._try(lot, ledger)
            with ledger_at(server.ledger, self.clock.now()) as ledger:
                return self._import(lot, server, ledger)

    def _server(self) -> Server:
        request = self.request
        state = state_folder(request.state_dir)
        return server_of(request.base_url, state, sandbox=request.sandbox)

    def _target(self) -> str:
        """The server of a dry run, which needs no token, and may need no server."""
        request = self.request
        if request.sandbox:
            return self._server().target
        return server_url(request.base_url) if request.base_url else ""

    def _try(self, lot: Lot, ledger: Ledger) -> RunResult:
        """A dry run: pass one, and nothing is kept."""
        with self.screen.progress("Reading") as listener:
            staged, shapes = self._checked(lot, ledger, listener)
        results = Results(ledger.connection, staged.run.id)
        self.screen.say(why(shapes, self.request.chunk_size))
        if lot.loaded.guesses:
            self.screen.say("A real run sends what is guessed only with --yes.")
        result = RunResult(
            run="",
            file=lot.given.name,
            mapping=lot.loaded.name,
            target=self._target(),
            dry_run=True,
            counts=staged.counts,
            requests=planned_requests(shapes, self.request.chunk_size),
            seconds=self.clock.monotonic() - self.started,
            ended=Ended(),
            warned=staged.warned,
            held_back=self._is_held_back(staged),
        )
        return self._publish(lot.facts, result, results)

    def _checked(
        self, lot: Lot, ledger: Ledger, listener: Listener
    ) -> tuple[StagedRun, list[ShapeCount]]:
        """Check every row; each is kept only where each is asked for."""
        request, new = self.request, lot.new_run("", self.request.reading)
        if request.results or request.show == "all":
            importer = Importer(ledger, self.clock, listener, self.stopping)
            staged = importer.stage(new, lot.builder, lot.table.rows, _options(request))
            return staged, importer.results(staged.run).shapes()
        dry_run = DryRun(ledger, self.clock, listener, self.stopping, kept=FEW)
        return dry_run.check(new, lot.builder, lot.table.rows, _options(request))

    def _import(self, lot: Lot, server: Server, ledger: Ledger) -> RunResult:
        """A real run."""
        with self.screen.progress("Reading") as listener:
            importer = Importer(ledger, self.clock, listener, self.stopping)
            staged = self._staged(importer, lot, server)
        return self._finish(importer, staged, server, lot.facts)

    def _go_on(self, server: Server, ledger: Ledger) -> RunResult:
        """A run whose list is gone; the ledger has all that is left of it to send."""
        run, facts = facts_of(ledger, self.request)
        self.screen.say(f"{facts.file} is gone; going on with run {run.name}, as it was read then.")
        importer = Importer(ledger, self.clock, nobody, self.stopping)
        return self._finish(importer, importer.go_on(run), server, facts)

    def _finish(
        self, importer: Importer, staged: StagedRun, server: Server, facts: Facts
    ) -> RunResult:
        """Send what is staged, and report."""
        # Imported here because a dry run sends nothing, and httpx is slow to import.
        from customer_import.cli.sending import Sending  # noqa: PLC0415

        results = importer.results(staged.run)
        before = results.requests()
        held_back = self._is_held_back(staged)
        ended = Ended()
        if not held_back:
            sending = Sending(
                self.request, server, importer, staged, self.screen, self.stopping, self.clock
            )
            sending.confirm(facts.guesses)
            ended = sending.send()
        with nullcontext() if held_back else _once_sent(importer.ledger):
            result = RunResult(
                run=staged.run.name,
                file=facts.file,
                mapping=facts.mapping,
                target=server.target,
                dry_run=False,
                counts=results.counts(),
                requests=results.requests() - before,
                seconds=self.clock.monotonic() - self.started,
                ended=ended,
                warned=staged.warned,
                held_back=held_back,
            )
            return self._publish(facts, result, results)

    def _is_held_back(self, staged: StagedRun) -> bool:
        """Whether `--strict` keeps everything from being sent."""
        return self.request.strict and bool(staged.counts[RowState.INVALID] or staged.warned)

    def _staged(self, importer: Importer, lot: Lot, server: Server) -> StagedRun:
        options = _options(self.request)
        new = lot.new_run(server.target, self.request.reading, self.request.again)
        unfinished = importer.ledger.runs.unfinished(new.identity)
        if unfinished is None:
            cut_short = importer.ledger.runs.cut_short(new.identity)
            staged = importer.stage(new, lot.builder, lot.table.rows, options)
            repeats = cut_short if options.resend or options.resend_unknown else None
            return replace(staged, repeats=repeats)
        self.screen.say(f"Going on with run {unfinished.name}.")
        return importer.go_on(unfinished)

    def _publish(self, facts: Facts, result: RunResult, results: Results) -> RunResult:
        request = self.request
        registry = Registry(state_folder(request.state_dir) / "reports.json")
        reports = Reports(
            list_path=facts.list_path,
            errors=request.errors,
            results=request.results,
            report=request.report,
            as_json=request.as_json,
            show=request.show,
            limited=request.reading.limit is not None,
            registry=registry,
            again=Again(facts.mapping, result.target, request.base_url, request.state_dir),
        )
        started = self.clock.now() - timedelta(seconds=result.seconds)
        layout = Layout(facts.headers, facts.delimiter, facts.mapping_text, started)
        return published(reports, result, results, layout, self.screen)


@contextmanager
def _once_sent(ledger: Ledger) -> Iterator[None]:
    """Where the ledger fails once rows were sent, it is not that nothing was started.

    Raises:
        LedgerStopped: it fails.
    """
    try:
        with ledger.translated():
            yield
    except LedgerError as error:
        remedy = f"{error.remedy} Rows may have been sent; what became of them cannot be told."
        raise LedgerStopped(error.message, remedy) from error


def _nothing_done(request: Request, seconds: float) -> RunResult:
    """A run that was interrupted before its rows were known."""
    return RunResult(
        run="",
        file=request.file,
        mapping=request.mapping or "",
        target="",
        dry_run=request.dry_run,
        counts=dict.fromkeys(RowState, 0),
        requests=0,
        seconds=seconds,
        ended=Ended(interrupted=True),
    )


def _options(request: Request) -> Options:
    return Options(request.reading.limit, request.resend, request.resend_unknown)
