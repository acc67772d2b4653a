"""How a workbook's list looks: the widths and number formats of its columns, its header's style.

Only the start of the sheet is read. Where it cannot be told, there is none: a report does without.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from customer_import.errors import InputFileError
from customer_import.readers.xlsx.columns import column_of
from customer_import.readers.xlsx.header import LOOKED_AT
from customer_import.readers.xlsx.markup import BLOCK, Attributes, Handlers, Markup
from customer_import.readers.xlsx.package import HELD_RATIO, Package, open_package
from customer_import.readers.xlsx.sheet import row_number
from customer_import.readers.xlsx.stream import SheetStream
from customer_import.readers.xlsx.workbook import read_workbook
from customer_import.table import Source

if TYPE_CHECKING:
    from openpyxl.styles.stylesheet import Stylesheet

TEXT = "@"
GENERAL = "General"
_SAMPLED = 200
"""Rows looked at."""
_MOST_SPANNED = 1000
_WIDEST = 255
_MALFORMED = (AttributeError, IndexError, KeyError, SyntaxError, TypeError, ValueError)
"""What openpyxl raises over a styles part that is not what it should be."""


class ColumnLook(NamedTuple):
    """How a column of the list looks.

    Attributes:
        width: in characters; None where the sheet does not say.
        number_format: of most of its cells.
        typed: most of its cells are numbers or dates.
        header: openpyxl's styles of its header by the name of the cell's attribute.
    """

    width: float | None = None
    number_format: str = TEXT
    typed: bool = False
    header: dict[str, Any] = {}  # noqa: RUF012 - nobody changes it


def look_of(file: Path, headers: Sequence[str]) -> tuple[ColumnLook, ...]:
    """Return how the columns of a list look; plain text columns where it is no workbook.

    Args:
        file: the list.
        headers: by which it is found in its workbook.
    """
    try:
        with open_package(file) as package:
            found = _find(package, headers)
    except InputFileError:
        found = None
    return found or (ColumnLook(),) * len(headers)


def _find(package: Package, headers: Sequence[str]) -> tuple[ColumnLook, ...] | None:
    workbook = read_workbook(package)
    cells = workbook.cells(Source())
    for part in filter(None, (sheet.part for sheet in workbook.sheets)):
        place = _place(SheetStream(package, part, cells), headers)
        if place is not None:
            sample = _Sample(*place)
            sample.read(package, part)
            styles = _styles(package, package.related(workbook.part, "styles"))
            return tuple(sample.looks(len(headers), styles))
    return None


def _place(stream: SheetStream, headers: Sequence[str]) -> tuple[int, int] | None:
    """Return the row of the header and the position of its first column."""
    wanted, width = list(headers), len(headers)
    with closing(stream.rows) as rows:
        for row in islice(rows, LOOKED_AT):
            texts = [*map(str.strip, row.cells), *[""] * width]
            for left in range(len(texts) - width):
                if texts[left : left + width] == wanted:
                    return row.number, left
    return None


class _Sample:
    """What the start of a sheet says of its columns.

    Args:
        header: the header's row.
        left: the position of its first column.
    """

    def __init__(self, header: int, left: int) -> None:
        self._header = header
        self._left = left
        self._number = 0
        self._column = -1
        self._cell = (0, False)
        self._widths: dict[int, float] = {}
        self._heads: dict[int, int] = {}
        self._found: dict[int, Counter[tuple[int, bool]]] = {}

    def read(self, package: Package, name: str) -> None:
        """Read the sheet's first rows."""
        markup = Markup(name, Handlers(self._start))
        with package.open(name) as part:
            while self._number <= self._header + _SAMPLED and (block := part.read(BLOCK)):
                markup.feed(block)

    def looks(self, width: int, styles: "Stylesheet | None") -> Iterator[ColumnLook]:
        """Give the look of each column.

        Args:
            width: how many there are.
            styles: what the numbers of styles mean.
        """
        for column in range(self._left, self._left + width):
            common = self._found.get(column, Counter()).most_common(1)
            style, typed = common[0][0] if common else (0, False)
            code = _number_format(styles, style)
            header = _header(styles, self._heads.get(column, 0))
            yield ColumnLook(self._widths.get(column), code, typed, header)

    def _start(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            self._start_cell(attributes)
        elif tag in {"v", "is"} and self._number > self._header:
            self._found.setdefault(self._column, Counter())[self._cell] += 1
        elif tag == "row":
            self._number = row_number(attributes.get("r", ""), self._number)
            self._column = -1
        elif tag == "col":
            self._start_column(attributes)

    def _start_cell(self, attributes: Attributes) -> None:
        column = column_of(attributes.get("r", ""))
        self._column = self._column + 1 if column is None else column
        style = attributes.get("s", "")
        self._cell = (_whole(style), attributes.get("t", "n") == "n")
        if self._number == self._header:
            self._heads[self._column] = self._cell[0]

    def _start_column(self, attributes: Attributes) -> None:
        try:
            width = float(attributes.get("width", ""))
        except ValueError:
            return
        first, last = _whole(attributes.get("min", "")), _whole(attributes.get("max", ""))
        if 0 < width <= _WIDEST:
            columns = range(max(first, 1), min(last, first + _MOST_SPANNED) + 1)
            self._widths.update((column - 1, width) for column in columns)


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < len("1000000") else 0


def _styles(package: Package, name: str | None) -> "Stylesheet | None":
    # Imported here because it is slow and few reports are workbooks.
    from openpyxl.styles.stylesheet import Stylesheet  # noqa: PLC0415
    from openpyxl.xml.functions import fromstring  # noqa: PLC0415

    if name is None:
        return None
    with package.open(name, HELD_RATIO) as part:
        content = b"".join(iter(lambda: part.read(BLOCK), b""))
    try:
        root: Any = fromstring(content)  # the stubs have two kinds of element
        return Stylesheet.from_tree(root)
    except _MALFORMED:
        return None


def _number_format(styles: "Stylesheet | None", style: int) -> str:
    from openpyxl.styles.numbers import (  # noqa: PLC0415 - slow
        BUILTIN_FORMATS_MAX_SIZE,
        builtin_format_code,
    )

    if styles is None or style >= len(styles.cell_styles):
        return GENERAL
    number = styles.cell_styles[style].numFmtId
    if number < BUILTIN_FORMATS_MAX_SIZE:
        return builtin_format_code(number) or GENERAL
    return str(styles.number_formats[number - BUILTIN_FORMATS_MAX_SIZE])


def _header(styles: "Stylesheet | None", style: int) -> dict[str, Any]:
    if styles is None or not 0 < style < len(styles.cell_styles):
        return {}
    found = styles.cell_styles[style]
    try:
        return {
            "font": styles.fonts[found.fontId],
            "fill": styles.fills[found.fillId],
            "border": styles.borders[found.borderId],
            "alignment": styles.alignments[found.alignmentId],
        }
    except IndexError:
        return {}
