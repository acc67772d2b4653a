"""The error report as a workbook: the offending cells are filled and say in a note what is wrong.

It holds what the CSV holds and can be run again just the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from customer_import.errors import SettingError
from customer_import.ledger.results import RowResult
from customer_import.problems import Problem
from customer_import.readers.xlsx.columns import LAST_COLUMN
from customer_import.reports.files import written_bytes
from customer_import.reports.list_look import ColumnLook
from customer_import.reports.marked_sheet import Cell, MarkedSheet, Style
from customer_import.reports.workbook_cells import (
    LONGEST,
    Decimal,
    as_number,
    escaped,
    guarded,
    is_risky,
    too_long,
)
from customer_import.shifted_cells import pack
from customer_import.table import JOINT, REPORT_COLUMNS

_MOST_ROWS = 1_048_576
_SAMPLED = 100
_NARROWEST, _WIDEST = 8, 40
_OUR_WIDTHS = (11, 14, 26, 22, 70)
_NAMED = 40
"""Characters of a column's name that a message tells."""
_REMEDY = "Name an error report that ends in .csv."


def write_error_workbook(
    path: Path,
    headers: Sequence[str],
    looks: Sequence[ColumnLook],
    decimal: Decimal | None,
    rows: Iterable[RowResult],
) -> None:
    """Write the report.

    Args:
        path: where to.
        headers: of the list.
        looks: of its columns.
        decimal: the decimal sign the mapping reads numbers with; None where it is not known.
        rows: those that are invalid, failed or unknown.

    Raises:
        SettingError: it cannot be written there, or holds more than a workbook can.
    """
    if len(headers) + len(REPORT_COLUMNS) > LAST_COLUMN:
        raise SettingError(f"A workbook has at most {LAST_COLUMN:,} columns.", _REMEDY)
    _check_names(headers)
    rows = iter(rows)
    first = list(islice(rows, _SAMPLED))
    sheet = MarkedSheet(headers, looks)
    with written_bytes(path) as file, sheet:
        sheet.begin(_widths(headers, looks, first), _to_blame(first[:1], headers))
        for number, row in enumerate(chain(first, rows), 2):
            if number > _MOST_ROWS:
                raise SettingError(f"A workbook has at most {_MOST_ROWS:,} rows.", _REMEDY)
            sheet.add(list(_cells(row, headers, looks, decimal)))
        sheet.end()
        sheet.book.save(file)


def _check_names(headers: Sequence[str]) -> None:
    for name in headers:
        if too_long(escaped(guarded(name))):
            raise SettingError(
                f"The name of the column {name[:_NAMED]}… has {len(name):,} characters, and a "
                f"workbook's cell takes {LONGEST:,}.",
                _REMEDY,
            )


def _cells(
    row: RowResult, headers: Sequence[str], looks: Sequence[ColumnLook], decimal: Decimal | None
) -> Iterator[Cell]:
    """Give a row's own cells as they were, then what became of it."""
    said = [problem for problem in row.problems if problem.severity == "error"]
    notes = _notes(said, headers)
    own = pack(row.cells, len(headers))
    for column, (text, look) in enumerate(zip(own, looks, strict=True)):
        cell = _own(text, look, decimal)
        if isinstance(cell.value, str) and too_long(cell.value):
            raise SettingError(
                f"Row {row.number} has a text of {len(text):,} characters in the column "
                f"{headers[column]}, and a workbook's cell takes {LONGEST:,}.",
                _REMEDY,
            )
        if column in notes:
            style = cell.style._replace(marked=True)
            cell = cell._replace(style=style, note="\n".join(notes[column]))
        yield cell
    yield Cell(row.number)
    yield Cell(row.state)
    yield Cell(_ours(problem.field for problem in said))
    yield Cell(_ours(problem.code for problem in said))
    style = Style(marked=not notes, wrapped=True)
    yield Cell(_ours(problem.message for problem in said), style)


def _own(text: str, look: ColumnLook, decimal: Decimal | None) -> Cell:
    if not text:
        return Cell(None, Style(look.number_format))
    number = as_number(text, look.number_format, decimal) if look.typed else None
    if number is not None:
        return Cell(number, Style(look.number_format))
    return Cell(escaped(guarded(text)), Style(look.number_format, quoted=is_risky(text)))


def _ours(texts: Iterable[str]) -> str:
    """Join what is said of a row; it is no value of the list, so it may be cut."""
    text = escaped(JOINT.join(texts))
    return f"{text[: LONGEST // 2]}…" if too_long(text) else text


def _notes(problems: Iterable[Problem], headers: Sequence[str]) -> dict[int, list[str]]:
    """Return what is wrong with the cells that are to blame, by their positions."""
    notes: dict[int, list[str]] = {}
    for problem in problems:
        for column in _positions(problem.column, headers):
            notes.setdefault(column, []).append(problem.message)
    return notes


def _positions(column: str, headers: Sequence[str]) -> list[int]:
    """Return where the columns that a problem names are; several are joined by commas."""
    if not column:
        return []
    if column in headers:
        return [headers.index(column)]
    return [headers.index(name) for name in column.split(", ") if name in headers]


def _to_blame(first: Sequence[RowResult], headers: Sequence[str]) -> int:
    """Return the position of the first cell that is to blame; else that of the message."""
    problems = [p for row in first for p in row.problems if p.severity == "error"]
    return min(_notes(problems, headers), default=len(headers) + len(REPORT_COLUMNS) - 1)


def _widths(
    headers: Sequence[str], looks: Sequence[ColumnLook], first: Sequence[RowResult]
) -> list[float]:
    """Return the width of each column: the list's own, or what its first rows need."""
    own = [pack(row.cells, len(headers)) for row in first]
    needed = [max(map(len, texts)) + 2 for texts in zip(headers, *own, strict=True)]
    return [
        *(
            look.width or min(max(need, _NARROWEST), _WIDEST)
            for look, need in zip(looks, needed, strict=True)
        ),
        *_OUR_WIDTHS,
    ]
