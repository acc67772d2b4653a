"""What one request writes to the sandbox's data, inside its transaction."""

import json
import sqlite3
from datetime import UTC, datetime
from typing import Any, NamedTuple


class Customer(NamedTuple):
    """A stored customer.

    Attributes:
        id: the CustomerId.
        number: its CustomerNumber.
        fields: the columns that are filled; `CustomFields` is a value by label.
        attachments: the ids of the files attached, in the order they were.
    """

    id: int
    number: str
    fields: dict[str, Any]
    attachments: list[str]


class Note(NamedTuple):
    """A note on a customer."""

    text: str
    date: str | None = None
    user: str | None = None


CUSTOMER = "id, number, fields, attachments"
"""The columns that `customer_of` reads."""


def key_of(number: str) -> str:
    """Return what numbers of one customer have in common: no case, no outer blanks (API.md)."""
    return number.strip().casefold()


def customer_by_number(
    connection: sqlite3.Connection, number: str, *, exact_numbers: bool
) -> Customer | None:
    """Return the customer of a number; None if there is none."""
    sql = f"SELECT {CUSTOMER} FROM customers WHERE key = ? AND (number = ? OR NOT ?) ORDER BY id"
    row = connection.execute(sql, (key_of(number), number, exact_numbers)).fetchone()
    return None if row is None else customer_of(row)


def customer_of(row: tuple[Any, ...]) -> Customer:
    """Return a row of the table as a customer."""
    return Customer(row[0], row[1], json.loads(row[2]), json.loads(row[3]))


class Writer:
    """The writing half of a transaction that its store has begun."""

    def __init__(self, connection: sqlite3.Connection, *, exact_numbers: bool) -> None:
        self._connection = connection
        self._exact = exact_numbers
        self._now = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._request = 0

    def begin(self, path: str, number: int | None, records: int | None, fault: str) -> None:
        """Note the request that all else here belongs to."""
        sql = "INSERT INTO requests (number, path, records, fault, at) VALUES (?, ?, ?, ?, ?)"
        cursor = self._connection.execute(sql, (number, path, records, fault, self._now))
        self._request = cursor.lastrowid or 0

    def finish(self, status: int | None) -> None:
        """Note what was answered; None for no answer."""
        sql = "UPDATE requests SET status = ? WHERE id = ?"
        self._connection.execute(sql, (status, self._request))

    def customer(self, number: str) -> Customer | None:
        """Return the customer of that number; None if there is none."""
        return customer_by_number(self._connection, number, exact_numbers=self._exact)

    def put_customer(self, number: str, fields: dict[str, Any], attachments: list[str]) -> int:
        """Create the customer of this very number, or replace it; return its CustomerId."""
        sql = (
            "INSERT INTO customers (number, key, fields, attachments, request) "
            "VALUES (?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET fields = excluded.fields, "
            "attachments = excluded.attachments, request = excluded.request RETURNING id"
        )
        filled = (json.dumps(fields), json.dumps(attachments))
        values = (number, key_of(number), *filled, self._request)
        return int(self._connection.execute(sql, values).fetchone()[0])

    def add_note(self, number: str, note: Note) -> None:
        """Add a note to a customer."""
        sql = "INSERT INTO notes (number, text, date, user) VALUES (?, ?, ?, ?)"
        self._connection.execute(sql, (number, *note))

    def put_address(self, number: str, kind: str, fields: dict[str, Any]) -> bool:
        """Create or replace a customer's address of a type; whether there was one."""
        sql = "SELECT 1 FROM addresses WHERE number = ? AND type = ?"
        known = self._connection.execute(sql, (number, kind)).fetchone() is not None
        sql = "INSERT OR REPLACE INTO addresses (number, type, fields) VALUES (?, ?, ?)"
        self._connection.execute(sql, (number, kind, json.dumps(fields)))
        return known

    def next_number(self) -> str:
        """A customer number that nobody has, made by the server."""
        sql = (
            "INSERT INTO counters VALUES ('customers', 1) "
            "ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value"
        )
        number = f"AUTO-{self._connection.execute(sql).fetchone()[0]:06}"
        return number if self.customer(number) is None else self.next_number()

    def event(self, call: str, number: str, outcome: str, payload: dict[str, Any]) -> None:
        """Note a record that was carried out."""
        sql = (
            "INSERT INTO events (request, call, number, outcome, payload, at) "
            "VALUES (?, ?, ?, ?, ?, ?)"
        )
        values = (self._request, call, number, outcome, json.dumps(payload), self._now)
        self._connection.execute(sql, values)
