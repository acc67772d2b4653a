"""Match the API's answer to the records of its request.

Nothing in a `WtResult` names the row. Public clients meet three shapes: one entry for each record,
in order; only the failures, each with a row number or a customer number as `FieldName`; and a
refusal that blames no record. Count, totals and names have to agree; an answer that fits none of
the shapes is never taken as a success.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple, Protocol

from customer_import.api.answer import (
    Answer,
    Data,
    WtResult,
    contradicts,
    message,
    name,
    reason,
    reasons,
    succeeded,
)
from customer_import.endpoints import Call

PositionsByName = dict[str, list[int]]
"""The positions of the records that a `FieldName` can mean."""


class Sent(Protocol):
    """A record of the request, as an answer may name it."""

    @property
    def row(self) -> int:
        """Return the number of its row."""

    @property
    def number(self) -> str | None:
        """Return its customer's number; None if the server makes one."""


class RecordAnswer(NamedTuple):
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
    """An answer, matched to its request.

    Attributes:
        fit: how the answer fits the request.
        said: for each record, in the request's order; empty unless the answer is matched.
        reason: all reasons that the answer gives.
    """

    fit: Fit
    said: tuple[RecordAnswer, ...] = ()
    reason: str = ""


def all_saved(answer: Answer, count: int) -> list[str]:
    """Return what an answer says of each record if all are surely saved; else an empty list.

    Args:
        answer: the answer, of status 200.
        count: number of records in the request.
    """
    data = answer.data
    listed = 0 < count == len(data.results) and not answer.failures and not answer.failed
    if not (listed and _agrees(data, count, (0,), (count,))):
        return []
    # The same as `name` and `message`, without calling each 500 times.
    if any(each.get("FieldName") for each in data.results):
        return []
    return [(each.get("Message") or "").strip() for each in data.results]


def match(answer: Answer, sent: Sequence[Sent], call: Call) -> Matched:
    """Find for each record what the answer says of it.

    Args:
        answer: the answer, of status 200.
        sent: the records, in the order of the request.
        call: addresses carry no row number, so a name in their answers is never read as one.
    """
    why = reasons(answer.failures)
    if any(map(contradicts, answer.data.failures)):
        return Matched(Fit.VAGUE, reason=why)
    said = _by_name(answer, sent, call) or _by_position(answer, sent, call)
    if said is None and _all_saved(answer, len(sent)):
        said = (RecordAnswer(succeeded=True, message=""),) * len(sent)
    if said is not None:
        return Matched(Fit.MATCHED, said)
    refused = _refused_whole(answer, len(sent))
    return Matched(Fit.REFUSED_WHOLE if refused else Fit.VAGUE, reason=why)


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
    """Return whether nothing was done. A success count of 0 alone may be a number nobody set."""
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


def _by_position(
    answer: Answer, sent: Sequence[Sent], call: Call
) -> tuple[RecordAnswer, ...] | None:
    """Match one entry to each record, in order; None if an entry names another record."""
    data = answer.data
    saved = data.successes
    if len(data.results) != len(sent) or not sent:
        return None
    if not _agrees(data, saved, (len(sent) - saved,), (len(sent),)):
        return None
    if answer.failed and saved == len(sent):
        return None
    if not _in_order(list(map(name, data.results)), sent, call):
        return None
    return tuple([_said(each) for each in data.results])


def _in_order(names: list[str], sent: Sequence[Sent], call: Call) -> bool:
    """Return whether each name that means a record stands at it, under every possible reading."""
    if not any(names):
        return True
    readings = _readings(sent, call)
    known = {i: name for i, name in enumerate(names) if any(name in each for each in readings)}
    possible = [each for each in readings if all(name in each for name in known.values())]
    orders = [all(i in each[name] for i, name in known.items()) for each in possible]
    return bool(orders) and all(orders)


def _said(result: WtResult) -> RecordAnswer:
    is_saved = succeeded(result)
    said = message(result) if is_saved else reason(result)
    return RecordAnswer(is_saved, said, result.get("HttpStatusCode"))


def _by_name(answer: Answer, sent: Sequence[Sent], call: Call) -> tuple[RecordAnswer, ...] | None:
    """Match a list of failures only, each with a name; None unless all readings agree."""
    data = answer.data
    if not data.results or data.successes:
        return None
    names = list(map(name, data.results))
    found = [_read_as(reading, names) for reading in _readings(sent, call)]
    possible = [each for each in found if each is not None]
    if not possible or any(each != possible[0] for each in possible):
        return None
    return _failures(data, possible[0], len(sent))


def _failures(data: Data, positions: list[int], count: int) -> tuple[RecordAnswer, ...] | None:
    failures: defaultdict[int, list[WtResult]] = defaultdict(list)
    for position, result in zip(positions, data.results, strict=True):
        failures[position].append(result)
    failed, listed = len(failures), len(positions)
    if not _agrees(data, count - failed, (failed, listed), (count, listed)):
        return None
    # A record that is not listed is only known to be saved if the totals count it.
    counted = data.SuccessfullResults is not None or data.TotalResults == count
    if not counted and failed < count:
        return None
    return tuple(_of_one(failures.get(position, [])) for position in range(count))


def _of_one(results: list[WtResult]) -> RecordAnswer:
    if not results:
        return RecordAnswer(succeeded=True, message="")
    status = results[0].get("HttpStatusCode")
    return RecordAnswer(succeeded=False, message=reasons(results), status=status)


def _readings(sent: Sequence[Sent], call: Call) -> list[PositionsByName]:
    """Return what a `FieldName` can mean: a customer number or, except for addresses, a row."""
    by_number: PositionsByName = defaultdict(list)
    by_row: PositionsByName = defaultdict(list)
    for position, record in enumerate(sent):
        if record.number is not None:
            by_number[record.number].append(position)
        by_row[str(record.row)].append(position)
    return [dict(by_number)] if call == Call.ADDRESSES else [dict(by_number), dict(by_row)]


def _read_as(reading: PositionsByName, names: list[str]) -> list[int] | None:
    """Return the record that each name means; None if a name does not mean exactly one."""
    found: list[Any] = [reading.get(name, ()) for name in names]
    return [each[0] for each in found] if all(len(each) == 1 for each in found) else None
