"""What records have in common that share a request, sealed against changes of the disk.

Whether a record may be sent twice stands here, so a changed bit would double customers.
"""

import sqlite3
from typing import NamedTuple

import orjson
from xxhash import xxh3_64_digest

from customer_import.endpoints import Call


class Shape(NamedTuple):
    """What records must have in common to share a request."""

    call: Call
    fields: tuple[str, ...]
    safe: bool


ADDRESSES = Shape(Call.ADDRESSES, (), safe=True)


def insert_shape(connection: sqlite3.Connection, run: int, shape: Shape) -> int:
    """Insert a shape of a run.

    Returns:
        its id.
    """
    values = (str(shape.call), orjson.dumps(shape.fields).decode(), int(shape.safe))
    seal = _seal(*values)
    sql = "INSERT INTO shapes (run, call, fields, safe, seal) VALUES (?, ?, ?, ?, ?)"
    return connection.execute(sql, (run, *values, seal)).lastrowid or 0


def are_sound(connection: sqlite3.Connection) -> bool:
    """Whether all shapes of a ledger are as they were inserted."""
    found = connection.execute("SELECT seal, call, fields, safe FROM shapes")
    return all(seal == _seal(*values) for seal, *values in found)


def _seal(*values: object) -> bytes:
    return xxh3_64_digest(" ".join(map(str, values)).encode())
