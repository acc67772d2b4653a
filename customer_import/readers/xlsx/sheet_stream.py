"""A sheet's rows as they are asked for, in flat memory.

Rows whose cells name their places, as Excel and most libraries write them, are taken apart by
regular expressions; every other spelling goes to the parser of `sheet.py`, and both mean the same.
"""

import re
from collections.abc import Generator, Iterator
from functools import partial
from itertools import islice, pairwise

from customer_import.readers.merged_cells import MOST_MERGES, MergedCells
from customer_import.readers.sheet_choice import SheetSurvey
from customer_import.readers.xlsx.cell_texts import ShowValue, TypedCells, UnusableCell, decode
from customer_import.readers.xlsx.package import Package, PackagePart
from customer_import.readers.xlsx.part_xml import (
    LONGEST_TOKEN,
    NotUsual,
    gapless,
    pieces,
    read_text,
    resolve,
)
from customer_import.readers.xlsx.sheet import (
    LAST_COLUMN,
    SheetParser,
    letters_to_column,
    row_number,
)
from customer_import.table import Row

_BLOCK = 1 << 18
_HIDDEN_ROW = re.compile(
    rb"""<(?:[\w.-]+:)?row\s(?:[^<>]*?\s)?hidden=["'](?:1|true)["'][^<>]*(?<!/)>"""
)
_MERGE = re.compile(
    rb"""<(?:[\w.-]+:)?mergeCell\s+ref=["']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})["']"""
)
_OPENING, _CLOSING = b"<row", b"</row>"
_ROW = re.compile(r'\s*<row(?: r="([0-9]+)")?((?: [A-Za-z0-9:]+="[^"<>&]*")*) ?(/?)')
_CELL = re.compile(
    r"""<c\ r="([A-Z]{1,3})[0-9]+"([^<>/]*)
    (?:/>|>(?:
        (?:<f(?:\ [^<>]*)?(?:/>|>[^<]*</f>)(?=<v>[^<]))?
        (?:<v>|(<is><t(?:\ xml:space="preserve")?>)) ([^<]*) (?(3)</t></is>|</v>)
    )?</c>)""",
    re.VERBOSE,
)
_GROUPS = 5
_ATTRIBUTES = re.compile(r'(?: s="([0-9]*)")?(?: t="([A-Za-z]+)")? ?')
_INLINE = "is"
_KNOWN = 1024
_WIDE = 256


ColumnLayout = tuple[int, ...]
"""The positions of a row's cells."""


class SheetStream:
    """One sheet, read on as its rows are walked; can be walked once.

    Attributes:
        parser: what the markup said so far.
        rows: those that have a cell which is not blank.
    """

    def __init__(self, package: Package, part: str, cells: TypedCells) -> None:
        self.parser = SheetParser(part, cells)
        self.rows = self._filled()
        self._quick = QuickRows(cells)
        self._package = package
        self._part = part

    def _filled(self) -> Generator[Row]:
        with self._package.open(self._part) as part:
            for row in self._all(part):
                if row.flaws or any(map(str.strip, row.cells)):
                    yield row

    def _all(self, part: PackagePart) -> Iterator[Row]:
        parser, quick = self.parser, self._quick
        for content, usual in pieces(part, _OPENING, _CLOSING):
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

    @property
    def hidden_columns(self) -> list[tuple[int, int]]:
        """Return the spans of hidden columns that the markup told of so far, counted from 1."""
        return self.parser.hidden_columns

    def survey(self) -> SheetSurvey:
        """Look over the whole sheet."""
        with self._package.open(self._part) as part:
            return survey(part)


class ShowValues(dict[str, ShowValue | None]):
    """How to show a value, by the attributes of its cell as they are spelt; None: a shared text."""

    def __init__(self, cells: TypedCells) -> None:
        super().__init__({_INLINE: decode})
        self._cells = cells

    def __missing__(self, attributes: str) -> ShowValue | None:
        match = _ATTRIBUTES.fullmatch(attributes)
        if match is None or len(self) >= _KNOWN:
            raise NotUsual
        style, kind = match[1] or "", match[2] or ""
        self[attributes] = None if kind == "s" else partial(self._cells.text, kind, style)
        if kind in {"", "n"}:
            self[attributes] = self._cells.number(style)
        return self[attributes]


