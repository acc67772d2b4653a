import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import coordinate_from_string

from customer_import.errors import SettingError
from customer_import.ledger.runs.results import RowResult
from customer_import.problems import Code, Problem
from customer_import.readers.open_table import open_table
from customer_import.reports.error_report import write_errors
from customer_import.reports.marked_sheet import MOST_NOTES
from customer_import.states import RowState
from customer_import.table import REPORT_COLUMNS, Row, Source

HEADERS = ("Id", "Name", "E-mail")
BAD = Problem("email", "x is not an e-mail address.", "CustomerEmail", "E-mail", "x")
REFUSED = Problem("refused", "The server refused it: no such city.")
CHARS = st.characters(exclude_categories=["Cs"])
ODD = "'=+-@\t\r\n_x0041FfDd \ufeffaé漢\0\x01\x1b\x1f\x7f\x85\xa0\u2028\ufffe\uffff😀"
CELL = st.text(CHARS) | st.text(ODD, max_size=16)
RELAXED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def write(
    path: Path,
    *rows: Sequence[str] | RowResult,
    headers: tuple[str, ...] = HEADERS,
    problem: Problem = BAD,
) -> Path:
    """Write a report of a CSV over rows, or over invalid rows with these cells."""
    results = (
        row
        if isinstance(row, RowResult)
        else RowResult(number, RowState.INVALID, None, "", list(row), (problem,))
        for number, row in enumerate(rows, 2)
    )
    write_errors(path, headers, ",", results)
    return path


def read(path: Path) -> list[Row]:
    """Read a report as the list it is."""
    with open_table(path, Source()) as table:
        assert table.is_report
        return list(table.rows)


def sheet_of(path: Path) -> Any:
    """Return the sheet of a workbook, as openpyxl has it."""
    [sheet] = openpyxl.load_workbook(path).worksheets
    return sheet


def is_filled(cell: Any) -> bool:
    """Tell whether a cell is marked."""
    return bool(cell.fill.fill_type == "solid")


def test_a_line_is_the_row_s_own_cells_and_what_became_of_it(tmp_path: Path) -> None:
    """The header is in row 1: the list's own columns, then the five of every error report."""
    bad = RowResult(7, RowState.INVALID, None, "", ["1", "Ann", "x"], (BAD,))
    failed = RowResult(9, RowState.FAILED, None, "", ["2", "Bo", "b@x.example"], (REFUSED,))
    lines = list(sheet_of(write(tmp_path / "r.xlsx", bad, failed)).values)
    assert lines == [
        (*HEADERS, *REPORT_COLUMNS),
        ("1", "Ann", "x", 7, "invalid", "CustomerEmail", "email", BAD.message),
        ("2", "Bo", "b@x.example", 9, "failed", None, "refused", REFUSED.message),
    ]


@RELAXED
@given(rows=st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=3))
@example(rows=[("=1+1", "'=1", "''=1")])
@example(rows=[("_x0041_x0042_", "_x0041\x01", "\x01x0041_")])
@example(rows=[("00042", "2021-03-04", "1.50")])
@example(rows=[("#N/A", " a ", "a\r\nb\rc\nd")])
def test_any_cell_comes_back_as_it_was(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    """Any text of any cell is read from the report as the list had it."""
    found = read(write(tmp_path / "r.xlsx", *rows))
    assert [tuple(row.cells) for row in found] == rows
    assert not any(row.flaws for row in found)


@RELAXED
@given(rows=st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=3))
def test_no_cell_is_a_formula_or_an_error(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    """Whatever a text looks like, its cell is text."""
    write(tmp_path / "r.xlsx", *rows)
    cells = zipfile.ZipFile(tmp_path / "r.xlsx").read("xl/worksheets/sheet1.xml")
    assert b"<f" not in cells.replace(b"<formula", b"")
    assert b't="e"' not in cells


@pytest.mark.parametrize("text", ["=1+1", "+49 30 1", "-5", "@handle", "\tx"])
def test_texts_that_look_like_formulas_stay_texts_when_edited(tmp_path: Path, text: str) -> None:
    """Such a cell says that it is text, so that Enter in Excel does not run it."""
    sheet = sheet_of(write(tmp_path / "r.xlsx", ("1", text, "x")))
    assert (sheet["B2"].value, sheet["B2"].data_type) == (text, "s")
    assert sheet["B2"].quotePrefix
    assert not sheet["A2"].quotePrefix


def test_cells_of_a_csv_are_of_the_text_format(tmp_path: Path) -> None:
    """What is typed into them keeps its leading zeros, in blank cells too."""
    sheet = sheet_of(write(tmp_path / "r.xlsx", ("00042", "", "x")))
    assert {sheet[cell].number_format for cell in ("A2", "C2")} == {"@"}
    assert sheet.column_dimensions["B"].number_format == "@"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("name", ["=Id", "-", "'@x", "2021", "a\nb", "TRUE"])
def test_columns_keep_their_names(tmp_path: Path, ending: str, name: str) -> None:
    """The same mapping finds its columns in the report, whatever they are called."""
    path = write(tmp_path / f"r.{ending}", ("1", "2"), headers=(name, "Id"))
    with open_table(path, Source()) as table:
        assert table.headers == (name, "Id")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_columns_without_a_name_are_kept(tmp_path: Path, ending: str) -> None:
    """However many there are, and whether their first cells are filled or not."""
    headers, blank = (*[""] * 9, "Id"), ["", *"abcdefgh", "1"]
    path = write(tmp_path / f"r.{ending}", blank, blank, ["a", *blank[1:]], headers=headers)
    with open_table(path, Source()) as table:
        assert table.headers == headers
        assert [row.cells[0] for row in table.rows] == ["", "", "a"]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "XLSX"])
