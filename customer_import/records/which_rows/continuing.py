"""Rows that continue the customer above, in lists whose mapping says `rows: {continue: true}`.

Such a row has no number, or that of the customer above, and adds addresses to it. A cell that it
leaves blank says what the first row of its customer says.
"""

from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice

from customer_import.problems import Code, Problem
from customer_import.records.built.joined_rows import JoinedRows, joined_rows
from customer_import.records.built.parts import Part, PartColumn, RowProblems
from customer_import.records.checks.row_checks import flaws_of_row
from customer_import.records.columns.cells import CellTexts
from customer_import.records.columns.leaf import CompiledLeaf
from customer_import.records.compiled.cell_reader import CellReader
from customer_import.records.compiled.compile import NUMBER_FIELDS, Compiled
from customer_import.records.values.values import Unfit
from customer_import.records.which_rows.belonging import LONGEST
from customer_import.table import JOINT, Row

ADDRESSES = "Addresses."
"""How the names of the fields begin that such a row may fill."""
_OF_FIRST_ROWS = {Code.CUSTOMER_NUMBER_MISSING, Code.CUSTOMER_NUMBER_TWICE}
"""What an error report says only of rows that do not continue a customer."""


@dataclass(frozen=True, slots=True)
class Continuing:
    """Finds the rows of one list that continue the customer above, and checks what they fill.

    Attributes:
        reader: reads cells.
        number: fills `CustomerNumber`.
        positions: of its columns.
        own: what fills the customer itself, its number aside.
        as_known: returns a number as it is compared.
    """

    reader: CellReader
    number: Part
    positions: tuple[int, ...]
    own: tuple[CompiledLeaf, ...]
    as_known: Callable[[str], str]

    def batches(self, rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
        """Yield rows in batches of about a size, all rows of a customer in one."""
        batch: list[Row] = []
        while more := list(islice(rows, size)):
            batch += more
            end = len(batch) if len(batch) > LONGEST else self._last_start(batch)
            if end:
                yield batch[:end]
                batch = batch[end:]
        if batch:
            yield batch

    def goes_on(self, rows: Sequence[Row]) -> bool:
        """Tell whether the last of some rows continues the customer of those above it."""
        is_below = len(rows) > 1 and rows[-1].number == rows[-2].number + 1
        return is_below and self._last_start(rows) < len(rows) - 1

    def _last_start(self, rows: Sequence[Row]) -> int:
        """Return the position of the last row that is sure to begin a customer; 0 if none is."""
        untrusted = {at for at, row in enumerate(rows) if _is_untrusted(row)}
        cells, _ = self.reader.read(rows, untrusted)
        made = self.number.take(cells, RowProblems(rows)).make()
        numbers = [number or None for number in made]
        keys = self.keys(rows, cells, numbers, untrusted)
        last, start = keys[0], 0
        for position, key in enumerate(keys):
            if key is not None and key != last:
                last, start = key, position
        return start

    def find(
        self,
        rows: Sequence[Row],
        keys: Sequence[Hashable],
        others: AbstractSet[int],
        apart: AbstractSet[int],
    ) -> JoinedRows:
        """Return which rows of a batch are of one customer.

        Args:
            rows: the batch.
            keys: of the rows, as `keys` returns them.
            others: the positions of rows that are not customers.
            apart: of rows that are customers of their own, without a number.
        """
        leads: dict[int, int] = {}
        for position in range(1, len(rows)):
            above = leads.get(position - 1, position - 1)
            is_below = rows[position].number == rows[position - 1].number + 1
            is_apart = position in apart or _begins(rows[position])
            if not is_below or is_apart or not others.isdisjoint((position - 1, position)):
                continue
            if keys[above] is not None and keys[position] in (None, keys[above]):
                leads[position] = above
        return joined_rows(leads)

    def keys(
        self,
        rows: Sequence[Row],
        cells: CellTexts,
        numbers: Sequence[str | None],
        untrusted: Collection[int],
    ) -> Sequence[Hashable]:
        """Return what rows of one customer share; None for a row without a number."""
        keys: list[Hashable] = [None if each is None else self.as_known(each) for each in numbers]
        for position in cells.rows_without(self.positions):
            keys[position] = None
        for position, number in enumerate(numbers):
            if number is None and any(cells.columns[at][position] for at in self.positions):
                # It has a number that is wrong: nobody else has that.
                keys[position] = (position,)
        for position in untrusted:
            row = rows[position].cells
            texts = [row[at].strip() for at in self.positions if at < len(row)]
            keys[position] = self.as_known(" ".join(texts).strip()) or None
        return keys

    def check(
        self,
        cells: CellTexts,
        joined: JoinedRows,
        addresses: dict[str, PartColumn],
        problems: RowProblems,
    ) -> None:
        """Refuse rows that fill anything but addresses and what equals the first row."""
        for position in joined.leads:
            found = problems.found.get(position, [])
            kept = [each for each in found if _concerns(each, position, addresses)]
            problems.found[position] = kept
        for leaf in self.own:
            for position in _differing(leaf, cells, joined):
                text = " ".join(cells.columns[at][position] for at in leaf.positions).strip()
                unfit = _differs(text, problems.rows[joined.leads[position]].number)
                problems.add(position, leaf.problem(unfit, problems.rows[position].cells))


def continuing(
    compiled: Compiled, reader: CellReader, as_known: Callable[[str], str]
) -> Continuing | None:
    """Return what finds such rows; None where the list does not have a column for the number.

    Args:
        compiled: the mapping, fitted to the list.
        reader: reads its cells.
        as_known: returns a number as it is compared.
    """
    name = NUMBER_FIELDS[0]
    number = compiled.parts.get(name)
    if number is None:
        return None
    positions = {at for leaf in compiled.leaves if leaf.field == name for at in leaf.positions}
    own = tuple(
        leaf
        for leaf in compiled.leaves
        if leaf.field != name and not leaf.field.startswith(ADDRESSES)
    )
    return Continuing(reader, number, tuple(sorted(positions)), own, as_known)


def _is_untrusted(row: Row) -> bool:
    return any(flaw.severity == "error" for flaw in flaws_of_row(row))


def _begins(row: Row) -> bool:
    """Tell whether a line of an error report says that its row does not continue a customer."""
    return row.origin is not None and not _OF_FIRST_ROWS.isdisjoint(row.origin.code.split(JOINT))


def _concerns(problem: Problem, position: int, addresses: dict[str, PartColumn]) -> bool:
    """Tell whether a problem matters to a row that leaves blank what it does not add."""
    if not problem.field.startswith(ADDRESSES):
        return bool(problem.value) or not problem.field
    kind = problem.field.removeprefix(ADDRESSES).rpartition(".")[0]
    is_filled = kind not in addresses or addresses[kind].filled
    return is_filled is None or is_filled is True or bool(is_filled[position])


def _differing(leaf: CompiledLeaf, cells: CellTexts, joined: JoinedRows) -> list[int]:
    """Return the rows whose cells for a leaf come to something else than those of the first."""
    columns = [cells.columns[at] for at in leaf.positions]
    differing = [
        position
        for position, lead in joined.leads.items()
        if any(column[position] not in ("", column[lead]) for column in columns)
    ]
    if not differing:
        return []
    values = leaf.take(cells).values
    return [each for each in differing if values[each] != values[joined.leads[each]]]


def limit_cuts(last: int, beyond: int) -> Problem:
    """Return what is to be said of a limit that ends within the rows of a customer."""
    message = (
        f"--limit ends at row {last}, and row {beyond} continues the same customer: what that row "
        "adds is not sent, until the list is run with a higher limit or without one."
    )
    return Problem(Code.LIMIT_CUTS, message, severity="notice")


def _differs(text: str, row: int) -> Unfit:
    remedy = (
        "write the same, empty the cell, or give this row a customer number of its own if it is "
        "another customer."
    )
    predicate = f"differs from row {row}, whose customer this row continues; {remedy}"
    cause = f"differs from the first row of the customer; {remedy}"
    return Unfit(Code.DIFFERS_FROM_FIRST, text, predicate, cause=cause)
