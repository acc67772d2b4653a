"""Who fills what: each field by its likeliest column, each column in one field."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from customer_import.customer import PHONES, Customer, kinds
from customer_import.mapping.suggest.candidates import (
    Bid,
    Rank,
    bids_of,
    siblings_of,
)
from customer_import.mapping.suggest.column import Column
from customer_import.mapping.suggest.header import folded
from customer_import.mapping.suggest.meanings import Concept
from customer_import.mapping.suggest.scalar import quoted

_OWN_NAMES = {folded(name): name for name in (*kinds(Customer), *PHONES)}


@dataclass(frozen=True, slots=True)
class Claim:
    """What fills one field.

    Attributes:
        path: the field, dotted.
        columns: that fill it; none where a constant does.
        guess: why it is not sure; blank where it is.
        own_name: the column is called as the field is.
        value: the constant.
        split: the part of a full name that is taken.
    """

    path: str
    columns: tuple[Column, ...]
    guess: str = ""
    own_name: bool = False
    value: str = ""
    split: str = ""

    @property
    def names(self) -> str:
        """Its columns, or its constant."""
        return ", ".join(column.name for column in self.columns) or self.value


def claims_of(columns: tuple[Column, ...]) -> tuple[Claim, ...]:
    """What each field is filled by, but for the customer's number."""
    own = tuple(_own(columns))
    named = {claim.columns[0].position for claim in own}
    left = [column for column in columns if column.position not in named]
    siblings = siblings_of(columns)
    bids = [bid for column in left for bid in bids_of(column, siblings)]
    taken = {claim.path for claim in own}
    claims = (*own, *_settled([bid for bid in bids if bid.path not in taken]))
    paths = {claim.path for claim in claims}
    return tuple(_maybe_whole(claim, paths) for claim in claims)


def _own(columns: Iterable[Column]) -> Iterator[Claim]:
    """The columns that are called as a field of the API is."""
    taken: set[str] = set()
    for column in columns:
        path = _OWN_NAMES.get(folded(column.name))
        if path and path not in taken:
            taken.add(path)
            yield Claim(path, (column,), own_name=True)


def _settled(bids: Sequence[Bid]) -> Iterator[Claim]:
    """The best bid for each field, each column once."""
    paths: set[str] = set()
    columns: set[int] = set()
    for bid in sorted(bids, key=_order):
        if bid.path not in paths and bid.column.position not in columns:
            paths.add(bid.path)
            columns.add(bid.column.position)
            yield Claim(bid.path, (bid.column,), _guess(bid, bids))


def _order(bid: Bid) -> tuple[bool, int, int]:
    """A column with values goes before one without, whatever they are called."""
    return not bid.column.evidence.filled, bid.rank, bid.column.position


def _guess(bid: Bid, bids: Iterable[Bid]) -> str:
    rivals = [
        quoted(other.column.name)
        for other in bids
        if other.path == bid.path
        and other.column is not bid.column
        and max(other.rank, bid.rank) <= Rank.NEAR
    ]
    doubts = [f"{', '.join(rivals)} could fill it too"] if rivals else []
    return "; ".join(filter(None, (bid.doubt, *doubts)))


def _maybe_whole(claim: Claim, paths: set[str]) -> Claim:
    """A column called `Address` with no city beside it may hold all of it."""
    street, _, line = claim.path.rpartition(".")
    reading = claim.columns[0].reading
    is_whole = reading is not None and reading.concept is Concept.ADDRESS and not reading.ordinal
    if line != "AddressLine1" or not is_whole or f"{street}.AddressCity" in paths:
        return claim
    return replace(claim, guess="; ".join(filter(None, (claim.guess, "it may be all of it"))))
