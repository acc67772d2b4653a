"""What follows from the reply to one request: states of records, and further requests. Pure.

Records that are safe to send twice are sent again until it is known what became of them; others
are *unknown* as soon as the server may have done something with them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from customer_import.api.answer import Answer, read_answer
from customer_import.api.match import Fit, Matched, RecordAnswer, all_saved, match
from customer_import.api.reply import NoReply, Reply
from customer_import.api.verdict import UNREADABLE, Act, Done, Failure, Verdict, judge, refusal
from customer_import.delivery.queue import Job
from customer_import.endpoints import Call
from customer_import.errors import Stopped
from customer_import.ledger.rows.request_batch import Item, RecordOutcome, RequestBatch
from customer_import.ledger.runs.runs import no_answer
from customer_import.problems import Code, Problem
from customer_import.records.built.record_batch import KIND
from customer_import.states import ItemState


@dataclass(frozen=True, slots=True)
class Custom:
    """What a run knows of how its server answers.

    Attributes:
        empty_is_saved: an answer to a single record that reports no error, and no success either,
            means that it is saved. That is assumed: `empty_answer_is_saved` of a mapping.
        one_by_one: only answers to single records can be matched.
        reads_back: what an unclear answer is about is read, and not sent again unseen.
    """

    empty_is_saved: bool = True
    one_by_one: bool = False
    reads_back: bool = False


USUAL = Custom()


@dataclass(frozen=True, slots=True)
class Resolution:
    """What follows from a reply.

    Attributes:
        verdict: what the reply means.
        note: the same in a few words, for the history.
        outcomes: the records that are settled; the others stay in flight.
        again: what is still to be sent.
        stop: why the run ends; None if it goes on.
        saved: if all records are saved, the server's message for each; `outcomes` is empty then.
        fit: how an answer fits the request; None if there was none to be matched.
    """

    verdict: Verdict
    note: str
    outcomes: tuple[RecordOutcome, ...] = ()
    again: tuple[Job, ...] = ()
    stop: Stopped | None = None
    saved: Sequence[str] = ()
    fit: Fit | None = None

    def settled(self, job: Job) -> dict[ItemState, list[int]]:
        """Return the rows of the records that are settled, grouped by state."""
        if self.saved:
            return {ItemState.SAVED: list(job.batch.rows)}
        return rows_by_state(self.outcomes)

    @property
    def has_saved(self) -> bool:
        """Return whether a record is saved."""
        return bool(self.saved) or any(each.state == ItemState.SAVED for each in self.outcomes)


def rows_by_state(outcomes: Sequence[RecordOutcome]) -> dict[ItemState, list[int]]:
    """Return the rows of records, grouped by the state that they came to."""
    states = dict.fromkeys(each.state for each in outcomes)
    return {state: [each.item.row for each in outcomes if each.state == state] for state in states}


def resolve(job: Job, reply: Reply | NoReply, now: datetime, custom: Custom = USUAL) -> Resolution:
    """Say what follows from the reply to a request.

    Args:
        job: the request.
        reply: the reply, or why there is none.
        now: the time of day.
        custom: what the run knows of how its server answers.
    """
    verdict = judge(reply, now)
    match verdict.act:
        case Act.MATCH if isinstance(reply, Reply):
            return _answered(job, reply, verdict, now, custom)
        case Act.HALVE:
            return _refused_whole(job, verdict, verdict.reason)
        case Act.STOP:
            settled = _all(job, ItemState.STAGED) if verdict.done == Done.NOTHING else ()
            settled = settled or _unless_safe(job, verdict.reason, now)
            return Resolution(verdict, _note(verdict), settled, stop=verdict.stop)
    return _failed(job, verdict, now)


def _failed(job: Job, verdict: Verdict, now: datetime) -> Resolution:
    """Decide what follows from a failure that may pass."""
    again = replace(job, attempts=job.attempts + 1)
    if verdict.done == Done.NOTHING:
        return Resolution(verdict, _note(verdict), _all(job, ItemState.STAGED), (again,))
    if not job.batch.shape.safe:
        return Resolution(verdict, verdict.reason, _unless_safe(job, verdict.reason, now))
    if verdict.failure == Failure.FAULT:
        again = replace(again, faults=job.faults + 1)
        if again.faults > 1:
            return _not_digested(again, verdict)
    return Resolution(verdict, verdict.reason, again=(again,))


NOT_SENT = "not sent: "
"""How the note of a request begins that never left."""


def _note(verdict: Verdict) -> str:
    """Say what happened to a request, and whether it never left; then it does not count as sent."""
    never_left = verdict.done == Done.NOTHING and not verdict.answered
    return f"{NOT_SENT}{verdict.reason}" if never_left else verdict.reason


def _not_digested(job: Job, verdict: Verdict) -> Resolution:
    """Halve a request that made the server fail twice: one record may be the cause."""
    if len(job.batch) > 1:
        return Resolution(verdict, f"{verdict.reason}; halved", again=job.halves())
    said = RecordAnswer(succeeded=False, message=verdict.reason)
    return Resolution(verdict, verdict.reason, (_outcome(job.batch, job.items[0], said),))


def _answered(
    job: Job, reply: Reply, verdict: Verdict, now: datetime, custom: Custom
) -> Resolution:
    answer = read_answer(reply.body)
    if answer is None:
        return _failed(job, UNREADABLE, now)
    saved = all_saved(answer, len(job.batch))
    if saved:
        return Resolution(verdict, "answered", saved=saved, fit=Fit.MATCHED)
    matched = match(answer, job.items, job.batch.shape.call)
    if answer.forbidden is not None:
        return _forbidden(job, answer, matched, verdict, now)
    if custom.reads_back and job.is_readable and matched.fit in (Fit.EMPTY, Fit.VAGUE):
        return _read_back(job, verdict)
    resolution = _as_matched(job, matched, verdict, now, custom)
    return replace(resolution, fit=matched.fit)


def _as_matched(
    job: Job, matched: Matched, verdict: Verdict, now: datetime, custom: Custom
) -> Resolution:
    is_single = len(job.batch) == 1
    match matched.fit:
        case Fit.MATCHED if all(said.succeeded for said in matched.said):
            return Resolution(verdict, "answered", saved=[said.message for said in matched.said])
        case Fit.MATCHED:
            return Resolution(verdict, "answered", _outcomes(job, matched))
        case Fit.REFUSED_WHOLE:
            return _refused_whole(job, verdict, matched.reason)
        case Fit.EMPTY if is_single and custom.empty_is_saved:
            return Resolution(verdict, "no error and no success reported", saved=[""])
    return _vague(job, verdict, now, custom)


MOST_UNCLEAR = 2
"""Unclear answers after which a record that the server still does not have is called refused."""


def _read_back(job: Job, verdict: Verdict) -> Resolution:
    """Look at the server what became of records; those that it does not have are sent again."""
    note = "the answer does not say what became of the records; read back"
    if job.unclear < MOST_UNCLEAR:
        return Resolution(verdict, note, again=(replace(job, unclear=job.unclear + 1),))
    said = RecordAnswer(succeeded=False, message="it reports no error, and does not save it")
    return Resolution(verdict, note, tuple(_outcome(job.batch, item, said) for item in job.items))


def _vague(job: Job, verdict: Verdict, now: datetime, custom: Custom) -> Resolution:
    """Send in smaller requests what an unclear answer is about, as far as that is safe.

    A single record that is safe to send twice is not settled: it waits for another attempt.
    """
    note = "the answer does not say which records it means"
    if not job.batch.shape.safe:
        return Resolution(verdict, note, tuple(_unknown(item, note, now) for item in job.items))
    if len(job.batch) == 1:
        return Resolution(verdict, note)
    if custom.one_by_one:
        return Resolution(verdict, f"{note}; sent one by one", again=job.singles())
    return Resolution(verdict, f"{note}; halved", again=job.halves())


def _refused_whole(job: Job, verdict: Verdict, reason: str) -> Resolution:
    """Halve a request of which nothing was done, and no record is blamed."""
    if len(job.batch) > 1:
        note = f"refused whole, halved: {reason}"
        return Resolution(verdict, note, _all(job, ItemState.STAGED), job.halves())
    said = RecordAnswer(succeeded=False, message=reason or "refused without a reason")
    return Resolution(verdict, f"refused: {reason}", (_outcome(job.batch, job.items[0], said),))


def _forbidden(
    job: Job, answer: Answer, matched: Matched, verdict: Verdict, now: datetime
) -> Resolution:
    """Stop because a result refuses the token or the permission; what was not saved waits."""
    stop = refusal(answer.forbidden) if answer.forbidden else None
    why = stop.message if stop else ""
    outcomes = _unless_safe(job, "its answer is unclear", now)
    if matched.fit == Fit.MATCHED:
        pairs = zip(job.items, matched.said, strict=True)
        outcomes = tuple(_kept_back(job.batch, item, said) for item, said in pairs)
    elif matched.fit == Fit.REFUSED_WHOLE:
        outcomes = _all(job, ItemState.STAGED)
    return Resolution(verdict, why, outcomes, stop=stop)


def _kept_back(batch: RequestBatch, item: Item, said: RecordAnswer) -> RecordOutcome:
    if said.status in (401, 403) and not said.succeeded:
        return RecordOutcome(item, ItemState.STAGED)
    return _outcome(batch, item, said)


def _outcomes(job: Job, matched: Matched) -> tuple[RecordOutcome, ...]:
    pairs = zip(job.items, matched.said, strict=True)
    return tuple(_outcome(job.batch, item, said) for item, said in pairs)


def _all(job: Job, state: ItemState) -> tuple[RecordOutcome, ...]:
    return tuple(RecordOutcome(item, state) for item in job.items)


def _unless_safe(job: Job, why: str, now: datetime) -> tuple[RecordOutcome, ...]:
    """Call records unknown that may have arrived and must not be sent again."""
    if job.batch.shape.safe:
        return ()
    return tuple(_unknown(item, why, now) for item in job.items)


def _unknown(item: Item, why: str, now: datetime) -> RecordOutcome:
    problem = no_answer(item.number, f"no clear answer came ({why})", now.isoformat())
    return RecordOutcome(item, ItemState.UNKNOWN, problem)


def _outcome(batch: RequestBatch, item: Item, said: RecordAnswer) -> RecordOutcome:
    if said.succeeded:
        return RecordOutcome(item, ItemState.SAVED, message=said.message)
    explain = _ADVICE[batch.shape.call]
    return RecordOutcome(item, ItemState.FAILED, explain(item, said.message.rstrip(".")))


def _customer_refused(_: Item, reason: str) -> Problem:
    return Problem(Code.REFUSED, f"The server refused it: {reason}.")


def _address_refused(item: Item, reason: str) -> Problem:
    kind = (item.key or "").rpartition(KIND)[2]
    message = (
        f"The customer is saved, but the server refused the {kind} address: {reason}. "
        "Running it again sends what is missing."
    )
    return Problem(Code.ADDRESS_REFUSED, message, f"Addresses.{kind}")


_ADVICE: dict[Call, Callable[[Item, str], Problem]] = {
    Call.CUSTOMERS: _customer_refused,
    Call.UPDATE: _customer_refused,
    Call.DELETE: _customer_refused,
    Call.ADDRESSES: _address_refused,
}
