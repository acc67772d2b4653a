import csv
from pathlib import Path
from typing import Any

import pytest

from customer_import.problems import Problem
from customer_import.reports.results_csv import COLUMNS, write_results
from customer_import.states import RowState

BAD = Problem("email", "x is wrong.", "CustomerEmail", "E-mail", "x")
MORE = Problem("number", "y is wrong.", "Limit", "Limit", "y")


def written(path: Path, *rows: Any, dry_run: bool = False) -> list[list[str]]:
    """The lines of the results of these rows."""
    write_results(path, rows, dry_run=dry_run)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_line_is_a_row_and_what_became_of_it(tmp_path: Path, row: Any) -> None:
    """A line has the row, state and number, and the server's message and its problems."""
    lines = written(
        tmp_path / "r.csv",
        row(2, RowState.SAVED, message="CustomerId 7"),
        row(3, RowState.INVALID, BAD, MORE, key=None),
        row(4, RowState.SAVED, BAD, message="CustomerId 8"),
    )
    assert lines == [
        list(COLUMNS),
        ["2", "saved", "C-1", "", "CustomerId 7"],
        ["3", "invalid", "", "email | number", "x is wrong. | y is wrong."],
        ["4", "saved", "C-1", "email", "CustomerId 8 | x is wrong."],
    ]


@pytest.mark.parametrize(("dry_run", "state"), [(True, "valid"), (False, "pending")])
def test_nothing_waits_in_a_dry_run(tmp_path: Path, row: Any, dry_run: bool, state: str) -> None:  # noqa: FBT001 - a parameter of the test
    """A row that would be sent is valid in a dry run, and pending in a real one."""
    lines = written(tmp_path / "r.csv", row(2, RowState.PENDING), dry_run=dry_run)
    assert lines[1][1] == state


def test_no_cell_runs_as_a_formula(tmp_path: Path, row: Any) -> None:
    """Numbers and messages that begin as a formula are neutralised."""
    [_, line] = written(tmp_path / "r.csv", row(2, RowState.SAVED, key="=1", message="@x"))
    assert line == ["2", "saved", "'=1", "", "'@x"]
