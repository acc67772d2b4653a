"""A column of a list with all that is known of it: what its header says, what its values show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from customer_import.mapping.suggest.header import Reading, read_header
from customer_import.mapping.suggest.meanings import About, Concept
from customer_import.mapping.suggest.values import Evidence, Shape, evidence_of

MOSTLY = 0.8
HARDLY = 0.2
"""Shares of the values: a header is believed from the first, and doubted below it."""

_FITS = {
    Concept.EMAIL: Shape.EMAIL,
    Concept.PHONE: Shape.PHONE,
    Concept.MOBILE: Shape.PHONE,
    Concept.FAX: Shape.PHONE,
    Concept.WEBSITE: Shape.URL,
    Concept.POSTCODE: Shape.POSTCODE,
}
_NOT_TEXT = (Shape.EMAIL, Shape.URL, Shape.DATE, Shape.YES_NO, Shape.NUMBER)
_NUMBERS_ARE_FINE = frozenset(
    {Concept.ID, Concept.LINE2, Concept.HOUSE, Concept.NOTE, Concept.DEPARTMENT, Concept.COMPANY}
)
_LINES = (Concept.ADDRESS, Concept.STREET)


class Verdict(NamedTuple):
    """Whether values bear out what a header says.

    Attributes:
        against: they are plainly something else.
        doubt: why it is not sure; blank where they bear it out, or there are none.
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
        reading: what its header says; None where it says nothing of a customer.
    """

    position: int
    name: str
    evidence: Evidence
    reading: Reading | None

    @property
    def concept(self) -> Concept | None:
        """What it holds, going by its header."""
        return self.reading.concept if self.reading else None

    def verdict(self, concept: Concept) -> Verdict:
        """Whether its values can be such."""
        seen, fit = self.evidence, _FITS.get(concept)
        if not seen.filled:
            return Verdict()
        if fit:
            return _fitting(seen, fit)
        later_line = concept in _LINES and self.reading is not None and self.reading.ordinal > 1
        return _as_text(seen, Concept.LINE2 if later_line else concept)


def columns_of(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """The columns of a list, from its first rows."""
    found: list[Column] = []
    for position, name in enumerate(headers):
        evidence = evidence_of(row[position] for row in rows)
        reading = _with_values(read_header(name), evidence)
        found.append(Column(position, name, evidence, reading))
    return tuple(found)


def usable(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The columns a mapping can name: those with a name of their own."""
    listed = tuple(columns)
    names = [column.name for column in listed]
    return tuple(column for column in listed if column.name and names.count(column.name) == 1)


def _with_values(reading: Reading | None, seen: Evidence) -> Reading | None:
    """A bare `Customer`, `Account` or `Contact No` is what its values are, a name or a number."""
    if reading is None:
        return None
    if reading.concept is Concept.ID and About.CONTACT in reading.about:
        is_phone = seen.share(Shape.PHONE) >= MOSTLY and not seen.is_unique_code
        return replace(reading, concept=Concept.PHONE, ambiguous=True) if is_phone else reading
    if reading.concept is Concept.ID and reading.about & {About.BILLING, About.SHIPPING}:
        is_postcode = seen.share(Shape.POSTCODE) >= MOSTLY
        return replace(reading, concept=Concept.POSTCODE, ambiguous=True) if is_postcode else None
    if reading.concept is not None:
        return reading
    if About.CONTACT in reading.about:
        return replace(reading, concept=Concept.NAME, ambiguous=True)
    if reading.about & {About.CUSTOMER, About.ACCOUNT}:
        concept = Concept.ID if seen.is_unique_code else Concept.NAME
        return replace(reading, concept=concept, ambiguous=True)
    if reading.about & {About.BILLING, About.SHIPPING} and reading.ordinal:
        return replace(reading, concept=Concept.ADDRESS, ambiguous=True)
    return None


def _fitting(seen: Evidence, fit: Shape) -> Verdict:
    count, share = seen.counts.get(fit, 0), seen.share(fit)
    if share >= MOSTLY:
        return Verdict()
    other = seen.shape
    if fit is Shape.URL and share < HARDLY:
        return Verdict(against=True, doubt=f"its values are no {fit}")
    if share < HARDLY and other and other is not fit and (fit, other) not in _MISTAKEN:
        return Verdict(against=True, doubt=f"its values are {other}, not {fit}")
    return Verdict(doubt=f"{count} of its {seen.filled} values are {fit}")


_MISTAKEN = {(Shape.PHONE, Shape.NUMBER), (Shape.PHONE, Shape.POSTCODE),
             (Shape.POSTCODE, Shape.NUMBER), (Shape.POSTCODE, Shape.PHONE)}  # fmt: skip
"""Shapes that one and the same value can have: short phone numbers, postcodes of far countries."""


def _as_text(seen: Evidence, concept: Concept) -> Verdict:
    against = tuple(
        shape
        for shape in (*_NOT_TEXT, Shape.STATUS)
        if not (shape is Shape.NUMBER and concept in _NUMBERS_ARE_FINE)
    )
    if concept is Concept.ID:
        against = (Shape.DATE, Shape.YES_NO, Shape.STATUS)
    worst = max(against, key=seen.share)
    if seen.share(worst) >= MOSTLY and concept is not Concept.NOTE:
        return Verdict(against=True, doubt=f"its values are {worst}")
    if seen.share(worst) >= HARDLY:
        return Verdict(doubt=f"{seen.counts[worst]} of its {seen.filled} values are {worst}")
    return Verdict()
