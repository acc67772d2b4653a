"""Real workbooks of other projects: each gives its rows or a clear error."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from customer_import.errors import InputFileError
from customer_import.table import Source

DATA = Path(__file__).parents[2] / "data" / "xlsx"
EXPECTED: dict[str, dict[str, Any]] = json.loads((DATA / "expected.json").read_text("utf-8"))
READ = sorted(name for name, expected in EXPECTED.items() if "headers" in expected)
HEADLESS = sorted(name for name, expected in EXPECTED.items() if "header_row" in expected)
REFUSED = sorted(name for name, expected in EXPECTED.items() if "error" in expected)


@pytest.mark.parametrize("name", READ)
def test_a_real_workbook_gives_its_rows(name: str, take: Callable[..., Any]) -> None:
    """Headers, row numbers, cells, flaws and the number of notices are those of the table.

    Where a workbook has no header, its first row is stated as one, so that the cells are seen.
    """
    expected = EXPECTED[name]
    table = take(DATA / name, Source(header_row=expected.get("header_row")))
    rows = {str(row.number): list(row.cells) for row in table.rows}
    assert list(table.headers) == expected["headers"]
    assert len(rows) == len(table.rows) == expected["count"]
    assert {number: rows[number] for number in expected["rows"]} == expected["rows"]
    assert [list(flaw) for flaw in table.flaws] == expected.get("flaws", [])
    assert len(table.notices) == expected.get("notices", 0)


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_table_is_refused_by_what_it_is(
    name: str, take: Callable[..., Any]
) -> None:
    """The message says what the file is, and a remedy goes with it."""
    with pytest.raises(InputFileError) as caught:
        take(DATA / name)
    assert caught.value.message == EXPECTED[name]["error"]
    assert caught.value.remedy.endswith(".")


@pytest.mark.parametrize("name", HEADLESS)
def test_a_workbook_without_a_header_is_refused(name: str, take: Callable[..., Any]) -> None:
    """Dates, figures and persons are never taken for the names of columns."""
    with pytest.raises(InputFileError, match=f"row {EXPECTED[name]['header_row']} .* holds data"):
        take(DATA / name)


def test_every_real_workbook_is_in_the_table() -> None:
    """A workbook that is added without an expectation is noticed."""
    suffixes = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
    files = {
        path.relative_to(DATA).as_posix() for path in DATA.glob("*/*") if path.suffix in suffixes
    }
    assert files == set(EXPECTED)
