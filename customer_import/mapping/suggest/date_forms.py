"""Find the form of dates written as text: proven by the values, or open."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from customer_import.mapping.leaf_model import ISO_DATE

NEARLY_ALL = 0.95

_TIME = (
    r"(?P<time>[ T,]+\d{1,2}:\d\d(?P<seconds>:\d\d(?P<part>[.,]\d{1,6})?)?"
    r"(?P<noon> ?[AaPp][Mm])?)?"
)
_NUMERIC = re.compile(
    rf"(?P<one>\d{{1,4}})(?P<sign>[./-])\d{{1,2}}(?P=sign)(?P<end>\d{{4}}|\d{{1,2}}){_TIME}",
    re.ASCII,
)
_NAMED = re.compile(r"(?:\d{1,2}[ -])?[A-Za-z]{3,9}\.?[ -](?:\d{1,2},? )?\d{2,4}", re.ASCII)
_NAMED_FORMS = tuple(
    form.format(month=month)
    for month in ("%b", "%B")
    for form in ("%d {month} %Y", "{month} %d, %Y", "{month} %d %Y", "%d-{month}-%Y")
)


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of a column.

    Attributes:
        forms: that read all of them, as in strptime: one is proven, two leave it open; none
            where they are ISO (2021-03-04), which needs no form.
    """

    forms: tuple[str, ...] = ()

    @property
    def proven(self) -> str:
        """The one form that fits; blank for ISO, and where it is open."""
        return self.forms[0] if len(self.forms) == 1 else ""


def is_date(text: str) -> bool:
    """Say whether a text is a date of any form."""
    return _is_iso(text) or bool(_forms(text))


def dates_in(values: Sequence[str]) -> Dates | None:
    """Find the form of a column's dates; None where it holds none, or several forms.

    Args:
        values: its different values.
    """
    dated = [value for value in values if is_date(value)]
    if not dated or len(dated) < NEARLY_ALL * len(values):
        return None
    written = [value for value in dated if not _is_iso(value)]
    if not written:
        return Dates()
    forms = _common(written)
    return Dates(forms) if forms else None


def _common(values: Iterable[str]) -> tuple[str, ...]:
    """Return the forms that read every one of these values."""
    shared: tuple[str, ...] | None = None
    for value in values:
        found = _forms(value)
        shared = found if shared is None else tuple(form for form in shared if form in found)
    return shared or ()


def _is_iso(text: str) -> bool:
    return bool(ISO_DATE.fullmatch(text)) and _reads(text[:10], "%Y-%m-%d")


@lru_cache(maxsize=20_000)
def _forms(text: str) -> tuple[str, ...]:
    shape = _NUMERIC.fullmatch(text)
    if shape:
        return tuple(form for form in _numeric_forms(shape) if _reads(text, form))
    named = _NAMED_FORMS if _NAMED.fullmatch(text) else ()
    return tuple(form for form in named if _reads(text, form))


def _numeric_forms(shape: re.Match[str]) -> tuple[str, ...]:
    sign, time = shape["sign"], _time_form(shape)
    if len(shape["one"]) == len("2021"):
        return (f"%Y{sign}%m{sign}%d{time}",)
    year = "%Y" if len(shape["end"]) == len("2021") else "%y"
    return (f"%d{sign}%m{sign}{year}{time}", f"%m{sign}%d{sign}{year}{time}")


def _time_form(shape: re.Match[str]) -> str:
    if not shape["time"]:
        return ""
    blank = re.match(r"[ T,]+", shape["time"])
    hour = "%I" if shape["noon"] else "%H"
    part = f"{shape['part'][0]}%f" if shape["part"] else ""
    seconds = f":%S{part}" if shape["seconds"] else ""
    noon = f"{' ' if shape['noon'].startswith(' ') else ''}%p" if shape["noon"] else ""
    return f"{blank[0] if blank else ' '}{hour}:%M{seconds}{noon}"


def _reads(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)  # noqa: DTZ007 - a list's dates have no zone
    except ValueError:
        return False
    return True
