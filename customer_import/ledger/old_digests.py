"""Digests of an earlier format, which hold a number as it was spelled then.

A line that was migrated keeps that spelling. It is met once: a record that equals what was saved
gives the line its digest of today.
"""

import sqlite3
from dataclasses import dataclass, field

import orjson

from customer_import.ledger.packets import digest
from customer_import.records.record_batch import Records


@dataclass(slots=True)
class OldDigests:
    """Looks for records among the lines of a ledger that were migrated.

    Attributes:
        connection: the ledger's, inside a transaction.
    """

    connection: sqlite3.Connection
    _are_there: bool = field(init=False)

    def __post_init__(self) -> None:
        """See whether there are any."""
        found = self.connection.execute(
            "SELECT EXISTS (SELECT 1 FROM known WHERE spelled NOT NULL)"
        )
        self._are_there = bool(found.fetchone()[0])

    def renew(self, records: Records, digests: list[int]) -> None:
        """Give known lines that equal one of the records the digest that the record has today."""
        if not self._are_there:
            return
        keys = orjson.dumps(records.known_keys).decode()
        for position, spelled, content in self.connection.execute(_SPELLED, (keys,)).fetchall():
            if content == _as_it_was(records, position, spelled):
                values = (digests[position], records.known_keys[position])
                self.connection.execute(_RENEW, values)


def _as_it_was(records: Records, position: int, spelled: str) -> int:
    """Return the digest that a record would have with its number in another spelling."""
    key = records.keys[position]
    return digest(records.payloads[position], records.rows[position], key, spelled)


_SPELLED = """
SELECT each.key, known.spelled, known.content FROM json_each(?) AS each
CROSS JOIN known ON known.key = each.value WHERE known.spelled NOT NULL
"""
_RENEW = "UPDATE known SET content = ?, spelled = NULL WHERE key = ?"
