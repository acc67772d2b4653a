"""What an answer of the API says: read from its JSON, and nothing of it believed yet."""

from collections.abc import Iterable
from functools import cached_property

from pydantic import BaseModel, ConfigDict, Field, ValidationError, with_config
from typing_extensions import TypedDict

REFUSED = frozenset({401, 403})
FIRST_REFUSAL = 400
"""HTTP's statuses from here on are refusals and failures."""
LENIENT = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)
"""Keys not known here are let pass. There are no validators of our own: a call of Python for each
text is most of what an answer would cost."""


@with_config(LENIENT)
class WtResult(TypedDict, total=False):
    """One result; `ResultCode` 0 is success. A dict, because an answer has 500 of them."""

    ResultCode: int | None
    Message: str | None
    HttpStatusCode: int | None
    FieldName: str | None


def succeeded(result: WtResult) -> bool:
    """Whether a result says success, and nothing in it says otherwise."""
    return result.get("ResultCode") == 0 and (result.get("HttpStatusCode") or 0) < FIRST_REFUSAL


def contradicts(result: WtResult) -> bool:
    """Whether a result's code says success and its status does not."""
    return result.get("ResultCode") == 0 and not succeeded(result)


def message(result: WtResult) -> str:
    """What a result says; blank where that is nothing."""
    return (result.get("Message") or "").strip()


def reason(result: WtResult) -> str:
    """A result's message, or what there is instead."""
    return message(result) or f"refused without a reason (ResultCode {result.get('ResultCode')})"


def reasons(results: Iterable[WtResult]) -> str:
    """What some results say, each thing once."""
    return "; ".join(dict.fromkeys(map(reason, results)))


def name(result: WtResult) -> str:
    """What a result says it is about."""
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
        """The results; none where there is no list of them."""
        return self.ResultList or []

    @cached_property
    def failures(self) -> list[WtResult]:
        """Those that do not say success."""
        # As `succeeded` has it, but for 500 calls of it.
        return [
            each
            for each in self.results
            if each.get("ResultCode") != 0 or (each.get("HttpStatusCode") or 0) >= FIRST_REFUSAL
        ]

    @property
    def successes(self) -> int:
        """How many say success."""
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
        """Whether it says of itself that something failed."""
        return bool(self.HasError or self.HasHttpError)

    @cached_property
    def data(self) -> Data:
        """The data; blank where there is none."""
        return self.Data_ or Data()

    @cached_property
    def failures(self) -> list[WtResult]:
        """All that does not say success, wherever it stands."""
        return self.data.failures + [each for each in self.Messages or () if not succeeded(each)]

    @property
    def forbidden(self) -> WtResult | None:
        """A result that refuses the token or the permission."""
        return next((each for each in self.failures if each.get("HttpStatusCode") in REFUSED), None)


def read_answer(body: bytes) -> Answer | None:
    """The answer in a body; None where it is not the API's JSON."""
    try:
        answer = Answer.model_validate_json(body)
    except ValidationError:
        return None
    speaks = answer.Data_ is not None or answer.HasError is not None or answer.Messages
    return answer if speaks else None


def messages(body: bytes) -> str:
    """What the results of a refusal say; or a `Message`, as the framework's own errors have."""
    answer = read_answer(body)
    if answer is not None:
        return reasons(answer.failures)
    try:
        return _FrameworkError.model_validate_json(body).Message
    except ValidationError:
        return ""


class _FrameworkError(BaseModel):
    Message: str = ""
