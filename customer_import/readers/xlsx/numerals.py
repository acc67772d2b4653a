"""Stored numbers as people read them: plain digits, the zeros of a format, dates and times."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import NamedTuple

_NUMBER = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?\s*")
is_as_shown = re.compile(
    r"(?!-0\Z)-?(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{0,5}[1-9])?|-?[1-9][0-9]{0,14}"
).fullmatch
"""Matches what certainly is written as it is shown, which spares most numbers the cost below."""
_LONGEST = 400
_DIGITS_SHOWN = ".15g"
"""Excel shows no more than 15 digits of a fraction; the rest is the binary form's noise."""
_DAY = 86_400
_LAST_SERIAL = {False: 2_958_465, True: 2_957_003}
"""31 December 9999, without and with the 1904 calendar."""
_FALSE_LEAP_DAY = 60
"""29 February 1900, which Excel counts and the calendar does not have."""


def to_float(text: str) -> float:
    """Return a stored number.

    Raises:
        ValueError: it is none, or none that Excel could hold.
    """
    if len(text) > _LONGEST or not _NUMBER.fullmatch(text):
        raise ValueError(text)
    number = float(text)
    if number - number != 0:
        raise ValueError(text)
    return number


def plain(text: str) -> str:
    """Return a stored number in plain digits with a decimal point.

    Raises:
        ValueError: it is none.
    """
    if is_as_shown(text):
        return text
    number = to_float(text)
    exact = Decimal(text.strip())
    if exact == exact.to_integral_value():
        return str(int(exact))
    shown = f"{Decimal(format(number, _DIGITS_SHOWN)):f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


class MaskPiece(NamedTuple):
    """A place for a digit (`0`, `#`, `?`), or a literal."""

    text: str
    is_place: bool


class Mask(NamedTuple):
    """One section of a number format made of digit places and literals, as `(000) 000-0000`."""

    pieces: tuple[MaskPiece, ...]

    def show(self, number: Decimal) -> str:
        """Return a number without its sign, as the mask displays it."""
        digits = f"{abs(number).quantize(Decimal(1), ROUND_HALF_UP):f}".removeprefix("0")
        places = sum(piece.is_place for piece in self.pieces)
        surplus = max(0, len(digits) - places)
        return "".join(self._fill(digits[:surplus], digits[surplus:].rjust(places)))

    def _fill(self, surplus: str, digits: str) -> Iterator[str]:
        rest = iter(digits)
        blank = ""
        for text, is_place in self.pieces:
            if not is_place:
                yield text
                continue
            blank = "0" if text == "0" else blank
            digit = next(rest)
            yield surplus + (blank if digit == " " else digit)
            surplus = ""


class Shown(Enum):
    """What a number format shows of a day number."""

    DATE = "date"
    DATE_TIME = "date and time"
    TIME = "time"
    ELAPSED = "elapsed time"


def show(serial: float, shown: Shown, *, since_1904: bool) -> str:
    """Return a day number as ISO text; midnight is left out, elapsed hours go beyond 24.

    Raises:
        ValueError: such a day does not exist; Excel shows #### or a day that never was.
    """
    if shown is Shown.ELAPSED:
        return _elapsed(serial)
    if not 0 <= serial < _LAST_SERIAL[since_1904] + 1:
        raise ValueError(serial)
    if shown is Shown.TIME:
        return _clock(round(serial % 1 * _DAY) % _DAY)
    if shown is Shown.DATE:
        return _day(int(serial), since_1904=since_1904).isoformat()
    days, seconds = divmod(round(serial * _DAY), _DAY)
    day = _day(days, since_1904=since_1904).isoformat()
    return f"{day}T{_clock(seconds)}" if seconds else day


def _day(serial: int, *, since_1904: bool) -> date:
    if since_1904:
        return date(1904, 1, 1) + timedelta(serial)
    if serial in {0, _FALSE_LEAP_DAY}:
        raise ValueError(serial)
    return date(1899, 12, 31 if serial < _FALSE_LEAP_DAY else 30) + timedelta(serial)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _elapsed(serial: float) -> str:
    if abs(serial) > _LAST_SERIAL[False]:
        raise ValueError(serial)
    text = _clock(round(abs(serial) * _DAY))
    return f"-{text}" if serial < 0 else text


def show_iso(text: str) -> str:
    """Return an ISO date cell (`t="d"`) spelt as `show` spells it.

    Raises:
        ValueError: it is not a date.
    """
    text = text.strip().removesuffix("Z")
    if ":" in text[:3]:
        return time.fromisoformat(text).isoformat("seconds")
    moment = datetime.fromisoformat(text).replace(tzinfo=None)
    if moment.time() == time(0):
        return moment.date().isoformat()
    return moment.isoformat(timespec="seconds")
