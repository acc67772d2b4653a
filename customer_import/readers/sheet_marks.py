"""What the reader of .xlsb and .ods does not tell of a sheet: cells that show an error, and merges.

It takes cells with an error for blank.
"""

import re
import struct
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import NamedTuple

from customer_import.readers.merged_cells import MOST_MERGES, MergedCells
from customer_import.readers.xlsx.part_xml import Attributes, Handlers, attribute, parse
from customer_import.shifted_cells import ERROR_TEXTS

Errors = Mapping[int, Mapping[int, str]]
"""What cells show, by the numbers of their rows and by their columns, which count from 0."""


class SheetMarks(NamedTuple):
    """Marks of one sheet.

    Attributes:
        errors: of cells.
        merges: cells that are merged over rows.
    """

    errors: Errors = MappingProxyType({})
    merges: tuple[MergedCells, ...] = ()


_OPENDOCUMENT = "content.xml"
_BOOK, _LINKS = "xl/workbook.bin", "xl/_rels/workbook.bin.rels"
_SHOWN = re.compile(rb"""p>(?:#[^<]{2,14}|Err:\d{3})</|-rows-spanned=["'](?!1["'])""")
_BLOCK, _OVERLAP = 1 << 20, 32
_MOST_REPEATED = 1_000
"""Rows or columns that one cell of an .ods stands for; beyond a list there are many."""

