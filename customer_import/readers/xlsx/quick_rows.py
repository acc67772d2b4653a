"""The short cut for rows whose cells name their places, as Excel and most libraries write them."""

import re
from collections.abc import Iterable
from itertools import pairwise

from customer_import.readers.xlsx.cells import Cells, UnusableCell
from customer_import.readers.xlsx.columns import LAST_COLUMN, letters_to_column
from customer_import.readers.xlsx.quick import NotUsual, gapless, read_text, resolve
from customer_import.readers.xlsx.sheet import SheetRow, row_number
from customer_import.readers.xlsx.text import decode

OPENING, CLOSING = b"<row", b"</row>"
_ROW = re.compile(r'\s*<row(?: r="([0-9]+)")?((?: [A-Za-z0-9:]+="[^"<>&]*")*) ?(/?)')
_CELL = re.compile(
    r"""<c\ r="([A-Z]{1,3})[0-9]+"(?:\ s="([0-9]*)")?(?:\ t="([A-Za-z]+)")?\ ?
    (?:/>|>(?:
        (?:<f(?:\ [^<>]*)?(?:/>|>[^<]*</f>))?<v>([^<]*)</v>
      | <is><t(?:\ xml:space="preserve")?>([^<]*)</t></is>
    )?</c>)""",
    re.VERBOSE,
)
_GROUPS = 6
_KNOWN_LAYOUTS = 4096

Layout = tuple[int, ...]


class QuickRows:
    """Reads whole rows of the usual spelling.

    Attributes:
        number: of the last row seen.
    """

    def __init__(self, cells: Cells) -> None:
        self.number = 0
        self._cells = cells
        self._strings = cells.strings
        self._show = cells.show
        self._layouts: dict[tuple[str, ...], Layout] = {}

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

    def _layout(self, letters: tuple[str, ...]) -> Layout:
        layout = self._layouts.get(letters)
        if layout is None:
            layout = tuple(map(letters_to_column, letters))
            ordered = all(left < right for left, right in pairwise(layout))
            if not ordered or (layout and layout[-1] >= LAST_COLUMN):
                raise NotUsual
            if len(self._layouts) < _KNOWN_LAYOUTS:
                self._layouts[letters] = layout
        return layout

    def _row(self, body: str) -> SheetRow:
        split = _CELL.split(body)
        gapless(split[::_GROUPS])
        layout = self._layout(tuple(split[1::_GROUPS]))
        styles, kinds = split[2::_GROUPS], split[3::_GROUPS]
        values, inline = split[4::_GROUPS], split[5::_GROUPS]
        if "&" in body:
            values = [value and resolve(value) for value in values]
            inline = [text and resolve(text) for text in inline]
        if "_x" in body:
            inline = [text and decode(text) for text in inline]
        strings, show = self._strings, self._show
        try:
            texts = [
                strings[int(value)]
                if kind == "s"
                else text
                if text is not None
                else show[style](value)
                if value and (kind is None or kind == "n")
                else self._cells.text(kind or "", style or "", value or "")
                for style, kind, value, text in zip(styles, kinds, values, inline, strict=True)
            ]
        except (LookupError, TypeError, ValueError):
            return self._flawed(layout, zip(styles, kinds, values, inline, strict=True))
        return SheetRow(self.number, self._placed(layout, texts))

    def _flawed(self, layout: Layout, stored: Iterable[tuple[str | None, ...]]) -> SheetRow:
        texts, flaws = [], []
        for column, (style, kind, value, text) in zip(layout, stored, strict=True):
            try:
                texts.append(
                    self._cells.text(kind or "", style or "", value or "") if text is None else text
                )
            except UnusableCell as error:
                texts.append(error.text)
                flaws.append(error.flaw(column))
        return SheetRow(self.number, self._placed(layout, texts), tuple(flaws))

    @staticmethod
    def _placed(layout: Layout, texts: list[str]) -> list[str]:
        if not layout or layout[-1] == len(layout) - 1:
            return texts
        placed = [""] * (layout[-1] + 1)
        for column, text in zip(layout, texts, strict=True):
            placed[column] = text
        return placed
