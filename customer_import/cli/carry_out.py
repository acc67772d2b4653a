"""How a command waits for its turn, and how one that is cut short ends."""

from collections.abc import Callable

from customer_import.cli.interrupts import Stopping
from customer_import.cli.screen import Screen
from customer_import.clock import Interrupted
from customer_import.errors import CustomerImportError
from customer_import.ledger.ledger import Patience
from customer_import.result import ExitStatus


def waiting_for(seconds: float, screen: Screen, stopping: Stopping) -> Patience:
    """Return how long to wait for the ledger; that is said once, and Ctrl-C ends it."""
    said: list[str] = []

    def waits() -> None:
        if stopping():
            raise Interrupted
        if not said:
            said.append(f"Waiting up to {seconds:g} s for another run on this server to end.")
            screen.say(said[0])

    return Patience(seconds, waits)


def carry_out(screen: Screen, work: Callable[[], ExitStatus], interrupted: str) -> ExitStatus:
    """Do the work of a command; if an error or the user ends it, say so.

    Args:
        screen: the terminal.
        work: what the command does.
        interrupted: what is said if the user ends it before anything was sent.
    """
    try:
        return work()
    except (Interrupted, KeyboardInterrupt):
        screen.explain(interrupted)
        return ExitStatus.INTERRUPTED
    except CustomerImportError as error:
        screen.error(error)
        return ExitStatus.after(error)
