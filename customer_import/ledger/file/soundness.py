"""Reads all of a ledger, and says what is wrong with it.

A command looks only at what it uses. What it would send, and what would double a customer, is
sealed; this finds the rest.
"""

import sqlite3
from collections.abc import Iterator

import orjson

from customer_import.ledger.known.known import check_all_created
from customer_import.ledger.rows.packets import Packets, unpack
from customer_import.ledger.rows.request_batch import check_shapes
from customer_import.ledger.runs.results import Results, count_rows
from customer_import.states import Keeps

MOST_FAULTS = 20
"""Faults of a kind that are told."""


def faults(connection: sqlite3.Connection) -> list[str]:
    """Return what is wrong with a ledger, a sentence for each; none if it is sound."""
    found: list[str] = []
    for look in (_structure, _missing_runs, _created, _of_runs):
        try:
            found.extend(look(connection))
        except (sqlite3.DatabaseError, orjson.JSONDecodeError, UnicodeDecodeError) as error:
            found.append(f"{error}.")
    return found


def _structure(connection: sqlite3.Connection) -> Iterator[str]:
    for (fault,) in connection.execute(f"PRAGMA integrity_check({MOST_FAULTS})"):
        if fault != "ok":
            yield f"The file: {fault}."


def _missing_runs(connection: sqlite3.Connection) -> Iterator[str]:
    lost = connection.execute('SELECT DISTINCT "table" FROM pragma_foreign_key_check').fetchall()
    for (table,) in lost:
        yield f"The table {table} has lines of a run that is missing."


def _created(connection: sqlite3.Connection) -> Iterator[str]:
    check_all_created(connection)
    yield from ()


def _of_runs(connection: sqlite3.Connection) -> Iterator[str]:
    for run, name in connection.execute("SELECT id, name FROM runs ORDER BY id").fetchall():
        for look in (_rows, _sent, _kept):
            try:
                look(connection, run)
            except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
                yield f"Run {name}: {error}."


def _rows(connection: sqlite3.Connection, run: int) -> None:
    is_whole = f"SELECT NOT behind AND keeps >= {Keeps.ROWS:d} FROM runs WHERE id = ?"
    (has_rows,) = connection.execute(is_whole, (run,)).fetchone()
    if has_rows and Results(connection, run).counts() != count_rows(connection, run):
        raise sqlite3.DatabaseError("rows of it are missing")


def _sent(connection: sqlite3.Connection, run: int) -> None:
    check_shapes(connection, run)
    for _ in Packets(connection).records(run):
        pass


def _kept(connection: sqlite3.Connection, run: int) -> None:
    kept = connection.execute(
        "SELECT texts FROM cells WHERE run = :run UNION ALL"
        " SELECT carries FROM requests WHERE run = :run UNION ALL"
        " SELECT said FROM requests WHERE run = :run AND said NOT NULL",
        {"run": run},
    )
    for (packed,) in kept:
        unpack(packed)
