"""Finding the header of a table in a sheet: below a title, right of a margin, on two rows.

The header is the first row that fills most of the columns in use. A later row is taken only if it
fills many more of them, or names what a row above it merely groups; so no row of a table is ever
taken for a preamble because another looks more like a header.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from customer_import.readers.report import is_report_header
from customer_import.readers.xlsx.sheet import SheetRow
from customer_import.readers.xlsx.survey import Merge

LOOKED_AT = 40
"""Rows looked at to find the header."""
_VALUE = re.compile(
    r"[-+(]?[0-9][0-9 .,:/()x+-]*%?|[0-9]{4}-[0-9]{2}-[0-9]{2}.*|\S+@\S+\.\S+|https?://.*|TRUE|FALSE|\+[0-9].*"
)
_LONG = 60
_COVERED = 0.5
_DOUBTFUL = 0.6
_MUCH_MORE = 0.25
"""Shares of the columns in use: a header has the first, is sure beyond the second, and gives way
below it to a row that has so much more."""


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


def find_header(
    rows: Sequence[SheetRow], number: int | None, merges: Sequence[Merge] = ()
) -> Header | None:
    """Return the header among the first rows that are not blank.

    Args:
        rows: the first of the sheet.
        number: the row that a person says it is.
        merges: the cells merged across columns.
    """
    if number is not None:
        chosen = next((i for i, row in enumerate(rows) if row.number == number), None)
        return None if chosen is None else _header(rows, chosen, joined=False)
    if not any(map(_filled, rows)):
        return None
    if is_report_header(rows[0].cells):
        # Ours begin in the first column, even where neither its name nor its cells are filled.
        return Header(tuple(map(str.strip, rows[0].cells)), 0, rows[0].number, 1)
    position = _first_covering(rows, merges)
    lower = _lower_of_two(rows, position, merges)
    if lower is not None:
        return _header(rows, lower, joined=True)
    return _header(rows, position, joined=False)


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


def _first_covering(rows: Sequence[SheetRow], merges: Sequence[Merge]) -> int:
    used = _used_columns(rows)
    shares = [len(used & _covered(row, merges)) / len(used) for row in rows]
    first = next(i for i, share in enumerate(shares) if share >= min(_COVERED, max(shares)))
    if shares[first] > _DOUBTFUL:
        return first
    for position in range(first + 1, len(rows)):
        if shares[position] >= shares[first] + _MUCH_MORE:
            return position if _names_only(rows[position], distinct=True) else first
    return first


def _covered(row: SheetRow, merges: Sequence[Merge]) -> set[int]:
    """Return the columns that a row fills, those of its merged cells included."""
    filled = set(_filled(row))
    spans = [merge for merge in merges if merge.row == row.number and merge.first in filled]
    if len(filled) > 1:
        for merge in spans:
            filled.update(range(merge.first, merge.last + 1))
    return filled


def _names_only(row: SheetRow, *, distinct: bool) -> bool:
    texts = [row.cells[column].strip().casefold() for column in _filled(row)]
    return all(map(_is_name, texts)) and not (distinct and len(set(texts)) < len(texts))


def _lower_of_two(rows: Sequence[SheetRow], position: int, merges: Sequence[Merge]) -> int | None:
    """Return the lower row where the header has two, the upper one grouping columns by merges."""
    for upper in (position, position - 1):
        if 0 <= upper < len(rows) - 1 and _groups(rows[upper], rows[upper + 1], merges):
            return upper + 1
    return None


def _groups(upper: SheetRow, lower: SheetRow, merges: Sequence[Merge]) -> bool:
    """Tell whether a row groups what the next one names; elsewhere only one of them has names."""
    if lower.number != upper.number + 1 or not _names_only(lower, distinct=False):
        return False
    heads, named = set(_filled(upper)), set(_filled(lower))
    spans = [
        set(range(merge.first, merge.last + 1))
        for merge in merges
        if merge.row == upper.number and merge.first in heads
    ]
    grouped = set().union(*spans)
    return (
        len(heads) > 1
        and any(len(span & named) > 1 for span in spans)
        and not (heads & named) - grouped
    )


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
