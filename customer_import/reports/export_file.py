"""The file of an export: CSV or a workbook, in which every cell is a text."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from customer_import.errors import SettingError
from customer_import.formula import neutralise_all
from customer_import.readers.xlsx.sheet import LAST_COLUMN
from customer_import.reports.error_report import WORKBOOK
from customer_import.reports.files import written, written_bytes
from customer_import.reports.marked_sheet import (
    LONGEST,
    SHEET_ROWS,
    TEXT,
    escaped,
    guarded,
    is_risky,
    too_long,
)

if TYPE_CHECKING:
    from openpyxl.cell import Cell

KINDS = (".csv", WORKBOOK)
_REMEDY = "Name a file that ends in .csv."


def write_export(path: Path, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a list; nothing is left of it if its rows end with an exception.

    Raises:
        SettingError: it cannot be written there, or holds more than a workbook can.
    """
    if path.suffix.lower() == WORKBOOK:
        _write_workbook(path, headers, rows)
        return
    with written(path) as file:
        writer = csv.writer(file)
        writer.writerow(headers)
        writer.writerows(map(neutralise_all, rows))


def _write_workbook(path: Path, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    if len(headers) > LAST_COLUMN:
        raise SettingError(f"A workbook has at most {LAST_COLUMN:,} columns.", _REMEDY)
    with written_bytes(path) as file, _sheet() as (book, sheet):
        sheet.freeze_panes = "A2"
        sheet.append([_cell(sheet, name, bold=True) for name in headers])
        for number, row in enumerate(rows, 2):
            if number > SHEET_ROWS:
                raise SettingError(f"A workbook has at most {SHEET_ROWS:,} rows.", _REMEDY)
            sheet.append([_cell(sheet, text) if text else None for text in row])
        book.save(file)


@contextmanager
def _sheet() -> Iterator[tuple[Any, Any]]:
    """Give a new workbook and its sheet, which leaves no file open."""
    from openpyxl import Workbook  # noqa: PLC0415 - slow

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Customers")
    try:
        yield book, sheet
    finally:
        if not sheet.closed:
            sheet.close()


def _cell(sheet: Any, text: str, *, bold: bool = False) -> "Cell":
    """Return a cell of text: it runs no formula, and keeps its leading zeros."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - slow
    from openpyxl.styles import Font  # noqa: PLC0415 - slow

    value = escaped(guarded(text))
    if too_long(value):
        raise SettingError(
            f"A text has {len(text):,} characters, and a workbook's cell takes {LONGEST:,}.",
            _REMEDY,
        )
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    cell.number_format = TEXT
    cell.quotePrefix = is_risky(text)
    if bold:
        cell.font = Font("Calibri", 11, bold=True)
    return cell
