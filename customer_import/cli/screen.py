"""What a run says on the terminal: results on stdout, everything else on stderr."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from customer_import.cli.interrupts import answering
from customer_import.errors import CustomerImportError
from customer_import.events import Delivered, Event, Listener, Staged, Waiting
from customer_import.ledger.names import ItemState
from customer_import.reports.text import plain, whole


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
    def progress(self, doing: str, total: int | None = None) -> Iterator[Listener]:
        """Show how it goes, where a person is there to see it.

        Args:
            doing: what is done.
            total: records there are to do; None where nobody knows.
        """
        if self._quiet or not self.err.is_terminal:
            yield lambda _: None
            return
        left = (TimeRemainingColumn(compact=True),) if total else ()
        columns = (TextColumn("{task.description}", markup=False), BarColumn(20), _Rate(), *left)
        with Progress(*columns, console=self.err, transient=True) as progress:
            task = progress.add_task(f"{doing} …", total=total)
            yield _Watcher(partial(progress.update, task)).hear


class _Rate(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


class _Watcher:
    """Puts what happens into words and numbers."""

    def __init__(self, update: Callable[..., None]) -> None:
        self._update = update
        self._saved = self._failed = self._done = 0

    def hear(self, event: Event) -> None:
        match event:
            case Staged(rows):
                self._update(description=f"Reading: {rows:,} rows", completed=rows)
            case Waiting(seconds, reason):
                self._update(description=f"Waiting {seconds:.0f} s: {plain(reason)}")
            case Delivered(_, outcomes, _):
                self._count([outcome.state for outcome in outcomes])

    def _count(self, states: list[ItemState]) -> None:
        saved, failed = states.count(ItemState.SAVED), states.count(ItemState.FAILED)
        self._saved += saved
        self._failed += failed
        self._done += saved + failed + states.count(ItemState.UNKNOWN)
        # What settled nothing may have made us wait, which is to stay in sight.
        if saved or failed:
            description = f"Sending: {self._saved:,} saved, {self._failed:,} refused"
            self._update(description=description, completed=self._done)
