"""See what the values of a column are: e-mail addresses, phones, dates with their form, numbers."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from customer_import.mapping.suggest.date_forms import Dates, dates_in, is_date
from customer_import.mapping.suggest.vocabulary import country_names, folded
from customer_import.mapping.suggest.whole_address import address_form

NEARLY_ALL = 0.95
"""The share of a column's values that makes it of a type."""
MOST_ADDRESSES = 0.8
"""The share of a column's values that shows the form of addresses."""
MOST_SAMPLES = 5
"""Values of a column that are kept to be shown."""


class ValueShape(StrEnum):
    """What a value looks like."""

    EMAIL = "e-mail addresses"
    URL = "web addresses"
    DATE = "dates"
    YES_NO = "yes or no"
    NUMBER = "numbers"
    PHONE = "phone numbers"
    STATUS = "words such as active"
    COUNTRY = "countries"
    POSTCODE = "postcodes"


_PLACEHOLDERS = frozenset(
    ("n/a", "#n/a", "na", "n.a.", "n.c.", "null", "(null)", "none", "-", "--", "–", "?", r"\n")
)
_UNKNOWN = frozenset(
    (
        *("unknown", "unbekannt", "inconnu", "inconnue", "desconocido", "desconocida"),
        *("desconhecido", "sconosciuto", "onbekend", "okänd", "ukendt", "ukjent", "nieznany"),
    )
)
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.\d]{2,}")
_URL = re.compile(
    r"https?://\S+|www\.\S+|(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/?#]\S*)?", re.IGNORECASE | re.ASCII
)
_PHONE = re.compile(
    r"(?:\+|00)?[\d(][\d\s()./\-–]{4,}\d(?:[\s,;]*(?:x|#|ext\.?|app?t?\.?|poste|dw)\s*\d{1,6})?",
    re.IGNORECASE,
)
_APOSTROPHE = re.compile(r"'(?=\+?\d)")
"""What a program writes before a number to keep a spreadsheet from reading it."""
_SEVERAL = re.compile(r"\s*(?:[,;\n]|:::)\s*")
"""What divides several values in a cell."""
_DIVIDERS = ("\n", ":::", ";", ",", "/")
_TURNED = re.compile(r"[^\d,;]*\w[^\d,;]*, ?[^\d,;]*\w[^\d,;]*")
_CODE = re.compile(r"[\w./#:-]*\d[\w./#:-]*")
_IP_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}", re.ASCII)
_LONGEST = 300
"""Characters of a value, beyond which it is text without another look."""
_PHONE_DIGITS = range(6, 20)
_POSTCODE = re.compile(
    r"(?:[A-Z]{1,2}-?)?\d{3,6}|\d{5}-\d{3,4}|\d{4}-\d{3}|\d{3}-\d{4}|\d{2}-\d{3}|\d{3} \d{2}"
    r"|\d{4} ?[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}",
    re.ASCII | re.IGNORECASE,
)
_NUMBERS = {
    sign: re.compile(
        rf"[+-]?(?:\d+|\d{{1,3}}(?P<group>[{group} \u00a0\u202f'’])\d{{3}}(?:(?P=group)\d{{3}})*)"
        rf"(?:{re.escape(sign)}\d+)?",
        re.ASCII,
    )
    for sign, group in ((".", ","), (",", "."))
}
_WHOLE = re.compile(r"-?(?:0|[1-9]\d*)", re.ASCII)
_YES_WORDS = "yes y true t 1 on ja j wahr oui o vrai si sí s sim verdadero vero waar"
_NO_WORDS = "no n false f 0 off nein falsch non faux não nao nee falso onwaar"
_STATUS_WORDS = """
    active inactive enabled disabled pending open closed blocked lead prospect subscribed
    unsubscribed invited declined aktiv inaktiv gesperrt actif inactif activo inactivo activa
    inactiva ativo inativo ativa inativa actief inactief attivo inattivo
"""
_YES, _NO = frozenset(_YES_WORDS.split()), frozenset(_NO_WORDS.split())
_STATUS = frozenset(_STATUS_WORDS.split())
_SURELY_SWITCH = frozenset({"true", "false", "wahr", "falsch", "vrai", "faux", "yes"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is seen in a column.

    Attributes:
        rows: looked at.
        filled: of them, those with a value; a word for “none” is not a value.
        distinct: different values.
        counts: how many values have each shape.
        coded: how many have a digit and no blank.
        with_digit: how many have a digit.
        several: how many hold more than one e-mail address or phone number.
        dialled: how many are phone numbers that begin as one is dialled: `+`, `(` or `0`.
        longest: characters of the longest.
        dates: the form of its dates, where it holds dates.
        decimal: the decimal sign of its numbers: blank where whole numbers show none, `?`
            where both fit; None where they are not numbers.
        placeholders: words for “none” among its cells.
        samples: its first different values.
        divider: the sign between several e-mail addresses or phone numbers in a cell; blank if
            no cell has several.
        turned: how many are like `Lee, Ann`.
        address: the form of whole addresses; blank if they are not, or of no known form.
    """

    rows: int
    filled: int
    distinct: int
    counts: Mapping[ValueShape, int]
    coded: int = 0
    with_digit: int = 0
    several: int = 0
    dialled: int = 0
    longest: int = 0
    dates: Dates | None = None
    decimal: str | None = None
    placeholders: frozenset[str] = frozenset()
    samples: tuple[str, ...] = ()
    divider: str = ""
    turned: int = 0
    address: str = ""

    def share(self, shape: ValueShape) -> float:
        """Return the share of values that look so; 0 where there are none."""
        return self.counts.get(shape, 0) / self.filled if self.filled else 0.0

    @property
    def is_unique(self) -> bool:
        """Every row has a value, each another."""
        return self.rows > 0 and self.distinct == self.rows

    @property
    def is_unique_code(self) -> bool:
        """Every row has a value of its own, and most of them have a digit and no blank."""
        return self.is_unique and self.coded >= self.filled / 2

    @property
    def shape(self) -> ValueShape | None:
        """What nearly all values look like; None for text, and where there are none."""
        return next((shape for shape in ValueShape if self.share(shape) >= NEARLY_ALL), None)


def evidence_of(cells: Iterable[str]) -> Evidence:
    """Collect what the cells of a column show."""
    stripped = [_APOSTROPHE.sub("", cell.strip()) for cell in cells]
    placeholders = frozenset(text for text in stripped if text.casefold() in _PLACEHOLDERS)
    values = Counter(text for text in stripped if text and text not in placeholders)
    known = list(values)
    return Evidence(
        rows=len(stripped),
        filled=values.total(),
        distinct=len(values),
        counts=_counts(values),
        coded=_count(values, _has_code),
        with_digit=_count(values, _has_digit),
        several=_count(values, _holds_several),
        dialled=_count(values, _is_dialled),
        longest=max(map(len, known), default=0),
        dates=dates_in(known),
        decimal=_decimal(known),
        placeholders=placeholders,
        samples=tuple(known[:MOST_SAMPLES]),
        divider=_divider(values),
        turned=_count(values, _TURNED.fullmatch),
        address=address_form(values.elements(), MOST_ADDRESSES),
    )


def _count(values: Counter[str], test: Callable[[str], object]) -> int:
    return sum(n for value, n in values.items() if len(value) <= _LONGEST and test(value))


def _counts(values: Counter[str]) -> dict[ValueShape, int]:
    counts = {shape: _count(values, test) for shape, test in _TESTS.items()}
    return counts | {ValueShape.YES_NO: values.total() if _is_switch(values) else 0}


def _is_switch(values: Iterable[str]) -> bool:
    """Say whether values are yes and no; `NO` alone may be Norway, `S` alone a size."""
    found = {value.casefold() for value in values}
    both = bool(found & _YES and found & _NO)
    return found <= _YES | _NO and (both or bool(found & _SURELY_SWITCH))


def _decimal(values: Sequence[str]) -> str | None:
    """Return the decimal sign of numbers; None for codes such as `007`."""
    fits = [sign for sign, form in _NUMBERS.items() if values and all(map(form.fullmatch, values))]
    if not fits or any(_is_code(value) for value in values):
        return None
    if len(fits) == 1:
        return fits[0]
    return "" if all(map(_WHOLE.fullmatch, values)) else "?"


def _is_code(value: str) -> bool:
    return value.isdecimal() and len(value) > 1 and value.startswith("0")


def _has_digit(value: str) -> bool:
    return any(map(str.isdecimal, value))


def _has_code(value: str) -> bool:
    return bool(_CODE.fullmatch(value))


def _parts(value: str) -> list[str]:
    return [part for part in _SEVERAL.split(value) if part]


def _holds_several(value: str) -> bool:
    return any(_are_several(parts) for parts in (_parts(value), value.split("/")))


def _are_several(parts: Sequence[str]) -> bool:
    found = [part.strip() for part in parts]
    are_one_kind = all(map(_EMAIL.fullmatch, found)) or all(map(_is_phone, found))
    return len(found) > 1 and are_one_kind


def _divider(values: Counter[str]) -> str:
    """Return the sign that most often divides several values in a cell; blank if none does."""
    signs: Counter[str] = Counter()
    for value, count in values.items():
        if len(value) <= _LONGEST and _holds_several(value):
            signs.update({s: count for s in _DIVIDERS if _are_several(value.split(s))})
    return signs.most_common(1)[0][0] if signs else ""


def _is_dialled(value: str) -> bool:
    return value.startswith(("+", "(", "0")) and _is_phone(value)


def _is_number(value: str) -> bool:
    return _decimal([value]) is not None


def _is_phone(value: str) -> bool:
    if sum(map(str.isdecimal, value)) not in _PHONE_DIGITS or not _PHONE.fullmatch(value):
        return False
    return not (is_date(value) or _IP_ADDRESS.fullmatch(value))


_TESTS: Mapping[ValueShape, Callable[[str], object]] = {
    ValueShape.EMAIL: lambda value: value and all(map(_EMAIL.fullmatch, _parts(value))),
    ValueShape.URL: lambda value: "@" not in value and _URL.fullmatch(value),
    ValueShape.DATE: is_date,
    ValueShape.NUMBER: _is_number,
    ValueShape.PHONE: lambda value: _is_phone(value) or _holds_several(value),
    ValueShape.STATUS: lambda value: value.casefold() in _STATUS,
    ValueShape.COUNTRY: lambda value: folded(value) in country_names(),
    ValueShape.POSTCODE: _POSTCODE.fullmatch,
}


def some_are(seen: Evidence, shape: ValueShape) -> str:
    """Say how many values have a shape, where it is not all of them."""
    count = seen.counts.get(shape, 0)
    some = f"some of its values are {shape} ({count} of {seen.filled})"
    return some if count else f"none of its values are {shape}"


def means_none(text: str) -> bool:
    """Tell whether a cell seems to say that nothing is known."""
    return text.strip().casefold() in _PLACEHOLDERS | _UNKNOWN
