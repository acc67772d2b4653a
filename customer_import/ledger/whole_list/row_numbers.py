"""Numbers of rows, as many as a list has, in next to no memory: most follow one another."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain


@dataclass(slots=True)
class RowNumbers:
    """Takes the numbers of rows, and gives them back in the order in which they came."""

    _firsts: "array[int]" = field(default_factory=lambda: array("I"))
    _ends: "array[int]" = field(default_factory=lambda: array("I"))
    """The number after the last of those that follow one another."""

    def add(self, numbers: Sequence[int]) -> None:
        """Take the numbers of a batch of rows, each larger than the one before."""
        if numbers and numbers[-1] - numbers[0] == len(numbers) - 1:
            self._add_range(numbers[0], numbers[-1] + 1)
        else:
            for number in numbers:
                self._add_range(number, number + 1)

    def _add_range(self, first: int, end: int) -> None:
        if self._ends and self._ends[-1] == first:
            self._ends[-1] = end
        else:
            self._firsts.append(first)
            self._ends.append(end)

    def __iter__(self) -> Iterator[int]:
        """Yield the numbers."""
        return chain.from_iterable(map(range, self._firsts, self._ends))
