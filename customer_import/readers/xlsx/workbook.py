"""A workbook (.xlsx, .xlsm) as spreadsheets show it: its sheets, and one of them as a Table."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from customer_import.errors import InputFileError
from customer_import.readers.sheet_choice import SheetTab, choose
from customer_import.readers.sheet_table import read_sheet
from customer_import.readers.xlsx.cell_texts import SharedStrings, TypedCells
from customer_import.readers.xlsx.formats import Styles
from customer_import.readers.xlsx.package import HELD_RATIO, Package, Relation, open_package
from customer_import.readers.xlsx.part_xml import REPAIR, Attributes, Handlers, attribute
from customer_import.readers.xlsx.sheet_stream import SheetStream
from customer_import.table import Source, Table

_MOST_SHEETS = 1000


class Workbook(NamedTuple):
    """What the sheets have in common."""

    package: Package
    part: str
    sheets: tuple[SheetTab, ...]
    since_1904: bool

    def cells(self, source: Source) -> TypedCells:
        """Read the shared strings and the styles."""
        strings = SharedStrings()
        strings_part = self._find("sharedStrings", "sharedStrings.xml")
        if strings_part:
            with self.package.open(strings_part, HELD_RATIO) as part:
                strings.read(part)
        styles = Styles()
        styles_part = self._find("styles", "styles.xml")
        if styles_part:
            self.package.parse(styles_part, styles.handlers)
        return TypedCells(strings.found, styles.formats, source.decimal, since_1904=self.since_1904)

    def _find(self, kind: str, name: str) -> str | None:
        related = self.package.related(self.part, kind)
        if related is not None:
            return related
        usual = f"{self.part.rpartition('/')[0]}/{name}"
        return usual if self.package.has(usual) else None


def read_workbook(package: Package) -> Workbook:
    """Read the workbook part.

    Raises:
        InputFileError: there is none, or it lists no sheets.
    """
    part = package.related("", "officeDocument") or "xl/workbook.xml"
    relations = package.relations(part)
    sheets: list[SheetTab] = []
    calendars: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "sheet" and len(sheets) < _MOST_SHEETS:
            hidden = attributes.get("state", "visible") != "visible"
            usual = f"{part.rpartition('/')[0]}/worksheets/sheet{len(sheets) + 1}.xml"
            relation = relations.get(attribute(attributes, "id"), Relation("worksheet", usual))
            target = relation.part if relation.kind == "worksheet" else ""
            sheets.append(SheetTab(attributes.get("name", ""), hidden, target))
        elif tag == "workbookPr" and "date1904" in attributes:
            calendars.append(attributes["date1904"])

    package.parse(part, Handlers(start))
    if not sheets:
        raise InputFileError("The workbook has no sheets.", REPAIR)
    since_1904 = bool(calendars) and calendars[0] in {"1", "true", "on"}
    return Workbook(package, part, tuple(sheets), since_1904)


@contextmanager
def open_workbook(file: Path | BinaryIO, source: Source) -> Iterator[Table]:
    """Open a workbook; its rows are read while they are walked, so walk them inside.

    Numbers come in plain digits, with the zeros and literals of formats such as `00000`; currency,
    percent and decimals of a format are left aside (15 % is `0.15`). Dates come as ISO text.

    Args:
        file: the file, or its bytes.
        source: how to read it: the sheet, the header's row, the decimal sign.

    Raises:
        InputFileError: it is damaged, or has no such sheet or no table. While rows are walked: the
            file is damaged further on.
    """
    with open_package(file) as package:
        workbook = read_workbook(package)
        cells = workbook.cells(source)

        def open_sheet(sheet: SheetTab) -> SheetStream:
            return SheetStream(package, sheet.part, cells)

        yield read_sheet(choose(workbook.sheets, open_sheet, source.sheet), source.header_row)
