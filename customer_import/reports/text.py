"""Text of files and servers for a terminal: shown, never obeyed."""

import unicodedata

from rich.text import Text

MOST_SHOWN = 300
"""Characters of one value that a table shows."""
_CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}
_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_SHOWN = (
    _CONTROL
    | {ord("\n"): "⏎", ord("\t"): "→", ord("\r"): ""}
    | {ord(char): f"\\u{ord(char):04x}" for char in _DIRECTIONS}
)


def plain(text: str) -> str:
    """The text with escapes, control characters and changes of direction made visible."""
    return unicodedata.normalize("NFC", text.translate(_SHOWN).encode(errors="replace").decode())


def whole(text: str, style: str = "") -> Text:
    """The same for Rich, which takes no markup in it."""
    return Text(plain(text), style=style)


def shown(text: str, style: str = "") -> Text:
    """The same, cut where it is too long for a table."""
    return whole(text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN] + "…", style)
