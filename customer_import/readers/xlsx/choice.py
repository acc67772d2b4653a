"""Which sheet is read, and what a person should know of the choice."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from customer_import.errors import InputFileError
from customer_import.readers.xlsx.cells import Cells
from customer_import.readers.xlsx.header import LOOKED_AT
from customer_import.readers.xlsx.sheet import SheetRow
from customer_import.readers.xlsx.stream import SheetStream
from customer_import.readers.xlsx.workbook import Sheet, Workbook

_LISTED = 20
_DIGITS = 5


class Choice(NamedTuple):
    """The sheet that is read.

    Attributes:
        sheet: its tab.
        stream: its markup.
        rows: all of its rows that are not blank.
        notices: what to say of the choice.
    """

    sheet: Sheet
    stream: SheetStream
    rows: Iterator[SheetRow]
    notices: tuple[str, ...] = ()


class _Peeked(NamedTuple):
    choice: Choice
    first: list[SheetRow]

    @property
    def is_table(self) -> bool:
        """Tell whether there are two rows with two cells at least."""
        wide = [row for row in self.first if sum(bool(text.strip()) for text in row.cells) > 1]
        return len(wide) > 1


def choose(workbook: Workbook, cells: Cells, wanted: str | int | None) -> Choice:
    """Return the sheet that was asked for, or the first visible one that holds a table.

    Raises:
        InputFileError: there is no such sheet, or no visible sheet has cells.
    """
    if wanted is not None:
        sheet = _find(workbook.sheets, wanted)
        stream = SheetStream(workbook.package, sheet.part, cells)
        hidden = (f"The sheet “{sheet.name}” is hidden.",) if sheet.hidden else ()
        return Choice(sheet, stream, stream.rows, hidden)
    return _first_table(workbook, cells)


def _find(sheets: Sequence[Sheet], wanted: str | int) -> Sheet:
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


def _by_name(sheets: Sequence[Sheet], wanted: str | int) -> Sheet | None:
    if isinstance(wanted, int):
        return None
    exact = [sheet for sheet in sheets if sheet.name == wanted]
    loose = [s for s in sheets if s.name.strip().casefold() == wanted.strip().casefold()]
    return next(iter([*exact, *loose]), None)


def _by_position(sheets: Sequence[Sheet], wanted: str | int) -> Sheet | None:
    position = int(wanted) if str(wanted).isdecimal() and len(str(wanted)) <= _DIGITS else 0
    return sheets[position - 1] if 0 < position <= len(sheets) else None


def _listed(sheets: Sequence[Sheet]) -> str:
    names = [
        f"{position} “{sheet.name}”{' (hidden)' if sheet.hidden else ''}"
        for position, sheet in enumerate(sheets[:_LISTED], 1)
    ]
    more = len(sheets) - _LISTED
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def _first_table(workbook: Workbook, cells: Cells) -> Choice:
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


def _peek(workbook: Workbook, sheet: Sheet, cells: Cells) -> _Peeked:
    stream = SheetStream(workbook.package, sheet.part, cells)
    first = list(islice(stream.rows, LOOKED_AT))
    return _Peeked(Choice(sheet, stream, chain(first, stream.rows)), first)


def _nothing(sheets: Sequence[Sheet]) -> InputFileError:
    if any(sheet.hidden for sheet in sheets):
        remedy = f"Choose another with --sheet: {_listed(sheets)}."
    else:
        remedy = "Check that the right file was saved."
    return InputFileError("No visible sheet of the workbook has a table.", remedy)


def _notices(chosen: Sheet, others: Sequence[Sheet], hidden: Sequence[Sheet]) -> tuple[str, ...]:
    unread = []
    if others:
        unread.append(", ".join(f"“{sheet.name}”" for sheet in others[:_LISTED]))
    if hidden:
        unread.append("hidden " + ", ".join(f"“{sheet.name}”" for sheet in hidden[:_LISTED]))
    if not unread:
        return ()
    rest = " or ".join(unread)
    return (f"The sheet “{chosen.name}” was read, not {rest}; choose another with --sheet.",)
