"""What an answer, or the lack of one, means for the request: decided here and nowhere else.

name, connect, pool                    not sent       retry; a name that does not exist: stop
certificate; 301, 307, 308             not sent       stop
429; 503 that says how long to wait    refused whole  wait, retry
time-out, dropped, 5xx                 maybe done     retry what is safe, else unknown
2xx, not the API's JSON                maybe done     the same; a web page: stop if it repeats
401, 403; 400 that refuses the token   refused        stop
404                                    refused        stop
400, 413, 422                          refused whole  halve
2xx with JSON                          answered       match it to the rows
anything else, 302 and 303 too         not known      stop
"""

import math
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import Enum

from customer_import.api.answer import WtResult, messages, read_answer, reason, refuses_token
from customer_import.api.reply import NoReply, Reply, Trouble
from customer_import.api.server_url import EXAMPLE
from customer_import.errors import (
    BadCertificate,
    NoSuchHost,
    Refused,
    Stopped,
    Unreachable,
    WrongAnswer,
)

MOST_TEXT = 300
"""Longest text of the server, in characters, that a message repeats."""
RESET = "wasp-overloadprotection-reset"
"""The header of a 429 that says in how many seconds requests are taken again (seen by public
clients on the live service)."""
NOT_DONE = {301, 307, 308}
"""Redirects that ask to send the same request elsewhere. A 302 or 303 may follow a request that was
carried out."""


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


