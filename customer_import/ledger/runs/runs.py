"""The runs of one server: begun, gone on with, ended; and what a crash left in flight."""

import secrets
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import orjson

from customer_import import __version__
from customer_import.ledger.known.already_saved import ROW_STATES, check, say_who_saved
from customer_import.ledger.known.known import after_answer, land_all, run_id
from customer_import.ledger.known.requests import mark_all_sent, work_in
from customer_import.ledger.rows.kept_cells import KeptCells
from customer_import.ledger.rows.noted_problems import INSERT_PROBLEM, problem_row
from customer_import.ledger.rows.packets import UNSETTLED_ITEMS, Packets
from customer_import.ledger.rows.request_batch import check_shapes
from customer_import.ledger.runs.results import NOTE_COUNTS, Results, count_rows, packed_counts
from customer_import.problems import Code, Problem
from customer_import.states import UNFINISHED, ItemState, RunState


@dataclass(frozen=True, slots=True)
class NewRun:
    """What a run is made of.

    Attributes:
        identity: equal for two commands that are to be one run (content, mapping, options, and
            what is to be sent again).
        file: the path as given; `-` for standard input.
        file_digest: of the file's bytes.
        mapping: the mapping's name.
        mapping_text: its text.
        target: the server, as a person knows it.
        headers: of the file.
        delimiter: of the file.
        is_report: the file is an error report.
        path: of the file, absolute.
        problems: of the list as a whole.
        is_plan: nothing is sent before a person applies it, so no other run is closed for it.
    """

    identity: str
    file: str
    file_digest: str
    mapping: str
    mapping_text: str
    target: str
    headers: tuple[str, ...]
    delimiter: str
    is_report: bool
    path: str = ""
    problems: tuple[Problem, ...] = ()
    is_plan: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A run in the ledger.

    Attributes:
        id: the ledger's.
        name: what a person calls it: `20261123-0942-k3f9`.
        started: when it was first begun.
        resumed: it was begun by an earlier command.
    """

    id: int
    name: str
    started: datetime
    resumed: bool = False


class LeftOver(NamedTuple):
    """A run that did not end, as its list may be gone.

    Attributes:
        name: the run's.
        file_digest: of the list.
        identity: of the run.
        is_latest: nothing was sent to that server since.
    """

    name: str
    file_digest: str
    identity: str
    is_latest: bool


_LATEST = "id = (SELECT seq FROM sqlite_sequence WHERE name = 'runs')"


def run_name(now: datetime) -> str:
    """Return a name for a run: when it began, and four characters that other runs do not have."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return f"{now:%Y%m%d-%H%M}-" + "".join(secrets.choice(letters) for _ in range(4))


