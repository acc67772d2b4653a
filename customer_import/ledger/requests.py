"""What a request means for the records it carries, and for what is known from one run to the next.

Before a request leaves, one line says which records it carries. Most requests are saved as a whole:
then its line says so at once, on the disk before anything else is sent, and what that means for the
records is worked in a little later, while other answers are awaited. Everything else is written
with the answer. Where the program dies in between, all of it is done when the ledger is opened
again.
"""

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import orjson

from customer_import.ledger.packets import Packets, packed, unpacked


class NotedAnswer(NamedTuple):
    """The answer to a request, as the history shows it.

    Attributes:
        at: when, ISO.
        status: of HTTP; None where there was no answer.
        outcome: in a word or two.
    """

    at: str
    status: int | None
    outcome: str


def note_answer(connection: sqlite3.Connection, request: int, answer: NotedAnswer) -> None:
    """Write down that a request was answered."""
    connection.execute(f"{_ANSWERED} WHERE id = ?", (*answer, request))


def note_saved(
    connection: sqlite3.Connection, request: int, answer: NotedAnswer, messages: Sequence[str]
) -> None:
    """Write down that all a request carries is saved; `work_in` does the rest.

    Args:
        connection: the ledger's.
        request: its id.
        answer: its answer.
        messages: of the server about each record, in the request's order.
    """
    values = (*answer, packed(messages), request)
    connection.execute(f"{_ANSWERED}, is_saved = TRUE, said = ? WHERE id = ?", values)


_ANSWERED = "UPDATE requests SET answered = ?, status = ?, outcome = ?"


def keep_messages(
    connection: sqlite3.Connection, request: int, messages: Mapping[int, str]
) -> None:
    """Keep what the server said of some records of a request, by their ids."""
    each = [messages.get(item, "") for item in carried(connection, request)]
    connection.execute("UPDATE requests SET said = ? WHERE id = ?", (packed(each), request))


def carried(connection: sqlite3.Connection, request: int) -> list[int]:
    """Return the ids of the records of a request.

    Raises:
        sqlite3.DatabaseError: the disk has changed them since.
    """
    found = connection.execute("SELECT carries FROM requests WHERE id = ?", (request,))
    ids: list[int] = unpacked(found.fetchone()[0])
    return ids


def mark_all_sent(connection: sqlite3.Connection) -> None:
    """Mark the records of all requests that were in flight when the program died."""
    flying = connection.execute("SELECT id FROM requests WHERE is_open ORDER BY id")
    for (request,) in flying.fetchall():
        mark_sent(connection, request)


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
        values = {"request": request, **named_records(ids)}
        connection.execute(_SENT, values)
        connection.execute(_REMEMBER_KEYED, values)
        _take_unknown(connection, request, ids)
        connection.execute(_REMEMBER_AUTO, values)
    connection.execute("UPDATE requests SET is_open = FALSE WHERE id = ?", (request,))
    return ids


IS_NAMED = """
(items.id BETWEEN :least AND :most
    AND (:follow OR items.id IN (SELECT value FROM json_each(:others))))
"""
"""Whether a record is among those that `named_records` names."""
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


def named_records(ids: Sequence[int]) -> dict[str, object]:
    """Return the values of `IS_NAMED`.

    Args:
        ids: of the records, at least one; most follow each other, and are not looked for in a list.
    """
    least, most = min(ids), max(ids)
    follow = most - least == len(ids) - 1
    others = "[]" if follow else orjson.dumps(ids).decode()
    return {"least": least, "most": most, "follow": follow, "others": others}


def _take_unknown(connection: sqlite3.Connection, request: int, ids: Sequence[int]) -> None:
    """Let records nobody knew of take the place of their earlier sending, where that was asked."""
    asked = connection.execute("SELECT takes_unknown FROM requests WHERE id = ?", (request,))
    if asked.fetchone()[0]:
        each = [{"request": request, "id": item} for item in ids]
        connection.executemany(_TAKE_UNKNOWN, each)


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


def work_in(connection: sqlite3.Connection, most: int = -1) -> int:
    """Work what is noted into the records, and into what is known; inside a transaction.

    Args:
        connection: the ledger's.
        most: requests at the most; -1 for all.

    Returns:
        how many there were.
    """
    found = connection.execute(
        "SELECT id, carries FROM requests WHERE is_open AND is_saved ORDER BY id LIMIT ?", (most,)
    ).fetchall()
    for request, carries in found:
        ids: list[int] = unpacked(carries)
        mark_saved(connection, request, ids)
        _finish(connection, ids)
        connection.execute("UPDATE requests SET is_open = FALSE WHERE id = ?", (request,))
    return len(found)


def mark_saved(connection: sqlite3.Connection, request: int, ids: Sequence[int]) -> None:
    """Mark records of an answered request as saved: what most come to, in few statements.

    Args:
        connection: the ledger's, inside a transaction.
        request: its id.
        ids: of the records.
    """
    if not ids:
        return
    values = {"request": request, **named_records(ids)}
    connection.execute(_SAVED, values)
    connection.execute(_KNOW_KEYED, values)
    (safe,) = connection.execute(_IS_SAFE, (ids[0],)).fetchone()
    if not safe:
        # Only among such there are records without a key.
        _take_unknown(connection, request, ids)
        connection.execute(_KNOW_AUTO, values)
        connection.execute(_KNOW_TAKEN, values)


_SAVED = f"UPDATE items SET state = 'saved', request = :request WHERE {IS_NAMED}"
_KNOW_KEYED = f"""
INSERT INTO known (call, key, content, state, run, at)
SELECT requests.call, items.key, items.content, 'saved', runs.name, requests.answered
FROM requests JOIN runs ON runs.id = requests.run JOIN items ON {IS_NAMED}
WHERE requests.id = :request AND items.key NOT NULL
ON CONFLICT (call, key) WHERE key IS NOT NULL DO UPDATE SET
    content = excluded.content, state = 'saved', run = excluded.run, at = excluded.at,
    item = NULL, before_state = NULL
"""
_IS_SAFE = "SELECT safe FROM items JOIN shapes ON shapes.id = shape WHERE items.id = ?"
_KNOW_AUTO = f"""
INSERT INTO known (call, key, content, state, run, at)
SELECT requests.call, NULL, items.content, 'saved', runs.name, requests.answered
FROM requests JOIN runs ON runs.id = requests.run JOIN items ON {IS_NAMED}
WHERE requests.id = :request AND items.key IS NULL
    AND NOT EXISTS (SELECT 1 FROM known WHERE known.item = items.id)
"""
_KNOW_TAKEN = f"""
UPDATE known SET state = 'saved', item = NULL,
    at = (SELECT answered FROM requests WHERE id = :request)
WHERE item IN (SELECT id FROM items WHERE {IS_NAMED})
"""


def _finish(connection: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Tell the rows of saved records so, where no row has others, and drop their packet.

    What this leaves out is done at the end of the run; but what is done here need not be waited
    for then.
    """
    run, has_addresses = connection.execute(_RUN, (ids[0],)).fetchone()
    if not has_addresses:
        connection.execute(_SAVED_ROWS, {"run": run, **named_records(ids)})
    Packets(connection).drop(ids)


_RUN = """
SELECT run, EXISTS
    (SELECT 1 FROM shapes WHERE shapes.run = items.run AND call = 'addresses')
FROM items WHERE id = ?
"""
_SAVED_ROWS = f"""
UPDATE rows SET state = 'saved' WHERE run = :run AND state = 'pending'
    AND number IN (SELECT row FROM items WHERE {IS_NAMED})
"""
