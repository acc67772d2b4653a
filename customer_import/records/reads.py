"""What reads the text of a leaf: from the cells of one row, or of many rows from their columns.

Both give the same texts; `tests/build/test_reads.py` holds them against each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Protocol

from customer_import.records.invisible import trimmed

Cells = Sequence[str]
Texts = Sequence[str]
Columns = Mapping[int, Texts]
"""Columns by their position: texts as `Cell` reads them."""
Part = str | tuple[int, ...]
"""Of a template: a text, or the columns of which the first that is not blank fills the place."""


class Read(Protocol):
    """Reads a text; blank where the cells are."""

    def __call__(self, cells: Cells, /) -> str:
        """The text of one row."""

    def column(self, columns: Columns, /) -> Texts:
        """The texts of many rows."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, without what cannot be seen; blank where it counts as blank."""

    position: int
    empty: frozenset[str]

    def __call__(self, cells: Cells) -> str:
        """The cell."""
        text = trimmed(cells[self.position])
        return "" if text in self.empty else text

    def column(self, columns: Columns) -> Texts:
        """The cells of a column."""
        return columns[self.position]


@dataclass(frozen=True, slots=True)
class Joined:
    """Cells, with a separator between those that are not blank."""

    cells: tuple[Cell, ...]
    separator: str

    def __call__(self, cells: Cells) -> str:
        """The cells of a row, joined."""
        return self._joined([cell(cells) for cell in self.cells])

    def column(self, columns: Columns) -> Texts:
        """The same of many rows."""
        rows = zip(*(cell.column(columns) for cell in self.cells), strict=True)
        return [self._joined(row) for row in rows]

    def _joined(self, texts: Texts) -> str:
        return self.separator.join(filter(None, texts))


@dataclass(frozen=True, slots=True)
class Template:
    """A text with cells in it; a blank cell takes the signs along that join it to the others."""

    parts: tuple[Part, ...]
    cells: Mapping[int, Cell]

    def __call__(self, cells: Cells) -> str:
        """The template, filled from a row."""
        return self._filled({i: cell(cells) for i, cell in self.cells.items()})

    def column(self, columns: Columns) -> Texts:
        """The same of many rows."""
        read = {i: cell.column(columns) for i, cell in self.cells.items()}
        if not any("" in texts for texts in read.values()):
            # Where nothing is blank, the parts are put together as they are.
            parts = (repeat(p) if isinstance(p, str) else read[p[0]] for p in self.parts if p)
            return [text.strip() for text in map("".join, zip(*parts, strict=False))]
        rows = zip(*read.values(), strict=True)
        return [self._filled(dict(zip(read, row, strict=True))) for row in rows]

    def _filled(self, texts: Mapping[int, str]) -> str:
        if not any(texts.values()):
            return ""
        text, joint, gap = "", "", False
        for part in self.parts:
            if isinstance(part, tuple):
                value = next(filter(None, (texts[i] for i in part)), "")
                if value:
                    text, joint = text + ("" if gap and not text else joint) + value, ""
                gap = not value
            elif any(char.isalnum() for char in part):
                text, joint, gap = text + joint + part, "", False
            else:
                joint = (joint or part) if gap else joint + part
        return (text if gap else text + joint).strip()


@dataclass(frozen=True, slots=True)
class Constant:
    """The same text in every row."""

    text: str

    def __call__(self, _: Cells) -> str:
        """The text."""
        return self.text

    def column(self, columns: Columns) -> Texts:
        """The text, as often as there are rows."""
        return [self.text] * max(map(len, columns.values()), default=0)
