"""What rows are, by what their cells hold for sure: names, data, or another table's."""

import re
from collections.abc import Sequence
from typing import Literal

from customer_import.problems import Code
from customer_import.table import Flaw, Row

CellKind = Literal["email", "figures", ""]

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_FIGURES = re.compile(r"[-+(#$€£]*\d[\d\s.,:/()+\-TZx]*%?\Z")
_MOSTLY = 0.8
BOM = "\ufeff"
"""Begins a file in some encodings; within one, it begins what was a file of its own."""
_FIGURES_END = ":"
"""Texts that begin with a figure, a sign or a bracket sort before it; names of columns after."""
_ANYTHING = "\U0010ffff"
_SEVERAL = 2
"""Columns of figures or addresses that tell a header from a row with odd values."""


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


class OtherTables:
    """Looks for the beginning of another table.

    Nearly every row begins none, which `probe`, `limit` and `doubtful` say at little cost: where
    `wary` is false, the cell at `probe` sorts before `limit` and the first cell is not among
    `doubtful`, a row is the table's own.

    Args:
        header: the cells of the header's row.
        kinds: what the columns hold.

    Attributes:
        wary: the row before was blank or did not fit, so a table may begin with the next one.
        probe: a column whose cells begin with figures, or the first.
        limit: what such cells sort before.
        doubtful: first cells that a blank row or a repeated header has.
    """

    def __init__(self, header: Sequence[str], kinds: Sequence[CellKind]) -> None:
        places = [at for at, kind in enumerate(kinds[: len(header)]) if kind == "figures"]
        self.wary = False
        self.probe = places[0] if places else 0
        self.limit = _FIGURES_END if places else _ANYTHING
        self.doubtful = frozenset({"", header[0], BOM + header[0]})
        self._names = self._spelled(header)
        self._kinds = kinds
        self._elsewhere = False

    @property
    def is_watchful(self) -> bool:
        """Tell whether the next row has to be looked at, whatever is in it."""
        return self.wary or self._elsewhere

    def flaw(self, number: int, cells: Sequence[str]) -> Flaw | None:
        """Return the flaw of a row that is not the table's own.

        Args:
            number: the row's.
            cells: as many as the header's row has.
        """
        if self._spelled(cells) == self._names:
            self._elsewhere = False
            return Flaw(Code.SECOND_TABLE, "This row repeats the names of the columns. Delete it.")
        if not self._elsewhere and not self._begins_table(cells):
            return None
        self._elsewhere = True
        return Flaw(
            Code.SECOND_TABLE,
            f"Row {number} seems to belong to another table below the first. Put that table into a "
            "file of its own.",
        )

    @staticmethod
    def _spelled(cells: Sequence[str]) -> list[str]:
        """Return the cells of a header as they are compared, without case."""
        return [cell.strip(f" {BOM}").casefold() for cell in cells]

    def _begins_table(self, cells: Sequence[str]) -> bool:
        """Tell whether a row reads like the header of another table."""
        if sum(map(bool, self._kinds)) < _SEVERAL or not contradicts(cells, self._kinds):
            return False
        return self.wary or (all(cells) and len(set(cells)) == len(cells))
