"""The runs that undo others: what there is to put back, and where it is staged."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import orjson

from customer_import.comparing.change import Action, RowPlan, row_plan
from customer_import.comparing.compare import Narrowed
from customer_import.endpoints import Call
from customer_import.ledger.rows.noted_problems import INSERT_PROBLEM, problem_row
from customer_import.ledger.rows.packets import digest
from customer_import.ledger.rows.request_batch import RequestShape
from customer_import.ledger.runs.runs import Run, note_counts
from customer_import.ledger.staging.restage import Restaging, StagedRecord
from customer_import.problems import Code, Problem


def saved_plans(connection: sqlite3.Connection, run: int, *actions: Action) -> Iterator[RowPlan]:
    """Yield the plans of the rows of a run that were saved, in the file's order."""
    wanted = orjson.dumps(actions).decode()
    for row, *more in connection.execute(_SAVED, (run, wanted)):
        yield row_plan(row, *more)


def deleted_rows(connection: sqlite3.Connection, name: str) -> frozenset[int]:
    """Return the rows of a run whose customers an undo of it deleted."""
    return frozenset(row for (row,) in connection.execute(_DELETED, (name, Action.DELETE)))


def note_left(connection: sqlite3.Connection, run: int, plans: Iterable[RowPlan]) -> None:
    """Note that customers are still there which the server said it deleted; in a transaction."""
    for plan in plans:
        for statement in _FAIL:
            connection.execute(statement, (run, plan.row))
        problem = problem_row(run, plan.row, not_deleted(plan.number), sent=True)
        connection.execute(INSERT_PROBLEM, problem)
    note_counts(connection, run)


def not_deleted(number: str | None) -> Problem:
    """Return the problem of a row whose customer is still there."""
    said = "The server says that it was deleted, and still shows it. Look at it in Wasp."
    return Problem(Code.NOT_DELETED, f"Customer {number} is still there. {said}", cause=said)


def unfinished_undo(connection: sqlite3.Connection, name: str) -> Run | None:
    """Return the undo of a run that was cut short, if there is one."""
    found = connection.execute(_UNFINISHED, (name,)).fetchone()
    if found is None:
        return None
    return Run(found[0], found[1], datetime.fromisoformat(found[2]), resumed=True)


@dataclass(slots=True)
class UndoStaging:
    """Stages what an undo sends; inside a transaction.

    Attributes:
        connection: the ledger's.
        run: the id of the undo.
        undone: the id of the run that it undoes.
    """

    connection: sqlite3.Connection
    run: int
    undone: int
    _restaging: Restaging = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing."""
        self._restaging = Restaging(self.connection, self.run)

    def put_rows(self, plans: Iterable[RowPlan]) -> None:
        """Add the rows; those that change nothing are skipped, and say why."""
        self.connection.executemany(_ROW, [self._row(plan) for plan in plans])

    def _row(self, plan: RowPlan) -> tuple[object, ...]:
        is_left = plan.action == Action.UNCHANGED
        state, message = ("skipped", plan.note) if is_left else ("pending", "")
        return self.run, plan.row, state, plan.number, message

    def write(self, plan: RowPlan, narrow: Narrowed) -> None:
        """Stage the record that puts a row's old values back."""
        shape = RequestShape(Call.UPDATE, narrow.fields, safe=True)
        self._add(shape, plan, orjson.dumps(narrow.record))

    def delete(self, plan: RowPlan) -> None:
        """Stage the deletion of a row's customer."""
        self._add(RequestShape(Call.DELETE, (), safe=True), plan, orjson.dumps(plan.number))

    def finish(self) -> None:
        """Write what is gathered."""
        self._restaging.finish()

    def _add(self, shape: RequestShape, plan: RowPlan, payload: bytes) -> None:
        (known,) = self.connection.execute(_KNOWN_KEY, (self.undone, plan.row)).fetchone()
        # What an undo writes is not the content of any list, so a list's next run sends its rows.
        content = digest(payload + b"undone", plan.row, plan.number, known)
        self._restaging.add(shape, StagedRecord(0, plan.row, plan.number, payload, content, known))


_SAVED = """
SELECT row, changes.number, action, fields, note FROM changes
JOIN rows ON rows.run = changes.run AND rows.number = row
WHERE changes.run = ? AND state = 'saved' AND action IN (SELECT value FROM json_each(?))
ORDER BY row
"""
_FAIL = (
    "UPDATE items SET state = 'failed' WHERE run = ? AND row = ?",
    "UPDATE rows SET state = 'failed' WHERE run = ? AND number = ?",
)
_DELETED = """
SELECT row FROM plans JOIN changes USING (run)
JOIN rows ON rows.run = changes.run AND rows.number = row
WHERE undoes = ? AND action = ? AND state = 'saved'
"""
_UNFINISHED = """
SELECT id, name, started FROM plans JOIN runs ON runs.id = run
WHERE undoes = ? AND state = 'planned' ORDER BY id DESC
"""
_ROW = "INSERT INTO rows (run, number, state, key, message) VALUES (?, ?, ?, ?, ?)"
_KNOWN_KEY = "SELECT key FROM items WHERE run = ? AND row = ? ORDER BY key LIMIT 1"
