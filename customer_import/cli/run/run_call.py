"""What all steps of a run share: what was asked for, the terminal, the clock, the server."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

from customer_import.cli.command_call import CommandCall
from customer_import.cli.lists.open_list import StagedList
from customer_import.cli.next_command import NextCommand
from customer_import.cli.publish import Publisher
from customer_import.cli.run.run_options import RunOptions
from customer_import.cli.servers.server import Server
from customer_import.events import Listener
from customer_import.importer import Importer, StagedRun
from customer_import.ledger.ledger import Ledger
from customer_import.ledger.runs.results import Results
from customer_import.result import RunResult
from customer_import.states import RowState


class PlanChosen(Exception):
    """A person wants to see a plan first; nothing was sent.

    Args:
        server: for which it is made.
    """

    def __init__(self, server: Server) -> None:
        super().__init__(server.target)
        self.server = server


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
class RunCall(CommandCall[RunOptions]):
    """One call of the command, for one list.

    Attributes:
        among: what is known because it is one of several lists; None for a single one.
    """

    among: AmongOthers | None = None

    def asked_server(self) -> Server:
        """Return where the list goes; a person may be asked for the token, but only once."""
        if self.among and self.among.server:
            return self.among.server
        return self.server(self.options.server, self.options.state_dir)

    def free_ledger(self, server: Server) -> AbstractContextManager[Ledger]:
        """Open the ledger of a server, once it is free."""
        return self.ledger(server, self.options.sending.wait)

    def importer(self, ledger: Ledger, listener: Listener) -> Importer:
        """Return what stages and sends by a ledger."""
        return Importer(ledger, self.clock, listener, self.stopping)

    def is_held_back(self, staged: StagedRun, results: Results, guesses: tuple[str, ...]) -> bool:
        """Tell whether nothing is sent because of `--strict`."""
        of_list = any(problem.severity == "warning" for problem in results.of_list())
        wrong = bool(staged.counts[RowState.INVALID] or staged.warned or of_list or guesses)
        return self.options.sending.strict and wrong

    def publish(self, facts: StagedList, result: RunResult, results: Results) -> RunResult:
        """Write the reports, print the result, and return it with what was written."""
        return self._publisher(facts, result).publish(result, results, self.began)

    def show(self, facts: StagedList, result: RunResult, results: Results) -> None:
        """Show a result beside a question; write nothing."""
        self._publisher(facts, result).show(self.screen.err, result, results)

    def _publisher(self, facts: StagedList, result: RunResult) -> Publisher:
        options, base_url = self.options, self.options.server.base_url
        only, is_part = options.sending.only, options.reading.limit is not None
        following = NextCommand(facts.mapping, result.target, base_url, options.state_dir, only)
        lead = self.among.json_lead if self.among else ""
        return Publisher(
            options.reports, facts, following, self.screen, options.state_dir, is_part, lead
        )
