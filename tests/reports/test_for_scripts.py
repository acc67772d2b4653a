import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from customer_import.problems import Problem
from customer_import.reports.for_scripts import COLUMNS, write_json, write_results
from customer_import.states import RowState

BAD = Problem("email", "x is wrong.", "CustomerEmail", "E-mail", "x")
MORE = Problem("number", "y is wrong.", "Limit", "Limit", "y")


def written(path: Path, *rows: Any, dry_run: bool = False) -> list[list[str]]:
    """Return the lines of the results of these rows."""
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


def test_object_is_one_line_of_valid_json(result: Any, row: Any) -> None:
    """What is written is one JSON object on one line, however many problems it has."""
    for count in range(3):
        out = io.StringIO()
        rows = (row(number, RowState.INVALID, BAD, BAD) for number in range(2, 2 + count))
        write_json(out, result(invalid=count), rows)
        assert out.getvalue().count("\n") == 1
        found = json.loads(out.getvalue())
        assert [each["row"] for each in found["problems"]] == sorted([*range(2, 2 + count)] * 2)


def test_problems_are_written_as_they_come(result: Any, row: Any) -> None:
    """Problems are streamed: the first is written before the second is asked for."""
    out = io.StringIO()
    seen: list[int] = []

    def rows() -> Any:
        for number in (2, 3):
            seen.append(out.getvalue().count('"row"'))
            yield row(number, RowState.INVALID, BAD)

    write_json(out, result(invalid=2), rows())
    assert seen == [0, 1]


def test_warning_of_a_valid_row_is_told_in_a_dry_run(result: Any, row: Any) -> None:
    """A warned row of a dry run is valid, for nothing waits there."""
    out = io.StringIO()
    warning = Problem("number-precision", "rounded", "X", "X", "1", "warning")
    write_json(out, result(dry_run=True, pending=1), [row(2, RowState.PENDING, warning)])
    found = json.loads(out.getvalue())
    assert (found["pending"], found["valid"]) == (0, 1)
    assert found["problems"][0]["status"] == "valid"


def test_text_that_is_none_is_written_all_the_same(result: Any) -> None:
    """A name with bytes that are not text does not break the object."""
    out = io.StringIO()
    write_json(out, result(saved=1, file="caf\udce9.csv"), ())
    assert json.loads(out.getvalue())["file"] == "caf\udce9.csv"
