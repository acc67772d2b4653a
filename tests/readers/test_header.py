"""One set of tables, saved as CSV and as a workbook: the same headers and the same rows."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

from customer_import.errors import InputFileError
from customer_import.readers.open_table import open_table
from customer_import.table import Source

Grid = Sequence[Sequence[str]]


class Read(NamedTuple):
    """A table, read to its end: each row with its number, its cells and the codes of its flaws."""

    headers: tuple[str, ...]
    rows: list[tuple[int, list[str], list[str]]]
    notices: tuple[str, ...]


def as_csv(grid: Grid) -> bytes:
    """Write the rows as a spreadsheet exports them: all as wide as the widest."""
    width = max(map(len, grid))
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[*row, *[""] * (width - len(row))] for row in grid])
    return text.getvalue().encode()


def as_workbook(grid: Grid) -> bytes:
    """Write the rows as a workbook, figures as numbers, no cell for a blank."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for number, row in enumerate(grid, 1):
        for column, text in enumerate(row, 1):
            is_figure = text.isdecimal() and (text == "0" or text[0] != "0")
            if text:
                book.active.cell(number, column, int(text) if is_figure else text)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes, source: Source | None = None) -> Read:
    """Read a table to its end."""
    with open_table(Path("-"), source or Source(), io.BytesIO(data)) as table:
        rows = [(row.number, [*row.cells], [flaw.code for flaw in row.flaws]) for row in table.rows]
        # A pipe has no ending, so a workbook from one is said to be one.
        said = tuple(notice for notice in table.notices if "Excel workbook" not in notice)
        return Read(table.headers, rows, said)


ANN = ["1001", "Ann Lee", "ann@example.com", "+1 555 0100"]
BOB = ["1002", "Bob Roe", "bob@example.com", "+1 555 0101"]
CEM = ["1003", "Cem Kaya", "cem@example.com", "+1 555 0102"]
NAMES = ["Number", "Name", "Email", "Phone"]
STREETS = ["1001", "Main Street 1", "Berlin", "Side Street 2", "Bonn"]
WORDS = [["Ann Lee", "Sales", "Rome"], ["Bob Roe", "Service", "Oslo"], ["Cem Kaya", "Sales", "Ulm"]]

