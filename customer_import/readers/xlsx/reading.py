"""A workbook's sheet as a Table."""

from collections.abc import Iterator
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


def read_table(package: Package, source: Source) -> Table:
    """Find the sheet and its header.

    Raises:
        InputFileError: there is no such sheet or header.
    """
    workbook = read_workbook(package)
    choice = choose(workbook, workbook.cells(source), source.sheet)
    first = _first_rows(choice.rows, source.header_row)
    header = find_header(first, source.header_row)
    if header is None:
        raise _no_header(choice.sheet.name, source.header_row)
    rows = chain(first[header.data :], choice.rows)
    notices = (*choice.notices, *_notices(header, choice))
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


def _notices(header: Header, choice: Choice) -> Iterator[str]:
    if header.joined:
        yield f"The header was read from the rows {header.number - 1} and {header.number} together."
    elif header.number > 1:
        yield f"The header is row {header.number} of the sheet “{choice.sheet.name}”."
    if header.unlike:
        yield (
            f"Row {header.number} was taken as the header, although it looks like data; "
            "name the columns in the file, or give the row with --header-row."
        )
    yield from _hidden(header, choice)


def _hidden(header: Header, choice: Choice) -> Iterator[str]:
    end = header.first_column + len(header.names)
    columns = [
        column_to_letters(column)
        for first, last in choice.stream.parser.hidden_columns
        for column in range(max(first - 1, header.first_column), min(last, end))
    ]
    if columns:
        yield f"Hidden columns are read too: {', '.join(columns)}."
    rows = choice.stream.count_hidden_rows()
    if rows:
        yield f"Rows that a filter or a person has hidden are read too: {rows:,}."


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
    inside = row.cells[left : left + width]
    inside.extend([""] * (width - len(inside)))
    outside = [text for text in (*row.cells[:left], *row.cells[left + width :]) if text.strip()]
    if not outside:
        return Row(row.number, inside, _moved(row.flaws, header))
    many = sum(bool(text.strip()) for text in row.cells)
    message = (
        f"The row has {many} filled cells, {len(outside)} of them outside the header's {width} "
        "columns. Move them into their columns, or give the header more."
    )
    return Row(
        row.number, row.cells[left:], (Flaw(Code.ROW_LONG, message), *_moved(row.flaws, header))
    )


def _moved(flaws: tuple[Flaw, ...], header: Header) -> tuple[Flaw, ...]:
    return tuple(
        Flaw(flaw.code, flaw.message, (flaw.column or 0) - header.first_column, flaw.severity)
        for flaw in flaws
    )
