"""What the sandbox answers: the vendor's `WaspResultOfResults`, in each shape clients meet it."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any, NamedTuple

from customer_import.sandbox.shapes import WHOLE

JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
REFUSED = -1
"""A `ResultCode` that is not success; 0 is."""


class Departure(Enum):
    """How a reply leaves."""

    WHOLE = "whole"
    CUT = "cut"
    DROPPED = "dropped"
    HANGS = "hangs"


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP reply; without a status where none leaves.

    Attributes:
        status: the HTTP status; None if nothing is sent.
        body: the bytes after the headers.
        kind: its Content-Type.
        headers: those that only this reply has.
        departure: how it leaves.
    """

    status: int | None
    body: bytes = b""
    kind: str = JSON
    headers: tuple[tuple[str, str], ...] = ()
    departure: Departure = Departure.WHOLE


class Problem(NamedTuple):
    """Why something is refused: the field, a sentence, and the status HTTP has for it."""

    field: str
    message: str
    status: int = 400


class Outcome(NamedTuple):
    """What became of one record.

    Attributes:
        row: its `ImportRowNumber`, as text; blank where it has none.
        number: its customer number; blank where it has none.
        message: what is said of it where it was saved.
        problems: why it was refused; empty where it was saved.
    """

    row: str
    number: str
    message: str = ""
    problems: tuple[Problem, ...] = ()


def refuse(problem: Problem, status: int | None = None) -> Reply:
    """Return the answer that refuses a whole request, in the envelope, without data."""
    messages = [result(REFUSED, problem.message, problem.status, problem.field or None)]
    return in_json(envelope(None, messages, has_error=True), status or problem.status)


def framework_error(status: int, message: str) -> Reply:
    """Return an error as the vendor's web framework words it."""
    return in_json({"Message": message}, status)


def token_error(text: str, *, as_json: bool) -> Reply:
    """Return the answer to a token that is not valid: status 400, as seen on the live service."""
    if as_json:
        return in_json({"error": text}, 400)
    return Reply(400, text.encode(), TEXT)


def web_page(status: int, title: str, text: str) -> Reply:
    """Return an error as IIS shows it."""
    page = (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">\n<html><head>'
        f"<title>{status} - {title}</title></head>\n<body><h1>Server Error</h1>"
        f"<fieldset><h2>{status} - {title}</h2><h3>{text}</h3></fieldset></body></html>\n"
    )
    return Reply(status, page.encode(), HTML)


def unauthorised() -> Reply:
    """Return the reply to a token that is not accepted."""
    return framework_error(401, "Authorization has been denied for this request.")


def not_found() -> Reply:
    """Return the reply to a path that the API does not have."""
    return web_page(
        404,
        "File or directory not found.",
        "The resource you are looking for might have been removed, had its name changed, "
        "or is temporarily unavailable.",
    )


def answer(shape: str, outcomes: Sequence[Outcome]) -> Reply:
    """Return the answer about records, in the shape chosen."""
    failed = [outcome for outcome in outcomes if outcome.problems]
    if failed and shape in WHOLE:
        return _whole(failed, WHOLE[shape])
    told = _as_told(shape, outcomes)
    refused = sum(bool(outcome.problems) for outcome in told)
    data: dict[str, Any] = {
        "ResultList": LISTS.get(shape, _nothing)(told),
        "SuccessfullResults": len(told) - refused,
        "TotalResults": len(told),
        "ErrorCount": refused,
    }
    if shape in WITHOUT_TOTALS:
        data.update(SuccessfullResults=0, TotalResults=0, ErrorCount=0)
    has_error = shape == "has-error" or (refused > 0 and shape != "silent")
    return in_json(envelope(data, [], has_error=has_error, total=data["TotalResults"]))


def _as_told(shape: str, outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    """Return the outcomes as a shape tells them, which for two shapes is not the truth."""
    if shape == "all-saved":
        return [outcome._replace(problems=()) for outcome in outcomes]
    if shape == "all-refused":
        return [each._replace(problems=each.problems or UNTRUE) for each in outcomes]
    return outcomes


def _all(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    return [_entry(each, _first_field(each)) for each in outcomes]


def _twice(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    return _all(outcomes) * 2


def _by_row(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    return [_entry(each, each.row or each.number) for each in outcomes if each.problems]


def _by_number(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    return [_entry(each, each.number) for each in outcomes if each.problems]


def _by_message(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """List failures as item calls of the live service were seen to (docs/api.md)."""
    entries = []
    for each in outcomes:
        if each.problems:
            entry = _entry(each, "")
            message = f"CustomerNumber: {each.number} is fail, message: {entry['Message']}"
            entries.append({**entry, "Message": message})
    return entries


def _nothing(_: Sequence[Outcome]) -> list[dict[str, Any]]:
    return []


LISTS: Mapping[str, Callable[[Sequence[Outcome]], list[dict[str, Any]]]] = MappingProxyType(
    {
        "list": _all,
        "failures-by-row": _by_row,
        "failures-by-number": _by_number,
        "failures-by-message": _by_message,
        "twice": _twice,
        "zero-totals": _by_number,
        "has-error": _all,
        "all-refused": _all,
        "all-saved": _all,
    }
)
"""The `ResultList` of each shape that lists something."""
WITHOUT_TOTALS = frozenset({"zero-totals", "silent"})
UNTRUE = (Problem("", "The record could not be saved."),)


def _whole(failed: Iterable[Outcome], status: int) -> Reply:
    """Return what is wrong, each text once, without the records that it is about."""
    said = dict.fromkeys(problem.message for each in failed for problem in each.problems)
    messages = [result(REFUSED, message, 400, None) for message in said]
    return in_json(envelope(None, messages, has_error=True), status)


def _entry(outcome: Outcome, field: str | None) -> dict[str, Any]:
    if not outcome.problems:
        return result(0, outcome.message, 200, None)
    message = " ".join(dict.fromkeys(problem.message for problem in outcome.problems))
    return result(REFUSED, message, outcome.problems[0].status, field)


def _first_field(outcome: Outcome) -> str | None:
    return outcome.problems[0].field if outcome.problems else None


def result(code: int, message: str, status: int, field: str | None) -> dict[str, Any]:
    """Return a `WtResult`."""
    return {
        "ResultCode": code,
        "Message": message,
        "HttpStatusCode": status,
        "FieldName": field,
    }


def envelope(
    data: Any,
    messages: Sequence[dict[str, Any]] = (),
    *,
    has_error: bool = False,
    more: bool = False,
    total: int = 0,
) -> dict[str, Any]:
    """Return data in the envelope of every answer, the vendor's `WaspResultOf…`.

    Args:
        data: the answer itself.
        messages: those about the request as a whole, each a `WtResult`.
        has_error: its `HasError`.
        more: its `HasSuccessWithMoreDataRemaining`.
        total: its `TotalRecordsLongCount`.
    """
    return {
        "Data": data,
        "Messages": list(messages),
        "BatchNumber": 0,
        "HasError": has_error,
        "HasHttpError": False,
        "HasMessage": bool(messages),
        "HasSuccessWithMoreDataRemaining": more,
        "TotalRecordsLongCount": total,
    }


def in_json(value: Any, status: int = 200) -> Reply:
    """Return a reply whose body is JSON."""
    return Reply(status, json.dumps(value, separators=(",", ":")).encode())
