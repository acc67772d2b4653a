"""Old Excel workbooks (.xls), whose numbers come as their formats show them: 00042 stays 00042."""

import io
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import xlrd
from xlrd.book import Book
from xlrd.sheet import Sheet

from customer_import.errors import InputFileError
from customer_import.readers.kind import UNLOCK
from customer_import.readers.merged_cells import MergedCells
from customer_import.readers.sheet_choice import SheetSurvey, SheetTab, choose
from customer_import.readers.sheet_table import read_sheet
from customer_import.readers.xlsx.cell_texts import TypedCells, UnusableCell
from customer_import.readers.xlsx.formats import BUILT_IN, Format, read_format
from customer_import.readers.xlsx.part_xml import REPAIR
from customer_import.table import Flaw, Row, Source, Table

_KINDS = {
    xlrd.XL_CELL_NUMBER: "n",
    xlrd.XL_CELL_DATE: "n",
    xlrd.XL_CELL_BOOLEAN: "b",
    xlrd.XL_CELL_ERROR: "e",
}
"""What a cell of an .xlsx says of its type, by what xlrd says; all others are texts."""
_EXACT = 10**15


@contextmanager
def open_xls(file: Path, source: Source) -> Iterator[Table]:
    """Open a workbook; its rows are read while they are walked, so walk them inside.

    Args:
        file: the file.
        source: how to read it: the sheet, the header's row, the decimal sign.

    Raises:
        InputFileError: it is damaged or locked, or has no such sheet or no table.
    """
    with _refusing_damage():
        book = xlrd.open_workbook(
            str(file),
            logfile=io.StringIO(),
            formatting_info=True,
            ragged_rows=True,
        )
    with book:
        cells = TypedCells((), _formats(book), source.decimal, since_1904=book.datemode == 1)

        def open_sheet(tab: SheetTab) -> XlsSheet:
            return XlsSheet(book.sheet_by_index(int(tab.part)), cells)

        choice = choose(_tabs(book), open_sheet, source.sheet)
        yield read_sheet(choice, source.header_row)


class XlsSheet:
    """One sheet of an .xls.

    Attributes:
        rows: those that have a cell which is not blank.
        hidden_columns: spans of hidden columns, counted from 1.
    """

    def __init__(self, sheet: Sheet, cells: TypedCells) -> None:
        self._sheet = sheet
        self._cells = cells
        self.rows = self._filled()
        columns = sheet.colinfo_map.items()
        self.hidden_columns = [(at + 1, at + 1) for at, column in columns if column.hidden]

    def survey(self) -> SheetSurvey:
        """Look over the whole sheet."""
        sheet = self._sheet
        hidden = sum(
            1 for at, row in sheet.rowinfo_map.items() if row.hidden and self._is_filled(at)
        )
        merges = (
            MergedCells(top + 1, bottom, left, right - 1)
            for top, bottom, left, right in sheet.merged_cells
        )
        return SheetSurvey(hidden, tuple(merges))

    def _is_filled(self, at: int) -> bool:
        return at < self._sheet.nrows and any(map(bool, self._sheet.row_values(at)))

    def _filled(self) -> Generator[Row]:
        for at in range(self._sheet.nrows):
            row = self._row(at)
            if row.flaws or any(map(str.strip, row.cells)):
                yield row

    def _row(self, at: int) -> Row:
        texts, flaws = [], []
        cells = zip(self._sheet.row_types(at), self._sheet.row_values(at), strict=True)
        for column, (kind, value) in enumerate(cells):
            if kind not in _KINDS:
                texts.append(str(value))
                continue
            try:
                style = str(self._sheet.cell_xf_index(at, column))
                texts.append(self._cells.text(_KINDS[kind], style, _stored(kind, value)))
            except UnusableCell as error:
                texts.append(error.text)
                flaws.append(error.flaw(column))
        return Row(at + 1, texts, tuple[Flaw, ...](flaws))


def _stored(kind: int, value: float | str) -> str:
    """Return a value as an .xlsx stores it."""
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(int(value), "#VALUE!"))
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < _EXACT else repr(number)


def _tabs(book: Book) -> tuple[SheetTab, ...]:
    """Return the sheets, none of which is a chart: xlrd leaves those out."""
    return tuple(
        SheetTab(sheet.name, bool(sheet.visibility), str(at))
        for at, sheet in enumerate(book.sheets())
    )


def _formats(book: Book) -> list[Format]:
    """Return what each style of the workbook shows, in the order that cells count them."""
    return [_format(book, style.format_key) for style in book.xf_list]


def _format(book: Book, number: int) -> Format:
    stated = book.format_map.get(number)
    return BUILT_IN.get(str(number)) or (read_format(stated.format_str) if stated else None)


@contextmanager
def _refusing_damage() -> Iterator[None]:
    """Say in plain words why a workbook cannot be read.

    Raises:
        InputFileError: it is damaged, or protected by a password.
    """
    try:
        yield
    except InputFileError:
        raise
    except Exception as error:
        if "encrypted" in str(error):
            message = "The workbook is protected by a password."
            raise InputFileError(message, UNLOCK) from None
        # xlrd follows what a damaged file says, and fails wherever that leads.
        message = "The workbook is damaged, or was not made by Excel."
        raise InputFileError(message, REPAIR) from error
