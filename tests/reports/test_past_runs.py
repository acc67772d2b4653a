import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from customer_import.endpoints import Call
from customer_import.ledger.runs.history import PastRequest, PastRun
from customer_import.reports.past_runs import MOST_ROWS, show_run, show_runs
from customer_import.states import RowState, RunState

SENT = datetime(2026, 11, 23, 23, 42, 7, 250_000, tzinfo=UTC)


@pytest.fixture
def past() -> Any:
    """Make a run of the past with so many failed rows."""

    def make(failed: int) -> PastRun:
        counts = dict.fromkeys(RowState, 0) | {RowState.FAILED: failed}
        texts = ("list.csv", "a" * 64, "list.yaml", "", "https://shop.example.com", (), ",")
        return PastRun(
            1, "20261123-2342-k3f9", RunState.DONE, SENT, SENT, 1.0, *texts, "0.1.0", "", counts
        )

    return make


def shown(console: Any, run: PastRun, requests: Any, rows: Any) -> str:
    """Return what is printed of a run."""
    show_run(console, run, requests, rows, "customer-import errors RUN -o PATH")
    text: str = console.file.getvalue()
    return text


@pytest.mark.parametrize(("more", "said"), [(0, ""), (10_950, "… and 10,950 more. ")])
def test_rows_left_out_are_counted(paper: Any, row: Any, past: Any, more: int, said: str) -> None:
    """Where rows are left out, it is said how many, and the command that writes them all."""
    count = MOST_ROWS + more
    rows = (row(number, RowState.FAILED) for number in range(2, count + 2))
    text = shown(paper(40), past(count), (), rows)
    assert len(re.findall(r"^ *\d+ +C-1 ", text, re.MULTILINE)) == MOST_ROWS
    assert said in text
    assert ("customer-import errors RUN -o PATH" in text) == bool(more)


def test_all_times_are_local(paper: Any, past: Any) -> None:
    """Requests are told by the same clock as the run."""
    request = PastRequest(Call.CUSTOMERS, 1, 10, SENT.isoformat("T", "milliseconds"), None, 200, "")
    text = shown(paper(), past(0), [request], ())
    local = SENT.astimezone()
    assert f"{local:%Y-%m-%d %H:%M:%S}" in text
    assert f"\n{local:%H:%M:%S}.250  customers" in text


@pytest.mark.parametrize(("file", "width"), [("list.csv", 60), ("customers-of-november.csv", 60)])
def test_a_narrow_terminal_breaks_no_name(paper: Any, past: Any, file: str, width: int) -> None:
    """Runs, files and servers can be copied, also where the table has to become lines."""
    run = replace(past(12_345), file=file, target="https://customers.shop.example.com")
    show_runs(console := paper(width), [run])
    text = console.file.getvalue()
    for name in (run.name, file, "customers.shop.example.com", "12,345 failed"):
        assert name in text


def test_a_past_run_breaks_no_word_of_its_rows(paper: Any, row: Any, past: Any) -> None:
    """What is wrong with a row is shown as after the run itself, below it where it is narrow."""
    long = "a-very-long-address-of-somebody@customers.example.com"
    rows = [row(2, RowState.FAILED, message=f"{long} is not right")]
    assert long in shown(paper(60), past(1), (), rows)
