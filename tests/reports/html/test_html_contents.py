import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from customer_import.errors import Unreachable
from customer_import.importer import Ended
from customer_import.ledger.runs.results import RowResult
from customer_import.problems import Problem
from customer_import.reports.html.elements import percent
from customer_import.result import RunResult
from customer_import.states import RowState

Read = Callable[[str], Any]
PageOf = Callable[..., str]
Make = Callable[..., RowResult]
Result = Callable[..., RunResult]


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"saved": 3}, "All is well: 3 rows saved."),
        ({"saved": 1}, "All is well: 1 row saved."),
        ({"saved": 3, "skipped": 2}, "All is well: 5 rows saved, 2 of them before this run."),
        (
            {"saved": 3, "failed": 1, "pending": 1},
            (
                "1 of 5 rows needs your attention: 1 failed. "
                "1 of 5 rows was not sent, or not completely."
            ),
        ),
        (
            {"saved": 15, "failed": 6, "unknown": 4},
            "10 of 25 rows need your attention: 6 failed, 4 not confirmed by the server.",
        ),
        (
            {"saved": 1, "held": 2},
            "2 of 3 rows need your attention: 2 held, because they changed or could not be read.",
        ),
        ({"saved": 1, "invalid": 1}, "1 of 2 rows needs your attention: 1 invalid."),
        ({"pending": 2, "held_back": True}, "2 of 2 rows were not sent."),
        ({"pending": 3, "dry_run": True}, "All is well: 3 rows can be sent."),
        ({"pending": 3, "invalid": 1, "dry_run": True}, "1 of 4 rows cannot be sent yet."),
        ({}, "No row was read."),
    ],
)
def test_the_top_says_how_it_went(
    page_of: PageOf, read: Read, result: Result, counts: dict[str, Any], told: str
) -> None:
    """The first sentence says how many rows are where they should be."""
    assert told in read(page_of(result(**counts))).text


def test_the_top_says_what_when_and_where_to(page_of: PageOf, read: Read, result: Result) -> None:
    """File, server, moment, duration, requests and mapping stand on the page."""
    made = result(saved=1, file="a/list.csv", requests=1_234, seconds=3_725)
    text = read(page_of(made, mapping="version: 1\nfields: {A: <b>}\n")).text
    for fact in (
        "Import of list.csv",
        "a/list.csv",
        "https://shop.example.com",
        "2026-11-23 09:42:10 UTC+01:00",
        "1 h 2 min",
        "1,234 sent",
        "list.yaml",
        "version: 1\nfields: {A: <b>}",
    ):
        assert fact in text


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        ({"errors_file": Path("list.errors.csv")}, "Fix the rows in list.errors.csv, then run:"),
        ({"ended": Ended(interrupted=True)}, "Run the same command to go on."),
        ({"ended": Ended(stopped=Unreachable("It is gone.", "Try later."))}, "It is gone. Try"),
        ({"held_back": True}, "because of --strict"),
    ],
)
def test_the_top_says_what_to_do(
    page_of: PageOf, read: Read, result: Result, given: dict[str, Any], advice: str
) -> None:
    """The top says what to do now."""
    text = read(page_of(result(saved=1, failed=1, **given))).text
    assert advice in text[: text.index("Counts")]


def widths(text: str) -> dict[str, float]:
    """Return the percents of the picture, by state."""
    found = re.findall(r'<g class="(\w+)">.*?width="([\d.]+)%"', text)
    return {name: float(width) for name, width in found}


def test_the_picture_shows_every_state(page_of: PageOf, result: Result) -> None:
    """The bar is full, its parts are as the counts, and one row in a million is seen."""
    counts = {"saved": 750_000, "failed": 249_999, "unknown": 1}
    text = page_of(result(**counts))
    found = widths(text)
    assert found["failed"] == pytest.approx(25, abs=0.1)
    assert found["unknown"] == 1
    assert sum(found.values()) == pytest.approx(100)
    assert "1,000,000 rows: 750,000 saved, 249,999 failed, 1 unknown" in text
    assert re.search(r">750,000 saved</text>", text)


@pytest.mark.parametrize("state", [*RowState, "valid"])
def test_every_state_has_a_colour_and_a_meaning(
    page_of: PageOf, result: Result, state: str
) -> None:
    """The style knows each state, and the legend says what it means."""
    name = "pending" if state == "valid" else state
    text = page_of(result(**{name: 2}, dry_run=state == "valid"))
    assert f".{state}" in text[: text.index("</style>")]
    assert re.search(rf'class="swatch {state}".*<b>2</b> {state} <small>100%, \w+', text)


