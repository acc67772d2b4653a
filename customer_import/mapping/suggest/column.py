"""Describe the columns of a list: what their headers say, and what their values show."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from customer_import.mapping.suggest.header_meaning import (
    REACH,
    HeaderMeaning,
    HeaderReader,
    reader_for,
)
from customer_import.mapping.suggest.value_shapes import Evidence, ValueShape, evidence_of, some_are
from customer_import.mapping.suggest.vocabulary import Aside, Concept, Owner
from customer_import.table import column_names

MOSTLY = 0.8
HARDLY = 0.2
"""Shares of the values: a header is believed from the first, and doubted below it."""
_LABEL_MARKS = " *"
"""What Google puts around a label: `* Work` is the one that goes first."""

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
        name: what a mapping calls it.
        evidence: what its values show.
        meaning: what its header says; None where it says nothing of a customer.
        doubt: why that is not sure; blank where it is.
        without_field: what it holds that the API does not have a field for.
        is_of_others: it speaks of something that is not the customer's.
        is_unknown: no word of its header is known, or at most that it ends in one for an ID.
        ends_in_id: it does.
        is_customers_id: it ends in the customer's ID, after words that are not known.
    """

    position: int
    name: str
    evidence: Evidence
    meaning: HeaderMeaning | None
    doubt: str = ""
    without_field: Aside | None = None
    is_of_others: bool = False
    is_unknown: bool = False
    ends_in_id: bool = False
    is_customers_id: bool = False

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
    reader = reader_for(headers)
    cells = tuple(tuple(row[position] for row in rows) for position in range(len(headers)))
    labels = dict(_labels(headers, cells, reader))
    names = column_names(headers)
    found: list[Column] = []
    for position, header in enumerate(headers):
        evidence = evidence_of(cells[position])
        plain = Labelled(reader.meaning(header), "")
        meaning, doubt = labels.get(position, plain)
        column = Column(position, names[position], evidence, _with_values(meaning, evidence), doubt)
        found.append(_with_asides(column, header, reader))
    return tuple(found)


def _with_asides(column: Column, header: str, reader: HeaderReader) -> Column:
    """Add what the header says beside a meaning."""
    return replace(
        column,
        without_field=reader.without_field(header),
        is_of_others=reader.is_of_others(header),
        is_unknown=reader.is_unknown(header),
        ends_in_id=reader.ends_in_id(header),
        is_customers_id=reader.is_customers_id(header),
    )


class Labelled(NamedTuple):
    """What a column means by its labels, and why that is not sure."""

    meaning: HeaderMeaning | None
    doubt: str


def _labels(
    headers: Sequence[str], cells: Sequence[Sequence[str]], reader: HeaderReader
) -> Iterator[tuple[int, Labelled]]:
    """Find the columns of values that have a column of labels: `Phone 1 - Label: Mobile`."""
    meanings = {reader.meaning(header): i for i, header in reversed(list(enumerate(headers)))}
    for position, header in enumerate(headers):
        meaning = reader.labelled(header)
        valued = meanings.get(meaning)
        if meaning is None or valued is None or meaning.concept not in REACH:
            continue
        pairs = zip(cells[position], cells[valued], strict=True)
        named = ((label.strip(_LABEL_MARKS), value.strip()) for label, value in pairs)
        given = Counter(label for label, value in named if label and value)
        found = _by_label(meaning, given, reader)
        if found:
            yield valued, found


def _by_label(meaning: HeaderMeaning, given: Counter[str], reader: HeaderReader) -> Labelled | None:
    """Read what most values are by their label; None where that says nothing."""
    if not given:
        return None
    most, count = given.most_common(1)[0]
    said = reader.meaning(most)
    if said is None:
        return None
    concept = said.concept if said.concept in (Concept.MOBILE, Concept.FAX) else meaning.concept
    owners = meaning.owners | said.owners
    doubt = "" if len(given) == 1 else f"{count} of its {given.total()} labels say so"
    return Labelled(replace(meaning, concept=concept, owners=owners, ordinal=0), doubt)


def _with_values(meaning: HeaderMeaning | None, seen: Evidence) -> HeaderMeaning | None:
    """Decide by the values what a bare `Customer`, `Member` or `Contact No` is: name or number."""
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
    if meaning.owners == {Owner.RECORD} and seen.is_unique_code:
        return replace(meaning, concept=Concept.ID, ambiguous=True)
    if meaning.owners & {Owner.CUSTOMER, Owner.ACCOUNT}:
        concept = Concept.ID if seen.is_unique_code else Concept.NAME
        return replace(meaning, concept=concept, ambiguous=True)
    if meaning.owners & {Owner.BILLING, Owner.SHIPPING} and meaning.ordinal:
        return replace(meaning, concept=Concept.ADDRESS, ambiguous=True)
    return None


def _fitting(seen: Evidence, fit: ValueShape) -> ValueCheck:
    count, share = seen.counts.get(fit, 0), seen.share(fit)
    if share >= MOSTLY:
        several = f"{seen.several} of its {seen.filled} cells hold more than one"
        return ValueCheck(doubt=several if seen.several else "")
    other = seen.shape
    if share < HARDLY and other and other is not fit and (fit, other) not in _MISTAKEN:
        return ValueCheck(against=True, doubt=f"its values are {other}, not {fit}")
    # Postcodes of far countries and short phone numbers are known by their digits alone.
    lenient = fit in (ValueShape.PHONE, ValueShape.POSTCODE) and seen.with_digit
    if (fit is ValueShape.URL and share < HARDLY) or not (count or lenient):
        return ValueCheck(against=True, doubt=f"its values are not {fit}")
    return ValueCheck(doubt=some_are(seen, fit))


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
        return ValueCheck(doubt=some_are(seen, worst))
    return ValueCheck()
