"""Cheap tests of a whole column at once: what they let pass is right beyond doubt."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from customer_import.customer import Kind
from customer_import.mapping.model import Leaf
from customer_import.records import values

Texts = Sequence[str]
TAME = frozenset({"lower", "upper", "title", "collapse"})
"""Transforms that make no sure address or number doubtful, and nothing blank."""


class ColumnTest(Protocol):
    """Tells which texts are right beyond doubt; the others may be right all the same."""

    def passes(self, text: str, /) -> object:
        """Truthy for a text that is surely right; never asked of a blank one."""

    def passes_all(self, texts: Texts, /) -> bool:
        """Whether all texts are surely right or blank."""


@dataclass(frozen=True, slots=True)
class Matching:
    """Lets texts pass that match a pattern as a whole."""

    pattern: re.Pattern[str]

    def passes(self, text: str) -> object:
        """Whether a text matches."""
        return self.pattern.fullmatch(text)

    def passes_all(self, texts: Texts) -> bool:
        """Whether all do that are not blank."""
        return all(map(self.pattern.fullmatch, filter(None, texts)))


@dataclass(frozen=True, slots=True)
class NotLonger:
    """Lets texts pass that have at most so many characters."""

    most: int

    def passes(self, text: str) -> object:
        """Whether a text is short enough."""
        return len(text) <= self.most

    def passes_all(self, texts: Texts) -> bool:
        """Whether the longest is."""
        return max(map(len, texts), default=0) <= self.most


def column_test(leaf: Leaf, wanted: Kind, decimal: Literal[".", ","]) -> ColumnTest | None:
    """The test of the commonest leaves; None for the others.

    Args:
        leaf: as the mapping has it.
        wanted: how its text is read.
        decimal: the decimal sign of numbers.
    """
    changed = leaf.split or leaf.values or not TAME.issuperset(leaf.transform)
    if changed or leaf.pattern or leaf.one_of:
        return None
    sent_as_it_is = not (leaf.transform or leaf.normalize)
    if leaf.max_length is not None:
        return NotLonger(leaf.max_length) if wanted == Kind.TEXT and sent_as_it_is else None
    match wanted:
        case Kind.EMAIL:
            return Matching(values.SURELY_EMAIL)
        case Kind.NUMBER:
            return Matching(values.SURELY_NUMBER[decimal])
        case Kind.DATE if sent_as_it_is:
            return Matching(values.SURELY_DATE)
    return None
