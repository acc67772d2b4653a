"""Patterns of a mapping, held against values: none may hang a run."""

from dataclasses import dataclass

import regex

from customer_import.problems import Code
from customer_import.records.values import Unfit

PATTERN_SECONDS = 0.5
"""How long one pattern may look at one value."""
MOST_TIMEOUTS = 3


@dataclass(slots=True)
class Pattern:
    """A pattern that is given up once it took too long for several values.

    Attributes:
        pattern: the whole value must match it.
        timeouts: how often it took too long.
    """

    pattern: regex.Pattern[str]
    timeouts: int = 0

    def __call__(self, text: str) -> Unfit | None:
        """What is wrong with a text."""
        shown = self.pattern.pattern
        try:
            if self.timeouts < MOST_TIMEOUTS:
                if self.pattern.fullmatch(text, timeout=PATTERN_SECONDS):
                    return None
                return Unfit(Code.PATTERN, text, f"does not match {shown}; correct it.")
        except TimeoutError:
            self.timeouts += 1
        predicate = "takes too long; simplify it in the mapping."
        pattern = f"the pattern {shown}"
        return Unfit(Code.PATTERN, pattern, predicate, cause=f"T{pattern[1:]} {predicate}")


def compiled(pattern: str) -> Pattern:
    """A pattern as a check of values."""
    return Pattern(regex.compile(pattern))
