"""What happens during a run, as values: the core tells, and somebody else shows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from customer_import.endpoints import Call
from customer_import.states import ItemState


@dataclass(frozen=True, slots=True)
class Staged:
    """So many rows have been read and checked."""

    rows: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """A request was settled.

    Attributes:
        call: to which it was made.
        rows: of its records, by what each came to; one for each record.
        note: the outcome in a word or two.
    """

    call: Call
    rows: Mapping[ItemState, Sequence[int]]
    note: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing is sent for so many seconds, because the server asks for it."""

    seconds: float
    reason: str


Event = Staged | Delivered | Waiting
Listener = Callable[[Event], None]


def nobody(_: Event) -> None:
    """A listener that shows nothing."""
