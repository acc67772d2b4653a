import stat
import sys
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from customer_import.errors import SettingError
from customer_import.ledger.runs.results import RowResult
from customer_import.reports.html import PageFacts, write_html_report
from customer_import.reports.html.page import page
from customer_import.reports.html.rows import FEW, MOST
from customer_import.result import RunResult
from customer_import.states import RowState

Read = Callable[[str], Any]
PageOf = Callable[..., str]
Make = Callable[..., RowResult]
Result = Callable[..., RunResult]
Tell = Callable[..., PageFacts]


def many(bad: Make, total: int, troubled: int) -> Iterator[RowResult]:
    """Give saved rows with invalid ones at the end."""
    for number in range(2, total + 2):
        if number < total + 2 - troubled:
            yield RowResult(number, RowState.SAVED, "C", "", [], ())
        else:
            yield bad(number)


@pytest.mark.parametrize(
    ("total", "troubled", "shown", "said"),
    [
        (FEW, 3, FEW, f"All {FEW:,} rows of the list."),
        (FEW + 1, 3, 3, f"Those with problems: 3 of {FEW + 1:,} rows."),
        (FEW + 1, 0, 0, f"Those with problems: 0 of {FEW + 1:,} rows."),
        (MOST + 10, MOST + 2, MOST, f"The first {MOST:,} of {MOST + 2:,} rows with problems"),
    ],
)
def test_long_lists_show_the_rows_with_problems(
    result: Result,
    about: Tell,
    bad: Make,
    read: Read,
    *,
    total: int,
    troubled: int,
    shown: int,
    said: str,
) -> None:
    """Up to a bound all rows are shown, beyond it those with problems; the page says which."""
    told = about(result(saved=total - troubled, invalid=troubled))
    parsed = read("".join(page(told, lambda: many(bad, total, troubled))))
    assert len(parsed.rows) == shown
    assert said in parsed.text


def test_links_lead_to_rows_that_are_there(
    result: Result, page_of: PageOf, bad: Make, read: Read
) -> None:
    """A row beyond the bound is named, but not linked."""
    last = MOST + 3
    rows = [bad(number) for number in range(2, last)] + [bad(last, "x is new")]
    text = page_of(result(invalid=len(rows)), rows)
    tags = read(text).tags
    links = {attrs["href"] for tag, attrs in tags if tag == "a"}
    assert links <= {f"#{attrs['id']}" for _, attrs in tags if attrs.get("id")}
    assert f'<td class="which">{last}</td>' in text


def test_rows_are_read_twice_and_never_held(result: Result, about: Tell, bad: Make) -> None:
    """The memory a page takes does not grow with the list."""

    def peak(total: int) -> int:
        told = about(result(invalid=total))
        tracemalloc.start()
        for _ in page(told, lambda: map(bad, range(2, total + 2))):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(2 * MOST) < 1.2 * peak(MOST // 2) + 100_000


def test_the_file_is_private_and_plain_utf_8(
    tmp_path: Path, result: Result, about: Tell, bad: Make
) -> None:
    """The page is readable by its owner alone and begins with its document type, not a mark."""
    path = tmp_path / "x.html"
    write_html_report(path, about(result(invalid=1)), lambda: [bad(2, "Zoë ✓")])
    assert path.read_bytes().startswith(b"<!DOCTYPE html>")
    assert "Zoë ✓" in path.read_text(encoding="utf-8")
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_page_that_breaks_off_leaves_the_old_one(
    tmp_path: Path, result: Result, about: Tell, bad: Make
) -> None:
    """A report appears whole, or not at all."""

    def broken() -> Iterable[RowResult]:
        yield bad()
        raise OSError("the disk is gone")

    path = tmp_path / "x.html"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(SettingError, match="cannot be written"):
        write_html_report(path, about(result(invalid=1)), broken)
    assert [each.name for each in tmp_path.iterdir()] == ["x.html"]
    assert path.read_text(encoding="utf-8") == "old"
