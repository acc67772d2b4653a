"""Questions with answers to choose from, at a terminal. Imported only when they are asked."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import questionary
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_input
from prompt_toolkit.output import create_output
from prompt_toolkit.utils import is_dumb_terminal

from customer_import.cli.interrupts import answering
from customer_import.clock import Interrupted
from customer_import.reports.wording import plain

if sys.platform == "win32":
    from prompt_toolkit.output.win32 import NoConsoleScreenBufferError as NoConsoleError
else:
    NoConsoleError = OSError
_POINTER = ">"
_MARGIN = 4
"""Columns beside an answer, and beside a question with its answer."""
_KEYS = "(arrow keys, Enter)"
_MARKS = "(space marks, Enter)"


class OfferedAnswer(NamedTuple):
    """One of the answers to choose from: what the program calls it, and what a person reads."""

    value: str
    text: str


class FoundName(NamedTuple):
    """Something to find by typing a few letters, and what it is."""

    name: str
    meaning: str = ""


Finder = Callable[[str], Sequence[FoundName]]
"""Returns what a few letters find."""


@dataclass(frozen=True, slots=True)
class Prompts:
    """Asks a person; Enter takes the first answer, or the one that is typed already.

    Attributes:
        width: of the terminal.
    """

    width: int

    def choose(self, question: str, answers: Sequence[OfferedAnswer]) -> str:
        """Ask for one of some answers, and return its value."""
        room = self._room(question)
        choices = [questionary.Choice(_cut(each.text, room), each.value) for each in answers]
        asked = questionary.select(
            question,
            choices,
            instruction=_KEYS,
            pointer=_POINTER,
            use_jk_keys=False,
            use_emacs_keys=False,
        )
        return str(asked.unsafe_ask())

    def fits(self, question: str, text: str) -> bool:
        """Tell whether an answer to a question is shown whole."""
        return _cut(text, self._room(question)) == plain(text)

    def _room(self, question: str) -> int:
        # Afterwards the answer is shown behind its question.
        return self.width - len(question) - _MARGIN

    def choose_some(self, question: str, answers: Sequence[OfferedAnswer]) -> tuple[str, ...]:
        """Ask for any of some answers, and return their values."""
        room = self.width - _MARGIN - len(_MARKS)
        choices = [questionary.Choice(_cut(each.text, room), each.value) for each in answers]
        asked = questionary.checkbox(
            question,
            choices,
            instruction=_MARKS,
            pointer=_POINTER,
            use_jk_keys=False,
            use_emacs_keys=False,
        )
        return tuple(map(str, asked.unsafe_ask()))

    def find(self, question: str, finder: Finder) -> str:
        """Ask for a name, found by a few letters of it or of its meaning; blank if none is given.

        Args:
            question: the question.
            finder: returns what letters find.
        """

        def check(text: str) -> bool | str:
            found = finder(text.strip()) if text.strip() else []
            if not text.strip() or _meant(text, found):
                return True
            return "Choose one with the arrow keys." if found else f"Nothing is found by {text}."

        asked = questionary.autocomplete(
            question, choices=[""], completer=_Names(finder), validate=check
        )
        text = str(asked.unsafe_ask()).strip()
        return _meant(text, finder(text)) if text else ""

    def write(self, question: str, default: str, check: Callable[[str], str]) -> str:
        """Ask for a text.

        Args:
            question: the question.
            default: stands there already.
            check: says what is wrong with a text; blank if nothing is.
        """
        asked = questionary.text(
            question, default=default, validate=lambda text: check(text.strip()) or True
        )
        return str(asked.unsafe_ask()).strip()


class _Names(Completer):
    """Completes a few letters to the names that they find."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder

    def get_completions(self, document: Document, _: CompleteEvent) -> Iterator[Completion]:
        """Give the names that what is typed finds."""
        typed = document.text
        for offer in self._finder(typed.strip()):
            yield Completion(offer.name, -len(typed), display_meta=plain(offer.meaning))


def _meant(text: str, found: Sequence[FoundName]) -> str:
    """Return the name that a text means: its own, or the only one that it finds."""
    name = text.strip().casefold()
    exact = [offer.name for offer in found if offer.name.casefold() == name]
    if exact:
        return exact[0]
    return found[0].name if len(found) == 1 else ""


def _cut(text: str, room: int) -> str:
    text = plain(text)
    return text if len(text) <= room else text[: room - 1] + "…"


def can_prompt() -> bool:
    """Tell whether the terminal can show answers to choose from; a plain one cannot."""
    if is_dumb_terminal():
        return False
    try:
        create_output(stdout=sys.stderr)
    except (NoConsoleError, OSError):
        return False
    return True


@contextmanager
def prompting(width: int) -> Iterator[Prompts]:
    """Let a person answer at the terminal, on standard error, where all questions go.

    Raises:
        Interrupted: the answer was Ctrl-C, or the input has ended.
    """
    session: Any = create_app_session(
        input=create_input(sys.stdin), output=create_output(stdout=sys.stderr)
    )
    try:
        with answering(), session:
            yield Prompts(width)
    except (KeyboardInterrupt, EOFError) as stopped:
        raise Interrupted from stopped
