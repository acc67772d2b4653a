"""Other tables below the first: a header once more, or rows that are named by another one."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from customer_import.problems import Code, Severity
from customer_import.readers.row_kinds import CellKind, contradicts, kind_of
from customer_import.table import Flaw, Row, filled_columns

BOM = "\ufeff"
"""Begins a file in some encodings; within one, it begins what was a file of its own."""
_FIGURES_END = ":"
"""Texts that begin with a figure, a sign or a bracket sort before it; names of columns after."""
_ANYTHING = "\U0010ffff"
_SEVERAL = 2
"""Columns of figures or addresses that tell a header from a row with odd values."""
_NAME = re.compile(r"[^\W\d_][\w .,/&'()#-]{0,29}")
_MOST_WORDS = 3
"""What the name of a column looks like; a note has more words, or a colon."""


class _Beginning(NamedTuple):
    """Where another table begins: its first row, how sure that is, and the columns it has."""

    row: int
    severity: Severity
    columns: frozenset[int]


class OtherTables:
    """Looks for the beginning of another table.

    Nearly every row begins none, which `probe`, `limit` and `doubtful` say at little cost: where
    `wary` is false, the cell at `probe` sorts before `limit` and the first cell is not among
    `doubtful`, a row is the table's own.

    Args:
        header: the cells of the header's row.
        kinds: what the columns hold.
        first_rows: some rows below the header, with the cells of the header's columns.

    Attributes:
        wary: the row before was blank or did not fit, so a table may begin with the next one.
        probe: a column whose cells begin with figures, or the first.
        limit: what such cells sort before.
        doubtful: first cells that a blank row or a repeated header has.
    """

    def __init__(
        self, header: Sequence[str], kinds: Sequence[CellKind], first_rows: Sequence[Row] = ()
    ) -> None:
        places = [at for at, kind in enumerate(kinds[: len(header)]) if kind == "figures"]
        self.wary = False
        self.probe = places[0] if places else 0
        self.limit = _FIGURES_END if places else _ANYTHING
        self.doubtful = frozenset({"", header[0], BOM + header[0]})
        self._names = self._spelled(header)
        self._kinds = kinds
        self._first = next((at for at, name in enumerate(header) if name.strip()), 0)
        self._first_rows = first_rows
        self._first_cells = [row.cells for row in first_rows]
        self._elsewhere: _Beginning | None = None

    @property
    def is_watchful(self) -> bool:
        """Tell whether the next row has to be looked at, whatever is in it."""
        return self.wary or self._elsewhere is not None

    def flaw(self, number: int, cells: Sequence[str]) -> Flaw | None:
        """Return the flaw of a row that is not the table's own.

        Args:
            number: the row's.
            cells: as many as the header's row has.
        """
        if self._spelled(cells) == self._names:
            self._elsewhere = None
            return Flaw(Code.SECOND_TABLE, "This row repeats the names of the columns. Delete it.")
        self._elsewhere = self._going_on(cells) or self._beginning(number, cells)
        return _flaw(number, self._elsewhere) if self._elsewhere else None

    def _going_on(self, cells: Sequence[str]) -> _Beginning | None:
        """Return the other table that a row goes on with."""
        begun = self._elsewhere
        if begun is None or begun.severity == "error":
            return begun
        is_back = self.wary and self._above(begun.row).is_like(self._first, cells)
        return begun if begun.columns.issuperset(filled_columns(cells)) and not is_back else None

    def _beginning(self, number: int, cells: Sequence[str]) -> _Beginning | None:
        """Return the other table that a row begins."""
        severity: Severity | None = "error" if self._begins_table(cells) else None
        if severity is None and self.wary:
            severity = self._reads_like_names(number, cells)
        return _Beginning(number, severity, frozenset(filled_columns(cells))) if severity else None

    @staticmethod
    def _spelled(cells: Sequence[str]) -> list[str]:
        """Return the cells of a header as they are compared, without case."""
        return [cell.strip(f" {BOM}").casefold() for cell in cells]

    def _begins_table(self, cells: Sequence[str]) -> bool:
        """Tell whether a row reads like the header of another table."""
        if sum(map(bool, self._kinds)) < _SEVERAL or not contradicts(cells, self._kinds):
            return False
        return self.wary or (all(cells) and len(set(cells)) == len(cells))

    def _above(self, number: int) -> "_RowsAbove":
        at = bisect_left(self._first_rows, number, key=attrgetter("number"))
        return _RowsAbove(self._first_cells[:at], self._first)

    def _reads_like_names(self, number: int, cells: Sequence[str]) -> Severity | None:
        """Tell how surely a row below a blank one is names, and not like the rows above it.

        A list may have blank rows between its customers. But their first cell is a number or an
        address where it is one in every row above, and some have a town or a word in common.
        """
        columns, above = filled_columns(cells), self._above(number)
        odd = [at for at in columns if above.differs(at, cells[at])]
        if not odd or len(above.rows) < _SEVERAL or not _are_names(cells):
            return None
        if above.have_one_of(cells) or not all(self._names[at] for at in columns):
            return None
        after = next((row.cells for row in self._first_rows if row.number == number + 1), None)
        if after is not None and not set(columns).issuperset(filled_columns(after)):
            return None
        is_named = not set(self._names).isdisjoint(self._spelled([cells[at] for at in columns]))
        goes_on = after is not None and above.is_followed(odd[0], cells, after)
        signs = [self._first in odd, is_named, goes_on, len(odd) > 1]
        if self._first in odd and sum(signs) > 1:
            return "error"
        return "warning" if any(signs) else None


class _RowsAbove(NamedTuple):
    """The rows above another table, and the first column of the list that has a name."""

    rows: Sequence[Sequence[str]]
    first: int

    def differs(self, at: int, cell: str) -> bool:
        """Tell whether a cell is words, where each of the rows has a number or an address."""
        if _has_digit(cell) or "@" in cell:
            return False
        if at != self.first:
            return all(map(kind_of, self._column(at)))
        are_addresses = all("@" in text for text in self._column(at))
        return are_addresses or all(map(_has_digit, self._column(at)))

    def is_like(self, at: int, cells: Sequence[str]) -> bool:
        """Tell whether a row's cell is what it is in these rows: figures, an address, or words."""
        return kind_of(_cell(cells, at)) in set(map(kind_of, self._column(at)))

    def is_followed(self, at: int, names: Sequence[str], after: Sequence[str]) -> bool:
        """Tell whether what is below a name is neither like these rows, nor the name again."""
        is_other = _cell(after, at) not in ("", _cell(names, at))
        return is_other and not self.is_like(at, after)

    def have_one_of(self, cells: Sequence[str]) -> bool:
        """Tell whether one of the rows has a cell of another, in the same column."""
        pairs = (pair for row in self.rows for pair in zip(cells, row, strict=False))
        return any(cell.strip() and cell.strip() == other.strip() for cell, other in pairs)

    def _column(self, at: int) -> Iterator[str]:
        return (_cell(row, at) for row in self.rows)


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at].strip() if at < len(cells) else ""


def _are_names(cells: Sequence[str]) -> bool:
    """Tell whether cells are different short words, side by side."""
    columns = filled_columns(cells)
    names = {cells[at].strip().casefold() for at in columns}
    if len(columns) < _SEVERAL or len(names) < len(columns):
        return False
    is_gapless = columns[-1] - columns[0] < len(columns)
    return is_gapless and all(
        _NAME.fullmatch(name) and len(name.split()) <= _MOST_WORDS for name in names
    )


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def _flaw(number: int, begun: _Beginning) -> Flaw:
    if begun.severity == "error":
        return Flaw(
            Code.SECOND_TABLE,
            f"Row {number} seems to belong to another table below the first. Put that table into a "
            "file of its own.",
        )
    remedy = (
        "If it does, put that table into a file of its own; if it is a customer, add "
        "`accept: [second-table]` to the mapping."
    )
    return Flaw(
        Code.SECOND_TABLE,
        f"Row {number} may belong to another table, whose names are in row {begun.row}. {remedy}",
        severity="warning",
        cause=f"This row may belong to another table below the first. {remedy}",
    )
