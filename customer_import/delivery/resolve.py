"""What follows from the reply to one request: states of records, and further requests. Pure.

Records that are safe to send twice are sent again until it is known what became of them; others
are *unknown* as soon as the server may have done something with them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from customer_import.api.answer import Answer, read_answer, reasons
from customer_import.api.match import Fit, Matched, RecordAnswer, all_saved, match
from customer_import.api.reply import NoReply, Reply
from customer_import.api.verdict import PERMISSIONS, Act, Done, Verdict, judge
from customer_import.endpoints import Call
from customer_import.errors import Refused, Stopped
from customer_import.ledger.request_batch import Item, RecordOutcome, RequestBatch
from customer_import.ledger.runs import no_answer
from customer_import.problems import Code, Problem
from customer_import.states import ItemState


@dataclass(frozen=True, slots=True)
class Job:
    """A request to be sent.

    Attributes:
        batch: the records it carries.
        root: the id of the first request, of which halving made this part.
        attempts: how often it failed in a way that may pass.
        failures_500: how often the server answered 500.
        due: the time (monotonic clock) before which it is not sent.
    """

    batch: RequestBatch
    root: int
    attempts: int = 0
    failures_500: int = 0
    due: float = 0.0

    @property
    def items(self) -> Sequence[Item]:
        """Return its records."""
        return self.batch.items

    def halves(self) -> tuple["Job", "Job"]:
        """Return its two halves; the records of one row stay together if there are several rows."""
        middle = _middle(self.batch.rows)
        parts = self.batch.part(0, middle), self.batch.part(middle)
        return Job(parts[0], self.root), Job(parts[1], self.root)


def _middle(rows: Sequence[int]) -> int:
    half = len(rows) // 2
    edges = [i for i in range(1, len(rows)) if rows[i - 1] != rows[i]]
    return min(edges, key=lambda edge: abs(edge - half)) if edges else half


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
    """

    verdict: Verdict
    note: str
    outcomes: tuple[RecordOutcome, ...] = ()
    again: tuple[Job, ...] = ()
    stop: Stopped | None = None
    saved: Sequence[str] = ()

    def settled(self, job: Job) -> dict[ItemState, list[int]]:
        """Return the rows of the records that are settled, grouped by state."""
        if self.saved:
            return {ItemState.SAVED: list(job.batch.rows)}
        states = dict.fromkeys(each.state for each in self.outcomes)
        return {
            state: [each.item.row for each in self.outcomes if each.state == state]
            for state in states
        }


def resolve(job: Job, reply: Reply | NoReply, now: datetime) -> Resolution:
    """Say what follows from the reply to a request."""
    verdict = judge(reply, now)
    match verdict.act:
        case Act.MATCH if isinstance(reply, Reply):
            return _answered(job, reply, verdict, now)
        case Act.HALVE:
            return _refused_whole(job, verdict, verdict.reason)
        case Act.STOP:
            settled = _all(job, ItemState.STAGED) if verdict.done == Done.NOTHING else ()
            settled = settled or _unless_safe(job, verdict.reason, now)
            return Resolution(verdict, verdict.reason, settled, stop=verdict.stop)
    return _failed(job, verdict, now)


def _failed(job: Job, verdict: Verdict, now: datetime) -> Resolution:
    """Decide what follows from a failure that may pass."""
    again = replace(job, attempts=job.attempts + 1)
    if verdict.done == Done.NOTHING:
        return Resolution(verdict, verdict.reason, _all(job, ItemState.STAGED), (again,))
    if not job.batch.shape.safe:
        return Resolution(verdict, verdict.reason, _unless_safe(job, verdict.reason, now))
    if verdict.five_hundred:
        again = replace(again, failures_500=job.failures_500 + 1)
        if again.failures_500 > 1:
            return _not_digested(again, verdict)
    return Resolution(verdict, verdict.reason, again=(again,))


def _not_digested(job: Job, verdict: Verdict) -> Resolution:
    """Halve a request that made the server fail twice: one record may be the cause."""
    if len(job.batch) > 1:
        return Resolution(verdict, f"{verdict.reason}; halved", again=job.halves())
    said = RecordAnswer(succeeded=False, message=verdict.reason)
    return Resolution(verdict, verdict.reason, (_outcome(job.batch, job.items[0], said),))


def _answered(job: Job, reply: Reply, verdict: Verdict, now: datetime) -> Resolution:
    answer = read_answer(reply.body)
    if answer is None:
        unclear = Verdict(Act.RETRY, Done.MAYBE, "the answer is not the API's JSON")
        return _failed(job, unclear, now)
    saved = all_saved(answer, len(job.batch))
    if saved:
        return Resolution(verdict, "answered", saved=saved)
    matched = match(answer, job.items, job.batch.shape.call)
    if answer.forbidden is not None:
        return _forbidden(job, answer, matched, verdict, now)
    match matched.fit:
        case Fit.MATCHED if all(said.succeeded for said in matched.said):
            return Resolution(verdict, "answered", saved=[said.message for said in matched.said])
        case Fit.MATCHED:
            return Resolution(verdict, "answered", _outcomes(job, matched))
        case Fit.REFUSED_WHOLE:
            return _refused_whole(job, verdict, matched.reason)
    return _vague(job, verdict, now)


def _vague(job: Job, verdict: Verdict, now: datetime) -> Resolution:
    note = "the answer does not say which records it means"
    if job.batch.shape.safe and len(job.batch) > 1:
        return Resolution(verdict, f"{note}; halved", again=job.halves())
    return Resolution(verdict, note, tuple(_unknown(item, note, now) for item in job.items))


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
    why = reasons([answer.forbidden]) if answer.forbidden else ""
    stop = Refused(f"The server refused permission: {why}.", PERMISSIONS)
    outcomes = _unless_safe(job, "its answer is unclear", now)
    if matched.fit == Fit.MATCHED:
        pairs = zip(job.items, matched.said, strict=True)
        outcomes = tuple(_kept_back(job.batch, item, said) for item, said in pairs)
    elif matched.fit == Fit.REFUSED_WHOLE:
        outcomes = _all(job, ItemState.STAGED)
    return Resolution(verdict, f"refused: {why}", outcomes, stop=stop)


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
    problem = no_answer(item.number, why, now.isoformat())
    return RecordOutcome(item, ItemState.UNKNOWN, problem)


def _outcome(batch: RequestBatch, item: Item, said: RecordAnswer) -> RecordOutcome:
    if said.succeeded:
        return RecordOutcome(item, ItemState.SAVED, message=said.message)
    explain = _ADVICE[batch.shape.call]
    return RecordOutcome(item, ItemState.FAILED, explain(item, said.message.rstrip(".")))


def _customer_refused(_: Item, reason: str) -> Problem:
    return Problem(Code.REFUSED, f"The server refused it: {reason}.")


def _address_refused(item: Item, reason: str) -> Problem:
    kind = (item.key or "").rpartition("\x1f")[2]
    message = (
        f"The customer is saved, but the server refused the {kind} address: {reason}. "
        "Running it again sends what is missing."
    )
    return Problem(Code.ADDRESS_REFUSED, message, f"Addresses.{kind}")


_ADVICE: dict[Call, Callable[[Item, str], Problem]] = {
    Call.CUSTOMERS: _customer_refused,
    Call.ADDRESSES: _address_refused,
}
