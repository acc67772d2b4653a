"""The sheet of a marked workbook, written row by row, and what its cells can hold.

openpyxl keeps the rows in a file until the workbook is saved; notes are kept in memory.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import starmap
from math import ceil
from textwrap import wrap
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from customer_import.formula import neutralise
from customer_import.readers.xlsx.sheet import column_to_letters
from customer_import.table import REPORT_COLUMNS

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.comments import Comment

GENERAL, TEXT = "General", "@"
"""Number formats: what is typed into a cell of the second keeps its leading zeros."""
LONGEST = 32_767
"""Characters (UTF-16 units) that Excel takes in a cell."""
SHEET_ROWS = 1_048_576
"""Rows that Excel takes in a sheet."""
MOST_NOTES = 10_000
"""Notes are held in memory, about 5 KB each; further cells are filled only."""
_NAME = "Rows to fix"
_AUTHOR = "customer-import"
_SEEN = 120
"""Characters that are side by side on a usual screen."""
_LONGEST_NOTE = 1000
_NOTE_LINE, _NOTE_WIDTH, _LINE_HEIGHT = 44, 320, 19
_ROW_HEIGHT, _HIGHEST = 15, 405
"""Points: of a line, and at most of a row in Excel."""
_MARK = "FFFFC7CE"
HEAD, HEAD_OF_OURS = "FFE7E6E6", "FFFFE699"
"""Colours of headers: usual ones, and those that stand out."""
_NO_XML = "\x00-\x08\x0b-\x1f\ufffe\uffff"
_AMBIGUOUS = re.compile(rf"_(?=x[0-9A-Fa-f]{{4}}[_{_NO_XML}])")
_FORBIDDEN = re.compile(f"[{_NO_XML}]")


def escaped(text: str) -> str:
    """Return a text with what XML cannot hold as `_xHHHH_` (ECMA-376 part 1, 22.9.2.19).

    A carriage return is escaped too, because parsers make a line feed of it.
    """
    text = _AMBIGUOUS.sub("_x005F_", text)
    return _FORBIDDEN.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def is_risky(text: str) -> bool:
    """Tell whether a spreadsheet would run a text as a formula once somebody edits its cell."""
    return neutralise(text) != text


def guarded(text: str) -> str:
    """Return an own cell's text so that the reader of a report restores it.

    A text cell runs no formula, so an apostrophe is added only to what would lose one.
    """
    return neutralise(text) if text.startswith("'") else text


def too_long(text: str) -> bool:
    """Tell whether an escaped text is more than a cell takes."""
    return len(text) * 2 > LONGEST and len(text.encode("utf-16-le")) // 2 > LONGEST


def note_of(text: str) -> "Comment":
    """Return the note of a cell, as large as its text needs."""
    from openpyxl.comments import Comment  # noqa: PLC0415 - slow

    if len(text) > _LONGEST_NOTE:
        text = f"{text[:_LONGEST_NOTE]}…"
    lines = sum(ceil(len(line) / _NOTE_LINE) for line in text.split("\n"))
    return Comment(escaped(text), _AUTHOR, (lines + 1) * _LINE_HEIGHT, _NOTE_WIDTH)


class Look(NamedTuple):
    """How a cell looks.

    Attributes:
        number_format: its code.
        marked: filled, because it is to blame.
        quoted: text even after somebody edits it.
        wrapped: on as many lines as it takes.
    """

    number_format: str = GENERAL
    marked: bool = False
    quoted: bool = False
    wrapped: bool = False


class MarkedCell(NamedTuple):
    """One cell: a text (escaped), a row's number, or nothing."""

    value: str | int | None
    look: Look = Look()
    note: str = ""