@dataclass(frozen=True, slots=True)
class RunTable:
    """The runs of one ledger."""

    connection: sqlite3.Connection

    def recover(self) -> None:
        """Settle what was in flight when a run died: safe to send twice waits, the rest is unknown.

        Called with the lock held, when nothing can be in flight.
        """
        execute = self.connection.execute
        execute("DELETE FROM runs WHERE state = ?", (RunState.STAGING,))
        for (run,) in execute("SELECT id FROM runs WHERE behind").fetchall():
            check_shapes(self.connection, run)
        work_in(self.connection)
        mark_all_sent(self.connection)
        safe = "(SELECT safe FROM shapes WHERE shapes.id = items.shape)"
        execute(f"UPDATE items SET state = 'staged' WHERE state = 'sent' AND {safe}")
        lost = execute(
            "SELECT items.id, items.run, row, requests.sent FROM items"
            " LEFT JOIN requests ON requests.id = request WHERE items.state = 'sent'"
        ).fetchall()
        for item, run, row, sent in lost:
            execute("UPDATE items SET state = 'unknown' WHERE id = ?", (item,))
            after_answer(self.connection, [item], ItemState.UNKNOWN)
            key = execute("SELECT key FROM rows WHERE run = ? AND number = ?", (run, row))
            problem = no_answer(
                key.fetchone()[0], "the program ended before the server answered", sent
            )
            execute(INSERT_PROBLEM, problem_row(run, row, problem, sent=True))
        land_all(self.connection)
        for (run,) in execute("SELECT id FROM runs WHERE behind").fetchall():
            end_sending(self.connection, run)

    def _drop_content(self, runs: str, *values: object) -> None:
        Packets(self.connection).forget(runs, values)
        self.connection.execute(f"DELETE FROM cells WHERE run {runs}", values)

    def unfinished(self, identity: str) -> Run | None:
        """Return the run that a command goes on with, if there is one.

        Only the latest is gone on with: a later one, also one that is forgotten by now, may have
        sent the same customers, so the rows of earlier ones have to be compared with it anew.
        """
        row = self.connection.execute(
            "SELECT id, name, started FROM runs WHERE identity = ? AND state IN (?, ?, ?)"
            f" AND {_LATEST}",
            (identity, *UNFINISHED),
        ).fetchone()
        return Run(row[0], row[1], datetime.fromisoformat(row[2]), resumed=True) if row else None

    def cut_short(self, identity: str) -> str | None:
        """Return the name of an unfinished run of this command that another run came after."""
        row = self.connection.execute(
            "SELECT name FROM runs WHERE identity = ? AND state IN (?, ?, ?)"
            f" AND NOT {_LATEST} ORDER BY id DESC",
            (identity, *UNFINISHED),
        ).fetchone()
        return str(row[0]) if row else None

    def left_over(self, path: str) -> LeftOver | None:
        """Return the last run of a list that sent something and did not end."""
        row = self.connection.execute(
            f"SELECT name, file_digest, identity, {_LATEST} FROM runs WHERE path = ?"
            " AND state IN (?, ?, ?) AND EXISTS (SELECT 1 FROM requests WHERE run = runs.id)"
            " ORDER BY id DESC",
            (path, *UNFINISHED),
        ).fetchone()
        if row is None:
            return None
        name, file_digest, identity, is_latest = row
        return LeftOver(name, file_digest, identity, bool(is_latest))

    def go_on(self, run: Run) -> int:
        """Prepare an unfinished run for another attempt.

        What the earlier attempt saved is now skipped, what it failed at is tried again. What came
        to be unknown in it stays so, also where the run was begun to send such rows again: other
        rows were meant.

        Returns:
            how many records were refused.
        """
        self._check_staged(run.id)
        execute, this = self.connection.execute, (run.id,)
        execute("DELETE FROM problems WHERE run = ? AND sent AND code = 'refused'", this)
        execute("DELETE FROM problems WHERE run = ? AND sent AND code = 'address-refused'", this)
        execute("UPDATE items SET state = 'skipped' WHERE run = ? AND state = 'saved'", this)
        failed = "UPDATE items SET state = 'staged' WHERE run = ? AND state = 'failed'"
        refused = execute(failed, this).rowcount
        execute(ROW_STATES, {"run": run.id})
        say_who_saved(self.connection, run.id)
        note_counts(self.connection, run.id)
        return refused

    def _check_staged(self, run: int) -> None:
        """Check that a run still has all that was staged of it.

        Raises:
            sqlite3.DatabaseError: it has not; the disk has changed it since.
        """
        check_shapes(self.connection, run)
        staged = Results(self.connection, run).noted_counts().values()
        if sum(staged) != sum(count_rows(self.connection, run).values()):
            raise sqlite3.DatabaseError("rows of it are missing")

    def begin(self, new: NewRun, now: datetime, *, is_whole: bool) -> Run:
        """Begin a run, of a whole list or its first rows; an unfinished one of it is closed."""
        if not new.is_plan:
            self._close_others(new)
        name = self._free_name(now)
        id_ = run_id(self.connection, name)
        values = (
            id_,
            name,
            new.identity,
            RunState.STAGING,
            now.isoformat(),
            new.file,
            new.file_digest,
        )
        more = (new.mapping, new.mapping_text, new.target, orjson.dumps(new.headers).decode())
        self.connection.execute(
            "INSERT INTO runs (id, name, identity, state, started, file, file_digest, mapping,"
            " mapping_text, target, headers, delimiter, is_report, is_whole, path, version)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, *more, new.delimiter, new.is_report, is_whole, new.path, __version__),
        )
        run = Run(id_, name, now)
        problems = (problem_row(run.id, None, problem) for problem in new.problems)
        self.connection.executemany(INSERT_PROBLEM, problems)
        return run

    def _free_name(self, now: datetime) -> str:
        taken = "SELECT EXISTS (SELECT 1 FROM run_names WHERE name = ?)"
        is_taken = self.connection.execute(taken, (name := run_name(now),)).fetchone()[0]
        return self._free_name(now) if is_taken else name

    def _close_others(self, new: NewRun) -> None:
        same, value = ("path", new.path) if new.path else ("file", new.file)
        closed = (
            f"(SELECT id FROM runs WHERE {same} = ? AND state IN {tuple(map(str, UNFINISHED))})"
        )
        self._drop_content(f"IN {closed}", value)
        self.connection.execute(f"UPDATE runs SET state = 'closed' WHERE id IN {closed}", (value,))

    def why_stopped(self, run: Run) -> str:
        """Return why the last attempt of a run stopped part-way; blank if it did not."""
        found = self.connection.execute("SELECT stopped FROM runs WHERE id = ?", (run.id,))
        return str(found.fetchone()[0])

    def mark(self, run: Run, state: RunState, now: datetime, seconds: float, why: str = "") -> None:
        """Note how far a run has come."""
        self.connection.execute(
            "UPDATE runs SET state = ?, finished = ?, seconds = seconds + ?, stopped = ?"
            " WHERE id = ?",
            (state, now.isoformat(), seconds, why, run.id),
        )
        note_counts(self.connection, run.id)


