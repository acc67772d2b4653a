"""From rows of cells to the records the API takes, or to all that is wrong with them.

A batch of rows is built by the column: each cell is read, each leaf and each part of the mapping
makes its column, and only then rows are put together. So the rule of a leaf is asked once for each
different text, and objects are made only of what is sent.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from customer_import.customer import Kind, folded
from customer_import.mapping.assumptions import Assumptions
from customer_import.mapping.load import LoadedMapping
from customer_import.problems import Code, Problem
from customer_import.records.built.built_rows import Built, BuiltRows
from customer_import.records.built.joined_rows import NOT_JOINED, JoinedRows
from customer_import.records.built.parts import PartColumn, RowProblems
from customer_import.records.built.row_shapes import RowShapes
from customer_import.records.checks.flawed_cells import FlawedCells
from customer_import.records.checks.nameless import NamelessRows
from customer_import.records.checks.number_check import NumberCheck, autos_in, numbers_in
from customer_import.records.checks.row_checks import (
    MOST_RECORD,
    add_row_flaws,
    check_types,
    check_types_together,
    flaws_of_row,
    refuse_large,
    refuse_together,
    row_problem,
)
from customer_import.records.columns.cells import CellTexts
from customer_import.records.columns.facts import NOTHING_KNOWN, SurveyedColumns
from customer_import.records.columns.leaf import CompiledLeaf
from customer_import.records.columns.roles import ALL_NAMES
from customer_import.records.columns.survey import survey
from customer_import.records.compiled.cell_reader import CellReader, cell_reader
from customer_import.records.compiled.compile import NUMBER_FIELDS, Compiled, compile_mapping
from customer_import.records.compiled.left_out import unread_cells
from customer_import.records.which_rows.belonging import (
    NONE_BELONGS,
    Belonging,
    belonging,
    belongs_to,
)
from customer_import.records.which_rows.continuing import Continuing, continuing, limit_cuts
from customer_import.records.which_rows.not_a_customer import NotCustomers, not_customers
from customer_import.table import Row, column_names

BATCH = 250
"""Rows that are built together: few enough to stay in the processor's cache; with 1,000 a dry run
takes a twentieth longer."""
MOST_OF_A_CHARACTER = 6
"""Bytes in JSON, as `\\u0000` has."""


@dataclass(frozen=True)
class RowBuilder:
    """Builds records from rows, by a mapping fitted to the file's headers.

    Attributes:
        loaded: the mapping.
        headers: of the file.
        compiled: the mapping, fitted to them.
        reader: reads the cells that it uses.
        small_batch: characters of a batch up to which none of its records is too large.
        not_customers: finds the rows that are not customers.
        belonging: finds the rows that seem to continue the customer above, and are refused.
        continuing: finds those that do; None where the mapping does not say that any may.
    """

    loaded: LoadedMapping
    headers: tuple[str, ...]
    compiled: Compiled
    reader: CellReader
    small_batch: int
    not_customers: NotCustomers
    belonging: Belonging
    continuing: Continuing | None

    @property
    def assume(self) -> Assumptions:
        """Return what the mapping takes the API to do."""
        return self.loaded.mapping.assume

    @property
    def as_known(self) -> Callable[[str], str]:
        """Return the function that returns a customer number as it is compared with others."""
        return _as_known(self.assume)

    @property
    def accepted(self) -> Sequence[str]:
        """Return the codes of warnings that are right for this list."""
        return self.loaded.mapping.accept

    @property
    def refuses_twins(self) -> bool:
        """Tell whether rows without a number that equal an earlier one are refused."""
        return self.loaded.mapping.twins == "refuse"

    @property
    def number_column(self) -> str:
        """Return the column that fills `CustomerNumber`, for messages; blank where none does."""
        found = (leaf for leaf in self.compiled.leaves if leaf.field == "CustomerNumber")
        leaf = next(found, None)
        return ", ".join(leaf.names) if leaf else ""

    @cached_property
    def name_columns(self) -> tuple[int, ...]:
        """Return the columns that fill a name."""
        names = (leaf for leaf in self.compiled.leaves if leaf.field in ALL_NAMES)
        return tuple(sorted({at for leaf in names for at in leaf.positions}))

    @cached_property
    def _row_shapes(self) -> RowShapes:
        return RowShapes(self.assume)

    @cached_property
    def _number_check(self) -> NumberCheck:
        return NumberCheck(self.number_column, self.compiled.filling)

    @cached_property
    def _flawed_cells(self) -> FlawedCells:
        return FlawedCells(self.headers, self.compiled.leaves, self.compiled.used)

    def of_list(self) -> list[Problem]:
        """Return what was done to whole columns."""
        return [self._without_decimals(at) for at in sorted(self.reader.floats)]

    def cut_customer(self, rows: Sequence[Row], beyond: Row) -> list[Problem]:
        """Return what is to be said where a limit ends within the rows of a customer.

        Args:
            rows: the last that are read.
            beyond: the next one.
        """
        is_cut = self.continuing and self.continuing.goes_on([*rows, beyond])
        return [limit_cuts(rows[-1].number, beyond.number)] if is_cut else []

    def _without_decimals(self, at: int) -> Problem:
        field = next(leaf.field for leaf in self.compiled.leaves if at in leaf.positions)
        name = column_names(self.headers)[at]
        message = (
            f"Every number in the column {name} ends in .0 or ,0, as programs write it; that is "
            "taken off (1001.0 becomes 1001)."
        )
        return Problem(Code.FLOAT, message, field, name, severity="notice")

    def nameless_rows(self) -> NamelessRows:
        """Return what counts the customers of the list without a name."""
        return NamelessRows(self.headers, self.compiled.leaves)

    @property
    def texts(self) -> Iterator[tuple[int, str]]:
        """Yield the columns that fill texts, by position, and what each fills."""
        for leaf in self.compiled.leaves:
            if leaf.kind == Kind.TEXT:
                yield from ((position, leaf.field) for position in leaf.positions)

    @property
    def unused(self) -> tuple[str, ...]:
        """Return the columns that fill nothing."""
        used = self.compiled.used
        named = zip(self.headers, column_names(self.headers), strict=True)
        return tuple(name for i, (header, name) in enumerate(named) if header and i not in used)

    def surveyed(self, first: Sequence[Row]) -> "RowBuilder":
        """Return what builds rows by what the first of them tell of whole columns."""
        return row_builder(self.loaded, self.headers, survey(first, self.compiled.leaves))

    def build(self, rows: Iterable[Row]) -> Iterator[Built]:
        """Build rows, and yield what became of each."""
        for batch in self.batches(rows):
            yield from self.build_batch(batch)

    def batches(self, rows: Iterable[Row], size: int = BATCH) -> Iterator[list[Row]]:
        """Yield rows as they are built together."""
        return (self.continuing or self.belonging).batches(iter(rows), size)

    def numbers_of(self, rows: Sequence[Row]) -> list[str | None]:
        """Return the customer numbers of rows that are right; nothing else is made of them."""
        name, parts = NUMBER_FIELDS[0], self.compiled.parts
        if name not in parts:
            return [None] * len(rows)
        leaves = (leaf for leaf in self.compiled.leaves if leaf.field == name)
        positions = {at for leaf in leaves for at in leaf.positions}
        cells, _ = replace(self.reader, positions=tuple(positions), watched=()).read(rows, ())
        return numbers_in({name: parts[name].take(cells, RowProblems(rows))}, len(rows))

    def build_batch(self, rows: Sequence[Row]) -> BuiltRows:
        """Build a batch of rows, at least one."""
        problems = RowProblems(rows)
        flawed = [position for position, row in enumerate(rows) if row.flaws]
        untrusted = add_row_flaws(problems, flawed)
        cells, found = self.reader.read(rows, untrusted)
        parts = {name: part.take(cells, problems) for name, part in self.compiled.parts.items()}
        addresses = {
            kind: group.take(cells, problems) for kind, group in self.compiled.addresses.items()
        }
        numbers = numbers_in(parts, len(rows))
        check_types(addresses, problems)
        self._number_check.check(numbers, parts, addresses, problems)
        self._flawed_cells.put_first(problems, flawed)
        for position, problem in found:
            problems.add(position, problem)
        for position in untrusted:
            problems.found[position] = [row_problem(flaw) for flaw in flaws_of_row(rows[position])]
        others = self._add_not_customers(rows, cells, untrusted, problems)
        joined = self._join(cells, numbers, parts, (untrusted, others), problems)
        left_out = self._left_out(rows, cells, untrusted, flawed, joined)
        joined = joined.that_share(left_out)
        untrusted |= others
        untrusted |= self._add_belonging(rows, cells, untrusted | left_out.keys(), problems)
        if self.continuing and joined.leads:
            self.continuing.check(cells, joined, addresses, problems)
            numbers = joined.as_first(numbers)
        for position in (*untrusted, *left_out):
            numbers[position] = None
        shapes = self._row_shapes.find(len(rows), parts, addresses)
        of_rows = problems.found
        nameless = joined.only_first(cells.rows_without(self.name_columns))
        built = BuiltRows(
            rows, numbers, shapes, of_rows, untrusted, left_out, nameless, joined, parts, addresses
        )
        if not all(numbers):
            self._number_check.refuse_nothing(built, cells, problems)
        if sum(map(len, cells.wholes.values())) > self.small_batch:
            refuse_large(built, problems)
        if joined.leads:
            check_types_together(built, problems)
            refuse_together(joined, problems)
        for position in left_out:
            problems.found.pop(position, None)
        return built

    def _join(
        self,
        cells: CellTexts,
        numbers: Sequence[str | None],
        parts: dict[str, PartColumn],
        odd: tuple[frozenset[int], frozenset[int]],
        problems: RowProblems,
    ) -> JoinedRows:
        """Return which rows are of one customer.

        Args:
            cells: of the columns that fill something.
            numbers: of the rows.
            parts: of the records.
            odd: the rows whose cells may be in the wrong columns, and those that are not customers.
            problems: of the rows.
        """
        if self.continuing is None:
            return NOT_JOINED
        untrusted, others = odd
        keys = self.continuing.keys(problems.rows, cells, numbers, untrusted)
        autos = autos_in(parts, len(numbers))
        apart = {i for i, auto in enumerate(autos) if auto and not numbers[i]}
        return self.continuing.find(problems.rows, keys, others, apart)

    def _left_out(
        self,
        rows: Sequence[Row],
        cells: CellTexts,
        untrusted: Collection[int],
        flawed: Iterable[int],
        joined: JoinedRows,
    ) -> dict[int, str]:
        """Return the rows that the mapping leaves out, and why; a customer with all its rows."""
        rule = self.compiled.leaving_out
        if not rule.conditions:
            return {}
        unread = unread_cells(rows, flawed)
        found = rule.find(joined.with_blanks_filled(cells), untrusted, unread)
        out = {row: found[lead] for row, lead in joined.leads.items() if lead in found}
        return found | out

    def _add_not_customers(
        self,
        rows: Sequence[Row],
        cells: CellTexts,
        untrusted: frozenset[int],
        problems: RowProblems,
    ) -> frozenset[int]:
        """Say which rows are not customers, or may not be; return those that are none for sure."""
        found = set()
        for position, problem in self.not_customers.find(rows, cells, untrusted):
            if problem.severity == "error":
                # Whatever else is wrong with such a row is of no use to anybody.
                problems.found[position] = []
                found.add(position)
            problems.add(position, problem)
        return frozenset(found)

    def _add_belonging(
        self,
        rows: Sequence[Row],
        cells: CellTexts,
        others: frozenset[int],
        problems: RowProblems,
    ) -> frozenset[int]:
        """Say which rows continue the customer of a row above; return their positions."""
        found = self.belonging.find(rows, cells, others)
        for position, above in found.items():
            numbers = rows[position].number, rows[above].number
            can_continue = self.belonging.can_continue(rows[position])
            problems.found[position] = [belongs_to(*numbers, can_continue=can_continue)]
        return frozenset(found)


def row_builder(
    loaded: LoadedMapping, headers: tuple[str, ...], facts: SurveyedColumns = NOTHING_KNOWN
) -> RowBuilder:
    """Fit a mapping to the headers of a file.

    Args:
        loaded: the mapping.
        headers: of the file.
        facts: what the first rows of the list tell.

    Raises:
        MappingError: it does not fit them.
    """
    compiled = compile_mapping(loaded, headers, facts)
    reader = cell_reader(headers, compiled, facts.floats)
    small = _small_batch(compiled.leaves)
    not_a_customer = not_customers(headers, compiled.empty, compiled.leaves, facts.always)
    joins = None
    if loaded.mapping.rows.continues:
        joins = continuing(compiled, reader, _as_known(loaded.mapping.assume))
    below = NONE_BELONGS if joins else belonging(headers, compiled.leaves)
    return RowBuilder(loaded, headers, compiled, reader, small, not_a_customer, below, joins)


def _as_known(assume: Assumptions) -> Callable[[str], str]:
    return str.strip if assume.number_case_matters else folded


def _small_batch(leaves: Iterable[CompiledLeaf]) -> int:
    """Return the characters of a batch up to which no record of it is too large."""
    often = max(Counter(i for leaf in leaves for i in leaf.positions).values(), default=1)
    # The other half is for what the mapping adds to the cells.
    return MOST_RECORD // 2 // MOST_OF_A_CHARACTER // often
