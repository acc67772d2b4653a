"""What is in flight: written down as a request before it leaves, and on its records after that.

Before a request leaves, one line says which records it carries. What that means for them, and for
what is known of them, is written with its outcome; or, where the program died before there was
one, when the ledger is opened again.
"""

import sqlite3
from collections.abc import Collection, Sequence

from customer_import.ledger.lines import IS_NAMED, named
from customer_import.ledger.packing import unpacked


def carried(connection: sqlite3.Connection, request: int) -> list[int]:
    """The ids of the records of a request.

    Raises:
        sqlite3.DatabaseError: the disk has changed them since.
    """
    found = connection.execute("SELECT carries FROM requests WHERE id = ?", (request,))
    ids: list[int] = unpacked(found.fetchone()[0])
    return ids


def mark_sent(connection: sqlite3.Connection, request: int, but: Collection[int] = ()) -> list[int]:
    """Mark the records of a request as sent, and their content as the last under their keys.

    Args:
        connection: the ledger's, inside a transaction.
        request: its id.
        but: records of which more is known.

    Returns:
        the ids of those it marked.
    """
    ids = [item for item in carried(connection, request) if item not in but]
    if ids:
        values = {"request": request, **named(ids)}
        connection.execute(_SENT, values)
        connection.execute(_REMEMBER_KEYED, values)
        take_unknown(connection, request, ids)
        connection.execute(_REMEMBER_AUTO, values)
    connection.execute("UPDATE requests SET is_open = FALSE WHERE id = ?", (request,))
    return ids


def mark_all_sent(connection: sqlite3.Connection) -> None:
    """Mark the records of all requests that were in flight when the program died."""
    flying = connection.execute("SELECT id FROM requests WHERE is_open ORDER BY id")
    for (request,) in flying.fetchall():
        mark_sent(connection, request)


def take_unknown(connection: sqlite3.Connection, request: int, ids: Sequence[int]) -> None:
    """Let records nobody knew of take the place of their earlier sending, where that was asked."""
    asked = connection.execute("SELECT takes_unknown FROM requests WHERE id = ?", (request,))
    if asked.fetchone()[0]:
        each = [{"request": request, "id": item} for item in ids]
        connection.executemany(_TAKE_UNKNOWN, each)


_SENT = f"UPDATE items SET state = 'sent', request = :request WHERE {IS_NAMED}"
_REMEMBER_KEYED = f"""
INSERT INTO known (call, key, content, state, run, at, item)
SELECT requests.call, items.key, items.content, 'sent', runs.name, requests.sent, items.id
FROM requests JOIN runs ON runs.id = requests.run
JOIN items ON {IS_NAMED} AND items.key NOT NULL
WHERE requests.id = :request
ON CONFLICT (call, key) WHERE key IS NOT NULL DO UPDATE SET
    before_content = CASE WHEN known.item IS excluded.item THEN before_content ELSE content END,
    before_state = CASE WHEN known.item IS excluded.item THEN before_state ELSE state END,
    before_run = CASE WHEN known.item IS excluded.item THEN before_run ELSE run END,
    before_at = CASE WHEN known.item IS excluded.item THEN before_at ELSE at END,
    content = excluded.content, state = 'sent', run = excluded.run, at = excluded.at,
    item = excluded.item
"""
_REMEMBER_AUTO = f"""
INSERT INTO known (call, key, content, state, run, at, item)
SELECT requests.call, NULL, items.content, 'sent', runs.name, requests.sent, items.id
FROM requests JOIN runs ON runs.id = requests.run
JOIN items ON {IS_NAMED} AND items.key IS NULL
WHERE requests.id = :request
    AND NOT EXISTS (SELECT 1 FROM known WHERE known.item = items.id)
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
