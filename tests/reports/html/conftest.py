"""Pages of results, and how a browser takes a page apart."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from typing import Any

import pytest

from customer_import.ledger.runs.results import RowResult
from customer_import.problems import Problem
from customer_import.reports.html import PageFacts
from customer_import.reports.html.page import page
from customer_import.result import RunResult
from customer_import.states import RowState

STARTED = datetime(2026, 11, 23, 9, 42, 10, tzinfo=timezone(timedelta(hours=1)))


class Parsed(HTMLParser):
    """A page as a browser takes it apart.

    Attributes:
        tags: each with its attributes, in order.
        text: all that is shown.
        rows: of the table of rows, by their id.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.rows: dict[str, str] = {}
        self._row = ""
        self._hidden = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))
        self._hidden = tag in {"script", "style"}
        if tag == "tr":
            self._row = dict(attrs).get("id") or ""

    def handle_endtag(self, tag: str) -> None:
        """Note where a row, or what is not shown, ends."""
        self._hidden = False
        if tag == "tr":
            self._row = ""

    def handle_data(self, data: str) -> None:
        """Note what is shown."""
        if not self._hidden:
            self.text += data
        if self._row:
            self.rows[self._row] = self.rows.get(self._row, "") + data


@pytest.fixture(scope="session")
def read() -> type[Parsed]:
    """Take a page apart."""
    return Parsed


@pytest.fixture(scope="session")
def about() -> Callable[..., PageFacts]:
    """Make what a page has to know of a result, and of the mapping's text."""

    def make(result: RunResult, mapping: str = "version: 1\n", **more: Any) -> PageFacts:
        return PageFacts(result, mapping, STARTED, **more)

    return make


@pytest.fixture(scope="session")
def page_of(about: Callable[..., PageFacts]) -> Callable[..., str]:
    """Make the page of a result with these rows."""

    def make(result: RunResult, rows: Iterable[RowResult] = (), mapping: str = "") -> str:
        kept = tuple(rows)
        return "".join(page(about(result, mapping), lambda: kept))

    return make


@pytest.fixture(scope="session")
def bad() -> Callable[..., RowResult]:
    """Make an invalid row: its number, and what is wrong with its e-mail address."""

    def make(number: int = 2, text: str = "not an e-mail address") -> RowResult:
        problem = Problem("email", text, "CustomerEmail", "Email", "x")
        return RowResult(number, RowState.INVALID, f"C-{number}", "", [], (problem,))

    return make
