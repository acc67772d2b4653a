"""How a command that is cut short ends: what it says, and with which exit status."""

from collections.abc import Callable

from customer_import.cli.screen import Screen
from customer_import.clock import Interrupted
from customer_import.errors import CustomerImportError
from customer_import.result import ExitStatus


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
