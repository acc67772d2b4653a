"""What rows are, by what their cells hold for sure: names, or data."""

import re
from collections.abc import Sequence
from typing import Literal

from customer_import.table import Row

CellKind = Literal["email", "figures", ""]

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_FIGURES = re.compile(r"[-+(#$€£]*\d[\d\s.,:/()+\-TZx]*%?\Z")
_MOSTLY = 0.8


def kind_of(cell: str) -> CellKind:
    """Tell what a cell holds, as far as its looks say it for sure."""
    text = cell.strip()
    if _FIGURES.match(text):
        return "figures"
    return "email" if _EMAIL.match(text) else ""


def contradicts(cells: Sequence[str], kinds: Sequence[CellKind]) -> bool:
    """Tell whether a row is words where the columns hold figures and addresses, as headers are."""
    if any(kind_of(cell) for cell in cells):
        return False
    typed = sum(1 for kind in kinds if kind)
    pairs = zip(cells, kinds, strict=False)
    words = sum(1 for cell, kind in pairs if kind and any(map(str.isalpha, cell)))
    return typed > 0 and words >= min(2, typed)


def is_filled(cells: Sequence[str]) -> bool:
    """Tell whether a row has anything but blanks."""
    return any(cells) and bool("".join(cells).strip())


def column_kinds(rows: Sequence[Row]) -> tuple[CellKind, ...]:
    """Tell what each column holds in most rows; "" where that is just text."""
    cells = [row.cells for row in rows]
    width = max(map(len, cells), default=0)
    return tuple(_column_kind([row[i] for row in cells if i < len(row)]) for i in range(width))


def _column_kind(cells: Sequence[str]) -> CellKind:
    kinds = [kind_of(cell) for cell in cells if cell.strip()]
    for kind in ("email", "figures"):
        if kinds and kinds.count(kind) >= _MOSTLY * len(kinds):
            return kind
    return ""
