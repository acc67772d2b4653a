import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Alignment, Font, PatternFill

from customer_import.ledger.results import RowResult
from customer_import.problems import Problem
from customer_import.readers.open_table import open_table
from customer_import.reports.errors import ListFacts, write_errors
from customer_import.reports.list_look import ColumnLook, look_of
from customer_import.states import RowState
from customer_import.table import Source

HEADERS = ("Id", "Limit", "Since", "Name")
MOMENT = datetime.fromisoformat("2021-03-04")
FORMATS = ("00000", "#,##0.00 €", "dd/mm/yyyy", "General")
BAD = Problem("email", "It is wrong.", "CustomerName", "Name")


def make(path: Path, place: str = "A1", sheet: str = "Rows", before: str = "") -> Path:
    """Write a workbook with a header and three rows of an id, a number, a date and a text."""
    book = openpyxl.Workbook()
    if before:
        book.worksheets[0].title = before
        book.worksheets[0]["A1"] = "Nothing"
        page: Any = book.create_sheet(sheet)
    else:
        page = book.worksheets[0]
    left, top = page[place].column, page[place].row
    for column, (name, code) in enumerate(zip(HEADERS, FORMATS, strict=True), left):
        head = page.cell(top, column, name)
        head.font, head.fill = Font(italic=True, color="FF112233"), PatternFill("solid", "FF00FF00")
        head.alignment = Alignment(textRotation=45)
        page.column_dimensions[head.column_letter].width = 10 + column
        for row, value in enumerate([(7, 1234.5, MOMENT, "Ann")] * 3, top + 1):
            cell = page.cell(row, column, value[column - left])
            cell.number_format = code
    book.save(path)
    return path


def change(path: Path, part: str, edit: Callable[[bytes], bytes]) -> None:
    """Change one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, edit(content) if name == part else content)


def report(tmp_path: Path, source: Source = Source(), decimal: str = ".") -> Any:  # noqa: B008
    """Write the report of all rows of `list.xlsx`; its sheet, once it was seen to read the same."""
    with open_table(tmp_path / "list.xlsx", source) as table:
        before = list(table.rows)
    rows = [
        RowResult(row.number, RowState.INVALID, None, "", list(row.cells), (BAD,)) for row in before
    ]
    mapping = f"version: 1\nsource: {{decimal: '{decimal}'}}\nfields: {{CustomerNumber: Id}}\n"
    facts = ListFacts(tmp_path / "list.xlsx", table.headers, ",", mapping)
    write_errors(tmp_path / "r.xlsx", facts, rows)
    with open_table(tmp_path / "r.xlsx", source) as again:
        assert again.headers == table.headers
        assert [row.cells for row in again.rows] == [row.cells for row in before]
    return openpyxl.load_workbook(tmp_path / "r.xlsx").worksheets[0]


@pytest.mark.parametrize("place", ["A1", "C4"])
@pytest.mark.parametrize("decimal", [".", ","])
def test_the_list_s_own_look_is_kept(tmp_path: Path, place: str, decimal: Any) -> None:
    """Widths, the header's style, number formats and typed cells are those of the list."""
    make(tmp_path / "list.xlsx", place)
    sheet = report(tmp_path, Source(decimal=decimal), decimal)
    assert [cell.value for cell in sheet[2]][:4] == [7, 1234.5, MOMENT, "Ann"]
    assert tuple(cell.number_format for cell in sheet[2])[:4] == FORMATS
    first = 1 if place == "A1" else 3
    widths = [sheet.column_dimensions[letter].width for letter in "ABCD"]
    assert widths == [10 + first + i for i in range(4)]
    head = sheet["B1"]
    assert (head.font.italic, head.font.color.rgb) == (True, "FF112233")
    assert (head.fill.fgColor.rgb, head.alignment.textRotation) == ("FF00FF00", 45)


def test_marks_stand_out_in_the_list_s_own_look(tmp_path: Path) -> None:
    """A marked cell keeps its number format."""
    make(tmp_path / "list.xlsx")
    sheet = report(tmp_path)
    assert sheet["D2"].comment.text == "It is wrong."
    assert sheet["D2"].fill.fgColor.rgb == "FFFFC7CE"


def test_the_list_is_found_on_its_sheet(tmp_path: Path) -> None:
    """Its headers tell it, wherever it is."""
    make(tmp_path / "list.xlsx", before="About")
    sheet = report(tmp_path, Source(sheet="Rows"))
    assert sheet["A2"].number_format == "00000"


def test_cells_that_differ_from_their_column_read_the_same(tmp_path: Path) -> None:
    """A text among numbers, or a number of another format, is written so that it reads alike."""
    make(tmp_path / "list.xlsx")
    book = openpyxl.load_workbook(tmp_path / "list.xlsx")
    page = book.worksheets[0]
    page.append(["0042", "n/a", "soon", "=1"])
    page.append(["00042", "1,5", "2021-03-04", "007"])
    page.append([123456, 5, 44259, 5])
    page["D5"].data_type = "s"
    book.save(tmp_path / "list.xlsx")
    sheet = report(tmp_path)
    assert [cell.value for cell in sheet[5]][:4] == ["0042", "n/a", "soon", "=1"]
    assert sheet["B5"].number_format == FORMATS[1]


@pytest.mark.parametrize("content", [None, b"", b"Id,Limit\n1,2\n", b"PK\x03\x04 and no zip"])
def test_a_list_that_is_no_workbook_is_plain_text(tmp_path: Path, content: bytes | None) -> None:
    """A CSV, a missing or a damaged file have no look of their own."""
    if content is not None:
        (tmp_path / "list").write_bytes(content)
    assert look_of(tmp_path / "list", ("Id", "Limit")) == (ColumnLook(), ColumnLook())


def test_a_list_that_is_another_by_now_is_plain_text(tmp_path: Path) -> None:
    """Where no row has the headers, nothing is known of the columns."""
    assert look_of(make(tmp_path / "list.xlsx"), ("Other",)) == (ColumnLook(),)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"fonts", b"phonts"),
        (b'numFmtId="0"', b'numFmtId="many"'),
        (b"cellXfs", b"noXfs"),
        (b'fillId="2"', b'fillId="99"'),
        (b'fontId="1"', b'fontId="99"'),
    ],
)
def test_spoilt_styles_are_done_without(tmp_path: Path, old: bytes, new: bytes) -> None:
    """Where styles make no sense, widths are still kept and every text reads the same."""
    make(tmp_path / "list.xlsx")
    change(tmp_path / "list.xlsx", "xl/styles.xml", lambda text: text.replace(old, new))
    assert report(tmp_path).column_dimensions["A"].width == 11


def test_a_workbook_without_styles_is_general(tmp_path: Path) -> None:
    """The part is not needed in a workbook."""
    make(tmp_path / "list.xlsx")
    change(
        tmp_path / "list.xlsx",
        "xl/_rels/workbook.xml.rels",
        lambda text: text.replace(b"/styles", b"/none"),
    )
    looks = look_of(tmp_path / "list.xlsx", HEADERS)
    assert [look.number_format for look in looks] == ["General"] * 4
    assert [look.typed for look in looks] == [True, True, True, False]


@pytest.mark.parametrize("width", [b"wide", b"-3", b"nan", b"1e9"])
def test_widths_that_are_none_are_left_out(tmp_path: Path, width: bytes) -> None:
    """A column whose width makes no sense has that of its contents."""
    make(tmp_path / "list.xlsx")
    change(
        tmp_path / "list.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace(b'width="11"', b'width="%s"' % width),
    )
    assert look_of(tmp_path / "list.xlsx", HEADERS)[0].width is None
