import base64
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_import.errors import Unreachable
from customer_import.importer import Ended
from customer_import.ledger.runs.results import RowResult
from customer_import.problems import Problem
from customer_import.reports.wording import plain
from customer_import.result import RunResult
from customer_import.states import RowState

HOSTILE = [
    "<script>document.title='owned'</script>",
    "</script></style></title><img src=x onerror=alert(1)>",
    '"onmouseover="alert(1)" x=\'',
    "'><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "--><!-- <![CDATA[ ]]>",
    "&lt;b&gt; &#60;script&#62;",
    "\x1b[31mred\x00\x07\u202egnp.exe",
    "`<b>` ${x} {{x}} $style %s",
    "\ud800 lone",
]

Read = Callable[[str], Any]
PageOf = Callable[..., str]
Make = Callable[..., RowResult]
Result = Callable[..., RunResult]


def test_the_page_needs_nothing_else(
    result: Result, page_of: PageOf, bad: Make, read: Read
) -> None:
    """Nothing in the page points outside it."""
    parsed = read(page_of(result(invalid=1), [bad()]))
    links = [value for _, attrs in parsed.tags for key, value in attrs.items() if key == "href"]
    assert links
    assert all(value and value.startswith("#") for value in links)
    assert not {"src", "srcset", "data", "action", "style"} & {
        key for _, attrs in parsed.tags for key in attrs
    }
    assert not {"link", "img", "iframe", "object", "base"} & {tag for tag, _ in parsed.tags}


def test_the_policy_allows_the_page_s_own_style_and_script_alone(
    result: Result, page_of: PageOf
) -> None:
    """The content security policy names both by their digest and allows nothing else."""
    text = page_of(result(saved=1))
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert found
    policy = dict(part.strip().split(" ", 1) for part in found[1].split(";"))
    assert policy["default-src"] == "'none'"
    for name, tag in (("style-src", "style"), ("script-src", "script")):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert policy[name] == f"'sha256-{digest}'"


def hostile(make: Result, text: str) -> tuple[RunResult, tuple[RowResult, ...], str]:
    """Return a result, its rows and its mapping, with a text wherever they can have one."""
    stopped = Ended(stopped=Unreachable(text, text))
    names: dict[str, Any] = dict.fromkeys(("run", "file", "mapping", "target"), text)
    problem = Problem("email", f"{text} is wrong", text, text, text)
    server = Problem("refused", f"The server refused it: '{text}'", severity="warning")
    rows = (
        RowResult(2, RowState.INVALID, text, text, [text], (problem, server)),
        RowResult(3, RowState.SAVED, text, text, [], ()),
    )
    result = make(**names, invalid=1, saved=1, ended=stopped, errors_file=Path(f"{text}.csv"))
    return result, rows, f"{text}\n{text}"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_not_obeyed(
    result: Result, page_of: PageOf, read: Read, text: str
) -> None:
    """Whatever a cell, a server or a name says, the page has its own tags only, and shows it."""
    parsed, harmless = (read(page_of(*hostile(result, each))) for each in (text, "`x`"))
    kinds = {(tag, *attrs) for tag, attrs in harmless.tags}
    assert {(tag, *attrs) for tag, attrs in parsed.tags} <= kinds
    assert plain(text).replace("`", "") in parsed.text.replace("`", "")


@settings(deadline=None)
@given(st.text(min_size=1, max_size=40).map(lambda text: text.replace("`", "'")))
def test_no_cell_changes_the_markup(page_of: PageOf, read: Read, text: str) -> None:
    """Any cell at all leaves the tags of the page as they are."""
    counts = dict.fromkeys(RowState, 0) | {RowState.INVALID: 1}
    result = RunResult("r", "f", "m", "t", False, counts, 1, 1.0, Ended())
    problem = Problem("code", text, "Field", "Column", "cell")
    shown, expected = (
        read(page_of(result, [RowResult(2, RowState.INVALID, key, "", [], (problem,))]))
        for key in (text, "x")
    )
    assert shown.tags == expected.tags
    assert plain(text) in shown.rows["row-2"]


def test_control_characters_are_made_visible(result: Result, row: Make, page_of: PageOf) -> None:
    """No control character and no change of direction reaches the page."""
    text = "".join(map(chr, [*range(32), *range(127, 160), 0x202E, 0x2066, 0xD800]))
    shown = page_of(result(saved=1), [row(2, RowState.SAVED, key=text, message=text)])
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2066\ud800]", shown)
    assert "\\x1b" in shown
