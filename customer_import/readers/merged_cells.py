"""Cells that a workbook merges, and those over several rows, of which only the first has the value.

A spreadsheet shows the value beside all of the rows and stores it once, so the rows below would go
without it. They may be customers of their own, and then nothing else says what they lack.
"""

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import NamedTuple

from customer_import.problems import Code, Problem
from customer_import.table import Flaw, Row

MOST_MERGES = 200_000
"""Merged cells that are remembered, in about 40 MB; a list with more of them has a warning."""
_LONGEST = 60
_REMEDY = "Unmerge the cells and fill each of them in."


class MergedCells(NamedTuple):
    """Cells that a workbook merges: the numbers of their rows, and their columns from 0."""

    row: int
    last_row: int
    first: int
    last: int

    @property
    def is_across(self) -> bool:
        """Tell whether they are of several columns."""
        return self.first < self.last

    @property
    def is_down(self) -> bool:
        """Tell whether they are of several rows."""
        return self.row < self.last_row


def with_merged_cells(rows: Iterable[Row], merges: Iterable[MergedCells]) -> Iterator[Row]:
    """Yield rows; a blank cell that is merged with one above, which has a value, has a flaw.

    Args:
        rows: of a sheet, in their order.
        merges: of the sheet, over several rows.
    """
    coming = sorted(merges, key=attrgetter("row"), reverse=True)
    begun: dict[int, tuple[MergedCells, Flaw]] = {}
    for row in rows:
        flaws = tuple(
            flaw
            for column, (merge, flaw) in begun.items()
            if row.number <= merge.last_row and not _text(row, column)
        )
        while coming and coming[-1].row <= row.number:
            merge = coming.pop()
            begun.pop(merge.first, None)
            if merge.row == row.number and (text := _text(row, merge.first)):
                begun[merge.first] = merge, _flaw(merge, text)
        yield row._replace(flaws=(*row.flaws, *flaws)) if flaws else row


def _text(row: Row, column: int) -> str:
    return row.cells[column].strip() if column < len(row.cells) else ""


def _flaw(merge: MergedCells, text: str) -> Flaw:
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return Flaw(
        Code.MERGED_CELL,
        f"This cell is merged with the one of row {merge.row}, and only row {merge.row} has its "
        f"value “{text}”. {_REMEDY}",
        merge.first,
        "warning",
        "This cell is merged with one above it, and only the first row of them has the value. "
        f"{_REMEDY}",
    )


def too_many_merges(merges: int) -> Iterator[Problem]:
    """Say that some merged cells are not looked at, where a sheet has too many of them."""
    if merges >= MOST_MERGES:
        message = (
            f"The sheet has {MOST_MERGES:,} merged cells or more, and further ones are not looked "
            f"at. {_REMEDY}"
        )
        yield Problem(Code.MERGED_CELL, message, severity="warning")
