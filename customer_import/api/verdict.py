"""What an answer, or the lack of one, means for the request: decided here and nowhere else.

name, connect, pool                 not sent       retry
certificate, 3xx                    not sent       stop
429; 503 with Retry-After           refused whole  wait, retry
time-out, dropped, 5xx              maybe done     retry what is safe, else unknown
2xx that is no JSON of the API      maybe done     the same; HTML: stop
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
from customer_import.api.server import EXAMPLE
from customer_import.errors import Refused, Stopped, Unreachable, WrongAnswer

MOST_TEXT = 300
"""Characters of a server's own text that a message repeats."""


class Done(Enum):
    """What the server may have done with a request."""

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
    """What to do.

    Attributes:
        act: what to do.
        done: what the server may have done.
        reason: what happened, in words.
        wait: seconds the server asks to wait; None where it does not ask.
        answered: the server answered at all.
        five_hundred: its status was 500, which a single record may have caused.
        stop: why the run ends, where it does.
    """

    act: Act
    done: Done
    reason: str
    wait: float | None = None
    answered: bool = True
    five_hundred: bool = False
    stop: Stopped | None = None


def judge(outcome: Reply | NoReply, now: datetime) -> Verdict:
    """What an outcome means.

    Args:
        outcome: the reply, or what kept it away.
        now: for a `Retry-After` that is a date.
    """
    if isinstance(outcome, NoReply):
        return _no_reply(outcome)
    status = outcome.status
    told = retry_after(outcome.headers.get("retry-after", ""), now)
    if status == 429 or (status == 503 and told is not None):
        return Verdict(Act.RETRY, Done.NOTHING, f"the server is busy ({status})", wait=told or 0)
    if 200 <= status < 300:
        return _success(outcome)
    if status >= 500:
        text = plain_text(outcome)
        reason = f"the server failed ({status}{': ' + text if text else ''})"
        return Verdict(Act.RETRY, Done.MAYBE, reason, five_hundred=status == 500)
    if status in (400, 413, 422):
        return Verdict(Act.HALVE, Done.NOTHING, plain_text(outcome) or f"refused ({status})")
    return _stop(outcome)


def _no_reply(outcome: NoReply) -> Verdict:
    match outcome.trouble:
        case Trouble.NOT_SENT:
            return Verdict(Act.RETRY, Done.NOTHING, outcome.reason, answered=False)
        case Trouble.MAYBE_DONE:
            return Verdict(Act.RETRY, Done.MAYBE, outcome.reason, answered=False)
        case Trouble.CERTIFICATE:
            stop: Stopped = Refused(
                f"The server's certificate was refused: {outcome.reason}.",
                "Check the address; a company's own certificate belongs into the system's store.",
            )
            return Verdict(Act.STOP, Done.NOTHING, outcome.reason, answered=False, stop=stop)
    stop = Unreachable(
        f"The request failed in a way that is not known here: {outcome.reason}.",
        "Nothing is lost: run the same command again; if it repeats, please report it.",
    )
    return Verdict(Act.STOP, Done.MAYBE, outcome.reason, answered=False, stop=stop)


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
    """Why a 401 or 403 stops the run, and what to do."""
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
    """Seconds to wait, of a `Retry-After` in seconds or as a date; None where there is none."""
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
    """Whether a body looks like the API's JSON: an object."""
    return reply.body.lstrip().startswith(b"{") and reply.body.rstrip().endswith(b"}")


def _is_html(reply: Reply) -> bool:
    kind = reply.headers.get("content-type", "")
    return "html" in kind.lower() or reply.body.lstrip()[:1] == b"<"


def plain_text(reply: Reply) -> str:
    """A short text a server sent with a status; blank where it sent a page or nothing."""
    if _is_html(reply):
        return ""
    text = messages(reply.body) if is_json(reply) else reply.body.decode(errors="replace")
    return " ".join(text.split())[:MOST_TEXT]


def _quoted(reply: Reply) -> str:
    text = plain_text(reply)
    return f": {text.rstrip('.')}" if text else ""
