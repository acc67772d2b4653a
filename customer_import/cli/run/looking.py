"""Looks at the server before a run sends anything: what exists, and whether a limit is exceeded."""

from dataclasses import dataclass, replace

from customer_import.api.reading.assumed import MOST_CANDIDATES, ReadAssumptions
from customer_import.cli.options.for_sending import Only
from customer_import.cli.run.run_call import RunCall
from customer_import.cli.servers.server import Server
from customer_import.cli.servers.server_reading import ReadingOptions, opened_reader
from customer_import.clock import Interrupted
from customer_import.errors import Stopped
from customer_import.importer import Ended, Importer, StagedRun
from customer_import.ledger.known.known_numbers import known_numbers
from customer_import.mapping.assumptions import Assumptions
from customer_import.planning.look_first import LookFirst, MostChanged, Outlook
from customer_import.states import RowState


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking has shown.

    Attributes:
        outlook: what would be done; None if it could not be seen.
        ended: how looking ended.
        over_limit: which limit would be exceeded; blank if none is.
    """

    outlook: Outlook | None
    ended: Ended
    over_limit: str = ""

    @property
    def may_send(self) -> bool:
        """Return whether the run goes on."""
        return self.outlook is not None and not self.over_limit


@dataclass(frozen=True, slots=True)
class Looking:
    """Looks at the server for one run.

    Attributes:
        call: what is run.
        server: where it looks.
        importer: which staged the run.
    """

    call: RunCall
    server: Server
    importer: Importer

    def look(self, staged: StagedRun, assume: Assumptions) -> Looked:
        """Read which customers exist; leave out what is not to be sent.

        Args:
            staged: the run.
            assume: what its mapping assumes.
        """
        first = LookFirst(self.importer.ledger, staged.run)
        try:
            outlook = self._outlook(first, staged, assume)
        except Stopped as why:
            return self._ended(staged, Ended(stopped=why))
        except Interrupted:
            return self._ended(staged, Ended(interrupted=True))
        options = self.call.options.sending
        over = outlook.over(MostChanged(options.max_creates, options.max_updates))
        if not over and options.only == Only.CREATE:
            first.leave_existing_out()
        return Looked(outlook, Ended(), over)

    def _outlook(self, first: LookFirst, staged: StagedRun, assume: Assumptions) -> Outlook:
        call, options = self.call, self.call.options.sending
        reading = ReadingOptions(options.pace, ReadAssumptions.of(assume))
        waiting = staged.counts[RowState.PENDING]
        with (
            call.screen.progress("Looking up", waiting, waiting) as listener,
            opened_reader(self.server, reading, call.clock, listener, call.stopping) as reader,
        ):
            known = known_numbers(self.importer.ledger.connection, MOST_CANDIDATES)
            is_empty = reader.calibrate(known).is_empty
            outlook = first.look(reader, only_create=options.only == Only.CREATE)
            return replace(outlook, is_empty=is_empty)

    def _ended(self, staged: StagedRun, ended: Ended) -> Looked:
        self.importer.note_end(staged.run, ended, 0.0)
        return Looked(None, ended)