class MarkedSheet:
    """The sheet, written row by row; a context that leaves no file open.

    Args:
        headers: of the list.

    Attributes:
        book: its workbook.
    """

    def __init__(self, headers: Sequence[str]) -> None:
        # Imported here because it is slow and few reports are workbooks.
        from openpyxl import Workbook  # noqa: PLC0415

        self.book = Workbook(write_only=True)
        self.book.properties.creator = _AUTHOR
        self._sheet: Any = self.book.create_sheet(_NAME)
        self._headers = headers
        self._rows = 1
        self._widths: Sequence[int] = ()
        self._notes = 0
        self._drawn: dict[Look, Cell] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._sheet.closed:
            self._sheet.close()

    def begin(self, widths: Sequence[int], problem: int) -> None:
        """Write what comes before the rows.

        Args:
            widths: of the columns.
            problem: the position of the cell in the first row that is to blame.
        """
        self._widths = widths
        for column, width in enumerate(widths):
            dimension = self._sheet.column_dimensions[column_to_letters(column)]
            dimension.width = width
            if column < len(self._headers):
                # What is typed into a blank cell keeps its leading zeros too.
                dimension.number_format = TEXT
        self._sheet.freeze_panes = "A2"
        self._sheet.print_title_rows = "1:1"
        self._sheet.page_setup.orientation = "landscape"
        self._show(problem, _left(widths, problem))
        self._sheet.append(self._header())

    def _show(self, problem: int, left: int) -> None:
        view = self._sheet.sheet_view
        view.topLeftCell = f"{column_to_letters(left)}1"
        view.pane.topLeftCell = f"{column_to_letters(left)}2"
        place = f"{column_to_letters(problem)}2"
        view.selection[0].activeCell = view.selection[0].sqref = place

    def _header(self) -> "Iterator[Cell]":
        for name in self._headers:
            yield self._head(guarded(name), HEAD)
        for name in REPORT_COLUMNS:
            yield self._head(name, HEAD_OF_OURS)

    def _head(self, name: str, colour: str) -> "Cell":
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - slow
        from openpyxl.styles import Font, PatternFill  # noqa: PLC0415 - slow

        cell = WriteOnlyCell(self._sheet, escaped(name))
        cell.data_type = "s"
        cell.font = Font("Calibri", 11, bold=True)
        cell.fill = PatternFill("solid", fgColor=colour)
        return cell

    def add(self, cells: Iterable[MarkedCell]) -> None:
        """Write a row."""
        self._rows += 1
        cells = list(cells)
        lines = max(starmap(_lines, zip(cells, self._widths, strict=True)), default=1)
        # Not every program makes a row as high as its text needs.
        self._sheet.row_dimensions[self._rows].height = min(lines * _ROW_HEIGHT, _HIGHEST)
        self._sheet.append(self._filled(cell) for cell in cells)
        del self._sheet.row_dimensions[self._rows]

    def _filled(self, cell: MarkedCell) -> "Cell | None":
        """Return the one cell of this look; it is written before the next one is asked for."""
        if cell.value is None and not cell.look.marked:
            return None
        if cell.look not in self._drawn:
            self._drawn[cell.look] = self._draw(cell.look)
        drawn = self._drawn[cell.look]
        drawn.value = cell.value
        if isinstance(cell.value, str):
            drawn.data_type = "s"
        if cell.look.marked:
            drawn.comment = self._note(cell.note)
        return drawn

    def _draw(self, look: Look) -> "Cell":
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - slow
        from openpyxl.styles import Alignment, PatternFill  # noqa: PLC0415 - slow

        cell = WriteOnlyCell(self._sheet)
        cell.number_format = look.number_format
        cell.alignment = Alignment(vertical="top", wrap_text=look.wrapped)
        cell.quotePrefix = look.quoted
        if look.marked:
            cell.fill = PatternFill("solid", fgColor=_MARK)
        return cell

    def _note(self, text: str) -> "Comment | None":
        if not text or self._notes >= MOST_NOTES:
            return None
        self._notes += 1
        return note_of(text)

    def end(self) -> None:
        """Set the filter, for which the last row has to be known."""
        last = column_to_letters(len(self._headers) + len(REPORT_COLUMNS) - 1)
        self._sheet.auto_filter.ref = f"A1:{last}{self._rows}"


def _lines(cell: MarkedCell, width: int) -> int:
    """Return the lines that a cell takes, broken at words as spreadsheets do."""
    if not (cell.look.wrapped and isinstance(cell.value, str)):
        return 1
    return sum(len(wrap(line, width - 1)) or 1 for line in cell.value.split("\n"))


def _left(widths: Sequence[int], problem: int) -> int:
    """Return the first column to show so that the one with the problem is seen."""
    if sum(widths[: problem + 1]) <= _SEEN:
        return 0
    left, seen = problem, widths[problem]
    while left and seen + widths[left - 1] <= _SEEN:
        left -= 1
        seen += widths[left]
    return left
