"""The rows of a dry run that are right: what each would send, in a few bytes."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import compress

from customer_import.records.built_rows import BuiltRows
from customer_import.records.record_batch import RowShape


@dataclass(slots=True)
class RightRows:
    """Takes the rows of a list, in its order, and counts what they would send."""

    _kinds: dict[RowShape, int] = field(default_factory=dict)
    _rows: "array[int]" = field(default_factory=lambda: array("I"))
    _shapes: "array[int]" = field(default_factory=lambda: array("I"))
    """The shape of each row, by its place among the kinds."""
    _out: Counter[RowShape] = field(default_factory=Counter)

    def __len__(self) -> int:
        """Return how many rows there are, without those that were taken out."""
        return len(self._rows) - self._out.total()

    def add(self, built: BuiltRows, left_out: Collection[int]) -> None:
        """Take a batch of rows, some of them left out by their positions."""
        # Equal shapes are one object, and its id is quicker to look up than all its fields.
        shapes = {id(shape): shape for shape in built.shapes}
        kinds = {each: self._kinds.setdefault(shapes[each], len(self._kinds)) for each in shapes}
        rows: Iterable[int] = [row.number for row in built.rows]
        found: Iterable[int] = map(kinds.__getitem__, map(id, built.shapes))
        if left_out:
            taken = [position not in left_out for position in range(len(built.rows))]
            rows, found = compress(rows, taken), compress(found, taken)
        self._rows.extend(rows)
        self._shapes.extend(found)

    def take_out(self, rows: Iterable[int]) -> dict[int, RowShape]:
        """Take rows out, as far as they are there; return what each would send, by its number."""
        kinds, found = list(self._kinds), {}
        for row in rows:
            place = bisect_left(self._rows, row)
            if place < len(self._rows) and self._rows[place] == row:
                found[row] = kinds[self._shapes[place]]
        self._out.update(found.values())
        return found

    def counts(self) -> Counter[RowShape]:
        """Count what the rows would send."""
        kinds = list(self._kinds)
        counts = Counter({kinds[at]: count for at, count in Counter(self._shapes).items()})
        return counts - self._out
