"""What Excel and others do to values on their way: seen, said, and never undone on a guess.

A number or phone turned into `1.23E+11` has lost digits and is refused. What only looks damaged is
a warning: letters read in the wrong encoding, a text cut at 255 characters, a date where an id
should be. Blanks that cannot be seen are cleaned, and that is said too.
"""

import re
from collections.abc import Iterator, Sequence

from customer_import.customer import PHONES, Kind
from customer_import.problems import Code, Problem, Severity
from customer_import.records.invisible import INVISIBLE, has_invisible
from customer_import.records.leaf import CompiledLeaf

CUT = 255
"""Characters at which older Excel and its ODBC driver cut texts."""
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+\d{1,3}", re.IGNORECASE | re.ASCII)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = re.compile(
    rf"\d{{4}}-\d\d-\d\d(?:T.*)?|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}|\d{{1,2}}-(?:{_MONTHS})"
    rf"|(?:{_MONTHS})-\d\d",
    re.IGNORECASE | re.ASCII,
)
_MISREAD_SIGNS = "ÃÂâ"
_MISREAD = re.compile(f"[{_MISREAD_SIGNS}].")


def suspicious(
    texts: Sequence[str], whole: str, leaves: Sequence[CompiledLeaf], *, may_be_cut: bool
) -> bool:
    """Whether any text of a column may be damaged; where none may, `damages` finds nothing.

    Args:
        texts: trimmed.
        whole: all of them in one.
        leaves: what they fill.
        may_be_cut: some of them may have as many characters as a text that was cut.
    """
    if may_be_cut and CUT in map(len, texts):
        return True
    if not whole.isascii() and (has_invisible(whole) or _may_be_misread(whole)):
        return True
    if ("E+" in whole or "e+" in whole) and any(map(is_number, leaves)):
        return True
    return any(map(_is_customer_number, leaves)) and any(map(_DATE.fullmatch, texts))


def may_be_damaged(cells: Sequence[str], numbers: Sequence[int]) -> bool:
    """Whether any cell of a row may be damaged; where none may, `damages` finds nothing.

    Args:
        cells: as they stand in the file.
        numbers: the positions of those that fill `CustomerNumber`.
    """
    whole = "\n".join(cells)
    if not whole.isascii() and (has_invisible(whole) or _may_be_misread(whole)):
        return True
    if "E+" in whole or "e+" in whole or any(_DATE.fullmatch(cells[i].strip()) for i in numbers):
        return True
    return len(whole) >= CUT and CUT in map(len, map(str.strip, cells))


def _may_be_misread(text: str) -> bool:
    return any(sign in text for sign in _MISREAD_SIGNS) and bool(_MISREAD.search(text))


def _is_customer_number(leaf: CompiledLeaf) -> bool:
    return leaf.field == "CustomerNumber"


def is_number(leaf: CompiledLeaf) -> bool:
    """Whether a leaf fills a customer number or a phone, whose digits must not be lost."""
    name = leaf.field.rpartition(".")[2]
    phone = name == "PhoneNumber" or name in PHONES or name.removesuffix("Number") in PHONES
    return phone or name in ("CustomerNumber", "ContactPhone")


def damages(leaf: CompiledLeaf, cell: str, column: str = "") -> Iterator[Problem]:
    """What is wrong with a cell that fills a field.

    Args:
        leaf: what fills the field, from this column among others.
        cell: as it stands in the file.
        column: its name.
    """
    text = cell.strip()
    for code, message, severity in _found(leaf, text):
        yield Problem(code, message, leaf.field, column, cell, severity)


def _found(leaf: CompiledLeaf, text: str) -> Iterator[tuple[Code, str, Severity]]:
    if is_number(leaf) and _SCIENTIFIC.fullmatch(text):
        message = f"{text} has lost digits: a spreadsheet shortened the number; "
        yield Code.DAMAGED_NUMBER, message + "take it from the source, formatted as text.", "error"
    if _is_customer_number(leaf) and _DATE.fullmatch(text):
        message = f"{text} looks like a date that a spreadsheet made of a number; "
        yield Code.DAMAGED_DATE, message + "compare it with the source.", "warning"
    if len(text) == CUT:
        message = f"It has exactly {CUT} characters, at which some programs cut a text; "
        yield Code.CUT, message + "look whether its end is there.", "warning"
    if not text.isascii():
        yield from _odd_letters(leaf, text)


def _odd_letters(leaf: CompiledLeaf, text: str) -> Iterator[tuple[Code, str, Severity]]:
    if INVISIBLE.search(text) and leaf.kind != Kind.NUMBER:
        message = "It has blanks that cannot be seen; they are cleaned before it is sent."
        yield Code.INVISIBLE, message, "warning"
    meant = _read_right(text)
    if meant:
        message = f"{text} may be {meant}, read in the wrong encoding; "
        yield Code.MOJIBAKE, message + "export the list anew as UTF-8.", "warning"


def _read_right(text: str) -> str:
    """What a text was before UTF-8 was read as cp1252; blank where it was not."""
    if not _MISREAD.search(text):
        return ""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""
