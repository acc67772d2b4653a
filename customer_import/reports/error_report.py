"""The error report: every row that was not saved and why; itself a list that can be run again."""

import csv
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from customer_import.formula import neutralise_all
from customer_import.ledger.results import RowResult
from customer_import.reports.files import written
from customer_import.shifted_cells import pack
from customer_import.table import JOINT, REPORT_COLUMNS

WORKBOOK = ".xlsx"


def write_errors(
    path: Path, headers: Sequence[str], delimiter: str, rows: Iterable[RowResult]
) -> None:
    """Write a workbook with marked cells if the path ends in `.xlsx`, else a CSV.

    Args:
        path: where to.
        headers: of the list.
        delimiter: of the list; a comma for a workbook.
        rows: those that are invalid, failed, unknown or held.

    Raises:
        SettingError: it cannot be written there, or holds more than a workbook can.
    """
    if path.suffix.lower() == WORKBOOK:
        # Imported here because few reports are workbooks, and every run would wait for it.
        from customer_import.reports.error_workbook import write_error_workbook  # noqa: PLC0415

        write_error_workbook(path, headers, rows)
        return
    with written(path) as file:
        usual = csv.writer(file, delimiter=delimiter)
        # Lines within a cell may look like rows; if all cells are quoted, no reader is misled.
        quoting = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        header = [*neutralise_all(headers), *REPORT_COLUMNS]
        for cells in chain([header], (_line(row, len(headers)) for row in rows)):
            (quoting if _has_lines(cells) else usual).writerow(cells)


def _has_lines(cells: Sequence[str]) -> bool:
    whole = "".join(cells)
    return "\n" in whole or "\r" in whole


def _line(row: RowResult, width: int) -> list[str]:
    """Return a row's own cells as they were, then what became of it."""
    errors = [problem for problem in row.problems if problem.severity == "error"]
    told = (
        str(row.number),
        row.state,
        JOINT.join([problem.field for problem in errors]),
        JOINT.join([problem.code for problem in errors]),
        JOINT.join([problem.message for problem in errors]),
    )
    return neutralise_all([*pack(row.cells, width), *told])
