"""The rows as the file has them, many in a line, kept as long as one of them is not saved.

An error report gives back a row that something is wrong with.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field

import orjson

from customer_import.ledger.rows.packets import pack, unpack
from customer_import.states import IS_SETTLED
from customer_import.table import Row


@dataclass(slots=True)
class KeptCells:
    """The cells of the rows of one run.

    Attributes:
        connection: the ledger's.
        run: the run's id.
        packs: they are kept packed, which takes less of the disk, and more time.
    """

    connection: sqlite3.Connection
    run: int
    packs: bool = True
    _numbers: range = range(0)
    _texts: dict[int, list[str]] = field(default_factory=dict)

    def put(self, rows: Sequence[Row]) -> None:
        """Keep some rows, which follow all that are kept already."""
        texts = orjson.dumps([(row.number, row.cells) for row in rows])
        kept = pack(texts) if self.packs else texts.decode()
        values = (self.run, rows[0].number, rows[-1].number, kept)
        self.connection.execute("INSERT INTO cells VALUES (?, ?, ?, ?)", values)

    def of(self, number: int) -> list[str]:
        """Return the cells of a row, none where they are not kept; quickest in the file's order."""
        if number not in self._numbers:
            self._read(number)
        return self._texts.get(number, [])

    def _read(self, number: int) -> None:
        found = self.connection.execute(_AROUND, (self.run, number)).fetchone()
        first, last, kept = found or (number, number, "[]")
        texts = kept if isinstance(kept, str) else unpack(kept)
        self._numbers, self._texts = range(first, last + 1), dict(orjson.loads(texts))

    def thin(self) -> None:
        """Drop the cells of all rows that are settled."""
        for first, last in self.connection.execute(_PARTLY_SETTLED, (self.run,)).fetchall():
            block = {"run": self.run, "first": first, "last": last}
            unsettled = self.connection.execute(_UNSETTLED, block).fetchall()
            if unsettled:
                self._keep_only({number for (number,) in unsettled}, first)
            else:
                self.connection.execute(_DROP, (self.run, first))

    def _keep_only(self, numbers: set[int], first: int) -> None:
        self._read(first)
        left = [each for each in self._texts.items() if each[0] in numbers]
        if len(left) < len(self._texts):
            sql = "UPDATE cells SET texts = ? WHERE run = ? AND first = ?"
            self.connection.execute(sql, (pack(orjson.dumps(left)), self.run, first))


_AROUND = """
SELECT first, last, texts FROM cells WHERE run = ? AND first <= ? ORDER BY first DESC LIMIT 1
"""
_ITS_ROWS = "FROM rows WHERE rows.run = cells.run AND number BETWEEN first AND last"
_UNSETTLED = f"""
SELECT number FROM rows WHERE run = :run AND number BETWEEN :first AND :last AND NOT {IS_SETTLED}
UNION ALL
SELECT number FROM following_rows
WHERE run = :run AND number BETWEEN :first AND :last AND NOT {IS_SETTLED}
"""
_PARTLY_SETTLED = f"""
SELECT first, last FROM cells WHERE run = ? AND (EXISTS (SELECT 1 {_ITS_ROWS} AND {IS_SETTLED})
    OR EXISTS (SELECT 1 FROM skipped WHERE skipped.run = cells.run
        AND skipped.first <= cells.last AND skipped.last >= cells.first))
"""
_DROP = "DELETE FROM cells WHERE run = ? AND first = ?"
