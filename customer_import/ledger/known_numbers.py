"""Customer numbers that a ledger knows to exist at its server."""

import sqlite3

from customer_import.endpoints import Call
from customer_import.states import ItemState


def known_numbers(connection: sqlite3.Connection, most: int) -> list[str]:
    """Return numbers of customers that were saved, the latest first, at most so many."""
    rows = connection.execute(
        "SELECT key FROM known WHERE call = ? AND key NOTNULL AND state = ? "
        "ORDER BY id DESC LIMIT ?",
        (Call.CUSTOMERS, ItemState.SAVED, most),
    )
    return [key for (key,) in rows]
