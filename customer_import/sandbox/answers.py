"""What the sandbox answers: the vendor's `WaspResultOfResults`, in each shape clients meet it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

from customer_import.sandbox.settings import WHOLE

JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"
REFUSED = -1
"""A `ResultCode` that is not success; 0 is."""


class Manner(Enum):
    """How a reply leaves."""

    WHOLE = "whole"
    CUT = "cut"
    DROPPED = "dropped"
    HANGS = "hangs"


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP reply; without a status where none leaves."""

    status: int | None
    body: bytes = b""
    kind: str = JSON
    retry_after: str | None = None
    manner: Manner = Manner.WHOLE


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
    """A whole request refused, in the envelope, without data."""
    messages = [_result(REFUSED, problem.message, problem.status, problem.field or None)]
    return Reply(status or problem.status, _envelope(None, messages))


def framework_error(status: int, message: str) -> Reply:
    """An error as the vendor's web framework words it."""
    return Reply(status, _json({"Message": message}))


def web_page(status: int, title: str, text: str) -> Reply:
    """An error as IIS shows it."""
    page = (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">\n<html><head>'
        f"<title>{status} - {title}</title></head>\n<body><h1>Server Error</h1>"
        f"<fieldset><h2>{status} - {title}</h2><h3>{text}</h3></fieldset></body></html>\n"
    )
    return Reply(status, page.encode(), HTML)


def answer(shape: str, outcomes: Sequence[Outcome]) -> Reply:
    """The answer about records, in the shape chosen."""
    failed = [outcome for outcome in outcomes if outcome.problems]
    if failed and shape in WHOLE:
        return _whole(failed, WHOLE[shape])
    listed = {
        "list": lambda: [_entry(each, _first_field(each)) for each in outcomes],
        "failures-by-row": lambda: [_entry(each, each.row or each.number) for each in failed],
        "failures-by-number": lambda: [_entry(each, each.number) for each in failed],
    }
    data = {
        "ResultList": listed.get(shape, list)(),
        "SuccessfullResults": len(outcomes) - len(failed),
        "TotalResults": len(outcomes),
        "ErrorCount": len(failed),
    }
    return Reply(200, _envelope(data, [], has_error=bool(failed), total=len(outcomes)))


def _whole(failed: Iterable[Outcome], status: int) -> Reply:
    """What is wrong, once each, and of no record that it is its fault."""
    said = dict.fromkeys(problem.message for each in failed for problem in each.problems)
    messages = [_result(REFUSED, message, 400, None) for message in said]
    return Reply(status, _envelope(None, messages))


def _entry(outcome: Outcome, field: str | None) -> dict[str, Any]:
    if not outcome.problems:
        return _result(0, outcome.message, 200, None)
    message = " ".join(dict.fromkeys(problem.message for problem in outcome.problems))
    return _result(REFUSED, message, outcome.problems[0].status, field)


def _first_field(outcome: Outcome) -> str | None:
    return outcome.problems[0].field if outcome.problems else None


def _result(code: int, message: str, status: int, field: str | None) -> dict[str, Any]:
    return {
        "ResultCode": code,
        "Message": message,
        "HttpStatusCode": status,
        "FieldName": field,
    }


def _envelope(
    data: dict[str, Any] | None,
    messages: list[dict[str, Any]],
    *,
    has_error: bool = True,
    total: int = 0,
) -> bytes:
    return _json(
        {
            "Data": data,
            "Messages": messages,
            "BatchNumber": 0,
            "HasError": has_error,
            "HasHttpError": False,
            "HasMessage": bool(messages),
            "HasSuccessWithMoreDataRemaining": False,
            "TotalRecordsLongCount": total,
        }
    )


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
