"""Cleans cells of what programs put around a value, where that is certain.

What is not certain is left as it is, and warned about (`doubts.py`). Each cleaning is said as a
notice, which never stops `--strict`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from customer_import.customer import Kind
from customer_import.problems import Code
from customer_import.records.columns.cells import Texts, holds
from customer_import.records.columns.leaf import CompiledLeaf

_BLANKS = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
"""No-break space and spaces of a certain width. The wide space of East Asian names is not among
them."""
_NOTHING = "\u00ad\u200b\u200e\u200f\u2028\u2029\u2060\ufeff"
"""Soft hyphen, zero-width space, marks of direction, word joiner, byte-order mark. The joiners of
Persian words and of pictures are not among them."""
_DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_CONTROLS = "".join(map(chr, [*range(0x09), *range(0x0B, 0x0D), *range(0x0E, 0x20), 0x7F]))
"""Control characters of ASCII, but for tabs and ends of lines."""
_INVISIBLE = str.maketrans(
    dict.fromkeys(_BLANKS, " ") | dict.fromkeys(_NOTHING + _DIRECTIONS + _CONTROLS, "")
)
_PRINTABLE = bytes(range(0x20, 0x7F))
_APOSTROPHE = re.compile(r"'(?=\+?\d)(?!.*'$)", re.DOTALL)
_FORMULA_TEXT = re.compile(r'="([^"]*)"')
FLOAT = re.compile(r"(\d{1,15})(?:\.0+|,00?)", re.ASCII)
"""Digits that a program has written as a number with decimals; 1,000 is a thousand."""
NULL_MARK = r"\N"
"""What MySQL and PostgreSQL write where nothing is."""


@dataclass(frozen=True, slots=True)
class Cleaning:
    """One kind of cleaning.

    Attributes:
        code: the stable code of its notice.
        any_in: whether a text of a column, which is given as texts and in one, may have to be
            cleaned: a clean column is not looked at text by text.
        clean: cleans one text.
        message: says what was done, with the cleaned text for `{}`.
    """

    code: Code
    any_in: Callable[[Texts, str], bool]
    clean: Callable[[str], str]
    message: str

    def concerns(self, leaf: CompiledLeaf) -> bool:
        """Tell whether a user should know of it: blanks in a number are usual."""
        return self.code != Code.INVISIBLE or leaf.kind != Kind.NUMBER


def _may_hide(_: Texts, whole: str) -> bool:
    """Tell whether a text may hold signs that cannot be seen."""
    if whole.isascii():
        # A sixth of the time of `str.isprintable`, and every cell of a list is asked.
        return bool(whole.encode().translate(None, _PRINTABLE))
    return not whole.isprintable()


def _without_invisible(text: str) -> str:
    return text.translate(_INVISIBLE).strip()


def _without_apostrophe(text: str) -> str:
    return text[1:] if _APOSTROPHE.match(text) else text


def _without_formula(text: str) -> str:
    found = _FORMULA_TEXT.fullmatch(text)
    return found[1].strip() if found else text


def _without_null(text: str) -> str:
    return "" if text == NULL_MARK else text


CLEANINGS = (
    Cleaning(
        Code.INVISIBLE,
        _may_hide,
        _without_invisible,
        "Characters that cannot be seen were taken out of it, or became plain blanks.",
    ),
    Cleaning(
        Code.FORMULA_TEXT,
        holds("=", '="'),
        _without_formula,
        "It is a formula that only holds a text; {} is taken.",
    ),
    Cleaning(
        Code.APOSTROPHE,
        holds("'", "'"),
        _without_apostrophe,
        "The apostrophe before {} was taken off; spreadsheets put it there to keep a text.",
    ),
    Cleaning(
        Code.NULL_MARK,
        holds("\\", NULL_MARK),
        _without_null,
        rf"{NULL_MARK} is how a database writes that nothing is there; the cell is blank.",
    ),
)
"""In the order in which they are done."""


def without_decimals(text: str) -> str:
    """Take `.0` off; only where a whole column has it, for a single `1001.0` may be meant."""
    return FLOAT.sub(r"\1", text)


def clean(cell: str) -> str:
    """Return a cell without outer blanks, and cleaned."""
    text = cell.strip()
    for cleaning in CLEANINGS:
        text = cleaning.clean(text)
    return text


def clean_column(texts: list[str], whole: str) -> tuple[list[str], list[tuple[int, Cleaning]]]:
    """Clean the texts of a column.

    Args:
        texts: without outer blanks.
        whole: all of them in one, with a blank between them.

    Returns:
        the cleaned texts, and what was done at which position.
    """
    done: list[tuple[int, Cleaning]] = []
    for cleaning in CLEANINGS:
        if cleaning.any_in(texts, whole):
            cleaned = list(map(cleaning.clean, texts))
            pairs = enumerate(zip(texts, cleaned, strict=True))
            done += [(position, cleaning) for position, (old, new) in pairs if old != new]
            texts = cleaned
    return texts, done
