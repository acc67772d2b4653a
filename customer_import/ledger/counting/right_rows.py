"""The rows of a dry run that are right: what each would send, in two bytes a row."""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import repeat

from customer_import.records.built.built_rows import BuiltRows
from customer_import.records.built.record_batch import RowShape
from customer_import.table import Row

NONE = 0
"""In place of a shape, for a row that is not there."""
MOST_NARROW = 1 << 16
"""How many shapes two bytes can number."""


@dataclass(slots=True)
class RightRows:
    """Takes the rows of a list, in its order, and counts what they would send."""

    _kinds: list[RowShape | None] = field(default_factory=lambda: [None])
    _places: dict[RowShape, int] = field(default_factory=dict)
    """Of the shapes among the kinds."""
    _shapes: "array[int]" = field(default_factory=lambda: array("H"))
    """The place of each row's shape, by the number of the row."""

    def __len__(self) -> int:
        """Return how many rows there are, without those that were taken out."""
        return len(self._shapes) - self._shapes.count(NONE)

    def add(
        self, built: BuiltRows, left_out: Collection[int], not_sent: Collection[int] = ()
    ) -> None:
        """Take a batch of rows.

        Args:
            built: the rows.
            left_out: the positions of those that are kept elsewhere.
            not_sent: of those among them that make no customer.
        """
        sent: Iterable[RowShape] = built.shapes
        if not_sent:
            sent = (shape for i, shape in enumerate(built.shapes) if i not in not_sent)
        # Equal shapes are one object, and its id is quicker to look up than all its fields.
        shapes = {id(shape): shape for shape in sent}
        places = {each: self._place(shape) for each, shape in shapes.items()}
        found = [places.get(each, NONE) for each in map(id, built.shapes)]
        for position in left_out:
            found[position] = NONE
        self._shapes.extend(repeat(NONE, built.rows[0].number - len(self._shapes)))
        self._shapes.extend(_spread(built.rows, found))

    def _place(self, shape: RowShape) -> int:
        if shape not in self._places:
            self._places[shape] = len(self._kinds)
            self._kinds.append(shape)
            if len(self._kinds) == MOST_NARROW + 1:
                self._shapes = array("I", self._shapes)
        return self._places[shape]

    def take_out(self, rows: Iterable[int]) -> dict[int, RowShape]:
        """Take rows out, as far as they are there; return what each would send, by its number."""
        found: dict[int, RowShape] = {}
        for row in rows:
            shape = self._kinds[self._shapes[row]] if row < len(self._shapes) else None
            if shape is not None:
                found[row] = shape
                self._shapes[row] = NONE
        return found

    def counts(self) -> Counter[RowShape]:
        """Count what the rows would send, in the order of the first row that sends each.

        A count may be 0: the rows that would send it are kept elsewhere.
        """
        counts = Counter(self._shapes)
        return Counter({shape: counts[place] for shape, place in self._places.items()})

    @property
    def has_addresses(self) -> bool:
        """Tell whether a row would send an address, should none be refused after all."""
        return any(shape.addresses for shape in self._places)

    def addresses(self) -> "array[int]":
        """Return how many addresses each row would send, by the number of the row."""
        counts = [shape.addresses if shape else 0 for shape in self._kinds]
        return array("H", map(counts.__getitem__, self._shapes))


def _spread(rows: Sequence[Row], values: Sequence[int]) -> Iterable[int]:
    """Return a value for each number from the first row to the last; some may not be there."""
    first, last = rows[0].number, rows[-1].number
    if last - first == len(rows) - 1:
        return values
    by_row = {row.number: value for row, value in zip(rows, values, strict=True)}
    return (by_row.get(number, NONE) for number in range(first, last + 1))
