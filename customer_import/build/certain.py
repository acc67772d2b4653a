"""Cheap exact tests for whole columns: which texts are surely right, without building anything.

A text a test lets pass is right by the plain meaning of its leaf (`CompiledLeaf.take`), and is
not blank once it is prepared. One it does not let pass may be right all the same, and is looked
at again the plain way. So a test may doubt too much, and never too little.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from customer_import.build.leaf import CompiledLeaf
from customer_import.build.values import Unfit
from customer_import.problems import Problem

MOST_REMEMBERED = 4_096
"""Different texts of a column whose verdict is remembered."""

Texts = Sequence[str]
Surely = Callable[[str], object]


def surely(leaf: CompiledLeaf) -> Surely | None:
    """The test of a leaf: truthy for a text that is surely right; None where any text is."""
    if leaf.free:
        return None
    return leaf.surely or _Remembered(leaf)


def doubtful(texts: Texts, test: Surely) -> list[int]:
    """The positions of the texts that are not surely right; blank ones are."""
    if all(map(test, filter(None, texts))):
        return []
    return [i for i, text in enumerate(texts) if text and not test(text)]


@dataclass(slots=True)
class _Remembered:
    """The plain meaning, remembered by text: most columns repeat few values."""

    leaf: CompiledLeaf
    known: dict[str, bool] = field(default_factory=dict)

    def __call__(self, text: str) -> bool:
        found = self.known.get(text)
        if found is None:
            found = self._is_right(text)
            if len(self.known) < MOST_REMEMBERED:
                self.known[text] = found
        return found

    def _is_right(self, text: str) -> bool:
        problems: list[Problem] = []
        try:
            prepared = self.leaf.prepare(text)
            if prepared:
                self.leaf.check(prepared, self.leaf.convert(prepared), (), problems)
        except Unfit:
            return False
        return bool(prepared) and not problems
