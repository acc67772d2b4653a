"""Find runs of the past, in the ledgers of all servers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from customer_import.cli.screen import Screen
from customer_import.cli.servers.server import ledgers_in
from customer_import.clock import Clock
from customer_import.errors import LedgerError, SettingError
from customer_import.ledger.ledger import Ledger, ledger_at
from customer_import.ledger.runs.history import History, PastRun

Gathered = TypeVar("Gathered")
MOST_MEANT = 2
"""Runs that are looked for, where a name should mean one."""


@contextmanager
def found_run(screen: Screen, name: str, state: Path) -> Iterator[tuple[Ledger, PastRun]]:
    """Find the one run that a name means, and open its ledger.

    Raises:
        SettingError: it means none, or several.
    """
    is_last = name == "last"
    meant = latest_runs(screen, state, 1 if is_last else MOST_MEANT, "" if is_last else name)
    if len(meant) != 1:
        raise not_one_run(name, len(meant))
    run, path = meant[0]
    with ledger_at(path, Clock().now()) as ledger:
        yield ledger, run


def not_one_run(name: str, count: int) -> SettingError:
    """Return the error that says that a name means no run, or several."""
    if name == "last":
        return SettingError("Nothing was run yet.", "Run or plan a list first.")
    named = name or "''"
    message = f"Several runs begin with {named}." if count else f"No run is called {named}."
    return SettingError(message, "See all runs:\ncustomer-import history")


def latest_runs(
    screen: Screen, state: Path, most: int, beginning: str = ""
) -> list[tuple[PastRun, Path]]:
    """Return the latest runs of all ledgers, each with its ledger, the latest first."""

    def of_ledger(ledger: Ledger) -> list[PastRun]:
        return History(ledger.connection).runs(most, beginning)

    found = in_all_ledgers(screen, state, Clock().now(), of_ledger)
    runs = [(run, path) for path, of_one in found for run in of_one]
    return sorted(runs, key=lambda each: each[0].started, reverse=True)[:most]


def in_all_ledgers(
    screen: Screen, state: Path, now: datetime, work: Callable[[Ledger], Gathered]
) -> list[tuple[Path, Gathered]]:
    """Return what is found in each ledger; leave out one that is in use or damaged, and say so."""
    found = []
    for path in ledgers_in(state):
        try:
            with ledger_at(path, now) as ledger:
                found.append((path, work(ledger)))
        except LedgerError as error:
            screen.error(error)
    return found
