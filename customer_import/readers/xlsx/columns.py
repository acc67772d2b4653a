"""Columns by letters and by position."""

import re
from functools import lru_cache

LAST_COLUMN = 16_384
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?[0-9]*")


@lru_cache(maxsize=1 << 15)
def letters_to_column(letters: str) -> int:
    """Return the position of a column from 0, `A` being 0."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column - 1


def column_to_letters(column: int) -> str:
    """Return the letters of a column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_of(reference: str) -> int | None:
    """Return the column of a cell reference such as `B7`; None where it is missing or wrong."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = letters_to_column(match[1])
    return column if column < LAST_COLUMN else None
