"""Excel's day numbers as ISO dates and times, in both of its calendars."""

from datetime import date, datetime, time, timedelta
from enum import Enum

_DAY = 86_400
_LAST_SERIAL = {False: 2_958_465, True: 2_957_003}
"""31 December 9999, without and with the 1904 calendar."""
_FALSE_LEAP_DAY = 60
"""29 February 1900, which Excel counts and the calendar does not have."""


class Shown(Enum):
    """What a number format shows of a day number."""

    DATE = "date"
    DATE_TIME = "date and time"
    TIME = "time"
    ELAPSED = "elapsed time"


def show(serial: float, shown: Shown, *, since_1904: bool) -> str:
    """Return a day number as ISO text; midnight is left out, elapsed hours go beyond 24.

    Raises:
        ValueError: there is no such day; Excel shows #### or a day that never was.
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
        ValueError: it is no date.
    """
    text = text.strip().removesuffix("Z")
    if ":" in text[:3]:
        return time.fromisoformat(text).isoformat("seconds")
    moment = datetime.fromisoformat(text).replace(tzinfo=None)
    if moment.time() == time(0):
        return moment.date().isoformat()
    return moment.isoformat(timespec="seconds")