class Failure(Enum):
    """What kind of failure may pass.

    Attributes:
        AWAY: the server cannot be reached, or does not answer.
        BUSY: the server refuses for a while.
        PAGE: a web page came in place of an answer.
        FAULT: the status was 500, which a single record may have caused.
        UNREADABLE: the answer cannot be read.
    """

    AWAY = "away"
    BUSY = "busy"
    PAGE = "page"
    FAULT = "fault"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reply means, and what to do.

    Attributes:
        act: what to do.
        done: what the server may have done.
        reason: what happened, in words.
        failure: what kind of failure it is, if the request is to be sent again; else None.
        wait: seconds that the server asks to wait; None if it does not ask.
        answered: whether the server answered at all.
        blames: whether a 500 tells what is wrong with a record, as the API's own answer.
        stop: why the run ends; if the request is to be sent again: why it ends if that does not
            help at once. None if it goes on.
    """

    act: Act
    done: Done
    reason: str
    failure: Failure | None = None
    wait: float | None = None
    answered: bool = True
    blames: bool = False
    stop: Stopped | None = None


def judge(reply: Reply | NoReply, now: datetime) -> Verdict:
    """Decide what a reply, or the lack of one, means.

    Args:
        reply: the reply, or why there is none.
        now: the time of day, to read a `Retry-After` that is a date.
    """
    if isinstance(reply, NoReply):
        return _no_reply(reply)
    status, told = reply.status, wait_told(reply, now)
    if status == 429 or (status == 503 and told is not None):
        reason = f"the server is busy ({status})"
        return Verdict(Act.RETRY, Done.NOTHING, reason, Failure.BUSY, wait=told or 0)
    if 200 <= status < 300:
        return _success(reply)
    if status >= 500:
        text = plain_text(reply)
        reason = f"the server failed ({status}{': ' + text if text else ''})"
        if status != 500:
            return Verdict(Act.RETRY, Done.MAYBE, reason, Failure.AWAY)
        answer = read_answer(reply.body)
        blames = answer is not None and bool(answer.failures)
        return Verdict(Act.RETRY, Done.MAYBE, reason, Failure.FAULT, blames=blames)
    if status == 400 and (refused := _forbidden(reply)):
        return Verdict(Act.STOP, Done.NOTHING, "the token was refused (400)", stop=refused)
    if status in (400, 413, 422):
        return Verdict(Act.HALVE, Done.NOTHING, plain_text(reply) or f"refused ({status})")
    return _stop(reply)


def _no_reply(reply: NoReply) -> Verdict:
    reason = reply.reason
    match reply.trouble:
        case Trouble.NO_SUCH_HOST:
            host: Stopped = NoSuchHost(f"The server {reason}.", "Check the address.")
            return _away(Done.NOTHING, reason, host)
        case Trouble.NOT_SENT:
            return _away(Done.NOTHING, reason)
        case Trouble.MAYBE_DONE:
            return _away(Done.MAYBE, reason)
        case Trouble.CERTIFICATE:
            stop: Stopped = BadCertificate(
                f"The server's certificate was refused: {reason}.",
                "Check the address. If your company has a certificate of its own, put it into the "
                "system's store.",
            )
            return Verdict(Act.STOP, Done.NOTHING, reason, answered=False, stop=stop)
    stop = Unreachable(
        f"The request failed in a way that is not known here: {reason}.",
        "Nothing is lost: run the same command again. If it happens again, please report it.",
    )
    return Verdict(Act.STOP, Done.MAYBE, reason, answered=False, stop=stop)


def _away(done: Done, reason: str, stop: Stopped | None = None) -> Verdict:
    return Verdict(Act.RETRY, done, reason, Failure.AWAY, answered=False, stop=stop)


def _success(reply: Reply) -> Verdict:
    if is_json(reply):
        return Verdict(Act.MATCH, Done.ANSWERED, "answered")
    if not is_page(reply):
        return UNREADABLE
    stop = WrongAnswer(
        "A web page answered instead of the API, also when asked again.",
        f"Check the address, which should be like {EXAMPLE}. A proxy or a login page may be on the "
        "way, too.",
    )
    return Verdict(Act.RETRY, Done.MAYBE, "a web page answered", Failure.PAGE, stop=stop)


UNREADABLE = Verdict(Act.RETRY, Done.MAYBE, "the answer is not the API's JSON", Failure.UNREADABLE)


def _stop(reply: Reply) -> Verdict:
    status = reply.status
    if status in (401, 403):
        why = no_token if status == 401 else no_permission
        refused = why(f"({status}){_quoted(reply)}")
        return Verdict(Act.STOP, Done.NOTHING, f"refused ({status})", stop=refused)
    if 300 <= status < 400:
        target = reply.headers.get("location", "elsewhere")
        stop: Stopped = WrongAnswer(
            f"The server redirects to {target}. It is not followed: the token stays here.",
            "If that is the right address, give it as --base-url.",
        )
        done = Done.NOTHING if status in NOT_DONE else Done.MAYBE
        return Verdict(Act.STOP, done, f"the server redirected ({status})", stop=stop)
    if status == 404:
        stop = WrongAnswer(
            "The server does not know the address of the API (404).",
            f"The base URL should be like {EXAMPLE}, with nothing behind it.",
        )
        return Verdict(Act.STOP, Done.NOTHING, "not found (404)", stop=stop)
    stop = WrongAnswer(
        f"The server answered with status {status}, which is not known here{_quoted(reply)}.",
        "Nothing is lost: run the same command again. If it happens again, please report it.",
    )
    return Verdict(Act.STOP, Done.MAYBE, f"the server answered with status {status}", stop=stop)


def _forbidden(reply: Reply) -> Refused | None:
    """Say why a 400 refuses the token or the permission; None if it refuses something else."""
    answer = read_answer(reply.body)
    if answer is not None:
        return refusal(answer.forbidden) if answer.forbidden else None
    text = reply.body.decode(errors="replace")
    return no_token(f"(400){_quoted(reply)}") if refuses_token(text) else None


def refusal(result: WtResult) -> Refused:
    """Say what a result refuses, the token or the permission, and what to do."""
    said = reason(result).rstrip(".")
    return (
        no_permission(f": {said}") if result.get("HttpStatusCode") == 403 else no_token(f": {said}")
    )


def no_token(said: str) -> Refused:
    """Say that the token is refused, why tokens end, and where to make one."""
    return Refused(f"The server refused the token {said}.".replace(" :", ":"), HOW_TO_RENEW)


def no_permission(said: str) -> Refused:
    """Say that the permission is refused, and which one is needed."""
    return Refused(f"The server refused permission {said}.".replace(" :", ":"), PERMISSIONS)


HOW_TO_RENEW = (
    "It has expired, a newer token has replaced it, or its user was disabled. Make a new one on "
    "the Edit User page of its user, which ends the earlier ones, and set WASP_API_TOKEN to it. "
    "Then run the same command."
)
PERMISSIONS = (
    "The token's user needs both the Create Customer and the Update Customer permission (with "
    "--only update, the second alone); ask an administrator of the account."
)


def wait_told(reply: Reply, now: datetime) -> float | None:
    """Return the seconds that a server asks to wait; None if it does not say.

    The vendor's own header counts first, then `Retry-After`.
    """
    own = seconds_of(reply.headers.get(RESET, ""))
    return own if own is not None else retry_after(reply.headers.get("retry-after", ""), now)


def retry_after(header: str, now: datetime) -> float | None:
    """Return the seconds that a `Retry-After` (seconds or a date) asks to wait; None if blank."""
    text = header.strip()
    if not text:
        return None
    seconds = seconds_of(text)
    if seconds is not None:
        return seconds
    try:
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return 0.0


def seconds_of(text: str) -> float | None:
    """Read a number of seconds, at least 0; None if it is not a number."""
    try:
        seconds = float(text)
    except ValueError:
        return None
    return max(0.0, seconds) if math.isfinite(seconds) else None


def is_json(reply: Reply) -> bool:
    """Return whether a body looks like the API's JSON: an object."""
    return reply.body.lstrip().startswith(b"{") and reply.body.rstrip().endswith(b"}")


def is_page(reply: Reply) -> bool:
    """Return whether a body is a web page."""
    kind = reply.headers.get("content-type", "")
    return "html" in kind.lower() or reply.body.lstrip()[:1] == b"<"


def plain_text(reply: Reply) -> str:
    """Return the text that a server sent, shortened; blank if it sent a web page or nothing."""
    if is_page(reply):
        return ""
    text = messages(reply.body) if is_json(reply) else reply.body.decode(errors="replace")
    return " ".join(text.split())[:MOST_TEXT]


def _quoted(reply: Reply) -> str:
    text = plain_text(reply)
    return f": {text.rstrip('.')}" if text else ""
