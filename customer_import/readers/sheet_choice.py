"""The sheets of any workbook in the order of their tabs, and which of them is read."""

from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple, Protocol

from customer_import.errors import InputFileError
from customer_import.readers.header_row import LOOKED_AT
from customer_import.readers.merged_cells import MergedCells
from customer_import.table import Row

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


class SheetSurvey(NamedTuple):
    """What is seen from afar."""

    hidden_rows: int = 0
    merges: tuple[MergedCells, ...] = ()


class OpenSheet(Protocol):
    """The rows of one sheet, whatever the kind of its workbook."""

    @property
    def rows(self) -> Generator[Row]:
        """Return the rows that have a cell which is not blank; they can be walked once."""

    @property
    def hidden_columns(self) -> Sequence[tuple[int, int]]:
        """Return the spans of hidden columns that are known so far, counted from 1."""

    def survey(self) -> SheetSurvey:
        """Look over the whole sheet."""


SheetOpener = Callable[[SheetTab], OpenSheet]


class SheetChoice(NamedTuple):
    """The sheet that is read.

    Attributes:
        sheet: its tab.
        opened: what is known of it.
        rows: all of its rows that are not blank.
        notices: what to say of the choice.
    """

    sheet: SheetTab
    opened: OpenSheet
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


def choose(
    sheets: Sequence[SheetTab], open_sheet: SheetOpener, wanted: str | int | None
) -> SheetChoice:
    """Return the sheet that was asked for, or the first visible one that holds a table.

    Raises:
        InputFileError: the workbook has no such sheet, or no visible sheet has cells.
    """
    if wanted is not None:
        sheet = _find(sheets, wanted)
        opened = open_sheet(sheet)
        hidden = (f"The sheet “{sheet.name}” is hidden.",) if sheet.hidden else ()
        return SheetChoice(sheet, opened, opened.rows, hidden)
    return _first_table(sheets, open_sheet)


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


def _first_table(sheets: Sequence[SheetTab], open_sheet: SheetOpener) -> SheetChoice:
    visible = [sheet for sheet in sheets if sheet.part and not sheet.hidden]
    peeked = [_peek(sheet, open_sheet(sheet)) for sheet in visible]
    filled = [peek for peek in peeked if peek.first]
    if not filled:
        raise _nothing(sheets)
    chosen = next((peek for peek in filled if peek.is_table), filled[0])
    for peek in peeked:
        if peek is not chosen:
            peek.choice.opened.rows.close()
    others = [peek.choice.sheet for peek in filled if peek is not chosen]
    hidden = [sheet for sheet in sheets if sheet.hidden]
    return chosen.choice._replace(notices=_notices(chosen.choice.sheet, others, hidden))


def _peek(sheet: SheetTab, opened: OpenSheet) -> _Peeked:
    rows = opened.rows
    first = list(islice(rows, LOOKED_AT))
    return _Peeked(SheetChoice(sheet, opened, chain(first, rows)), first)


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
