"""What an answer of the API says, as read from its JSON: nothing of it is believed yet."""

import re
import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError, with_config
from typing_extensions import TypedDict

from customer_import.customer import folded
from customer_import.endpoints import Call

REFUSED = frozenset({401, 403})
BAD_TOKEN = ("invalid_token", "not a valid base-64 string", "failed to get claims identity")
"""What the server says, in any case, of a token that is expired, replaced or damaged (seen by
public clients on the live service)."""
FIRST_REFUSAL = 400
"""HTTP's statuses from here on are refusals and failures."""
LENIENT = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)
"""Unknown keys are ignored. No validators of our own: calling Python for each text would be most of
what it costs to read an answer."""


@with_config(LENIENT)
class WtResult(TypedDict, total=False):
    """One result; `ResultCode` 0 is success. A dict, because an answer has 500 of them."""

    ResultCode: int | None
    Message: str | None
    HttpStatusCode: int | None
    FieldName: str | None


def succeeded(result: WtResult) -> bool:
    """Return whether a result says success, and nothing in it says otherwise."""
    return result.get("ResultCode") == 0 and (result.get("HttpStatusCode") or 0) < FIRST_REFUSAL


def contradicts(result: WtResult) -> bool:
    """Return whether a result's code says success and its status does not."""
    return result.get("ResultCode") == 0 and not succeeded(result)


def message(result: WtResult) -> str:
    """Return the message of a result; blank if it has none."""
    return (result.get("Message") or "").strip()


def reason(result: WtResult) -> str:
    """Return the message of a result, or its code if it has no message."""
    return message(result) or f"refused without a reason (ResultCode {result.get('ResultCode')})"


def reasons(results: Iterable[WtResult]) -> str:
    """Join the reasons of some results, each once."""
    return "; ".join(dict.fromkeys(map(reason, results)))


def name(result: WtResult) -> str:
    """Return what a result says it is about; blank if it does not say."""
    return (result.get("FieldName") or "").strip()


class Data(BaseModel):
    """The results of an answer, and their totals, which may disagree."""

    model_config = LENIENT

    ResultList: list[WtResult] | None = None
    SuccessfullResults: int | None = None
    TotalResults: int | None = None
    ErrorCount: int | None = None

    @property
    def results(self) -> list[WtResult]:
        """Return the results; an empty list if the answer has no list."""
        return self.ResultList or []

    @cached_property
    def failures(self) -> list[WtResult]:
        """Return the results that do not say success."""
        # The same as `succeeded`, without calling it 500 times.
        return [
            each
            for each in self.results
            if each.get("ResultCode") != 0 or (each.get("HttpStatusCode") or 0) >= FIRST_REFUSAL
        ]

    @property
    def successes(self) -> int:
        """Count the results that say success."""
        return len(self.results) - len(self.failures)


class Answer(BaseModel):
    """`WaspResultOfResults`."""

    model_config = LENIENT

    Data_: Data | None = Field(None, alias="Data")
    Messages: list[WtResult] | None = None
    HasError: bool | None = None
    HasHttpError: bool | None = None

    @property
    def failed(self) -> bool:
        """Return whether the answer says of itself that something failed."""
        return bool(self.HasError or self.HasHttpError)

    @cached_property
    def data(self) -> Data:
        """Return the data; empty if the answer has none."""
        return self.Data_ or Data()

    @cached_property
    def failures(self) -> list[WtResult]:
        """Return all results that do not say success, from the list and from the messages."""
        return self.data.failures + [each for each in self.Messages or () if not succeeded(each)]

    @property
    def forbidden(self) -> WtResult | None:
        """Return a result that refuses the token or the permission; None if there is none."""
        # Not the text of a listed result: that may repeat a value of a record.
        said = (each for each in self.Messages or () if refuses_token(message(each)))
        stated = (each for each in self.failures if each.get("HttpStatusCode") in REFUSED)
        return next(stated, None) or next(said, None)


def refuses_token(text: str) -> bool:
    """Return whether a text of the server says that the token is not valid."""
    folded = text.lower()
    return any(each in folded for each in BAD_TOKEN)


def read_answer(body: bytes) -> Answer | None:
    """Read the answer in a body; None if it is not the API's JSON."""
    try:
        answer = Answer.model_validate_json(body)
    except ValidationError:
        return None
    speaks = answer.Data_ is not None or answer.HasError is not None or answer.Messages
    return answer if speaks else None


def messages(body: bytes) -> str:
    """Return what a refusal says: its results, or the `Message` of the framework's own errors."""
    answer = read_answer(body)
    if answer is not None:
        return reasons(answer.failures)
    try:
        error = _FrameworkError.model_validate_json(body)
    except ValidationError:
        return ""
    return error.Message or error.error_description or error.error


class _FrameworkError(BaseModel):
    """An error of the web framework (`Message`), or of the part that checks tokens (`error`)."""

    Message: str = ""
    error_description: str = ""
    error: str = ""


PositionsByName = dict[str, list[int]]
"""The positions of the records that a name can mean; names are folded."""
LABEL = re.compile(r"CustomerNumber\s*[:=]\s*", re.IGNORECASE)
END = re.compile(r"(?=\s+is fail\b)", re.IGNORECASE)
FAILS = r"\s+is fail\b(?:[\s,;:]*message\s*[:=])?\s*"
"""How a message names its record: `CustomerNumber: X is fail, message: …`. The live service names
items so (`ItemNumber: X …`, seen by public clients); that it names customers so is assumed."""


class Sent(Protocol):
    """A record of the request, as an answer may name it."""

    @property
    def row(self) -> int:
        """Return the number of its row."""

    @property
    def number(self) -> str | None:
        """Return its customer's number; None if the server makes one."""


def name_readings(sent: Sequence[Sent], call: Call) -> list[PositionsByName]:
    """Return what a `FieldName` can mean: a customer number or, except for addresses, a row."""
    by_number: PositionsByName = defaultdict(list)
    by_row: PositionsByName = defaultdict(list)
    for position, record in enumerate(sent):
        if record.number is not None:
            by_number[folded(record.number)].append(position)
        by_row[str(record.row)].append(position)
    return [dict(by_number)] if call == Call.ADDRESSES else [dict(by_number), dict(by_row)]


def read_as(reading: PositionsByName, names: list[str]) -> list[int] | None:
    """Return the record that each name means; None if a name does not mean exactly one."""
    found: list[Any] = [reading.get(name, ()) for name in names]
    return [each[0] for each in found] if all(len(each) == 1 for each in found) else None


def told_numbers(result: WtResult) -> set[str]:
    """Return the numbers by which a message may name its record, folded; none if it does not.

    There are several if a number holds the words that follow it, or if the message names several.
    """
    text = message(result)
    starts = [label.end() for label in LABEL.finditer(text)]
    ends = [end.start() for end in END.finditer(text)] if starts else []
    return {folded(text[start:end]) for start in starts for end in ends if start < end}


def without_name(text: str, record: Sent) -> str:
    """Return a message without the name of the record that it is put to."""
    named = LABEL.pattern + re.escape(record.number or "") + FAILS
    return re.sub(named, "", text, count=1, flags=re.IGNORECASE)


def nobody() -> str:
    """Return a customer number that nobody has."""
    return f"customer-import-{secrets.token_hex(8)}"
