"""The styles part: which number format each cell style has."""

from customer_import.readers.xlsx.formats import BUILT_IN, Format, read_format
from customer_import.readers.xlsx.markup import Attributes, Handlers

_MOST = 1 << 16
"""Excel itself allows some 65,000 cell styles."""


class Styles:
    """The handlers of the styles part; `formats` are in the order that cells count them."""

    def __init__(self) -> None:
        self.formats: list[Format] = []
        self._codes: dict[str, str] = {}
        self._known: dict[str, Format] = {}
        self._in_cell_formats = False

    @property
    def handlers(self) -> Handlers:
        """What to read the part with."""
        return Handlers(self._start, self._end)

    def _start(self, tag: str, attributes: Attributes) -> None:
        if tag == "numFmt" and len(self._codes) < _MOST:
            self._codes.setdefault(attributes.get("numFmtId", ""), attributes.get("formatCode", ""))
        elif tag == "cellXfs":
            self._in_cell_formats = True
        elif tag == "xf" and self._in_cell_formats and len(self.formats) < _MOST:
            self.formats.append(self._format(attributes.get("numFmtId", "0")))

    def _end(self, tag: str) -> None:
        if tag == "cellXfs":
            self._in_cell_formats = False

    def _format(self, number: str) -> Format:
        if number not in self._known:
            self._known[number] = self._read(number)
        return self._known[number]

    def _read(self, number: str) -> Format:
        code = self._codes.get(number)
        if code is not None:
            return read_format(code)
        return BUILT_IN.get(number)
