"""Binary Excel workbooks (.xlsb) and OpenDocument spreadsheets (.ods).

What reads them tells the number that a cell stores, and not how it is displayed: 00042 and 42 are
one. So each whole number carries a doubt, which counts where a number, a phone or a postcode is
meant.
"""

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from customer_import.errors import InputFileError
from customer_import.problems import Code
from customer_import.readers.sheet_choice import SheetSurvey, SheetTab, choose
from customer_import.readers.sheet_marks import SheetMarks, sheet_marks
from customer_import.readers.sheet_table import read_sheet
from customer_import.readers.xlsx.cell_texts import TypedCells, UnusableCell
from customer_import.readers.xlsx.numerals import Shown, show, show_iso
from customer_import.readers.xlsx.sheet import LAST_COLUMN, LAST_ROW, too_large
from customer_import.table import Flaw, Row, Source, Table

_NOT_DISPLAYED = (
    "This kind of file does not tell how a number is displayed, so leading zeros may be missing. "
    "Customer numbers, phones and postcodes that are stored as numbers have a warning. To be sure, "
    "save the list as .xlsx and use that file."
)
_DOUBT = (
    "This is stored as a number, so leading zeros that were displayed (as in 00042) are missing "
    "here. Compare it, or save the list as .xlsx and use that file."
)
_REPAIR = "Open it in the program it is from, save it as .xlsx and use that file."
_DAY = timedelta(days=1)
_STDERR = 2
_PANIC = "PanicException"
_MOST_CELLS = 100_000_000
"""Blank ones included; a million rows of a hundred columns."""


@contextmanager
def open_with_calamine(file: Path, source: Source) -> Iterator[Table]:
    """Open a workbook; its rows are read while they are walked, so walk them inside.

    Args:
        file: the file.
        source: how to read it: the sheet, the header's row, the decimal sign.

    Raises:
        InputFileError: it is damaged, or has no such sheet or no table.
    """
    with _refusing_damage():
        book = CalamineWorkbook.from_path(str(file))
    with book:
        cells = TypedCells((), (), source.decimal, since_1904=False)

        def open_sheet(tab: SheetTab) -> CellSheet:
            with _refusing_damage():
                sheet = _checked(book.get_sheet_by_index(int(tab.part)))
                return CellSheet(sheet, cells, sheet_marks(file, int(tab.part)))

        tabs = [_tab(at, about) for at, about in enumerate(book.sheets_metadata)]
        table = read_sheet(choose(tabs, open_sheet, source.sheet), source.header_row)
        yield replace(table, notices=(_NOT_DISPLAYED, *table.notices))


class CellSheet:
    """One sheet of a workbook that tells values, and nothing of how they look.

    Attributes:
        rows: those that have a cell which is not blank.
        hidden_columns: none is known.
    """

    def __init__(self, sheet: CalamineSheet, cells: TypedCells, marks: SheetMarks) -> None:
        self._sheet = sheet
        self._cells = cells
        self._marks = marks
        self.rows = self._filled()
        self.hidden_columns: list[tuple[int, int]] = []

    def survey(self) -> SheetSurvey:
        """Return what is merged; of hidden rows nothing is known."""
        return SheetSurvey(merges=self._marks.merges)

    def _filled(self) -> Generator[Row]:
        if self._sheet.start is None:
            return
        left = self._sheet.start[1]
        for number, values in enumerate(self._sheet.iter_rows(), 1):
            row = self._row(number, left, values)
            if row.flaws or any(map(str.strip, row.cells)):
                yield row

    def _row(self, number: int, left: int, values: list[Any]) -> Row:
        texts, flaws = [""] * left, list[Flaw]()
        if shown := self._marks.errors.get(number):
            places = enumerate(values, left)
            values = [CellError(shown[at]) if at in shown else value for at, value in places]
        for column, value in enumerate(values, left):
            if isinstance(value, str):
                texts.append(value)
                continue
            try:
                texts.append(_spelt(value, self._cells))
            except UnusableCell as error:
                texts.append(error.text)
                flaws.append(error.flaw(column))
            if is_whole_number(value):
                flaws.append(_doubt(column))
        return Row(number, texts, tuple(flaws))


class CellError(NamedTuple):
    """An error that a cell shows."""

    shown: str


def _checked(sheet: CalamineSheet) -> CalamineSheet:
    """Return a sheet that is not larger than a sheet can be.

    Raises:
        InputFileError: it is larger, as damaged files say.
    """
    height, width = sheet.total_height, sheet.total_width
    if height > LAST_ROW or width > LAST_COLUMN or height * width > _MOST_CELLS:
        raise too_large()
    return sheet


def is_whole_number(value: object) -> bool:
    """Tell whether a value is a number that may be an id."""
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


@lru_cache
def _doubt(column: int) -> Flaw:
    return Flaw(Code.ZEROS_UNKNOWN, _DOUBT, column, "warning")


def _spelt(value: object, cells: TypedCells) -> str:
    """Return a value as it is spelt in the cells of an .xlsx.

    Raises:
        UnusableCell: it is of a kind that is not known.
    """
    match value:
        case CellError():
            return cells.text("e", "", value.shown)
        case bool():
            return cells.text("b", "", str(value))
        case int() | float():
            return cells.text("n", "", str(int(value)) if is_whole_number(value) else repr(value))
        case datetime() | date() | time():
            return show_iso(value.isoformat())
        case timedelta():
            return show(value / _DAY, Shown.ELAPSED, since_1904=False)
        case _:
            raise UnusableCell(str(value), "The cell has a type that is not known.")


def _tab(at: int, about: SheetMetadata) -> SheetTab:
    is_table = about.typ == SheetTypeEnum.WorkSheet
    hidden = about.visible != SheetVisibleEnum.Visible
    return SheetTab(about.name, hidden, str(at) if is_table else "")


@contextmanager
def _hushed() -> Iterator[None]:
    """Keep from the terminal what the library itself prints of a damaged file."""
    try:
        kept = os.dup(_STDERR)
    except OSError:
        # A program without a terminal may have no standard error.
        yield
        return
    try:
        with Path(os.devnull).open("wb") as nothing:
            os.dup2(nothing.fileno(), _STDERR)
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)


@contextmanager
def _refusing_damage() -> Iterator[None]:
    """Say in plain words that a workbook cannot be read.

    Raises:
        InputFileError: it is damaged.
    """
    try:
        with _hushed():
            yield
    except InputFileError:
        raise
    except BaseException as error:
        # The library also fails by what no `Exception` covers, if a file misleads it.
        if not isinstance(error, Exception) and type(error).__name__ != _PANIC:
            raise
        message = "The workbook is damaged, or lacks a part."
        raise InputFileError(message, _REPAIR) from error
