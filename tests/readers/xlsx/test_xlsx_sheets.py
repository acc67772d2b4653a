"""Which sheet is read, and what is said of it."""

import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from customer_import.errors import InputFileError
from customer_import.table import Source

A = '<row r="1"><c r="A1" t="str"><v>A</v></c><c r="B1" t="str"><v>B</v></c></row>'
TABLE = A + '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>'
OTHER = TABLE.replace(">A<", ">Other<")
SHEETS = {
    'name="Two"': OTHER,
    'name="Three" state="hidden"': OTHER.replace("Other", "Third"),
    'name="Four" state="veryHidden"': OTHER,
}


@pytest.mark.parametrize(
    ("wanted", "header"),
    [
        (None, "A"), (1, "A"), ("Sheet1", "A"), ("sheet1 ", "A"), (2, "Other"), ("2", "Other"),
        ("Two", "Other"), ("TWO", "Other"), (3, "Third"), ("Three", "Third"),
    ],
)  # fmt: skip
def test_a_sheet_is_found_by_name_or_position(
    wanted: str | int | None, header: str, build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """Names go before positions; capitals and outer blanks do not matter."""
    assert take(build(TABLE, sheets=SHEETS), Source(sheet=wanted)).headers == (header, "B")


@pytest.mark.parametrize("wanted", [0, 5, -1, "Customers", "99999999999", "²"])
def test_a_missing_sheet_is_an_error_that_lists_them(
    wanted: str | int, build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """The remedy names every sheet with its position, the hidden ones marked."""
    with pytest.raises(InputFileError) as caught:
        take(build(TABLE, sheets=SHEETS), Source(sheet=wanted))
    assert f"“{wanted}”" in caught.value.message
    assert "1 “Sheet1”, 2 “Two”, 3 “Three” (hidden), 4 “Four” (hidden)" in caught.value.remedy


def test_the_choice_is_said_where_there_was_one(
    build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """Other sheets with cells and hidden ones are named, and how to choose them."""
    (notice,) = take(build(TABLE, sheets=SHEETS)).notices
    assert notice == (
        "The sheet “Sheet1” was read, not “Two” or hidden “Three”, “Four”; "
        "choose another with --sheet."
    )


def test_a_hidden_sheet_that_was_asked_for_is_said_to_be_hidden(
    build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """Reading what nobody sees is worth a word."""
    assert take(build(TABLE, sheets=SHEETS), Source(sheet=4)).notices == (
        "The sheet “Four” is hidden.",
    )


def test_a_cover_sheet_is_passed_over(build: Callable[..., Any], take: Callable[..., Any]) -> None:
    """The first visible sheet with a table is read, not one with a line of text."""
    cover = '<row r="1"><c r="A1" t="str"><v>Exported by Numbers</v></c></row>'
    assert take(build(cover, sheets={'name="Data"': TABLE})).headers == ("A", "B")


def test_empty_and_hidden_sheets_alone_are_no_table(
    build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """Hidden sheets are read only when they are asked for; the error lists them."""
    with pytest.raises(InputFileError, match="No visible sheet") as caught:
        take(build("", sheets={'name="Data" state="hidden"': TABLE}))
    assert "2 “Data” (hidden)" in caught.value.remedy


def test_an_empty_sheet_that_was_asked_for_is_an_error(
    build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """The sheet is named, so that a person looks at the right one."""
    with pytest.raises(InputFileError, match="“Sheet1” has no table"):
        take(build('<row r="1"><c r="A1" t="str"><v> </v></c></row>'), Source(sheet=1))


def test_chart_sheets_count_as_tabs_but_are_not_read(
    build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """Positions are those of the tabs; a chart has no cells."""
    sheets = {'name="Chart"': "", 'name="Last"': OTHER}
    name = "xl/_rels/workbook.xml.rels"
    with zipfile.ZipFile(build(TABLE, sheets=sheets)) as archive:
        links = archive.read(name).decode()
    links = links.replace('worksheet" Target="worksheets/sheet2', 'chartsheet" Target="charts/2')
    for wanted, header in ((3, "Other"), (1, "A")):
        book = build(TABLE, sheets=sheets, changes={name: links})
        assert take(book, Source(sheet=wanted)).headers == (header, "B")
    with pytest.raises(InputFileError, match="“Chart” is a chart"):
        take(build(TABLE, sheets=sheets, changes={name: links}), Source(sheet=2))


@pytest.mark.parametrize("hidden", ['hidden="1"', "hidden='true'", 'ht="3" hidden="1" spans="1:2"'])
def test_hidden_rows_are_read_and_counted(
    hidden: str, build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """A filter does not shorten the list, and says so; empty hidden rows do not count."""
    table = take(
        build(TABLE.replace('<row r="2"', f'<row r="2" {hidden}') + f'<row r="9" {hidden}/>')
    )
    assert len(table.rows) == 1
    assert table.notices == ("Rows hidden by a filter or by hand are read too: 1.",)


def test_hidden_columns_are_read_and_named(
    build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """Columns outside of the table are none of its business."""
    table = take(build(TABLE, before='<cols><col min="2" max="16384" hidden="1"/></cols>'))
    assert table.cells == [["1", "2"]]
    assert table.notices == ("Hidden columns are read too: B.",)
