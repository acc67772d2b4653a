"""Describe the columns of a list: what their headers say, and what their values show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from customer_import.mapping.suggest.header_meaning import HeaderMeaning, read_header
from customer_import.mapping.suggest.value_shapes import Evidence, ValueShape, evidence_of
from customer_import.mapping.suggest.vocabulary import Concept, Owner

MOSTLY = 0.8
HARDLY = 0.2
"""Shares of the values: a header is believed from the first, and doubted below it."""

_FITS = {
    Concept.EMAIL: ValueShape.EMAIL,
    Concept.PHONE: ValueShape.PHONE,
    Concept.MOBILE: ValueShape.PHONE,
    Concept.FAX: ValueShape.PHONE,
    Concept.WEBSITE: ValueShape.URL,
    Concept.POSTCODE: ValueShape.POSTCODE,
}
_NOT_TEXT = (
    ValueShape.EMAIL,
    ValueShape.URL,
    ValueShape.DATE,
    ValueShape.YES_NO,
    ValueShape.NUMBER,
)
_NUMBERS_ARE_FINE = frozenset(
    {Concept.ID, Concept.LINE2, Concept.HOUSE, Concept.NOTE, Concept.DEPARTMENT, Concept.COMPANY}
)
_LINES = (Concept.ADDRESS, Concept.STREET)


class ValueCheck(NamedTuple):
    """Whether values agree with what a header says.

    Attributes:
        against: they are plainly something else.
        doubt: why it is not sure; blank where they agree, or there are none.
    """

    against: bool = False
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list.

    Attributes:
        position: from 0.
        name: its header.
        evidence: what its values show.
        meaning: what its header says; None where it says nothing of a customer.
    """

    position: int
    name: str
    evidence: Evidence
    meaning: HeaderMeaning | None

    @property
    def concept(self) -> Concept | None:
        """What it holds, going by its header."""
        return self.meaning.concept if self.meaning else None

    def check(self, concept: Concept) -> ValueCheck:
        """Check whether its values can be such."""
        seen, fit = self.evidence, _FITS.get(concept)
        if not seen.filled:
            return ValueCheck()
        if fit:
            return _fitting(seen, fit)
        later_line = concept in _LINES and self.meaning is not None and self.meaning.ordinal > 1
        return _as_text(seen, Concept.LINE2 if later_line else concept)


def columns_of(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """Describe the columns of a list from its first rows."""
    found: list[Column] = []
    for position, name in enumerate(headers):
        evidence = evidence_of(row[position] for row in rows)
        meaning = _with_values(read_header(name), evidence)
        found.append(Column(position, name, evidence, meaning))
    return tuple(found)


def usable(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Return the columns that a mapping can name: those with a name of their own."""
    listed = tuple(columns)
    names = [column.name for column in listed]
    return tuple(column for column in listed if column.name and names.count(column.name) == 1)


def _with_values(meaning: HeaderMeaning | None, seen: Evidence) -> HeaderMeaning | None:
    """Decide by the values what a bare `Customer`, `Account` or `Contact No` is: name or number."""
    if meaning is None:
        return None
    if meaning.concept is Concept.ID and Owner.CONTACT in meaning.owners:
        is_phone = seen.share(ValueShape.PHONE) >= MOSTLY and not seen.is_unique_code
        return replace(meaning, concept=Concept.PHONE, ambiguous=True) if is_phone else meaning
    if meaning.concept is Concept.ID and meaning.owners & {Owner.BILLING, Owner.SHIPPING}:
        is_postcode = seen.share(ValueShape.POSTCODE) >= MOSTLY
        return replace(meaning, concept=Concept.POSTCODE, ambiguous=True) if is_postcode else None
    if meaning.concept is not None:
        return meaning
    if Owner.CONTACT in meaning.owners:
        return replace(meaning, concept=Concept.NAME, ambiguous=True)
    if meaning.owners & {Owner.CUSTOMER, Owner.ACCOUNT}:
        concept = Concept.ID if seen.is_unique_code else Concept.NAME
        return replace(meaning, concept=concept, ambiguous=True)
    if meaning.owners & {Owner.BILLING, Owner.SHIPPING} and meaning.ordinal:
        return replace(meaning, concept=Concept.ADDRESS, ambiguous=True)
    return None


def _fitting(seen: Evidence, fit: ValueShape) -> ValueCheck:
    count, share = seen.counts.get(fit, 0), seen.share(fit)
    if share >= MOSTLY:
        return ValueCheck()
    other = seen.shape
    if fit is ValueShape.URL and share < HARDLY:
        return ValueCheck(against=True, doubt=f"its values are not {fit}")
    if share < HARDLY and other and other is not fit and (fit, other) not in _MISTAKEN:
        return ValueCheck(against=True, doubt=f"its values are {other}, not {fit}")
    return ValueCheck(doubt=f"{count} of its {seen.filled} values are {fit}")


_MISTAKEN = {
    (ValueShape.PHONE, ValueShape.NUMBER),
    (ValueShape.PHONE, ValueShape.POSTCODE),
    (ValueShape.POSTCODE, ValueShape.NUMBER),
    (ValueShape.POSTCODE, ValueShape.PHONE),
}
"""Shapes that one and the same value can have: short phone numbers, postcodes of far countries."""


def _as_text(seen: Evidence, concept: Concept) -> ValueCheck:
    against = tuple(
        shape
        for shape in (*_NOT_TEXT, ValueShape.STATUS)
        if not (shape is ValueShape.NUMBER and concept in _NUMBERS_ARE_FINE)
    )
    if concept is Concept.ID:
        against = (ValueShape.DATE, ValueShape.YES_NO, ValueShape.STATUS)
    worst = max(against, key=seen.share)
    if seen.share(worst) >= MOSTLY and concept is not Concept.NOTE:
        return ValueCheck(against=True, doubt=f"its values are {worst}")
    if seen.share(worst) >= HARDLY:
        return ValueCheck(doubt=f"{seen.counts[worst]} of its {seen.filled} values are {worst}")
    return ValueCheck()
