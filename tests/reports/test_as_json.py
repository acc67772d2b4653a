import io
import json
from typing import Any

from customer_import.problems import Problem
from customer_import.reports.as_json import write_json
from customer_import.states import RowState

BAD = Problem("email", "x is wrong.", "CustomerEmail", "E-mail", "x")


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
    """A name with bytes that are no text does not break the object."""
    out = io.StringIO()
    write_json(out, result(saved=1, file="caf\udce9.csv"), ())
    assert json.loads(out.getvalue())["file"] == "caf\udce9.csv"
