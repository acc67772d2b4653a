"""A sheet's rows as they are asked for, in flat memory."""

import re
from collections.abc import Iterator
from contextlib import closing

from customer_import.readers.xlsx.cells import Cells
from customer_import.readers.xlsx.markup import BLOCK
from customer_import.readers.xlsx.package import Package, Part
from customer_import.readers.xlsx.sheet import SheetParser, SheetRow

_HIDDEN_ROW = re.compile(rb"""<(?:[A-Za-z0-9_.-]+:)?row\s[^<>]*?\bhidden=["'](?:1|true)["']""")


class SheetStream:
    """One sheet, read on as its rows are walked; can be walked once.

    Attributes:
        parser: what the markup said so far.
    """

    def __init__(self, package: Package, part: str, cells: Cells) -> None:
        self.parser = SheetParser(part, cells)
        self._package = package
        self._part = part

    def __iter__(self) -> Iterator[SheetRow]:
        """Walk the rows that have a cell which is not blank."""
        with self._package.open(self._part) as part, closing(self._rows(part)) as rows:
            for row in rows:
                if row.flaws or any(map(str.strip, row.cells)):
                    yield row

    def _rows(self, part: Part) -> Iterator[SheetRow]:
        while block := part.read(BLOCK):
            self.parser.feed(block)
            yield from self.parser.take()
        self.parser.feed(b"", final=True)
        yield from self.parser.take()

    def count_hidden_rows(self) -> int:
        """Return how many rows are hidden, where what was read so far shows that some are."""
        if not self.parser.filtered and not self.parser.hidden_rows:
            return 0
        with self._package.open(self._part) as part:
            return sum(1 for _ in _matches(part))


def _matches(part: Part) -> Iterator[bytes]:
    rest = b""
    while block := part.read(BLOCK):
        whole = rest + block
        cut = whole.rfind(b">") + 1
        yield from _HIDDEN_ROW.findall(whole[:cut])
        rest = whole[max(cut, len(whole) - BLOCK) :]
