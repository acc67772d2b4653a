"""Which row has the names of the columns: titles above it and second header rows told apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

Kind = Literal["email", "figures", ""]
Cells = Sequence[str]

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_FIGURES = re.compile(r"[-+(#$€£]*\d[\d\s.,:/()+\-TZx]*%?\Z")
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_FIELD_NAME = re.compile(r"[A-Za-z]\w*(?:[._]\w+)+\Z")
_FIELD_NAMES = 4
_SHORT = 3
_MOSTLY = 0.8
_LOOKED_AT = 40
"""Rows in which the header is sought; titles and instructions are shorter."""


@dataclass(frozen=True, slots=True)
class Header:
    """Where the names of the columns stand.

    Attributes:
        index: the record, from 0.
        body: the first record after it that is data, from 0.
    """

    index: int
    body: int


class NoHeaderError(Exception):
    """The first row is data."""


def kind_of(cell: str) -> Kind:
    """Tell what a cell holds, as far as its looks say it for sure."""
    text = cell.strip()
    if _FIGURES.match(text):
        return "figures"
    return "email" if _EMAIL.match(text) else ""


def column_kinds(rows: Sequence[Cells]) -> tuple[Kind, ...]:
    """Tell what each column holds in most rows; "" where that is just text."""
    width = max(map(len, rows), default=0)
    return tuple(_column_kind([row[i] for row in rows if i < len(row)]) for i in range(width))


def contradicts(row: Cells, kinds: Sequence[Kind]) -> bool:
    """Tell whether a row is words where the columns hold figures and addresses, as headers are."""
    if any(kind_of(cell) for cell in row):
        return False
    typed = sum(1 for kind in kinds if kind)
    words = sum(1 for cell, kind in zip(row, kinds, strict=False) if kind and cell.strip())
    return typed > 0 and words >= min(2, typed)


def find_header(rows: Sequence[Cells]) -> Header:
    """Find the header.

    Args:
        rows: the first rows of the file, blank ones included, at least one of them not blank.

    Raises:
        NoHeaderError: the file begins with data.
    """
    filled = [row for row in rows if _filled(row)]
    kinds = column_kinds(filled[len(filled) // 2 :])
    top = _top(rows, filled)
    index = top
    above = _row_above(rows, top)
    if above is not None and _is_short_header(rows[above], rows[top], kinds):
        index = above
    if _is_data(rows[index], kinds):
        raise NoHeaderError
    end = _end_of_headers(rows, index, kinds)
    index = max(range(index, end), key=lambda at: (_filled(rows[at]), -at))
    return Header(index, end)


def _column_kind(cells: Sequence[str]) -> Kind:
    kinds = [kind_of(cell) for cell in cells if cell.strip()]
    for kind in ("email", "figures"):
        if kinds and kinds.count(kind) >= _MOSTLY * len(kinds):
            return kind
    return ""


def _filled(row: Cells) -> int:
    return sum(1 for cell in row if cell.strip())


def reach(row: Cells) -> int:
    """Return the number of cells up to the last that is not blank."""
    return max((at + 1 for at, cell in enumerate(row) if cell.strip()), default=0)


def _top(rows: Sequence[Cells], filled: Sequence[Cells]) -> int:
    """Return the first row as wide and as full as rows here are."""
    typical = median(map(reach, filled))
    fullest = sorted(map(_filled, filled[:_LOOKED_AT]))[-2:][0]
    for at, row in enumerate(rows[:_LOOKED_AT]):
        if _filled(row) and reach(row) >= typical and 2 * _filled(row) >= fullest:
            return at
    return next(at for at, row in enumerate(rows) if _filled(row))


def _row_above(rows: Sequence[Cells], top: int) -> int | None:
    return next((at for at in range(top - 1, -1, -1) if _filled(rows[at])), None)


def _is_short_header(row: Cells, top: Cells, kinds: Sequence[Kind]) -> bool:
    """Tell a header that lacks a name or two from a title, a comment or a group of headers."""
    names = _filled(row)
    if names < reach(row) or 2 * names < reach(top) or any(map(kind_of, row)):
        return False
    if row[0].lstrip().startswith("#"):
        return False
    return _is_data(top, kinds) or (names > 1 and not contradicts(top, kinds))


def _is_data(row: Cells, kinds: Sequence[Kind]) -> bool:
    """Tell whether a row holds what the columns hold."""
    seen = [kind_of(cell) for cell in row]
    if "email" in seen:
        return True
    figures = [
        (is_, cell.strip())
        for cell, is_, kind in zip(row, seen, kinds, strict=False)
        if kind == "figures" and cell.strip() and not _YEAR.match(cell.strip())
    ]
    return bool(figures) and all(is_ == "figures" for is_, _ in figures)


def _end_of_headers(rows: Sequence[Cells], index: int, kinds: Sequence[Kind]) -> int:
    """Return the row after the last that is a header."""
    end = index + 1
    while end < len(rows) and _is_header_again(rows[index], rows[end], kinds):
        end += 1
    return end


def _is_header_again(header: Cells, row: Cells, kinds: Sequence[Kind]) -> bool:
    several = sum(1 for kind in kinds if kind) > 1
    return (several and contradicts(row, kinds)) or _echoes(header, row)


def _echoes(header: Cells, row: Cells) -> bool:
    """Tell whether a row spells the header's names again, as field names under labels do."""
    cells = [(name, cell) for name, cell in zip(header, row, strict=False) if cell.strip()]
    if len(cells) < _FIELD_NAMES or not all(_FIELD_NAME.match(cell.strip()) for _, cell in cells):
        return False
    pairs = [(_bare(name), _bare(cell)) for name, cell in cells]
    alike = sum(1 for name, cell in pairs if len(name) > _SHORT and (name in cell or cell in name))
    return 2 * alike >= len(pairs)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()
