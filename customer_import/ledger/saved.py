"""What is saved: noted with its request at once, and worked in a little later.

Most requests are saved as a whole. Such an answer is one line, on the disk before anything else is
sent; what it means for its records, and for what is known from one run to the next, is written
while others are awaited. Where the program dies in between, it is done when the ledger is opened
again.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from customer_import.ledger.flight import carried, take_unknown
from customer_import.ledger.lines import IS_NAMED, named
from customer_import.ledger.packets import Packets
from customer_import.ledger.packing import packed, unpacked


class Note(NamedTuple):
    """The answer to a request.

    Attributes:
        at: when, ISO.
        status: of HTTP; None where there was no answer.
        outcome: in a word or two, for the history.
    """

    at: str
    status: int | None
    outcome: str


def note_answer(connection: sqlite3.Connection, request: int, note: Note) -> None:
    """Write down that a request was answered."""
    connection.execute(f"{_ANSWERED} WHERE id = ?", (*note, request))


def note_saved(
    connection: sqlite3.Connection, request: int, note: Note, said: Sequence[str]
) -> None:
    """Write down that all a request carries is saved; `work_in` does the rest.

    Args:
        connection: the ledger's.
        request: its id.
        note: its answer.
        said: by the server of each record, in the request's order.
    """
    values = (*note, packed(said), request)
    connection.execute(f"{_ANSWERED}, is_saved = TRUE, said = ? WHERE id = ?", values)


def keep_said(connection: sqlite3.Connection, request: int, said: Mapping[int, str]) -> None:
    """Keep what the server said of some records of a request, by their ids."""
    each = [said.get(item, "") for item in carried(connection, request)]
    connection.execute("UPDATE requests SET said = ? WHERE id = ?", (packed(each), request))


def work_in(connection: sqlite3.Connection, most: int = -1) -> int:
    """Work what is noted into the records, and into what is known; inside a transaction.

    Args:
        connection: the ledger's.
        most: requests at the most; -1 for all.

    Returns:
        how many there were.
    """
    found = connection.execute(_NOTED, (most,)).fetchall()
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
    values = {"request": request, **named(ids)}
    connection.execute(_SAVED, values)
    connection.execute(_KNOW_KEYED, values)
    (safe,) = connection.execute(_IS_SAFE, (ids[0],)).fetchone()
    if not safe:
        # Only among such there are records without a key.
        take_unknown(connection, request, ids)
        connection.execute(_KNOW_AUTO, values)
        connection.execute(_KNOW_TAKEN, values)


def _finish(connection: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Tell the rows of saved records so, where no row has others, and drop their packet.

    What this leaves out, `tidy` does; but what is done here need not be waited for in the end.
    """
    run, has_addresses = connection.execute(_RUN, (ids[0],)).fetchone()
    if not has_addresses:
        connection.execute(_SAVED_ROWS, {"run": run, **named(ids)})
    Packets(connection).drop(ids)


_ANSWERED = "UPDATE requests SET answered = ?, status = ?, outcome = ?"
_NOTED = "SELECT id, carries FROM requests WHERE is_open AND is_saved ORDER BY id LIMIT ?"
_IS_SAFE = "SELECT safe FROM items JOIN shapes ON shapes.id = shape WHERE items.id = ?"
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
_RUN = """
SELECT run, EXISTS
    (SELECT 1 FROM shapes WHERE shapes.run = items.run AND call = 'addresses')
FROM items WHERE id = ?
"""
_SAVED_ROWS = f"""
UPDATE rows SET state = 'saved' WHERE run = :run AND state = 'pending'
    AND number IN (SELECT row FROM items WHERE {IS_NAMED})
"""
