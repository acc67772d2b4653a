"""The terminal: results go to stdout, everything else to stderr."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import typer
from rich.cells import cell_len
from rich.console import Console

from customer_import.cli.interrupts import answering
from customer_import.errors import CustomerImportError, Declined
from customer_import.events import Listener
from customer_import.reports.wording import COMMAND, plain, print_command, print_prose, whole

_ERROR = "Error: "


class Screen:
    """The terminal of one run.

    Args:
        quiet: show neither notices nor progress.
        monotonic: returns seconds that never jump.
    """

    def __init__(self, *, quiet: bool, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._answers: list[tuple[float, float]] = []
        self._monotonic = monotonic
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
        head = "" if isinstance(error, Declined) else _ERROR
        self._print(f"{head}{first}", head=head)
        for line in more:
            if line.startswith(COMMAND):
                print_command(self.err, line)
            else:
                self._print(line)

    def _print(self, text: str, head: str = "") -> None:
        # Without a terminal a message stays on one line, to be searched.
        one_line = not self.err.is_terminal
        print_prose(self.err, text, head=head, one_line=one_line)

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Note how long an answer takes: these seconds are the person's, not the program's."""
        began = self._monotonic()
        try:
            yield
        finally:
            # A question may be part of a longer talk.
            earlier = [each for each in self._answers if each[0] < began]
            self._answers = [*earlier, (began, self._monotonic() - began)]

    def asked_since(self, moment: float) -> float:
        """Return how many seconds a person took for answers since a moment."""
        return sum(seconds for began, seconds in self._answers if began >= moment)

    def agreed(self, question: str, *, default: bool = False) -> bool:
        """Ask a question; only if a person is there to answer.

        Args:
            question: the question.
            default: what Enter alone means.

        Raises:
            Interrupted: the answer was Ctrl-C, or the input has ended.
        """
        with self.asking(), answering():
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
        with self.asking(), answering():
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
        # Imported here because it takes a while, and scripts do not have a terminal.
        from customer_import.cli.progress import shown_progress  # noqa: PLC0415

        with shown_progress(self.err, doing, total, rows) as listener:
            yield listener


TOO_WIDE = "The mapping is wider than this window, so it is not shown. Save it to read it:"


def fits(console: Console, text: str) -> bool:
    """Tell whether a terminal shows a text without wrapping a line of it."""
    return not console.is_terminal or max(map(cell_len, text.splitlines())) <= console.width
