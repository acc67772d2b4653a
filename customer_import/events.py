"""What happens during a run, as values: the core reports it, the command line shows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from customer_import.endpoints import Call
from customer_import.states import ItemState


@dataclass(frozen=True, slots=True)
class Staged:
    """So many rows have been read and checked so far."""

    rows: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """A request was settled.

    Attributes:
        call: the call that was made.
        rows: the row of each record, grouped by the state of the record.
        note: the outcome in a few words.
    """

    call: Call
    rows: Mapping[ItemState, Sequence[int]]
    note: str


@dataclass(frozen=True, slots=True)
class LookedUp:
    """So many customers have been looked up at the server so far."""

    customers: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing is sent for so many seconds.

    Attributes:
        seconds: until the next request.
        reason: why, in words.
        gives_up: seconds until the run gives up, if the server does not answer; None if it
            answers, and asks to wait.
    """

    seconds: float
    reason: str
    gives_up: float | None = None


Event = Staged | Delivered | LookedUp | Waiting
Listener = Callable[[Event], None]


def nobody(_: Event) -> None:
    """Show nothing."""
