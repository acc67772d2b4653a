"""What is in flight: written down as a request before it leaves, and on its records after that.

Before a request leaves, one line says which records it carries. What that means for them, and for
what is known of them, is written with its outcome; or, where the program died before there was
one, when the ledger is opened again.
"""

import sqlite3
from collections.abc import Collection, Sequence
from zlib import crc32

import orjson


def packed(ids: Sequence[int]) -> str:
    """The records a request carries, as one text that cannot be changed unnoticed."""
    text = orjson.dumps(ids).decode()
    return f"{crc32(text.encode()):08x}{text}"


def _unpacked(text: str) -> list[int]:
    digest, ids = text[:8], text[8:]
    if digest != f"{crc32(ids.encode()):08x}":
        raise sqlite3.DatabaseError("what a request carries is not what was written")
    unpacked: list[int] = orjson.loads(ids)
    return unpacked


def mark_sent(connection: sqlite3.Connection, request: int, but: Collection[int] = ()) -> None:
    """Mark the records of a request as sent, and their content as the last under their keys.

    Args:
        connection: the ledger's, inside a transaction.
        request: its id.
        but: records of which more is known.
    """
    carried = connection.execute("SELECT carries FROM requests WHERE id = ?", (request,))
    ids = [item for item in _unpacked(carried.fetchone()[0]) if item not in but]
    if ids:
        values = _values(request, ids)
        connection.execute(_SENT, values)
        connection.execute(_REMEMBER_KEYED, values)
        _take_unknown(connection, request, ids)
        connection.execute(_REMEMBER_AUTO, values)
    connection.execute("UPDATE requests SET carries = '' WHERE id = ?", (request,))


def mark_all_sent(connection: sqlite3.Connection) -> None:
    """Mark the records of all requests that were in flight when the program died."""
    flying = connection.execute("SELECT id FROM requests WHERE carries != '' ORDER BY id")
    for (request,) in flying.fetchall():
        mark_sent(connection, request)


def mark_saved(connection: sqlite3.Connection, request: int, ids: Sequence[int], at: str) -> None:
    """Mark records of a request as saved: what most of them come to, in few statements.

    Args:
        connection: the ledger's, inside a transaction.
        request: its id.
        ids: of the records.
        at: when, ISO.
    """
    values = {**_values(request, ids), "at": at}
    connection.execute(_SAVED, values)
    connection.execute(_KNOW_KEYED, values)
    _take_unknown(connection, request, ids)
    connection.execute(_KNOW_AUTO, values)
    connection.execute(_KNOW_TAKEN, values)


def _take_unknown(connection: sqlite3.Connection, request: int, ids: Sequence[int]) -> None:
    """Let records nobody knew of take the place of their earlier sending, where that was asked."""
    asked = connection.execute("SELECT takes_unknown FROM requests WHERE id = ?", (request,))
    if asked.fetchone()[0]:
        each = [{"request": request, "id": item} for item in ids]
        connection.executemany(_TAKE_UNKNOWN, each)


def _values(request: int, ids: Sequence[int]) -> dict[str, object]:
    return {"request": request, "ids": orjson.dumps(ids).decode()}


_NAMED = "(SELECT value FROM json_each(:ids))"
_SENT = f"UPDATE items SET state = 'sent', request = :request WHERE id IN {_NAMED}"
_SAVED = f"""
UPDATE items SET state = 'saved', request = :request, payload = NULL WHERE id IN {_NAMED}
"""
_REMEMBER_KEYED = f"""
INSERT INTO known (call, key, content, state, run, at, item)
SELECT requests.call, items.key, items.content, 'sent', runs.name, requests.sent, items.id
FROM requests JOIN runs ON runs.id = requests.run
JOIN items ON items.id IN {_NAMED} AND items.key NOT NULL
WHERE requests.id = :request
ON CONFLICT (call, key) WHERE key IS NOT NULL DO UPDATE SET
    before_content = CASE WHEN known.item IS excluded.item THEN before_content ELSE content END,
    before_state = CASE WHEN known.item IS excluded.item THEN before_state ELSE state END,
    before_run = CASE WHEN known.item IS excluded.item THEN before_run ELSE run END,
    before_at = CASE WHEN known.item IS excluded.item THEN before_at ELSE at END,
    content = excluded.content, state = 'sent', run = excluded.run, at = excluded.at,
    item = excluded.item
"""
_KNOW_KEYED = f"""
INSERT INTO known (call, key, content, state, run, at)
SELECT requests.call, items.key, items.content, 'saved', runs.name, :at
FROM requests JOIN runs ON runs.id = requests.run
JOIN items ON items.id IN {_NAMED} AND items.key NOT NULL
WHERE requests.id = :request
ON CONFLICT (call, key) WHERE key IS NOT NULL DO UPDATE SET
    content = excluded.content, state = 'saved', run = excluded.run, at = excluded.at,
    item = NULL, before_state = NULL
"""
_REMEMBER_AUTO = f"""
INSERT INTO known (call, key, content, state, run, at, item)
SELECT requests.call, NULL, items.content, 'sent', runs.name, requests.sent, items.id
FROM requests JOIN runs ON runs.id = requests.run
JOIN items ON items.id IN {_NAMED} AND items.key IS NULL
WHERE requests.id = :request
    AND NOT EXISTS (SELECT 1 FROM known WHERE known.item = items.id)
"""
_KNOW_AUTO = f"""
INSERT INTO known (call, key, content, state, run, at)
SELECT requests.call, NULL, items.content, 'saved', runs.name, :at
FROM requests JOIN runs ON runs.id = requests.run
JOIN items ON items.id IN {_NAMED} AND items.key IS NULL
WHERE requests.id = :request
    AND NOT EXISTS (SELECT 1 FROM known WHERE known.item = items.id)
"""
_KNOW_TAKEN = f"""
UPDATE known SET state = 'saved', at = :at, item = NULL WHERE item IN {_NAMED}
"""
_TAKE_UNKNOWN = """
UPDATE known SET before_content = content, before_state = state, before_run = run, before_at = at,
    state = 'sent', item = :id,
    run = (SELECT runs.name FROM requests JOIN runs ON runs.id = requests.run
        WHERE requests.id = :request),
    at = (SELECT sent FROM requests WHERE id = :request)
WHERE NOT EXISTS (SELECT 1 FROM known AS mine WHERE mine.item = :id)
    AND id = (SELECT min(known.id) FROM known JOIN items ON items.content = known.content
        WHERE items.id = :id AND items.key IS NULL AND known.key IS NULL
            AND known.state = 'unknown' AND known.item IS NULL)
"""
"""What came to be unknown in this very run keeps its item until the ledger is opened again."""
