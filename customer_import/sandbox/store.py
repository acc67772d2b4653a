"""The sandbox's data: one SQLite file, which two processes may have open.

Beside what is stored now it keeps an event for every record that was carried out, so that it
can be compared, record by record, with what a client believes.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple

from customer_import.sandbox.session import CUSTOMER, Customer, Note, Session, customer_of, key_of

APPLICATION = 0x43495342
"""`CISB`, in the file's header: this is a sandbox's data and no other database."""
LOCK_WAIT = 30.0
"""Seconds to wait for another process that is writing."""
TABLES = ("customers", "deleted", "notes", "addresses", "phones", "events", "requests", "counters")

STEPS = (
    """
CREATE TABLE customers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number TEXT NOT NULL UNIQUE,
    fields TEXT NOT NULL,
    attachments TEXT NOT NULL,
    request INTEGER NOT NULL
);
CREATE INDEX customers_by_request ON customers (request);
CREATE TABLE notes (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL,
    text TEXT NOT NULL,
    date TEXT,
    user TEXT
);
CREATE INDEX notes_by_number ON notes (number);
CREATE TABLE addresses (
    number TEXT NOT NULL,
    type TEXT NOT NULL,
    fields TEXT NOT NULL,
    PRIMARY KEY (number, type)
);
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    request INTEGER NOT NULL,
    call TEXT NOT NULL,
    number TEXT NOT NULL,
    outcome TEXT NOT NULL,
    payload TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE TABLE requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number INTEGER,
    path TEXT NOT NULL,
    records INTEGER,
    fault TEXT NOT NULL,
    status INTEGER,
    at TEXT NOT NULL
);
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL)
""",
    """
ALTER TABLE customers ADD COLUMN key TEXT NOT NULL DEFAULT '';
UPDATE customers SET key = key_of(number);
CREATE INDEX customers_by_key ON customers (key)
""",
    """
ALTER TABLE customers ADD COLUMN types TEXT NOT NULL DEFAULT '{}';
ALTER TABLE customers ADD COLUMN updated TEXT NOT NULL DEFAULT '';
CREATE TABLE deleted (id INTEGER PRIMARY KEY, number TEXT NOT NULL, key TEXT NOT NULL);
CREATE INDEX deleted_by_key ON deleted (key);
CREATE TABLE phones (
    number TEXT NOT NULL,
    type TEXT NOT NULL,
    fields TEXT NOT NULL,
    PRIMARY KEY (number, type)
)
""",
)
"""How a file is made, and how an older one becomes a new one: its `user_version` counts the steps
that were taken."""


class Part(NamedTuple):
    """A stored address or phone: of a customer, by type, with the fields that are filled."""

    number: str
    type: str
    fields: dict[str, Any]


class Event(NamedTuple):
    """A record that was carried out.

    Attributes:
        request: the `id` of its request.
        call: the call by its name among the faults; `other` for another user.
        number: the customer number, also where the server made it.
        outcome: `created`, `updated` or `deleted`.
        payload: the record as it was sent.
        at: when, in ISO 8601, UTC.
    """

    request: int
    call: str
    number: str
    outcome: str
    payload: dict[str, Any]
    at: str


class Request(NamedTuple):
    """A request that arrived.

    Attributes:
        id: its place among all of this file.
        number: its place among those that faults count, since this server started; None
            where it was refused before, such as for its token.
        path: what it asked for.
        records: how many records it had; None where it could not be read.
        fault: the fault that befell it, as it was written; blank for none.
        status: the status answered; None where no answer was given.
        at: when, in ISO 8601, UTC.
    """

    id: int
    number: int | None
    path: str
    records: int | None
    fault: str
    status: int | None
    at: str


class Store:
    """The data file, opened, or made if there is none; safe to use from several threads.

    Args:
        path: the file.
        exact_numbers: whether customer numbers are compared exactly; else without case and
            outer blanks.

    Raises:
        ValueError: the file is something else, or damaged.
        OSError: it cannot be written.
    """

    def __init__(self, path: Path, *, exact_numbers: bool = False) -> None:
        # The one true path: a client knows the data by it.
        self.path = path.resolve()
        self._exact = exact_numbers
        self._lock = RLock()
        self._connection = _open(self.path)

    def close(self) -> None:
        """Close the file; again does nothing."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a transaction: all that is written in it is kept, or nothing."""
        with self._lock, _transaction(self._connection):
            yield Session(self._connection, exact_numbers=self._exact)

    def customers(self, newest: int | None = None) -> list[Customer]:
        """Return the customers in the order they were created.

        Args:
            newest: how many, of those that were written last, last first; None for all.
        """
        order = "id LIMIT ?" if newest is None else "request DESC, id DESC LIMIT ?"
        sql = f"SELECT {CUSTOMER} FROM customers ORDER BY {order}"
        return [customer_of(row) for row in self._rows(sql, _limit(newest))]

    def customer(self, number: str) -> Customer | None:
        """Return the customer of that number; None if there is none, or it was deleted."""
        with self._lock:
            return Session(self._connection, exact_numbers=self._exact).customer(number)

    def notes(self, number: str) -> list[Note]:
        """Return the notes on a customer in the order they were added."""
        sql = "SELECT text, date, user FROM notes WHERE number = ? ORDER BY id"
        return [Note(*row) for row in self._rows(sql, number)]

    def addresses(self, number: str | None = None) -> list[Part]:
        """Return the addresses by customer and type; of one customer if it is named."""
        return self._parts("addresses", number)

    def phones(self, number: str | None = None) -> list[Part]:
        """Return what `phones/customer/save` wrote, by customer and type."""
        return self._parts("phones", number)

    def _parts(self, table: str, number: str | None) -> list[Part]:
        sql = f"SELECT * FROM {table} WHERE number = ifnull(?, number) ORDER BY number, type"
        return [Part(row[0], row[1], json.loads(row[2])) for row in self._rows(sql, number)]

    def events(self) -> list[Event]:
        """Return every record that was carried out, in order."""
        sql = "SELECT request, call, number, outcome, payload, at FROM events ORDER BY id"
        return [_event(row) for row in self._rows(sql)]

    def requests(self, newest: int | None = None) -> list[Request]:
        """Return the requests in the order they arrived; or the so many last, last first."""
        order = "id LIMIT ?" if newest is None else "id DESC LIMIT ?"
        rows = self._rows(f"SELECT * FROM requests ORDER BY {order}", _limit(newest))
        return [Request(*row) for row in rows]

    def counts(self) -> dict[str, int]:
        """Return how many there are of each thing."""
        return {name: self._rows(f"SELECT count(*) FROM {name}")[0][0] for name in TABLES[:-1]}

    def empty(self) -> None:
        """Forget everything, also what the file's free pages and its journal still hold."""
        with self._lock:
            with _transaction(self._connection):
                for table in (*TABLES, "sqlite_sequence"):
                    self._connection.execute(f"DELETE FROM {table}")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _rows(self, sql: str, *values: object) -> list[Any]:
        with self._lock:
            return self._connection.execute(sql, values).fetchall()


