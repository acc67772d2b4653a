"""Waiting for another run that holds the ledger, as long as the user is patient."""

from customer_import.cli.interrupts import Stopping
from customer_import.cli.screen import Screen
from customer_import.clock import Interrupted
from customer_import.ledger.ledger import Patience


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
