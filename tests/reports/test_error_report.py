import csv
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from customer_import.ledger.runs.results import RowResult
from customer_import.mapping.load import parse_mapping
from customer_import.problems import Problem
from customer_import.readers.open_table import open_table
from customer_import.records.built.built_rows import Built
from customer_import.records.row_builder import row_builder
from customer_import.reports.error_report import write_errors
from customer_import.states import RowState
from customer_import.table import REPORT_COLUMNS, Source, Table

BAD = Problem("email", "x is not an e-mail address.", "CustomerEmail", "E-mail", "x")
HEADERS = ("Id", "Name", "Note")
CHARS = st.characters(exclude_categories=["Cs"])
ODD = "'=+-@\t\r\n\",;| \\\ufeffaé漢\0\x01\x1b\x7f\x85\xa0\u200b\u2028\ufffe\uffff"
CELL = st.text(CHARS, max_size=40) | st.text(ODD, max_size=8)
ROW = st.tuples(CELL, CELL, CELL)
DELIMITERS = ",;\t|:^~\x1f¦§!# '=a_\x01"


def report(
    path: Path, *rows: tuple[str, ...], headers: tuple[str, ...] = HEADERS, delimiter: str = ","
) -> list[list[str]]:
    """Write a report over rows with these cells, and read it as the list it is."""
    results = (
        RowResult(number, RowState.INVALID, None, "", list(cells), (BAD,))
        for number, cells in enumerate(rows, 2)
    )
    write_errors(path, headers, delimiter, results)
    with open_table(path, Source()) as table:
        assert (table.is_report, table.headers) == (True, headers)
        return [list(row.cells) for row in table.rows]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=st.lists(st.tuples(*[st.text("ab1,;\" '|", max_size=4)] * 3)), sign=st.sampled_from(",;'")
)
def test_lines_are_written_as_csv_writes_them(
    tmp_path: Path, rows: list[tuple[str, ...]], sign: str
) -> None:
    """Only a cell with a delimiter or a quotation mark in it is quoted."""
    report(tmp_path / "r.csv", *rows, delimiter=sign)
    told = ("invalid", "CustomerEmail", "email", "x is not an e-mail address.")
    with (tmp_path / "wanted.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=sign)
        writer.writerow([*HEADERS, *REPORT_COLUMNS])
        writer.writerows([*row, str(number), *told] for number, row in enumerate(rows, 2))
    assert (tmp_path / "r.csv").read_bytes() == (tmp_path / "wanted.csv").read_bytes()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(ROW, min_size=1, max_size=4), delimiter=st.sampled_from(DELIMITERS))
@example(rows=[("=1+1", "'=1", '"')], delimiter=",")
@example(rows=[("", "", "")], delimiter=";")
@example(rows=[("\x1b[31m", "\x07", "\x1e")], delimiter=",")
@example(rows=[("a\r\nb", "a\rb", "a\nb")], delimiter="\t")
def test_any_cell_comes_back_as_it_was(
    tmp_path: Path, rows: list[tuple[str, ...]], delimiter: str
) -> None:
    """Any text of any cell is read from the report as the list had it."""
    assert report(tmp_path / "r.csv", *rows, delimiter=delimiter) == list(map(list, rows))


@pytest.mark.parametrize(
    "cell",
    [
        "\na,b,c,d,e,f,g,h\n",
        "\r\n1,Ann,x,3,invalid,CustomerEmail,email,wrong\r\n",
        "\n" * 5_000,
        'x",\n' * 5_000,
        "\0a" * 3_000,
        "x" * 131_071,
        "Id,Name,Note,import_row,import_status,import_field,import_code,import_message",
    ],
)
def test_cells_that_look_like_rows_come_back(tmp_path: Path, cell: str) -> None:
    """Lines within a cell, however many and whatever they look like, stay in it."""
    rows = [("1", "Ann", "x"), ("2", cell, cell), (cell, "", "x"), ("4", "Bo", "y")]
    assert report(tmp_path / "r.csv", *rows) == list(map(list, rows))


def test_a_report_may_be_saved_by_another_program(tmp_path: Path) -> None:
    """It is known with every cell quoted, with blanks behind delimiters, or without its mark."""
    path = tmp_path / "r.csv"
    row = RowResult(2, RowState.INVALID, None, "", ["=1", "\x01\x02", "a"], (BAD,))
    write_errors(path, ("<html>", "Name", "Note"), ";", [row])
    text = path.read_text(encoding="utf-8-sig")
    quoted = "".join(f'"{line}"\n'.replace(";", '";"') for line in text.splitlines())
    for saved, encoding in ((text, "utf-8"), (quoted, "utf-8-sig"), (text, "utf-16")):
        path.write_text(saved, encoding=encoding)
        with open_table(path, Source(sheet="Data", header_row=3, delimiter="|")) as table:
            assert (table.is_report, table.headers) == (True, ("<html>", "Name", "Note"))
            assert [list(each.cells) for each in table.rows] == [["=1", "\x01\x02", "a"]]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cells=ROW)