@pytest.mark.parametrize(
    ("cells", "code", "packed"),
    [
        (["1", "Ann"], Code.ROW_SHORT, ["1", "Ann", ""]),
        (["1", "Ann", "x", "y"], Code.ROW_LONG, ["1", "Ann", "x ⟫ y"]),
    ],
)
def test_slipped_rows_are_problems_until_put_in_order(
    tmp_path: Path, ending: str, cells: list[str], code: Code, packed: list[str]
) -> None:
    """A row of the wrong width is one in either report, and is still known as such."""
    path = write(tmp_path / f"r.{ending}", cells, problem=Problem(code, "It has slipped."))
    [row] = read(path)
    assert row.cells == packed
    assert [flaw.code for flaw in row.flaws] == [code]


def test_offending_cells_are_filled_and_say_why(tmp_path: Path) -> None:
    """Each cell to blame is filled, a blank one too, and has its messages as a note."""
    missing = Problem("required", "It has no Name.", "CustomerName", "Name")
    long = Problem("max-length", "x is too long.", "CustomerEmail", "E-mail", "x")
    row = RowResult(2, RowState.INVALID, None, "", ["1", "", "x"], (BAD, missing, long))
    line = sheet_of(write(tmp_path / "r.xlsx", row))[2]
    notes = {cell.column: cell.comment.text for cell in line if cell.comment}
    assert notes == {2: missing.message, 3: f"{BAD.message}\n{long.message}"}
    assert [cell.column for cell in line if is_filled(cell)] == [2, 3]


@pytest.mark.parametrize(
    ("column", "headers", "marked"),
    [
        ("City, Zip", ("City", "Zip", "Id"), [1, 2]),
        ("City, Zip", ("City, Zip", "Zip", "Id"), [1]),
        ("", ("City", "Zip", "Id"), [8]),
        ("Town", ("City", "Zip", "Id"), [8]),
    ],
)
def test_what_is_to_blame_is_found_by_name(
    tmp_path: Path, column: str, headers: tuple[str, ...], marked: list[int]
) -> None:
    """Several columns are all marked; where none is named, the message is."""
    path = write(
        tmp_path / "r.xlsx", ("a", "b", "c"), headers=headers, problem=Problem("x", "y", "", column)
    )
    assert [cell.column for cell in sheet_of(path)[2] if is_filled(cell)] == marked


def test_warnings_are_not_marked(tmp_path: Path) -> None:
    """A warning is not the reason why a row is in the report."""
    warning = Problem("number-precision", "rounded", "X", "Id", "1", "warning")
    row = RowResult(2, RowState.INVALID, None, "", ["1", "Ann", "x"], (warning, BAD))
    sheet = sheet_of(write(tmp_path / "r.xlsx", row))
    assert not is_filled(sheet["A2"])
    assert sheet["H2"].value == BAD.message


@pytest.mark.parametrize("width", [1, 3, 40])
def test_the_first_problem_is_in_view(tmp_path: Path, width: int) -> None:
    """The header is frozen, the filter on, and the first cell to blame chosen and on the screen."""
    headers = (*(f"Column {i}" for i in range(width - 1)), "E-mail")
    path = write(tmp_path / "r.xlsx", ["some text"] * width, headers=headers)
    sheet, last = sheet_of(path), get_column_letter(width + 5)
    view = sheet.sheet_view
    [selection] = view.selection
    place = f"{get_column_letter(width)}2"
    assert (selection.activeCell, selection.sqref) == (place, place)
    assert (view.pane.state, view.pane.ySplit, view.pane.xSplit) == ("frozen", 1, None)
    assert sheet.auto_filter.ref == f"A1:{last}2"
    left = coordinate_from_string(view.topLeftCell)[0]
    first = column_index_from_string(left)
    shown = sum(
        sheet.column_dimensions[get_column_letter(column)].width
        for column in range(first, width + 1)
    )
    assert shown <= 120
    assert (first == 1) is (width < 40)


