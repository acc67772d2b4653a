"""The customer numbers of a list that is too long to keep them: which of them need a second look.

A number is known by its hash, 64 bits of it. Two that share one are only suspected to be the same,
so whoever asks compares the rows themselves.
"""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress

from customer_import.customer import folded
from customer_import.ledger.whole_list.alike_numbers import bare, may_be_bared
from customer_import.ledger.whole_list.hashes import repeated
from customer_import.ledger.whole_list.row_numbers import RowNumbers
from customer_import.records.built.built_rows import BuiltRows

MOST_FIGURES = 255


@dataclass(slots=True)
class Numbers:
    """Takes the numbers of one list, each with its row.

    Attributes:
        as_known: returns a number as it is compared.
    """

    as_known: Callable[[str], str] = folded
    _hashes: "array[int]" = field(default_factory=lambda: array("q"))
    _rows: RowNumbers = field(default_factory=RowNumbers)
    _figures: "array[int]" = field(default_factory=lambda: array("B"))
    """How many each has; 0 for one with a leading zero, or with anything but figures."""
    _bared: "array[int]" = field(default_factory=lambda: array("q"))
    """The hashes of all as they are written at the barest; none where that is as they are."""
    _zero_lengths: set[int] = field(default_factory=set)

    def add(self, numbers: Sequence[str], rows: Sequence[int]) -> None:
        """Take some numbers, none of them blank, and the row of each."""
        known = list(map(self.as_known, numbers))
        self._add_bared(known)
        self._hashes.extend(map(hash, known))
        self._rows.add(rows)
        is_plain = any(map(str.isdecimal, numbers))
        self._figures.extend(self._lengths(numbers) if is_plain else bytes(len(numbers)))

    def _lengths(self, numbers: Sequence[str]) -> Iterable[int]:
        """Return how many figures each number has; remember the lengths of those with zeros."""
        plain = [each if each.isdecimal() and each.isascii() else "" for each in numbers]
        padded = [each[:1] == "0" for each in plain]
        self._zero_lengths.update(map(len, compress(plain, padded)))
        return [
            0 if is_padded else min(len(each), MOST_FIGURES)
            for each, is_padded in zip(plain, padded, strict=True)
        ]

    def add_built(self, built: BuiltRows) -> None:
        """Take the numbers of a batch of rows."""
        numbers = built.customer_numbers()
        self.add(list(filter(None, numbers)), [row.number for row in compress(built.rows, numbers)])

    def _add_bared(self, known: Sequence[str]) -> None:
        """Take how numbers are written at the barest, once one can be written in another way."""
        is_bared = may_be_bared(known)
        if not is_bared and not self._bared:
            return
        if not self._bared:
            self._bared.extend(self._hashes)
        self._bared.extend(map(hash, map(bare, known) if is_bared else known))

    def alike(self) -> set[int]:
        """Return the rows whose numbers may differ only in how they are written."""
        shared = set(repeated(self._bared))
        pairs = zip(self._bared, self._hashes, strict=True) if shared else ()
        mixed = {each for each, other in pairs if each != other and each in shared}
        return set(compress(self._rows, map(mixed.__contains__, self._bared))) if mixed else set()

    @property
    def full_length(self) -> int | None:
        """Return the length of the numbers with a leading zero, where they have one length."""
        return min(self._zero_lengths) if len(self._zero_lengths) == 1 else None

    def holds(self, numbers: Iterable[str]) -> set[str]:
        """Return which of these numbers are there, or share their hash with one that is."""
        by_hash = {hash(self.as_known(each)): each for each in numbers}
        return {by_hash[each] for each in self._hashes if each in by_hash} if by_hash else set()

    def suspects(self) -> set[int]:
        """Return the rows whose number may be there twice, or may have lost its leading zeros."""
        twice = set(repeated(self._hashes))
        rows = set(compress(self._rows, map(twice.__contains__, self._hashes))) if twice else set()
        if self.full_length is not None:
            shorter = [0 < figures < self.full_length for figures in self._figures]
            rows.update(compress(self._rows, shorter))
        return rows
