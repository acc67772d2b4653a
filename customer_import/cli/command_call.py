"""A call of a command: what it has at hand, how it waits for its turn, and how it ends."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from customer_import.cli.interrupts import Stopping, interruptible
from customer_import.cli.options.for_server import ServerOptions
from customer_import.cli.screen import Screen
from customer_import.cli.servers.server import Server, server_of, state_folder, tell_about
from customer_import.clock import Clock, Interrupted
from customer_import.errors import CustomerImportError
from customer_import.ledger.ledger import Ledger, Patience, ledger_once_free
from customer_import.result import ExitStatus


class Quietable(Protocol):
    """Options of a command that can be told to be quiet."""

    @property
    def quiet(self) -> bool:
        """Return whether neither notices nor progress are shown."""


Asked_co = TypeVar("Asked_co", covariant=True)
AskedQuietly = TypeVar("AskedQuietly", bound=Quietable)


@dataclass(frozen=True, slots=True)
class CommandCall(Generic[Asked_co]):
    """One call of a command.

    Attributes:
        options: of the command line.
        screen: the terminal.
        stopping: whether the user asked to stop.
        clock: time and chance.
        started: when it began.
    """

    options: Asked_co
    screen: Screen
    stopping: Stopping
    clock: Clock
    started: float

    @property
    def seconds(self) -> float:
        """Return how long it has taken so far, without what a person took to answer."""
        passed = self.clock.monotonic() - self.started
        return passed - self.screen.asked_since(self.started)

    @property
    def began(self) -> datetime:
        """Return when it began, by the time of day."""
        return self.clock.now() - timedelta(seconds=self.clock.monotonic() - self.started)

    def server(self, named: ServerOptions, state_dir: Path | None) -> Server:
        """Return the server that is named, and say what is odd about it.

        Raises:
            SettingError: none is named, or one without a token.
        """
        with self.screen.asking():
            server = server_of(named.base_url, state_folder(state_dir), sandbox=named.sandbox)
        tell_about(server, self.screen, self.clock)
        return server

    def ledger(self, server: Server, wait: float) -> AbstractContextManager[Ledger]:
        """Open the ledger of a server, once it is free.

        Args:
            server: whose it is.
            wait: seconds to wait for another run that has it.
        """
        waiting = _waiting_for(wait, self.screen, self.stopping)
        return ledger_once_free(server.ledger, self.clock, waiting)


def carry_out(
    options: AskedQuietly,
    work: Callable[[CommandCall[AskedQuietly]], ExitStatus],
    interrupted: str,
) -> ExitStatus:
    """Do the work of a command; if an error or the user ends it, say so.

    Args:
        options: of the command line.
        work: what the command does.
        interrupted: what is said if the user ends it before anything was sent.
    """
    screen, clock = Screen(quiet=options.quiet), Clock()
    try:
        with interruptible(screen.say) as stopping:
            return work(CommandCall(options, screen, stopping, clock, clock.monotonic()))
    except (Interrupted, KeyboardInterrupt):
        screen.explain(interrupted)
        return ExitStatus.INTERRUPTED
    except CustomerImportError as error:
        screen.error(error)
        return ExitStatus.after(error)


def _waiting_for(seconds: float, screen: Screen, stopping: Stopping) -> Patience:
    """Return how long to wait for the ledger; that is said once, and Ctrl-C ends it."""
    said: list[str] = []

    def waits() -> None:
        if stopping():
            raise Interrupted
        if not said:
            said.append(f"Waiting up to {seconds:g} s for another run on this server to end.")
            screen.say(said[0])

    return Patience(seconds, waits)
