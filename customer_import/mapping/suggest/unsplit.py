"""A list that was read as one column, though its cells look like several."""

from collections.abc import Iterable, Sequence
from itertools import islice

SIGNS = "^~¦|;,\t§#:!*=+\x1f\x1e\x01"
"""What may stand between values, the most telling first."""
MOST_ROWS = 50
MOSTLY = 0.8
"""The share of the rows that have a sign at least as often as the header."""


def unsplit_at(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return the sign at which the one column of a list looks unsplit; blank where it does not.

    Args:
        headers: the names of its columns.
        rows: its cells.
    """
    if len(headers) != 1:
        return ""
    texts = ["".join(cells) for cells in islice(rows, MOST_ROWS)]
    return next((sign for sign in SIGNS if _is_between(sign, headers[0], texts)), "")


def _is_between(sign: str, header: str, texts: Sequence[str]) -> bool:
    count = header.count(sign)
    several = sum(text.count(sign) >= count for text in texts)
    return count > 0 and len(texts) > 0 and several >= MOSTLY * len(texts)
