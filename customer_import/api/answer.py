"""The API's answer, matched to the records of its request.

Nothing in a `WtResult` names the row. Public clients meet three shapes: one entry a record in
order; only the failures, each with a row or customer number as `FieldName`; and a refusal that
says of no record that it is to blame. Count, totals and names have to agree;
what fits none of the shapes is never taken for a success.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from customer_import.calls import Call

REFUSED = frozenset({401, 403})
FIRST_REFUSAL = 400
"""HTTP's statuses from here on are refusals and failures."""
Reading = dict[str, list[int]]
"""The positions of the records that a `FieldName` can mean."""


class Part(BaseModel):
    """What all parts of an answer share: keys not known here are let pass.

    No validators of our own: a call of Python for each text is most of what an answer would cost.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)


class WtResult(Part):
    """One result; `ResultCode` 0 is success."""

    ResultCode: int | None = None
    Message: str | None = None
    HttpStatusCode: int | None = None
    FieldName: str | None = None

    @property
    def succeeded(self) -> bool:
        """Whether it says success, and nothing in it says otherwise."""
        return self.ResultCode == 0 and (self.HttpStatusCode or 0) < FIRST_REFUSAL

    @property
    def contradicts(self) -> bool:
        """Whether its code says success and its status does not."""
        return self.ResultCode == 0 and not self.succeeded

    @property
    def message(self) -> str:
        """What it says."""
        return (self.Message or "").strip()

    @property
    def name(self) -> str:
        """What it says it is about."""
        return (self.FieldName or "").strip()

    @property
    def reason(self) -> str:
        """Its message, or what there is instead."""
        return self.message or f"refused without a reason (ResultCode {self.ResultCode})"


class Data(Part):
    """The results of an answer, and their totals, which may disagree."""

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
        return [each for each in self.results if not each.succeeded]

    @property
    def successes(self) -> int:
        """How many say success."""
        return len(self.results) - len(self.failures)


class Answer(Part):
    """`WaspResultOfResults`."""

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

    @property
    def failures(self) -> list[WtResult]:
        """All that does not say success, wherever it stands."""
        return self.data.failures + [each for each in self.Messages or () if not each.succeeded]

    @property
    def forbidden(self) -> WtResult | None:
        """A result that refuses the token or the permission."""
        return next((each for each in self.failures if each.HttpStatusCode in REFUSED), None)


class Sent(Protocol):
    """A record as an answer may name it."""

    @property
    def row(self) -> int:
        """The number of its row."""

    @property
    def number(self) -> str | None:
        """Its customer's number."""


class Said(NamedTuple):
    """What an answer says of one record."""

    succeeded: bool
    message: str
    status: int | None = None


class Fit(Enum):
    """How an answer fits its request."""

    MATCHED = "matched"
    REFUSED_WHOLE = "refused whole"
    VAGUE = "vague"


@dataclass(frozen=True, slots=True)
class Matched:
    """An answer held against its request.

    Attributes:
        fit: how it fits.
        said: of each record, in the request's order, where it is matched.
        reason: why the whole was refused, or what is said at all.
    """

    fit: Fit
    said: tuple[Said, ...] = ()
    reason: str = ""


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
        return "; ".join(dict.fromkeys(each.reason for each in answer.failures))
    try:
        return _FrameworkError.model_validate_json(body).Message
    except ValidationError:
        return ""


class _FrameworkError(Part):
    Message: str = ""


def match(answer: Answer, sent: Sequence[Sent], call: Call) -> Matched:
    """Say of each record sent what the answer says of it.

    Args:
        answer: the answer, of status 200.
        sent: the records, in the order of the request.
        call: addresses carry no row number, so none is looked for in their answers.
    """
    reason = "; ".join(dict.fromkeys(each.reason for each in answer.failures))
    if any(each.contradicts for each in answer.data.failures):
        return Matched(Fit.VAGUE, reason=reason)
    said = _by_name(answer, sent, call) or _by_position(answer, sent, call)
    if said is None and _all_saved(answer, len(sent)):
        said = (Said(succeeded=True, message=""),) * len(sent)
    if said is not None:
        return Matched(Fit.MATCHED, said)
    refused = _refused_whole(answer, len(sent))
    return Matched(Fit.REFUSED_WHOLE if refused else Fit.VAGUE, reason=reason)


