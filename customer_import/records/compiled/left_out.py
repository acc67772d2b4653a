"""Rows that the mapping leaves out by what one of their cells holds."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from customer_import.mapping.row_rules import RowRules
from customer_import.records.columns.cells import CellTexts
from customer_import.records.columns.column_lookup import ColumnLookup
from customer_import.table import Row


@dataclass(frozen=True, slots=True)
class RowCondition:
    """What a cell must be, or must not be, for its row to be sent.

    Attributes:
        column: as the mapping names it.
        position: of the column.
        texts: in lower case.
        skips: rows with one of the texts are left out; else those with none of them.
    """

    column: str
    position: int
    texts: frozenset[str]
    skips: bool

    def find(self, cells: CellTexts, flawed: Collection[int]) -> Iterator[tuple[int, str]]:
        """Yield the positions of rows that are left out, and why."""
        column = cells.columns[self.position]
        out = {text for text in set(column) if (text.casefold() in self.texts) == self.skips}
        if not out:
            return
        for at, text in enumerate(column):
            # What a cell with an error would be is not known: so it is none of the wanted.
            if text in out and (self.skips or at not in flawed):
                is_text = f"is {text}" if text else "is blank"
                yield at, f"left out by `rows:` in the mapping, because {self.column} {is_text}"


@dataclass(frozen=True, slots=True)
class LeavingOut:
    """Says which rows the mapping leaves out.

    Attributes:
        conditions: each of them leaves rows out.
    """

    conditions: tuple[RowCondition, ...]

    def find(
        self, cells: CellTexts, untrusted: Collection[int], flawed: Mapping[int, Collection[int]]
    ) -> dict[int, str]:
        """Return the positions of such rows in a batch, and why each is left out.

        Args:
            cells: of the columns that the mapping names.
            untrusted: the positions of rows whose cells may be in the wrong columns.
            flawed: by column, the positions of rows whose cell cannot be read.
        """
        found: dict[int, str] = {}
        for condition in self.conditions:
            for position, why in condition.find(cells, flawed.get(condition.position, ())):
                if position not in untrusted:
                    found.setdefault(position, why)
        return found


def unread_cells(rows: Sequence[Row], flawed: Iterable[int]) -> dict[int, set[int]]:
    """Return the positions of rows whose cell cannot be read, by column.

    Args:
        rows: a batch.
        flawed: the positions of those with flaws.
    """
    unread: dict[int, set[int]] = {}
    for position in flawed:
        for flaw in rows[position].flaws:
            if flaw.severity == "error" and flaw.column is not None:
                unread.setdefault(flaw.column, set()).add(position)
    return unread


def leaving_out(rules: RowRules, columns: ColumnLookup) -> LeavingOut:
    """Fit the rules to the columns of a file; what does not fit is an issue of `columns`."""
    found = []
    for word, by_column in (("skip", rules.skip), ("only", rules.only)):
        for name, texts in by_column.items():
            position = columns.find(name, ("rows", word, name))
            if position is not None:
                wanted = frozenset(text.strip().casefold() for text in texts)
                found.append(RowCondition(name.strip(), position, wanted, word == "skip"))
    return LeavingOut(tuple(found))
