"""What only a whole column tells of its values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from customer_import.records.values.dates import Forms


class ColumnFacts(NamedTuple):
    """What is known of one column.

    Attributes:
        dates: the forms that fit all its short dates; None where there are none.
        with_zeros: the digits of values that have kept their leading zeros; 0 where not known.
    """

    dates: Forms | None = None
    with_zeros: int = 0


@dataclass(frozen=True, slots=True)
class SurveyedColumns:
    """What the first rows of a list tell of its columns, by their positions.

    Attributes:
        dates: the forms that fit all short dates of a column.
        floats: columns of which every number was written with `.0` behind it.
        with_zeros: the digits of values that have kept their leading zeros: postcodes and phones.
        always: columns that every row fills which fills more than a title and its sum.
    """

    dates: Mapping[int, Forms] = field(default_factory=dict)
    floats: frozenset[int] = frozenset()
    with_zeros: Mapping[int, int] = field(default_factory=dict)
    always: frozenset[int] = frozenset()

    def of(self, positions: Sequence[int]) -> ColumnFacts:
        """Return what is known of the only column among these; nothing where there are more."""
        if len(positions) != 1:
            return ColumnFacts()
        return ColumnFacts(self.dates.get(positions[0]), self.with_zeros.get(positions[0], 0))


NOTHING_KNOWN = SurveyedColumns()
