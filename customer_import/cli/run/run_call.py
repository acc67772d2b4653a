"""What all steps of a run share: what was asked for, the terminal, the clock, the server."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

from customer_import.cli.carry_out import waiting_for
from customer_import.cli.interrupts import Stopping
from customer_import.cli.run.run_options import RunOptions
from customer_import.cli.screen import Screen
from customer_import.cli.servers.server import Server, server_of, state_folder, tell_about
from customer_import.clock import Clock
from customer_import.events import Listener
from customer_import.importer import Importer, StagedRun
from customer_import.ledger.ledger import Ledger, ledger_once_free
from customer_import.ledger.results import Results
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
class RunCall:
    """One call of the command, for one list.

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

    @property
    def seconds(self) -> float:
        """Return how long it has taken so far."""
        return self.clock.monotonic() - self.started

    def server(self) -> Server:
        """Return where the list goes; a person may be asked for the token, but only once."""
        options = self.options
        if self.among and self.among.server:
            return self.among.server
        state = state_folder(options.server.state_dir)
        server = server_of(options.server.base_url, state, sandbox=options.server.sandbox)
        tell_about(server, self.screen, self.clock)
        return server

    def ledger(self, server: Server) -> AbstractContextManager[Ledger]:
        """Open the ledger of a server, once it is free."""
        waiting = waiting_for(self.options.sending.wait, self.screen, self.stopping)
        return ledger_once_free(server.ledger, self.clock, waiting)

    def importer(self, ledger: Ledger, listener: Listener) -> Importer:
        """Return what stages and sends by a ledger."""
        return Importer(ledger, self.clock, listener, self.stopping)

    def is_held_back(self, staged: StagedRun, results: Results, guesses: tuple[str, ...]) -> bool:
        """Tell whether nothing is sent because of `--strict`."""
        of_list = any(problem.severity == "warning" for problem in results.of_list())
        wrong = bool(staged.counts[RowState.INVALID] or staged.warned or of_list or guesses)
        return self.options.sending.strict and wrong
