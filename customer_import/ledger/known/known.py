"""What is known from one run to the next, as requests leave and are answered.

A record with a key is known by the last content sent under it. What was known before stays in
`flying` until the answer tells whether it is true again. A customer that the server numbers has no
key, and a line of its own among those of equal content.
"""

import sqlite3
from collections.abc import Iterable, Sequence

import orjson

from customer_import.ledger.schema import BUCKET, sealed
from customer_import.states import ItemState, KnownState

_STATES = {f"${each.name}": str(int(each)) for each in KnownState}


def _sql(text: str) -> str:
    """Return a statement with the numbers of the states that it names."""
    for name, number in _STATES.items():
        text = text.replace(name, number)
    return text


IS_NAMED = """
(items.id BETWEEN :least AND :most
    AND (:follow OR items.id IN (SELECT value FROM json_each(:others))))
"""
"""Whether a record is among those that `named_records` names."""


def named_records(ids: Sequence[int]) -> dict[str, object]:
    """Return the values of `IS_NAMED`.

    Args:
        ids: of the records, at least one; most follow each other, and are not looked for in a list.
    """
    least, most = min(ids), max(ids)
    follow = most - least == len(ids) - 1
    others = "[]" if follow else orjson.dumps(ids).decode()
    return {"least": least, "most": most, "follow": follow, "others": others}


def run_id(connection: sqlite3.Connection, name: str) -> int:
    """Note the name of a run, and return its id, which no other run ever has."""
    return connection.execute("INSERT INTO run_names (name) VALUES (?)", (name,)).lastrowid or 0


def remember_sent(connection: sqlite3.Connection, request: int, ids: Sequence[int]) -> None:
    """Note the content of records as the last that was sent, and keep what was known before.

    Args:
        connection: the ledger's, inside a transaction.
        request: that carries them.
        ids: of the records.
    """
    values = {"request": request, **named_records(ids)}
    connection.execute(_KEEP_BEFORE, values)
    connection.execute(_SENT, values)
    _take_unknown(connection, request, ids)
    connection.execute(_NEW_LINES, values)
    connection.execute(_SENT_LINES, values)


def remember_saved(connection: sqlite3.Connection, request: int, ids: Sequence[int]) -> None:
    """Note the content of records as what stands at the server.

    Args:
        connection: the ledger's, inside a transaction.
        request: that carried them.
        ids: of the records.
    """
    values = {"request": request, **named_records(ids)}
    connection.execute(_SAVED, values)
    (safe,) = connection.execute(_IS_SAFE, (ids[0],)).fetchone()
    if not safe:
        # Only among such there are records without a key.
        _take_unknown(connection, request, ids)
        connection.execute(_SAVED_LINES, values)
        connection.execute(_NEW_SAVED_LINES, values)
    connection.execute(_LANDED, values)


def _take_unknown(connection: sqlite3.Connection, request: int, ids: Sequence[int]) -> None:
    """Let records nobody knew of take the place of their earlier sending, where that was asked."""
    asked = connection.execute("SELECT takes_unknown FROM requests WHERE id = ?", (request,))
    if asked.fetchone()[0]:
        for item in ids:
            connection.execute(_TAKE, {"id": item})
            connection.execute(_TAKEN, {"request": request, "id": item})


def after_answer(connection: sqlite3.Connection, ids: Iterable[int], state: ItemState) -> None:
    """Note what follows for records whose answer did not save them.

    Args:
        connection: the ledger's, inside a transaction.
        ids: of the records.
        state: that they came to.
    """
    each = [(item,) for item in ids]
    for statement in _AFTER[state]:
        connection.executemany(statement, each)


def land_all(connection: sqlite3.Connection) -> None:
    """Forget what was known before, once a program died: what was in flight may have been done."""
    connection.execute(_NOT_NEW)
    connection.execute("DELETE FROM flying")


def is_new(connection: sqlite3.Connection, key: str) -> bool:
    """Tell whether nothing was known of a key before the request that got no answer."""
    found = connection.execute("SELECT is_new FROM known WHERE key = ?", (key,)).fetchone()
    return bool(found and found[0])


def check_created(connection: sqlite3.Connection, run: int) -> None:
    """Check what is known of customers like those of a run that the server is to number.

    Raises:
        sqlite3.DatabaseError: a line was lost or changed; the customer would be doubled.
    """
    if connection.execute(_UNSEALED_OF_RUN, (run,)).fetchone():
        raise sqlite3.DatabaseError(CREATED_CHANGED)


