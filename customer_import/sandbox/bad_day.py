"""What faults do: which requests they meet, and what becomes of the replies."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from threading import Lock
from types import MappingProxyType
from typing import Any

from customer_import.sandbox.answers import (
    Departure,
    Reply,
    framework_error,
    not_found,
    token_error,
    unauthorised,
    web_page,
)
from customer_import.sandbox.faults import GROUP_OF_READS, READS, TOKEN_TEXTS, Fault

FAILED = framework_error(500, "An error has occurred.")
LOGIN_PAGE = web_page(200, "Sign in", "Please sign in to continue.")
TOO_MANY = framework_error(429, "Too many requests.")
BUSY = MappingProxyType(
    {
        "503": web_page(503, "Service Unavailable", "The service is unavailable."),
        "429": TOO_MANY,
        "429-reset": TOO_MANY,
    }
)
"""The replies of faults that say when to come back."""
IN_PLACE = MappingProxyType(
    {
        **dict.fromkeys(("drop-before", "drop-after"), Reply(None, departure=Departure.DROPPED)),
        **dict.fromkeys(("hang", "hang-after"), Reply(None, departure=Departure.HANGS)),
        **dict.fromkeys(("500-before", "500-after", "poison"), FAILED),
        **dict.fromkeys(("html", "html-after", "blip"), LOGIN_PAGE),
        "401": unauthorised(),
        "404": not_found(),
        "empty": Reply(200),
    }
)
"""The replies that faults put in place of the true one."""


class Chooser:
    """Counts the requests and chooses the fault of each: the first that fits, poison first.

    Args:
        faults: those that can happen.
        seed: makes those by rate the same each time.
        clock: seconds that go up, for faults that go on for a time.
    """

    def __init__(
        self,
        faults: Sequence[Fault],
        seed: int | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._faults = sorted(faults, key=lambda fault: fault.kind != "poison")
        self._random = random.Random(seed)  # noqa: S311 - chance here keeps no secret
        self._clock = clock
        self._counts: Counter[str] = Counter()
        self._blips: dict[Fault, float] = {}
        self._lock = Lock()

    def choose(self, call: str, records: Iterable[Any]) -> tuple[int, Fault | None]:
        """Return the number of this request, and its fault if it has one."""
        names = {"", call, GROUP_OF_READS} if call in READS else {"", call}
        able = [fault for fault in self._faults if (fault.call or "") in names]
        poisoned = {fault for fault in able if _is_poisoned(fault, records)}
        with self._lock:
            self._counts.update(names)
            found = (fault for fault in able if self._hits(fault, poisoned))
            return self._counts[""], next(found, None)

    def _hits(self, fault: Fault, poisoned: set[Fault]) -> bool:
        if fault.kind == "poison":
            return fault in poisoned
        if fault in self._blips:
            return self._clock() < self._blips[fault]
        hit = self._meets(fault)
        if hit and fault.kind == "blip":
            self._blips[fault] = self._clock() + float(fault.argument or 0)
        return hit

    def _meets(self, fault: Fault) -> bool:
        if fault.rate is not None:
            return self._random.random() < fault.rate
        return fault.meets(self._counts[fault.call or ""])


def _is_poisoned(fault: Fault, records: Iterable[Any]) -> bool:
    if fault.kind != "poison":
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


def spoilt(reply: Reply, fault: Fault) -> Reply:
    """Return the reply as the fault leaves it."""
    headers = fault.headers(datetime.now(UTC))
    match fault.kind:
        case "503" | "429" | "429-reset":
            return replace(BUSY[fault.kind], headers=headers)
        case "400-token" | "400-token-json":
            text = TOKEN_TEXTS[fault.argument or "invalid"]
            return token_error(text, as_json=fault.kind == "400-token-json")
        case "truncated":
            return replace(reply, departure=Departure.CUT)
    return IN_PLACE.get(fault.kind, reply)
