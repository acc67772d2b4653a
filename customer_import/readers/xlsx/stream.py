"""A sheet's rows as they are asked for, in flat memory."""

from collections.abc import Generator, Iterator

from customer_import.readers.xlsx.cells import Cells
from customer_import.readers.xlsx.package import Package, Part
from customer_import.readers.xlsx.quick import pieces
from customer_import.readers.xlsx.quick_rows import CLOSING, OPENING, QuickRows
from customer_import.readers.xlsx.sheet import SheetParser, SheetRow
from customer_import.readers.xlsx.survey import Survey, survey


class SheetStream:
    """One sheet, read on as its rows are walked; can be walked once.

    Attributes:
        parser: what the markup said so far.
        rows: those that have a cell which is not blank.
    """

    def __init__(self, package: Package, part: str, cells: Cells) -> None:
        self.parser = SheetParser(part, cells)
        self.rows = self._filled()
        self._quick = QuickRows(cells)
        self._package = package
        self._part = part

    def _filled(self) -> Generator[SheetRow]:
        with self._package.open(self._part) as part:
            for row in self._all(part):
                if row.flaws or any(map(str.strip, row.cells)):
                    yield row

    def _all(self, part: Part) -> Iterator[SheetRow]:
        parser, quick = self.parser, self._quick
        for content, usual in pieces(part, OPENING, CLOSING):
            quick.number = parser.number
            rows = quick.read(content) if usual and parser.in_data else None
            if rows is None:
                parser.feed(content)
                rows = parser.take()
            else:
                parser.number = quick.number
            yield from rows
        parser.feed(b"", final=True)
        yield from parser.take()

    def survey(self) -> Survey:
        """Look over the whole sheet."""
        with self._package.open(self._part) as part:
            return survey(part)
