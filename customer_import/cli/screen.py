"""The terminal: results go to stdout, everything else to stderr."""

import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Column
from rich.text import Text

from customer_import.cli.interrupts import answering
from customer_import.errors import CustomerImportError
from customer_import.events import Delivered, Event, Listener, LookedUp, Staged, Waiting
from customer_import.reports.wording import COMMAND, plain, print_command, print_prose, whole
from customer_import.states import ItemState

_ERROR = "Error: "
_ROOM_FOR_BAR = 76
_ROOM_FOR_RATE = 54
"""Columns of a terminal from which these fit beside a count of six digits."""


class Screen:
    """The terminal of one run.

    Args:
        quiet: show neither notices nor progress.
    """

    def __init__(self, *, quiet: bool) -> None:
        self.out = Console(highlight=False, markup=False, emoji=False)
        self.err = Console(stderr=True, highlight=False, markup=False, emoji=False)
        self._quiet = quiet

    @property
    def can_ask(self) -> bool:
        """Tell whether a person is there to answer."""
        return sys.stdin.isatty() and sys.stderr.isatty()

    def say(self, text: str, command: str = "") -> None:
        """Show a notice, and the command that it ends with."""
        if not self._quiet:
            self._print(text)
            if command:
                print_command(self.err, command)

    def say_lines(self, text: str, command: str) -> None:
        """Show a text that is to be copied, or the command that saves it if lines would wrap."""
        if not fits(self.err, text):
            self.say(TOO_WIDE, command)
        elif not self._quiet:
            for line in text.splitlines():
                self.err.print(whole(line), soft_wrap=True)

    def give_lines(self, text: str, command: str) -> None:
        """Give a text as the result, or the command that saves it if a terminal would wrap it."""
        if fits(self.out, text):
            self.out.file.write(text)
        else:
            self.say(TOO_WIDE, command)

    def explain(self, text: str, command: str = "") -> None:
        """Show what a person must see before agreeing, and the command that it ends with."""
        for line in text.splitlines():
            self._print(line)
        if command:
            print_command(self.err, command)

    def error(self, error: CustomerImportError) -> None:
        """Show why the command was not done, and what to do."""
        first, *more = (*error.message.splitlines(), *error.remedy.splitlines())
        self._print(f"{_ERROR}{first}", head=_ERROR)
        for line in more:
            if line.startswith(COMMAND):
                print_command(self.err, line)
            else:
                self._print(line)

    def _print(self, text: str, head: str = "") -> None:
        # Without a terminal a message stays on one line, to be searched.
        one_line = not self.err.is_terminal
        print_prose(self.err, text, head=head, one_line=one_line)

    def agreed(self, question: str, *, default: bool = False) -> bool:
        """Ask a question; only if a person is there to answer.

        Args:
            question: the question.
            default: what Enter alone means.

        Raises:
            Interrupted: the answer was Ctrl-C, or the input has ended.
        """
        with answering():
            return typer.confirm(plain(question), default=default, err=True)

    def choice(self, question: str, answers: Sequence[str], default: str) -> str:
        """Ask which of some words is meant; only if a person is there to answer.

        Args:
            question: the question.
            answers: the words, of which the first letter is enough.
            default: what Enter alone means.

        Raises:
            Interrupted: the answer was Ctrl-C, or the input has ended.
        """
        while True:
            given = self.answer(question).lower()
            for each in answers if given else (default,):
                if each.startswith(given):
                    return each
            *others, last = (each[0] for each in answers)
            self.explain(f"Answer {', '.join(others)} or {last}.")

    def answer(self, question: str) -> str:
        """Ask for a text, which may be blank; only if a person is there to answer.

        Raises:
            Interrupted: the answer was Ctrl-C, or the input has ended.
        """
        with answering():
            given: str = typer.prompt(
                plain(question), default="", show_default=False, prompt_suffix=" ", err=True
            )
            return given.strip()

    @contextmanager
    def progress(
        self, doing: str, total: int | None = None, rows: int | None = None
    ) -> Iterator[Listener]:
        """Show the progress, if a person is there to see it.

        Args:
            doing: what is done.
            total: the records to do; None if that is not known.
            rows: the rows that these records belong to.
        """
        if self._quiet or not self.err.is_terminal:
            yield lambda _: None
            return
        share = rows / total if rows and total else 1.0
        columns = progress_columns(self.err.width, share, has_end=bool(total))
        with Progress(*columns, console=self.err, transient=True) as progress:
            task = progress.add_task(f"{doing} …", total=total)
            yield Watcher(partial(progress.update, task)).hear


TOO_WIDE = "The mapping is wider than this window, so it is not shown. Save it to read it:"


def fits(console: Console, text: str) -> bool:
    """Tell whether a terminal shows a text without wrapping a line of it."""
    return not console.is_terminal or max(map(cell_len, text.splitlines())) <= console.width


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
