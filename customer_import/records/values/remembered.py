"""What was made of a text, remembered: most columns repeat few texts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Made = TypeVar("Made")

MOST_TEXTS = 16_384
"""Different texts that are remembered at the most."""
WORTH_WHILE = 0.5
"""The share of texts that must have been known, by the time so many are remembered: a column that
rarely repeats is not remembered any longer."""


@dataclass(slots=True)
class Remembered(Generic[Made]):
    """Makes something of each text of a column, of equal texts only once.

    Attributes:
        make: makes something of each of some texts; the same of equal ones, whatever stands beside.
        known: what was made of which text.
    """

    make: Callable[[Sequence[str]], Sequence[Made]]
    known: dict[str, Made] = field(default_factory=dict)
    _texts: int = 0
    _repeats: bool = True

    def of(self, texts: Sequence[str]) -> Sequence[Made]:
        """Return what is made of each text."""
        if not self._repeats:
            return self.make(texts)
        self._texts += len(texts)
        try:
            return list(map(self.known.__getitem__, texts))
        except KeyError:
            self._learn(texts)
        return list(map(self.known.__getitem__, texts))

    def _learn(self, texts: Sequence[str]) -> None:
        new = set(texts).difference(self.known)
        if len(self.known) + len(new) > MOST_TEXTS:
            self._repeats = len(self.known) < WORTH_WHILE * self._texts
            self.known.clear()
            self._texts, new = 0, set(texts)
        some = list(new)
        self.known.update(zip(some, self.make(some), strict=True))