def test_no_cell_runs_as_a_formula(tmp_path: Path, cells: tuple[str, ...]) -> None:
    """No cell of the report begins with a sign that a spreadsheet runs."""
    row = RowResult(2, RowState.INVALID, None, "", list(cells), (BAD,))
    write_errors(tmp_path / "r.csv", HEADERS, ",", [row])
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        [_, written] = list(csv.reader(file))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in written)


def test_names_and_messages_are_neutralised_too(tmp_path: Path) -> None:
    """A header or a server's message that begins as a formula is harmless as well."""
    problem = Problem("refused", "=HYPERLINK(1)", "X", "", "")
    row = RowResult(2, RowState.FAILED, None, "", ["a"], (problem,))
    write_errors(tmp_path / "r.csv", ("=Id",), ",", [row])
    text = (tmp_path / "r.csv").read_text(encoding="utf-8-sig")
    assert text.startswith("'=Id,")
    assert ",'=HYPERLINK(1)" in text


def test_warnings_are_no_reason_to_be_in_the_report(tmp_path: Path) -> None:
    """The columns say what is wrong; a warning that comes along is not."""
    warning = Problem("number-precision", "rounded", "X", "X", "1", "warning")
    row = RowResult(2, RowState.INVALID, None, "", ["a"], (warning, BAD))
    write_errors(tmp_path / "r.csv", ("Id",), ",", [row])
    [_, line] = (tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines()
    assert line == "a,2,invalid,CustomerEmail,email,x is not an e-mail address."


def test_header_is_the_list_s_own_and_ours(tmp_path: Path) -> None:
    """The header is in row 1: the file's own columns, then the five of the report."""
    write_errors(tmp_path / "r.csv", HEADERS, ";", [])
    text = (tmp_path / "r.csv").read_bytes().decode("utf-8-sig")
    assert text == ";".join([*HEADERS, *REPORT_COLUMNS]) + "\r\n"


MAPPING = """\
version: 1
source: {decimal: "%s", dates: "%s"}
fields:
  CustomerNumber: Id
  CustomFields:
    Amount: {column: Amount, type: number}
    Since: {column: Since, type: date}
    Text: {column: Free}
"""
TYPED: list[tuple[Any, str]] = [
    (1234.5, "General"),
    (1234.5, "#,##0.00"),
    (0.1 + 0.2, "0.00"),
    (-0.5, "0%"),
    (42, "00000"),
    (5551234567, "General"),
    (1e21, "General"),
    (datetime(2021, 3, 4), "dd/mm/yyyy"),  # noqa: DTZ001 - a workbook's dates have no zone
    (datetime(2021, 3, 4), "mm-dd-yy"),  # noqa: DTZ001
    (datetime(2021, 3, 4, 9, 30), "yyyy-mm-dd hh:mm"),  # noqa: DTZ001
    (date(2021, 12, 31), "d. mmmm yyyy"),
    (True, "General"),
    ("=1+1", "General"),
    ("1.234,50", "General"),
    ("00417", "@"),
]


def workbook(path: Path, *cells: tuple[Any, str]) -> None:
    """Write a workbook with a row for each typed cell: as what it is, and as text."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Id", "Amount", "Since", "Free"])
    for row, (value, layout) in enumerate(cells, 2):
        columns = {bool: [], str: [], datetime: [3], date: [3]}.get(type(value), [2])
        sheet.append([str(row)])
        for column in (*columns, 4):
            cell = sheet.cell(row, column)
            cell.value, cell.number_format = value, layout
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
    book.save(path)


def built(table: Table, decimal: str, dates: str) -> list[Built]:
    """Return the rows of a table, mapped."""
    loaded = parse_mapping(MAPPING % (decimal, dates), "m.yaml")
    return list(row_builder(loaded, table.headers).build(table.rows))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("dates", ["%d/%m/%Y", "%m/%d/%Y"])
def test_typed_cells_of_a_workbook_read_back_the_same(
    tmp_path: Path, ending: str, decimal: Any, dates: str
) -> None:
    """Numbers and dates of a workbook mean the same in its report, by the same mapping."""
    workbook(tmp_path / "list.xlsx", *TYPED)
    with open_table(tmp_path / "list.xlsx", Source(decimal=decimal)) as table:
        before = built(table, decimal, dates)
    rows = [
        RowResult(each.row.number, RowState.FAILED, None, "", list(each.row.cells), (BAD,))
        for each in before
    ]
    path = tmp_path / f"report.{ending}"
    write_errors(path, table.headers, table.delimiter, rows)
    with open_table(path, Source(decimal=decimal)) as table:
        after = built(table, decimal, dates)
    assert table.is_report
    assert [each.customer for each in after] == [each.customer for each in before]
    assert [each.problems for each in after] == [each.problems for each in before]
    assert all(each.valid for each in before)
