"""The error report: every row that was not saved and why; itself a list that can be run again."""

import csv
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from customer_import.formula import neutralise
from customer_import.ledger.results import RowResult
from customer_import.reports.files import written
from customer_import.shifted_cells import pack
from customer_import.table import JOINT, REPORT_COLUMNS


def write_error_report(
    path: Path, headers: tuple[str, ...], delimiter: str, rows: Iterable[RowResult]
) -> None:
    """Write the report.

    Args:
        path: where to.
        headers: of the list.
        delimiter: of the list; a comma for a workbook.
        rows: those that are invalid, failed or unknown.

    Raises:
        SettingError: it cannot be written there.
    """
    with written(path) as file:
        usual = csv.writer(file, delimiter=delimiter)
        # Lines within a cell may look like rows; where all cells are quoted, no reader is misled.
        quoting = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        header = [*map(neutralise, headers), *REPORT_COLUMNS]
        for cells in chain([header], (report_row(row, len(headers)) for row in rows)):
            (quoting if _has_lines(cells) else usual).writerow(cells)


def _has_lines(cells: Sequence[str]) -> bool:
    return any("\n" in cell or "\r" in cell for cell in cells)


def report_row(row: RowResult, width: int) -> list[str]:
    """A row's own cells as they were, then what became of it."""
    said = [problem for problem in row.problems if problem.severity == "error"]
    return [
        *map(neutralise, pack(row.cells, width)),
        str(row.number),
        row.state,
        JOINT.join(problem.field for problem in said),
        JOINT.join(problem.code for problem in said),
        neutralise(JOINT.join(problem.message for problem in said)),
    ]
