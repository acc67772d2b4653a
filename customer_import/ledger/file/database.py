"""The ledger's file: one SQLite database a server, private, locked by the run that uses it."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from customer_import.errors import LedgerError, LedgerInUse
from customer_import.ledger.file.migrations import OLDEST, migrate
from customer_import.ledger.file.request_count import count_file, requests_forgotten
from customer_import.ledger.schema import APPLICATION, SCHEMA, VERSION, statements

NO_OTHER = (
    "If it has to be elsewhere, move the whole state folder and name it with --state-dir: an empty "
    "one knows nothing of what was saved, and would double it."
)
LOCK_WAIT = 0.2
"""Seconds to wait for another process that is just closing the file."""


def open_ledger(path: Path) -> sqlite3.Connection:
    """Open, or make, the ledger of one server, and hold it alone until it is closed.

    Raises:
        LedgerError: another run holds it, it is damaged, or a newer version wrote it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            _begun(path).touch(mode=0o600)
            count_file(path).unlink(missing_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        os.chmod(path, 0o600)  # noqa: PTH101 - the same for a file of an earlier version
    except OSError as error:
        message = f"The state folder {path.parent} cannot be written: {error.strerror}."
        raise LedgerError(message, f"Make it writable. {NO_OTHER}") from error
    file = _file(path)
    connection = sqlite3.connect(path, timeout=LOCK_WAIT, isolation_level=None)
    try:
        with translated(path):
            _prepare(connection, path)
        if _file(path) != file:
            message = f"The ledger {path} has got another name meanwhile."
            raise LedgerInUse(message, "Run this again.")
        _begun(path).unlink(missing_ok=True)
    except LedgerError:
        connection.close()
        raise
    return connection


def _file(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another one that gets its name."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def temporary_ledger() -> sqlite3.Connection:
    """Return a ledger that is gone when it is closed, and that no other process can open."""
    connection = sqlite3.connect("", isolation_level=None)
    # The cells of a batch of rows are one value: in large pages that is written faster.
    connection.execute("PRAGMA page_size = 32768")
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.executescript(SCHEMA)
    return connection


def _begun(path: Path) -> Path:
    """There while a ledger is made: one that is empty without it has lost its content."""
    return path.with_name(f"{path.name}.new")


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    # The exclusive lock is the run's lock; the operating system lifts it when a run is killed.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    with transaction(connection):
        application = _pragma(connection, "application_id")
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables == 0 and application == 0:
            if not _begun(path).exists():
                raise _damaged(path, "it is empty")
            _create(connection)
        elif application != APPLICATION:
            raise LedgerError(f"{path} is not a ledger.", "Move it away.")
    _check(connection, path)


def _create(connection: sqlite3.Connection) -> None:
    for statement in statements():
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _check(connection: sqlite3.Connection, path: Path) -> None:
    version = _pragma(connection, "user_version")
    if version > VERSION:
        raise LedgerError(
            f"The ledger {path} was written by a newer customer-import (version {version}).",
            "Upgrade customer-import.",
        )
    if 0 < version < OLDEST:
        raise LedgerError(
            f"The ledger {path} was written by an earlier customer-import (version {version}), "
            "which kept other things of a row.",
            "Go on with the one that wrote it; or move it away, and first check at the server what "
            "was saved, for without it the next run sends every row again.",
        )
    if version >= OLDEST:
        migrate(connection, version)
    if _made(connection) != set(statements()):
        raise _damaged(path, "its tables are not as they were made")
    forgotten = requests_forgotten(connection, path)
    if forgotten:
        raise LedgerError(
            f"The ledger {path} has lost its end: it was used for {forgotten:,} "
            f"{'request' if forgotten == 1 else 'requests'} it does not know of.",
            f"Restore its latest copy. If there is none, check at the server what was saved since; "
            f"then delete {count_file(path).name} beside it to go on.",
        )


def _made(connection: sqlite3.Connection) -> set[str]:
    """Return what made the tables that are there."""
    found = connection.execute("SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite%'")
    return {statement for (statement,) in found}


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _damaged(path: Path, reason: str) -> LedgerError:
    return LedgerError(
        f"The ledger {path} is damaged ({reason}).",
        "Restore it from a backup; or move it away, and first check at the server what was saved, "
        "for without it the next run sends every row again.",
    )


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write all or nothing; on the disk when it ends, with what was `joined` before."""
    with joined(connection):
        yield
        connection.commit()


@contextmanager
def joined(connection: sqlite3.Connection) -> Iterator[None]:
    """Write a part of what the next `transaction` brings to the disk; undone if that fails."""
    if not connection.in_transaction:
        connection.execute("BEGIN IMMEDIATE")
    is_done = False
    try:
        yield
        is_done = True
    finally:
        if not is_done:
            connection.rollback()


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise SQLite's errors as ours.

    Raises:
        LedgerError: the file is locked, damaged, or the disk refuses.
    """
    try:
        yield
    except sqlite3.ProgrammingError:
        # Our mistake, not the file's.
        raise
    except sqlite3.OperationalError as error:
        # Python's own errors, such as of bytes that are not text, have no code of SQLite.
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (
            sqlite3.SQLITE_BUSY,
            sqlite3.SQLITE_LOCKED,
        ):
            raise LedgerInUse(
                "Another run on this server is under way.",
                "Wait for it to end, then run this again; `run` and `plan` do so with --wait S.",
            ) from error
        if str(error).startswith("Could not decode"):
            raise _damaged(path, str(error)) from error
        message = f"The ledger {path} cannot be used: {error}."
        raise LedgerError(message, f"Make room on the disk, or repair it. {NO_OTHER}") from error
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise _damaged(path, str(error)) from error
