"""The error report as a workbook: the cells to fix are filled and have a note that says why.

It holds what the CSV holds and can be run again just the same: all cells of the list are text.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from customer_import.errors import SettingError
from customer_import.ledger.runs.results import RowResult
from customer_import.problems import Problem
from customer_import.readers.xlsx.sheet import LAST_COLUMN
from customer_import.reports.files import written_bytes
from customer_import.reports.marked_sheet import (
    LONGEST,
    SHEET_ROWS,
    TEXT,
    Look,
    MarkedCell,
    MarkedSheet,
    escaped,
    guarded,
    is_risky,
    too_long,
)
from customer_import.shifted_cells import pack
from customer_import.table import JOINT, REPORT_COLUMNS

_SAMPLED = 100
_NARROWEST, _WIDEST = 8, 40
_OUR_WIDTHS = (11, 14, 26, 22, 70)
_NAMED = 40
"""Characters of a column's name that a message tells."""
_REMEDY = "Name an error report that ends in .csv."


def write_error_workbook(path: Path, headers: Sequence[str], rows: Iterable[RowResult]) -> None:
    """Write the report.

    Args:
        path: where to.
        headers: of the list.
        rows: those that are invalid, failed, unknown or held.

    Raises:
        SettingError: it cannot be written there, or holds more than a workbook can.
    """
    if len(headers) + len(REPORT_COLUMNS) > LAST_COLUMN:
        raise SettingError(f"A workbook has at most {LAST_COLUMN:,} columns.", _REMEDY)
    _check_names(headers)
    rows = iter(rows)
    first = list(islice(rows, _SAMPLED))
    sheet = MarkedSheet(headers)
    with written_bytes(path) as file, sheet:
        sheet.begin(_widths(headers, first), _to_blame(first[:1], headers))
        for number, row in enumerate(chain(first, rows), 2):
            if number > SHEET_ROWS:
                raise SettingError(f"A workbook has at most {SHEET_ROWS:,} rows.", _REMEDY)
            sheet.add(list(_cells(row, headers)))
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


def _cells(row: RowResult, headers: Sequence[str]) -> Iterator[MarkedCell]:
    """Give a row's own cells as they were, then what became of it."""
    errors = [problem for problem in row.problems if problem.severity == "error"]
    notes = _notes(errors, headers)
    for column, text in enumerate(pack(row.cells, len(headers))):
        value = escaped(guarded(text)) if text else None
        if value and too_long(value):
            raise SettingError(
                f"Row {row.number} has a text of {len(text):,} characters in the column "
                f"{headers[column]}, and a workbook's cell takes {LONGEST:,}.",
                _REMEDY,
            )
        look = Look(TEXT, marked=column in notes, quoted=is_risky(text))
        yield MarkedCell(value, look, "\n".join(notes.get(column, ())))
    yield MarkedCell(row.number)
    yield MarkedCell(row.state)
    yield MarkedCell(_ours(problem.field for problem in errors), Look(wrapped=True))
    yield MarkedCell(_ours(problem.code for problem in errors), Look(wrapped=True))
    look = Look(marked=not notes, wrapped=True)
    yield MarkedCell(_ours(problem.message for problem in errors), look)


def _ours(texts: Iterable[str]) -> str:
    """Join what we say of a row; it is not a value of the list, so it may be cut."""
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
    """Return the positions of the columns that a problem names; several are joined by commas."""
    if not column:
        return []
    if column in headers:
        return [headers.index(column)]
    return [headers.index(name) for name in column.split(", ") if name in headers]


def _to_blame(first: Sequence[RowResult], headers: Sequence[str]) -> int:
    """Return the position of the first cell that is to blame; else that of the message."""
    problems = [p for row in first for p in row.problems if p.severity == "error"]
    return min(_notes(problems, headers), default=len(headers) + len(REPORT_COLUMNS) - 1)


def _widths(headers: Sequence[str], first: Sequence[RowResult]) -> list[int]:
    """Return the width of each column, in characters: what its first rows need."""
    own = [pack(row.cells, len(headers)) for row in first]
    needed = (max(map(len, texts)) + 2 for texts in zip(headers, *own, strict=True))
    return [*(min(max(need, _NARROWEST), _WIDEST) for need in needed), *_OUR_WIDTHS]
