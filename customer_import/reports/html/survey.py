"""A first look at all rows: their problems by cause, and which of them the page shows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from customer_import.ledger.results import RowResult
from customer_import.reports.causes import Causes
from customer_import.reports.tables import TROUBLED

FEW = 2_000
"""Rows up to which the page shows all."""
MOST = 5_000
"""Rows with problems that it shows of a longer list."""


@dataclass(slots=True)
class Survey:
    """What was found.

    Attributes:
        total: rows of the list.
        causes: of the problems.
        troubled: rows with problems.
        last: the number of the last row that the page shows.
    """

    total: int
    causes: Causes = field(default_factory=Causes)
    troubled: int = 0
    last: int = 0

    @property
    def all_shown(self) -> bool:
        """Whether the page shows every row."""
        return self.total <= FEW

    def look_at(self, rows: Iterable[RowResult]) -> None:
        """Look at every row once."""
        for row in rows:
            self.causes.add(row)
            self.troubled += is_troubled(row)
            if self.all_shown or (is_troubled(row) and self.troubled <= MOST):
                self.last = row.number

    def shown(self, rows: Iterable[RowResult]) -> Iterator[RowResult]:
        """Those of the same rows that the page shows."""
        for row in rows:
            if row.number > self.last:
                return
            if self.all_shown or is_troubled(row):
                yield row


def is_troubled(row: RowResult) -> bool:
    """Whether there is something to say against a row."""
    return bool(row.problems) or row.state in TROUBLED
