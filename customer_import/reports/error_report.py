"""The error report: every row that was not saved and why; itself a list that can be run again."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from customer_import.formula import neutralise_all
from customer_import.ledger.runs.results import RowResult
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
        writer = _LineWriter(file, delimiter, len(headers))
        writer.write([*neutralise_all(headers), *REPORT_COLUMNS])
        for row in rows:
            writer.write(_line(row, len(headers)))


class _LineWriter:
    """Writes lines of a CSV.

    Args:
        file: where to.
        delimiter: between cells.
        width: how many cells of each line are the list's own, before those that we add.
    """

    def __init__(self, file: TextIO, delimiter: str, width: int) -> None:
        self._file, self._delimiter, self._width = file, delimiter, width
        self._usual = csv.writer(file, delimiter=delimiter)
        # Lines within a cell may look like rows; if all cells are quoted, no reader is misled.
        self._quoting = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)

    def write(self, cells: Sequence[str]) -> None:
        """Write a line."""
        own, added = cells[: self._width], cells[self._width :]
        whole, told = "".join(own), "".join(added)
        if "\n" in whole or "\r" in whole or "\n" in told or "\r" in told:
            self._quoting.writerow(cells)
        elif self._delimiter in whole or '"' in whole:
            self._usual.writerow(cells)
        else:
            # csv looks at each character, which takes longer than all else that is done to a line.
            self._file.write(self._delimiter.join(own) + self._delimiter)
            self._usual.writerow(added)


def _line(row: RowResult, width: int) -> Sequence[str]:
    """Return a row's own cells as they were, then what became of it."""
    errors = [
        (problem.field, problem.code, problem.message)
        for problem in row.problems
        if problem.severity == "error"
    ]
    told = map(JOINT.join, zip(*errors, strict=True)) if errors else ("", "", "")
    cells = pack(row.cells, width)
    cells += (str(row.number), row.state, *told)
    return neutralise_all(cells)
