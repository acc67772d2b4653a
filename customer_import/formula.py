"""Cells a spreadsheet would run as a formula: made harmless on the way out, restored on the way in.

A text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return gets an apostrophe in
front, and so does one that already looks so treated; restoring takes exactly one away. Any text
comes back as it was.
"""

import re

_RISKY = re.compile(r"'*[=+\-@\t\r]")
_TREATED = re.compile(r"'+[=+\-@\t\r]")


def neutralise(text: str) -> str:
    """Return the text as a spreadsheet may be shown it."""
    return f"'{text}" if _RISKY.match(text) else text


def restore(text: str) -> str:
    """Return the text that `neutralise` was given."""
    return text[1:] if _TREATED.match(text) else text
