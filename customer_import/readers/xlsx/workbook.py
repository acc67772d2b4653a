"""The workbook part: its sheets in the order of their tabs, and its calendar."""

from typing import NamedTuple

from customer_import.errors import InputFileError
from customer_import.readers.xlsx.cells import Cells
from customer_import.readers.xlsx.markup import REPAIR, Attributes, Handlers, attribute
from customer_import.readers.xlsx.package import HELD_RATIO, Package, Relation
from customer_import.readers.xlsx.strings import SharedStrings
from customer_import.readers.xlsx.styles import Styles
from customer_import.table import Source

_MOST_SHEETS = 1000


class Sheet(NamedTuple):
    """One tab of the workbook.

    Attributes:
        name: as the tab shows it.
        hidden: not shown, or shown to macros only.
        part: where its cells are; blank for a chart or a macro sheet.
    """

    name: str
    hidden: bool
    part: str


class Workbook(NamedTuple):
    """What the sheets have in common."""

    package: Package
    part: str
    sheets: tuple[Sheet, ...]
    since_1904: bool

    def cells(self, source: Source) -> Cells:
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
        return Cells(strings.found, styles.formats, source.decimal, since_1904=self.since_1904)

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
    sheets: list[Sheet] = []
    calendars: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "sheet" and len(sheets) < _MOST_SHEETS:
            hidden = attributes.get("state", "visible") != "visible"
            usual = f"{part.rpartition('/')[0]}/worksheets/sheet{len(sheets) + 1}.xml"
            relation = relations.get(attribute(attributes, "id"), Relation("worksheet", usual))
            target = relation.part if relation.kind == "worksheet" else ""
            sheets.append(Sheet(attributes.get("name", ""), hidden, target))
        elif tag == "workbookPr" and "date1904" in attributes:
            calendars.append(attributes["date1904"])

    package.parse(part, Handlers(start))
    if not sheets:
        raise InputFileError("The workbook has no sheets.", REPAIR)
    since_1904 = bool(calendars) and calendars[0] in {"1", "true", "on"}
    return Workbook(package, part, tuple(sheets), since_1904)
