"""What Excel and others do to values on their way: seen, said, and never undone on a guess.

A number or phone turned into `1.23E+11` has lost digits and is refused. What only looks damaged is
a warning: letters read in the wrong encoding, a text cut at 255 characters, a date where an id
should be.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from customer_import.problems import Code, Problem, Severity
from customer_import.records.columns.cells import Texts, holds
from customer_import.records.columns.cleaning import FLOAT
from customer_import.records.columns.doubts import is_phone
from customer_import.records.columns.leaf import CompiledLeaf
from customer_import.records.values.values import SCIENTIFIC
from customer_import.shifted_cells import ERROR_TEXTS

CUT = 255
"""Characters at which older Excel and its ODBC driver cut texts."""
_MONTHS = "(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_GERMAN = "(?:Jan|Feb|Mrz|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)"
_OTHERS = (
    "(?:janv|févr|mars|avr|mai|juin|juil|août|sept|déc|ene|abr|ago|dic|gen|mag|giu|lug|set|ott|mrt"
    "|mei|okt|fev|out|dez)"
)
"""Months as a spreadsheet writes them in other languages, the English ones left out."""
_DATE = re.compile(
    # Most numbers begin with another letter, and the look at it costs a third of all the rest.
    r"(?=[\dJFMASONDjfmasondegl])"
    r"(?:\d{4}-\d\d-\d\d(?:[Tt ]\d\d:.*)?|\d{1,2}[/.]\d{1,2}[/.]\d{4}"
    rf"|\d{{1,2}}-{_MONTHS}|{_MONTHS}-\d\d|\d{{1,2}}\. {_GERMAN}|{_GERMAN} \d\d"
    rf"|\d{{1,2}}[-/]{_OTHERS}|{_OTHERS}[-/]\d\d)",
    re.ASCII,
)
_MISREAD = re.compile("[ÃÂâ].")


AnyIn = Callable[[Texts, str], object]


@dataclass(frozen=True, slots=True)
class Damage:
    """One kind of damage.

    Attributes:
        code: its stable code.
        severity: whether the row is refused or only warned about.
        concerns: whether it matters to what a leaf fills.
        message: says what is wrong with a text; blank where nothing is.
        cause: the same of every text.
        least: characters of the shortest text that can have it.
        any_in: whether a text of a column, which is given as texts and as a whole with a text a
            line, may have it: a column without it is not looked at text by text.
    """

    code: Code
    severity: Severity
    concerns: Callable[[CompiledLeaf], bool]
    message: Callable[[str], str]
    cause: str
    any_in: AnyIn
    least: int = 1

    def find(self, texts: Texts, whole: str) -> Iterator[tuple[int, str]]:
        """Yield the position of each damaged text in a column, and what is wrong with it.

        Args:
            texts: of the column.
            whole: the same, a line each.
        """
        if self.any_in(texts, whole):
            found = enumerate(map(self.message, texts))
            yield from ((position, message) for position, message in found if message)


def is_number(leaf: CompiledLeaf) -> bool:
    """Tell whether a leaf fills a customer number or a phone, whose digits must not be lost."""
    name = leaf.field.rpartition(".")[2]
    return name == "CustomerNumber" or is_phone(name)


def is_digits(leaf: CompiledLeaf) -> bool:
    """Tell whether what a leaf fills is often nothing but digits that are not a quantity."""
    return is_number(leaf) or leaf.name == "AddressPostalCode"


def _is_customer_number(leaf: CompiledLeaf) -> bool:
    return leaf.field == "CustomerNumber"


def _shortened(text: str) -> str:
    if not SCIENTIFIC.fullmatch(text):
        return ""
    return f"{text} {_SHORTENED}"


def _made_a_date(text: str) -> str:
    if not _DATE.fullmatch(text):
        return ""
    return f"{text} {_A_DATE}"


def _maybe_cut(text: str) -> str:
    if len(text) != CUT:
        return ""
    return f"It {_CUT}"


def _misread(text: str) -> str:
    """Say what a text was before UTF-8 was read as cp1252; blank where it was not."""
    try:
        meant = text.encode("cp1252").decode("utf-8") if _MISREAD.search(text) else ""
    except UnicodeError:
        return ""
    return meant and (
        f"{text} may be {meant}, read in the wrong encoding; export the list again as UTF-8."
    )


def _concerns_all(_: CompiledLeaf) -> bool:
    return True


def _holds_error(text: str) -> str:
    if text not in ERROR_TEXTS:
        return ""
    return f"{text} {_AN_ERROR}"


_SHORTENED = (
    "has lost digits: a spreadsheet shortened the number; take it from the source, formatted as "
    "text."
)
_A_DATE = "looks like a date that a spreadsheet made of a number; compare it with the source."
_CUT = (
    f"has exactly {CUT} characters, at which some programs cut a text; check whether it is whole."
)
_MISREAD_AS = "may have been read in the wrong encoding; export the list again as UTF-8."
_A_NUMBER = "written as a number by a program; compare it with the source."
_AN_ERROR = "is an error of a spreadsheet; correct the cell, or empty it."


def _has_decimals(text: str) -> str:
    if not FLOAT.fullmatch(text):
        return ""
    plain = FLOAT.sub(r"\1", text)
    return f"{text} may be {plain}, {_A_NUMBER}"


DAMAGES = (
    Damage(
        Code.FLOAT,
        "warning",
        is_digits,
        _has_decimals,
        f"has decimals: it may have been {_A_NUMBER}",
        lambda _, whole: ("." in whole and ".0" in whole) or ("," in whole and ",0" in whole),
    ),
    Damage(
        Code.CELL_ERROR,
        "error",
        _concerns_all,
        _holds_error,
        _AN_ERROR,
        holds("#", "#"),
    ),
    Damage(
        Code.DAMAGED_NUMBER,
        "error",
        is_number,
        _shortened,
        _SHORTENED,
        lambda _, whole: "+" in whole and ("E+" in whole or "e+" in whole),
    ),
    Damage(
        Code.DAMAGED_DATE,
        "warning",
        _is_customer_number,
        _made_a_date,
        _A_DATE,
        lambda texts, _: any(map(_DATE.fullmatch, texts)),
    ),
    Damage(
        Code.CUT,
        "warning",
        _concerns_all,
        _maybe_cut,
        _CUT,
        lambda texts, _: CUT in map(len, texts),
        least=CUT,
    ),
    Damage(
        Code.MOJIBAKE,
        "warning",
        _concerns_all,
        _misread,
        _MISREAD_AS,
        lambda _, whole: not whole.isascii() and _MISREAD.search(whole),
    ),
)


class Watched(NamedTuple):
    """A column of a file, and a kind of damage that matters to what it fills.

    Attributes:
        position: of the column.
        damage: the kind.
        leaf: what the column fills.
    """

    position: int
    damage: Damage
    leaf: CompiledLeaf

    def problem(self, message: str, cell: str, column: str) -> Problem:
        """Return the problem of a damaged cell.

        Args:
            message: what is wrong.
            cell: as the file has it.
            column: its name.
        """
        kind = self.damage
        about = (self.leaf.field, column, cell)
        return Problem(kind.code, message, *about, kind.severity, kind.cause)


def watched(leaves: Iterable[CompiledLeaf]) -> tuple[Watched, ...]:
    """Return what is looked for in which column; each kind of damage once a column."""
    found: dict[tuple[int, Code], Watched] = {}
    for leaf in leaves:
        for position in leaf.positions:
            for damage in DAMAGES:
                if damage.concerns(leaf):
                    key = (position, damage.code)
                    found.setdefault(key, Watched(position, damage, leaf))
    return tuple(found.values())
