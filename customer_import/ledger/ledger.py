"""The ledger: every row, request and outcome of a server, in one SQLite file.

A run stages its rows here before it sends anything, writes every request down before it leaves
and its outcome before going on. So a run goes on after a crash, and history, reports and what is
already saved all read one place.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from customer_import.clock import Clock
from customer_import.errors import LedgerInUse
from customer_import.ledger.file.database import (
    open_ledger,
    temporary_ledger,
    transaction,
    translated,
)
from customer_import.ledger.file.request_count import RequestCount
from customer_import.ledger.file.retention import Retention
from customer_import.ledger.runs.plans import forget_changes
from customer_import.ledger.runs.runs import RunTable


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


PAUSE = 0.5
"""Seconds between two looks whether a ledger is free."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a command waits for a run that holds the ledger.

    Attributes:
        seconds: so long at the most.
        waits: is called before each pause; may stop the waiting by raising.
    """

    seconds: float = 0.0
    waits: Callable[[], None] = lambda: None


@contextmanager
def ledger_at(
    path: Path, now: datetime, monotonic: Callable[[], float] = time.monotonic
) -> Iterator[Ledger]:
    """Open the ledger of a server, alone, settle what a crash left, and forget some of what is old.

    Args:
        path: of its file.
        now: the time.
        monotonic: returns seconds, to forget no longer than a command may take.

    Raises:
        LedgerError: it is in use, damaged, or of another version; also where that is seen while
            it is used.
    """
    connection, count = open_ledger(path), RequestCount(path)
    try:
        ledger = Ledger(connection, path, count.note)
        with ledger.writing():
            ledger.runs.recover()
            forget_changes(connection, now)
            began = monotonic()
            Retention(connection, now, lambda: monotonic() - began).forget()
        with ledger.translated():
            yield ledger
    finally:
        count.close()
        connection.close()


@contextmanager
def ledger_once_free(path: Path, clock: Clock, patience: Patience) -> Iterator[Ledger]:
    """Open the ledger of a server as `ledger_at` does, as soon as no other run holds it.

    Raises:
        Interrupted: the user asked to stop.
        LedgerError: as of `ledger_at`; also where it is not free in time.
    """
    with ExitStack() as stack:
        yield _opened_once_free(path, clock, patience, stack)


def _opened_once_free(path: Path, clock: Clock, patience: Patience, stack: ExitStack) -> Ledger:
    began = clock.monotonic()
    while True:
        try:
            return stack.enter_context(ledger_at(path, clock.now(), clock.monotonic))
        except LedgerInUse:
            if clock.monotonic() - began >= patience.seconds:
                raise
        patience.waits()
        clock.sleep(PAUSE)


@contextmanager
def ledger_for_a_dry_run() -> Iterator[Ledger]:
    """Make a ledger that leaves nothing behind."""
    connection = temporary_ledger()
    try:
        yield Ledger(connection)
    finally:
        connection.close()
