"""Lines of rows and of records, many in one statement: that takes a third of one for each.

Each column of them is one value then. Texts are an array in JSON, whose places number the lines;
numbers and digests are all of one length and stand one after the other.
"""

import sqlite3
from collections.abc import Sequence

import orjson

from customer_import.ledger.packets import DIGEST
from customer_import.records.record_batch import Records

FIGURES = 10
"""Of each number, filled up with zeros."""
IS_NAMED = """
(items.id BETWEEN :least AND :most
    AND (:follow OR items.id IN (SELECT value FROM json_each(:others))))
"""
"""Whether a record is among those that `named` names."""


def named(ids: Sequence[int]) -> dict[str, object]:
    """Records for `IS_NAMED`.

    Args:
        ids: of the records, at least one; most follow each other, and are not looked for in a list.
    """
    least, most = min(ids), max(ids)
    follow = most - least == len(ids) - 1
    others = "[]" if follow else orjson.dumps(ids).decode()
    return {"least": least, "most": most, "follow": follow, "others": others}


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
    texts = _texts(keys)
    if texts is not None:
        values = {"run": run, "texts": texts, "numbers": _numbers(rows)}
        connection.execute(_ROWS, values)
    else:
        connection.executemany(_ROW, [(run, *each) for each in zip(rows, keys, strict=True)])


def insert_items(
    connection: sqlite3.Connection,
    records: Records,
    digests: bytes,
    *,
    run: int,
    first: int,
    shape: int,
) -> None:
    """Insert records that wait to be sent.

    Args:
        connection: the ledger's, inside a transaction.
        records: the records.
        digests: of them, one after the other.
        run: the run's id.
        first: the id of the first.
        shape: their shape's id.
    """
    place = {"run": run, "first": first, "shape": shape}
    texts = _texts(records.keys)
    if texts is not None:
        values = {"texts": texts, "numbers": _numbers(records.rows), "digests": digests}
        connection.execute(_ITEMS, {**place, **values})
    else:
        each = zip(range(first, first + len(records)), records.rows, records.keys, strict=True)
        ends = range(DIGEST, len(digests) + 1, DIGEST)
        contents = (digests[end - DIGEST : end] for end in ends)
        lines = zip(each, contents, strict=True)
        connection.executemany(_ITEM, [(*line, content, run, shape) for line, content in lines])


def _numbers(values: Sequence[int]) -> bytes:
    return b"%010d" * len(values) % tuple(values)


def _texts(values: Sequence[str | None]) -> str | None:
    """Texts as one value; None where SQLite would cut one, as it does at a zero character."""
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
    substr(:digests, 1 + {DIGEST} * each.key, {DIGEST}), 'staged'
FROM json_each(:texts) AS each
"""
_ITEM = """
INSERT INTO items (id, row, key, content, run, shape, state) VALUES (?, ?, ?, ?, ?, ?, 'staged')
"""
