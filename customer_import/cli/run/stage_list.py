"""The first step of a run: open the list, check every row, and stage what is to be sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from customer_import.cli.lists.given_list import Input
from customer_import.cli.lists.open_list import OpenList, open_list
from customer_import.cli.options.for_reading import ReadOptions
from customer_import.cli.options.for_sending import Only
from customer_import.cli.run.run_call import RunCall
from customer_import.cli.screen import Screen
from customer_import.cli.servers.server import Server
from customer_import.dry_run import DryRun
from customer_import.estimate import ToSend, to_send
from customer_import.importer import Importer, Options, StagedRun
from customer_import.ledger.ledger import Ledger
from customer_import.mapping.load import LoadedMapping
from customer_import.reports.tables import FEW


@dataclass(frozen=True, slots=True)
class StageList:
    """Opens the list of a run, and stages it.

    Attributes:
        call: what is run.
    """

    call: RunCall

    @contextmanager
    def opened(self) -> Iterator[OpenList]:
        """Open the list with its mapping; a person may be asked for one."""
        call, options = self.call, self.call.options
        # What was found out about one of several lists was said when it was checked.
        screen = Screen(quiet=True) if call.among else call.screen
        mapping, reading = options.mapping, options.reading
        state_dir = options.state_dir
        with open_list(
            options.file, mapping, reading, screen, self._guided, state_dir=state_dir
        ) as opened:
            yield opened

    def _guided(self, given: Input, reading: ReadOptions, screen: Screen) -> LoadedMapping | None:
        """Offer the guided mapping, if a person is there who wants to be asked."""
        call, sending, reports = self.call, self.call.options.sending, self.call.options.reports
        unasked = sending.yes or reports.as_json or reports.quiet or call.among is not None
        if unasked or not screen.can_ask:
            return None
        # Imported here because most lists have a mapping.
        from customer_import.cli.mappings.guided_mapping import guided  # noqa: PLC0415

        return guided(given, reading, screen, dry_run=sending.dry_run)

    def stage(self, opened: OpenList, server: Server, ledger: Ledger) -> tuple[Importer, StagedRun]:
        """Read the list and stage its rows, or go on with what an earlier command staged.

        Returns:
            what sends them, and what is staged.
        """
        with self.call.screen.progress("Reading") as listener:
            importer = self.call.importer(ledger, listener)
            return importer, self._staged(importer, opened, server)

    def _staged(self, importer: Importer, opened: OpenList, server: Server) -> StagedRun:
        options, sending = self.call.options, self.call.options.sending
        new = opened.new_run(server.target, options.reading, sending.again)
        unfinished = importer.ledger.runs.unfinished(new.identity)
        if unfinished is None:
            cut_short = importer.ledger.runs.cut_short(new.identity)
            staged = importer.stage(new, opened.builder, opened.table.rows, self._how())
            repeats = cut_short if sending.resend or sending.resend_unknown else None
            return replace(staged, repeats=repeats)
        self.call.screen.say(f"Going on with run {unfinished.name}.")
        return importer.go_on(unfinished)

    def check(self, opened: OpenList, ledger: Ledger) -> tuple[StagedRun, ToSend]:
        """Check every row for a dry run; keep each row only if every row is asked for.

        Returns:
            what is staged, and what would be sent.
        """
        call, options = self.call, self.call.options
        new = opened.new_run("", options.reading)
        with call.screen.progress("Reading") as listener:
            if options.reports.results or options.reports.show == "all":
                importer = call.importer(ledger, listener)
                staged = importer.stage(new, opened.builder, opened.table.rows, self._how())
                return staged, to_send(importer.results(staged.run))
            dry_run = DryRun(ledger, call.clock, listener, call.stopping, kept=FEW)
            return dry_run.check(new, opened.builder, opened.table.rows, self._how())

    def note_rows(self, staged: StagedRun, given: Input) -> None:
        """Say so if the list does not have any row."""
        if not staged.rows:
            self.call.screen.say(given.has_no_rows)

    def _how(self) -> Options:
        limit, sending = self.call.options.reading.limit, self.call.options.sending
        only_update = sending.only == Only.UPDATE
        return Options(limit, sending.resend, sending.resend_unknown, only_update)
