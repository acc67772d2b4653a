"""What the server said of rows, read from the requests that carried them."""

import sqlite3
from collections.abc import Mapping
from functools import lru_cache

from customer_import.ledger.rows.packets import unpacked

MOST_REQUESTS = 256
"""Requests whose messages are in memory at once: neighbouring rows may come from several."""
ADDRESS_WAITS = "its customer is saved; an address is still to be sent"
"""The message of a pending row of which a part is saved."""


def and_waits(said: str) -> str:
    """Return the message of a pending row whose customer is saved.

    Args:
        said: by the server of the customer; blank if nothing.
    """
    return f"{ADDRESS_WAITS} ({said})" if said else ADDRESS_WAITS


class RowMessages:
    """What the server said of saved records, kept with their request as it came.

    Args:
        connection: the ledger's.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._by_request = lru_cache(MOST_REQUESTS)(self._read)

    def of(self, item: int | None, request: int | None) -> str:
        """Return what was said of a record; blank where that was nothing.

        Args:
            item: its id.
            request: that carried it last; None where none did.
        """
        return self._by_request(request).get(item, "") if item and request else ""

    def _read(self, request: int) -> Mapping[int, str]:
        found = self._connection.execute(
            "SELECT carries, said FROM requests WHERE id = ?", (request,)
        ).fetchone()
        if found is None or found[1] is None:
            return {}
        ids, messages = (unpacked(each) for each in found)
        return dict(zip(ids, messages, strict=True))
