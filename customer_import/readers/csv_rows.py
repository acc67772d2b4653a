"""Records to rows: numbered as a spreadsheet numbers them, each one's width held to the header's.

Nearly every row is as it should be, so the common path asks four cheap questions and no more.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from customer_import.problems import Code
from customer_import.readers.header import Kind, contradicts
from customer_import.readers.records import Batch
from customer_import.table import Flaw, Row

FIGURES_END = ":"
"""Texts that begin with a figure, a sign or a bracket sort before it; names of columns after."""
_ANYTHING = "\U0010ffff"
_NEVER = -1
_SEVERAL = 2
"""Columns of figures or addresses that tell a header from a row with odd values."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the first rows say of the rest.

    Attributes:
        headers: the names of the columns.
        spelled: the header as it stands in the file.
        body: how many records stand before the data.
        width: how many cells a row has, a shared surplus of blank ones included.
        kinds: what the columns hold.
        probe: a column whose cells begin with figures, if there is one.
    """

    headers: tuple[str, ...]
    spelled: Sequence[str]
    body: int
    width: int
    kinds: tuple[Kind, ...]
    probe: int | None


def is_filled(cells: Sequence[str]) -> bool:
    """Tell whether a row has anything but blanks."""
    return any(cells) and bool("".join(cells).strip())


def walk(batches: Iterable[Batch], plan: Plan, *, fill: bool) -> Iterator[Row]:
    """Yield the rows of data.

    Args:
        batches: every record of the file.
        plan: what is known of it.
        fill: short rows have left trailing blanks out.
    """
    judge = _Judge(plan, fill=fill)
    probe, limit = (0, _ANYTHING) if plan.probe is None else (plan.probe, FIGURES_END)
    doubtful = frozenset({"", plan.spelled[0]})
    own = len(plan.headers) if len(plan.headers) < plan.width else None
    number = 0
    for records, broken in batches:
        start = number + 1
        for cells in records:
            number += 1
            if (
                len(cells) == judge.expected
                and cells[probe] < limit
                and (first := cells[0]) not in doubtful
                and not first.isspace()
                and not (broken and number - start in broken)
                and (own is None or not any(cells[own:]))
            ):
                yield Row(number, cells if own is None else cells[:own])
            elif row := judge.row(number, cells, broken.get(number - start)):
                yield row


class _Judge:
    """Looks closely at the rows that are not plainly good.

    Attributes:
        expected: the width of a plainly good row; none while any row may begin something else.
    """

    def __init__(self, plan: Plan, *, fill: bool) -> None:
        self.expected = _NEVER
        self._plan = plan
        self._fill = fill
        self._wary = False
        self._elsewhere = False

    def row(self, number: int, cells: list[str], flaw: Flaw | None) -> Row | None:
        """Return the row with what is wrong with it, or nothing for a blank row."""
        if number <= self._plan.body:
            self._expect(wary=False, number=number)
            return None
        if flaw is None and not is_filled(cells):
            self._expect(wary=True)
            return None
        if self._fill and flaw is None and len(cells) < self._plan.width:
            cells = [*cells, *[""] * (self._plan.width - len(cells))]
        flaws = tuple(self._flaws(number, cells, flaw))
        fits = self._fits(cells)
        self._expect(wary=not fits or (flaw is not None and flaw.column is None))
        return Row(number, cells[: len(self._plan.headers)] if fits else cells, flaws)

    def _expect(self, *, wary: bool, number: int | None = None) -> None:
        before = number is not None and number < self._plan.body
        self._wary = wary
        usual = not (wary or self._elsewhere or before)
        self.expected = self._plan.width if usual else _NEVER

    def _flaws(self, number: int, cells: list[str], flaw: Flaw | None) -> Iterator[Flaw]:
        if flaw is not None:
            yield flaw
        if not self._fits(cells):
            if flaw is None or flaw.column is not None:
                yield _misfit(len(cells), self._plan)
        elif cells == self._plan.spelled:
            self._elsewhere = False
            yield Flaw(Code.SECOND_TABLE, "This row repeats the names of the columns. Delete it.")
        elif self._elsewhere or self._begins_table(cells):
            self._elsewhere = True
            yield _other_table(number)

    def _fits(self, cells: Sequence[str]) -> bool:
        return len(cells) == self._plan.width and not any(cells[len(self._plan.headers) :])

    def _begins_table(self, cells: Sequence[str]) -> bool:
        """Tell whether a row reads like the header of another table."""
        kinds = self._plan.kinds
        if sum(map(bool, kinds)) < _SEVERAL or not contradicts(cells, kinds):
            return False
        return self._wary or (all(cells) and len(set(cells)) == len(cells))


def _misfit(cells: int, plan: Plan) -> Flaw:
    if cells < plan.width:
        return Flaw(
            Code.ROW_SHORT,
            f"This row has {cells} cells where {plan.width} are expected, so they may stand in the "
            "wrong columns. Put the missing cell in; if this file leaves blank cells at the end of "
            "its rows out, say `short_rows: fill` under `source:` in the mapping.",
        )
    return Flaw(
        Code.ROW_LONG,
        f"This row has {cells} cells where {len(plan.headers)} are expected, so they may stand in "
        "the wrong columns. Take the surplus delimiter out, or put the cell that holds it in "
        "quotation marks.",
    )


def _other_table(number: int) -> Flaw:
    return Flaw(
        Code.SECOND_TABLE,
        f"Row {number} seems to belong to another table below the first. Put that table into a "
        "file of its own.",
    )
