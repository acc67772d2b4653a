"""A sheet's part as rows, read tag by tag; and where a cell stands."""

import re
from functools import lru_cache

from customer_import.errors import InputFileError
from customer_import.problems import Code
from customer_import.readers.xlsx.cell_texts import NO_VALUE, TextRuns, TypedCells, UnusableCell
from customer_import.readers.xlsx.part_xml import Attributes, Handlers, XmlParser
from customer_import.table import Flaw, Row

LAST_ROW = 1 << 20
LAST_COLUMN = 16_384
_DIGITS = 7
_SPANS = 1000
TWICE = "The file stores two values for this cell. Open it in Excel, correct the cell, and save it."
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?[0-9]*")


class SheetParser:
    """Turns a sheet's markup into rows.

    Attributes:
        rows: the finished ones; whoever takes them clears them.
        number: of the last row seen.
        in_data: the rows have begun and have not ended.
        hidden_columns: spans of hidden columns, counted from 1.
    """

    def __init__(self, part: str, cells: TypedCells) -> None:
        self.rows: list[Row] = []
        self.number = 0
        self.hidden_columns: list[tuple[int, int]] = []
        self._cells = cells
        self._markup = XmlParser(part, Handlers(self._start, self._end, self._text))
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
        self._runs = TextRuns()

    def feed(self, block: bytes, *, final: bool = False) -> None:
        """Parse on."""
        self._markup.feed(block, final=final)

    def take(self) -> list[Row]:
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
            self.rows.append(Row(self.number, self._row, tuple(self._flaws)))
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


@lru_cache(maxsize=1 << 15)
def letters_to_column(letters: str) -> int:
    """Return the position of a column from 0, `A` being 0."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column - 1


def column_to_letters(column: int) -> str:
    """Return the letters of a column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_of(reference: str) -> int | None:
    """Return the column of a cell reference such as `B7`; None where it is missing or wrong."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = letters_to_column(match[1])
    return column if column < LAST_COLUMN else None


def _is_hidden(attributes: Attributes) -> bool:
    return attributes.get("hidden") in {"1", "true"}
