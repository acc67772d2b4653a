"""One run from end to end: open, stage, ask, send, report. Imported only when it is called."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from customer_import.api.server_url import server_url
from customer_import.api.token import check_token
from customer_import.cli.interrupts import Stopping, interruptible
from customer_import.cli.next_command import NextCommand
from customer_import.cli.notify import check_notify, notify, notify_not_started
from customer_import.cli.open_list import Input, OpenList, StagedList, open_list
from customer_import.cli.options.for_reading import ReadOptions
from customer_import.cli.options.for_sending import Only
from customer_import.cli.publish import Publisher, check_paths
from customer_import.cli.resume import facts_of, may_go_on
from customer_import.cli.run_options import RunOptions
from customer_import.cli.screen import Screen
from customer_import.cli.server import Server, server_of, state_folder
from customer_import.cli.waiting import waiting_for
from customer_import.clock import Clock, Interrupted
from customer_import.dry_run import DryRun
from customer_import.errors import CustomerImportError, LedgerError, LedgerStopped, Stopped
from customer_import.estimate import planned_requests, why
from customer_import.events import Listener, nobody
from customer_import.importer import Ended, Importer, Options, StagedRun
from customer_import.ledger.ledger import Ledger, ledger_for_a_dry_run, ledger_once_free
from customer_import.ledger.results import Results, ShapeCount
from customer_import.mapping.load import LoadedMapping
from customer_import.readers.open_table import check_there
from customer_import.reports.for_scripts import write_json
from customer_import.reports.tables import FEW
from customer_import.result import ExitStatus, RunResult
from customer_import.states import RowState

if TYPE_CHECKING:
    from customer_import.cli.sending import Sending
    from customer_import.look_first import Outlook


def run(options: RunOptions) -> ExitStatus:
    """Run, and say what went wrong if nothing could be started."""
    screen, clock = Screen(quiet=options.quiet), Clock()
    started = clock.monotonic()
    try:
        check_notify(options.notify)
        with interruptible(screen.say) as stopping:
            result = RunJob(options, screen, stopping, clock, started).run()
    except (Interrupted, KeyboardInterrupt):
        screen.explain("Interrupted; nothing was sent. Run the same command to begin again.")
        if options.as_json:
            write_json(screen.out.file, _nothing_done(options, clock.monotonic() - started), ())
        status = ExitStatus.INTERRUPTED
    except CustomerImportError as error:
        screen.error(error)
        status = ExitStatus.STOPPED if isinstance(error, Stopped) else ExitStatus.NOT_STARTED
    else:
        notify(options.notify, result, screen)
        return result.exit_status
    notify_not_started(options.notify, options.file, status, screen)
    return status


@dataclass(frozen=True, slots=True)
class AmongOthers:
    """What is known of a list that is one of several.

    Attributes:
        server: where they go; None in a dry run.
        agreed: what a person agreed to when it was checked.
        json_lead: what is printed before its JSON object.
    """

    server: Server | None
    agreed: frozenset[str]
    json_lead: str


@dataclass(frozen=True, slots=True)
class RunJob:
    """One call of the command.

    Attributes:
        options: of the command line.
        screen: the terminal.
        stopping: whether the user asked to stop.
        clock: time and chance.
        started: when it began.
        among: what is known because it is one of several lists; None for a single one.
    """

    options: RunOptions
    screen: Screen
    stopping: Stopping
    clock: Clock
    started: float
    among: AmongOthers | None = None

    def check(self, server: Server | None) -> frozenset[str]:
        """Read and check the list, and ask what has to be asked; nothing is sent, or left behind.

        Args:
            server: where it would go; None in a dry run.

        Returns:
            what a person agreed to.
        """
        options, path = self.options, Path(self.options.file)
        if server is not None and may_go_on(options, self.clock):
            return frozenset()
        check_there(path)
        check_paths(path, options.errors, options.results, options.report)
        with self._opened() as opened:
            if server is None:
                with ledger_for_a_dry_run() as ledger, self.screen.progress("Reading") as listener:
                    self._checked(opened, ledger, listener)
                return frozenset()
            with self._ledger(server) as ledger:
                return self._asked(opened, server, ledger)

    def _asked(self, opened: OpenList, server: Server, ledger: Ledger) -> frozenset[str]:
        """Ask what has to be asked before a list is sent, and forget its rows again."""
        with self.screen.progress("Reading") as listener:
            importer = Importer(ledger, self.clock, listener, self.stopping)
            staged = self._staged(importer, opened, server)
        agreed = frozenset[str]()
        guesses = opened.facts.guesses
        if not self._is_held_back(staged, importer.results(staged.run), guesses):
            agreed = self._sending(server, importer, staged).confirm(guesses)
        importer.discard(staged.run)
        return agreed

    def _ledger(self, server: Server) -> AbstractContextManager[Ledger]:
        """Open the ledger of a server, once it is free."""
        waiting = waiting_for(self.options.wait, self.screen, self.stopping)
        return ledger_once_free(server.ledger, self.clock, waiting)

    @contextmanager
    def _opened(self) -> Iterator[OpenList]:
        options = self.options
        # What was found out about one of several lists was said when it was checked.
        screen = Screen(quiet=True) if self.among else self.screen
        mapping, reading = options.mapping, options.reading
        with open_list(options.file, mapping, reading, screen, self._guided) as opened:
            yield opened

    def run(self) -> RunResult:
        """Do all of it, and print the result."""
        options, path = self.options, Path(self.options.file)
        is_gone = not options.dry_run and may_go_on(options, self.clock)
        if not is_gone:
            check_there(path)
        check_paths(path, options.errors, options.results, options.report)
        server = None if options.dry_run else self.server()
        if is_gone and server is not None:
            with self._ledger(server) as ledger:
                return self._go_on(server, ledger)
        with self._opened() as opened:
            if server is None:
                with ledger_for_a_dry_run() as ledger:
                    return self._try(opened, ledger)
            with self._ledger(server) as ledger:
                return self._import(opened, server, ledger)

    def _guided(self, given: Input, reading: ReadOptions, screen: Screen) -> LoadedMapping | None:
        """Offer the guided mapping, if a person is there who wants to be asked."""
        options = self.options
        unasked = options.yes or options.as_json or options.quiet or self.among is not None
        if unasked or not screen.can_ask:
            return None
        # Imported here because most lists have a mapping.
        from customer_import.cli.guided_mapping import guided  # noqa: PLC0415

        return guided(given, reading, screen, dry_run=options.dry_run)

    def server(self) -> Server:
        """Return where the list goes; a person may be asked for the token, but only once."""
        options = self.options
        if self.among and self.among.server:
            return self.among.server
        state = state_folder(options.state_dir)
        server = server_of(options.base_url, state, sandbox=options.sandbox)
        for notice in (server.notice, check_token(server.token, self.clock.now())):
            if notice:
                self.screen.say(notice)
        return server

    def _target(self) -> str:
        """Return the server of a dry run, which may name none and needs no token."""
        options = self.options
        if options.sandbox:
            return self.server().target
        return server_url(options.base_url) if options.base_url else ""

    def _try(self, opened: OpenList, ledger: Ledger) -> RunResult:
        """Do a dry run: check every row, keep nothing."""
        with self.screen.progress("Reading") as listener:
            staged, shapes = self._checked(opened, ledger, listener)
        self._note_rows(staged, opened.given)
        results = Results(ledger.connection, staged.run.id)
        if shapes:
            self.screen.say(why(shapes, self.options.chunk_size))
        if opened.loaded.guesses:
            self.screen.say("A real run sends guessed fields only with --yes, or if you agree.")
        if self.options.looks_first:
            self.screen.say("A real run first reads which of these customers exist.")
        result = RunResult(
            run="",
            file=opened.given.name,
            mapping=opened.loaded.name,
            target=self._target(),
            dry_run=True,
            counts=staged.counts,
            requests=planned_requests(shapes, self.options.chunk_size),
            seconds=self.clock.monotonic() - self.started,
            ended=Ended(),
            warned=staged.warned,
            of_list=tuple(results.of_list()),
            held_back=self._is_held_back(staged, results, opened.loaded.guesses),
            is_guessed=bool(opened.loaded.guesses),
            left_out=results.left_out(),
        )
        return self._publish(opened.facts, result, results)

    def _checked(
        self, opened: OpenList, ledger: Ledger, listener: Listener
    ) -> tuple[StagedRun, list[ShapeCount]]:
        """Check every row; keep each row only if every row is asked for."""
        options, new = self.options, opened.new_run("", self.options.reading)
        if options.results or options.show == "all":
            importer = Importer(ledger, self.clock, listener, self.stopping)
            staged = importer.stage(new, opened.builder, opened.table.rows, _staging(options))
            return staged, importer.results(staged.run).shapes()
        dry_run = DryRun(ledger, self.clock, listener, self.stopping, kept=FEW)
        return dry_run.check(new, opened.builder, opened.table.rows, _staging(options))

    def _import(self, opened: OpenList, server: Server, ledger: Ledger) -> RunResult:
        """Do a real run."""
        with self.screen.progress("Reading") as listener:
            importer = Importer(ledger, self.clock, listener, self.stopping)
            staged = self._staged(importer, opened, server)
        self._note_rows(staged, opened.given)
        if opened.is_guided:
            self._show_check(staged, importer.results(staged.run), server, opened.facts)
        return self._finish(importer, staged, server, opened.facts)

    def _show_check(
        self, staged: StagedRun, results: Results, server: Server, facts: StagedList
    ) -> None:
        """Show what a dry run would say, to a person who is about to be asked."""
        shapes, chunk_size = results.shapes(), self.options.chunk_size
        result = RunResult(
            run="",
            file=facts.file,
            mapping=facts.mapping,
            target=server.target,
            dry_run=True,
            counts=staged.counts,
            requests=planned_requests(shapes, chunk_size),
            seconds=self.clock.monotonic() - self.started,
            ended=Ended(),
            warned=staged.warned,
            of_list=tuple(results.of_list()),
        )
        self._publisher(facts, result).show(self.screen.err, result, results)

    def _go_on(self, server: Server, ledger: Ledger) -> RunResult:
        """Go on with a run whose list is gone; the ledger has the rows that are not sent yet."""
        run, facts = facts_of(ledger, self.options)
        self.screen.say(
            f"{facts.file} is gone. Going on with run {run.name} and the rows that it has read."
        )
        importer = Importer(ledger, self.clock, nobody, self.stopping)
        return self._finish(importer, importer.go_on(run), server, facts)

    def _finish(
        self, importer: Importer, staged: StagedRun, server: Server, facts: StagedList
    ) -> RunResult:
        """Send what is staged, and report."""
        results = importer.results(staged.run)
        before = results.requests()
        held_back, ended, over_limit = (
            self._is_held_back(staged, results, facts.guesses),
            Ended(),
            "",
        )
        if not held_back:
            ended, over_limit = self._send(importer, staged, server, facts)
            if ended.notice:
                self.screen.say(ended.notice)
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
                of_list=tuple(results.of_list()),
                held_back=held_back,
                over_limit=over_limit,
                is_guessed=bool(facts.guesses),
                left_out=results.left_out(),
            )
            return self._publish(facts, result, results)

    def _sending(
        self,
        server: Server,
        importer: Importer,
        staged: StagedRun,
        outlook: "Outlook | None" = None,
    ) -> "Sending":
        # Imported here because a dry run sends nothing, and httpx is slow to import.
        from customer_import.cli.sending import Sending  # noqa: PLC0415

        screen, stopping, clock = self.screen, self.stopping, self.clock
        return Sending(self.options, server, importer, staged, screen, stopping, clock, outlook)

    def _send(
        self, importer: Importer, staged: StagedRun, server: Server, facts: StagedList
    ) -> tuple[Ended, str]:
        """Look at the server first, where that is asked for; then ask, and send.

        Returns:
            how it ended, and which limit kept it from being sent; blank if none did.
        """
        # Imported here because a dry run sends nothing, and httpx is slow to import.
        from customer_import.cli.looking import Looking  # noqa: PLC0415
        from customer_import.cli.sending import assumptions_of  # noqa: PLC0415

        assume, outlook = assumptions_of(facts.mapping_text), None
        if self.options.looks_first and staged.counts[RowState.PENDING]:
            looking = Looking(
                self.options, server, importer, self.screen, self.stopping, self.clock
            )
            looked = looking.look(staged, assume)
            if not looked.may_send:
                return looked.ended, looked.over_limit
            outlook = looked.outlook
            staged = replace(staged, counts=importer.results(staged.run).counts())
        sending = self._sending(server, importer, staged, outlook)
        sending.confirm(facts.guesses, self.among.agreed if self.among else None)
        return sending.send(assume), ""

    def _is_held_back(self, staged: StagedRun, results: Results, guesses: tuple[str, ...]) -> bool:
        """Tell whether nothing is sent because of `--strict`."""
        of_list = any(problem.severity == "warning" for problem in results.of_list())
        wrong = staged.counts[RowState.INVALID] or staged.warned or of_list or guesses
        return self.options.strict and bool(wrong)

    def _staged(self, importer: Importer, opened: OpenList, server: Server) -> StagedRun:
        options = _staging(self.options)
        new = opened.new_run(server.target, self.options.reading, self.options.again)
        unfinished = importer.ledger.runs.unfinished(new.identity)
        if unfinished is None:
            cut_short = importer.ledger.runs.cut_short(new.identity)
            staged = importer.stage(new, opened.builder, opened.table.rows, options)
            repeats = cut_short if options.resend or options.resend_unknown else None
            return replace(staged, repeats=repeats)
        self.screen.say(f"Going on with run {unfinished.name}.")
        return importer.go_on(unfinished)

    def _note_rows(self, staged: StagedRun, given: Input) -> None:
        if not staged.rows:
            self.screen.say(given.has_no_rows)

    def _publish(self, facts: StagedList, result: RunResult, results: Results) -> RunResult:
        started = self.clock.now() - timedelta(seconds=result.seconds)
        return self._publisher(facts, result).publish(result, results, started)

    def _publisher(self, facts: StagedList, result: RunResult) -> Publisher:
        options = self.options
        next_command = NextCommand(
            facts.mapping, result.target, options.base_url, options.state_dir, options.only
        )
        lead = self.among.json_lead if self.among else ""
        return Publisher(options, facts, next_command, self.screen, lead)


@contextmanager
def _once_sent(ledger: Ledger) -> Iterator[None]:
    """Turn an error of the ledger into one that says that rows may have been sent.

    Raises:
        LedgerStopped: it fails.
    """
    try:
        with ledger.translated():
            yield
    except LedgerError as error:
        remedy = f"{error.remedy} Rows may have been sent; what became of them is not known."
        raise LedgerStopped(error.message, remedy) from error


def _nothing_done(options: RunOptions, seconds: float) -> RunResult:
    """Return the result of a run that was interrupted before its rows were known."""
    return RunResult(
        run="",
        file=options.file,
        mapping=options.mapping or "",
        target="",
        dry_run=options.dry_run,
        counts=dict.fromkeys(RowState, 0),
        requests=0,
        seconds=seconds,
        ended=Ended(interrupted=True),
    )


def _staging(options: RunOptions) -> Options:
    only_update = options.only == Only.UPDATE
    return Options(options.reading.limit, options.resend, options.resend_unknown, only_update)
