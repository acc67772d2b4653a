"""Finds out how a server answers reads, by numbers that exist and numbers that cannot exist."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from customer_import.api.answer import nobody
from customer_import.api.reading.assumed import MOST_CANDIDATES, RANDOM_NUMBERS, ReadAssumptions
from customer_import.api.reading.courier import Heard
from customer_import.api.reading.listed import Elements
from customer_import.api.reading.pages import search
from customer_import.api.reading.proof import Asked, Manner, learn, pair
from customer_import.api.reading.seen import SeenCustomer
from customer_import.endpoints import Call
from customer_import.errors import CannotRead

WITNESSES = 2
ADVICE = (
    "Its reads cannot be relied on, so the command ends here. A plain `customer-import run` reads "
    "nothing, and works all the same."
)
AskOne = Callable[[Call, object], Heard]
"""Sends one read, and returns what became of it."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What is known of how the server answers reads.

    Attributes:
        manner: how it answers about numbers that it does not know.
        witnesses: numbers that exist.
        is_empty: the server has no customers, so every number is absent.
        sample: the customers found while calibrating.
    """

    manner: Manner
    witnesses: tuple[str, ...] = ()
    is_empty: bool = False
    sample: tuple[SeenCustomer, ...] = ()


def calibrate(ask: AskOne, known: Iterable[str], assume: ReadAssumptions) -> Calibration:
    """Find out how the server answers reads.

    Args:
        ask: sends a read.
        known: numbers that should exist; where none of them does, numbers of the first page of a
            search are taken.
        assume: how reads are used.

    Raises:
        CannotRead: its answers prove nothing; the message says why.
    """
    candidates = list(islice(dict.fromkeys(known), MOST_CANDIDATES))
    found = _by_numbers(ask, candidates, assume) if candidates else None
    return found or _by_search(ask, assume)


def _by_numbers(
    ask: AskOne, candidates: Sequence[str], assume: ReadAssumptions
) -> Calibration | None:
    """Calibrate by numbers that should exist; None if none of them does."""
    asked = Asked((), candidates, [nobody() for _ in range(RANDOM_NUMBERS)], assume.key)
    answer = _list_of(ask(Call.BY_NUMBER, asked.everything))
    paired = pair(asked, answer.customers)
    if any(number in paired.present for number in asked.nobody):
        raise liar()
    witnesses = tuple(each for each in candidates if each in paired.present)
    if not witnesses:
        return None
    return Calibration(learn(asked, answer), witnesses[:WITNESSES], sample=answer.customers)


def _list_of(heard: Heard) -> Elements:
    if heard.answer is None or not heard.answer.has_list:
        raise CannotRead(
            "The server does not answer which customers exist: "
            f"{heard.why or 'the answer has no list'}.",
            ADVICE,
        )
    return heard.answer


def _by_search(ask: AskOne, assume: ReadAssumptions) -> Calibration:
    """Calibrate by the first customers that a search shows; there may be none."""
    heard = ask(Call.SEARCH, search(1, MOST_CANDIDATES))
    page = heard.answer
    if page is None or not page.has_list:
        raise CannotRead(
            "No customer is known to exist, and the server does not list its customers: "
            f"{heard.why or 'the answer has no list'}.",
            ADVICE,
        )
    if not page.customers:
        _check_empty(ask, page)
        return Calibration(Manner(), is_empty=True)
    numbers = [each.number for each in page.customers][:MOST_CANDIDATES]
    found = _by_numbers(ask, numbers, assume)
    if found is None:
        raise CannotRead(
            "The server lists customers, and does not find them by their numbers.", ADVICE
        )
    return found


def _check_empty(ask: AskOne, page: Elements) -> None:
    """Check that a server without customers says so in every way.

    Raises:
        CannotRead: it does not.
    """
    if page.marks or page.total != 0 or page.more:
        raise CannotRead(
            "The server lists no customers, and does not say either that there are none.", ADVICE
        )
    asked = Asked((), (), [nobody() for _ in range(RANDOM_NUMBERS)])
    heard = ask(Call.BY_NUMBER, asked.everything)
    if heard.answer is not None and heard.answer.customers:
        raise liar()


def liar() -> CannotRead:
    """Say that the server finds a number that nobody has."""
    return CannotRead(
        "The server says that a customer number exists that was made up at random a moment ago.",
        ADVICE,
    )
