"""The parts of a record: single fields, phones, notes, custom fields, addresses.

A part takes the cells of a batch of rows and gives a column. Whether it is filled is told by the
texts of its own columns, never by what they come to, for a default looks filled. One whose own
columns are blank is blank, whatever its constants and defaults. Objects are made only when they are
asked for: a dry run asks for none.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from typing import Any, NamedTuple, Protocol

from customer_import.problems import Code, Problem
from customer_import.records.columns.cells import CellTexts
from customer_import.records.columns.leaf import BLANK, CompiledLeaf, LeafColumn
from customer_import.records.values.leading_zeros import PostcodeCheck
from customer_import.records.values.phones import split_phone
from customer_import.table import Row

Object = dict[str, Any]
Mask = Sequence[bool] | None
"""Whether something holds, row by row; None where it holds for all."""


@dataclass(frozen=True, slots=True)
class RowProblems:
    """What is wrong with the rows of a batch, by their positions in it."""

    rows: Sequence[Row]
    found: defaultdict[int, list[Problem]] = field(default_factory=lambda: defaultdict(list))

    def add(self, position: int, problem: Problem) -> None:
        """Add a problem of a row."""
        self.found[position].append(problem)

    def add_faults(self, leaf: CompiledLeaf, column: LeafColumn, filled: Mask = None) -> None:
        """Add the faults of a leaf.

        Args:
            leaf: whose faults they are.
            column: what it came to.
            filled: the rows that fill what the leaf is part of; of others only a missing part that
                is required is a problem.
        """
        for position, fault in column.faults.items():
            for unfit in fault.unfits:
                if filled is None or filled[position] or unfit.code == Code.REQUIRED:
                    self.add(position, leaf.problem(unfit, self.rows[position].cells))


class PartColumn(NamedTuple):
    """What a part makes of the rows of a batch.

    Attributes:
        filled: whether each row fills the part; None where all do.
        make: makes its value for each row; `BLANK` where the row does not fill it.
    """

    filled: Mask
    make: Callable[[], Sequence[Any]]


class Part(Protocol):
    """Fills one top-level field of a record, or one address."""

    def take(self, cells: CellTexts, problems: RowProblems, /) -> PartColumn:
        """Return its column; what is wrong is added to the problems."""


def objects_of(
    names: Sequence[str], rows: Iterable[Sequence[Any]], *, is_full: bool
) -> Iterator[Object]:
    """Yield an object of each row of values, without those that are `BLANK`.

    Args:
        names: of the values.
        rows: of values.
        is_full: none of them is `BLANK`.
    """
    pairs = map(zip, repeat(names), rows)
    if is_full:
        return map(dict, pairs)
    return ({name: each for name, each in row if each is not BLANK} for row in pairs)


def both(one: Mask, other: Mask) -> Mask:
    """Return where both hold."""
    if one is None or other is None:
        return other if one is None else one
    return [a and b for a, b in zip(one, other, strict=True)]


def either(masks: Iterable[Mask]) -> Mask:
    """Return where any holds; there is at least one."""
    known = []
    for mask in masks:
        if mask is None:
            return None
        known.append(mask)
    return list(map(any, zip(*known, strict=True)))


@dataclass(frozen=True, slots=True)
class Single:
    """One value: a text, a number, a date, a boolean.

    Attributes:
        leaf: what fills it.
        is_object: it is an object by itself (a custom field): blank where its own columns are,
            whatever its default.
    """

    leaf: CompiledLeaf
    is_object: bool = False

    def take(self, cells: CellTexts, problems: RowProblems) -> PartColumn:
        """Return its values."""
        column = self.leaf.take(cells)
        own = cells.rows_with_any(self.leaf.positions) if self.is_object else None
        if column.faults:
            problems.add_faults(self.leaf, column, own)
        if own is None:
            return PartColumn(column.filled, lambda: column.values)
        blank = self.leaf.blank
        pairs = zip(column.values, own, strict=True)
        values = [value if is_own else blank for value, is_own in pairs]
        return PartColumn([value is not BLANK for value in values], lambda: values)


@dataclass(frozen=True, slots=True)
class Group:
    """Leaves that make one object: a phone, a note, an address.

    Attributes:
        leaves: by the API's name.
        postcodes: checks the postcode of an address.
    """

    leaves: dict[str, CompiledLeaf]
    postcodes: PostcodeCheck | None = None

    def take(self, cells: CellTexts, problems: RowProblems) -> PartColumn:
        """Return the objects; a part that is required is a problem even where they are blank."""
        own = cells.rows_with_any([i for leaf in self.leaves.values() for i in leaf.positions])
        columns = [leaf.take(cells) for leaf in self.leaves.values()]
        if self.postcodes:
            self._doubt_postcodes(self.postcodes, dict(zip(self.leaves, columns, strict=True)))
        for leaf, column in zip(self.leaves.values(), columns, strict=True):
            if column.faults:
                problems.add_faults(leaf, column, own)
        filled = both(own, either(column.filled for column in columns))
        return PartColumn(filled, lambda: self._objects(columns, filled))

    def _doubt_postcodes(self, check: PostcodeCheck, columns: dict[str, LeafColumn]) -> None:
        postcodes = columns["AddressPostalCode"]
        countries, states = columns.get("AddressCountry"), columns.get("AddressStateProvince")
        found = check.find(
            postcodes.values, countries and countries.values, states and states.values
        )
        for position, unfit in found:
            postcodes.add_fault(position, unfit)

    def _objects(self, columns: Sequence[LeafColumn], filled: Mask) -> Sequence[Any]:
        is_full = all(column.filled is None for column in columns)
        rows = zip(*(column.values for column in columns), strict=True)
        objects = list(objects_of(list(self.leaves), rows, is_full=is_full))
        if filled is None:
            return objects
        return [each if fills else BLANK for each, fills in zip(objects, filled, strict=True)]


@dataclass(frozen=True, slots=True)
class TypedAddress:
    """An address whose type is in a column; without anything else it is blank."""

    kind: CompiledLeaf
    group: Group

    def take(self, cells: CellTexts, problems: RowProblems) -> PartColumn:
        """Return the addresses, each with its type."""
        found, kinds = self.group.take(cells, problems), self.kind.take(cells)
        for position, fault in kinds.faults.items():
            if found.filled is None or found.filled[position]:
                for unfit in fault.unfits:
                    problems.add(position, self.kind.problem(unfit, problems.rows[position].cells))
        return PartColumn(found.filled, lambda: self._typed(found.make(), kinds.values))

    def _typed(self, made: Sequence[Any], kinds: Sequence[Any]) -> Sequence[Any]:
        return [
            {**each, "AddressTypeName": kind} if each and kind is not BLANK else each
            for each, kind in zip(made, kinds, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class PhoneParts:
    """A phone object, filled part by part; without a number it is blank."""

    group: Group
    clears: bool

    def take(self, cells: CellTexts, problems: RowProblems) -> PartColumn:
        """Return the phones; None clears the stored one."""
        made = self.group.take(cells, problems).make()
        without = None if self.clears else BLANK
        phones = [self._phone(each) if each and "PhoneNumber" in each else without for each in made]
        return PartColumn([each is not BLANK for each in phones], lambda: phones)

    def _phone(self, phone: Object) -> Object:
        if "PhoneExtension" in self.group.leaves:
            return phone
        return phone_object(phone["PhoneNumber"] or "", phone)


def phone_object(text: str, others: Object | None = None) -> Object:
    """Return a phone object whose extension may stand behind its number: `555-0100 x12`.

    Args:
        text: the number as the list has it.
        others: what else is known of the phone.
    """
    number, extension = split_phone(text)
    split = {"PhoneNumber": number, "PhoneExtension": extension}
    return {**split, **(others or {}), **split} if extension else others or {"PhoneNumber": number}


@dataclass(frozen=True, slots=True)
class WholePhone:
    """A phone object filled from one text."""

    number: Single

    def take(self, cells: CellTexts, problems: RowProblems) -> PartColumn:
        """Return the phones; None clears the stored one."""
        column = self.number.take(cells, problems)
        return PartColumn(column.filled, cache(lambda: self._phones(column.make())))

    def _phones(self, texts: Sequence[Any]) -> Sequence[Any]:
        return [
            phone_object(text) if text else None if text is not BLANK else BLANK for text in texts
        ]


@dataclass(frozen=True, slots=True)
class Notes:
    """`CustomerNotes`; a note without its text is blank."""

    groups: tuple[Group, ...]

    def take(self, cells: CellTexts, problems: RowProblems) -> PartColumn:
        """Return the list of notes of each row."""
        columns = [group.take(cells, problems).make() for group in self.groups]
        return _lists(columns, lambda note: bool(note) and bool(note.get("NoteText")))


@dataclass(frozen=True, slots=True)
class TextList:
    """A list of texts, such as the ids of attachments."""

    leaves: tuple[Single, ...]

    def take(self, cells: CellTexts, problems: RowProblems) -> PartColumn:
        """Return the list of texts of each row."""
        columns = [leaf.take(cells, problems).make() for leaf in self.leaves]
        return _lists(columns, lambda value: isinstance(value, str))


def _lists(columns: Sequence[Sequence[Any]], counts: Callable[[Any], bool]) -> PartColumn:
    """Return a list for each row, of what counts; blank where nothing does."""
    rows = zip(*columns, strict=True)
    lists = [[each for each in row if counts(each)] or BLANK for row in rows]
    return PartColumn([each is not BLANK for each in lists], lambda: lists)
