"""An error report of ours, read as a list: its five columns taken off, its cells restored."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from customer_import.formula import restore
from customer_import.problems import Code
from customer_import.shifted_cells import slip
from customer_import.table import JOINT, REPORT_COLUMNS, Flaw, Origin, Row, Table

_DIGITS = 9
_OURS = len(REPORT_COLUMNS)
_ROW = REPORT_COLUMNS.index("import_row")
_STATUS = REPORT_COLUMNS.index("import_status")
_FIELD = REPORT_COLUMNS.index("import_field")
_CODE = REPORT_COLUMNS.index("import_code")
_UNKNOWN = "unknown"
_SETTLE = "If nothing is wrong, empty the row's import_code cell."
_FIRST_GAP = r'"? *(?P<delimiter>[^"\r\n]) *"?'
_GAP = r'"? *(?P=delimiter) *"?'
_HEADER_END = re.compile(
    REPORT_COLUMNS[0] + _FIRST_GAP + _GAP.join(REPORT_COLUMNS[1:]) + r'"? *(?=[\r\n]|\Z)'
)
_STILL = {
    Code.ROW_SHORT: "This row had too few cells and its last one is still blank. Put its values "
    "in their columns.",
    Code.ROW_LONG: "This row had too many cells; the surplus is in its last one, after ⟫. Put "
    "its values in their columns.",
    Code.QUOTE: 'This row has a stray quotation mark ("). Take it out and put its values in their '
    "columns.",
    Code.CELL_ERROR: "A cell of this row still holds an error in place of a value. Type the value.",
    Code.CELL_FORMULA: "A cell of this row held a formula without a value. Type the value in, then "
    "empty the row's import_code cell.",
}
_ANOTHER_TABLE = "This row seemed to belong to another table, or to repeat the header. Delete it."


def is_report_header(cells: Sequence[str]) -> bool:
    """Tell whether a header ends in the columns of an error report."""
    return tuple(cell.strip() for cell in cells[-_OURS:]) == REPORT_COLUMNS


def report_delimiter(text: str) -> str | None:
    """Return the delimiter of an error report by its header; None where a CSV is none.

    Args:
        text: its beginning, whatever the list's own columns are called.
    """
    for delimiter in dict.fromkeys(end["delimiter"] for end in _HEADER_END.finditer(text)):
        try:
            header = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        except csv.Error:
            continue
        if is_report_header(header):
            return delimiter
    return None


def without_report(table: Table) -> Table:
    """Return the table as the list it reports on; any other table as it is."""
    if not is_report_header(table.headers) or len(table.headers) == _OURS:
        return table
    headers = tuple(map(restore, table.headers[:-_OURS]))
    rows = (_own(row, len(headers)) for row in table.rows)
    return replace(table, headers=headers, rows=rows, is_report=True)


def restored(table: Table) -> Table:
    """Return a table of `export` with its cells as the server has them; they are so in a report."""
    if table.is_report:
        return table
    rows = (row._replace(cells=[restore(cell) for cell in row.cells]) for row in table.rows)
    return replace(table, rows=rows)


def _own(row: Row, width: int) -> Row:
    if len(row.cells) != width + _OURS:
        return row._replace(unknown=_UNKNOWN in row.cells)
    cells = [restore(cell) for cell in row.cells[:width]]
    said = row.cells[width:]
    flaws = (*(flaw for flaw in row.flaws if _is_own(flaw, width)), *_still(cells, said[_CODE]))
    unknown = said[_STATUS].strip() == _UNKNOWN
    return Row(row.number, cells, flaws, unknown, _origin(said))


def _origin(said: Sequence[str]) -> Origin | None:
    row = said[_ROW].strip()
    is_number = row.isascii() and row.isdigit() and len(row) <= _DIGITS
    return Origin(int(row), said[_FIELD].strip(), said[_CODE].strip()) if is_number else None


def _is_own(flaw: Flaw, width: int) -> bool:
    return flaw.column is None or flaw.column < width


def _still(cells: Sequence[str], codes: str) -> Iterator[Flaw]:
    code = slip(cells, [code.strip() for code in codes.split(JOINT)])
    if code:
        message = _STILL.get(Code(code), "") if code in set(Code) else _ANOTHER_TABLE
        yield Flaw(code, message if _SETTLE[:20] in message else f"{message} {_SETTLE}")
