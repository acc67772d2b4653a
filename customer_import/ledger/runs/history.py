"""The runs a ledger remembers, to look at and to forget."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from customer_import.endpoints import Call
from customer_import.ledger.rows.packets import Packets
from customer_import.ledger.rows.skipped_rows import drop_unused_blocks
from customer_import.ledger.runs.plans import drop_changes
from customer_import.ledger.runs.results import Results
from customer_import.ledger.staging.same_list import last_of_lists
from customer_import.states import UNFINISHED, Keeps, RowState, RunState


@dataclass(frozen=True, slots=True)
class PastRun:
    """One run.

    Attributes:
        id: the ledger's.
        name: what a person calls it.
        state: how far it came.
        started: when it was begun.
        finished: when it last ended; None while it never did.
        seconds: it sent.
        file: the list, as given.
        file_digest: of its bytes (SHA-256).
        mapping: its name.
        mapping_text: its text.
        target: the server.
        headers: of the list.
        delimiter: of the list.
        version: of this program, then.
        stopped: why it stopped part-way; blank where it did not.
        counts: rows by state.
        keeps: what is still kept of it.
    """

    id: int
    name: str
    state: RunState
    started: datetime
    finished: datetime | None
    seconds: float
    file: str
    file_digest: str
    mapping: str
    mapping_text: str
    target: str
    headers: tuple[str, ...]
    delimiter: str
    version: str
    stopped: str
    counts: dict[RowState, int]
    keeps: Keeps = Keeps.ALL


class PastRequest(NamedTuple):
    """One request of a run.

    Attributes:
        call: to which it was made.
        records: it carried.
        size: of its body, in bytes.
        sent: when, ISO.
        answered: when, ISO; None where it never was.
        status: of the answer; None where there was none.
        outcome: in a word or two.
    """

    call: Call
    records: int
    size: int
    sent: str
    answered: str | None
    status: int | None
    outcome: str


class RunLabel(NamedTuple):
    """What tells a run from others at a glance.

    Attributes:
        name: of the run.
        file: its list.
        started: when it began, ISO.
    """

    name: str
    file: str
    started: str


def recent_runs(ledger: Path, most: int) -> list[RunLabel]:
    """Return the latest runs of a ledger, and keep no run from taking its lock meanwhile.

    Args:
        ledger: the path of its file.
        most: as many at the most.

    Raises:
        sqlite3.Error: a run holds it, or it is damaged.
    """
    with closing(_read_only(ledger)) as connection:
        rows = connection.execute(
            "SELECT name, file, started FROM runs WHERE state != 'purged' ORDER BY id DESC LIMIT ?",
            (most,),
        )
        return [RunLabel(*row) for row in rows]


def last_mapping(ledger: Path, headers: Sequence[str]) -> tuple[str, str] | None:
    """Return when a list with these headers was last run, ISO, and the name of its mapping.

    None where none was run. It keeps no run from taking the ledger's lock meanwhile.

    Args:
        ledger: the path of its file.
        headers: of the list.

    Raises:
        sqlite3.Error: a run holds it, or it is damaged.
    """
    with closing(_read_only(ledger)) as connection:
        found: tuple[str, str] | None = connection.execute(
            "SELECT started, mapping FROM runs WHERE headers = ? AND NOT is_report"
            " ORDER BY id DESC LIMIT 1",
            (orjson.dumps(headers).decode(),),
        ).fetchone()
        return found


def _read_only(ledger: Path) -> sqlite3.Connection:
    uri = f"{ledger.absolute().as_uri()}?mode=ro"
    return sqlite3.connect(uri, timeout=0, uri=True)


_COLUMNS = tuple(name for name in PastRun.__dataclass_fields__ if name != "counts")
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM runs"


@dataclass(frozen=True, slots=True)
class History:
    """What one ledger remembers."""

    connection: sqlite3.Connection

    def runs(self, most: int = -1, beginning: str = "") -> list[PastRun]:
        """Return runs, the latest first.

        Args:
            most: so many at the most; -1 for all.
            beginning: of their names.
        """
        found = f"{_SELECT} WHERE state != 'purged' AND substr(name, 1, ?) = ?"
        values = (len(beginning), beginning, most)
        rows = self.connection.execute(f"{found} ORDER BY id DESC LIMIT ?", values)
        return [self._run(row) for row in rows.fetchall()]

    def run(self, name: str) -> PastRun | None:
        """Return the run of this name."""
        found = self.connection.execute(f"{_SELECT} WHERE name = ? AND state != 'purged'", (name,))
        row = found.fetchone()
        return self._run(row) if row else None

    def _run(self, row: tuple[Any, ...]) -> PastRun:
        values = dict(zip(_COLUMNS, row, strict=True))
        finished = values["finished"]
        values |= {
            "state": RunState(values["state"]),
            "keeps": Keeps(values["keeps"]),
            "started": datetime.fromisoformat(values["started"]),
            "finished": datetime.fromisoformat(finished) if finished else None,
            "headers": tuple(orjson.loads(values["headers"])),
            "counts": Results(self.connection, values["id"]).counts(),
        }
        return PastRun(**values)

    def requests(self, run: PastRun) -> list[PastRequest]:
        """Return the requests of a run, in the order they were sent."""
        rows = self.connection.execute(
            "SELECT call, records, size, sent, answered, status, outcome FROM requests"
            " WHERE run = ? ORDER BY id",
            (run.id,),
        )
        return [PastRequest(Call(call), *more) for call, *more in rows]

    def purge(self, before: datetime) -> int:
        """Forget runs begun before a time, but for unfinished ones; return how many there were.

        What is saved at the server stays known, so nothing is sent twice for it. Of the last run
        of a list that had customers numbered by the server, the digests of those stay too, so
        that changed rows are noticed in the list's next run.
        """
        last = last_of_lists(self.connection)
        kept = orjson.dumps([each.run for each in last]).decode()
        values = {"before": before.isoformat(), "kept": kept}
        execute = self.connection.execute
        (count,) = execute(f"SELECT count(*) FROM runs WHERE {_OLD}", values).fetchone()
        execute(_FORGET, values)
        for each in last:
            named = {**values, "id": each.run, "file": each.file.name}
            execute(f"UPDATE runs SET file = :file WHERE id = :id AND {_OLD}", named)
        Packets(self.connection).forget(_OF_OLD, values)
        drop_changes(self.connection, _OF_OLD, values)
        for statement in _STRIP:
            execute(statement, values)
        drop_unused_blocks(self.connection)
        return int(count)


_PERSONAL = ("identity", "file_digest", "path", "mapping", "mapping_text", "target", "stopped")
_OLD = f"started < :before AND state NOT IN {(*map(str, UNFINISHED), str(RunState.PURGED))}"
_FORGET = f"""
DELETE FROM runs
WHERE ({_OLD} OR state = '{RunState.PURGED}') AND id NOT IN (SELECT value FROM json_each(:kept))
"""
_OF_OLD = f"IN (SELECT id FROM runs WHERE {_OLD})"
_STRIPPED = f"run {_OF_OLD}"
_WITH_NUMBER = "(key NOT NULL OR state NOT IN ('saved', 'skipped', 'unknown'))"
_BLANK = ", ".join(f"{column} = ''" for column in _PERSONAL)
_STRIP = (
    *(
        f"DELETE FROM {table} WHERE {_STRIPPED}"
        for table in ("rows", "followers", "skipped", "cells", "problems", "causes", "requests")
    ),
    f"DELETE FROM items WHERE {_STRIPPED} AND {_WITH_NUMBER}",
    f"UPDATE runs SET state = '{RunState.PURGED}', {_BLANK} WHERE {_OLD}",
)
