"""The rows of which nobody knows what became of them, and what is noted once that is known."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from customer_import.endpoints import Call
from customer_import.ledger.known.already_saved import ROW_STATES
from customer_import.ledger.rows.kept_cells import KeptCells
from customer_import.ledger.rows.packets import Packets
from customer_import.ledger.runs.runs import note_counts
from customer_import.states import ItemState, KnownState, RowState


class UnknownRow(NamedTuple):
    """One record that nobody knows of, with its row.

    Attributes:
        run: the id of its run.
        name: of the run.
        row: as a spreadsheet shows it.
        number: the customer number as the list has it; None for the server to make.
        item: the ledger's id of the record.
        key: the number as it is compared.
        content: the digest of the record.
        is_sent: a request of this very run carried it.
        is_last: its content is the last that was sent under its number, and is not known to be
            saved.
        is_new: nothing was known of the number before that request.
    """

    run: int
    name: str
    row: int
    number: str | None
    item: int
    key: str | None
    content: int
    is_sent: bool
    is_last: bool
    is_new: bool


class Outcome(NamedTuple):
    """What is known of a record now.

    Attributes:
        row: the record.
        state: saved, skipped, or staged to be sent again; unknown if nothing new is known.
        message: why, in words.
    """

    row: UnknownRow
    state: ItemState
    message: str


@dataclass(frozen=True, slots=True)
class UnknownRows:
    """The unknown rows of one ledger.

    Attributes:
        connection: the ledger's.
    """

    connection: sqlite3.Connection

    def of(self, run: int | None) -> list[UnknownRow]:
        """Return the unknown records of a run, or of all, in the order of the runs."""
        found = self.connection.execute(_UNKNOWN, {"run": run, "call": Call.ADDRESSES})
        return [UnknownRow(*line[:7], *map(bool, line[7:])) for line in found]

    def payload(self, item: int) -> bytes:
        """Return a record as it was sent; blank if it is not kept any more."""
        found = self.connection.execute(_PACKET, (item, item)).fetchone()
        if found is None:
            return b""
        lines = Packets(self.connection).get(found[0]).records.split(b"\n")
        return bytes(lines[item - found[0]])

    def note(self, outcomes: Iterable[Outcome], now: datetime) -> None:
        """Note what is known now; inside a transaction."""
        runs = set()
        for outcome in outcomes:
            if outcome.state != ItemState.UNKNOWN:
                self._note(outcome, int(now.timestamp()))
                runs.add(outcome.row.run)
        for run in runs:
            Packets(self.connection).thin(run)
            KeptCells(self.connection, run).thin()
            note_counts(self.connection, run)

    def _note(self, outcome: Outcome, at: int) -> None:
        row, execute = outcome.row, self.connection.execute
        execute("UPDATE items SET state = ? WHERE id = ?", (outcome.state, row.item))
        if outcome.state == ItemState.SAVED:
            execute(_SAVED, (KnownState.SAVED, at, row.key, KnownState.UNKNOWN))
        elif outcome.state == ItemState.STAGED:
            execute(_FORGET, (row.key, KnownState.UNKNOWN))
        this = {"run": row.run, "row": row.row}
        execute(_PROBLEMS, this)
        execute(f"{ROW_STATES} AND number = :row", this)
        message = (outcome.message, row.run, row.row)
        execute("UPDATE rows SET message = ? WHERE run = ? AND number = ?", message)

    def state(self, row: UnknownRow) -> RowState:
        """Return the state of a row."""
        sql = "SELECT state FROM rows WHERE run = ? AND number = ?"
        return RowState(self.connection.execute(sql, (row.run, row.row)).fetchone()[0])

    def assumed_by(self, runs: Iterable[int]) -> Iterator[str]:
        """Yield the texts of the mappings of some runs, each once."""
        for run in runs:
            sql = "SELECT mapping_text FROM runs WHERE id = ?"
            yield from (text for (text,) in self.connection.execute(sql, (run,)))


_UNKNOWN = f"""
SELECT runs.id, runs.name, rows.number, rows.key, items.id, items.key, items.content,
    items.request NOTNULL,
    ifnull(known.state = {KnownState.UNKNOWN:d} AND known.content = items.content, FALSE),
    ifnull(known.is_new, FALSE)
FROM items JOIN shapes ON shapes.id = items.shape JOIN runs ON runs.id = items.run
JOIN rows ON rows.run = items.run AND rows.number = items.row
LEFT JOIN known ON known.key = items.key
WHERE items.state = 'unknown' AND call != :call AND (:run IS NULL OR items.run = :run)
ORDER BY items.run, items.row
"""
_PACKET = "SELECT first FROM packets WHERE first <= ? AND first + records > ?"
_SAVED = "UPDATE known SET state = ?, at = ?, is_new = FALSE WHERE key = ? AND state = ?"
_FORGET = "DELETE FROM known WHERE key = ? AND state = ?"
_PROBLEMS = """
DELETE FROM problems WHERE run = :run AND sent AND code IN ('no-answer', 'still-unknown') AND row IN
    (SELECT :row UNION ALL SELECT number FROM followers WHERE run = :run AND lead = :row)
"""
