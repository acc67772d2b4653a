"""How reports speak: text of files and servers made visible, rows and their states in words."""

import unicodedata
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.text import Text

from customer_import.api.server_url import TENANTS
from customer_import.ledger.runs.results import RowResult
from customer_import.states import RowState

MOST_SHOWN = 300
"""Characters of one value that a table shows."""
_CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}
_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_UNSEEN = "\u00ad\u200b\u2028\u2029\u2060\ufeff"
"""Soft hyphen, zero-width space, ends of lines and paragraphs, word joiner, byte-order mark."""
_VISIBLE = (
    _CONTROL
    | {ord("\n"): "⏎", ord("\t"): "→", ord("\r"): ""}
    | {ord(char): f"\\u{ord(char):04x}" for char in _DIRECTIONS + _UNSEEN}
)


def plain(text: str) -> str:
    """Return the text with control characters, and others that cannot be seen, made visible."""
    return unicodedata.normalize("NFC", text.translate(_VISIBLE).encode(errors="replace").decode())


def whole(text: str, style: str = "") -> Text:
    """Return the text for Rich, which obeys no markup in it."""
    return Text(plain(text), style=style)


def shown(text: str, style: str = "") -> Text:
    """Return the text for Rich, cut where it is too long for a table."""
    return whole(text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN] + "…", style)


COMMAND = "customer-import "
"""The beginning of every command that a message names."""


def print_prose(
    console: Console,
    text: str | Text,
    style: str = "",
    *,
    head: str = "",
    indent: int = 0,
    one_line: bool = False,
) -> None:
    """Print a message that wraps at words; a long word, such as a path, is never broken.

    Args:
        console: where to.
        text: the message; a text with colours has no margin.
        style: its colour.
        head: the beginning of the text, which is bold and red.
        indent: columns that stay blank before each line.
        one_line: without any line break, to be searched.
    """
    words, margin = plain(text) if isinstance(text, str) else text.plain, " " * indent
    lines = words if one_line else _wrapped(words, console.width - indent)
    line = Text(margin + lines.replace("\n", f"\n{margin}"), style=style)
    if isinstance(text, Text):
        # A line ends in place of a blank, so that colours stay where they are.
        line.spans = text.spans
    line.stylize("bold red", 0, len(head))
    console.print(line, soft_wrap=True)


def keeps_words(console: Console, table: RenderableType, *, wraps: bool = True) -> bool:
    """Tell whether a table fits the terminal without a break inside a word.

    Args:
        console: the terminal.
        table: the table.
        wraps: one of its columns may wrap.
    """
    needed = console.measure(table, options=console.options.update(max_width=_WIDEST))
    return (needed.minimum if wraps else needed.maximum) <= console.width


_WIDEST = 10_000
"""Columns of a terminal that is wide enough for any table."""


def print_command(console: Console, command: str, style: str = "") -> None:
    """Print a command on a line of its own that nothing breaks, so that it can be copied."""
    console.print(whole(f"  {command}", style), soft_wrap=True)


def _wrapped(text: str, width: int) -> str:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and cell_len(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)


TROUBLED = (RowState.INVALID, RowState.FAILED, RowState.UNKNOWN, RowState.HELD)
"""Rows that somebody has to look at; they make the error report."""


class StateShown(NamedTuple):
    """How a state of rows is shown: in which of Rich's colours, and what it means."""

    colour: str
    meaning: str


STATES = {
    RowState.SAVED: StateShown("green", "saved at the server"),
    RowState.SKIPPED: StateShown("cyan", "already saved with the same content"),
    RowState.INVALID: StateShown("red", "not sent: has errors"),
    RowState.FAILED: StateShown("red", "the server refused it"),
    RowState.UNKNOWN: StateShown("magenta", "sent, but the server did not confirm"),
    RowState.HELD: StateShown("magenta", "not sent: changed at the server, or not readable"),
    RowState.PENDING: StateShown("yellow", "not sent, or not completely"),
}
"""All states, in the order in which reports count them."""
VALID, VALID_SHOWN = "valid", StateShown("green", "can be sent")
"""What a dry run calls rows that nothing keeps from being sent."""


def state_name(state: RowState, *, dry_run: bool) -> str:
    """Return a row's state as a person knows it: in a dry run no row waits to be sent."""
    return VALID if dry_run and state == RowState.PENDING else state


def state_shown(state: RowState, *, dry_run: bool) -> StateShown:
    """Return how a row's state is shown."""
    return VALID_SHOWN if state_name(state, dry_run=dry_run) == VALID else STATES[state]


def meaning_of(state: RowState, *, count: int, left_out: int, dry_run: bool) -> str:
    """Return what a state means for so many rows.

    Args:
        state: of the rows.
        count: of them.
        left_out: of all skipped rows, those that no run saved.
        dry_run: nothing was to be sent.
    """
    if state != RowState.SKIPPED or not left_out:
        return state_shown(state, dry_run=dry_run).meaning
    if count == left_out:
        return "left out"
    saved = STATES[RowState.SKIPPED].meaning
    return f"{count - left_out:,} {saved}, {left_out:,} left out"


def counted(counts: dict[RowState, int], *, dry_run: bool = False) -> str:
    """Return how many rows are in which state, as a list in words."""
    found = ((counts[state], state_name(state, dry_run=dry_run)) for state in STATES)
    return ", ".join(f"{count:,} {name}" for count, name in found if count) or "none"


def about_guesses(guesses: Sequence[str]) -> str:
    """Return what a person has to check of a mapping, before its guesses are sent."""
    return f"Guessed, please check: {'; '.join(guesses)}."


def customers(count: int) -> str:
    """Return a number of customers in words."""
    return f"{count:,} {'customer' if count == 1 else 'customers'}"


def rows_of(count: int) -> str:
    """Return a number of rows in words."""
    return f"{count:,} {'row' if count == 1 else 'rows'}"


def short_server(target: str) -> str:
    """Return a server as a person calls it: a tenant by its own name, another by its host."""
    if target.startswith("sandbox"):
        return "sandbox"
    host = urlsplit(target).netloc or target
    return next((host.removesuffix(each) for each in TENANTS if host.endswith(each)), host)


MOST_CELLS = 3
MOST_CHARACTERS = 40
"""Cells, and characters of them together, that name a customer without a number."""


def who(row: RowResult) -> str:
    """Return a row's customer number; without one its first filled cells, if they are kept.

    Args:
        row: of any state.
    """
    if row.key:
        return row.key
    filled = islice(filter(None, (cell.strip() for cell in row.cells)), MOST_CELLS)
    text = ", ".join(filled)
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"
