"""Reads the cells of a batch by the column: cleaned, and looked at for damage."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from customer_import.problems import Problem
from customer_import.records.columns.cells import CellTexts
from customer_import.records.columns.cleaning import Cleaning, clean_column, without_decimals
from customer_import.records.columns.damage import Watched, watched
from customer_import.records.columns.leaf import CompiledLeaf
from customer_import.records.compiled.compile import Compiled
from customer_import.table import Row

Found = list[tuple[int, Problem]]
"""Problems, each with the position of its row in the batch."""


@dataclass(frozen=True, slots=True)
class CellReader:
    """Reads the columns that fill something.

    Attributes:
        headers: of the file.
        positions: of the columns.
        empty: texts that count as blank.
        leaves: what the columns fill.
        watched: what kind of damage is looked for in which column.
        floats: columns of which every number has `.0` behind it; it is taken off.
    """

    headers: tuple[str, ...]
    positions: tuple[int, ...]
    empty: frozenset[str]
    leaves: tuple[CompiledLeaf, ...]
    watched: tuple[Watched, ...]
    floats: frozenset[int]

    def read(self, rows: Sequence[Row], untrusted: Iterable[int]) -> tuple[CellTexts, Found]:
        """Read a batch of rows.

        Args:
            rows: at least one.
            untrusted: the positions of rows that may have more cells or fewer; they are blank here.

        Returns:
            the texts, and what is to be said of single cells.
        """
        lines = [row.cells for row in rows]
        for position in untrusted:
            lines[position] = [""] * len(self.headers)
        cells = list(zip(*lines, strict=True))
        columns: dict[int, list[str]] = {}
        wholes: dict[int, str] = {}
        found: Found = []
        for at in self.positions:
            texts = list(map(str.strip, cells[at]))
            whole = " ".join(texts)
            cleaned, done = clean_column(texts, whole)
            found += self._notices(at, cells[at], cleaned, done)
            if at in self.floats:
                cleaned = list(map(without_decimals, cleaned))
            wholes[at] = " ".join(cleaned) if done or at in self.floats else whole
            columns[at] = self._blanked(cleaned) if self.empty else cleaned
        found += self._damages(rows, columns, wholes)
        return CellTexts([row.number for row in rows], columns, wholes), found

    def _blanked(self, texts: Iterable[str]) -> list[str]:
        return ["" if text in self.empty else text for text in texts]

    def _notices(
        self,
        at: int,
        cells: Sequence[str],
        cleaned: Sequence[str],
        done: Iterable[tuple[int, Cleaning]],
    ) -> Iterator[tuple[int, Problem]]:
        """Yield a notice for each cell that was cleaned, if it matters to what the cell fills."""
        for position, cleaning in done:
            leaves = (leaf for leaf in self.leaves if at in leaf.positions)
            leaf = next(filter(cleaning.concerns, leaves), None)
            if leaf is not None:
                message = cleaning.message.format(cleaned[position])
                where = (leaf.field, self.headers[at], cells[position])
                cause = cleaning.message.format("…")
                yield position, Problem(cleaning.code, message, *where, "notice", cause)

    def _damages(
        self, rows: Sequence[Row], columns: dict[int, list[str]], wholes: dict[int, str]
    ) -> Iterator[tuple[int, Problem]]:
        longest = max(map(len, map("".join, (row.cells for row in rows))))
        for each in self.watched:
            if each.damage.least > longest:
                continue
            at = each.position
            for position, message in each.damage.find(columns[at], wholes[at]):
                row = rows[position]
                if not any(flaw.column == at and flaw.severity == "error" for flaw in row.flaws):
                    yield position, each.problem(message, row.cells[at], self.headers[at])


def cell_reader(headers: tuple[str, ...], compiled: Compiled, floats: frozenset[int]) -> CellReader:
    """Return what reads the columns of a mapping.

    Args:
        headers: of the file.
        compiled: the mapping, fitted to them.
        floats: columns of which every number has `.0` behind it.
    """
    positions = tuple(sorted(compiled.used))
    leaves = compiled.leaves
    return CellReader(headers, positions, compiled.empty, leaves, watched(leaves), floats)
