"""Looks at the first rows of a list, for what only a whole column tells.

A list is read once, so what its columns have in common is learned from its first rows before any of
them is built.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, zip_longest

from customer_import.customer import Kind
from customer_import.records.columns.cleaning import FLOAT, clean_column
from customer_import.records.columns.damage import is_digits
from customer_import.records.columns.doubts import is_phone
from customer_import.records.columns.facts import SurveyedColumns
from customer_import.records.columns.leaf import CompiledLeaf
from customer_import.records.values.dates import Forms, common_forms
from customer_import.table import Row

SURVEYED = 5_000
"""Rows that are looked at."""
LEAST_FILLED = 3
"""Cells of a customer's row: the title of a group is one cell, and its sum two."""
LEAST_FULL = 3
"""Rows of customers that show which columns are filled in all of them."""
LEAST_FLOATS = 2
"""A single such value proves nothing of its column."""


def survey(rows: Sequence[Row], leaves: Iterable[CompiledLeaf]) -> SurveyedColumns:
    """Return what rows tell of the columns that fill leaves.

    Args:
        rows: the first of the list.
        leaves: of the mapping.
    """
    dates: dict[int, Forms] = {}
    floats: set[int] = set()
    with_zeros: dict[int, int] = {}
    every = tuple(leaves)
    for leaf in every:
        if len(leaf.positions) == 1:
            (at,) = leaf.positions
            if leaf.kind == Kind.DATE:
                forms = common_forms(_texts(rows, at))
                if forms is not None:
                    dates[at] = forms
            elif is_digits(leaf):
                texts = _texts(rows, at)
                if len(texts) >= LEAST_FLOATS and all(map(FLOAT.fullmatch, texts)):
                    floats.add(at)
                digits = _digits_with_zeros(leaf, texts)
                if digits:
                    with_zeros[at] = digits
    used = {at for leaf in every for at in leaf.positions}
    return SurveyedColumns(dates, frozenset(floats), with_zeros, _always_filled(rows, used))


def _always_filled(rows: Iterable[Row], columns: Iterable[int]) -> frozenset[int]:
    """Return the columns that every row fills, lines of a report left out."""
    customers = [row.cells for row in rows if _is_full_enough(row.cells)]
    if len(customers) < LEAST_FULL:
        return frozenset()
    every = list(zip_longest(*customers, fillvalue=""))
    return frozenset(at for at in columns if at < len(every) and all(map(str.strip, every[at])))


def _is_full_enough(cells: Iterable[str]) -> bool:
    filled = islice(filter(str.strip, cells), LEAST_FILLED - 1, None)
    return next(filled, None) is not None


def _texts(rows: Iterable[Row], at: int) -> list[str]:
    stripped = [row.cells[at].strip() for row in rows if at < len(row.cells)]
    texts, _ = clean_column(stripped, " ".join(stripped))
    return list(filter(None, texts))


def _digits_with_zeros(leaf: CompiledLeaf, texts: Iterable[str]) -> int:
    """Return how many digits values have before they lose a zero; 0 where that is not known."""
    digits = [text for text in texts if text.isascii() and text.isdecimal()]
    led = {len(text) for text in digits if text.startswith("0")}
    if is_phone(leaf.name):
        return max(led, default=0)
    if leaf.name != "AddressPostalCode":
        return 0
    lengths = led or {len(text) for text in digits}
    others = {len(text) for text in digits}
    is_usual = (max(others, default=0) in (5, 6, 7) and len(others) > 1) or bool(led)
    return max(lengths) if lengths and is_usual else 0


def with_first_rows(rows: Iterable[Row]) -> tuple[list[Row], Iterator[Row]]:
    """Return the first rows of a list, and all of its rows."""
    each = iter(rows)
    first = list(islice(each, SURVEYED))
    return first, chain(first, each)
