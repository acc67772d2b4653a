"""Checks rows by the column, where nothing of them is to be sent: a dry run only counts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import NamedTuple

from customer_import.records.record_batch import Filled
from customer_import.records.row_builder import Built, RowBuilder
from customer_import.records.sieve import Sieve
from customer_import.table import Row


class Counted(NamedTuple):
    """What rows of one pattern send.

    Attributes:
        filled: what their customers fill.
        addresses: how many each has.
    """

    filled: Filled
    addresses: int


@dataclass(frozen=True, slots=True)
class Checked:
    """A batch of rows that were checked.

    Attributes:
        right: what the rows that are right fill, and how many of them do.
        numbers: their customer numbers; those the server makes left out.
        rows: that these numbers are of.
        built: the other rows, built the plain way, right or wrong.
    """

    right: Counter[Counted]
    numbers: list[str]
    rows: list[int]
    built: list[Built]


@dataclass(slots=True)
class BatchChecker:
    """Checks batches of rows by a mapping fitted to the file's headers."""

    builder: RowBuilder
    _sieve: Sieve[Counted] = field(init=False)

    def __post_init__(self) -> None:
        """Fit the sieve to the mapping."""
        self._sieve = Sieve(self.builder, self.counted)

    def check(self, rows: Sequence[Row]) -> Checked:
        """Check a batch."""
        sure, doubted = self._sieve.sift(rows)
        right: Counter[Counted] = Counter()
        for blanks, count in Counter(sure.blanks).items():
            right[sure.known[blanks]] += count
        numbers = self._sieve.numbers(sure)
        numbered = [row.number for row in compress(sure.rows, numbers)]
        built = list(self.builder.build(doubted))
        return Checked(right, list(filter(None, numbers)), numbered, built)

    def counted(self, built: Built) -> Counted:
        """What a row sends that was built the plain way."""
        return Counted(self.builder.filled(built), len(built.addresses))
