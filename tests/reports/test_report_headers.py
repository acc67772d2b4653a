"""Reports of lists with odd names of columns, which no guess about files may misread."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from customer_import.ledger.runs.results import RowResult
from customer_import.problems import Problem
from customer_import.readers.open_table import open_table
from customer_import.reports.error_report import write_errors
from customer_import.states import RowState
from customer_import.table import Source

BAD = Problem("email", "x is not an e-mail address.", "CustomerEmail", "E-mail", "x")
CHARS = st.characters(exclude_categories=["Cs"])
ODD = "'=+-@\t\r\n\",;|_x0041 \\\ufeffaé\0\x01\x1b\x7f\x85\xa0\u200b\u2028\ufffe\uffff"
NAME = (st.text(CHARS, max_size=12) | st.text(ODD, max_size=6)).map(str.strip)
ENDINGS = pytest.mark.parametrize("ending", ["csv", "xlsx"])
RELAXED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
OF_THE_LIST = Source(sheet="Data", header_row=3, encoding="utf-16", delimiter="^")


def round_trip(
    path: Path, headers: Sequence[str], rows: Sequence[Sequence[str]], delimiter: str = ","
) -> None:
    """Write a report over rows with these cells; it is read as the list it is."""
    results = (
        RowResult(number, RowState.INVALID, None, "", list(cells), (BAD,))
        for number, cells in enumerate(rows, 2)
    )
    write_errors(path, headers, delimiter, results)
    with open_table(path, OF_THE_LIST) as table:
        assert (table.is_report, table.headers) == (True, tuple(headers))
        assert [list(row.cells) for row in table.rows] == list(map(list, rows))


@ENDINGS
@RELAXED
@given(
    names=st.lists(NAME, min_size=1, max_size=4),
    delimiter=st.sampled_from(",;\t|:^~\x1f¦§!# '=a_\x01"),
)
@example(names=["sep=;"], delimiter=";")
@example(names=["sep=;\nId"], delimiter=",")
@example(names=["'Id'", "'Name'"], delimiter=",")
@example(names=["", "Id"], delimiter=",")
@example(names=["\x01x0041_", "_x0041_"], delimiter=",")
def test_any_header_comes_back_as_it_was(
    tmp_path: Path, ending: str, names: list[str], delimiter: str
) -> None:
    """Whatever a list calls its columns, its report is known and its rows are all there."""
    rows = [[f" {name}" for name in names], ["" for _ in names]]
    round_trip(tmp_path / f"r.{ending}", names, rows, delimiter)


@pytest.mark.parametrize(
    "name",
    [
        "<html>",
        "<?xml version='1.0'?>",
        '{"a"',
        "[{",
        "sep=;",
        "PK\x03\x04",
        "%PDF-1.7",
        "GIF89a",
        "BZh91AY",
        "ID;PWXL",
        "4711",
        "2021-03-04",
        "a@b.example",
        "TRUE",
        "\ufeff",
        "\0" * 3000,
        "\0a" * 3000,
        "\x01" * 3000,
        "x" * 5000,
        "import_row",
        "import_row,import_status,import_field,import_code,import_message",
    ],
)
@pytest.mark.parametrize("columns", [1, 3, 300])
@ENDINGS
def test_a_report_is_known_whatever_it_begins_with(
    tmp_path: Path, ending: str, name: str, columns: int
) -> None:
    """Nothing that tells files apart by their beginning keeps a report from being read."""
    headers = (name, *(f"Column {number}" for number in range(1, columns)))
    rows = [["" for _ in headers], list(headers), [f" {name[:99]}" for name in headers]]
    round_trip(tmp_path / f"r.{ending}", headers, rows)
