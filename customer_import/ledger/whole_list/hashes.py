"""Hashes of many values: which of them are there more than once.

64 bits of each are kept. Two values share one by chance less than once in ten million lists of a
million rows.
"""

from array import array
from collections.abc import Iterator
from itertools import pairwise

PARTS = 4
"""Hashes of each quarter are compared in so many parts, one after the other: a million integers
take 8 MB in an array, and 60 in a set."""
QUARTERS = 4
NONE = 0
"""In place of the hash of a value that is not there."""


def repeated(hashes: "array[int]") -> Iterator[int]:
    """Yield the hashes that are there more than once, some of them several times."""
    for quarter in range(QUARTERS):
        buckets = [array("q") for _ in range(PARTS)]
        for each in hashes:
            if each & QUARTERS - 1 == quarter:
                buckets[each >> 2 & PARTS - 1].append(each)
        for bucket in buckets:
            pairs = pairwise(sorted(bucket))
            yield from (one for one, other in pairs if one == other and one != NONE)
