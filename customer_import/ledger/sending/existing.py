"""Which customers of a staged run exist at the server, as was read just before it is sent."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from customer_import.ledger.known.already_saved import ROW_STATES
from customer_import.ledger.rows.kept_cells import KeptCells
from customer_import.ledger.rows.noted_problems import INSERT_PROBLEM, problem_row
from customer_import.ledger.rows.packets import Packets
from customer_import.ledger.runs.runs import note_counts
from customer_import.problems import Problem
from customer_import.states import ItemState

SOME = 1000
"""Rows that are taken at once."""


@dataclass(frozen=True, slots=True)
class Existing:
    """What was read of the customers of one run.

    Attributes:
        connection: the ledger's.
        run: the run's id.
    """

    connection: sqlite3.Connection
    run: int

    def begin(self) -> None:
        """Forget what was read before."""
        self.connection.execute("DROP TABLE IF EXISTS temp.looked_up")
        self.connection.execute(
            "CREATE TEMP TABLE looked_up (row INTEGER PRIMARY KEY, existence TEXT, why TEXT)"
        )

    def waiting(self) -> Iterator[tuple[int, str]]:
        """Yield the rows that wait to be sent for the first time, and their customer's number.

        What was sent in this run already may be there because of that. May be walked while others
        are noted.
        """
        for statement in (_WAITING, _OTHER_ADDRESSES):
            last = -1
            while found := self.connection.execute(statement, (self.run, last, SOME)).fetchall():
                yield from found
                last = found[-1][0]

    def without_number(self) -> int:
        """Count the customers that wait to be sent, and that the server numbers."""
        return int(self.connection.execute(_WITHOUT_NUMBER, (self.run,)).fetchone()[0])

    def note(self, found: Iterable[tuple[int, str, str]]) -> None:
        """Note of rows whether their customer exists, and why that is not known."""
        self.connection.executemany("INSERT INTO temp.looked_up VALUES (?, ?, ?)", found)

    def counts(self) -> Mapping[str, int]:
        """Count the rows that were read by what is known of them."""
        sql = "SELECT existence, count(*) FROM temp.looked_up GROUP BY existence"
        return dict(self.connection.execute(sql).fetchall())

    def leave_out(self, existence: str, message: str) -> None:
        """Skip the rows whose customer is so."""
        self._settle(existence, ItemState.SKIPPED)
        self.connection.execute(_TELL, {"run": self.run, "is": existence, "message": message})
        Packets(self.connection).thin(self.run)
        KeptCells(self.connection, self.run).thin()

    def hold(self, existence: str, problem_of: Callable[[str], Problem]) -> None:
        """Hold the rows whose customer is so back, each with a problem."""
        self._settle(existence, ItemState.HELD)
        sql = "SELECT row, why FROM temp.looked_up WHERE existence = ?"
        rows = self.connection.execute(sql, (existence,)).fetchall()
        problems = [problem_row(self.run, row, problem_of(why), sent=True) for row, why in rows]
        self.connection.executemany(INSERT_PROBLEM, problems)

    def _settle(self, existence: str, state: ItemState) -> None:
        values = {"run": self.run, "is": existence, "state": state}
        self.connection.execute(_SETTLE, values)
        self.connection.execute(f"{ROW_STATES} AND number IN ({_THEIR_ROWS})", values)
        note_counts(self.connection, self.run)


_WAITING = """
SELECT rows.number, rows.key FROM items JOIN shapes ON shapes.id = items.shape
JOIN rows ON rows.run = items.run AND rows.number = items.row
WHERE items.run = ? AND items.row > ? AND call = 'customers' AND items.state = 'staged'
    AND rows.key NOT NULL AND items.request IS NULL
ORDER BY items.row LIMIT ?
"""
_OTHER_ADDRESSES = """
SELECT DISTINCT rows.number, rows.key FROM items JOIN shapes ON shapes.id = items.shape
JOIN rows ON rows.run = items.run AND rows.number = items.row
WHERE items.run = ? AND items.row > ? AND call = 'addresses' AND items.state = 'staged'
    AND items.request IS NULL AND items.key IN (SELECT key FROM known)
    AND EXISTS (SELECT 1 FROM items AS customer
        WHERE customer.run = items.run AND customer.row = items.row AND customer.key = rows.key
            AND customer.state = 'skipped')
ORDER BY items.row LIMIT ?
"""
"""Customers that are saved just so, but with another address. One that was never sent does not
change anything: it is what an earlier run still owes."""
_WITHOUT_NUMBER = """
SELECT count(*) FROM items JOIN shapes ON shapes.id = items.shape
WHERE items.run = ? AND call = 'customers' AND items.state = 'staged' AND items.key IS NULL
"""
_THEIR_ROWS = """
SELECT number FROM rows WHERE run = :run AND key IN
    (SELECT key FROM rows JOIN temp.looked_up ON looked_up.row = rows.number
     WHERE rows.run = :run AND existence = :is)
"""
"""All rows of these customers: a customer can have several."""
_SETTLE = f"""
UPDATE items SET state = :state WHERE run = :run AND state = 'staged' AND row IN ({_THEIR_ROWS})
"""
_TELL = f"""
UPDATE rows SET message = :message
WHERE run = :run AND state = 'skipped' AND number IN ({_THEIR_ROWS})
"""
