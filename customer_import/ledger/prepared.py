"""Rows on their way into the ledger, compared with what is known before anything is written."""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

import orjson

from customer_import.ledger.many_lines import DIGITS, as_numbers
from customer_import.ledger.packets import digest
from customer_import.ledger.request_batch import RequestShape
from customer_import.records.built_rows import BuiltRows
from customer_import.states import KnownState
from customer_import.table import Row


class PreparedRecord(NamedTuple):
    """A record as it would be sent, and what it is known by.

    Attributes:
        shape: what it has in common with those that can share its request.
        key: the customer's number, or number and type of an address; None for the server to make.
        known_key: the same as it is compared.
        payload: its JSON.
        digest: of its content.
    """

    shape: RequestShape
    key: str | None
    known_key: str | None
    payload: bytes
    digest: int


class PreparedRow(NamedTuple):
    """A row with its records, the customer first; none where nothing of it is to be sent.

    Attributes:
        built: its batch.
        position: of the row in that.
        records: of the row.
    """

    built: BuiltRows
    position: int
    records: Sequence[PreparedRecord]

    @property
    def row(self) -> Row:
        """Return the row as it was read."""
        return self.built.rows[self.position]

    @property
    def number(self) -> str | None:
        """Return its customer number."""
        return self.built.numbers[self.position]

    @property
    def is_plain(self) -> bool:
        """Tell whether nothing is to be kept of the row if it equals what was saved."""
        if not self.records or self.number is None or self.position in self.built.problems:
            return False
        return self.row.origin is None and not self.row.unknown


class SavedBefore(NamedTuple):
    """Which run saved a record, by the id of its name, and when, in seconds since 1970."""

    run: int
    at: int


def find_unchanged(
    connection: sqlite3.Connection, rows: Sequence[PreparedRow]
) -> dict[int, SavedBefore]:
    """Return the rows, by their places, that need no line of their own: they equal what was saved.

    Lines of an earlier format that equal a record get the digest that the record has today.
    """
    found = _equal(connection, [(row.row.number, each) for row in rows for each in row.records])
    unchanged, first = {}, 0
    for place, row in enumerate(rows):
        end = first + len(row.records)
        if row.is_plain and all(each in found for each in range(first, end)):
            unchanged[place] = found[first]
        first = end
    return unchanged


def _equal(
    connection: sqlite3.Connection, records: Sequence[tuple[int, PreparedRecord]]
) -> dict[int, SavedBefore]:
    """Return the records, each with its row, by their places, that equal what was saved last."""
    # In the order of their keys, neighbours are on one page of the ledger.
    order = [place for place, (_, record) in enumerate(records) if record.known_key is not None]
    order.sort(key=lambda place: records[place][1].known_key or "")
    keys = orjson.dumps([records[place][1].known_key for place in order]).decode()
    digests = as_numbers([records[place][1].digest for place in order], DIGITS)
    found = connection.execute(_EQUAL, {"keys": keys, "digests": digests}).fetchall()
    equal: dict[int, SavedBefore] = {}
    renewed: list[tuple[int, str | None]] = []
    for at, run, when, spelled, content in found:
        place = order[at]
        row, record = records[place]
        if spelled is None or content == digest(record.payload, row, record.key, spelled):
            equal[place] = SavedBefore(run, when)
        if spelled is not None and place in equal:
            renewed.append((record.digest, record.known_key))
    connection.executemany(_RENEW, renewed)
    return equal


_EQUAL = f"""
SELECT each.key, known.run, known.at, known.spelled, known.content FROM json_each(:keys) AS each
CROSS JOIN known ON known.key = each.value
WHERE known.state = {KnownState.SAVED:d} AND (known.spelled NOT NULL
    OR known.content = CAST(substr(:digests, 1 + {DIGITS} * each.key, {DIGITS}) AS INTEGER))
"""
_RENEW = "UPDATE known SET content = ?, spelled = NULL WHERE key = ?"
