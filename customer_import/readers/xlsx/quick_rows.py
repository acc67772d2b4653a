"""The short cut for rows whose cells name their places, as Excel and most libraries write them."""

import re
from functools import partial
from itertools import pairwise

from customer_import.readers.xlsx.cells import Cells, Show, UnusableCell
from customer_import.readers.xlsx.columns import LAST_COLUMN, letters_to_column
from customer_import.readers.xlsx.quick import NotUsual, gapless, read_text, resolve
from customer_import.readers.xlsx.sheet import SheetRow, row_number
from customer_import.readers.xlsx.text import decode

OPENING, CLOSING = b"<row", b"</row>"
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

Layout = tuple[int, ...]


class Shows(dict[str, Show | None]):
    """How to show a value, by the attributes of its cell as they are spelt; None: a shared text."""

    def __init__(self, cells: Cells) -> None:
        super().__init__({_INLINE: decode})
        self._cells = cells

    def __missing__(self, attributes: str) -> Show | None:
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

    def __init__(self, cells: Cells) -> None:
        self.number = 0
        self._cells = cells
        self._shows = Shows(cells)
        self._layouts: dict[tuple[str, ...], Layout] = {}
        self._letters: list[str | None] = []
        self._layout: Layout = ()

    def read(self, content: bytes) -> list[SheetRow] | None:
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

    def _rows(self, piece: str) -> list[SheetRow]:
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

    def _row(self, body: str) -> SheetRow:
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
        return SheetRow(self.number, self._placed(texts))

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

    def _flawed(self, names: list[str], values: list[str]) -> SheetRow:
        texts, flaws = [], []
        for column, name, value in zip(self._layout, names, values, strict=True):
            show = self._shows[name] or self._cells.shared
            try:
                texts.append(show(value) if value else "")
            except UnusableCell as error:
                texts.append(error.text)
                flaws.append(error.flaw(column))
        return SheetRow(self.number, self._placed(texts), tuple(flaws))

    def _placed(self, texts: list[str]) -> list[str]:
        layout = self._layout
        if not layout or layout[-1] == len(layout) - 1:
            return texts
        placed = [""] * (layout[-1] + 1)
        for column, text in zip(layout, texts, strict=True):
            placed[column] = text
        return placed

    def _find_layout(self, letters: tuple[str, ...]) -> Layout:
        layout = self._layouts.get(letters)
        if layout is None:
            layout = tuple(map(letters_to_column, letters))
            ordered = all(left < right for left, right in pairwise(layout))
            if not ordered or (layout and layout[-1] >= LAST_COLUMN):
                raise NotUsual
            if len(self._layouts) < _KNOWN and len(layout) < _WIDE:
                self._layouts[letters] = layout
        return layout
