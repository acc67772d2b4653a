"""What the reader saw of single cells, as problems of what these cells fill."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from customer_import.problems import Code, Problem
from customer_import.records.built.parts import RowProblems
from customer_import.records.columns.damage import is_digits
from customer_import.records.columns.leaf import CompiledLeaf
from customer_import.table import Flaw, Row


@dataclass(frozen=True, slots=True)
class FlawedCells:
    """Tells of the flaws of cells that fill something.

    Attributes:
        headers: of the file.
        leaves: what its columns fill.
        used: the columns that fill something.
    """

    headers: Sequence[str]
    leaves: Sequence[CompiledLeaf]
    used: Collection[int]

    def put_first(self, problems: RowProblems, flawed: Iterable[int]) -> None:
        """Put the flaws of mapped cells in place of what their leaves made of them."""
        for position in flawed:
            row = problems.rows[position]
            used = ((flaw.column, flaw) for flaw in row.flaws if flaw.column is not None)
            flaws = {column: flaw for column, flaw in used if self._concerns(column, flaw)}
            if flaws:
                found = problems.found.get(position, [])
                problems.found[position] = self._with_flaws(row, flaws, found)

    def _concerns(self, column: int, flaw: Flaw) -> bool:
        """Tell whether the flaw of a cell matters to what its column fills."""
        if flaw.code == Code.ZEROS_UNKNOWN:
            leaves = self.leaves
            return any(column in leaf.positions and is_digits(leaf) for leaf in leaves)
        return column in self.used

    def _with_flaws(
        self, row: Row, flaws: dict[int, Flaw], problems: list[Problem]
    ) -> list[Problem]:
        bad = {i for i, flaw in flaws.items() if flaw.severity == "error"}
        leaves = self.leaves
        hidden = {leaf.field for leaf in leaves if not bad.isdisjoint(leaf.positions)}
        kept = [problem for problem in problems if problem.field not in hidden]
        return [*(self._flaw_problem(row, flaw) for flaw in flaws.values()), *kept]

    def _flaw_problem(self, row: Row, flaw: Flaw) -> Problem:
        column = flaw.column or 0
        fields = (leaf.field for leaf in self.leaves if column in leaf.positions)
        return Problem(
            code=flaw.code,
            message=flaw.message,
            field=next(fields, ""),
            column=self.headers[column],
            value=row.cells[column],
            severity=flaw.severity,
            cause=flaw.cause,
        )
