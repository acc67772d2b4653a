"""What became of rows that got no answer, as a table and as JSON."""

from dataclasses import dataclass
from typing import IO, NamedTuple

import orjson
from rich.console import Console
from rich.table import Table

from customer_import.reports.wording import STATES, keeps_words, print_prose, shown, whole
from customer_import.states import RowState


class SettledRow(NamedTuple):
    """One row that was looked up.

    Attributes:
        run: the name of its run.
        row: as a spreadsheet shows it.
        number: the customer number; None if it has none.
        state: its state now.
        message: why.
    """

    run: str
    row: int
    number: str | None
    state: RowState
    message: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What a look-up has shown.

    Attributes:
        run: the name of the run; blank for all runs of the server.
        rows: those that were unknown.
    """

    run: str
    rows: tuple[SettledRow, ...]

    def count(self, *states: RowState) -> int:
        """Count the rows in some states."""
        return sum(row.state in states for row in self.rows)

    @property
    def saved(self) -> int:
        """Count the rows that are saved; a row equal to one that is saved is so too."""
        return self.count(RowState.SAVED, RowState.SKIPPED)

    @property
    def is_open(self) -> bool:
        """Return whether a row is still unknown, or waits to be sent."""
        return self.saved < len(self.rows)


def write_settled_json(out: IO[str], settled: Settled) -> None:
    """Write the JSON object."""
    found = {
        "run": settled.run,
        "saved": settled.saved,
        "pending": settled.count(RowState.PENDING),
        "unknown": settled.count(RowState.UNKNOWN),
        "rows": [_as_json(row, names_run=not settled.run) for row in settled.rows],
    }
    out.write(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode() + "\n")


def _as_json(row: SettledRow, *, names_run: bool) -> dict[str, object]:
    """Return a row as JSON; it names its run where rows of all runs are settled."""
    run = {"run": row.run} if names_run else {}
    return {
        **run,
        "row": row.row,
        "number": row.number,
        "state": row.state,
        "message": row.message,
    }


def show_settled(console: Console, settled: Settled) -> None:
    """Print a table of the rows, and how many are in which state."""
    if not settled.rows:
        console.print("No row is unknown.")
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in (*(() if settled.run else ("Run",)), "Row", "Customer", "State", "Message"):
        table.add_column(name, no_wrap=name in ("Run", "Row", "State"), overflow="fold")
    for row in settled.rows:
        run = () if settled.run else (whole(row.run),)
        state = whole(row.state, STATES[row.state].colour)
        number = shown(row.number or "")
        table.add_row(*run, whole(str(row.row)), number, state, whole(row.message))
    if keeps_words(console, table):
        console.print(table)
    else:
        _show_one_by_one(console, settled)
    pending, unknown = settled.count(RowState.PENDING), settled.count(RowState.UNKNOWN)
    console.print(f"\n{settled.saved:,} saved, {pending:,} pending, {unknown:,} unknown")


def _show_one_by_one(console: Console, settled: Settled) -> None:
    """Show rows where a table would break their words."""
    for row in settled.rows:
        of_run = "" if settled.run else f" of run {row.run}"
        number = f", {shown(row.number)}" if row.number else ""
        colour = STATES[row.state].colour
        print_prose(console, f"Row {row.row}{of_run}{number}: {row.state}", colour)
        print_prose(console, row.message, indent=2)
