"""A glance over a whole sheet before it is read: hidden rows, and cells merged across columns."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from customer_import.readers.xlsx.columns import letters_to_column
from customer_import.readers.xlsx.markup import LONGEST_TOKEN
from customer_import.readers.xlsx.package import Part

_BLOCK = 1 << 18
_HIDDEN_ROW = re.compile(
    rb"""<(?:[\w.-]+:)?row\s(?:[^<>]*?\s)?hidden=["'](?:1|true)["'][^<>]*(?<!/)>"""
)
_MERGE = re.compile(
    rb"""<(?:[\w.-]+:)?mergeCell\s+ref=["']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})["']"""
)
_KEPT = 10_000


class Merge(NamedTuple):
    """Cells merged across columns: the row they begin in, and the columns from 0."""

    row: int
    first: int
    last: int


class Survey(NamedTuple):
    """What is seen from afar."""

    hidden_rows: int = 0
    merges: tuple[Merge, ...] = ()


def survey(part: Part) -> Survey:
    """Look over a sheet's part."""
    hidden = 0
    merges: list[Merge] = []
    for block in _whole_tags(part):
        if b"hidden=" in block:
            hidden += sum(1 for _ in _HIDDEN_ROW.finditer(block))
        if b"mergeCell" in block and len(merges) < _KEPT:
            merges.extend(_merges(block))
    return Survey(hidden, tuple(merges))


def _merges(block: bytes) -> Iterator[Merge]:
    for match in _MERGE.finditer(block):
        first, last = (letters_to_column(match[group].decode()) for group in (1, 3))
        if first < last:
            yield Merge(int(match[2]), first, last)


def _whole_tags(part: Part) -> Iterator[bytes]:
    rest = b""
    while block := part.read(_BLOCK):
        rest += block
        cut = rest.rfind(b">") + 1
        if cut:
            yield rest[:cut]
        rest = rest[cut:] if len(rest) - cut < LONGEST_TOKEN else b""
