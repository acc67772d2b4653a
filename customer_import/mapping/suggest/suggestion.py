"""Suggest a list's mapping: what fills each field, and what is left over."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from customer_import.customer import Kind
from customer_import.mapping.suggest.candidates import CONTACT_NAME, SURE_TYPES
from customer_import.mapping.suggest.choices import (
    CustomChoice,
    FieldChoice,
    choices_of,
    custom_choices_of,
)
from customer_import.mapping.suggest.column import Column, columns_of
from customer_import.mapping.suggest.customer_number import AUTO, NUMBER, number_choice
from customer_import.mapping.suggest.vocabulary import Concept, Owner
from customer_import.table import Row

_LAST_NAMES = ("CustomerLastName", "CustomerContactLastName")
_SHORT = 6
"""Characters of a house number, at the most."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a list suggests.

    Attributes:
        headers: of the list.
        columns: what is known of each.
        choices: what fills each field.
        held_back: addresses that cannot be sent, because the server makes the numbers.
        rows: looked at.
        customs: the custom fields that a person made, or that columns are called by.
        empty: words that a person says stand for blank cells.
        skipped: values that leave a row out, by their column.
        continues: a customer may have several rows, each with an address.
        lines: the rows as the file has them, for what is seen only in rows side by side.
        is_confirmed: a person has answered for all of it.
    """

    headers: tuple[str, ...]
    columns: tuple[Column, ...]
    choices: tuple[FieldChoice, ...]
    held_back: tuple[FieldChoice, ...]
    rows: int
    customs: tuple[CustomChoice, ...] = ()
    empty: tuple[str, ...] = ()
    skipped: tuple[tuple[Column, tuple[str, ...]], ...] = ()
    continues: bool = False
    lines: tuple[Row, ...] = ()
    is_confirmed: bool = False

    @property
    def is_bare(self) -> bool:
        """No column fills a field, but for one without a known header that may be the number."""
        filled = [choice for choice in self.choices if choice.columns]
        return all(choice.path == NUMBER and choice.columns[0].is_unknown for choice in filled)

    @property
    def blank(self) -> tuple[Column, ...]:
        """The columns that fill nothing and are blank in every row."""
        return tuple(each for each in self.left_over if self.rows and not each.evidence.filled)

    @property
    def left_over(self) -> tuple[Column, ...]:
        """The columns that fill nothing."""
        used = {c.position for choice in (*self.choices, *self.held_back) for c in choice.columns}
        used |= {custom.column.position for custom in self.customs}
        used |= {column.position for column, _ in self.skipped}
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

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The words for “none” among the cells, in order."""
        return tuple(sorted({w for column in self.columns for w in column.evidence.placeholders}))

    def usual_kind(self, column: Column) -> Kind:
        """Return the type that a custom field of this column has, by its values."""
        if column.evidence.dates is not None:
            return Kind.DATE
        is_number = column.evidence.decimal in ("", "?", self.decimal or ".")
        return Kind.NUMBER if is_number else Kind.TEXT

    def with_choices(self, choices: Iterable[FieldChoice]) -> "Suggestion":
        """Return the suggestion with other choices; addresses without a number are held back."""
        every = tuple(choices)
        held_back = tuple(_unsendable(every))
        kept = tuple(choice for choice in every if choice not in held_back)
        return replace(self, choices=kept, held_back=held_back)


