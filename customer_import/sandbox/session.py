"""What one request reads and writes in the sandbox's data, inside its transaction."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson


class Columns(NamedTuple):
    """What is stored of a customer besides its number.

    Attributes:
        fields: the columns that are filled; `CustomFields` is a value by label.
        types: the `DCFDataType` of its custom fields, by label.
        attachments: the ids of the files attached, in the order they were.
    """

    fields: dict[str, Any]
    types: dict[str, int]
    attachments: list[str]


class Customer(NamedTuple):
    """A stored customer.

    Attributes:
        id: the CustomerId.
        number: its CustomerNumber, as it was first written.
        fields: as in `Columns`.
        attachments: as in `Columns`.
        types: as in `Columns`.
        updated: when it was last written, in ISO 8601, UTC.
    """

    id: int
    number: str
    fields: dict[str, Any]
    attachments: list[str]
    types: dict[str, int]
    updated: str


class Note(NamedTuple):
    """A note on a customer."""

    text: str
    date: str | None = None
    user: str | None = None


CUSTOMER = "id, number, fields, attachments, types, updated"
"""The columns that `customer_of` reads."""
IN_ORDER = "ORDER BY key, id"
"""The order of a search: a new customer comes between the others, and moves the pages."""


def key_of(number: str) -> str:
    """Return what numbers of one customer have in common: no case, no outer blanks."""
    return number.strip().casefold()


def customer_of(row: tuple[Any, ...]) -> Customer:
    """Return a row of the table as a customer."""
    customer_id, number, fields, attachments, types, updated = row
    return Customer(
        customer_id,
        number,
        orjson.loads(fields),
        orjson.loads(attachments),
        orjson.loads(types),
        updated,
    )


class Session:
    """One user's part of a transaction that the store has begun.

    Args:
        connection: to the data file.
        exact_numbers: whether customer numbers are compared exactly.
    """

    def __init__(self, connection: sqlite3.Connection, *, exact_numbers: bool) -> None:
        self._connection = connection
        self._exact = exact_numbers
        self._now = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._request = 0

    def of_another(self) -> "Session":
        """Return the part of another user in the same transaction."""
        return Session(self._connection, exact_numbers=self._exact)

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
        """Return the customer of that number; None if there is none, or it was deleted."""
        row = self._first(f"{CUSTOMER} FROM customers", number)
        return None if row is None else customer_of(row)

    def was_deleted(self, number: str) -> bool:
        """Say whether a customer that was deleted had that number, and still holds it."""
        return self._first("1 FROM deleted", number) is not None

    def is_taken(self, number: str) -> bool:
        """Say whether a customer has that number, or a deleted one holds it."""
        return self.was_deleted(number) or self.customer(number) is not None

    def _first(self, select: str, number: str) -> Any:
        sql = f"SELECT {select} WHERE key = ? AND (number = ? OR NOT ?) ORDER BY id LIMIT 1"
        try:
            return self._connection.execute(sql, (key_of(number), number, self._exact)).fetchone()
        except UnicodeEncodeError:
            # Half of a character of UTF-16, as JSON can have it: nobody has such a number.
            return None

    def known_as(self, number: str) -> str:
        """Return a number as the server has it: as its customer was first written."""
        stored = self.customer(number)
        return stored.number if stored else number

    def first_customer(self) -> Customer | None:
        """Return the customer that a search finds first."""
        return next(self.customers("1", (), 1, 0), None)

    def customers(
        self, where: str, values: tuple[Any, ...], limit: int, offset: int
    ) -> Iterator[Customer]:
        """Yield customers in the order of a search.

        Args:
            where: a condition in SQL, made by this package.
            values: what its `?` stand for.
            limit: how many at most.
            offset: how many to leave out first.
        """
        sql = f"SELECT {CUSTOMER} FROM customers WHERE {where} {IN_ORDER} LIMIT ? OFFSET ?"
        yield from map(customer_of, self._connection.execute(sql, (*values, limit, offset)))

    def count(self, where: str, values: tuple[Any, ...]) -> int:
        """Return how many customers there are for a condition."""
        sql = f"SELECT count(*) FROM customers WHERE {where}"
        return int(self._connection.execute(sql, values).fetchone()[0])

    def put_customer(self, number: str, columns: Columns) -> int:
        """Create the customer of this very number, or replace it; return its CustomerId."""
        sql = (
            "INSERT INTO customers (number, key, fields, types, attachments, request, updated) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET "
            "fields = excluded.fields, types = excluded.types, "
            "attachments = excluded.attachments, request = excluded.request, "
            "updated = excluded.updated RETURNING id"
        )
        values = (number, key_of(number), *map(json.dumps, columns), self._request, self._now)
        return int(self._connection.execute(sql, values).fetchone()[0])

    def delete_customer(self, number: str, *, frees: bool) -> bool:
        """Delete the customer of this very number, with all that belongs to it.

        Args:
            number: its number, as the server has it.
            frees: whether the number can be used again.

        Returns:
            Whether there was one.
        """
        for table in ("notes", "addresses", "phones"):
            self._connection.execute(f"DELETE FROM {table} WHERE number = ?", (number,))
        sql = "DELETE FROM customers WHERE number = ?"
        gone = self._connection.execute(sql, (number,)).rowcount > 0
        if gone and not frees:
            sql = "INSERT INTO deleted (number, key) VALUES (?, ?)"
            self._connection.execute(sql, (number, key_of(number)))
        return gone

    def add_note(self, number: str, note: Note) -> None:
        """Add a note to a customer."""
        sql = "INSERT INTO notes (number, text, date, user) VALUES (?, ?, ?, ?)"
        self._connection.execute(sql, (number, *note))

    def put_part(self, table: str, number: str, kind: str, fields: dict[str, Any]) -> bool:
        """Create or replace a part of a customer, in `addresses` or `phones`.

        Returns:
            Whether there was one of that type.
        """
        sql = f"SELECT 1 FROM {table} WHERE number = ? AND type = ?"
        known = self._connection.execute(sql, (number, kind)).fetchone() is not None
        sql = f"INSERT OR REPLACE INTO {table} (number, type, fields) VALUES (?, ?, ?)"
        self._connection.execute(sql, (number, kind, json.dumps(fields)))
        return known

    def next_number(self) -> str:
        """Return a customer number that nobody has, made by the server."""
        sql = (
            "INSERT INTO counters VALUES ('customers', 1) "
            "ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value"
        )
        number = f"AUTO-{self._connection.execute(sql).fetchone()[0]:06}"
        return self.next_number() if self.is_taken(number) else number

    def event(self, call: str, number: str, outcome: str, payload: dict[str, Any]) -> None:
        """Note a record that was carried out."""
        sql = (
            "INSERT INTO events (request, call, number, outcome, payload, at) "
            "VALUES (?, ?, ?, ?, ?, ?)"
        )
        values = (self._request, call, number, outcome, json.dumps(payload), self._now)
        self._connection.execute(sql, values)