TABLES: dict[str, tuple[Grid, Sequence[str], int]] = {
    "a plain table": ([NAMES, ANN, BOB, CEM], NAMES, 2),
    "a title row": ([["Customers of 2024"], NAMES, ANN, BOB, CEM], NAMES, 3),
    "a title of two cells": ([["Customers", "", "", "May 2024"], NAMES, ANN, BOB], NAMES, 3),
    "notes above": (
        [["Customers"], ["Exported by", "Ann"], ["On", "2024-05-01"], [], NAMES, ANN, BOB, CEM],
        NAMES,
        6,
    ),
    "blank first rows": ([[], [], NAMES, ANN, BOB, CEM], NAMES, 4),
    "a margin on the left": ([["", *row] for row in (NAMES, ANN, BOB, CEM)], NAMES, 2),
    "a row of units": ([NAMES, ["(no.)", "(text)", "(mail)", "(intl)"], ANN, BOB, CEM], NAMES, 3),
    "two rows of hints": (
        [NAMES, ["required"] * 4, ["a figure", "first last", "work", "with code"], ANN, BOB, CEM],
        NAMES,
        4,
    ),
    "groups above the names": (
        [["Person", "", "Contact", ""], NAMES, ANN, BOB, CEM],
        NAMES,
        3,
    ),
    "names that repeat in groups": (
        [
            ["Number", "Billing", "", "Shipping", ""],
            ["", "Street", "City", "Street", "City"],
            STREETS,
            ["1002", *STREETS[1:]],
        ],
        ["Number", "Billing / Street", "Billing / City", "Shipping / Street", "Shipping / City"],
        3,
    ),
    "field names below labels": (
        [NAMES, ["customer.number", "customer.name", "customer.email", "customer.phone"], ANN, BOB],
        NAMES,
        3,
    ),
    "field names below labels, text only": (
        [["Full name", "Team", "City"], ["full_name", "team_id", "home_city"], *WORDS],
        ["Full name", "Team", "City"],
        3,
    ),
    "the API's names below labels": (
        [["Customer Name", "Department", "City"], ["CustomerName", "Department", "City"], *WORDS],
        ["Customer Name", "Department", "City"],
        3,
    ),
    "a header with a gap": (
        [["Number", "", "Email", "Phone"], ANN, BOB, CEM],
        ["Number", "", "Email", "Phone"],
        2,
    ),
    "unnamed columns at both ends": (
        [["", "Name", "Email", ""], ANN, BOB, CEM],
        ["", "Name", "Email", ""],
        2,
    ),
    "an empty column": (
        [["Number", "Name", "", "Email"], *([*row[:2], "", row[2]] for row in (ANN, BOB, CEM))],
        ["Number", "Name", "", "Email"],
        2,
    ),
    "years as headers": (
        [["Name", "2022", "2023"], ["Ann", "5", "7"], ["Bob", "6", "8"], ["Cem", "9", "1"]],
        ["Name", "2022", "2023"],
        2,
    ),
    "numbers as headers above words": (
        [["1", "2", "3"], *WORDS],
        ["1", "2", "3"],
        2,
    ),
    "duplicate names": (
        [["Number", "Name", "Phone", "Phone"], ANN, BOB, CEM],
        ["Number", "Name", "Phone", "Phone"],
        2,
    ),
    "the header twice": ([["Name", "Team", "City"]] * 2 + WORDS, ["Name", "Team", "City"], 3),
    "one column": ([["Email"], ["a@x.org"], ["b@x.org"]], ["Email"], 2),
    "names only": ([NAMES], NAMES, 2),
    "one row": ([NAMES, ANN], NAMES, 2),
    "words only": ([["Name", "Team", "City"], *WORDS], ["Name", "Team", "City"], 2),
    "sparse cells": (
        [NAMES, ["1001", "Ann"], ["1002", "", "", "+1 555 0101"], CEM, ["1004", "Dee"]],
        NAMES,
        2,
    ),
    "blank rows between": ([NAMES, ANN, [], BOB, [], [], CEM], NAMES, 2),
    "names with blanks around": (
        [["Number ", " Name", "Email", "Phone"], ANN, BOB, CEM],
        NAMES,
        2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("write", [as_csv, as_workbook])
@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_one_header_in_every_kind_of_file(
    name: str, write: Callable[[Grid], bytes]
) -> None:
    """The header is that of the table, and every row from the first one of data on is there."""
    grid, headers, first = TABLES[name]
    table = read(write(grid))
    left = next(at for at in range(9) if _has(grid, at))
    assert list(table.headers) == list(headers)
    assert table.rows == [
        (number, _cut(row, left, len(headers)), [])
        for number, row in enumerate(grid, 1)
        if number >= first and any(row)
    ]


def _has(grid: Grid, column: int) -> bool:
    return any(len(row) > column and row[column] for row in grid)


def _cut(row: Sequence[str], left: int, width: int) -> list[str]:
    cells = [*row[left : left + width]]
    return [*cells, *[""] * (width - len(cells))]


@pytest.mark.parametrize("name", TABLES)
def test_the_same_is_said_of_a_table_in_every_kind_of_file(name: str) -> None:
    """Rows that are left out are named in the same words."""
    grid = TABLES[name][0]
    assert read(as_csv(grid)).notices == read(as_workbook(grid)).notices


HEADLESS: dict[str, tuple[Grid, int]] = {
    "persons": ([ANN, BOB, CEM], 1),
    "persons below a title": ([["Customers"], [], ANN, BOB, CEM], 3),
    "figures": ([["1", "2"], ["3", "4"], ["5", "6"]], 1),
    "one column of addresses": ([["a@x.org"], ["b@x.org"]], 1),
    "words between": ([ANN, ["Dee", "unknown", "none", "never"], BOB, CEM], 1),
}


@pytest.mark.parametrize("write", [as_csv, as_workbook])
@pytest.mark.parametrize("name", HEADLESS)
def test_data_in_the_first_row_is_refused_in_every_kind_of_file(
    name: str, write: Callable[[Grid], bytes]
) -> None:
    """The row is named; no person becomes a header and is lost."""
    grid, row = HEADLESS[name]
    with pytest.raises(InputFileError, match=f"(?i)row {row} of .* holds data") as caught:
        read(write(grid))
    assert "--header-row" in caught.value.remedy
    assert len(read(write(grid), Source(header_row=row)).rows) == len(grid) - row


LATER: dict[str, tuple[Grid, dict[int, str]]] = {
    "the header once more": ([NAMES, ANN, NAMES, BOB, CEM], {3: "second-table"}),
    "another table after a blank row": (
        [NAMES, ANN, BOB, CEM, [], ["Order", "Article", "Note", "Sum"], ["1", "Pump", "a", "2"]],
        {6: "second-table", 7: "second-table"},
    ),
    "another table at once": (
        [NAMES, ANN, BOB, CEM, ["Order", "Article", "Note", "Sum"], ["1", "Pump", "a", "2"]],
        {5: "second-table", 6: "second-table"},
    ),
    "a cell beside the table": (
        [NAMES, ANN, BOB, [*CEM, "ask again"], ANN, BOB, CEM],
        {4: "row-long"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("write", [as_csv, as_workbook])
@pytest.mark.parametrize("name", LATER)
def test_what_is_not_of_the_table_is_named_in_every_kind_of_file(
    name: str, write: Callable[[Grid], bytes]
) -> None:
    """A repeated header, another table and cells outside are problems of their rows."""
    grid, flawed = LATER[name]
    table = read(write(grid))
    assert table.headers == tuple(NAMES)
    assert {number: codes[0] for number, _, codes in table.rows if codes} == flawed
