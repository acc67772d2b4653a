"""The ledger: every row, request and outcome of a server, in one SQLite file.

A run stages its rows here before it sends anything, writes every request down before it leaves
and its outcome before going on. So a run goes on after a crash, and history, reports and what is
already saved all read one place.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from customer_import.ledger.database import (
    open_ledger,
    temporary_ledger,
    transaction,
    translated,
)
from customer_import.ledger.request_count import RequestCount
from customer_import.ledger.runs import RunTable


@dataclass(frozen=True, slots=True)
class Ledger:
    """An open ledger.

    Attributes:
        connection: to its database.
        path: of its file; None for one that is gone when it is closed.
        noted: takes the id of each request that is written down.
    """

    connection: sqlite3.Connection
    path: Path | None = None
    noted: Callable[[int], None] = lambda _: None

    @property
    def runs(self) -> RunTable:
        """Return its runs."""
        return RunTable(self.connection)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Write all or nothing; on the disk when it ends.

        Raises:
            LedgerError: the disk refuses, or the file is damaged.
        """
        with self.translated(), transaction(self.connection):
            yield

    def translated(self) -> AbstractContextManager[None]:
        """Raise SQLite's errors as ours.

        Raises:
            LedgerError: the disk refuses, or the file is damaged.
        """
        return translated(self.path or Path("the temporary ledger"))


@contextmanager
def ledger_at(path: Path, now: datetime) -> Iterator[Ledger]:
    """Open the ledger of a server, alone, and settle what a crash left.

    Raises:
        LedgerError: it is in use, damaged, or of another version; also where that is seen while
            it is used.
    """
    connection, count = open_ledger(path), RequestCount(path)
    try:
        ledger = Ledger(connection, path, count.note)
        with ledger.writing():
            ledger.runs.recover()
            ledger.runs.forget_content(now)
        with ledger.translated():
            yield ledger
    finally:
        count.close()
        connection.close()


@contextmanager
def ledger_for_a_dry_run() -> Iterator[Ledger]:
    """Make a ledger that leaves nothing behind."""
    connection = temporary_ledger()
    try:
        yield Ledger(connection)
    finally:
        connection.close()
