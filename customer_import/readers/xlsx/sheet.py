"""A sheet's part as a stream of rows, read tag by tag."""

from typing import NamedTuple

from customer_import.errors import InputFileError
from customer_import.problems import Code
from customer_import.readers.xlsx.cells import NO_VALUE, Cells, UnusableCell
from customer_import.readers.xlsx.columns import LAST_COLUMN, column_of
from customer_import.readers.xlsx.markup import Attributes, Handlers, Markup
from customer_import.readers.xlsx.text import Runs
from customer_import.table import Flaw

LAST_ROW = 1 << 20
_DIGITS = 7
_SPANS = 1000
TWICE = "The file stores two values for this cell. Open it in Excel, correct the cell, and save it."


class SheetRow(NamedTuple):
    """One row as it is stored: its cells from column A on, blanks filled in between."""

    number: int
    cells: list[str]
    flaws: tuple[Flaw, ...] = ()


class SheetParser:
    """Turns a sheet's markup into rows.

    Attributes:
        rows: the finished ones; whoever takes them clears them.
        number: of the last row seen.
        in_data: the rows have begun and have not ended.
        hidden_columns: spans of hidden columns, counted from 1.
    """

    def __init__(self, part: str, cells: Cells) -> None:
        self.rows: list[SheetRow] = []
        self.number = 0
        self.hidden_columns: list[tuple[int, int]] = []
        self._cells = cells
        self._markup = Markup(part, Handlers(self._start, self._end, self._text))
        self.in_data = False
        self._row: list[str] = []
        self._flaws: list[Flaw] = []
        self._in_cell = False
        self._column = -1
        self._kind = ""
        self._style = ""
        self._value: list[str] = []
        self._in_value = False
        self._has_value = False
        self._has_formula = False
        self._runs = Runs()

    def feed(self, block: bytes, *, final: bool = False) -> None:
        """Parse on."""
        self._markup.feed(block, final=final)

    def take(self) -> list[SheetRow]:
        """Hand over the finished rows."""
        rows, self.rows = self.rows, []
        return rows

    def _start(self, tag: str, attributes: Attributes) -> None:
        if not self.in_data:
            self._before_data(tag, attributes)
        elif tag == "c":
            self._start_cell(attributes)
        elif self._in_cell:
            self._within_cell(tag)
        elif tag == "row":
            self._start_row(attributes)

    def _before_data(self, tag: str, attributes: Attributes) -> None:
        if tag == "sheetData":
            self.in_data = True
        elif tag == "col" and len(self.hidden_columns) < _SPANS and _is_hidden(attributes):
            span = (attributes.get("min", ""), attributes.get("max", ""))
            if all(end.isdecimal() and len(end) <= _DIGITS for end in span):
                self.hidden_columns.append((int(span[0]), int(span[1])))

    def _start_row(self, attributes: Attributes) -> None:
        self.number = row_number(attributes.get("r", ""), self.number)
        self._row = []
        self._flaws = []
        self._column = -1

    def _start_cell(self, attributes: Attributes) -> None:
        self._in_cell = True
        column = column_of(attributes.get("r", ""))
        self._column = self._column + 1 if column is None else column
        if self._column >= LAST_COLUMN:
            raise too_large()
        self._kind = attributes.get("t", "")
        self._style = attributes.get("s", "")
        self._value.clear()
        self._in_value = self._has_value = self._has_formula = False

    def _within_cell(self, tag: str) -> None:
        if tag == "v":
            self._in_value = self._has_value = True
        elif tag == "f":
            self._has_formula = True
        elif tag == "is":
            self._kind = "inlineStr"
        else:
            self._runs.start(tag)

    def _text(self, text: str) -> None:
        if self._in_value:
            self._value.append(text)
        elif self._in_cell:
            self._runs.text(text)

    def _end(self, tag: str) -> None:
        if not self.in_data:
            return
        if tag == "v":
            self._in_value = False
        elif tag == "c":
            self._end_cell()
        elif tag == "row":
            self.rows.append(SheetRow(self.number, self._row, tuple(self._flaws)))
            self._row = []
        elif tag == "sheetData":
            self.in_data = False
        elif self._in_cell:
            self._runs.end(tag)

    def _end_cell(self) -> None:
        self._in_cell = False
        inline = self._runs.take()
        value = inline or "".join(self._value)
        try:
            text = self._cells.text(self._kind, self._style, value)
        except UnusableCell as error:
            text = error.text
            self._flaws.append(error.flaw(self._column))
        # A text can be empty; of any other kind an empty value is none, as some libraries write it.
        has_value = self._value or (self._has_value and self._kind == "str")
        if self._has_formula and not has_value and not text:
            self._flaws.append(Flaw(NO_VALUE.code, NO_VALUE.message, self._column))
        self._place(text)

    def _place(self, text: str) -> None:
        missing = self._column - len(self._row)
        if missing >= 0:
            self._row.extend([""] * missing)
            self._row.append(text)
        elif not self._row[self._column]:
            self._row[self._column] = text
        elif text:
            self._flaws.append(Flaw(Code.CELL_ERROR, TWICE, self._column))


def row_number(stored: str, last: int) -> int:
    """Return a row's number: as stored, or the next where that is missing or cannot be.

    Raises:
        InputFileError: no sheet has so many rows.
    """
    number = int(stored) if stored.isdecimal() and len(stored) <= _DIGITS else 0
    number = number if last < number <= LAST_ROW else last + 1
    if number > LAST_ROW:
        raise too_large()
    return number


def too_large() -> InputFileError:
    """Return the error for cells where no sheet has any."""
    return InputFileError(
        f"The sheet has more than {LAST_ROW:,} rows or {LAST_COLUMN:,} columns, which no "
        "spreadsheet can open.",
        "Export the list as CSV, or in several workbooks.",
    )


def _is_hidden(attributes: Attributes) -> bool:
    return attributes.get("hidden") in {"1", "true"}