def note_counts(connection: sqlite3.Connection, run: int) -> None:
    """Note how many rows of a run are in each state, so that nobody has to count them again."""
    connection.execute(NOTE_COUNTS, (packed_counts(connection, run), run))


BEGIN_SENDING = "UPDATE runs SET behind = TRUE WHERE id = ? AND NOT behind"
"""Notes that records of a run will come to states that its rows do not show yet."""


def end_sending(connection: sqlite3.Connection, run: int) -> None:
    """Give the rows of a run the states of their records, and drop what is not needed any more.

    Nothing of the run is under way then. It is done for all rows at once.
    """
    for statement in (_SAVED, _TROUBLED):
        connection.execute(statement, {"run": run})
    Packets(connection).thin(run)
    KeptCells(connection, run).thin()
    connection.execute(_END, {"run": run})
    note_counts(connection, run)


_SAVED = f"""
UPDATE rows SET state = 'saved' WHERE run = :run AND state = 'pending' AND number NOT IN
    (SELECT row {UNSETTLED_ITEMS})
"""
_TROUBLED = f"""
{ROW_STATES} AND number IN
    (SELECT row FROM items WHERE run = :run AND (state = 'failed' OR state = 'unknown'))
"""
_END = """
UPDATE runs SET behind = EXISTS (SELECT 1 FROM requests WHERE run = :run AND is_open)
WHERE id = :run
"""
"""Where an attempt broke off with requests under way, its rows show what became of them later."""


def no_answer(key: str | None, why: str, sent: str | None) -> Problem:
    """Return the problem of a row that was sent and got no answer."""
    at = f" at {sent[:16].replace('T', ' ')} UTC" if sent else ""
    what = f"but {why.rstrip('.')}; "
    message, cause = f"It was sent{at}, {what}{check(key)}", f"It was sent, {what}{check(None)}"
    return Problem(Code.NO_ANSWER, message, cause=cause)
