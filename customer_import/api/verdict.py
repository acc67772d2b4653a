"""What an answer, or the lack of one, means for the request: decided here and nowhere else.

name, connect, pool                 not sent       retry
certificate, 3xx                    not sent       stop
429; 503 with Retry-After           refused whole  wait, retry
time-out, dropped, 5xx              maybe done     retry what is safe, else unknown
2xx, not the API's JSON             maybe done     the same; HTML: stop
401, 403                            refused        stop
404                                 refused        stop
400, 413, 422                       refused whole  halve
2xx with JSON                       answered       match it to the rows
anything else                       not known      stop
"""

import math
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import Enum

from customer_import.api.answer import messages
from customer_import.api.reply import NoReply, Reply, Trouble
from customer_import.api.server_url import EXAMPLE
from customer_import.errors import Refused, Stopped, Unreachable, WrongAnswer

MOST_TEXT = 300
"""Longest text of the server, in characters, that a message repeats."""


class Done(Enum):
    """What the server has done with a request."""

    NOTHING = "nothing"
    MAYBE = "maybe"
    ANSWERED = "answered"


class Act(Enum):
    """What to do with a request."""

    RETRY = "retry"
    HALVE = "halve"
    MATCH = "match"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reply means, and what to do.

    Attributes:
        act: what to do.
        done: what the server may have done.
        reason: what happened, in words.
        wait: seconds that the server asks to wait; None if it does not ask.
        answered: whether the server answered at all.
        five_hundred: whether the status was 500, which a single record may have caused.
        stop: why the run ends; None if it goes on.
    """

    act: Act
    done: Done
    reason: str
    wait: float | None = None
    answered: bool = True
    five_hundred: bool = False
    stop: Stopped | None = None


def judge(reply: Reply | NoReply, now: datetime) -> Verdict:
    """Decide what a reply, or the lack of one, means.

    Args:
        reply: the reply, or why there is none.
        now: the time of day, to read a `Retry-After` that is a date.
    """
    if isinstance(reply, NoReply):
        return _no_reply(reply)
    status = reply.status
    told = retry_after(reply.headers.get("retry-after", ""), now)
    if status == 429 or (status == 503 and told is not None):
        return Verdict(Act.RETRY, Done.NOTHING, f"the server is busy ({status})", wait=told or 0)
    if 200 <= status < 300:
        return _success(reply)
    if status >= 500:
        text = plain_text(reply)
        reason = f"the server failed ({status}{': ' + text if text else ''})"
        return Verdict(Act.RETRY, Done.MAYBE, reason, five_hundred=status == 500)
    if status in (400, 413, 422):
        return Verdict(Act.HALVE, Done.NOTHING, plain_text(reply) or f"refused ({status})")
    return _stop(reply)


def _no_reply(reply: NoReply) -> Verdict:
    match reply.trouble:
        case Trouble.NOT_SENT:
            return Verdict(Act.RETRY, Done.NOTHING, reply.reason, answered=False)
        case Trouble.MAYBE_DONE:
            return Verdict(Act.RETRY, Done.MAYBE, reply.reason, answered=False)
        case Trouble.CERTIFICATE:
            stop: Stopped = Refused(
                f"The server's certificate was refused: {reply.reason}.",
                "Check the address; a company's own certificate belongs into the system's store.",
            )
            return Verdict(Act.STOP, Done.NOTHING, reply.reason, answered=False, stop=stop)
    stop = Unreachable(
        f"The request failed in a way that is not known here: {reply.reason}.",
        "Nothing is lost: run the same command again; if it repeats, please report it.",
    )
    return Verdict(Act.STOP, Done.MAYBE, reply.reason, answered=False, stop=stop)


def _success(reply: Reply) -> Verdict:
    if is_json(reply):
        return Verdict(Act.MATCH, Done.ANSWERED, "answered")
    if not _is_html(reply):
        return Verdict(Act.RETRY, Done.MAYBE, "the answer is not the API's JSON")
    stop = WrongAnswer(
        f"A web page answered instead of the API{_quoted(reply)}.",
        f"Check the address, it should be like {EXAMPLE}; or a proxy or login page on the way.",
    )
    return Verdict(Act.STOP, Done.MAYBE, "a web page answered", stop=stop)


def _stop(reply: Reply) -> Verdict:
    status = reply.status
    if status in (401, 403):
        return Verdict(Act.STOP, Done.NOTHING, f"refused ({status})", stop=no_permission(reply))
    if 300 <= status < 400:
        target = reply.headers.get("location", "elsewhere")
        stop: Stopped = WrongAnswer(
            f"The server sends us on to {target}, which is not followed: the token stays here.",
            "If that is the right address, give it as --base-url.",
        )
        return Verdict(Act.STOP, Done.NOTHING, f"redirected ({status})", stop=stop)
    if status == 404:
        stop = WrongAnswer(
            "The server does not know the address of the API (404).",
            f"The base URL should be like {EXAMPLE}, with nothing behind it.",
        )
        return Verdict(Act.STOP, Done.NOTHING, "not found (404)", stop=stop)
    stop = WrongAnswer(
        f"The server answered with status {status}, which is not known here{_quoted(reply)}.",
        "Nothing is lost: run the same command again; if it repeats, please report it.",
    )
    return Verdict(Act.STOP, Done.MAYBE, f"status {status}", stop=stop)


def no_permission(reply: Reply) -> Refused:
    """Say why a 401 or 403 stops the run, and what to do."""
    text = _quoted(reply)
    if reply.status == 401:
        return Refused(
            f"The server refused the token (401){text}.",
            "Make a new one on your user page there, and set WASP_API_TOKEN to it.",
        )
    return Refused(f"The server refused permission (403){text}.", PERMISSIONS)


PERMISSIONS = (
    "The token's user needs both the Create Customer and the Update Customer permission; "
    "ask an administrator of the account."
)


def retry_after(header: str, now: datetime) -> float | None:
    """Return the seconds that a `Retry-After` (seconds or a date) asks to wait; None if blank."""
    text = header.strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(text) - now).total_seconds()
        except (ValueError, TypeError, OverflowError):
            return 0.0
    return max(0.0, seconds) if math.isfinite(seconds) else 0.0


def is_json(reply: Reply) -> bool:
    """Return whether a body looks like the API's JSON: an object."""
    return reply.body.lstrip().startswith(b"{") and reply.body.rstrip().endswith(b"}")


def _is_html(reply: Reply) -> bool:
    kind = reply.headers.get("content-type", "")
    return "html" in kind.lower() or reply.body.lstrip()[:1] == b"<"


def plain_text(reply: Reply) -> str:
    """Return the text that a server sent, shortened; blank if it sent a web page or nothing."""
    if _is_html(reply):
        return ""
    text = messages(reply.body) if is_json(reply) else reply.body.decode(errors="replace")
    return " ".join(text.split())[:MOST_TEXT]


def _quoted(reply: Reply) -> str:
    text = plain_text(reply)
    return f": {text.rstrip('.')}" if text else ""