class QuickRows:
    """Reads whole rows of the usual spelling.

    Attributes:
        number: of the last row seen.
    """

    def __init__(self, cells: TypedCells) -> None:
        self.number = 0
        self._cells = cells
        self._shows = ShowValues(cells)
        self._layouts: dict[tuple[str, ...], ColumnLayout] = {}
        self._letters: list[str | None] = []
        self._layout: ColumnLayout = ()

    def read(self, content: bytes) -> list[Row] | None:
        """Return the rows of a piece; None where one of them is not of the usual spelling."""
        number = self.number
        if b't="s"><v>-' in content:
            return None
        try:
            pieces = read_text(content).split("</row>")
            return [row for piece in pieces[:-1] for row in self._rows(piece)]
        except NotUsual:
            self.number = number
            return None

    def _rows(self, piece: str) -> list[Row]:
        """Return a row, and the empty ones before it."""
        head, _, body = piece.partition(">")
        while self._start_row(head):
            head, _, body = body.partition(">")
        return [self._row(body)]

    def _start_row(self, head: str) -> bool:
        """Take a row's own tag, and tell whether it is all there is of the row."""
        match = _ROW.fullmatch(head)
        if match is None or ' r="' in match[2]:
            raise NotUsual
        self.number = row_number(match[1] or "", self.number)
        return bool(match[3])

    def _row(self, body: str) -> Row:
        split = _CELL.split(body)
        gapless(split[::_GROUPS])
        letters, names = split[1::_GROUPS], split[2::_GROUPS]
        inline, values = split[3::_GROUPS], split[4::_GROUPS]
        if letters != self._letters:
            self._letters, self._layout = letters, self._find_layout(tuple(letters))
        if any(inline):
            names = [_INLINE if mark else name for mark, name in zip(inline, names, strict=True)]
        if "&" in body:
            values = [value and resolve(value) for value in values]
        try:
            texts = self._texts(names, values)
        except (LookupError, ValueError):
            return self._flawed(names, values)
        return Row(self.number, self._placed(texts))

    def _texts(self, names: list[str], values: list[str]) -> list[str]:
        strings, shows = self._cells.strings, self._shows
        return [
            ""
            if not value
            else strings[int(value)]
            if (show := shows[name]) is None
            else show(value)
            for name, value in zip(names, values, strict=True)
        ]

    def _flawed(self, names: list[str], values: list[str]) -> Row:
        texts, flaws = [], []
        for column, name, value in zip(self._layout, names, values, strict=True):
            show = self._shows[name] or self._cells.shared
            try:
                texts.append(show(value) if value else "")
            except UnusableCell as error:
                texts.append(error.text)
                flaws.append(error.flaw(column))
        return Row(self.number, self._placed(texts), tuple(flaws))

    def _placed(self, texts: list[str]) -> list[str]:
        layout = self._layout
        if not layout or layout[-1] == len(layout) - 1:
            return texts
        placed = [""] * (layout[-1] + 1)
        for column, text in zip(layout, texts, strict=True):
            placed[column] = text
        return placed

    def _find_layout(self, letters: tuple[str, ...]) -> ColumnLayout:
        layout = self._layouts.get(letters)
        if layout is None:
            layout = tuple(map(letters_to_column, letters))
            ordered = all(left < right for left, right in pairwise(layout))
            if not ordered or (layout and layout[-1] >= LAST_COLUMN):
                raise NotUsual
            if len(self._layouts) < _KNOWN and len(layout) < _WIDE:
                self._layouts[letters] = layout
        return layout


def survey(part: PackagePart) -> SheetSurvey:
    """Look over a sheet's part."""
    hidden = 0
    merges: list[MergedCells] = []
    for block in _whole_tags(part):
        if b"hidden=" in block:
            hidden += sum(1 for _ in _HIDDEN_ROW.finditer(block))
        if b"mergeCell" in block and len(merges) < MOST_MERGES:
            merges.extend(islice(_merges(block), MOST_MERGES - len(merges)))
    return SheetSurvey(hidden, tuple(merges))


def _merges(block: bytes) -> Iterator[MergedCells]:
    for match in _MERGE.finditer(block):
        first, last = (letters_to_column(match[group].decode()) for group in (1, 3))
        yield MergedCells(int(match[2]), int(match[4]), first, last)


def _whole_tags(part: PackagePart) -> Iterator[bytes]:
    rest = b""
    while block := part.read(_BLOCK):
        rest += block
        cut = rest.rfind(b">") + 1
        if cut:
            yield rest[:cut]
        rest = rest[cut:] if len(rest) - cut < LONGEST_TOKEN else b""
