"""The customer numbers of a list that is too long to keep them: which of them need a second look.

A number is known by its hash, 64 bits of it. Two that share one are only suspected to be the same,
so whoever asks compares the rows themselves.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress, pairwise

from customer_import.customer import folded

PARTS = 8
"""Hashes are compared in so many parts, one after the other: a million integers take 8 MB in an
array, and 60 in a set."""
MOST_FIGURES = 255


@dataclass(slots=True)
class Numbers:
    """Takes the numbers of one list, each with its row.

    Attributes:
        as_known: returns a number as it is compared.
    """

    as_known: Callable[[str], str] = folded
    _hashes: "array[int]" = field(default_factory=lambda: array("q"))
    _rows: "array[int]" = field(default_factory=lambda: array("I"))
    _figures: "array[int]" = field(default_factory=lambda: array("B"))
    """How many each has; 0 for one with a leading zero, or with anything but figures."""
    _zero_lengths: set[int] = field(default_factory=set)

    def add(self, numbers: Sequence[str], rows: Sequence[int]) -> None:
        """Take some numbers, none of them blank, and the row of each."""
        self._hashes.extend(map(hash, map(self.as_known, numbers)))
        self._rows.extend(rows)
        plain = [each if each.isdecimal() and each.isascii() else "" for each in numbers]
        padded = [each[:1] == "0" for each in plain]
        self._zero_lengths.update(map(len, compress(plain, padded)))
        self._figures.extend(
            [
                0 if is_padded else min(len(each), MOST_FIGURES)
                for each, is_padded in zip(plain, padded, strict=True)
            ]
        )

    @property
    def full_length(self) -> int | None:
        """Return the length of the numbers with a leading zero, where they have one length."""
        return min(self._zero_lengths) if len(self._zero_lengths) == 1 else None

    def suspects(self) -> set[int]:
        """Return the rows whose number may be there twice, or may have lost its leading zeros."""
        twice = set(self._twice())
        rows = set(compress(self._rows, map(twice.__contains__, self._hashes))) if twice else set()
        if self.full_length is not None:
            shorter = [0 < figures < self.full_length for figures in self._figures]
            rows.update(compress(self._rows, shorter))
        return rows

    def _twice(self) -> Iterator[int]:
        """Yield the hashes that are there twice."""
        for part in range(PARTS):
            hashes = [each for each in self._hashes if each % PARTS == part]
            if len(set(hashes)) < len(hashes):
                yield from (one for one, other in pairwise(sorted(hashes)) if one == other)
