"""The sheet of a marked workbook, written row by row.

Its cells are kept in a file of openpyxl's until the workbook is saved; notes are kept in memory.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from customer_import.readers.xlsx.columns import column_to_letters
from customer_import.reports.list_look import GENERAL, ColumnLook
from customer_import.reports.workbook_cells import escaped, guarded
from customer_import.table import REPORT_COLUMNS

if TYPE_CHECKING:
    from openpyxl.cell import Cell as Written
    from openpyxl.comments import Comment

MOST_NOTES = 10_000
"""Notes are held in memory, about 5 KB each; further cells are filled only."""
_NAME = "Rows to fix"
_AUTHOR = "customer-import"
_SEEN = 120
"""Characters that are side by side on a usual screen."""
_LONGEST_NOTE = 1000
_NOTE_LINE, _NOTE_WIDTH, _LINE_HEIGHT = 44, 320, 19
_MARK, _HEAD, _OUR_HEAD = "FFFFC7CE", "FFE7E6E6", "FFFFE699"


class Style(NamedTuple):
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


class Cell(NamedTuple):
    """One cell: a text (escaped), a number, or nothing."""

    value: str | float | None
    style: Style = Style()
    note: str = ""


class MarkedSheet:
    """The sheet, written row by row; a context that leaves no file open.

    Args:
        headers: of the list.
        looks: of its columns.

    Attributes:
        book: its workbook.
    """

    def __init__(self, headers: Sequence[str], looks: Sequence[ColumnLook]) -> None:
        # Imported here because it is slow and few reports are workbooks.
        from openpyxl import Workbook  # noqa: PLC0415

        self.book = Workbook(write_only=True)
        self.book.properties.creator = _AUTHOR
        self._sheet: Any = self.book.create_sheet(_NAME)
        self._headers = headers
        self._looks = looks
        self._rows = 1
        self._notes = 0
        self._drawn: dict[Style, Written] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._sheet.closed:
            self._sheet.close()

    def begin(self, widths: Sequence[float], problem: int) -> None:
        """Write what comes before the rows.

        Args:
            widths: of the columns.
            problem: the position of the cell in the first row that is to blame.
        """
        for column, width in enumerate(widths):
            dimension = self._sheet.column_dimensions[column_to_letters(column)]
            dimension.width = width
            if column < len(self._looks):
                # A value typed into a blank cell is taken as its column's others are.
                dimension.number_format = self._looks[column].number_format
        self._sheet.freeze_panes = "A2"
        self._sheet.print_title_rows = "1:1"
        self._show(problem, _left(widths, problem))
        self._sheet.append(self._header())

    def _show(self, problem: int, left: int) -> None:
        view = self._sheet.sheet_view
        view.topLeftCell = f"{column_to_letters(left)}1"
        view.pane.topLeftCell = f"{column_to_letters(left)}2"
        place = f"{column_to_letters(problem)}2"
        view.selection[0].activeCell = view.selection[0].sqref = place

    def _header(self) -> "Iterator[Written]":
        for name, look in zip(self._headers, self._looks, strict=True):
            yield self._head(guarded(name), _HEAD, look.header)
        for name in REPORT_COLUMNS:
            yield self._head(name, _OUR_HEAD, {})

    def _head(self, name: str, colour: str, styles: dict[str, Any]) -> "Written":
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - slow
        from openpyxl.styles import Font, PatternFill  # noqa: PLC0415 - slow

        cell = WriteOnlyCell(self._sheet, escaped(name))
        cell.data_type = "s"
        usual = {
            "font": Font("Calibri", 11, bold=True),
            "fill": PatternFill("solid", fgColor=colour),
        }
        for attribute, style in (styles or usual).items():
            setattr(cell, attribute, style)
        return cell

    def add(self, cells: Iterable[Cell]) -> None:
        """Write a row."""
        self._rows += 1
        self._sheet.append(self._filled(cell) for cell in cells)

    def _filled(self, cell: Cell) -> "Written | None":
        """Return the one cell of this style; it is written before the next one is asked for."""
        if cell.value is None and not cell.style.marked:
            return None
        if cell.style not in self._drawn:
            self._drawn[cell.style] = self._draw(cell.style)
        drawn = self._drawn[cell.style]
        drawn.value = cell.value
        if isinstance(cell.value, str):
            drawn.data_type = "s"
        if cell.style.marked:
            drawn.comment = self._note(cell.note)
        return drawn

    def _draw(self, style: Style) -> "Written":
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - slow
        from openpyxl.styles import Alignment, PatternFill  # noqa: PLC0415 - slow

        cell = WriteOnlyCell(self._sheet)
        cell.number_format = style.number_format
        cell.alignment = Alignment(vertical="top", wrap_text=style.wrapped)
        cell.quotePrefix = style.quoted
        if style.marked:
            cell.fill = PatternFill("solid", fgColor=_MARK)
        return cell

    def _note(self, text: str) -> "Comment | None":
        from openpyxl.comments import Comment  # noqa: PLC0415 - slow

        if not text or self._notes >= MOST_NOTES:
            return None
        self._notes += 1
        if len(text) > _LONGEST_NOTE:
            text = f"{text[:_LONGEST_NOTE]}…"
        lines = sum(ceil(len(line) / _NOTE_LINE) for line in text.split("\n"))
        return Comment(escaped(text), _AUTHOR, (lines + 1) * _LINE_HEIGHT, _NOTE_WIDTH)

    def end(self) -> None:
        """Set the filter, for which the last row has to be known."""
        last = column_to_letters(len(self._headers) + len(REPORT_COLUMNS) - 1)
        self._sheet.auto_filter.ref = f"A1:{last}{self._rows}"


def _left(widths: Sequence[float], problem: int) -> int:
    """Return the first column to show so that the one with the problem is seen."""
    if sum(widths[: problem + 1]) <= _SEEN:
        return 0
    left, seen = problem, widths[problem]
    while left and seen + widths[left - 1] <= _SEEN:
        left -= 1
        seen += widths[left]
    return left
