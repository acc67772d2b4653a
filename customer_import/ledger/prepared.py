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


def find_unchanged(
    connection: sqlite3.Connection, rows: Sequence[PreparedRow]
) -> dict[int, tuple[int, int]]:
    """Return the rows that equal what was saved, by their places, and need no line of their own.

    Of each it is told which run saved it, by the id of its name, and when, in seconds since 1970.

    Lines of an earlier format that equal a record get the digest that the record has today.
    """
    found = _equal(connection, rows)
    unchanged: dict[int, tuple[int, int]] = {}
    first = 0
    for place, row in enumerate(rows):
        end = first + len(row.records)
        saved = found[first] if first < end else None
        if saved is not None and None not in found[first:end] and row.is_plain:
            unchanged[place] = saved
        first = end
    return unchanged


def _equal(
    connection: sqlite3.Connection, rows: Sequence[PreparedRow]
) -> list[tuple[int, int] | None]:
    """Return which run saved each record last, and when; None where it does not equal that."""
    records = [record for row in rows for record in row.records]
    keys = [record.known_key or "" for record in records]
    # In the order of their keys, neighbours are on one page of the ledger.
    order = sorted(range(len(keys)), key=keys.__getitem__)
    digests = as_numbers([records[place].digest for place in order], DIGITS)
    values = {"keys": orjson.dumps([keys[place] for place in order]).decode(), "digests": digests}
    equal: list[tuple[int, int] | None] = [None] * len(records)
    spelled = []
    for at, run, when, content in connection.execute(_EQUAL, values).fetchall():
        equal[order[at]] = (run, when)
        if content is not None:
            spelled.append((order[at], content))
    if spelled:
        _renew(connection, rows, equal, dict(spelled))
    return equal


def _renew(
    connection: sqlite3.Connection,
    rows: Sequence[PreparedRow],
    equal: list[tuple[int, int] | None],
    contents: dict[int, int],
) -> None:
    """Compare records with digests of an earlier format, which hold numbers as they were spelled.

    Args:
        connection: the ledger's, inside a transaction.
        rows: with the records.
        equal: what is known of the records; those that differ are taken out.
        contents: of the lines in question, by the places of their records.
    """
    records = enumerate((row.row.number, record) for row in rows for record in row.records)
    for place, (row, each) in records:
        if place in contents:
            (spelled,) = connection.execute(_SPELLED, (each.known_key,)).fetchone()
            if digest(each.payload, row, each.key, spelled) == contents[place]:
                connection.execute(_RENEW, (each.digest, each.known_key))
            else:
                equal[place] = None


_EQUAL = f"""
SELECT each.key, known.run, known.at, iif(known.spelled IS NULL, NULL, known.content)
FROM json_each(:keys) AS each CROSS JOIN known ON known.key = each.value
WHERE known.state = {KnownState.SAVED:d} AND (known.spelled NOT NULL
    OR known.content = CAST(substr(:digests, 1 + {DIGITS} * each.key, {DIGITS}) AS INTEGER))
"""
_SPELLED = "SELECT spelled FROM known WHERE key = ?"
_RENEW = "UPDATE known SET content = ?, spelled = NULL WHERE key = ?"
