"""Pass one of a dry run: rows that are right are only counted, rows with problems are kept.

Should a number stand twice in the list, its rows are wanted after all: so the cells of every row
are kept in the temporary ledger, and numbers are compared by their hashes first.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress, islice

from customer_import.endpoints import Call
from customer_import.ledger.counting.right_rows import RightRows
from customer_import.ledger.rows.kept_cells import KeptCells
from customer_import.ledger.runs.results import ShapeCount
from customer_import.ledger.staging.staging import Staging
from customer_import.ledger.whole_list.list_watch import ListWatch
from customer_import.ledger.whole_list.lost_zeros import LostZeros
from customer_import.ledger.whole_list.twins import refuse_twins
from customer_import.records.built.record_batch import RowShape
from customer_import.records.row_builder import BATCH, RowBuilder
from customer_import.table import Row


@dataclass(slots=True)
class Tally:
    """Counts the rows of one dry run.

    Attributes:
        connection: a temporary ledger's.
        staging: keeps the rows that are not only counted.
        builder: the mapping, fitted to the headers.
        kept: so many rows from the first are kept, right or wrong, to be shown.
        right: the rows that are only counted.
    """

    connection: sqlite3.Connection
    staging: Staging
    builder: RowBuilder
    kept: int
    right: RightRows = field(default_factory=RightRows)
    _cleared: dict[int, RowShape] = field(default_factory=dict)
    """What the rows send that were staged on a suspicion, and are right, by their numbers."""
    _cells: KeptCells = field(init=False)
    _watch: ListWatch = field(init=False)

    def __post_init__(self) -> None:
        """Make a place for the cells of all rows, their numbers, and what is said of the list."""
        self._watch = ListWatch(self.builder, self.staging.only_update)
        self._cells = KeptCells(self.connection, self.staging.run, packs=False)

    def add(self, rows: Sequence[Row]) -> None:
        """Take a batch of rows, in the file's order."""
        self._cells.put(rows)
        built = self.builder.build_batch(rows)
        self._watch.add(built)
        kept = {position for position, found in built.problems.items() if found}
        kept.update(position for position, row in enumerate(rows) if row.unknown)
        left_out = self.staging.left_out(built)
        kept.update(range(min(self.kept, len(rows))), left_out)
        kept.update(built.joined.several)
        self.kept -= min(self.kept, len(rows))
        if kept:
            self.staging.add(built, kept)
        not_sent = built.not_sent().union(left_out, built.joined.leads)
        self.right.add(built, left_out=kept, not_sent=not_sent)

    def finish(self, beyond: Row | None = None) -> None:
        """Keep the rows that are wrong or doubtful beside others, and say so.

        Args:
            beyond: the first row that is not read, because of a limit.
        """
        self._watch.say_of_list(self.staging, beyond)
        suspects = self._keep_those(self._watch.suspects())
        self.staging.refuse_duplicates(has_addresses=self.right.has_addresses)
        refuse_twins(self.staging, self._watch.twins())
        zeros = LostZeros(self.connection, self.staging.run, self.builder.number_column)
        zeros.warn_of_shorter_than(self._watch.numbers.full_length)
        self._watch.warn(self.staging)
        self._cleared.update(compress(suspects.items(), self._are_valid(suspects)))

    def _keep_those(self, rows: set[int]) -> dict[int, RowShape]:
        """Stage rows that were only counted; no record is made of them, because they may be wrong.

        Returns:
            what each would send, by its number.
        """
        suspects = self.right.take_out(sorted(rows))
        wanted = iter(suspects)
        while some := [Row(number, self._cells.of(number)) for number in islice(wanted, BATCH)]:
            self.staging.add_right(some, self.builder.numbers_of(some))
        return suspects

    def _are_valid(self, rows: Iterable[int]) -> list[bool]:
        invalid = "SELECT number FROM rows WHERE state = 'invalid'"
        wrong = {row for (row,) in self.connection.execute(invalid)}
        return [row not in wrong for row in rows]

    @property
    def rows(self) -> int:
        """Rows that are only counted."""
        return len(self.right)

    def shapes(self, staged: Iterable[ShapeCount]) -> list[ShapeCount]:
        """What would be sent, by what can share a request, in the order in which it is sent.

        Args:
            staged: the same of the rows that were kept.
        """
        counts: Counter[tuple[Call, tuple[str, ...], bool]] = Counter()
        right, cleared = self.right.counts(), Counter(self._cleared.values())
        for (filled, addresses), rows in (*right.items(), *cleared.items()):
            counts[Call.CUSTOMERS, *filled] += rows
            counts[Call.ADDRESSES, (), True] += rows * addresses
        for call, fields, safe, records in staged:
            counts[call, fields, safe] += records
        ordered = sorted(counts.items(), key=lambda each: each[0][0] != Call.CUSTOMERS)
        return [ShapeCount(*shape, count) for shape, count in ordered if count > 0]

    def addresses(self, staged: Iterable[tuple[int, int]]) -> Sequence[int]:
        """Return how many addresses each customer would send, in the file's order.

        Args:
            staged: the rows that were kept, and how many each of them has.
        """
        if not self.right.has_addresses:
            return [count for _, count in staged]
        counts = self.right.addresses()
        for row, shape in self._cleared.items():
            counts[row] = shape.addresses
        for row, count in staged:
            counts[row] = count
        return counts
