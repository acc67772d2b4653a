import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.progress import Progress

from customer_import.cli.progress import Watcher, progress_columns
from customer_import.endpoints import Call
from customer_import.events import Delivered, Event, LookedUp, Staged, Waiting
from customer_import.states import ItemState

SAVED, FAILED, UNKNOWN = ItemState.SAVED, ItemState.FAILED, ItemState.UNKNOWN


def delivered(call: Call, states: dict[int, ItemState]) -> Delivered:
    """Return a request that settled a record of each of these rows."""
    rows = {
        state: [row for row, each in states.items() if each == state] for state in states.values()
    }
    return Delivered(call, rows, "answered")


@pytest.fixture
def after() -> Callable[..., dict[str, Any]]:
    """Return what is shown after some events."""

    def told(*events: Event) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        watcher = Watcher(shown.update)
        for event in events:
            watcher.hear(event)
        return shown

    return told


def test_rows_are_counted_and_not_requests(after: Callable[..., dict[str, Any]]) -> None:
    """A customer and its addresses are one row; the bar counts records, which are the work."""
    shown = after(
        delivered(Call.CUSTOMERS, {2: SAVED, 3: SAVED, 4: FAILED}),
        delivered(Call.ADDRESSES, {2: SAVED, 3: SAVED}),
        delivered(Call.ADDRESSES, {2: SAVED}),
    )
    assert shown == {"description": "Sending: 2 saved, 1 refused", "completed": 6}


def test_a_row_is_as_bad_as_its_worst_record(after: Callable[..., dict[str, Any]]) -> None:
    """A customer whose address is refused is no longer counted as saved, nor twice as refused."""
    shown = after(
        delivered(Call.CUSTOMERS, {2: SAVED, 9: SAVED, 700: UNKNOWN}),
        delivered(Call.ADDRESSES, {2: FAILED}),
        delivered(Call.ADDRESSES, {2: FAILED}),
        delivered(Call.ADDRESSES, {2: SAVED}),
    )
    assert shown["description"] == "Sending: 1 saved, 1 refused, 1 unknown"


def test_a_row_that_misses_only_its_address_counts(after: Callable[..., dict[str, Any]]) -> None:
    """Where an earlier attempt saved the customer, the address makes the row saved."""
    shown = after(delivered(Call.ADDRESSES, {2: SAVED}))
    assert shown["description"] == "Sending: 1 saved, 0 refused"


def test_what_settles_nothing_leaves_the_waiting_in_sight(
    after: Callable[..., dict[str, Any]],
) -> None:
    """Why nothing is sent stays to be read until something is settled."""
    shown = after(Waiting(7, "busy"), delivered(Call.CUSTOMERS, {2: ItemState.STAGED}))
    assert shown["description"] == "Waiting 7 s: busy"


def test_reading_tells_its_rows(after: Callable[..., dict[str, Any]]) -> None:
    """Pass one says how many rows are read."""
    assert after(Staged(12_500))["description"] == "Reading: 12,500 rows"


def test_customers_that_are_looked_up_are_counted(after: Callable[..., dict[str, Any]]) -> None:
    """Whoever waits for a server to be read sees how far it is."""
    shown = after(LookedUp(1_200))
    assert shown == {"description": "Looking up: 1,200 customers", "completed": 1_200}


def drawn(width: int, description: str, *, total: int | None, share: float = 1.0) -> str:
    """Return how the progress looks half way, after some seconds."""
    seconds = iter(range(0, 100_000, 10))
    paper = StringIO()
    console = Console(file=paper, width=width, force_terminal=True, color_system=None)
    columns = progress_columns(width, share, has_end=bool(total))
    progress = Progress(*columns, console=console, get_time=lambda: float(next(seconds)))
    task = progress.add_task(description, total=total)
    for completed in (100_000, 200_000, 300_000):
        progress.update(task, completed=completed)
    console.print(progress.get_renderable())
    return paper.getvalue()


@pytest.mark.parametrize("width", [30, 40, 53, 54, 75, 76, 80, 120])
@pytest.mark.parametrize("total", [None, 600_000])
def test_nothing_of_the_progress_is_cut(width: int, total: int | None) -> None:
    """A narrow window has fewer columns, none of them cut and no line too wide."""
    text = drawn(width, "Sending: 123,456 saved, 1,234 refused", total=total)
    assert "…" not in text
    assert max(map(cell_len, text.splitlines())) <= width
    assert set(text.split()) >= {"Sending:", "123,456", "saved,", "1,234", "refused"}
    assert bool(re.search(r"\d,\d{3}/s", text)) == (width >= 54)
    assert bool(re.search(r"\d\d:\d\d", text)) == bool(total)
    assert ("━" in text) == (width >= 76)


def test_the_rate_is_of_rows() -> None:
    """Where each row has an address too, twice as many records are settled as rows."""
    assert "10,000/s" in drawn(80, "Sending", total=600_000)
    assert "5,000/s" in drawn(80, "Sending", total=600_000, share=0.5)


def test_a_server_that_does_not_answer_is_told_with_the_next_try(
    after: Callable[..., dict[str, Any]],
) -> None:
    """A person reads why nothing happens, when the next try is, and when the run gives up."""
    shown = after(Waiting(7.6, "connection refused", 94.2))
    assert shown["description"] == (
        "The server does not answer (connection refused). Next try in 8 s, giving up in 95 s."
    )
