"""An error report of ours, read as a list: its five columns taken off, its cells restored."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from customer_import.formula import restore
from customer_import.problems import Code
from customer_import.slipped import slip
from customer_import.table import REPORT_COLUMNS, Flaw, Row, Table

_OURS = len(REPORT_COLUMNS)
_STATUS = REPORT_COLUMNS.index("import_status")
_CODE = REPORT_COLUMNS.index("import_code")
_JOINT = " | "
_UNKNOWN = "unknown"
_SETTLE = "If nothing is wrong, empty the row's import_code cell."
_STILL = {
    Code.ROW_SHORT: "This row had too few cells and its last one is still blank. Put its values "
    "in their columns.",
    Code.ROW_LONG: "This row had too many cells; the surplus stands in its last one, after ⟫. Put "
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


def without_report(table: Table) -> Table:
    """Return the table as the list it reports on; any other table as it is."""
    if not is_report_header(table.headers) or len(table.headers) == _OURS:
        return table
    headers = tuple(map(restore, table.headers[:-_OURS]))
    rows = (_own(row, len(headers)) for row in table.rows)
    return replace(table, headers=headers, rows=rows, is_report=True)


def _own(row: Row, width: int) -> Row:
    if len(row.cells) != width + _OURS:
        return row._replace(unknown=_UNKNOWN in row.cells)
    cells = [restore(cell) for cell in row.cells[:width]]
    said = row.cells[width:]
    flaws = (*(flaw for flaw in row.flaws if _is_own(flaw, width)), *_still(cells, said[_CODE]))
    return Row(row.number, cells, flaws, unknown=said[_STATUS].strip() == _UNKNOWN)


def _is_own(flaw: Flaw, width: int) -> bool:
    return flaw.column is None or flaw.column < width


def _still(cells: Sequence[str], codes: str) -> Iterator[Flaw]:
    code = slip(cells, [code.strip() for code in codes.split(_JOINT)])
    if code:
        message = _STILL.get(Code(code), "") if code in set(Code) else _ANOTHER_TABLE
        yield Flaw(code, message if _SETTLE[:20] in message else f"{message} {_SETTLE}")
