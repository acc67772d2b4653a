"""The customer numbers of a list that is too long to keep them: which of them want a second look.

A number is known by its hash, 64 bits of it. Two that share one are only suspected to be the same,
so whoever asks compares the rows themselves.
"""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import compress, pairwise

PARTS = 64
"""Hashes are kept, and compared, in so many parts: a million integers take 8 MB in an array and 60
in a set, so the sets of the parts are made one after the other."""
MOST_FIGURES = 255


@dataclass(slots=True)
class _Part:
    """Some of the numbers, told by their hash.

    Attributes:
        hashes: of the numbers.
        rows: where each stands.
        figures: how many each has; 0 for one with a leading zero, or with anything but figures.
    """

    hashes: "array[int]" = field(default_factory=lambda: array("q"))
    rows: "array[int]" = field(default_factory=lambda: array("q"))
    figures: "array[int]" = field(default_factory=lambda: array("B"))

    def twice(self) -> Iterator[int]:
        """The rows whose number's hash another row has too."""
        if len(set(self.hashes)) == len(self.hashes):
            return iter(())
        twice = {one for one, other in pairwise(sorted(self.hashes)) if one == other}
        return compress(self.rows, map(twice.__contains__, self.hashes))

    def shorter_than(self, length: int) -> Iterator[int]:
        """The rows whose number has figures only, and fewer than this."""
        pairs = zip(self.rows, self.figures, strict=True)
        return (row for row, figures in pairs if 0 < figures < length)


@dataclass(slots=True)
class Numbers:
    """Takes the numbers of one list, each with its row."""

    _parts: tuple[_Part, ...] = field(default_factory=lambda: tuple(_Part() for _ in range(PARTS)))
    _zero_lengths: set[int] = field(default_factory=set)

    def add(self, numbers: Iterable[tuple[str, int]]) -> None:
        """Take some numbers; none is blank."""
        for number, row in numbers:
            hashed = hash(number)
            part = self._parts[hashed % PARTS]
            part.hashes.append(hashed)
            part.rows.append(row)
            part.figures.append(self._figures(number) if number.isdecimal() else 0)

    def _figures(self, number: str) -> int:
        if not number.isascii():
            return 0
        if number[0] == "0":
            self._zero_lengths.add(len(number))
            return 0
        return min(len(number), MOST_FIGURES)

    @property
    def full_length(self) -> int | None:
        """The length of the numbers with a leading zero, where they have one length."""
        return min(self._zero_lengths) if len(self._zero_lengths) == 1 else None

    def suspects(self) -> set[int]:
        """The rows whose number may stand twice, or may have lost its leading zeros."""
        rows = {row for part in self._parts for row in part.twice()}
        if self.full_length is not None:
            rows.update(row for part in self._parts for row in part.shorter_than(self.full_length))
        return rows
