"""What is written into a workbook's cells so that our reader gives the very same text back."""

import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from customer_import.formula import neutralise
from customer_import.readers.xlsx.cells import Cells, UnusableCell
from customer_import.readers.xlsx.dates import Shown
from customer_import.readers.xlsx.formats import Format, Masked, read_format

Decimal = Literal[".", ","]

LONGEST = 32_767
"""Characters (UTF-16 units) that Excel takes in a cell."""
_MOST_DIGITS = 15
_NO_XML = "\x00-\x08\x0b-\x1f\ufffe\uffff"
_AMBIGUOUS = re.compile(rf"_(?=x[0-9A-Fa-f]{{4}}[_{_NO_XML}])")
_FORBIDDEN = re.compile(f"[{_NO_XML}]")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2})?")
_CLOCK = re.compile(r"(-?)([0-9]{1,8}):([0-9]{2}):([0-9]{2})")
_PLAIN = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_FIRST_DAY = datetime.fromisoformat("1899-12-30")


def escaped(text: str) -> str:
    """Return a text with what XML cannot hold as `_xHHHH_` (ECMA-376 part 1, 22.9.2.19).

    A carriage return is among it: parsers make a line feed of it.
    """
    text = _AMBIGUOUS.sub("_x005F_", text)
    return _FORBIDDEN.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def is_risky(text: str) -> bool:
    """Tell whether a spreadsheet would run a text as a formula once somebody edits its cell."""
    return neutralise(text) != text


def guarded(text: str) -> str:
    """Return an own cell's text so that the reader of a report restores it.

    A text cell runs no formula, so an apostrophe is added only to what would lose one.
    """
    return neutralise(text) if text.startswith("'") else text


def too_long(text: str) -> bool:
    """Tell whether an escaped text is more than a cell takes."""
    return len(text) * 2 > LONGEST and len(text.encode("utf-16-le")) // 2 > LONGEST


def as_number(text: str, number_format: str, decimal: Decimal | None) -> float | None:
    """Return the number that a cell of this format holds where our reader reads the text from it.

    Args:
        text: a cell, as the reader gives it.
        number_format: the format's code, such as `#,##0.00`.
        decimal: the decimal sign that the mapping reads numbers with; None where it is not known.

    Returns:
        the number (for a date, its day number); None where the cell has to be text.
    """
    form = _format(number_format)
    number = _candidate(text, form, decimal)
    if number is None or _shown(number, form, decimal or ".") != text:
        return None
    return number


_format = lru_cache(256)(read_format)


def _candidate(text: str, form: Format, decimal: Decimal | None) -> float | None:
    if form in {Shown.DATE, Shown.DATE_TIME}:
        return _day_number(text)
    if isinstance(form, Shown):
        return _part_of_day(text)
    digits = re.sub("[^0-9]", "", text)
    if not digits or len(digits) > _MOST_DIGITS:
        return None
    if isinstance(form, Masked):
        return int(digits)
    if not _PLAIN.fullmatch(text):
        return None
    if text.removeprefix("-").isdecimal():
        return int(text)
    return float(text.replace(decimal, ".").replace(",", "")) if decimal else None


def _day_number(text: str) -> float | None:
    if not _MOMENT.fullmatch(text):
        return None
    try:
        days = (datetime.fromisoformat(text) - _FIRST_DAY) / timedelta(1)
    except ValueError:
        return None
    return int(days) if days.is_integer() else days


def _part_of_day(text: str) -> float | None:
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    seconds = int(match[2]) * 3600 + int(match[3]) * 60 + int(match[4])
    return (-seconds if match[1] else seconds) / 86_400


def _shown(number: float, form: Format, decimal: Decimal) -> str | None:
    try:
        # openpyxl writes 16 digits.
        return _cells(form, decimal).text("", "0", f"{number:.16g}")
    except UnusableCell:
        return None


@lru_cache(256)
def _cells(form: Format, decimal: Decimal) -> Cells:
    return Cells((), (form,), decimal, since_1904=False)
