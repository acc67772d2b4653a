"""A list's mapping as far as it can be read off: what fills each field, and what is left over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from customer_import.mapping.suggest.candidates import CONTACT_NAME, SURE_TYPES
from customer_import.mapping.suggest.choices import Claim, claims_of
from customer_import.mapping.suggest.column import Column, columns_of, usable
from customer_import.mapping.suggest.meanings import Concept
from customer_import.mapping.suggest.number import AUTO, number_claim

_SHORT = 6
"""Characters of a house number, at the most."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a list suggests.

    Attributes:
        columns: of the list.
        claims: what fills each field.
        held_back: addresses that cannot be sent, because the server makes the numbers.
        rows: looked at.
    """

    columns: tuple[Column, ...]
    claims: tuple[Claim, ...]
    held_back: tuple[Claim, ...]
    rows: int

    @property
    def left_over(self) -> tuple[Column, ...]:
        """The columns that fill nothing."""
        used = {c.position for claim in (*self.claims, *self.held_back) for c in claim.columns}
        return tuple(column for column in self.columns if column.position not in used)

    @property
    def decimal(self) -> Literal[".", ","] | None:
        """The decimal sign of the list's numbers; None where none shows it, or both are there."""
        signs = {column.evidence.decimal for column in self.columns} & {".", ","}
        if len(signs) != 1:
            return None
        return "," if "," in signs else "."

    @property
    def dates(self) -> tuple[str, ...]:
        """The form of the list's dates: one is proven, two are open; none where columns differ."""
        found = [c.evidence.dates.forms for c in self.columns if c.evidence.dates]
        given = [forms for forms in found if forms]
        if not given:
            return ()
        shared = [form for form in given[0] if all(form in forms for forms in given)]
        return tuple(shared)


def suggest(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> Suggestion | None:
    """What a list suggests; None where no column is known.

    Args:
        headers: the names of its columns.
        rows: its first rows, each as wide as the header.
    """
    columns = columns_of(headers, rows)
    known = usable(columns)
    claims = claims_of(known)
    number = number_claim(known, claims)
    if not claims and (number is None or number.path == AUTO):
        return None
    every = tuple(_composed((*claims, *([number] if number else ())), known))
    held_back = tuple(_unsendable(every))
    kept = tuple(claim for claim in every if claim not in held_back)
    return Suggestion(columns, kept, held_back, len(rows))


def _composed(claims: Sequence[Claim], columns: Sequence[Column]) -> Iterator[Claim]:
    """The claims, with what takes two columns: the name of a person, a street with its number."""
    by_path = {claim.path: claim for claim in claims}
    used = {column.position for claim in claims for column in claim.columns}
    free = [column for column in columns if column.position not in used]
    for claim in claims:
        if claim.path == CONTACT_NAME:
            yield from _split(claim, by_path)
            continue
        house = _house_of(claim, free)
        if house is None:
            yield claim
        else:
            free.remove(house)
            why = "; ".join(filter(None, ("street and number joined", claim.guess)))
            yield replace(claim, columns=(*claim.columns, house), guess=why)
    if "CustomerName" not in by_path:
        yield from _name_of(by_path)


def _split(claim: Claim, by_path: dict[str, Claim]) -> Iterator[Claim]:
    """A contact's whole name in its two fields, unless columns of their own fill those."""
    for part in ("First", "Last"):
        path = f"CustomerContact{part}Name"
        if path not in by_path:
            yield replace(claim, path=path, split=part.lower())


def _name_of(by_path: dict[str, Claim]) -> Iterator[Claim]:
    first, last = by_path.get("CustomerFirstName"), by_path.get("CustomerLastName")
    company = by_path.get("CustomerCompanyName")
    if first and last:
        if not (first.own_name or last.own_name):
            joined = (*first.columns, *last.columns)
            yield Claim("CustomerName", joined, "no column holds it; first and last name joined")
    elif company and not (company.own_name or first or last):
        yield Claim("CustomerName", company.columns, "no column holds it; the company's name")


def _house_of(claim: Claim, free: Sequence[Column]) -> Column | None:
    """The column with the number of the house, where a street stands without it."""
    kind = claim.path.split(".")[1] if claim.path.endswith(".AddressLine1") else None
    if kind is None or len(claim.columns) != 1:
        return None
    return next((column for column in free if _is_house(column, claim.columns[0])), None)


def _is_house(column: Column, street: Column) -> bool:
    reading, lines = column.reading, street.reading
    if reading is None or lines is None or reading.ordinal > 1:
        return False
    kinds = {about for about in reading.about ^ lines.about if about.name in _KINDS}
    if reading.concept is Concept.HOUSE:
        return not kinds
    follows = column.position == street.position + 1 and not reading.about
    short = column.evidence.filled > 0 and column.evidence.longest <= _SHORT
    return reading.concept is Concept.ID and follows and short


_KINDS = {kind.upper() for kind in SURE_TYPES}


def _unsendable(claims: Sequence[Claim]) -> Iterator[Claim]:
    if any(claim.path == AUTO and claim.value for claim in claims):
        yield from (claim for claim in claims if claim.path.startswith("Addresses."))
