import re
from datetime import UTC, datetime
from typing import Any

import pytest

from customer_import.endpoints import Call
from customer_import.ledger.history import PastRequest, PastRun
from customer_import.reports.past_runs import MOST_ROWS, show_run
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
