"""The plans of one ledger: what each row changes, with the old values until they are too old."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import orjson

from customer_import.comparing.change import SENDING, Action, RowPlan, packed_changes, row_plan

KEPT = timedelta(days=30)
"""How long old values are kept."""


class Seen(NamedTuple):
    """What was read of a row's customer, until it is compared.

    Attributes:
        row: as a spreadsheet shows it.
        number: the customer number.
        existence: in the words of the reading.
        found: what the server has of the fields that the row fills, as JSON.
        why: why it is not known.
    """

    row: int
    number: str
    existence: str
    found: str
    why: str


class PlanFacts(NamedTuple):
    """What holds for all rows of a plan.

    Attributes:
        undoes: the name of the run that it undoes; blank if it plans a list.
        guesses: what its mapping does not declare, so that somebody has to agree to it.
        lacking: keys that answers lacked where they were blank.
        not_compared: fields that rows fill and that cannot be compared.
    """

    undoes: str
    guesses: tuple[str, ...]
    lacking: frozenset[str]
    not_compared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plans:
    """The plan of one run."""

    connection: sqlite3.Connection
    run: int

    def begin(self, undoes: str = "", guesses: Sequence[str] = ()) -> None:
        """Begin a plan; inside a transaction."""
        values = (self.run, undoes, orjson.dumps(guesses).decode(), "[]", "[]")
        self.connection.execute("INSERT INTO plans VALUES (?, ?, ?, ?, ?)", values)

    def facts(self) -> PlanFacts | None:
        """Return what holds for all of it; None if the run is not a plan."""
        sql = "SELECT undoes, guesses, lacking, not_compared FROM plans WHERE run = ?"
        found = self.connection.execute(sql, (self.run,)).fetchone()
        if found is None:
            return None
        undoes, *lists = found
        guesses, lacking, not_compared = map(orjson.loads, lists)
        return PlanFacts(undoes, tuple(guesses), frozenset(lacking), tuple(not_compared))

    def note(self, lacking: Iterable[str], not_compared: Sequence[str]) -> None:
        """Note what holds for all of it; inside a transaction."""
        values = (orjson.dumps(sorted(lacking)), orjson.dumps(not_compared))
        sql = "UPDATE plans SET lacking = ?, not_compared = ? WHERE run = ?"
        self.connection.execute(sql, (*(each.decode() for each in values), self.run))

    def put_seen(self, found: Iterable[Seen]) -> None:
        """Keep what was read, until it is compared; inside a transaction."""
        rows = ((self.run, *each) for each in found)
        self.connection.executemany(_PUT, rows)

    def seen(self, rows: Iterable[int]) -> dict[int, Seen]:
        """Return what was read of some rows."""
        found = self.connection.execute(_SOME, (self.run, orjson.dumps(list(rows)).decode()))
        return {row: Seen(row, *more) for row, *more in found}

    def put(self, plans: Iterable[RowPlan]) -> None:
        """Keep the plans of rows, in place of what was read of them; inside a transaction."""
        rows = (
            (self.run, each.row, each.number, each.action, packed_changes(each), each.note)
            for each in plans
        )
        self.connection.executemany(_PUT, rows)

    def of(self, rows: Iterable[int]) -> dict[int, RowPlan]:
        """Return the plans of some rows."""
        found = self.connection.execute(_SOME, (self.run, orjson.dumps(list(rows)).decode()))
        return {row: row_plan(row, *more) for row, *more in found}

    def counts(self) -> dict[Action, int]:
        """Count the rows by action; every action is there."""
        return self._by_action(_COUNTS)

    def customers(self) -> dict[Action, int]:
        """Count the customers by action; every action is there."""
        return self._by_action(_CUSTOMERS)

    def _by_action(self, counting: str) -> dict[Action, int]:
        found: Mapping[str, int] = dict(self.connection.execute(counting, (self.run,)).fetchall())
        return {action: found.get(action, 0) for action in Action}

    def rows(self, *actions: Action) -> Iterator[RowPlan]:
        """Yield the plans of rows with these actions, in the file's order."""
        wanted = orjson.dumps(actions).decode()
        for row, *more in self.connection.execute(_WITH_ACTION, (self.run, wanted)):
            yield row_plan(row, *more)

    def as_json(self) -> Iterator[bytes]:
        """Yield what each row changes as JSON; nothing if the run is not a plan."""
        for plan in self.rows(*SENDING):
            yield orjson.dumps(
                {**plan._asdict(), "changes": [each._asdict() for each in plan.changes]}
            )

    def first_rows(self, count: int) -> int:
        """Return the last of the first so many rows that are sent; 0 if there is none."""
        values = (self.run, orjson.dumps(SENDING).decode(), count)
        return int(self.connection.execute(_FIRST, values).fetchone()[0])

    def go_on(self) -> None:
        """Let rows that the server refused wait for another attempt; inside a transaction."""
        refused = "UPDATE items SET state = 'staged' WHERE run = ? AND state = 'failed'"
        if self.connection.execute(refused, (self.run,)).rowcount:
            self.connection.execute(_FORGIVE, (self.run,))
            self.connection.execute(_WAIT_AGAIN, {"run": self.run})

    def waiting(self, last_row: int | None = None) -> dict[Action, int]:
        """Count the rows by action that are still to be sent.

        Args:
            last_row: rows up to this one are counted; None for all.
        """
        values = {"run": self.run, "last": last_row}
        found = dict(self.connection.execute(_WAITING, values).fetchall())
        return {action: found.get(action, 0) for action in SENDING}

    def is_kept(self) -> bool:
        """Return whether the rows of the plan are still there."""
        sql = "SELECT EXISTS (SELECT 1 FROM changes WHERE run = ?)"
        return bool(self.connection.execute(sql, (self.run,)).fetchone()[0])


