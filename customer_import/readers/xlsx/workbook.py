"""A workbook's sheets in the order of their tabs, and which of them is read."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from customer_import.errors import InputFileError
from customer_import.readers.header_row import LOOKED_AT
from customer_import.readers.xlsx.cell_texts import SharedStrings, TypedCells
from customer_import.readers.xlsx.formats import Styles
from customer_import.readers.xlsx.package import HELD_RATIO, Package, Relation
from customer_import.readers.xlsx.part_xml import REPAIR, Attributes, Handlers, attribute
from customer_import.readers.xlsx.sheet_stream import SheetStream
from customer_import.table import Row, Source

_MOST_SHEETS = 1000
_LISTED = 20
_DIGITS = 5


class SheetTab(NamedTuple):
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


class SheetChoice(NamedTuple):
    """The sheet that is read.

    Attributes:
        sheet: its tab.
        stream: its markup.
        rows: all of its rows that are not blank.
        notices: what to say of the choice.
    """

    sheet: SheetTab
    stream: SheetStream
    rows: Iterator[Row]
    notices: tuple[str, ...] = ()


class _Peeked(NamedTuple):
    choice: SheetChoice
    first: list[Row]

    @property
    def is_table(self) -> bool:
        """Tell whether there are two rows with two cells at least."""
        wide = [row for row in self.first if sum(bool(text.strip()) for text in row.cells) > 1]
        return len(wide) > 1


def choose(workbook: Workbook, cells: TypedCells, wanted: str | int | None) -> SheetChoice:
    """Return the sheet that was asked for, or the first visible one that holds a table.

    Raises:
        InputFileError: the workbook has no such sheet, or no visible sheet has cells.
    """
    if wanted is not None:
        sheet = _find(workbook.sheets, wanted)
        stream = SheetStream(workbook.package, sheet.part, cells)
        hidden = (f"The sheet “{sheet.name}” is hidden.",) if sheet.hidden else ()
        return SheetChoice(sheet, stream, stream.rows, hidden)
    return _first_table(workbook, cells)


def _find(sheets: Sequence[SheetTab], wanted: str | int) -> SheetTab:
    sheet = _by_name(sheets, wanted) or _by_position(sheets, wanted)
    if sheet is None:
        raise InputFileError(
            f"The workbook has no sheet “{wanted}”.", f"Its sheets are {_listed(sheets)}."
        )
    if not sheet.part:
        raise InputFileError(
            f"The sheet “{sheet.name}” is a chart or a macro sheet, not a table.",
            f"The workbook's sheets are {_listed(sheets)}.",
        )
    return sheet


def _by_name(sheets: Sequence[SheetTab], wanted: str | int) -> SheetTab | None:
    if isinstance(wanted, int):
        return None
    exact = [sheet for sheet in sheets if sheet.name == wanted]
    loose = [s for s in sheets if s.name.strip().casefold() == wanted.strip().casefold()]
    return next(iter([*exact, *loose]), None)


def _by_position(sheets: Sequence[SheetTab], wanted: str | int) -> SheetTab | None:
    position = int(wanted) if str(wanted).isdecimal() and len(str(wanted)) <= _DIGITS else 0
    return sheets[position - 1] if 0 < position <= len(sheets) else None


def _listed(sheets: Sequence[SheetTab]) -> str:
    names = [
        f"{position} “{sheet.name}”{' (hidden)' if sheet.hidden else ''}"
        for position, sheet in enumerate(sheets[:_LISTED], 1)
    ]
    more = len(sheets) - _LISTED
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def _first_table(workbook: Workbook, cells: TypedCells) -> SheetChoice:
    visible = [sheet for sheet in workbook.sheets if sheet.part and not sheet.hidden]
    peeked = [_peek(workbook, sheet, cells) for sheet in visible]
    filled = [peek for peek in peeked if peek.first]
    if not filled:
        raise _nothing(workbook.sheets)
    chosen = next((peek for peek in filled if peek.is_table), filled[0])
    for peek in peeked:
        if peek is not chosen:
            peek.choice.stream.rows.close()
    others = [peek.choice.sheet for peek in filled if peek is not chosen]
    hidden = [sheet for sheet in workbook.sheets if sheet.hidden]
    return chosen.choice._replace(notices=_notices(chosen.choice.sheet, others, hidden))


def _peek(workbook: Workbook, sheet: SheetTab, cells: TypedCells) -> _Peeked:
    stream = SheetStream(workbook.package, sheet.part, cells)
    first = list(islice(stream.rows, LOOKED_AT))
    return _Peeked(SheetChoice(sheet, stream, chain(first, stream.rows)), first)


def _nothing(sheets: Sequence[SheetTab]) -> InputFileError:
    if any(sheet.hidden for sheet in sheets):
        remedy = f"Choose another with --sheet: {_listed(sheets)}."
    else:
        remedy = "Check that the right file was saved."
    return InputFileError("No visible sheet of the workbook has a table.", remedy)


def _notices(
    chosen: SheetTab, others: Sequence[SheetTab], hidden: Sequence[SheetTab]
) -> tuple[str, ...]:
    unread = []
    if others:
        unread.append(", ".join(f"“{sheet.name}”" for sheet in others[:_LISTED]))
    if hidden:
        unread.append("hidden " + ", ".join(f"“{sheet.name}”" for sheet in hidden[:_LISTED]))
    if not unread:
        return ()
    rest = " or ".join(unread)
    return (f"The sheet “{chosen.name}” was read, not {rest}; choose another with --sheet.",)