def reset(path: Path) -> None:
    """Empty a data file; nothing happens if there is none.

    Raises:
        ValueError: the file is something else.
    """
    if not path.exists():
        return
    store = Store(path)
    try:
        store.empty()
    finally:
        store.close()


def _event(row: tuple[Any, ...]) -> Event:
    request, call, number, outcome, payload, at = row
    return Event(request, call, number, outcome, json.loads(payload), at)


def _limit(newest: int | None) -> int:
    return -1 if newest is None else newest


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.is_dir():
        raise _something_else(path)
    # What people try things with are real customers, so a new file is private.
    path.touch(mode=0o600, exist_ok=True)
    connection = sqlite3.connect(
        path, timeout=LOCK_WAIT, isolation_level=None, check_same_thread=False
    )
    connection.create_function("key_of", 1, key_of, deterministic=True)
    with ExitStack() as unless_ready:
        unless_ready.callback(connection.close)
        _prepare(connection, path)
        unless_ready.pop_all()
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    try:
        _check(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")
    except sqlite3.DatabaseError as error:
        raise _unusable(path, error) from error


def _check(connection: sqlite3.Connection, path: Path) -> None:
    with _transaction(connection):
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if application != APPLICATION and (tables or application):
            raise _something_else(path)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(STEPS):
            raise ValueError(f"A newer version of customer-import made {path}. Name another file.")
        # The first version of a file did not count.
        _take_steps(connection, version or min(tables, 1))


def _take_steps(connection: sqlite3.Connection, taken: int) -> None:
    """Make the tables of a new file, or bring those of an older version up to this one."""
    for step in STEPS[taken:]:
        for statement in step.split(";"):
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {len(STEPS)}")


def _unusable(path: Path, error: sqlite3.DatabaseError) -> Exception:
    match error.sqlite_errorcode & 0xFF:
        case sqlite3.SQLITE_NOTADB:
            return _something_else(path)
        case sqlite3.SQLITE_CORRUPT:
            return ValueError(f"{path} is damaged. Delete it, or name another.")
    return OSError(f"{path} cannot be used: {error}.")


def _something_else(path: Path) -> ValueError:
    return ValueError(f"{path} is not a data file of the sandbox. Name another.")


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        yield