_ROW, _SHEET, _ERROR, _ERROR_OF_FORMULA, _MERGE = 0, 156, 3, 11, 176
"""Kinds of records, by the specification of the format (MS-XLSB 2.3.2)."""
_RANGE = struct.Struct("<IIII")
_MORE = 0x80
"""The bit of a byte that says that the number goes on."""
_BY_CODE = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""The errors of an .xlsb (MS-XLSB 2.5.97.2)."""
_RECORD = re.compile(
    rb"(?:\x03\x09|\x0b[\x0f-\x7f]|\x0b[\x80-\xff][\x01-\x7f])..\x00\x00....[\x00\x07\x0f\x17\x1d$*+]"
    rb"|\xb0\x01\x10",
    re.DOTALL,
)
"""What records of errors and merges look like; a sheet without is not read record by record."""


def sheet_marks(file: Path, sheet: int) -> SheetMarks:
    """Return the cells of a sheet that show an error or are merged.

    Args:
        file: an .xlsb or .ods.
        sheet: its position in the workbook, from 0.
    """
    with zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
        if _OPENDOCUMENT in names:
            return _in_opendocument(archive, sheet)
        part = _part(archive, sheet) if {_BOOK, _LINKS} <= names else ""
        return _in_binary(archive.read(part)) if part in names else SheetMarks()


def _in_opendocument(archive: zipfile.ZipFile, sheet: int) -> SheetMarks:
    if not _has_any(archive):
        return SheetMarks()
    found = _FoundMarks(sheet)
    with archive.open(_OPENDOCUMENT) as stream:
        parse(stream, _OPENDOCUMENT, Handlers(found.start, found.end, found.text))
    return SheetMarks(found.errors, tuple(found.merges))


def _has_any(archive: zipfile.ZipFile) -> bool:
    """Tell whether any sheet merges cells over rows, or shows a text that begins as errors do."""
    rest = b""
    with archive.open(_OPENDOCUMENT) as stream:
        while block := stream.read(_BLOCK):
            if _SHOWN.search(rest + block):
                return True
            rest = block[-_OVERLAP:]
    return False


class _FoundMarks:
    """Collects what the cells of one table show, where it is an error, and which are merged.

    Attributes:
        errors: what was found.
        merges: likewise.
    """

    def __init__(self, sheet: int) -> None:
        self.merges: list[MergedCells] = []
        self.errors: dict[int, dict[int, str]] = defaultdict(dict)
        self._left = sheet
        """Tables before the one that is meant; it is below 0 behind that."""
        self._row = self._rows = 0
        self._column = self._columns = 0
        self._shown = ""

    def start(self, name: str, attributes: Attributes) -> None:
        match name:
            case "table-row":
                self._row += self._rows
                self._rows = _count(attributes, "number-rows-repeated")
                self._column = self._columns = 0
            case "table-cell" | "covered-table-cell":
                self._column += self._columns
                self._columns = _count(attributes, "number-columns-repeated")
                self._shown = ""
                if not self._left and len(self.merges) < MOST_MERGES:
                    self.merges.extend(self._merged(attributes))

    def _merged(self, attributes: Attributes) -> Iterator[MergedCells]:
        rows = _count(attributes, "number-rows-spanned")
        columns = _count(attributes, "number-columns-spanned")
        if rows > 1:
            top, left = self._row + 1, self._column
            yield MergedCells(top, top + rows - 1, left, left + columns - 1)

    def text(self, text: str) -> None:
        self._shown += text

    def end(self, name: str) -> None:
        if name == "table":
            self._left -= 1
            self._row = self._rows = 0
        elif name == "table-cell" and not self._left and self._shown in ERROR_TEXTS:
            for row in range(min(self._rows, _MOST_REPEATED)):
                for column in range(min(self._columns, _MOST_REPEATED)):
                    self.errors[self._row + row + 1][self._column + column] = self._shown


def _count(attributes: Attributes, name: str) -> int:
    """Return how often a row or a cell is repeated; once, if nothing is said."""
    stated = attribute(attributes, name)
    return int(stated) if stated.isdecimal() else 1


def _part(archive: zipfile.ZipFile, sheet: int) -> str:
    """Return the part of a sheet; blank where it is not told."""
    links: dict[str, str] = {}

    def link(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            links[attribute(attributes, "Id")] = attribute(attributes, "Target")

    with archive.open(_LINKS) as stream:
        parse(stream, _LINKS, Handlers(link))
    sheets = [body for kind, body in _records(archive.read(_BOOK)) if kind == _SHEET]
    target = links.get(_wide(sheets[sheet], 8), "") if sheet < len(sheets) else ""
    return str(PurePosixPath("xl", target)).lstrip("/") if target else ""


def _wide(body: bytes, at: int) -> str:
    """Return a text with its length before it."""
    (length,) = struct.unpack_from("<I", body, at)
    return body[at + 4 : at + 4 + 2 * length].decode("utf-16-le")


def _in_binary(data: bytes) -> SheetMarks:
    errors: dict[int, dict[int, str]] = defaultdict(dict)
    if not _RECORD.search(data):
        return SheetMarks()
    row = 0
    for kind, body in _records(data):
        if kind == _ROW:
            (row,) = struct.unpack_from("<I", body)
        elif kind in (_ERROR, _ERROR_OF_FORMULA):
            (column,) = struct.unpack_from("<I", body)
            errors[row + 1][column] = _BY_CODE.get(body[8], "#VALUE!")
    merges = (_merge(body) for kind, body in _records(data) if kind == _MERGE)
    down = (merge for merge in merges if merge.is_down)
    return SheetMarks(errors, tuple(islice(down, MOST_MERGES)))


def _merge(body: bytes) -> MergedCells:
    """Return the cells of such a record (MS-XLSB, BrtMergeCell)."""
    top, bottom, left, right = _RANGE.unpack_from(body)
    return MergedCells(top + 1, bottom + 1, left, right)


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a part, each with its kind (MS-XLSB 2.1.4)."""
    at = 0
    while at < len(data):
        kind, at = _number(data, at, 2)
        size, at = _number(data, at, 4)
        yield kind, data[at : at + size]
        at += size


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    """Return a number of at most so many bytes of seven bits each, and the position behind it."""
    number = 0
    for shift in range(most):
        byte = data[at + shift]
        number |= (byte & 0x7F) << (7 * shift)
        if not byte & _MORE:
            return number, at + shift + 1
    return number, at + most
