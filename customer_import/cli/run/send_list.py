"""The second step of a run: look at the server first where that is asked for, ask, and send."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from customer_import.cli.lists.open_list import StagedList
from customer_import.cli.options.for_sending import Only
from customer_import.cli.run.asking import Asking
from customer_import.cli.run.run_call import RunCall
from customer_import.cli.servers.server import Server
from customer_import.errors import LedgerError, LedgerStopped
from customer_import.importer import Ended, Importer, StagedRun
from customer_import.ledger.ledger import Ledger
from customer_import.ledger.runs.results import Results
from customer_import.mapping.load import assumptions_of
from customer_import.result import RunResult
from customer_import.states import RowState


@dataclass(frozen=True, slots=True)
class SendList:
    """Sends a staged list to a server.

    Attributes:
        call: what is run.
        server: where it goes.
        importer: which staged it.
        staged: what is staged.
        facts: of the list.
    """

    call: RunCall
    server: Server
    importer: Importer
    staged: StagedRun
    facts: StagedList

    @property
    def results(self) -> Results:
        """Return what is known of each row."""
        return self.importer.results(self.staged.run)

    def ask(self) -> frozenset[str]:
        """Ask what has to be asked before the list is sent, and send nothing.

        Returns:
            what a person agreed to.
        """
        guesses = self.facts.guesses
        if self.call.is_held_back(self.staged, self.results, guesses):
            return frozenset()
        return Asking(self.call, self.server, self.importer, self.staged).confirm(guesses)

    def run(self) -> RunResult:
        """Send what is staged, and report."""
        facts, results = self.facts, self.results
        before = results.requests()
        held_back = self.call.is_held_back(self.staged, results, facts.guesses)
        ended, over_limit = (Ended(), "") if held_back else self._send()
        if ended.notice:
            self.call.screen.say(ended.notice)
        with nullcontext() if held_back else _once_sent(self.importer.ledger):
            result = RunResult(
                run=self.staged.run.name,
                file=facts.file,
                mapping=facts.mapping,
                target=self.server.target,
                dry_run=False,
                counts=results.counts(),
                requests=results.requests() - before,
                seconds=self.call.seconds,
                ended=ended,
                warned=self.staged.warned,
                of_list=tuple(results.of_list()),
                held_back=held_back,
                over_limit=over_limit,
                is_guessed=bool(facts.guesses),
                only_update=self.call.options.sending.only == Only.UPDATE,
                left_out=results.left_out(),
            )
            return self.call.publish(facts, result, results)

    def _send(self) -> tuple[Ended, str]:
        """Look at the server first, where that is asked for; then ask, and send.

        Returns:
            how it ended, and which limit kept it from being sent; blank if none did.
        """
        if not self.results.shapes():
            return self.importer.send(self.staged.run, None), ""
        # Imported here because httpx is slow to import, and many runs send nothing.
        from customer_import.cli.run.looking import Looking  # noqa: PLC0415
        from customer_import.cli.run.sending import Sending  # noqa: PLC0415

        call, options, staged = self.call, self.call.options.sending, self.staged
        assume, outlook = assumptions_of(self.facts.mapping_text), None
        if options.looks_first and staged.counts[RowState.PENDING]:
            looked = Looking(call, self.server, self.importer).look(staged, assume)
            if not looked.may_send:
                return looked.ended, looked.over_limit
            outlook = looked.outlook
            staged = replace(staged, counts=self.results.counts())
        asking = Asking(call, self.server, self.importer, staged, outlook, self._may_plan())
        asking.confirm(self.facts.guesses, call.among.agreed if call.among else None)
        return Sending(call, self.server, self.importer, staged, outlook).send(assume), ""

    def _may_plan(self) -> bool:
        """Tell whether `plan` can do with this list what the run is asked for."""
        options = self.call.options
        is_alone = self.call.among is None and options.sending.only is None
        return is_alone and Path(options.file).is_file()


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
