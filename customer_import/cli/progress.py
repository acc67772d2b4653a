"""The progress of a run on the terminal: a bar, and in words what is done."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Column
from rich.text import Text

from customer_import.events import Delivered, Event, Listener, LookedUp, Staged, Waiting
from customer_import.reports.wording import plain
from customer_import.states import ItemState

_ROOM_FOR_BAR = 76
_ROOM_FOR_RATE = 54
"""Columns of a terminal from which these fit beside a count of six digits."""


@contextmanager
def shown_progress(
    console: Console, doing: str, total: int | None, rows: int | None
) -> Iterator[Listener]:
    """Show the progress; give what hears of it.

    Args:
        console: a terminal.
        doing: what is done.
        total: the records to do; None if that is not known.
        rows: the rows that these records belong to.
    """
    share = rows / total if rows and total else 1.0
    columns = progress_columns(console.width, share, has_end=bool(total))
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(f"{doing} …", total=total)
        yield Watcher(partial(progress.update, task)).hear


def progress_columns(width: int, share: float, *, has_end: bool) -> list[ProgressColumn]:
    """Return the columns that fit: the description, and what else need not be cut.

    Args:
        width: of the terminal.
        share: rows per record; a row's addresses are records too.
        has_end: the number of records is known.
    """
    said = TextColumn("{task.description}", markup=False, table_column=Column(overflow="fold"))
    bar, rate, left = BarColumn(20), _Rate(share), TimeRemainingColumn(compact=True)
    columns: list[ProgressColumn] = [said]
    columns += [bar] if width >= _ROOM_FOR_BAR else []
    columns += [rate] if width >= _ROOM_FOR_RATE else []
    return [*columns, left] if has_end else columns


class _Rate(ProgressColumn):
    """Shows the rows per second."""

    def __init__(self, share: float) -> None:
        super().__init__(Column(no_wrap=True))
        self._share = share

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed * self._share:,.0f}/s" if task.speed else "")


class Watcher:
    """Puts events into words and numbers.

    Args:
        update: shows the `description`, and the `completed` rows or records.
    """

    def __init__(self, update: Callable[..., None]) -> None:
        self._update = update
        self._done = 0
        self._rows = _RowStates()

    def hear(self, event: Event) -> None:
        """Take an event."""
        match event:
            case Staged(rows):
                self._update(description=f"Reading: {rows:,} rows", completed=rows)
            case LookedUp(customers):
                self._update(
                    description=f"Looking up: {customers:,} customers", completed=customers
                )
            case Waiting():
                self._update(description=_waiting(event))
            case Delivered(_, rows, _):
                self._count({state: rows.get(state, ()) for state in _SETTLED})

    def _count(self, settled: Mapping[ItemState, Sequence[int]]) -> None:
        for state, rows in settled.items():
            self._rows.note(rows, _SETTLED.index(state) + 1)
        done = sum(map(len, settled.values()))
        self._done += done
        # A request without a result may have made us wait: that message stays in sight.
        if done:
            saved, held, failed, unknown = self._rows.counts[1:]
            description = f"Sending: {saved:,} saved, {failed:,} refused"
            description += f", {unknown:,} unknown" if unknown else ""
            description += f", {held:,} held" if held else ""
            self._update(description=description, completed=self._done)


def _waiting(event: Waiting) -> str:
    seconds, reason = math.ceil(event.seconds), plain(event.reason)
    if event.gives_up is None:
        return f"Waiting {seconds} s: {reason}"
    return (
        f"The server does not answer ({reason}). Next try in {seconds} s, giving up in "
        f"{math.ceil(event.gives_up)} s."
    )


_SETTLED = (ItemState.SAVED, ItemState.HELD, ItemState.FAILED, ItemState.UNKNOWN)
"""From good to bad: a row is as bad as the worst of its records."""


class _RowStates:
    """What became of each row so far, in a byte; a customer and its addresses are one row."""

    def __init__(self) -> None:
        self._states = bytearray()
        self.counts = [0] * (len(_SETTLED) + 1)

    def note(self, rows: Sequence[int], state: int) -> None:
        """Note what became of a record of each of these rows; 0 means nothing yet."""
        missing = max(rows, default=0) + 1 - len(self._states)
        self._states.extend(bytes(max(0, missing)))
        for row in rows:
            before = self._states[row]
            if state > before:
                self._states[row] = state
                self.counts[before] -= 1
                self.counts[state] += 1
