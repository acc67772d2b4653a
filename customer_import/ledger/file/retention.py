"""Forgets what is too old, a little with each command, and keeps counts and problems by cause.

What is known of a customer stays. Records and cells of rows that were not saved go after 30 days.
Rows, problems and requests of finished runs go then too, but for those of the last runs, and for
what the next run of a list is compared with.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from customer_import.ledger.rows.skipped_rows import drop_unused_blocks
from customer_import.ledger.staging.same_list import last_of_lists
from customer_import.states import UNFINISHED, Keeps, RunState

KEPT = timedelta(days=30)
"""How long the content of rows is kept that were not saved, and what became of each row."""
LAST_RUNS = 10
"""Of so many runs, what became of each row is kept longer."""
SECONDS = 0.03
"""A command spends about so long on it; its last step may take some more."""
LINES = 2_000
"""Lines that one step forgets."""
PACKETS = 50
"""Packets of records or cells that one step forgets: each has up to 500 records."""
PAGES = 500
"""Pages of the file that one command gives back."""
FORGOTTEN = "What was said of the list is forgotten."


@dataclass(frozen=True, slots=True)
class Retention:
    """Forgets in one ledger; inside a transaction.

    Attributes:
        connection: the ledger's.
        now: the time.
        elapsed: returns the seconds since the command began to forget.
    """

    connection: sqlite3.Connection
    now: datetime
    elapsed: Callable[[], float]

    def forget(self) -> None:
        """Forget what is too old, for a short while, and give free space back."""
        while self._step() and self.elapsed() < SECONDS:
            pass
        # It frees a page each time it is stepped.
        self.connection.execute(f"PRAGMA incremental_vacuum({PAGES})").fetchall()

    def _step(self) -> bool:
        """Forget some lines; return whether there may be more."""
        before = (self.now - KEPT).isoformat()
        old = self.connection.execute(_WITH_CONTENT, (before,)).fetchone()
        if old:
            return self._forget_content(*old)
        old = self.connection.execute(_WITH_ROWS, {"before": before}).fetchone()
        return self._forget_rows(*old) if old else False

    def _forget_content(self, run: int) -> bool:
        """Forget records and cells of a run, and what its problems quote of it."""
        execute = self.connection.execute
        # At first, for nobody may go on with a part of it.
        execute(f"UPDATE runs SET state = 'closed' WHERE id = ? AND {_CAN_GO_ON}", (run,))
        for statement in _CONTENT:
            if self._delete(statement, run, PACKETS if "value" not in statement else LINES):
                return True
        execute("UPDATE problems SET message = ? WHERE run = ? AND row IS NULL", (FORGOTTEN, run))
        return self._note(run, Keeps.ROWS)

    def _note(self, run: int, keeps: Keeps) -> bool:
        """Note what is still kept of a run."""
        self.connection.execute("UPDATE runs SET keeps = ? WHERE id = ?", (keeps, run))
        return True

    def _forget_rows(self, run: int) -> bool:
        """Forget what became of each row of a run; its problems are counted by their causes."""
        self._note(run, Keeps.FORGETTING)
        if self._count_causes(run):
            return True
        spared = orjson.dumps([each.run for each in last_of_lists(self.connection)]).decode()
        for statement in _LINES:
            if self._delete(statement.format(spared=f"'{spared}'"), run, LINES):
                return True
        drop_unused_blocks(self.connection)
        return self._note(run, Keeps.COUNTS)

    def _count_causes(self, run: int) -> bool:
        """Count the problems of the next rows by their causes, and forget them."""
        values = {"run": run, "lines": LINES}
        (last,) = self.connection.execute(_LAST_PROBLEM, values).fetchone()
        if last is None:
            return False
        for statement in (_COUNT_CAUSES, _DROP_PROBLEMS):
            self.connection.execute(statement, {"run": run, "last": last})
        return True

    def _delete(self, statement: str, run: int, lines: int) -> bool:
        """Run a statement that forgets some lines; return whether there were any."""
        return self.connection.execute(statement, {"run": run, "lines": lines}).rowcount > 0


_CAN_GO_ON = f"state IN {tuple(map(str, (*UNFINISHED, RunState.PLANNED)))}"
_WITH_CONTENT = f"""
SELECT id FROM runs WHERE keeps = {Keeps.ALL:d} AND started < ? ORDER BY started LIMIT 1
"""
_WITH_ROWS = f"""
SELECT id FROM runs WHERE keeps IN ({Keeps.FORGETTING:d}, {Keeps.ROWS:d}) AND started < :before
    AND id <= (SELECT seq FROM sqlite_sequence WHERE name = 'runs') - {LAST_RUNS}
ORDER BY keeps, started LIMIT 1
"""
_CONTENT = (
    """
    DELETE FROM packets WHERE first IN (SELECT first FROM packets WHERE shape IN
        (SELECT id FROM shapes WHERE run = :run) LIMIT :lines)
    """,
    """
    DELETE FROM cells WHERE run = :run AND first IN
        (SELECT first FROM cells WHERE run = :run ORDER BY first LIMIT :lines)
    """,
    """
    UPDATE problems SET value = '' WHERE rowid IN
        (SELECT rowid FROM problems WHERE run = :run AND value != '' LIMIT :lines)
    """,
)
_LINES = (
    """
    DELETE FROM items WHERE id IN (SELECT id FROM items WHERE run = :run
        AND (key NOT NULL OR state NOT IN ('saved', 'skipped', 'unknown')
            OR run NOT IN (SELECT value FROM json_each({spared})))
        LIMIT :lines)
    """,
    """
    DELETE FROM followers WHERE run = :run AND number IN
        (SELECT number FROM followers WHERE run = :run ORDER BY number LIMIT :lines)
    """,
    """
    DELETE FROM rows WHERE run = :run AND number IN
        (SELECT number FROM rows WHERE run = :run ORDER BY number LIMIT :lines)
    """,
    """
    DELETE FROM requests WHERE id IN
        (SELECT id FROM requests WHERE run = :run AND NOT is_open LIMIT :lines / 20)
    """,
    """
    DELETE FROM skipped WHERE run = :run AND first IN
        (SELECT first FROM skipped WHERE run = :run ORDER BY first LIMIT :lines)
    """,
)
_LAST_PROBLEM = """
SELECT max(row) FROM
    (SELECT row FROM problems WHERE run = :run AND row NOT NULL ORDER BY row LIMIT :lines)
"""
_COUNT_CAUSES = """
INSERT INTO causes (run, severity, code, field, "column", cause, rows)
SELECT run, severity, code, field, "column", cause, count(DISTINCT row) FROM problems
WHERE run = :run AND row <= :last GROUP BY severity, code, field, "column", cause
ON CONFLICT DO UPDATE SET rows = rows + excluded.rows
"""
_DROP_PROBLEMS = "DELETE FROM problems WHERE run = :run AND row <= :last"