def test_messages_can_be_read(tmp_path: Path) -> None:
    """The message's column is wide and its text wraps."""
    sheet = sheet_of(write(tmp_path / "r.xlsx", ("1", "Ann", "x")))
    assert sheet.column_dimensions["H"].width >= 60
    assert sheet["H2"].alignment.wrap_text


def test_rows_are_as_high_as_their_messages(tmp_path: Path) -> None:
    """Some programs do not fit the height of rows, and long messages would cover each other."""
    long = Problem("email", "wrong words " * 30, "CustomerEmail", "E-mail", "x")
    rows = [
        RowResult(number, RowState.INVALID, None, "", ["1", "", "x"], problems)
        for number, problems in ((2, (BAD,)), (3, (long,)), (4, (long,) * 50))
    ]
    sheet = sheet_of(write(tmp_path / "r.xlsx", *rows))
    heights = [sheet.row_dimensions[number].height for number in (2, 3, 4)]
    assert heights == [15, 90, 405]


@pytest.mark.parametrize("text", ["x" * 32_768, "😀" * 16_384, "\0" * 5_000])
def test_a_text_that_no_cell_takes_is_refused(tmp_path: Path, text: str) -> None:
    """Nothing is cut: the report is not written, and the user is told to take a CSV."""
    path = tmp_path / "r.xlsx"
    path.write_text("before")
    with pytest.raises(SettingError, match=r"Row 3 has a text .* column Name.*ends in \.csv"):
        write(path, ("1", "Ann", "x"), ("2", text, "x"))
    assert path.read_text() == "before"
    assert [each.name for each in tmp_path.iterdir()] == ["r.xlsx"]


@pytest.mark.parametrize("name", ["x" * 32_768, "\0" * 5_000])
def test_a_name_that_no_cell_takes_is_refused(tmp_path: Path, name: str) -> None:
    """A column's name is not cut either, for then the same mapping would not know it."""
    with pytest.raises(SettingError, match=r"The name of the column .* has .*ends in \.csv"):
        write(tmp_path / "r.xlsx", ("1",), headers=(name,))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["x" * 32_767, "😀" * 16_383])
def test_the_longest_texts_come_back(tmp_path: Path, text: str) -> None:
    """What a cell just takes is written whole."""
    assert read(write(tmp_path / "r.xlsx", ("1", text, "x")))[0].cells[1] == text


def test_a_list_wider_than_a_workbook_is_refused(tmp_path: Path) -> None:
    """A workbook ends at column XFD, and the report needs five more than the list."""
    headers = tuple(map(str, range(16_380)))
    with pytest.raises(SettingError, match=r"at most 16,384 columns.*\.csv"):
        write(tmp_path / "r.xlsx", headers=headers)


def test_messages_longer_than_a_cell_are_cut(tmp_path: Path) -> None:
    """What we say of a row is not a value of the list, so it is cut; a note is shorter still."""
    said = Problem("email", "long \x1b " * 10_000, "CustomerEmail", "E-mail")
    sheet = sheet_of(write(tmp_path / "r.xlsx", ("1", "Ann", "x"), problem=said))
    assert 16_000 < len(sheet["H2"].value) <= 32_767
    assert sheet["H2"].value.endswith("…")
    assert len(sheet["C2"].comment.text) < 5_000


def test_notes_are_bounded(tmp_path: Path) -> None:
    """Notes are held in memory, so beyond a number of them cells are filled only."""
    rows = (("1", "Ann", "x") for _ in range(MOST_NOTES + 1))
    write(tmp_path / "r.xlsx", *rows)
    archive = zipfile.ZipFile(tmp_path / "r.xlsx")
    assert archive.read("xl/comments/comment1.xml").count(b"<comment ") == MOST_NOTES
    assert len(read(tmp_path / "r.xlsx")) == MOST_NOTES + 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_the_report_is_readable_by_the_user_alone(tmp_path: Path) -> None:
    """A report holds customers' data, so nobody else can read it."""
    assert write(tmp_path / "r.xlsx", ("1", "Ann", "x")).stat().st_mode & 0o777 == 0o600


@RELAXED
@given(cells=st.tuples(CELL, CELL, CELL))
def test_a_report_saved_by_another_program_reads_the_same(
    tmp_path: Path, cells: tuple[str, ...]
) -> None:
    """Whoever fixes one cell leaves all the others as they were."""
    path = write(tmp_path / "r.xlsx", cells)
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["C2"].value = "fixed"
    book.save(path)
    assert [list(row.cells) for row in read(path)] == [[*cells[:2], "fixed"]]
