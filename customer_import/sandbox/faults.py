"""Faults that the sandbox can be told to show, so that one can see what a client does then.

A fault is written `[call:]kind[:argument][@which]`: `429:2@3`, `drop-after@2,5-7`,
`500-before@10%`, `addresses:hang@1`, `slow:0.2@*`, `400-token@5-`, `poison:TEXT`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from types import MappingProxyType
from typing import NamedTuple

from customer_import.sandbox.shapes import SHAPE_HELP, VARIANTS, WRITE_VARIANTS

CALLS: Mapping[str, str] = MappingProxyType(
    {
        "customers": "customers/save",
        "update": "customers/updateExisting",
        "create": "customers/createNew",
        "delete": "customers/delete",
        "addresses": "addresses/customer/save",
        "phones": "phones/customer/save",
        "numbers": "customers/GetCustomersByNumber",
        "search": "customers/advancedinfosearch",
    }
)
"""The calls: the names that faults and events use, and their paths."""
READS = ("numbers", "search")
GROUP_OF_READS = "reads"
"""The name of both calls that read, in a fault."""
CALL_HELP: Mapping[str, str] = MappingProxyType({**CALLS, GROUP_OF_READS: " and ".join(READS)})
"""What may be before a fault, in words for `--help`."""
SLOW_SECONDS = 1.0
"""How long `slow` without an argument waits."""
RESET_SECONDS = "1"
"""What `429-reset` without an argument sends."""
TOKEN_TEXTS = MappingProxyType(
    {
        "invalid": "invalid_token",
        "base64": "The input is not a valid Base-64 string as it contains a non-base 64 character.",
        "claims": "Failed to get claims identity",
    }
)
"""What the live service says of a token that it does not accept (docs/api.md)."""
RIGHTS = ("create", "update", "delete")
MANNERS = (*SHAPE_HELP, *(name for name in VARIANTS if name not in WRITE_VARIANTS))
"""The shapes and variants that can be of one request."""


class Argument(NamedTuple):
    """What a kind takes after a colon: how to know it, and a hint with the kind's name in it."""

    fits: Callable[[str], bool]
    hint: str


def _is_seconds(text: str) -> bool:
    return re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII) is not None


def _is_two_seconds(text: str) -> bool:
    return all(map(_is_seconds, text.split("+", 1)))


def _is_retry_after(text: str) -> bool:
    if _is_seconds(text):
        return True
    if text.startswith("date+"):
        return _is_seconds(text.removeprefix("date+"))
    try:
        parsedate_to_datetime(text)
    except ValueError:
        return False
    return True


NOTHING = Argument(lambda _: False, "takes nothing after a colon")
SECONDS = Argument(_is_seconds, "takes seconds, such as {kind}:0.2")
RETRY_AFTER = Argument(
    _is_retry_after, "takes seconds, date+SECONDS or an HTTP date, such as {kind}:2"
)
RESET = Argument(
    _is_two_seconds, "takes SECONDS, or SECONDS+RETRY_AFTER, such as {kind}:2 or {kind}:2+5"
)
TOKEN = Argument(TOKEN_TEXTS.__contains__, f"takes one of {', '.join(TOKEN_TEXTS)}")
RIGHT = Argument(RIGHTS.__contains__, f"takes one of {', '.join(RIGHTS)}")
MANNER = Argument(MANNERS.__contains__, "takes a shape, or a variant of reads")
ANYTHING = Argument(lambda _: True, "takes any text")


