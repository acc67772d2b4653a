"""Records that are larger than any request are refused."""

from collections import Counter
from collections.abc import Iterable, Sequence

import orjson

from customer_import.endpoints import MOST_BYTES
from customer_import.problems import Code, Problem

MOST_RECORD = MOST_BYTES - 10_000
"""Bytes of a record at the most; the rest is for the names and row numbers of its request."""
MOST_OF_A_CHARACTER = 6
"""Bytes in JSON, as `\\u0000` has."""


def surely_small(positions: Iterable[int]) -> int:
    """Characters of a row up to which its records are surely small enough.

    Args:
        positions: of the columns that fill something, as often as they do.
    """
    often = max(Counter(positions).values(), default=1)
    # The other half is for what does not stand in cells.
    return MOST_RECORD // 2 // MOST_OF_A_CHARACTER // often


def too_large(records: Sequence[object]) -> list[Problem]:
    """The problem of a row with such a record, if there is one among its records."""
    if all(len(orjson.dumps(each)) <= MOST_RECORD for each in records):
        return []
    message = f"its record is larger than {MOST_RECORD:,} bytes; shorten its texts."
    return [Problem(Code.RECORD_TOO_LARGE, message)]
