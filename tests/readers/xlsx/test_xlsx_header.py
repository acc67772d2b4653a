"""Where the table begins, and how its rows are fitted to it."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from customer_import.errors import InputFileError
from customer_import.problems import Code
from customer_import.readers.xlsx.sheet import column_to_letters
from customer_import.table import Source

Grid = Mapping[int, list[str]]
NAMES = ["Name", "Email", "Phone", "City"]
PEOPLE = [
    ["Ann", "ann@example.com", "555 1", "Berlin"],
    ["Bob", "bob@example.com", "555 2", "Bonn"],
]


def sheet(rows: Grid, column: int = 0) -> str:
    """Write rows by their numbers, from a column on; a blank text is not a cell."""
    return "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{column_to_letters(column + i)}{number}" t="str"><v>{text}</v></c>'
            for i, text in enumerate(texts)
            if text
        )
        + "</row>"
        for number, texts in rows.items()
    )


def merged(*spans: str) -> str:
    """Write the merged cells."""
    cells = "".join(f'<mergeCell ref="{span}"/>' for span in spans)
    return f"<mergeCells>{cells}</mergeCells>"


@pytest.mark.parametrize("column", [0, 2, 30])
@pytest.mark.parametrize(
    "above",
    [
        {},
        {1: ["Customers of 2021"]},
        {
            1: ["Customers"],
            2: ["Printed", "2021-03-04"],
            4: ["A note of some length, over the list"],
        },
        {3: ["only a note"]},
    ],
)
def test_a_table_is_found_below_and_right_of_other_things(
    above: Grid, column: int, build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """Titles above and a margin on the left are not the table; rows left out are said."""
    data = sheet({**above, 6: NAMES, 7: PEOPLE[0], 9: PEOPLE[1]}, column)
    table = take(build(data))
    assert table.headers == tuple(NAMES)
    assert [(row.number, list(row.cells)) for row in table.rows] == [(7, PEOPLE[0]), (9, PEOPLE[1])]
    said = "Column names are in row 6; the rows above are ignored."
    assert table.notices == ((said,) if above else ())


def test_a_table_without_header_is_refused(
    build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """The first person is never taken for the names, and a row of words is not either."""
    rows = {1: PEOPLE[0], 2: PEOPLE[1], 3: ["Cem", "unknown", "none", "Ulm"], 4: PEOPLE[0]}
    for grid in (rows, {1: ["1", "2"], 2: ["3", "4"]}):
        with pytest.raises(InputFileError, match="Row 1 of the sheet “Sheet1” holds data"):
            take(build(sheet(grid)))
    assert take(build(sheet(rows)), Source(header_row=1)).cells == [rows[2], rows[3], rows[4]]


def test_a_header_may_leave_columns_unnamed(
    build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """Columns that most rows fill belong to the table, named or not."""
    table = take(build(sheet({1: ["", "Email", "Phone", ""], 2: PEOPLE[0], 3: PEOPLE[1]})))
    assert table.headers == ("", "Email", "Phone", "")
    assert table.cells == PEOPLE


@pytest.mark.parametrize(
    ("rows", "spans", "names"),
    [
        (
            (["Name", "Billing", "", "Shipping", ""], ["", "Street", "City", "Street", "City"]),
            ("A1:A2", "B1:C1", "D1:E1"),
            ("Name", "Billing / Street", "Billing / City", "Shipping / Street", "Shipping / City"),
        ),
        (
            (["Person", "", "Contact", "", ""], ["First", "Last", "Email", "Phone", "City"]),
            ("A1:B1", "C1:E1"), ("First", "Last", "Email", "Phone", "City"),
        ),
        (
            (["Id", "Contact", "", "Note", ""], ["", "Email", "Phone", "", "Extra"]),
            ("B1:C1",), ("Id", "Email", "Phone", "Note", "Extra"),
        ),
    ],
)  # fmt: skip
def test_a_header_on_two_rows_is_joined(
    rows: tuple[list[str], list[str]],
    spans: tuple[str, ...],
    names: tuple[str, ...],
    build: Callable[..., Any],
    take: Callable[..., Any],
) -> None:
    """Merged cells group the names below them; a group's name is added where names repeat."""
    body = ["Ann", "Main Street 1", "Berlin", "Side Street 2", "Bonn"]
    table = take(build(sheet({1: rows[0], 2: rows[1], 3: body}), after=merged(*spans)))
    assert table.headers == names
    assert table.cells == [body]
    assert table.notices == ("Column names are in rows 1 and 2 together.",)


@pytest.mark.parametrize("first", [["Ann", "Lee", "Smith", "Berlin"], ["Ann", "1", "2", "Berlin"]])
def test_a_merged_name_above_data_takes_no_row_away(
    first: list[str], build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """A row that has values under the ungrouped names is data, not a part of the header."""
    data = sheet({1: ["Id", "Full name", "", "City"], 2: first, 3: ["Bob", "Ray", "Roe", "Bonn"]})
    table = take(build(data, after=merged("B1:C1")))
    assert table.headers == ("Id", "Full name", "", "City")
    assert table.cells[0] == first


def test_the_row_of_the_header_may_be_given(
    build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """What a person says goes before what looks right, a hundred rows down too."""
    rows = dict.fromkeys(range(1, 100), NAMES)
    table = take(build(sheet({**rows, 100: ["a", "b"], 101: ["c", "d"]})), Source(header_row=100))
    assert (table.headers, table.cells) == (("a", "b"), [["c", "d"]])


@pytest.mark.parametrize("number", [2, 7])
def test_a_given_header_row_that_is_blank_is_an_error(
    number: int, build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """The row is named, and so is the option."""
    with pytest.raises(InputFileError, match=rf"Row {number} .* is blank.*--header-row"):
        take(build(sheet({1: NAMES, 3: PEOPLE[0]})), Source(header_row=number))


@pytest.mark.parametrize(
    "row", [["Ann", "", "", "", "stray"], ["Ann", "a@b.de", "1", "Ulm", "", "", "x"]]
)
def test_a_cell_outside_of_the_table_makes_its_row_doubtful(
    row: list[str], build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """Both widths are told, and all cells of the row are kept."""
    rows = {1: NAMES, 2: PEOPLE[0], 3: row, 4: PEOPLE[1], 5: PEOPLE[0]}
    table = take(build(sheet(rows, column=1)))
    assert table.flaws == [(3, Code.ROW_LONG, None)]
    assert list(table.rows[1].cells) == ["", *row]
    assert f"({len(row)} columns), the header in B to E (4)" in table.rows[1].flaws[0].message


def test_short_rows_are_filled_and_blank_ones_left_out(
    build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """A workbook stores no cell where there is nothing to see."""
    data = sheet({1: NAMES, 2: ["Ann"], 3: [" ", "\n"], 4: ["", "", "", "Bonn"]})
    table = take(build(data))
    assert [(row.number, *row.cells) for row in table.rows] == [
        (2, "Ann", "", "", ""),
        (4, "", "", "", "Bonn"),
    ]


def test_headers_are_stripped_and_repeat_as_they_are(
    build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """Names are spelt as in the file, outer blanks aside."""
    data = sheet({1: ["Last Name ", "Phone", "Phone"], 2: ["a", "b", "c"]})
    assert take(build(data)).headers == ("Last Name", "Phone", "Phone")


def test_a_header_alone_is_a_table_without_rows(
    build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """A template can be mapped before it is filled."""
    table = take(build(sheet({1: NAMES})))
    assert (table.headers, table.rows) == (tuple(NAMES), [])