def _all_saved(answer: Answer, count: int) -> bool:
    data = answer.data
    return (
        not answer.failed
        and not data.results
        and data.SuccessfullResults == count
        and data.TotalResults in (None, count)
        and not data.ErrorCount
    )


def _refused_whole(answer: Answer, count: int) -> bool:
    """Nothing was done; a 0 that is not counted out may be no more than a number left unset."""
    data = answer.data
    none_listed = not data.results and not data.SuccessfullResults
    all_failed = data.SuccessfullResults == 0 and data.ErrorCount == count
    return answer.failed and (none_listed or all_failed) and not data.successes


def _agrees(data: Data, saved: int, failed: tuple[int, ...], totals: tuple[int, ...]) -> bool:
    return (
        data.SuccessfullResults in (None, saved)
        and data.ErrorCount in (None, *failed)
        and data.TotalResults in (None, *totals)
    )


def _by_position(answer: Answer, sent: Sequence[Sent], call: Call) -> tuple[Said, ...] | None:
    """One entry a record, in order; an entry that names another record speaks against it."""
    data = answer.data
    saved = data.successes
    if len(data.results) != len(sent) or not sent:
        return None
    if not _agrees(data, saved, (len(sent) - saved,), (len(sent),)):
        return None
    if answer.failed and saved == len(sent):
        return None
    if not _in_order([each.name for each in data.results], sent, call):
        return None
    return tuple([_said(each) for each in data.results])


def _in_order(names: list[str], sent: Sequence[Sent], call: Call) -> bool:
    """Whether the names that mean records at all stand at those, under each possible reading."""
    if not any(names):
        return True
    readings = _readings(sent, call)
    known = {i: name for i, name in enumerate(names) if any(name in each for each in readings)}
    possible = [each for each in readings if all(name in each for name in known.values())]
    orders = [all(i in each[name] for i, name in known.items()) for each in possible]
    return bool(orders) and all(orders)


def _said(result: WtResult) -> Said:
    succeeded = result.succeeded
    return Said(succeeded, result.message if succeeded else result.reason, result.HttpStatusCode)


def _by_name(answer: Answer, sent: Sequence[Sent], call: Call) -> tuple[Said, ...] | None:
    """Only the failures, each naming its record; the same under every possible reading."""
    data = answer.data
    if not data.results or data.successes:
        return None
    names = [each.name for each in data.results]
    found = [_read_as(reading, names) for reading in _readings(sent, call)]
    possible = [each for each in found if each is not None]
    if not possible or any(each != possible[0] for each in possible):
        return None
    return _failures(data, possible[0], len(sent))


def _failures(data: Data, positions: list[int], count: int) -> tuple[Said, ...] | None:
    reasons: defaultdict[int, list[WtResult]] = defaultdict(list)
    for position, result in zip(positions, data.results, strict=True):
        reasons[position].append(result)
    failed, listed = len(reasons), len(positions)
    if not _agrees(data, count - failed, (failed, listed), (count, listed)):
        return None
    # That a record is not listed says nothing of it; that all are counted does.
    counted = data.SuccessfullResults is not None or data.TotalResults == count
    if not counted and failed < count:
        return None
    return tuple(_of_one(reasons.get(position, [])) for position in range(count))


def _of_one(results: list[WtResult]) -> Said:
    if not results:
        return Said(succeeded=True, message="")
    message = "; ".join(dict.fromkeys(each.reason for each in results))
    return Said(succeeded=False, message=message, status=results[0].HttpStatusCode)


def _readings(sent: Sequence[Sent], call: Call) -> list[Reading]:
    """What a `FieldName` can mean: a customer number or, but for addresses, a row number."""
    by_number: Reading = defaultdict(list)
    by_row: Reading = defaultdict(list)
    for position, record in enumerate(sent):
        if record.number is not None:
            by_number[record.number].append(position)
        by_row[str(record.row)].append(position)
    return [dict(by_number)] if call == Call.ADDRESSES else [dict(by_number), dict(by_row)]


def _read_as(reading: Reading, names: list[str]) -> list[int] | None:
    """The record each name means in a reading; None where one means none, or more than one."""
    found: list[Any] = [reading.get(name, ()) for name in names]
    return [each[0] for each in found] if all(len(each) == 1 for each in found) else None