@pytest.mark.parametrize(
    ("count", "total", "said"),
    [
        (0, 0, "0%"),
        (1, 1, "100%"),
        (1, 3, "33.3%"),
        (1, 4, "25%"),
        (1, 10**6, "under 0.1%"),
        (10**6 - 1, 10**6, "over 99.9%"),
    ],
)
def test_a_share_is_never_rounded_to_all_or_nothing(count: int, total: int, said: str) -> None:
    """100% is every row, and 0% is none."""
    assert percent(count, total) == said


def test_problems_stand_by_cause_and_by_column(page_of: PageOf, bad: Make, result: Result) -> None:
    """Rows with one cause make one line, their first numbers are links to the rows."""
    rows = [bad(number, f"x is not an e-mail address ({number})") for number in range(2, 32)]
    text = page_of(result(invalid=30), rows)
    causes = text[text.index('<table class="causes">') : text.index('<table class="columns">')]
    assert causes.count("<tr>") == 2
    assert "X is not an e-mail address (…)" in causes
    assert '<a href="#row-2">2</a>, <a href="#row-3">3</a>' in causes
    assert "13</a> …" in causes
    columns = text[text.index('<table class="columns">') :]
    assert re.search(
        r'>30</td><td class="place"><bdi>Email</bdi></td><td><bdi>CustomerEmail', columns
    )


def test_a_cause_leads_to_the_line_of_the_mapping(
    page_of: PageOf, bad: Make, result: Result
) -> None:
    """A cause names the line that fills its field, as a link to that line of the page."""
    text = page_of(result(invalid=1), [bad()], "version: 1\nfields:\n  CustomerEmail: Email\n")
    assert '<a href="#mapping-3"><bdi>list.yaml, line 3</bdi></a>' in text
    assert '<span id="mapping-3">  CustomerEmail: Email</span>' in text


def test_the_top_says_what_the_mapping_is_to_blame_for(
    page_of: PageOf, read: Read, result: Result, row: Make
) -> None:
    """Where a constant is refused, the page says so at its top and beside the cause."""
    refused = Problem("refused", "The server refused it: no type 'Pager'.")
    made = result(failed=1, errors_file=Path("e.csv"), rerun="customer-import run e.csv")
    mapping = "version: 1\nfields:\n  CustomerNote: {value: Pager}\n"
    text = read(page_of(made, [row(2, RowState.FAILED, refused)], mapping)).text
    assert text.count("Fix the mapping: list.yaml, line 3") == 2
    assert "Then run:\ncustomer-import run e.csv" in text
    assert "Fix the rows" not in text


def test_a_row_says_what_the_server_said_and_its_problems(
    page_of: PageOf, read: Read, result: Result, row: Make
) -> None:
    """A warning does not hide the customer's id."""
    odd = Problem("cut", "It is odd.", "F", "Company", "x", "warning")
    rows = [row(2, RowState.SAVED, odd, message="CustomerId 7")]
    shown = read(page_of(result(saved=1), rows)).rows["row-2"]
    assert "CustomerId 7" in shown
    assert "It is odd." in shown


def test_a_row_without_a_number_shows_its_cells(
    page_of: PageOf, read: Read, result: Result, row: Make
) -> None:
    """Whom to look for at the server is said by the first filled cells."""
    rows = [row(2, RowState.UNKNOWN, key=None, cells=("", "Ann", "Ng"))]
    assert read(page_of(result(unknown=1), rows)).rows["row-2"].startswith("2Ann, Ng")


def test_a_list_without_problems_says_so(page_of: PageOf, result: Result, row: Make) -> None:
    """Where nothing is wrong, no empty table stands there."""
    text = page_of(result(saved=1), [row(2, RowState.SAVED)])
    assert "No row has a problem." in text
    assert '<table class="causes">' not in text


def test_a_cell_that_its_message_lacks_is_shown(
    page_of: PageOf, read: Read, result: Result, row: Make
) -> None:
    """Each problem shows the cell once: in its message, or before it."""
    first = Problem("max-length", "it has 9 characters", "F", "Company", "Abernathy")
    second = Problem("email", "y is not an e-mail address", "F", "Email", "y")
    parsed = read(page_of(result(invalid=1), [row(2, RowState.INVALID, first, second)]))
    shown = parsed.rows["row-2"]
    assert "Company: Abernathy it has 9 characters" in shown
    assert "Email: y is not" in shown


def test_a_notice_is_not_a_problem(page_of: PageOf, read: Read, result: Result, row: Any) -> None:
    """A row that was cleaned does not count among those with problems, and its notice is marked."""
    where = ("CustomerName", "Name", "x")
    cleaned = Problem("invisible", "It was cleaned.", *where, "notice", "was cleaned.")
    wrong = Problem("email", "x is wrong.", "CustomerEmail", "E-mail", "x")
    rows = [row(2, RowState.SAVED, cleaned), row(3, RowState.INVALID, wrong)]
    text = read(page_of(result(saved=1, invalid=1), rows)).text
    assert "1 row with problems." in text
    assert "CustomerName was cleaned. notice" in " ".join(text.split())
