"""Cells as texts, put together as a leaf asks.

Texts are read by the column, a batch of rows at a time. A blank text is a blank cell.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

Texts = Sequence[str]


def holds(sign: str, text: str) -> Callable[[Sequence[object], str], bool]:
    """Return what tells whether the texts of a column, given as they are and in one, hold a text.

    Args:
        sign: one character of it, which is looked for first: Python finds it in a tenth of the
            time.
        text: the text.
    """
    return lambda _, whole: sign in whole and text in whole


TemplatePart = str | tuple[int, ...]
"""A text, or the columns of which the first that is not blank fills the place."""


@dataclass(frozen=True, slots=True)
class CellTexts:
    """The cells of a batch of rows that fill something.

    Attributes:
        numbers: the number of each row in the file.
        columns: the texts of each column, by its position.
        wholes: the same, all texts of a column in one, with a blank between them.
    """

    numbers: Sequence[int]
    columns: Mapping[int, Texts]
    wholes: Mapping[int, str]

    def rows_with_any(self, positions: Sequence[int]) -> list[bool] | None:
        """Tell which rows have a text in one of these columns.

        Returns:
            one value a row; None if all have one, or if no column is given.
        """
        columns = [self.columns[position] for position in positions]
        if not columns or any(map(all, columns)):
            return None
        return list(map(any, zip(*columns, strict=True)))

    def rows_without(self, positions: Sequence[int]) -> Collection[int]:
        """Return the rows that have no text in any of these columns; all, if no column is given."""
        if not positions:
            return range(len(self.numbers))
        found = self.rows_with_any(positions)
        return () if found is None else [i for i, has_any in enumerate(found) if not has_any]


class TextSource(Protocol):
    """Reads the texts of a leaf; a text is blank where the cells are."""

    def texts(self, cells: CellTexts, /) -> Texts:
        """Return a text for each row."""


@dataclass(frozen=True, slots=True)
class OneColumn:
    """The cells of one column."""

    position: int

    def texts(self, cells: CellTexts) -> Texts:
        """Return the cells."""
        return cells.columns[self.position]


@dataclass(frozen=True, slots=True)
class JoinedColumns:
    """Cells of a row with a separator between those that are not blank."""

    positions: tuple[int, ...]
    separator: str

    def texts(self, cells: CellTexts) -> Texts:
        """Return the joined cells of each row."""
        rows = zip(*(cells.columns[i] for i in self.positions), strict=True)
        return [self.separator.join(filter(None, row)) for row in rows]


@dataclass(frozen=True, slots=True)
class Template:
    """A text with cells in it; a blank cell takes the signs along that join it to the others.

    Attributes:
        parts: what follows each other; one that has no letter or digit is a sign.
        positions: the columns of its cells.
    """

    parts: tuple[TemplatePart, ...]
    positions: tuple[int, ...]

    def texts(self, cells: CellTexts) -> Texts:
        """Return the filled template of each row."""
        rows = zip(*(cells.columns[i] for i in self.positions), strict=True)
        # Rows repeat: customers share their names, and parts of an address.
        known: dict[tuple[str, ...], str] = {}
        found = []
        for row in rows:
            if row not in known:
                known[row] = self._fill(dict(zip(self.positions, row, strict=True)))
            found.append(known[row])
        return found

    def _fill(self, texts: Mapping[int, str]) -> str:
        if not any(texts.values()):
            return ""
        text, joint, gap = "", "", False
        for part in self.parts:
            if isinstance(part, tuple):
                value = next(filter(None, (texts[i] for i in part)), "")
                if value:
                    text, joint = text + ("" if gap and not text else joint) + value, ""
                gap = not value
            elif _is_sign(part):
                joint = (joint or part) if gap else joint + part
            else:
                text, joint, gap = text + joint + part, "", False
        return (text if gap else text + joint).strip()


@cache
def _is_sign(part: str) -> bool:
    return not any(map(str.isalnum, part))


@dataclass(frozen=True, slots=True)
class Constant:
    """The same text in every row."""

    text: str

    def texts(self, cells: CellTexts) -> Texts:
        """Return the text, as often as there are rows."""
        return [self.text] * len(cells.numbers)
