"""Finding the header of a table in a sheet: below a title, right of a margin, on two rows.

Every row near the top is scored: a header fills the columns that the rows below it use, with
texts that name things (no numbers, dates or addresses), each another. The first of the best wins.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from customer_import.readers.xlsx.sheet import SheetRow

LOOKED_AT = 40
"""Rows looked at to find the header."""
_VALUE = re.compile(
    r"[-+(]?[0-9][0-9 .,:/()x+-]*%?|[0-9]{4}-[0-9]{2}-[0-9]{2}.*|\S+@\S+\.\S+|https?://.*|TRUE|FALSE|\+[0-9].*"
)
_LONG = 60
_COVERED = 0.5


class Header(NamedTuple):
    """Where the table is.

    Attributes:
        names: of its columns, outer blanks aside; blank where the header is.
        first_column: the position of the first, from 0.
        number: the row of the header, the lower one of two.
        data: the position in the rows looked at where the data begins.
        joined: the header stands on two rows.
        unlike: the header looks like data.
    """

    names: tuple[str, ...]
    first_column: int
    number: int
    data: int
    joined: bool = False
    unlike: bool = False


def find_header(rows: Sequence[SheetRow], number: int | None) -> Header | None:
    """Return the header among the first rows that are not blank.

    Args:
        rows: the first of the sheet.
        number: the row that a person says it is.
    """
    if number is not None:
        chosen = next((i for i, row in enumerate(rows) if row.number == number), None)
        return None if chosen is None else _header(rows, chosen, joined=False)
    if not rows:
        return None
    scores = [_score(rows, position) for position in range(len(rows))]
    best = scores.index(max(scores))
    if _is_group_row(rows, best):
        return _header(rows, best + 1, joined=True)
    return _header(rows, best, joined=False)


def _filled(row: SheetRow) -> list[int]:
    return [column for column, text in enumerate(row.cells) if text and not text.isspace()]


def _is_name(text: str) -> bool:
    text = text.strip()
    return len(text) <= _LONG and not _VALUE.fullmatch(text)


def _used_columns(rows: Sequence[SheetRow]) -> set[int]:
    """Return the columns that a quarter of the rows fill, or all where none do."""
    counts: dict[int, int] = {}
    for row in rows:
        for column in _filled(row):
            counts[column] = counts.get(column, 0) + 1
    often = {column for column, count in counts.items() if count * 4 >= len(rows)}
    return often or set(counts)


def _score(rows: Sequence[SheetRow], position: int) -> float:
    filled = _filled(rows[position])
    used = _used_columns(rows[position:])
    if not filled or not used:
        return 0.0
    coverage = len(used & set(filled)) / len(used)
    texts = [rows[position].cells[column].strip() for column in filled]
    values = sum(not _is_name(text) for text in texts) / len(texts)
    distinct = len({text.casefold() for text in texts}) / len(texts)
    has_body = position + 1 < len(rows)
    score = 2 * coverage + max(0.0, 1 - 2 * values) + distinct / 2 + has_body / 4
    return score if coverage >= _COVERED else score / 4


def _is_group_row(rows: Sequence[SheetRow], position: int) -> bool:
    """Tell whether a row groups the columns that the row below it names."""
    if position + 2 >= len(rows) or rows[position + 1].number != rows[position].number + 1:
        return False
    upper, lower = rows[position], rows[position + 1]
    gaps = set(_filled(lower)) - set(_filled(upper))
    texts = [*upper.cells, *lower.cells]
    if not gaps or not all(_is_name(text) for text in texts if text.strip()):
        return False
    body = rows[position + 2 :]
    return any(_holds_values(body, column) for column in _filled(lower))


def _holds_values(body: Sequence[SheetRow], column: int) -> bool:
    texts = [row.cells[column] for row in body if column < len(row.cells)]
    texts = [text for text in texts if text.strip()]
    return bool(texts) and sum(not _is_name(text) for text in texts) * 2 >= len(texts)


def _header(rows: Sequence[SheetRow], position: int, *, joined: bool) -> Header | None:
    row = rows[position]
    cells = _join(rows[position - 1], row) if joined else [text.strip() for text in row.cells]
    named = [column for column, text in enumerate(cells) if text]
    if not named:
        return None
    body = rows[position + 1 :]
    used = [c for c in _used_columns(body) if _is_common(body, c)] if body else []
    first, last = min([*named, *used]), max([*named, *used])
    cells.extend([""] * (last + 1 - len(cells)))
    names = tuple(cells[first : last + 1])
    unlike = sum(not _is_name(name) for name in names if name) * 2 > len(named)
    return Header(names, first, row.number, position + 1, joined=joined, unlike=unlike)


def _is_common(body: Sequence[SheetRow], column: int) -> bool:
    count = sum(column < len(row.cells) and bool(row.cells[column].strip()) for row in body)
    return count * 2 >= len(body)


def _join(upper: SheetRow, lower: SheetRow) -> list[str]:
    """Return the names that two rows make: the lower ones, with their group where they repeat."""
    width = max(len(upper.cells), len(lower.cells))
    above = [text.strip() for text in upper.cells] + [""] * (width - len(upper.cells))
    below = [text.strip() for text in lower.cells] + [""] * (width - len(lower.cells))
    names = [low or high for high, low in zip(above, below, strict=True)]
    repeated = {name for name in names if name and names.count(name) > 1}
    group = ""
    for column, high in enumerate(above):
        group = high or group
        if names[column] in repeated and below[column] and group:
            names[column] = f"{group} / {names[column]}"
    return names
