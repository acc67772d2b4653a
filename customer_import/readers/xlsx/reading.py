"""A workbook's sheet as a Table."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice

from customer_import.errors import InputFileError
from customer_import.problems import Code
from customer_import.readers.xlsx.choice import Choice, choose
from customer_import.readers.xlsx.columns import column_to_letters
from customer_import.readers.xlsx.header import LOOKED_AT, Header, find_header
from customer_import.readers.xlsx.package import Package
from customer_import.readers.xlsx.sheet import SheetRow
from customer_import.readers.xlsx.workbook import read_workbook
from customer_import.table import Flaw, Row, Source, Table

_LISTED = 20


def read_table(package: Package, source: Source) -> Table:
    """Find the sheet and its header.

    Raises:
        InputFileError: there is no such sheet or header.
    """
    workbook = read_workbook(package)
    choice = choose(workbook, workbook.cells(source), source.sheet)
    first = _first_rows(choice.rows, source.header_row)
    seen = choice.stream.survey()
    header = find_header(first, source.header_row, seen.merges)
    if header is None:
        raise _no_header(choice.sheet.name, source.header_row)
    rows = chain(first[header.data :], choice.rows)
    notices = (*choice.notices, *_notices(header, choice, seen.hidden_rows))
    return Table(header.names, _table_rows(rows, header), notices)


def _first_rows(rows: Iterator[SheetRow], header_row: int | None) -> list[SheetRow]:
    """Return the rows to look at; a header row that was asked for comes first."""
    if header_row is None:
        return list(islice(rows, LOOKED_AT))
    for row in rows:
        if row.number >= header_row:
            return [row, *islice(rows, LOOKED_AT)]
    return []


def _no_header(sheet: str, header_row: int | None) -> InputFileError:
    if header_row is None:
        return InputFileError(
            f"The sheet “{sheet}” has no table: all its cells are blank.",
            "Choose another with --sheet, or check that the right file was saved.",
        )
    return InputFileError(
        f"Row {header_row} of the sheet “{sheet}” is blank, so it cannot be the header.",
        "Give the row of the column names with --header-row.",
    )


def _notices(header: Header, choice: Choice, hidden_rows: int) -> Iterator[str]:
    if header.joined:
        yield f"The header was read from the rows {header.number - 1} and {header.number} together."
    elif header.number > 1:
        yield f"The header is row {header.number} of the sheet “{choice.sheet.name}”."
    if header.unlike:
        yield (
            f"Row {header.number} was taken as the header, although it looks like data; "
            "name the columns in the file, or give the row with --header-row."
        )
    columns = _hidden_columns(header, choice)
    if columns:
        yield f"Hidden columns are read too: {', '.join(columns[:_LISTED])}."
    if hidden_rows:
        yield f"Rows hidden by a filter or by hand are read too: {hidden_rows:,}."


def _hidden_columns(header: Header, choice: Choice) -> list[str]:
    columns = range(header.first_column, header.first_column + len(header.names))
    spans = choice.stream.parser.hidden_columns
    hidden = [c for c in columns if any(first <= c + 1 <= last for first, last in spans)]
    return [column_to_letters(column) for column in hidden]


def _table_rows(rows: Iterator[SheetRow], header: Header) -> Iterator[Row]:
    width, left = len(header.names), header.first_column
    for number, cells, flaws in rows:
        if not left and not flaws and len(cells) == width:
            yield Row(number, cells)
        else:
            yield _fit(SheetRow(number, cells, flaws), header)


def _fit(row: SheetRow, header: Header) -> Row:
    """Cut a row to the table; what stands outside of it stays, and is said."""
    left, width = header.first_column, len(header.names)
    flaws = _inside(row.flaws, header)
    cells = row.cells[left : left + width]
    cells.extend([""] * (width - len(cells)))
    right = any(map(str.strip, row.cells[left + width :]))
    if not right and not any(map(str.strip, row.cells[:left])):
        return Row(row.number, cells, flaws)
    filled = [column for column, text in enumerate(row.cells) if text.strip()]
    message = (
        f"The row has cells in the columns {column_to_letters(filled[0])} to "
        f"{column_to_letters(filled[-1])} ({filled[-1] - filled[0] + 1} columns), the header in "
        f"{column_to_letters(left)} to {column_to_letters(left + width - 1)} ({width}). "
        "Move the cells outside into their columns, or name their columns in the header."
    )
    return Row(row.number, row.cells, (Flaw(Code.ROW_LONG, message), *flaws))


def _inside(flaws: tuple[Flaw, ...], header: Header) -> tuple[Flaw, ...]:
    """Return the flaws of the table's own cells, by their position in it."""
    return tuple(
        replace(flaw, column=flaw.column - header.first_column)
        for flaw in flaws
        if flaw.column is not None and 0 <= flaw.column - header.first_column < len(header.names)
    )
