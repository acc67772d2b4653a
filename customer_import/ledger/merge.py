"""One server, one ledger: takes a ledger over that has the name of an older spelling of its server.

Where both are there, all that the other one knows is added to the first, in one transaction. The
other is deleted only then; its name is noted, so that nothing is added twice after a crash.
"""

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from customer_import.ledger.file.database import transaction, translated
from customer_import.ledger.file.request_count import count_file
from customer_import.ledger.ledger import ledger_at
from customer_import.ledger.rows.packets import packed, unpacked
from customer_import.ledger.rows.skipped_rows import SkippedRows, rows_of_block
from customer_import.states import UNFINISHED, KnownState


def take_over(ledger: Path, others: Iterable[Path], now: datetime) -> None:
    """Make one ledger of those of one server, under its proper name.

    Args:
        ledger: the path it has.
        others: the paths of older spellings, which may be there.
        now: the time.

    Raises:
        LedgerError: one of them is in use, or damaged; nothing was changed then.
    """
    for other in others:
        if other.exists():
            _leave_quiet(other, now)
            if ledger.exists():
                _add(ledger, other, now)
            else:
                _rename(other, ledger)


def _leave_quiet(other: Path, now: datetime) -> None:
    """Settle what is open in a ledger, and leave all of it in one file."""
    with ledger_at(other, now):
        pass
    with translated(other), closing(sqlite3.connect(other, timeout=0)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _rename(other: Path, ledger: Path) -> None:
    # Its count goes first: a count beside no ledger is taken for none.
    if count_file(other).exists():
        count_file(other).replace(count_file(ledger))
    other.replace(ledger)


def _add(ledger: Path, other: Path, now: datetime) -> None:
    with ledger_at(ledger, now) as first:
        connection = first.connection
        connection.execute("ATTACH ? AS other", (os.fspath(other),))
        try:
            with transaction(connection):
                is_new = connection.execute(_NOTE, (other.name,)).rowcount
                if is_new:
                    _Merging(connection, _offsets(connection)).merge()
        finally:
            connection.execute("DETACH other")
        other.unlink()
        count_file(other).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Offsets:
    """What is added to ids of the other ledger, so that no id is there twice."""

    run: int
    item: int
    request: int
    shape: int


def _offsets(connection: sqlite3.Connection) -> _Offsets:
    def last(table: str) -> int:
        found = connection.execute("SELECT seq FROM main.sqlite_sequence WHERE name = ?", (table,))
        return (found.fetchone() or (0,))[0]

    def most(table: str) -> int:
        found = connection.execute(f"SELECT ifnull(max(id), 0) FROM main.{table}")
        return int(found.fetchone()[0])

    return _Offsets(last("run_names"), last("items"), last("requests"), most("shapes"))


_NOTE = """
INSERT OR IGNORE INTO merged (name, last)
SELECT ?, ifnull((SELECT name FROM other.run_names ORDER BY id DESC LIMIT 1), '')
"""
"""A ledger is the same if it has the same last run: another one may get its name later."""


@dataclass(frozen=True, slots=True)
class _Merging:
    """Adds the attached ledger `other`; inside a transaction."""

    connection: sqlite3.Connection
    by: _Offsets

    def merge(self) -> None:
        """Add all of it."""
        execute = self.connection.execute
        # Runs begun under one name may have sent what those under the other are still to send.
        execute(f"UPDATE main.runs SET state = 'closed' WHERE state IN {_UNFINISHED}")
        kept = ("id", "name", "wrote", "parent")
        runs = [each for each in _columns(self.connection, "runs") if each not in kept]
        for statement in _statements(self.by, ", ".join(runs)):
            execute(statement)
        execute(f"UPDATE main.runs SET state = 'closed' WHERE state IN {_UNFINISHED}")
        self._add_requests()
        self._add_skipped()
        if execute("SELECT 1 FROM other.sqlite_schema WHERE name = 'plans'").fetchone():
            self._add_plans()

    def _add_requests(self) -> None:
        """Add requests, each with the new ids of the records that it carried."""
        columns = _columns(self.connection, "requests")
        others = [each for each in columns if each not in ("id", "run", "carries")]
        names = ", ".join(others)
        insert = (
            f"INSERT INTO main.requests (id, run, carries, {names})"
            f" VALUES ({', '.join('?' * len(columns))})"
        )
        found = self.connection.execute(f"SELECT id, run, carries, {names} FROM other.requests")
        for id_, run, carries, *more in found.fetchall():
            ids = packed([item + self.by.item for item in unpacked(carries)])
            values = (id_ + self.by.request, run + self.by.run, ids, *more)
            self.connection.execute(insert, values)

    def _add_skipped(self) -> None:
        """Add the skipped rows: their blocks name runs, whose ids are others now."""
        found = self.connection.execute(
            "SELECT run, packed FROM other.skipped JOIN other.blocks ON blocks.id = block"
            " ORDER BY run, first"
        )
        for run, block in found.fetchall():
            rows = [row._replace(run=row.run + self.by.run) for row in rows_of_block(block)]
            SkippedRows(self.connection, run + self.by.run).put(rows)

    def _add_plans(self) -> None:
        for table in ("plans", "changes"):
            names = [each for each in _columns(self.connection, table) if each != "run"]
            listed = ", ".join(names)
            self.connection.execute(
                f"INSERT INTO main.{table} (run, {listed})"
                f" SELECT run + ?, {listed} FROM other.{table}",
                (self.by.run,),
            )


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [each[1] for each in connection.execute(f"PRAGMA main.table_info({table})")]


_UNFINISHED = tuple(map(str, UNFINISHED))


def _statements(by: _Offsets, runs: str) -> list[str]:
    """Return what adds the tables of the other ledger.

    Args:
        by: what its ids are moved by.
        runs: columns of runs that stay as they are.
    """
    # Two runs may have one name by chance.
    free = "iif(name IN (SELECT name FROM main.{}), name || '+', name)"
    values = {
        **{name: getattr(by, name) for name in by.__slots__},
        "free": free.format("run_names"),
        "free_run": free.format("runs"),
        "known_run": _run("known", by.run),
        "created_run": _run("created", by.run),
        "runs": runs,
        "unknown": f"{KnownState.UNKNOWN:d}",
        "sent": f"{KnownState.SENT:d}",
    }
    return [each.format_map(values) for each in _TABLES]


def _run(table: str, run: int) -> str:
    """Return the new id of the name of a run, also of one that was forgotten before."""
    names = f"SELECT name FROM other.run_names WHERE id = {table}.run"
    forgotten = f"(SELECT id FROM main.run_names WHERE name = ({names}) OR name = ({names}) || '+')"
    return f"iif({table}.run > 0, {table}.run + {run}, {forgotten})"


_TABLES = (
    """
    INSERT INTO main.run_names (id, name)
    SELECT id + {run}, {free} FROM other.run_names WHERE id > 0
    """,
    "INSERT INTO main.run_names (name) SELECT {free} FROM other.run_names WHERE id <= 0",
    """
    INSERT INTO main.runs (id, name, wrote, parent, {runs})
    SELECT id + {run}, {free_run}, wrote + {run},
        parent + {run}, {runs} FROM other.runs
    """,
    """
    INSERT INTO main.rows (run, number, state, key, message, origin)
    SELECT run + {run}, number, state, key, message, origin FROM other.rows
    """,
    "INSERT INTO main.cells SELECT run + {run}, first, last, texts FROM other.cells",
    """
    INSERT INTO main.shapes (id, run, call, fields, safe, seal)
    SELECT id + {shape}, run + {run}, call, fields, safe, seal FROM other.shapes
    """,
    """
    INSERT INTO main.items (id, run, row, shape, key, content, state, request)
    SELECT id + {item}, run + {run}, row, shape + {shape}, key, content, state,
        request + {request} FROM other.items
    """,
    """
    INSERT INTO main.packets (first, shape, records, seal, packet)
    SELECT first + {item}, shape + {shape}, records, seal, packet FROM other.packets
    """,
    """
    INSERT INTO main.problems
        (run, row, field, "column", value, code, message, severity, cause, sent)
    SELECT run + {run}, row, field, "column", value, code, message, severity, cause, sent
    FROM other.problems ORDER BY rowid
    """,
    # After the problems, for these are of all rows already.
    """
    INSERT INTO main.followers (run, number, lead, origin)
    SELECT run + {run}, number, lead, origin FROM other.followers
    """,
    """
    INSERT INTO main.causes (run, severity, code, field, "column", cause, rows)
    SELECT run + {run}, severity, code, field, "column", cause, rows FROM other.causes
    """,
    """
    INSERT INTO main.known (key, content, state, run, at, is_new, spelled)
    SELECT key, content, state, {known_run}, at, FALSE, spelled
    FROM other.known WHERE TRUE ORDER BY key
    ON CONFLICT (key) DO UPDATE SET
        state = CASE WHEN {unknown} IN (state, excluded.state) THEN {unknown}
            WHEN content = excluded.content AND spelled IS excluded.spelled
                AND state = excluded.state THEN state ELSE {sent} END,
        run = CASE WHEN excluded.at < at THEN run ELSE excluded.run END,
        content = CASE WHEN excluded.at < at THEN content ELSE excluded.content END,
        spelled = CASE WHEN spelled IS excluded.spelled THEN spelled END,
        at = max(at, excluded.at), is_new = FALSE
    """,
    """
    INSERT INTO main.created (content, nth, state, run, at)
    SELECT content, nth + ifnull((SELECT max(mine.nth) FROM main.created AS mine
        WHERE mine.content = created.content), 0), state, {created_run}, at
    FROM other.created
    """,
)
"""What adds each table, with what `_statements` fills in."""
