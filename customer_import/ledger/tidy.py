"""What is left to do of a run once nothing of it is under way any more.

What became of its records is known by then; of its rows it is told here, for all of them at once,
and what was kept of those that are settled is dropped.
"""

import sqlite3

from customer_import.ledger.already_saved import ROW_STATES
from customer_import.ledger.cells import Cells
from customer_import.ledger.packets import UNSETTLED_ITEMS, Packets

BEGIN = "UPDATE runs SET behind = TRUE WHERE id = ? AND NOT behind"
"""Notes that a run will be behind: that its records come to states its rows are not told of."""


def tidy(connection: sqlite3.Connection, run: int) -> None:
    """Tell the rows of a run what became of their records, and drop what is wanted no more."""
    for statement in (_SAVED, _TROUBLED):
        connection.execute(statement, {"run": run})
    Packets(connection).thin(run)
    Cells(connection, run).thin()
    connection.execute(_END, {"run": run})


_END = """
UPDATE runs SET behind = EXISTS (SELECT 1 FROM requests WHERE run = :run AND is_open)
WHERE id = :run
"""
"""Where an attempt broke off with requests under way, what became of them is told later."""
_SAVED = f"""
UPDATE rows SET state = 'saved' WHERE run = :run AND state = 'pending' AND number NOT IN
    (SELECT row {UNSETTLED_ITEMS})
"""
_TROUBLED = f"""
{ROW_STATES} AND number IN
    (SELECT row FROM items WHERE run = :run AND (state = 'failed' OR state = 'unknown'))
"""