_COUNTS = """
SELECT action, sum(1 + (SELECT count(*) FROM followers
    WHERE followers.run = changes.run AND lead = changes.row))
FROM changes WHERE run = ? GROUP BY action
"""
_CUSTOMERS = "SELECT action, count(*) FROM changes WHERE run = ? GROUP BY action"
_PUT = "INSERT OR REPLACE INTO changes VALUES (?, ?, ?, ?, ?, ?)"
_COLUMNS = "SELECT row, number, action, fields, note FROM changes WHERE run = ?"
_SOME = f"{_COLUMNS} AND row IN (SELECT value FROM json_each(?))"
_WITH_ACTION = f"{_COLUMNS} AND action IN (SELECT value FROM json_each(?)) ORDER BY row"
_FIRST = """
SELECT ifnull(max(row), 0) FROM
    (SELECT row FROM changes WHERE run = ? AND action IN (SELECT value FROM json_each(?))
     ORDER BY row LIMIT ?)
"""
_WAITING = """
SELECT action, count(*) FROM changes JOIN rows ON rows.run = changes.run AND rows.number = row
WHERE changes.run = :run AND state = 'pending' AND (:last IS NULL OR row <= :last)
GROUP BY action
"""
_FORGIVE = """
DELETE FROM problems WHERE run = ? AND sent AND code IN ('refused', 'address-refused')
"""
_WAIT_AGAIN = "UPDATE rows SET state = 'pending' WHERE run = :run AND state = 'failed'"


def forget_changes(connection: sqlite3.Connection, now: datetime) -> None:
    """Drop the old values of plans that are too old, and close those that were not applied."""
    before = ((now - KEPT).isoformat(),)
    old = "IN (SELECT id FROM runs WHERE started < ?)"
    connection.execute(f"DELETE FROM changes WHERE run {old}", before)
    closed = f"UPDATE runs SET state = 'closed' WHERE state = 'planned' AND id {old}"
    connection.execute(closed, before)


def drop_changes(
    connection: sqlite3.Connection, runs: str, values: Sequence[object] | Mapping[str, object]
) -> None:
    """Drop the old values of the runs whose id meets a condition with its values."""
    connection.execute(f"DELETE FROM changes WHERE run {runs}", values)
