"""Whether the header of a CSV fits its rows, cell by cell.

A separator that is missing in the header, or that is there too often, puts every name over the
wrong cells. Where the rows leave their last cells blank, nothing else shows it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from customer_import.problems import Code, Problem
from customer_import.readers.row_kinds import column_kinds
from customer_import.table import Row, column_names, filled_columns

SHARED = 0.9
"""The share of rows that must have one width for it to be that of all."""
LEAST_ROWS = 2
"""A single row shares its width with nobody."""
_MOSTLY = 0.5
"""The share of rows that fill a column that holds data."""
_MAIL = re.compile("e-?mail", re.IGNORECASE)
_ADVICE = "Compare the names of the columns with what stands below them."


def shared_width(body: Sequence[Sequence[str]]) -> int | None:
    """Return how many cells nearly all rows have; None where they differ."""
    if len(body) < LEAST_ROWS:
        return None
    width, count = Counter(map(len, body)).most_common(1)[0]
    return width if count >= SHARED * len(body) else None


def reach(cells: Sequence[str]) -> int:
    """Return the number of cells up to the last that is not blank."""
    return max(filled_columns(cells), default=-1) + 1


def header_misfits(
    names: Sequence[str], body: Sequence[Sequence[str]], row: int, *, fill: bool
) -> tuple[Problem, ...]:
    """Say that the header does not fit the rows, if so.

    Args:
        names: the cells of its row.
        body: the cells of the rows below it, blank rows left out.
        row: the number of its row.
        fill: the file leaves blank cells at the end of its rows out.
    """
    shared = shared_width(body)
    if shared is None:
        return ()
    message = _misfit(names, body, shared, fill=fill)
    return (_problem(message.replace("{row}", str(row))),) if message else ()


def _misfit(names: Sequence[str], body: Sequence[Sequence[str]], shared: int, *, fill: bool) -> str:
    own = len(names)
    if shared > own:
        said = f"The rows have {count_cells(shared - own)} more than the header"
        return f"{said}; is a separator missing in row {{row}}?"
    has_gap = any(not name.strip() for name in names[: reach(names)])
    if shared < own and (has_gap or (not fill and reach(names) > shared)):
        said = f"The rows have {count_cells(own - shared)} fewer than the header"
        return f"{said}; is a separator too many in row {{row}}, or one missing in the rows?"
    if shared == own and has_gap:
        return _shifted(names, body)
    if shared == own > reach(names):
        return _ends_too_early(names, body)
    return ""


def _shifted(names: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """Return what to say where a column lacks its name, and the last name lacks its column."""
    filled = Counter(at for cells in body for at in filled_columns(cells))
    last = reach(names) - 1
    nameless = [
        at
        for at, name in enumerate(names[:last])
        if not name.strip() and filled[at] >= _MOSTLY * len(body) and not _counts_rows(body, at)
    ]
    if not nameless or filled[last]:
        return ""
    return (
        f"{column_names(names)[nameless[0]]} has cells but does not have a name, and the last "
        f"column, {names[last].strip()}, is blank; is a separator too many in row {{row}}?"
    )


def _ends_too_early(names: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """Return what to say where the header ends in a separator, and lacks one before."""
    filled = Counter(at for cells in body for at in filled_columns(cells))
    past = [at for at in range(reach(names), len(names)) if filled[at] >= _MOSTLY * len(body)]
    if past:
        nameless = column_names(names)[past[0]]
        return (
            f"{nameless} has cells but does not have a name; is a separator missing in row {{row}}?"
        )
    kinds = column_kinds([Row(0, cells) for cells in body])
    for at, (name, after) in enumerate(pairwise(names)):
        if kinds[at + 1] == "email" != kinds[at] and _MAIL.search(name) and not _MAIL.search(after):
            return (
                f"The e-mail addresses stand under “{after.strip()}”, beside “{name.strip()}”; "
                "is a separator missing in row {row}?"
            )
    return ""


def _counts_rows(body: Sequence[Sequence[str]], at: int) -> bool:
    """Tell whether a column numbers the rows from 0, as programs write it without a name."""
    cells = [row[at].strip() for row in body if at < len(row)]
    return cells == [str(i) for i in range(len(cells))]


def count_cells(count: int) -> str:
    """Return so many cells in words."""
    return "one cell" if count == 1 else f"{count} cells"


def _problem(message: str) -> Problem:
    return Problem(Code.HEADER_MISFIT, f"{message} {_ADVICE}", severity="warning")