def check_all_created(connection: sqlite3.Connection) -> None:
    """Check all that is known of customers that the server numbered.

    Raises:
        sqlite3.DatabaseError: a line was lost or changed.
    """
    if connection.execute(_UNSEALED).fetchone():
        raise sqlite3.DatabaseError(CREATED_CHANGED)


CREATED_CHANGED = "it has lost customers that the server numbered"


def _at(column: str) -> str:
    return f"CAST(strftime('%s', requests.{column}) AS INTEGER)"


_KEEP_BEFORE = f"""
INSERT INTO flying (item, key, was_content, was_state, was_run, was_at, was_spelled)
SELECT items.id, items.key, known.content, known.state, known.run, known.at, known.spelled
FROM items LEFT JOIN known ON known.key = items.key WHERE {IS_NAMED} AND items.key NOT NULL
ON CONFLICT (item) DO NOTHING
"""
_SENT = _sql(f"""
INSERT INTO known (key, content, state, run, at, is_new)
SELECT items.key, items.content, $SENT, requests.run, {_at("sent")}, TRUE
FROM requests JOIN items ON {IS_NAMED} AND items.key NOT NULL WHERE requests.id = :request
ON CONFLICT (key) DO UPDATE SET content = excluded.content, state = excluded.state,
    run = excluded.run, at = excluded.at, spelled = NULL
""")
_NTH = """
ifnull((SELECT max(nth) FROM created WHERE created.content = items.content), 0)
    + row_number() OVER (PARTITION BY items.content ORDER BY items.id)
"""
_IN_FLIGHT = "EXISTS (SELECT 1 FROM flying WHERE flying.item = items.id)"
_NEW_LINES = f"""
INSERT INTO flying (item, content, nth) SELECT items.id, items.content, {_NTH}
FROM items WHERE {IS_NAMED} AND items.key IS NULL AND NOT {_IN_FLIGHT}
"""
_OF_LINES = f"""
(SELECT flying.content, flying.nth FROM flying JOIN items ON items.id = item
 WHERE {IS_NAMED} AND flying.key IS NULL)
"""
_SENT_LINES = _sql(f"""
INSERT INTO created (content, nth, state, run, at)
SELECT flying.content, flying.nth, $SENT, requests.run, {_at("sent")}
FROM requests JOIN items ON {IS_NAMED} JOIN flying ON flying.item = items.id AND flying.key IS NULL
WHERE requests.id = :request ON CONFLICT (content, nth) DO NOTHING
""")
_SAVED = _sql(f"""
INSERT INTO known (key, content, state, run, at, is_new)
SELECT items.key, items.content, $SAVED, requests.run, {_at("answered")}, FALSE
FROM requests JOIN items ON {IS_NAMED} AND items.key NOT NULL WHERE requests.id = :request
ON CONFLICT (key) DO UPDATE SET content = excluded.content, state = excluded.state,
    run = excluded.run, at = excluded.at, is_new = FALSE, spelled = NULL
""")
_IS_SAFE = "SELECT safe FROM items JOIN shapes ON shapes.id = shape WHERE items.id = ?"
_SAVED_LINES = _sql(f"""
UPDATE created SET state = $SAVED,
    at = (SELECT {_at("answered")} FROM requests WHERE id = :request)
WHERE (content, nth) IN {_OF_LINES}
""")
_NEW_SAVED_LINES = _sql(f"""
INSERT INTO created (content, nth, state, run, at)
SELECT items.content, {_NTH}, $SAVED, requests.run, {_at("answered")}
FROM requests JOIN items ON {IS_NAMED} AND items.key IS NULL AND NOT {_IN_FLIGHT}
WHERE requests.id = :request
""")
_LANDED = f"DELETE FROM flying WHERE item IN (SELECT id FROM items WHERE {IS_NAMED})"
_TAKE = _sql("""
INSERT INTO flying (item, content, nth, was_content, was_state, was_run, was_at)
SELECT items.id, created.content, nth, created.content, created.state, created.run, created.at
FROM items JOIN created ON created.content = items.content
WHERE items.id = :id AND items.key IS NULL AND created.state = $UNKNOWN
    AND NOT EXISTS (SELECT 1 FROM flying WHERE flying.item = :id OR flying.key IS NULL
        AND flying.content = created.content AND flying.nth = created.nth)
ORDER BY nth LIMIT 1
""")
"""What came to be unknown in this very run keeps its item until the ledger is opened again."""
_TAKEN = _sql("""
UPDATE created SET state = $SENT, run = requests.run, at = CAST(strftime('%s', sent) AS INTEGER)
FROM requests, flying WHERE requests.id = :request AND flying.item = :id AND flying.key IS NULL
    AND (created.content, created.nth) = (flying.content, flying.nth) AND created.state = $UNKNOWN
""")
_ITS_KEY = "SELECT key FROM flying WHERE item = ?"
_ITS_LINE = "SELECT content, nth FROM flying WHERE item = ? AND key IS NULL"
_PUT_BACK = (
    """
    UPDATE known SET content = was_content, state = was_state, run = was_run, at = was_at,
        spelled = was_spelled
    FROM flying WHERE item = ? AND was_state NOT NULL AND flying.key = known.key
    """,
    """
    UPDATE created SET state = was_state, run = was_run, at = was_at
    FROM flying WHERE item = ? AND was_state NOT NULL AND flying.key IS NULL
        AND (created.content, created.nth) = (flying.content, flying.nth)
    """,
    f"DELETE FROM known WHERE key = ({_ITS_KEY} AND was_state IS NULL)",
    f"DELETE FROM created WHERE (content, nth) IN ({_ITS_LINE} AND was_state IS NULL)",
    "DELETE FROM flying WHERE item = ?",
)
"""Makes true again what was known before, if anything was."""
_IS_SAFE_ITEM = "(SELECT safe FROM items JOIN shapes ON shapes.id = shape WHERE items.id = item)"
_CLEAR_SAFE = _sql(f"""
UPDATE flying SET was_state = $SENT
WHERE item = ? AND key NOT NULL AND was_state NOT NULL AND {_IS_SAFE_ITEM}
""")
_HOLD = (
    _sql(f"UPDATE known SET state = $UNKNOWN WHERE key = ({_ITS_KEY})"),
    _sql(f"UPDATE created SET state = $UNKNOWN WHERE (content, nth) IN ({_ITS_LINE})"),
)
_UNANSWERED = (
    f"UPDATE known SET is_new = FALSE WHERE key = ({_ITS_KEY})",
    """
    UPDATE flying SET (was_content, was_state, was_run, was_at) =
        (SELECT content, state, run, at FROM known WHERE known.key = flying.key)
    WHERE item = ?
    """,
)
_AFTER: dict[ItemState, tuple[str, ...]] = {
    # Not sent, or refused before anything was done: what was known before is true again.
    ItemState.STAGED: _PUT_BACK,
    # Refused: other content was sent since, so nobody knows what stands there; but a record that
    # is not safe to send twice must not be sent again for that.
    ItemState.FAILED: (_CLEAR_SAFE, *_PUT_BACK),
    ItemState.UNKNOWN: _HOLD,
    # What was known before is not true again once a request may have been done.
    ItemState.SENT: _UNANSWERED,
}
"""What else follows, by the state a record comes to that is not saved."""
_NOT_NEW = _sql("""
UPDATE known SET is_new = FALSE WHERE state = $SENT AND key IN (SELECT key FROM flying)
""")
_LINES = f"(bucket << {BUCKET}) AND (bucket << {BUCKET}) + (1 << {BUCKET}) - 1"
_UNSEALED_OF_RUN = f"""
SELECT 1 FROM
    (SELECT DISTINCT content >> {BUCKET} AS bucket FROM items WHERE run = ? AND key IS NULL)
    LEFT JOIN seals USING (bucket)
WHERE (ifnull(lines, 0), ifnull(total, 0)) != (SELECT count(*), ifnull(sum({sealed()}), 0)
    FROM created WHERE content BETWEEN {_LINES}) LIMIT 1
"""
_UNSEALED = f"""
SELECT 1 FROM seals
WHERE (lines, total) != (SELECT count(*), ifnull(sum({sealed()}), 0)
    FROM created WHERE content BETWEEN {_LINES})
UNION ALL
SELECT 1 FROM created WHERE content >> {BUCKET} NOT IN (SELECT bucket FROM seals) LIMIT 1
"""