def suggest(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> Suggestion:
    """Suggest the mapping of a list.

    Args:
        headers: the names of its columns.
        rows: its first rows, each as wide as the header.
    """
    columns = columns_of(headers, rows)
    customs = tuple(custom_choices_of(columns))
    taken = {custom.column.position for custom in customs}
    others = tuple(column for column in columns if column.position not in taken)
    choices = choices_of(others)
    number = number_choice(others, choices)
    every = _composed((*choices, *([number] if number else ())), others)
    bare = Suggestion(tuple(headers), columns, (), (), len(rows), customs)
    return bare.with_choices(every)


def _composed(choices: Sequence[FieldChoice], columns: Sequence[Column]) -> Iterator[FieldChoice]:
    """Add what takes two columns: the name of a person, a street with its number."""
    used = {column.position for choice in choices for column in choice.columns}
    free = [column for column in columns if column.position not in used]
    joined = [_joined(choice, free) for choice in choices]
    by_path = {choice.path: choice for choice in joined}
    for choice in joined:
        if choice.path == CONTACT_NAME:
            yield from _split(choice, by_path)
        else:
            yield choice
    if "CustomerName" not in by_path:
        yield from _name_of(by_path)


def _joined(choice: FieldChoice, free: list[Column]) -> FieldChoice:
    """Join a street with its number, and a last name with its particle; they are free no more."""
    house, particle = _house_of(choice, free), _particle_of(choice, free)
    if house:
        free.remove(house)
        why = "; ".join(filter(None, ("street and number joined", choice.guess)))
        return replace(choice, columns=(*choice.columns, house), guess=why)
    if particle:
        free.remove(particle)
        why = "; ".join(filter(None, ("particle and last name joined", choice.guess)))
        return replace(choice, columns=(particle, *choice.columns), guess=why)
    return choice


def _particle_of(choice: FieldChoice, free: Sequence[Column]) -> Column | None:
    """Find the column with the particle of a last name: `van der` of `van der Berg`."""
    if choice.path not in _LAST_NAMES or len(choice.columns) != 1:
        return None
    last = choice.columns[0].meaning
    owners = last.owners if last else frozenset()
    return next((column for column in free if _is_particle(column, owners)), None)


def _is_particle(column: Column, owners: frozenset[Owner]) -> bool:
    meaning = column.meaning
    return meaning is not None and meaning.concept is Concept.PARTICLE and meaning.owners == owners


def _split(choice: FieldChoice, by_path: dict[str, FieldChoice]) -> Iterator[FieldChoice]:
    """Split a contact's whole name into its two fields, unless columns of their own fill those."""
    for part in ("First", "Last"):
        path = f"CustomerContact{part}Name"
        if path not in by_path:
            yield replace(choice, path=path, split=part.lower())


def _name_of(by_path: dict[str, FieldChoice]) -> Iterator[FieldChoice]:
    first, last = by_path.get("CustomerFirstName"), by_path.get("CustomerLastName")
    company = by_path.get("CustomerCompanyName")
    if first and last:
        if not (first.own_name or last.own_name):
            joined = (*first.columns, *last.columns)
            yield FieldChoice(
                "CustomerName", joined, "no column holds it; first and last name joined"
            )
    elif company and not (company.own_name or first or last):
        yield FieldChoice("CustomerName", company.columns, "no column holds it; the company's name")


def _house_of(choice: FieldChoice, free: Sequence[Column]) -> Column | None:
    """Find the column with the number of the house, where a street is without it."""
    kind = choice.path.split(".")[1] if choice.path.endswith(".AddressLine1") else None
    if kind is None or len(choice.columns) != 1:
        return None
    return next((column for column in free if _is_house(column, choice.columns[0])), None)


def _is_house(column: Column, street: Column) -> bool:
    meaning, lines = column.meaning, street.meaning
    if meaning is None or lines is None or meaning.ordinal > 1:
        return False
    kinds = {owners for owners in meaning.owners ^ lines.owners if owners.name in _KINDS}
    if meaning.concept is Concept.HOUSE:
        return not kinds
    follows = column.position == street.position + 1 and not meaning.owners
    short = column.evidence.filled > 0 and column.evidence.longest <= _SHORT
    return meaning.concept is Concept.ID and follows and short


_KINDS = {kind.upper() for kind in SURE_TYPES}


def _unsendable(choices: Sequence[FieldChoice]) -> Iterator[FieldChoice]:
    if any(choice.path == AUTO and choice.value for choice in choices):
        yield from (choice for choice in choices if choice.path.startswith("Addresses."))