class Kind(NamedTuple):
    """A kind of fault.

    Attributes:
        help: what a client sees, and whether the request is carried out.
        done: whether it is carried out.
        argument: what may follow its name.
    """

    help: str
    done: bool = False
    argument: Argument = NOTHING


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "drop-before": Kind("the connection closes without an answer, nothing done"),
        "drop-after": Kind("the connection closes without an answer, all done", done=True),
        "hang": Kind("no answer until the client hangs up, nothing done"),
        "hang-after": Kind("no answer until the client hangs up, all done", done=True),
        "500-before": Kind("status 500, nothing done"),
        "500-after": Kind("status 500, all done", done=True),
        "503": Kind("status 503, nothing done; 503:SECONDS sends Retry-After", False, RETRY_AFTER),
        "429": Kind(
            "status 429, nothing done; 429:SECONDS or 429:date+SECONDS sends Retry-After",
            False,
            RETRY_AFTER,
        ),
        "429-reset": Kind(
            "status 429 with wasp-overloadprotection-reset, nothing done; 429-reset:SECONDS, or "
            "429-reset:SECONDS+SECONDS with Retry-After too",
            False,
            RESET,
        ),
        "404": Kind("status 404 with a web page, as if the call did not exist, nothing done"),
        "401": Kind("status 401, nothing done"),
        "400-token": Kind(
            "status 400, the text says that the token is invalid, nothing done; "
            "400-token:invalid, :base64 or :claims chooses the text",
            False,
            TOKEN,
        ),
        "400-token-json": Kind('as 400-token, but in JSON: {"error": TEXT}', False, TOKEN),
        "no-right": Kind(
            "the user has lost all rights, nothing done; no-right:create, :update or :delete",
            True,
            RIGHT,
        ),
        "refused": Kind(
            "every record is refused by an entry of its own, nothing done; refused:REASON",
            False,
            ANYTHING,
        ),
        "refused-403": Kind("as refused, but the entries have status 403", False, ANYTHING),
        "html": Kind("status 200 with a web page, nothing done"),
        "html-after": Kind("status 200 with a web page, all done", done=True),
        "blip": Kind(
            "status 200 with a web page once, nothing done; blip:SECONDS goes on for so long",
            False,
            SECONDS,
        ),
        "truncated": Kind("the answer cut short, all done", done=True),
        "empty": Kind("status 200 and no body, all done", done=True),
        "slow": Kind("slow:SECONDS answers that much later", True, SECONDS),
        "as": Kind("as:NAME answers in that shape, or in that variant of reads", True, MANNER),
        "other-changes": Kind(
            "first another user changes a customer, the first of a search or other-changes:NUMBER",
            True,
            ANYTHING,
        ),
        "other-creates": Kind(
            "first another user creates a customer, so that pages move; other-creates:NUMBER",
            True,
            ANYTHING,
        ),
        "other-deletes": Kind(
            "first another user deletes a customer, the first of a search or other-deletes:NUMBER",
            True,
            ANYTHING,
        ),
        "poison": Kind("poison:TEXT is status 500 for a request that contains TEXT, nothing done"),
    }
)

OTHERS = frozenset({"other-changes", "other-creates", "other-deletes"})
NEEDED = MappingProxyType(
    {
        "poison": "the text that poisons, such as poison:BAD",
        "as": "a shape or variant, such as as:zero-totals",
    }
)

Span = tuple[int, int | None]
"""First and last request, counted from 1; None is without an end."""

EVERY: tuple[Span, ...] = ((1, None),)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault and the requests it meets.

    Attributes:
        kind: one of `KINDS`.
        argument: what its kind takes: seconds, a `Retry-After`, a text.
        call: one of `CALLS`, or `reads`, whose requests then are counted by themselves; None
            for all.
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
        """Say whether the request is carried out all the same."""
        return KINDS[self.kind].done

    @property
    def delay(self) -> float:
        """Return how many seconds the answer is late."""
        return float(self.argument or SLOW_SECONDS) if self.kind == "slow" else 0.0

    def headers(self, now: datetime) -> tuple[tuple[str, str], ...]:
        """Return the headers that say when to come back; `date+SECONDS` counts from now."""
        if self.kind == "429-reset":
            reset, _, retry = (self.argument or RESET_SECONDS).partition("+")
            more = (("Retry-After", retry),) if retry else ()
            return (("wasp-overloadprotection-reset", reset), *more)
        if self.kind not in {"429", "503"} or not self.argument:
            return ()
        if not self.argument.startswith("date+"):
            return (("Retry-After", self.argument),)
        later = now + timedelta(seconds=float(self.argument.removeprefix("date+")))
        return (("Retry-After", format_datetime(later.astimezone(UTC), usegmt=True)),)

    def meets(self, number: int) -> bool:
        """Say whether its spans hold the request of that number."""
        return any(
            first <= number and (last is None or number <= last) for first, last in self.spans
        )


def parse_fault(text: str) -> Fault:
    """Read a fault as it is written on a command line.

    Raises:
        ValueError: it cannot be read; the message says how a fault looks.
    """
    given = text.strip()
    call, rest = _call(given)
    if rest.startswith("poison:") and rest != "poison:":
        # Text that poisons may hold any sign, `@` and `:` included, so nothing follows it.
        return Fault("poison", rest.removeprefix("poison:"), call, text=given)
    what, at, which = rest.rpartition("@")
    kind, _, argument = (what if at else rest).partition(":")
    if kind in {"poison", "as"} and not argument:
        raise ValueError(f"{given!r} needs {NEEDED[kind]}.")
    if kind not in KINDS:
        raise ValueError(f"{given!r} is not a fault: {kind!r} is not one of {', '.join(KINDS)}.")
    if argument and not KINDS[kind].argument.fits(argument):
        hint = KINDS[kind].argument.hint.format(kind=kind)
        raise ValueError(f"{given!r}: {kind} {hint}.")
    spans, rate = _which(which, given) if at else (EVERY, None)
    return Fault(kind, argument, call, spans, rate, given)


def _call(text: str) -> tuple[str | None, str]:
    call, colon, rest = text.partition(":")
    return (call, rest) if colon and call in CALL_HELP else (None, text)


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
