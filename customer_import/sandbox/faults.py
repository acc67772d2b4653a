"""Faults the sandbox can be told to show, so that one can see what a client does on a bad day.

A fault is written `[call:]kind[:argument][@which]`: `429:2@3`, `drop-after@2,5-7`,
`500-before@10%`, `addresses:hang@1`, `slow:0.2@*`, `poison:TEXT`.
"""

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from threading import Lock
from typing import Any

CALLS = ("customers", "addresses")
KINDS = {
    "drop-before": "the connection closes without an answer, nothing done",
    "drop-after": "the connection closes without an answer, all done",
    "hang": "no answer until the client hangs up, nothing done",
    "hang-after": "no answer until the client hangs up, all done",
    "500-before": "status 500, nothing done",
    "500-after": "status 500, all done",
    "503": "status 503, nothing done; 503:SECONDS sends Retry-After",
    "429": "status 429, nothing done; 429:SECONDS or 429:date+SECONDS sends Retry-After",
    "401": "status 401, nothing done",
    "html": "status 200 with a web page, nothing done",
    "html-after": "status 200 with a web page, all done",
    "truncated": "the answer cut short, all done",
    "empty": "status 200 and no body, all done",
    "slow": "slow:SECONDS answers that much later",
    "poison": "poison:TEXT is status 500 whenever a record contains TEXT, nothing done",
}
NOT_DONE = frozenset(
    {"drop-before", "hang", "500-before", "503", "429", "401", "html", "poison"},
)
SLOW_SECONDS = 1.0
"""How long `slow` without an argument waits."""

Span = tuple[int, int | None]
"""First and last request, counted from 1; None is no end."""

EVERY: tuple[Span, ...] = ((1, None),)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault and the requests it befalls.

    Attributes:
        kind: one of `KINDS`.
        argument: seconds, a `Retry-After`, or the text that poisons.
        call: `customers` or `addresses`, whose requests then are counted apart; None for both.
        spans: the requests by number; empty where the rate decides.
        rate: the share of the requests, 0 to 1.
        text: the fault as it was written.
    """

    kind: str
    argument: str = ""
    call: str | None = None
    spans: tuple[Span, ...] = EVERY
    rate: float | None = None
    text: str = ""

    @property
    def does(self) -> bool:
        """Whether the request is carried out all the same."""
        return self.kind not in NOT_DONE

    @property
    def delay(self) -> float:
        """Seconds the answer is late."""
        return float(self.argument or SLOW_SECONDS) if self.kind == "slow" else 0.0

    def retry_after(self, now: datetime) -> str | None:
        """The `Retry-After` header; `date+SECONDS` is that much from now, as a date."""
        if self.kind not in {"429", "503"} or not self.argument:
            return None
        if not self.argument.startswith("date+"):
            return self.argument
        later = now + timedelta(seconds=float(self.argument.removeprefix("date+")))
        return format_datetime(later.astimezone(UTC), usegmt=True)

    def befalls(self, number: int) -> bool:
        """Whether its spans hold the request of that number."""
        return any(
            first <= number and (last is None or number <= last) for first, last in self.spans
        )


def parse_fault(text: str) -> Fault:
    """Read a fault as it is written on a command line.

    Raises:
        ValueError: it is none; the message says what one looks like.
    """
    given = text.strip()
    call, rest = _call(given)
    if rest.startswith("poison:"):
        # Text that poisons may hold any sign, `@` and `:` included, so nothing follows it.
        return Fault("poison", _needed(rest.removeprefix("poison:"), given), call, text=given)
    what, at, which = rest.rpartition("@")
    kind, _, argument = (what if at else rest).partition(":")
    if kind == "poison":
        raise ValueError(f"{given!r} needs the text that poisons, such as poison:BAD.")
    if kind not in KINDS:
        raise ValueError(f"{given!r} is no fault: {kind!r} is not one of {', '.join(KINDS)}.")
    _check_argument(kind, argument, given)
    spans, rate = _which(which, given) if at else (EVERY, None)
    return Fault(kind, argument, call, spans, rate, given)


def _call(text: str) -> tuple[str | None, str]:
    call, colon, rest = text.partition(":")
    return (call, rest) if colon and call in CALLS else (None, text)


def _needed(argument: str, given: str) -> str:
    if not argument:
        raise ValueError(f"{given!r} needs the text that poisons, such as poison:BAD.")
    return argument


def _check_argument(kind: str, argument: str, given: str) -> None:
    if not argument or (kind in {"slow", "429", "503"} and _is_seconds(argument)):
        return
    if kind in {"429", "503"} and _is_date(argument):
        return
    if kind in {"429", "503"}:
        raise ValueError(
            f"{given!r} takes seconds, date+SECONDS or an HTTP date, such as {kind}:2."
        )
    if kind == "slow":
        raise ValueError(f"{given!r} takes seconds, such as slow:0.2.")
    raise ValueError(f"{given!r}: {kind} takes nothing after a colon.")


def _is_seconds(text: str) -> bool:
    return re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII) is not None


def _is_date(text: str) -> bool:
    if text.startswith("date+"):
        return _is_seconds(text.removeprefix("date+"))
    try:
        parsedate_to_datetime(text)
    except ValueError:
        return False
    return True


def _which(text: str, given: str) -> tuple[tuple[Span, ...], float | None]:
    if text == "*":
        return EVERY, None
    if re.fullmatch(r"\d+(\.\d+)?%", text, re.ASCII):
        return (), _rate(float(text[:-1]), given)
    return tuple(_span(part.strip(), given) for part in text.split(",")), None


def _rate(percent: float, given: str) -> float:
    if percent > 100:  # noqa: PLR2004 - per cent
        raise ValueError(f"{given!r}: a rate is at most 100%.")
    return percent / 100


def _span(text: str, given: str) -> Span:
    found = re.fullmatch(r"(\d+)(-(\d*))?", text, re.ASCII)
    if found is None:
        raise ValueError(
            f"{given!r} does not say which requests: write @3, @2,5, @1-3, @3-, @10% or @*."
        )
    first, dash, end = found.groups()
    last = None if dash == "-" else int(end or first)
    if int(first) < 1 or (last is not None and last < int(first)):
        raise ValueError(f"{given!r}: requests are counted from 1, upwards.")
    return int(first), last


class Chooser:
    """Counts the requests and says which fault befalls each: the first that fits, poison first."""

    def __init__(self, faults: Sequence[Fault], seed: int | None) -> None:
        self._faults = sorted(faults, key=lambda fault: fault.kind != "poison")
        self._random = random.Random(seed)  # noqa: S311 - chance here keeps no secret
        self._counts: Counter[str] = Counter()
        self._lock = Lock()

    def choose(self, call: str, records: Iterable[Any]) -> tuple[int, Fault | None]:
        """The number of this request, and its fault if it has one."""
        poisoned = {fault for fault in self._faults if _poisoned(fault, call, records)}
        with self._lock:
            self._counts.update(("", call))
            found = (fault for fault in self._faults if self._hits(fault, call, poisoned))
            return self._counts[""], next(found, None)

    def _hits(self, fault: Fault, call: str, poisoned: set[Fault]) -> bool:
        if fault.kind == "poison":
            return fault in poisoned
        if fault.call not in (None, call):
            return False
        if fault.rate is not None:
            return self._random.random() < fault.rate
        return fault.befalls(self._counts[fault.call or ""])


def _poisoned(fault: Fault, call: str, records: Iterable[Any]) -> bool:
    if fault.kind != "poison" or fault.call not in (None, call):
        return False
    return any(fault.argument in text for record in records for text in _texts(record))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
