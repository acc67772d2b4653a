"""Choose what fills each field: its likeliest column, and each column fills one field."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from customer_import.customer import ADDRESS_OWNED, PHONES, Address, Customer, Kind, kinds
from customer_import.mapping.suggest.candidates import Candidate, Rank, candidates_of, siblings_of
from customer_import.mapping.suggest.column import Column
from customer_import.mapping.suggest.vocabulary import Concept, folded
from customer_import.mapping.yaml import quoted

_ADDRESSES, _CUSTOM_FIELDS = "Addresses", "CustomFields"
_CUSTOMERS = {folded(name): name for name in (*kinds(Customer), *PHONES)}
_OF_ADDRESS = {folded(name): name for name in kinds(Address) if name not in ADDRESS_OWNED}


def own_path(header: str) -> str:
    """Return the field that a header names, spelt as the API spells it; blank if it names none."""
    first, _, rest = header.strip().partition(".")
    if not rest:
        return _CUSTOMERS.get(folded(first), "")
    kind, _, part = rest.partition(".")
    name = _OF_ADDRESS.get(folded(part))
    is_address = folded(first) == folded(_ADDRESSES) and kind.strip() and name
    return f"{_ADDRESSES}.{kind.strip()}.{name}" if is_address else ""


def own_label(header: str) -> str:
    """Return the label of the custom field that a header names; blank if it names none."""
    first, _, label = header.strip().partition(".")
    return label.strip() if folded(first) == folded(_CUSTOM_FIELDS) else ""


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """What fills one field.

    Attributes:
        path: the field, dotted.
        columns: that fill it; none where a constant does.
        guess: why it is not sure; blank where it is.
        own_name: the column is called as the field is.
        value: the constant.
        split: the part of a full name that is taken.
        how: what is done to the cell, as keys of a mapping.
    """

    path: str
    columns: tuple[Column, ...]
    guess: str = ""
    own_name: bool = False
    value: str = ""
    split: str = ""
    how: str = ""

    @property
    def names(self) -> str:
        """Its columns, or its constant."""
        return ", ".join(column.name for column in self.columns) or self.value


@dataclass(frozen=True, slots=True)
class CustomChoice:
    """What becomes a custom field of the account.

    Attributes:
        label: the custom field's.
        column: that fills it.
        kind: its type.
        form: of its dates; blank if they are ISO, or the whole list has one form.
    """

    label: str
    column: Column
    kind: Kind
    form: str = ""


def choices_of(columns: tuple[Column, ...]) -> tuple[FieldChoice, ...]:
    """Choose what fills each field except the customer's number."""
    own = tuple(_own(columns))
    named = {choice.columns[0].position for choice in own}
    left = [column for column in columns if column.position not in named]
    siblings = siblings_of(columns)
    candidates = [candidate for column in left for candidate in candidates_of(column, siblings)]
    taken = {choice.path for choice in own}
    choices = (
        *own,
        *_settled([candidate for candidate in candidates if candidate.path not in taken]),
    )
    paths = {choice.path for choice in choices}
    return tuple(_maybe_whole(choice, paths) for choice in choices)


def custom_choices_of(columns: Iterable[Column]) -> Iterator[CustomChoice]:
    """Choose the columns that are called as custom fields; these are texts."""
    taken: set[str] = set()
    for column in columns:
        label = own_label(column.name)
        if label and label not in taken:
            taken.add(label)
            yield CustomChoice(label, column, Kind.TEXT)


def _own(columns: Iterable[Column]) -> Iterator[FieldChoice]:
    """Choose the columns that are called as a field of the API is."""
    taken: set[str] = set()
    for column in columns:
        path = own_path(column.name)
        if path and path not in taken:
            taken.add(path)
            yield FieldChoice(path, (column,), own_name=True)


def _settled(candidates: Sequence[Candidate]) -> Iterator[FieldChoice]:
    """Choose the best candidate for each field, each column once."""
    paths: set[str] = set()
    columns: set[int] = set()
    for candidate in sorted(candidates, key=_order):
        if candidate.path not in paths and candidate.column.position not in columns:
            paths.add(candidate.path)
            columns.add(candidate.column.position)
            yield FieldChoice(candidate.path, (candidate.column,), _guess(candidate, candidates))


def _order(candidate: Candidate) -> tuple[bool, int, int]:
    """Order candidates: a column with values goes before one without, whatever they are called."""
    return not candidate.column.evidence.filled, candidate.rank, candidate.column.position


def _guess(candidate: Candidate, candidates: Iterable[Candidate]) -> str:
    rivals = [
        quoted(other.column.name)
        for other in candidates
        if other.path == candidate.path
        and other.column is not candidate.column
        and max(other.rank, candidate.rank) <= Rank.NEAR
    ]
    doubts = [f"{', '.join(rivals)} could fill it too"] if rivals else []
    return "; ".join(filter(None, (candidate.doubt, *doubts)))


def _maybe_whole(choice: FieldChoice, paths: set[str]) -> FieldChoice:
    """Say of a column called `Address` without a city beside it that it may hold all of it."""
    street, _, line = choice.path.rpartition(".")
    meaning = choice.columns[0].meaning
    is_whole = meaning is not None and meaning.concept is Concept.ADDRESS and not meaning.ordinal
    if line != "AddressLine1" or not is_whole or f"{street}.AddressCity" in paths:
        return choice
    return replace(choice, guess="; ".join(filter(None, (choice.guess, "it may be all of it"))))
