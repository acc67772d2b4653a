"""What the server said of the records it saved: kept with their request, as it came.

It is put to the rows where they are read, so that sending does not pay for it.
"""

import sqlite3
from collections.abc import Mapping
from functools import lru_cache

from customer_import.ledger.packing import unpacked

MOST_HELD = 256
"""Requests whose messages are held at once: rows that follow each other may come from several."""


class Said:
    """What was said of the records of one ledger.

    Args:
        connection: the ledger's.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._by_request = lru_cache(MOST_HELD)(self._read)

    def of(self, item: int | None, request: int | None) -> str:
        """What was said of a record; blank where that was nothing.

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
        ids, said = (unpacked(each) for each in found)
        return dict(zip(ids, said, strict=True))
