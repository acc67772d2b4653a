"""Which row has the names of the columns, in the rows of any kind of file.

The header is the first row that fills most of the columns in use and holds names, not data. A
later row is taken only if it fills many more of them, or names what a row above it merely groups.
Further header rows below it (units, hints, field names below labels) are left out.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from customer_import.errors import InputFileError
from customer_import.readers.merged_cells import MergedCells
from customer_import.readers.report import is_report_header
from customer_import.readers.row_kinds import (
    CellKind,
    column_kinds,
    contradicts,
    is_filled,
    kind_of,
)
from customer_import.table import Row, filled_columns

LOOKED_AT = 200
"""Rows looked at."""
_WITHIN = 40
"""Rows in which the header is sought; titles and instructions are shorter."""
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_OTHER_VALUE = re.compile(r"https?://.*|TRUE\Z|FALSE\Z")
_FIELD_NAME = re.compile(r"[A-Za-z]\w*(?:\.\w+)*\Z")
_SHORT = 3
_SEVERAL = 2
_LONGEST_NAME = 60
_OFTEN = 0.25
_COVERED = 0.5
_DOUBTFUL = 0.6
_MUCH_MORE = 0.25
"""Shares of the columns in use: a header has `_COVERED`, is sure beyond `_DOUBTFUL`, and gives way
below it to a row that has `_MUCH_MORE`."""


@dataclass(frozen=True, slots=True)
class HeaderPlace:
    """Where the header stands, and which columns the table has.

    Attributes:
        names: of the columns, outer blanks aside; blank where the header leaves them out.
        first_column: the position of the first, from 0.
        row: the number of the header's row, the lower one of two.
        last_row: the number of the last header row; what is below it is data.
        joined: the names are made of this row and the one above it.
        kinds: what each cell of a row of data holds, from the first cell on.
    """

    names: tuple[str, ...]
    first_column: int
    row: int
    last_row: int
    joined: bool = False
    kinds: tuple[CellKind, ...] = ()


def place_header(
    rows: Sequence[Row], stated: int | None, where: str, merges: Sequence[MergedCells] = ()
) -> HeaderPlace:
    """Return the place of the header.

    Args:
        rows: the first rows of the file, at least one of them not blank.
        stated: the number of the row that a person says it is.
        where: what messages call the file or sheet.
        merges: cells merged across columns.

    Raises:
        InputFileError: the stated row is blank, or the table begins with data.
    """
    filled = [row for row in rows if is_filled(row.cells)]
    if filled and is_report_header(filled[0].cells):
        # Ours begin in the first column, even where neither its name nor its cells are filled.
        names = tuple(map(str.strip, filled[0].cells))
        return HeaderPlace(names, 0, filled[0].number, filled[0].number)
    if stated is None:
        return _find(filled, where, merges)
    at = next((at for at, row in enumerate(filled) if row.number == stated), None)
    if at is None:
        raise InputFileError(
            f"Row {stated} of {where} is blank or not there, so it cannot be the header.",
            "Give the row of the column names with --header-row.",
        )
    return _place(filled, at, at + 1)


def header_notices(place: HeaderPlace, rows: Sequence[Row]) -> Iterator[str]:
    """Say which rows were taken for the header.

    Args:
        place: where it is.
        rows: the first rows of the file.
    """
    row, last = place.row, place.last_row
    top = row - 1 if place.joined else row
    above = [each for each in rows if each.number < top and is_filled(each.cells)]
    if place.joined:
        yield f"Column names are in rows {top} and {row} together."
    elif above:
        yield f"Column names are in row {row}; the rows above are ignored."
    more = [each.number for each in rows if row < each.number <= last and is_filled(each.cells)]
    if len(more) == 1:
        yield f"Row {more[0]} has more column names and is ignored."
    elif more:
        yield f"Rows {more[0]} to {last} have more column names and are ignored."


def _find(filled: Sequence[Row], where: str, merges: Sequence[MergedCells]) -> HeaderPlace:
    kinds = column_kinds(filled[len(filled) // 2 :])
    at = _first_covering(filled, kinds, merges)
    lower = _lower_of_two(filled, at, kinds, merges)
    if lower is not None:
        return _place(filled, lower, _end_of_headers(filled, lower, kinds), joined=True)
    if _is_data(filled[at].cells, kinds):
        raise InputFileError(
            f"Row {filled[at].number} of {where} holds data, not the names of the columns.",
            "Add a row with the names at the top, or say with --header-row which row has them.",
        )
    end = _end_of_headers(filled, at, kinds)
    at = max(range(at, end), key=lambda at: (len(filled_columns(filled[at].cells)), -at))
    return _place(filled, at, end)


def _place(filled: Sequence[Row], at: int, end: int, *, joined: bool = False) -> HeaderPlace:
    cells = [cell.strip() for cell in filled[at].cells]
    if joined:
        cells = _join(filled[at - 1].cells, cells)
    body = filled[end:]
    counts = _fill_counts(body)
    used = {column for column, count in counts.items() if 2 * count >= len(body)}
    columns = sorted(used.union(filled_columns(cells)))
    names = (*cells, *[""] * (columns[-1] + 1 - len(cells)))[columns[0] : columns[-1] + 1]
    last = filled[end - 1].number
    return HeaderPlace(names, columns[0], filled[at].number, last, joined, column_kinds(body))


def _fill_counts(rows: Sequence[Row]) -> Counter[int]:
    """Return how many rows fill each column."""
    return Counter(column for row in rows for column in filled_columns(row.cells))


def _first_covering(
    filled: Sequence[Row], kinds: Sequence[CellKind], merges: Sequence[MergedCells]
) -> int:
    """Return the first row that fills the columns in use, or the one that does so far better."""
    counts = _fill_counts(filled)
    often = {column for column, count in counts.items() if count >= _OFTEN * len(filled)}
    used = often or set(counts)
    shares = [len(used & _covered(row, merges)) / len(used) for row in filled[:_WITHIN]]
    first = next(at for at, share in enumerate(shares) if share >= min(_COVERED, max(shares)))
    if shares[first] <= _DOUBTFUL:
        for at in range(first + 1, len(shares)):
            if shares[at] >= shares[first] + _MUCH_MORE:
                return at if _names_columns(filled[at], kinds) else first
    return first


def _covered(row: Row, merges: Sequence[MergedCells]) -> set[int]:
    """Return the columns that a row fills, those of its merged cells included."""
    filled = set(filled_columns(row.cells))
    spans = [merge for merge in merges if merge.row == row.number and merge.first in filled]
    if len(filled) > 1:
        for merge in spans:
            filled.update(range(merge.first, merge.last + 1))
    return filled


def _names_columns(row: Row, kinds: Sequence[CellKind]) -> bool:
    """Tell whether a row is names, each of another column or where the columns hold figures."""
    names = [row.cells[column].strip().casefold() for column in filled_columns(row.cells)]
    distinct = len(set(names)) == len(names)
    return all(map(_is_name, names)) and (distinct or contradicts(row.cells, kinds))


def _is_name(text: str) -> bool:
    text = text.strip()
    return len(text) <= _LONGEST_NAME and not kind_of(text) and not _OTHER_VALUE.match(text)


def _is_data(cells: Sequence[str], kinds: Sequence[CellKind]) -> bool:
    """Tell whether a row holds what the columns hold."""
    seen = [kind_of(cell) for cell in cells]
    if "email" in seen:
        return True
    figures = [
        (is_, cell.strip())
        for cell, is_, kind in zip(cells, seen, kinds, strict=False)
        if kind == "figures" and cell.strip() and not _YEAR.match(cell.strip())
    ]
    return bool(figures) and all(is_ == "figures" for is_, _ in figures)


def _lower_of_two(
    filled: Sequence[Row], at: int, kinds: Sequence[CellKind], merges: Sequence[MergedCells]
) -> int | None:
    """Return the lower row where the header has two, the upper one grouping columns."""
    for upper in (at, at - 1):
        if 0 <= upper < len(filled) - 1 and _groups(
            filled[upper], filled[upper + 1], kinds, merges
        ):
            return upper + 1
    return None


def _groups(
    upper: Row, lower: Row, kinds: Sequence[CellKind], merges: Sequence[MergedCells]
) -> bool:
    """Tell whether a row groups what the next one names; elsewhere only one of them has names."""
    names = [lower.cells[column] for column in filled_columns(lower.cells)]
    if lower.number != upper.number + 1 or not all(map(_is_name, names)):
        return False
    heads, named = set(filled_columns(upper.cells)), set(filled_columns(lower.cells))
    merged = [
        set(range(merge.first, merge.last + 1))
        for merge in merges
        if merge.row == upper.number and merge.first in heads
    ]
    spans = merged or _blank_spans(heads, named)
    wide = [span for span in spans if len(span & named) > 1]
    if len(heads) < _SEVERAL or not wide or (heads & named).difference(*(merged or wide)):
        return False
    return bool(merged) or contradicts(lower.cells, kinds) or len(wide) > 1


def _blank_spans(heads: set[int], named: set[int]) -> list[set[int]]:
    """Return the columns from each head up to the next one, as a CSV writes merged cells."""
    ends = [*sorted(heads), max(heads | named) + 1]
    return [set(range(first, end)) for first, end in pairwise(ends)]


def _join(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Return the names that two rows make: the lower ones, with their group where they repeat."""
    width = max(len(upper), len(lower))
    above = [*map(str.strip, upper), *[""] * (width - len(upper))]
    below = [*map(str.strip, lower), *[""] * (width - len(lower))]
    names = [low or high for high, low in zip(above, below, strict=True)]
    repeated = {name for name in names if name and names.count(name) > 1}
    group = ""
    for column, high in enumerate(above):
        group = high or group
        if names[column] in repeated and below[column] and group:
            names[column] = f"{group} / {names[column]}"
    return names


def _end_of_headers(filled: Sequence[Row], at: int, kinds: Sequence[CellKind]) -> int:
    """Return the position of the row after the last header row."""
    several = sum(1 for kind in kinds if kind) > 1
    end = at + 1
    while end < len(filled) and (
        (several and contradicts(filled[end].cells, kinds))
        or _echoes(filled[at].cells, filled[end].cells)
    ):
        end += 1
    return end


def _echoes(header: Sequence[str], cells: Sequence[str]) -> bool:
    """Tell whether a row spells the header's names as field names, as below labels."""
    both = [
        (name.strip(), cell.strip())
        for name, cell in zip(header, cells, strict=False)
        if cell.strip()
    ]
    if len(both) < _SEVERAL or not all(_FIELD_NAME.match(cell) for _, cell in both):
        return False
    pairs = [(_bare(name), _bare(cell)) for name, cell in both]
    alike = sum(1 for name, cell in pairs if len(name) > _SHORT and (name in cell or cell in name))
    are_joined = all("." in cell or "_" in cell for _, cell in both)
    return all(name == cell for name, cell in pairs) or (are_joined and 2 * alike >= len(pairs))


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()
