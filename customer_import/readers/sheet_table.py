"""Turns the rows of a sheet into a Table: its header found, its rows cut to its columns."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from customer_import.errors import InputFileError
from customer_import.problems import Code
from customer_import.readers.header_row import LOOKED_AT, HeaderPlace, header_notices, place_header
from customer_import.readers.merged_cells import MergedCells, too_many_merges, with_merged_cells
from customer_import.readers.other_tables import OtherTables
from customer_import.readers.row_kinds import is_filled
from customer_import.readers.sheet_choice import SheetChoice
from customer_import.readers.xlsx.sheet import column_to_letters
from customer_import.table import Flaw, Row, Table, filled_columns

_LISTED = 20


def read_sheet(choice: SheetChoice, header_row: int | None) -> Table:
    """Return the table of a sheet.

    Args:
        choice: the sheet.
        header_row: the number of the row that a person says is the header.

    Raises:
        InputFileError: it has no table, or no header in that row.
    """
    first = _first_rows(choice.rows, header_row)
    if header_row is None and not any(is_filled(row.cells) for row in first):
        raise InputFileError(
            f"The sheet “{choice.sheet.name}” has no table: all its cells are blank.",
            "Choose another with --sheet, or check that the right file was saved.",
        )
    seen = choice.opened.survey()
    where = f"the sheet “{choice.sheet.name}”"
    place = place_header(first, header_row, where, _across(seen.merges, first))
    notices = (
        *choice.notices,
        *(header_notices(place, first) if header_row is None else ()),
        *_hidden(place, choice, seen.hidden_rows),
    )
    header = next(row for row in first if row.number == place.row)
    below = chain((row for row in first if row.number > place.last_row), choice.rows)
    down = [each for each in seen.merges if each.is_down and each.row > place.last_row]
    rows = with_merged_cells(below, down) if down else below
    return Table(
        place.names,
        _table_rows(rows, place, _others(header, first, place)),
        notices,
        tuple(too_many_merges(len(seen.merges))),
    )


def _across(merges: Iterable[MergedCells], rows: Iterable[Row]) -> list[MergedCells]:
    """Return what is merged across columns in some rows."""
    numbers = {row.number for row in rows}
    return [each for each in merges if each.is_across and each.row in numbers]


def _first_rows(rows: Iterator[Row], header_row: int | None) -> list[Row]:
    """Return the rows to look at; a header row that was asked for comes first."""
    if header_row is None:
        return list(islice(rows, LOOKED_AT))
    for row in rows:
        if row.number >= header_row:
            return [row, *islice(rows, LOOKED_AT)]
    return []


def _hidden(place: HeaderPlace, choice: SheetChoice, hidden_rows: int) -> Iterator[str]:
    """Say which hidden columns and rows are read."""
    columns = range(place.first_column, place.first_column + len(place.names))
    spans = choice.opened.hidden_columns
    hidden = [
        column_to_letters(column)
        for column in columns
        if any(first <= column + 1 <= last for first, last in spans)
    ]
    if hidden:
        yield f"Hidden columns are read too: {', '.join(hidden[:_LISTED])}."
    if hidden_rows:
        yield f"Rows hidden by a filter or by hand are read too: {hidden_rows:,}."


def _others(header: Row, first: Iterable[Row], place: HeaderPlace) -> OtherTables:
    """Return what looks for other tables below this one."""
    below = (row for row in first if row.number > place.last_row)
    own = [row._replace(cells=_whole(row.cells, place)) for row in below]
    return OtherTables(_whole(header.cells, place), place.kinds[place.first_column :], own)


def _table_rows(rows: Iterator[Row], place: HeaderPlace, others: OtherTables) -> Iterator[Row]:
    """Yield the rows, cut to the table's columns.

    Args:
        rows: those below the header.
        place: where the table is.
        others: looks for other tables below it.
    """
    width, left = len(place.names), place.first_column
    probe, limit, doubtful = others.probe, others.limit, others.doubtful
    last = place.last_row
    for row in rows:
        number, cells = row.number, row.cells
        if (
            number == last + 1
            and not left
            and len(cells) == width
            and cells[probe] < limit
            and cells[0] not in doubtful
            and not row.flaws
            and not others.is_watchful
        ):
            yield row
        else:
            others.wary = others.wary or number != last + 1
            yield _judged(row, place, others)
        last = number


def _judged(row: Row, place: HeaderPlace, others: OtherTables) -> Row:
    """Return a row cut to the table; what stands outside of it stays, and is said."""
    left, width = place.first_column, len(place.names)
    flaws = _inside(row.flaws, place)
    columns = filled_columns(row.cells)
    if columns and (columns[0] < left or columns[-1] >= left + width):
        others.wary = True
        return Row(row.number, row.cells, (_outside(columns, place), *flaws))
    cells = _whole(row.cells, place)
    other = others.flaw(row.number, cells)
    others.wary = False
    return Row(row.number, cells, (other, *flaws) if other else flaws)


def _whole(cells: Sequence[str], place: HeaderPlace) -> list[str]:
    """Return the cells of the table's columns."""
    own = list(cells[place.first_column : place.first_column + len(place.names)])
    return [*own, *[""] * (len(place.names) - len(own))]


def _outside(columns: Sequence[int], place: HeaderPlace) -> Flaw:
    left, width = place.first_column, len(place.names)
    return Flaw(
        Code.ROW_LONG,
        f"The row has cells in the columns {column_to_letters(columns[0])} to "
        f"{column_to_letters(columns[-1])} ({columns[-1] - columns[0] + 1} columns), the header in "
        f"{column_to_letters(left)} to {column_to_letters(left + width - 1)} ({width}). "
        "Move the cells outside into their columns, or name their columns in the header.",
    )


def _inside(flaws: tuple[Flaw, ...], place: HeaderPlace) -> tuple[Flaw, ...]:
    """Return the flaws of the table's own cells, by their position in it."""
    left, width = place.first_column, len(place.names)
    return tuple(
        replace(flaw, column=flaw.column - left) if left else flaw
        for flaw in flaws
        if flaw.column is not None and left <= flaw.column < left + width
    )
