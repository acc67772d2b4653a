"""What a run says on the terminal: results on stdout, everything else on stderr."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.text import Text

from customer_import.cli.interrupts import answering
from customer_import.errors import CustomerImportError
from customer_import.events import Delivered, Event, Listener, Staged, Waiting
from customer_import.ledger.names import ItemState
from customer_import.reports.text import whole


class Screen:
    """The terminal of one run.

    Args:
        quiet: neither notices nor progress.
    """

    def __init__(self, *, quiet: bool) -> None:
        self.out = Console(highlight=False, markup=False, emoji=False)
        self.err = Console(stderr=True, highlight=False, markup=False, emoji=False)
        self._quiet = quiet

    @property
    def can_ask(self) -> bool:
        """Whether a person is there to answer."""
        return sys.stdin.isatty() and sys.stderr.isatty()

    def say(self, text: str) -> None:
        """A notice."""
        if not self._quiet:
            self._print(whole(text))

    def explain(self, text: str) -> None:
        """Something a person must see before agreeing; several lines are kept."""
        for line in text.splitlines():
            self._print(whole(line))

    def error(self, error: CustomerImportError) -> None:
        """Why nothing was started."""
        lines = [*error.message.splitlines(), error.remedy]
        for number, line in enumerate(filter(None, lines)):
            prefix = Text("" if number else "Error: ", style="bold red")
            self._print(prefix + whole(line))

    def agreed(self, question: str) -> bool:
        """Ask; only where a person is there to answer.

        Raises:
            Interrupted: the answer was Ctrl-C, or that there will be none.
        """
        with answering():
            return typer.confirm(question, err=True)

    def _print(self, text: Text) -> None:
        # Where no terminal has a width, a message stays on its line, to be searched and copied.
        self.err.print(text, soft_wrap=not self.err.is_terminal)

    @contextmanager
    def progress(self) -> Iterator[Listener]:
        """Show how it goes, where a person is there to see it."""
        if self._quiet or not self.err.is_terminal:
            yield lambda _: None
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=self.err, transient=True) as progress:
            yield _Watcher(progress).hear


class _Watcher:
    """Turns what happens into movements of the bar."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._reading: TaskID = progress.add_task("Reading", total=None)
        self._sending: TaskID | None = None
        self._saved = self._failed = 0

    def hear(self, event: Event) -> None:
        match event:
            case Staged(rows):
                self._progress.update(self._reading, completed=rows)
            case Waiting(seconds, reason):
                self._describe(f"Waiting {seconds:.0f} s, {reason}")
            case Delivered(_, outcomes, _):
                self._saved += sum(each.state == ItemState.SAVED for each in outcomes)
                self._failed += sum(each.state == ItemState.FAILED for each in outcomes)
                self._describe(f"Sending: {self._saved:,} saved, {self._failed:,} refused")

    def _describe(self, text: str) -> None:
        if self._sending is None:
            self._progress.update(self._reading, visible=False)
            self._sending = self._progress.add_task("", total=None)
        done = self._saved + self._failed
        self._progress.update(self._sending, description=text, completed=done)
