"""Hashes of many values: which of them are there more than once.

64 bits of each are kept. Two values share one by chance less than once in ten million lists of a
million rows.
"""

from array import array
from collections.abc import Iterator
from itertools import pairwise

PARTS = 8
"""Hashes are compared in so many parts, one after the other: a million integers take 8 MB in an
array, and 60 in a set."""
NONE = 0
"""In place of the hash of a value that is not there."""


def repeated(hashes: "array[int]") -> Iterator[int]:
    """Yield the hashes that are there more than once, some of them several times."""
    for part in range(PARTS):
        some = [each for each in hashes if each % PARTS == part and each != NONE]
        if len(set(some)) < len(some):
            yield from (one for one, other in pairwise(sorted(some)) if one == other)
