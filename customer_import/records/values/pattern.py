"""Patterns of a mapping: none may take so long that a run seems to hang."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import regex

from customer_import.problems import Code
from customer_import.records.values.values import Unfit

PATTERN_SECONDS = 0.5
"""How long one pattern may look at one value."""
MOST_TIMEOUTS = 3
Found = TypeVar("Found")


@dataclass(slots=True)
class BoundedPattern:
    """A pattern that is given up once it took too long for several values.

    Attributes:
        pattern: the pattern.
        timeouts: how often it took too long.
    """

    pattern: regex.Pattern[str]
    timeouts: int = 0

    def ask(self, question: Callable[..., Found], text: str) -> Found:
        """Ask something of a text in bounded time.

        Args:
            question: a method of the pattern.
            text: the text.

        Raises:
            Unfit: it takes too long.
        """
        try:
            if self.timeouts < MOST_TIMEOUTS:
                return question(text, timeout=PATTERN_SECONDS)
        except TimeoutError:
            self.timeouts += 1
        shown, predicate = self.pattern.pattern, "takes too long; simplify it in the mapping."
        cause = f"The pattern {shown} {predicate}"
        raise Unfit(Code.PATTERN, f"the pattern {shown}", predicate, cause=cause)


class Pattern:
    """Checks that the whole of a value matches."""

    def __init__(self, pattern: str) -> None:
        """Compile a pattern."""
        self._bounded = BoundedPattern(regex.compile(pattern))

    def __call__(self, text: str) -> Unfit | None:
        """Return what is wrong with a text."""
        pattern = self._bounded.pattern
        try:
            if self._bounded.ask(pattern.fullmatch, text):
                return None
        except Unfit as unfit:
            return unfit
        return Unfit(Code.PATTERN, text, f"does not match {pattern.pattern}; correct it.")


class Extract:
    """Takes out of a text what the one group of a pattern finds; nothing where it finds none."""

    def __init__(self, pattern: str) -> None:
        """Compile a pattern with one group."""
        self._bounded = BoundedPattern(regex.compile(pattern))

    def __call__(self, text: str) -> str:
        """Return what the group finds.

        Raises:
            Unfit: it takes too long.
        """
        found = self._bounded.ask(self._bounded.pattern.search, text)
        return (found[1] or "").strip() if found else ""
