"""One run from end to end: open, stage, ask, send, report. Imported only when it is called."""

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from customer_import.api.server import server_url
from customer_import.cli.interrupts import Stopping, interruptible
from customer_import.cli.lot import Lot, open_lot
from customer_import.cli.outcome import Layout, Reports, check_paths, published
from customer_import.cli.reading import Reading
from customer_import.cli.screen import Screen
from customer_import.cli.server import Server, reached, server_of, state_folder
from customer_import.delivery import Clock, Delivery, Interrupted, Limits, Post
from customer_import.dry_run import DryRun
from customer_import.errors import CustomerImportError, NotConfirmed
from customer_import.events import Listener
from customer_import.importer import Ended, Importer, Options, Plan
from customer_import.ledger import Ledger, ledger_at, ledger_for_a_dry_run
from customer_import.ledger.names import RowState
from customer_import.ledger.outbox import Outbox
from customer_import.ledger.results import Results, ShapeCount
from customer_import.ledger.runs import Run
from customer_import.plan import overwritten, planned_requests, why
from customer_import.readers import check_there
from customer_import.reports.as_json import write_json
from customer_import.reports.files import Registry
from customer_import.reports.tables import FEW, Show
from customer_import.result import ExitStatus, RunResult


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for."""

    file: str
    mapping: str | None
    dry_run: bool
    sandbox: bool
    base_url: str | None
    yes: bool
    strict: bool
    errors: Path | None
    results: Path | None
    report: Path | None
    as_json: bool
    quiet: bool
    show: Show | None
    reading: Reading
    resend: bool
    resend_unknown: bool
    concurrency: int
    chunk_size: int
    timeout: float
    patience: float
    state_dir: Path | None


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
        return ExitStatus.NOT_STARTED


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
        request = self.request
        check_there(Path(request.file))
        check_paths(Path(request.file), request.errors, request.results, request.report)
        server = None if request.dry_run else self._server()
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
            plan, shapes = self._checked(lot, ledger, listener)
        results = Results(ledger.connection, plan.run.id)
        self.screen.say(why(shapes, self.request.chunk_size))
        if lot.loaded.guesses:
            self.screen.say("A real run sends what is guessed only with --yes.")
        result = RunResult(
            run="",
            file=lot.given.name,
            mapping=lot.loaded.name,
            target=self._target(),
            dry_run=True,
            counts=plan.counts,
            requests=planned_requests(shapes, self.request.chunk_size),
            seconds=self.clock.monotonic() - self.started,
            ended=Ended(),
            warned=plan.warned,
            held_back=self.request.strict and plan.warned > 0,
        )
        return self._publish(lot, result, results)

    def _checked(
        self, lot: Lot, ledger: Ledger, listener: Listener
    ) -> tuple[Plan, list[ShapeCount]]:
        """Check every row; each is kept only where each is asked for."""
        request, new = self.request, lot.new_run("", self.request.reading)
        if request.results or request.show == "all":
            importer = Importer(ledger, self.clock, listener, self.stopping)
            plan = importer.stage(new, lot.builder, lot.table.rows, _options(request))
            return plan, importer.results(plan.run).shapes()
        dry_run = DryRun(ledger, self.clock, listener, self.stopping, kept=FEW)
        return dry_run.check(new, lot.builder, lot.table.rows, request.reading.limit)

    def _import(self, lot: Lot, server: Server, ledger: Ledger) -> RunResult:
        """A real run."""
        with self.screen.progress("Reading") as listener:
            importer = Importer(ledger, self.clock, listener, self.stopping)
            plan = self._staged(importer, lot, server)
        results = importer.results(plan.run)
        before = results.requests()
        held_back = self.request.strict and bool(plan.counts[RowState.INVALID] or plan.warned)
        ended = Ended()
        if not held_back:
            self._confirm(importer, plan, lot, server, results)
            ended = self._send(importer, plan, server)
        result = RunResult(
            run=plan.run.name,
            file=lot.given.name,
            mapping=lot.loaded.name,
            target=server.target,
            dry_run=False,
            counts=results.counts(),
            requests=results.requests() - before,
            seconds=self.clock.monotonic() - self.started,
            ended=ended,
            warned=plan.warned,
            held_back=held_back,
        )
        return self._publish(lot, result, results)

    def _staged(self, importer: Importer, lot: Lot, server: Server) -> Plan:
        options = _options(self.request)
        new = lot.new_run(server.target, self.request.reading)
        # What is to be sent again is staged anew, for an unfinished run keeps no more of it.
        unfinished = None if options.resend else importer.ledger.runs.unfinished(new.identity)
        if unfinished is None:
            return importer.stage(new, lot.builder, lot.table.rows, options)
        self.screen.say(f"Going on with run {unfinished.name}.")
        return importer.go_on(unfinished, new, options)

    def _confirm(
        self, importer: Importer, plan: Plan, lot: Lot, server: Server, results: Results
    ) -> None:
        """Ask what only a person may agree to; a refusal leaves nothing behind.

        Raises:
            NotConfirmed: it was refused, or nobody is there to ask.
        """
        if self.request.yes or not plan.counts[RowState.PENDING]:
            return
        shapes = results.shapes()
        doubts = list(_doubts(lot, plan))
        for doubt in doubts:
            self.screen.explain(doubt)
        if not self.screen.can_ask:
            if doubts:
                importer.discard(plan.run)
                raise NotConfirmed("Nothing was sent: this needs a yes.", "Add --yes to agree.")
            return
        if server.sandbox is None or doubts:
            self._ask(importer, plan, server, shapes)

    def _ask(
        self, importer: Importer, plan: Plan, server: Server, shapes: list[ShapeCount]
    ) -> None:
        count, fields = plan.counts[RowState.PENDING], ", ".join(overwritten(shapes))
        self.screen.explain(
            f"{count:,} {'row goes' if count == 1 else 'rows go'} to {server.target}. Customers "
            f"with the same number are overwritten in: {fields}."
        )
        agreed = False
        try:
            agreed = self.screen.agreed("Send?")
        finally:
            if not agreed:
                importer.discard(plan.run)
        if not agreed:
            raise NotConfirmed("Nothing was sent.", "")

    def _send(self, importer: Importer, plan: Plan, server: Server) -> Ended:
        # Imported here because a dry run sends nothing, and httpx is slow to import.
        from customer_import.api.client import Client  # noqa: PLC0415

        request = self.request
        if server.sandbox:
            self.screen.say("This goes to the sandbox: nothing leaves this machine.")
        shapes = importer.results(plan.run).shapes()
        total = sum(shape.records for shape in shapes)
        with reached(server) as url, self.screen.progress("Sending", total) as listener:
            client = Client(
                url, server.token, timeout=request.timeout, connections=request.concurrency
            )
            with client, ThreadPoolExecutor(request.concurrency) as executor:
                delivery = partial(self._delivery, importer, client.post, executor, listener)
                return importer.send(plan.run, delivery)

    def _delivery(
        self,
        importer: Importer,
        post: Post,
        executor: Executor,
        listener: Listener,
        run: Run,
    ) -> Delivery:
        request, connection = self.request, importer.ledger.connection
        limits = Limits(request.concurrency, request.chunk_size, patience=request.patience)
        resend = request.resend_unknown
        outbox = Outbox(connection, run.id, run.name, self.clock.now, resend, importer.ledger.noted)
        return Delivery(outbox, post, executor, limits, self.clock, listener, self.stopping)

    def _publish(self, lot: Lot, result: RunResult, results: Results) -> RunResult:
        request = self.request
        registry = Registry(state_folder(request.state_dir) / "reports.json")
        reports = Reports(
            list_path=lot.given.for_reports,
            errors=request.errors,
            results=request.results,
            report=request.report,
            as_json=request.as_json,
            show=request.show,
            limited=request.reading.limit is not None,
            registry=registry,
        )
        started = self.clock.now() - timedelta(seconds=result.seconds)
        layout = Layout(lot.table.headers, lot.table.delimiter, lot.loaded.text, started)
        return published(reports, result, results, layout, self.screen)


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


def _doubts(lot: Lot, plan: Plan) -> Iterator[str]:
    """What only a person may agree to."""
    if lot.loaded.guesses:
        yield f"Guessed, not declared: {'; '.join(lot.loaded.guesses)}."
    if plan.changed_auto:
        yield (
            f"Rows without a number that seem to be changed ones of an earlier run: "
            f"{plan.changed_auto:,}. Sending them creates new customers beside the earlier ones."
        )
