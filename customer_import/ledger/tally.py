"""Pass one of a dry run: rows that are right are only counted, rows with problems are kept.

Should a number stand twice in the list, its rows are wanted after all: so the rows of every batch
are put aside in the temporary ledger, and numbers are compared by their hashes first.
"""

import sqlite3
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import orjson

from customer_import.build import Built, RowBuilder
from customer_import.build.batch import BatchChecker, Filled
from customer_import.build.size import limited
from customer_import.calls import Call
from customer_import.ledger.numbers import Numbers
from customer_import.ledger.results import ShapeCount
from customer_import.ledger.staging import Staging
from customer_import.ledger.zeros import LostZeros
from customer_import.table import Row


@dataclass(slots=True)
class Tally:
    """Counts the rows of one dry run.

    Attributes:
        connection: a temporary ledger's.
        staging: keeps the rows that are not only counted.
        builder: the mapping, fitted to the headers.
        kept: so many rows from the first are kept, right or wrong, to be shown.
        right: what the rows fill that are only counted.
    """

    connection: sqlite3.Connection
    staging: Staging
    builder: RowBuilder
    kept: int
    right: Counter[Filled] = field(default_factory=Counter)
    _checker: BatchChecker = field(init=False)
    _numbers: Numbers = field(default_factory=Numbers)

    def __post_init__(self) -> None:
        """Make a place to put rows aside."""
        self._checker = BatchChecker(self.builder)
        self.connection.execute("CREATE TABLE aside (first INTEGER PRIMARY KEY, rows BLOB)")

    def add(self, rows: Sequence[Row]) -> None:
        """Take a batch of rows, in the file's order."""
        shown, others = rows[: self.kept], rows[self.kept :]
        self.kept -= len(shown)
        for built in map(limited, self.builder.build(shown)):
            self._keep(built)
        if others:
            self._count(others)

    def _count(self, rows: Sequence[Row]) -> None:
        aside = orjson.dumps([(row.number, row.cells) for row in rows])
        self.connection.execute("INSERT INTO aside VALUES (?, ?)", (rows[0].number, aside))
        checked = self._checker.check(rows)
        self.right.update(checked.right)
        self._numbers.add(checked.numbers)
        for built in checked.built:
            if built.problems:
                self._keep(built)
            else:
                self.right[self._checker.filled(built)] += 1
                self._remember(built)

    def _keep(self, built: Built) -> None:
        fields = self.builder.fields_of(built.customer)
        self.staging.add(built, fields, self.builder.safe_to_send_twice(built.customer))
        self._remember(built)

    def _remember(self, built: Built) -> None:
        if built.number:
            self._numbers.add([(built.number, built.row.number)])

    def finish(self) -> None:
        """Keep the rows whose numbers stand twice, or have lost their zeros, and say so."""
        self._keep_those(self._numbers.suspects())
        self.staging.refuse_duplicates()
        if self._numbers.full_length is not None:
            zeros = LostZeros(self.connection, self.staging.run, self.builder.number_column)
            zeros.warn_of_shorter_than(self._numbers.full_length)

    def _keep_those(self, rows: set[int]) -> None:
        self.staging.flush()
        kept = {row for (row,) in self.connection.execute("SELECT number FROM rows")}
        for row in self._put_aside(sorted(rows - kept)):
            built = self.builder.build_row(row)
            self.right[self._checker.filled(built)] -= 1
            fields = self.builder.fields_of(built.customer)
            self.staging.add(built, fields, self.builder.safe_to_send_twice(built.customer))

    def _put_aside(self, numbers: Sequence[int]) -> Iterable[Row]:
        """The rows of these numbers, from where they were put aside."""
        firsts = [first for (first,) in self.connection.execute("SELECT first FROM aside")]
        wanted = set(numbers)
        for first in sorted({firsts[bisect_right(firsts, number) - 1] for number in numbers}):
            found = self.connection.execute("SELECT rows FROM aside WHERE first = ?", (first,))
            for number, cells in orjson.loads(found.fetchone()[0]):
                if number in wanted:
                    yield Row(number, cells)

    @property
    def rows(self) -> int:
        """Rows that are only counted."""
        return self.right.total()

    def shapes(self, staged: Iterable[ShapeCount]) -> list[ShapeCount]:
        """What would be sent, by what can share a request.

        Args:
            staged: the same of the rows that were kept.
        """
        counts: Counter[tuple[Call, tuple[str, ...], bool]] = Counter()
        for call, fields, safe, records in staged:
            counts[call, fields, safe] += records
        for filled, rows in self.right.items():
            counts[Call.CUSTOMERS, filled.fields, filled.safe] += rows
            counts[Call.ADDRESSES, (), True] += rows * filled.addresses
        ordered = sorted(counts.items(), key=lambda each: each[0][0] != Call.CUSTOMERS)
        return [ShapeCount(*shape, count) for shape, count in ordered if count > 0]
