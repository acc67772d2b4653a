import io
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from customer_import.ledger.runs.results import RowResult
from customer_import.reports.wording import MOST_CHARACTERS, MOST_SHOWN, plain, shown, who, whole
from customer_import.states import RowState


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("\x1b]0;pwned\x07", r"\x1b]0;pwned\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("a\x00b\x7f", r"a\x00b\x7f"),
        ("two\r\nlines\tcells", "two⏎lines→cells"),
        ("user\u202egnp.exe", r"user\u202egnp.exe"),
        ("+49\u200b171\u00ad558\u2060\ufeff", r"+49\u200b171\u00ad558\u2060\ufeff"),
        ("one\u2028two\u2029", r"one\u2028two\u2029"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("[red]x[/red]", "[red]x[/red]"),
        ("e\u0301", "é"),
        ("\ud800", "?"),
        ("漢字 Zoë", "漢字 Zoë"),
    ],
)
def test_what_a_terminal_would_obey_is_shown(text: str, wanted: str) -> None:
    """Escapes, controls and changes of direction are made visible; all else stays."""
    assert plain(text) == wanted


@given(st.text(st.characters()) | st.text("\x1b[]\x9b\x07\u202e[red]/;m", max_size=30))
def test_no_text_can_control_a_terminal(text: str) -> None:
    """Whatever a cell holds, nothing of it is a control character once it is shown."""
    out = io.StringIO()
    Console(file=out, width=80, force_terminal=True, color_system=None).print(whole(text))
    left = out.getvalue().replace("\n", "")
    assert not any(unicodedata.category(char) == "Cc" for char in left)
    assert not set(left) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")


def test_long_value_is_cut_in_a_table_and_nowhere_else() -> None:
    """A table shows the beginning of a long value; a message is never cut."""
    text = "x" * (MOST_SHOWN + 1)
    assert shown(text).plain == "x" * MOST_SHOWN + "…"
    assert whole(text).plain == text
    assert shown("x" * MOST_SHOWN).plain == "x" * MOST_SHOWN


@pytest.mark.parametrize(
    ("key", "cells", "name"),
    [
        ("C-1", ("Ann",), "C-1"),
        (None, ("", " Ann ", "\t", "Ng", "Rome", "Via Appia"), "Ann, Ng, Rome"),
        (None, (), ""),
        (None, ("x" * 60,), "x" * (MOST_CHARACTERS - 1) + "…"),
        (None, ("x" * MOST_CHARACTERS,), "x" * MOST_CHARACTERS),
    ],
)
def test_a_row_is_known_by_its_number_or_its_first_cells(
    row: Callable[..., RowResult], key: str | None, cells: tuple[str, ...], name: str
) -> None:
    """A person finds a customer by the number; without one by the first filled cells, cut short."""
    assert who(row(2, RowState.UNKNOWN, key=key, cells=cells)) == name
