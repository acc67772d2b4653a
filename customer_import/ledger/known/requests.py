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

from customer_import.ledger.known.known import (
    IS_NAMED,
    named_records,
    remember_saved,
    remember_sent,
)
from customer_import.ledger.rows.packets import Packets, packed, unpacked


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
        connection.execute(_SENT, {"request": request, **named_records(ids)})
        remember_sent(connection, request, ids)
    connection.execute("UPDATE requests SET is_open = FALSE WHERE id = ?", (request,))
    return ids


_SENT = f"UPDATE items SET state = 'sent', request = :request WHERE {IS_NAMED}"


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
    if ids:
        connection.execute(_SAVED, {"request": request, **named_records(ids)})
        remember_saved(connection, request, ids)


_SAVED = f"UPDATE items SET state = 'saved', request = :request WHERE {IS_NAMED}"


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
