"""Cheap exact tests for whole columns: which texts are surely right, without building anything.

A text a test lets pass is right by the plain meaning of its leaf (`CompiledLeaf.take`), and is
not blank once it is prepared. One it does not let pass may be right all the same, and is looked
at again the plain way. So a test may doubt too much, and never too little.
"""

from dataclasses import dataclass, field

from customer_import.problems import Problem
from customer_import.records.leaf import CompiledLeaf
from customer_import.records.values import Unfit
from customer_import.records.whole_column import ColumnTest, Texts

MOST_REMEMBERED = 4_096
"""Different texts of a column whose verdict is remembered."""


def surely(leaf: CompiledLeaf) -> ColumnTest | None:
    """The test of a leaf; None where any text is right."""
    if leaf.free:
        return None
    return leaf.surely or _Remembered(leaf)


def doubtful(texts: Texts, test: ColumnTest) -> list[int]:
    """The positions of the texts that are not surely right; blank ones are."""
    if test.passes_all(texts):
        return []
    return [i for i, text in enumerate(texts) if text and not test.passes(text)]


@dataclass(slots=True)
class _Remembered:
    """The plain meaning, remembered by text: most columns repeat few values.

    Attributes:
        leaf: what fills the field.
        right: texts known to be right; a blank one is not asked about.
        wrong: texts known not to be.
    """

    leaf: CompiledLeaf
    right: set[str] = field(default_factory=lambda: {""})
    wrong: set[str] = field(default_factory=set)

    def passes_all(self, texts: Texts) -> bool:
        return self.right.issuperset(texts) or all(map(self.passes, filter(None, texts)))

    def passes(self, text: str) -> bool:
        if text in self.right or text in self.wrong:
            return text in self.right
        is_right = self._is_right(text)
        if len(self.right) + len(self.wrong) < MOST_REMEMBERED:
            (self.right if is_right else self.wrong).add(text)
        return is_right

    def _is_right(self, text: str) -> bool:
        problems: list[Problem] = []
        try:
            prepared = self.leaf.prepare(text)
            if prepared:
                self.leaf.check(prepared, self.leaf.convert(prepared), (), problems)
        except Unfit:
            return False
        return bool(prepared) and not problems
