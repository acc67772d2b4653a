"""Match the API's answer to the records of its request.

Nothing in a `WtResult` names the row. Public clients meet three shapes: one entry for each record,
in order; only the failures, each with a row number or a customer number as `FieldName`, or with
the number in its message; and a refusal that blames no record. Count, totals and names have to
agree; an answer that fits none of the shapes is never taken as a success.

Counts can lie (seen on the live service): all totals 0 for a request that was applied. Such an
answer to several records proves nothing. What is listed for a single record counts: see `_single`.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from customer_import.api.answer import (
    Answer,
    Data,
    Sent,
    WtResult,
    contradicts,
    message,
    name,
    name_readings,
    read_as,
    reason,
    reasons,
    succeeded,
    told_numbers,
    without_name,
)
from customer_import.customer import folded
from customer_import.endpoints import Call


class RecordAnswer(NamedTuple):
    """What an answer says of one record."""

    succeeded: bool
    message: str
    status: int | None = None


class Fit(Enum):
    """How an answer fits its request.

    Attributes:
        MATCHED: it says of each record what became of it.
        REFUSED_WHOLE: it says that nothing was done.
        EMPTY: it says that there was no error, and not that anything was saved.
        VAGUE: it fits no shape.
    """

    MATCHED = "matched"
    REFUSED_WHOLE = "refused whole"
    EMPTY = "empty"
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
    if not (listed and _agrees(data, (count,), (0,), (count,))):
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
    if any(map(contradicts, answer.data.failures)) or _names_others(answer.data, sent):
        return Matched(Fit.VAGUE, reason=why)
    said = _by_name(answer, sent, call) or _by_position(answer, sent, call)
    if said is None and _all_saved(answer, len(sent)):
        said = (RecordAnswer(succeeded=True, message=""),) * len(sent)
    if said is None and len(sent) == 1:
        said = _single(answer.data, sent)
    if said is not None:
        return Matched(Fit.MATCHED, said)
    if _refused_whole(answer, len(sent)):
        return Matched(Fit.REFUSED_WHOLE, reason=why)
    return Matched(Fit.EMPTY if _is_empty(answer) else Fit.VAGUE, reason=why)


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


def _is_empty(answer: Answer) -> bool:
    """Return whether an answer reports no error, and counts no success either."""
    data = answer.data
    no_error = answer.HasError is False and not answer.failed and not answer.failures
    return no_error and not data.ErrorCount and not data.SuccessfullResults


def _names_others(data: Data, sent: Sequence[Sent]) -> bool:
    """Return whether the message of a result names a record, and not exactly one of a request."""
    numbers = {folded(each.number or "") for each in sent}
    told = [possible for possible in map(told_numbers, data.results) if possible]
    return len(sent) > 1 and any(len(possible & numbers) != 1 for possible in told)


def _single(data: Data, sent: Sequence[Sent]) -> tuple[RecordAnswer, ...] | None:
    """Match an answer to a single record whose totals lie: all that is listed is about it."""
    if data.results and not data.successes and not data.SuccessfullResults:
        return (_of_one(data.results, sent[0]),)
    return None


def _agrees(
    data: Data, saved: tuple[int, ...], failed: tuple[int, ...], totals: tuple[int, ...]
) -> bool:
    return (
        data.SuccessfullResults in (None, *saved)
        and data.ErrorCount in (None, *failed)
        and data.TotalResults in (None, *totals)
    )


def _by_position(
    answer: Answer, sent: Sequence[Sent], call: Call
) -> tuple[RecordAnswer, ...] | None:
    """Match one entry to each record, in order; None if an entry names another record.

    A list that has each entry several times is taken as the list that has it once.
    """
    data, count = answer.data, len(sent)
    results, times = _unrepeated(data.results, count)
    if not results:
        return None
    saved = sum(map(succeeded, results))
    failed = count - saved
    agrees = _agrees(data, (saved, times * saved), (failed, times * failed), (count, times * count))
    if not agrees or (answer.failed and not failed):
        return None
    if not (_in_order(results, sent, call) and _as_told(results, sent)):
        return None
    return tuple([_said(*each) for each in zip(results, sent, strict=True)])


def _unrepeated(results: list[WtResult], count: int) -> tuple[list[WtResult], int]:
    """Return one entry for each record, and how often each is listed; no entry if that is not so.

    The whole list may be repeated, or each of its entries; both readings have to agree.
    """
    times, rest = divmod(len(results), count) if count else (0, 0)
    if rest or not times:
        return [], 0
    if times == 1:
        return results, 1
    wholes = results[:count]
    singles = results[::times]
    readings = [
        each
        for each, repeated in (
            (wholes, wholes * times),
            (singles, [entry for entry in singles for _ in range(times)]),
        )
        if repeated == results
    ]
    alike = bool(readings) and all(each == readings[0] for each in readings)
    return (readings[0], times) if alike else ([], 0)


def _as_told(results: list[WtResult], sent: Sequence[Sent]) -> bool:
    """Return whether each message that names its record stands at it."""
    pairs = zip(map(told_numbers, results), sent, strict=True)
    return all(not told or folded(each.number or "") in told for told, each in pairs)


def _in_order(results: list[WtResult], sent: Sequence[Sent], call: Call) -> bool:
    """Return whether each name that means a record stands at it, under every possible reading."""
    names = [folded(name(each)) for each in results]
    if not any(names):
        return True
    readings = name_readings(sent, call)
    known = {i: name for i, name in enumerate(names) if any(name in each for each in readings)}
    possible = [each for each in readings if all(name in each for name in known.values())]
    orders = [all(i in each[name] for i, name in known.items()) for each in possible]
    return bool(orders) and all(orders)


def _said(result: WtResult, record: Sent) -> RecordAnswer:
    is_saved = succeeded(result)
    said = message(result) if is_saved else without_name(reason(result), record)
    return RecordAnswer(is_saved, said, result.get("HttpStatusCode"))


def _by_name(answer: Answer, sent: Sequence[Sent], call: Call) -> tuple[RecordAnswer, ...] | None:
    """Match a list of failures only, each with a name; None unless all readings agree."""
    data = answer.data
    if not data.results or data.successes:
        return None
    by_number, *others = name_readings(sent, call)
    names = [folded(name(each)) for each in data.results]
    told = [next(iter(told_numbers(each) & by_number.keys()), "") for each in data.results]
    found = [read_as(reading, names) for reading in (by_number, *others)]
    if any(told):
        found.append(read_as(by_number, [a or b for a, b in zip(told, names, strict=True)]))
    possible = [each for each in found if each is not None]
    if not possible or any(each != possible[0] for each in possible):
        return None
    return _failures(data, possible[0], sent)


def _failures(
    data: Data, positions: list[int], sent: Sequence[Sent]
) -> tuple[RecordAnswer, ...] | None:
    failures: defaultdict[int, list[WtResult]] = defaultdict(list)
    for position, result in zip(positions, data.results, strict=True):
        failures[position].append(result)
    failed, listed, count = len(failures), len(positions), len(sent)
    if not _agrees(data, (count - failed,), (failed, listed), (count, listed)):
        return None
    # A record that is not listed is only known to be saved if the totals count it.
    counted = data.SuccessfullResults is not None or data.TotalResults == count
    if not counted and failed < count:
        return None
    return tuple(_of_one(failures.get(i, []), each) for i, each in enumerate(sent))


def _of_one(results: list[WtResult], record: Sent) -> RecordAnswer:
    if not results:
        return RecordAnswer(succeeded=True, message="")
    status = results[0].get("HttpStatusCode")
    said = dict.fromkeys(without_name(reason(each), record) for each in results)
    return RecordAnswer(succeeded=False, message="; ".join(said), status=status)
