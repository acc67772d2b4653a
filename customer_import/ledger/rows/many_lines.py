"""Rows and records inserted many in one statement, which takes a third of one statement for each.

Each column of them is one value then. Texts are an array in JSON, whose places number the lines;
numbers and digests are all of one length and follow one another.
"""

import sqlite3
from collections.abc import Sequence

import orjson

from customer_import.records.built.record_batch import Records

FIGURES = 10
"""Of each number, filled up with zeros."""
DIGITS = 20
"""Of each digest, with its sign."""


def insert_rows(
    connection: sqlite3.Connection, run: int, rows: Sequence[int], keys: Sequence[str | None]
) -> None:
    """Insert rows that are to be sent.

    Args:
        connection: the ledger's, inside a transaction.
        run: the run's id.
        rows: their numbers in the file.
        keys: their customer numbers.
    """
    texts = as_texts(keys)
    if texts is not None:
        values = {"run": run, "texts": texts, "numbers": as_numbers(rows)}
        connection.execute(_ROWS, values)
    else:
        connection.executemany(_ROW, [(run, *each) for each in zip(rows, keys, strict=True)])


def last_item(connection: sqlite3.Connection) -> int:
    """Return the id of the last record that was ever staged, also if it is gone; 0 if none was."""
    return int(connection.execute(_LAST_ITEM).fetchone()[0])


def insert_items(
    connection: sqlite3.Connection,
    records: Records,
    *,
    run: int,
    first: int,
    shape: int,
) -> None:
    """Insert records that wait to be sent.

    Args:
        connection: the ledger's, inside a transaction.
        records: the records.
        run: the run's id.
        first: the id of the first.
        shape: their shape's id.
    """
    place = {"run": run, "first": first, "shape": shape}
    texts = as_texts(records.known_keys)
    if texts is not None:
        contents = as_numbers(records.digests, DIGITS)
        values = {"texts": texts, "numbers": as_numbers(records.rows), "digests": contents}
        connection.execute(_ITEMS, {**place, **values})
    else:
        ids = range(first, first + len(records))
        each = zip(ids, records.rows, records.known_keys, records.digests, strict=True)
        connection.executemany(_ITEM, [(*line, run, shape) for line in each])


def as_numbers(values: Sequence[int], figures: int = FIGURES) -> bytes:
    """Return numbers as one value."""
    return b"%%0%dd" % figures * len(values) % tuple(values)


def as_texts(values: Sequence[str | None]) -> str | None:
    """Return texts as one value; None where SQLite would cut one, as at a zero character."""
    packed = orjson.dumps(values)
    return None if b"\\u0000" in packed else packed.decode()


_NUMBER = f"CAST(substr(:numbers, 1 + {FIGURES} * each.key, {FIGURES}) AS INTEGER)"
_ROWS = f"""
INSERT INTO rows (run, number, state, key)
SELECT :run, {_NUMBER}, 'pending', each.value FROM json_each(:texts) AS each
"""
_ROW = "INSERT INTO rows (run, number, state, key) VALUES (?, ?, 'pending', ?)"
_ITEMS = f"""
INSERT INTO items (id, run, row, shape, key, content, state)
SELECT :first + each.key, :run, {_NUMBER}, :shape, each.value,
    CAST(substr(:digests, 1 + {DIGITS} * each.key, {DIGITS}) AS INTEGER), 'staged'
FROM json_each(:texts) AS each
"""
_ITEM = """
INSERT INTO items (id, row, key, content, run, shape, state) VALUES (?, ?, ?, ?, ?, ?, 'staged')
"""
_LAST_ITEM = "SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = 'items'"
