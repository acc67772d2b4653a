"""Whether the rows are wrong, or the mapping, the account or the server.

Three rules end a run before it blames row after row:

1.  While nothing is saved: rows of three different requests are refused alike.
2.  After something was saved: three requests in a row, each of ten rows or more, are refused to
    the last row, for one reason. Then a right was taken away, or a quota is used up.
3.  Single rows of three different requests are answered 500, and nothing is saved meanwhile. A 500
    that tells what is wrong with a record, as the API's own answer, is a refusal instead.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from customer_import.api.verdict import Failure
from customer_import.delivery.queue import Job
from customer_import.delivery.resolve import Resolution
from customer_import.errors import IF_NEW, NO_LONGER, AllAlike, ServerFails, Stopped, Unreachable
from customer_import.ledger.rows.request_batch import RecordOutcome
from customer_import.states import ItemState

ENOUGH = 3
"""So many different requests show what is wrong."""
MANY_ROWS = 10
"""A request of so many rows or more, refused to the last, counts once something was saved."""
_SETTLED = {ItemState.SAVED, ItemState.FAILED, ItemState.UNKNOWN}


class _FirstRefusals:
    """Rule 1: the first refusal of each request, without what belongs to the row alone."""

    def __init__(self) -> None:
        self.stop: Stopped | None = None
        self.reasons: dict[int, str] = {}
        self._open: defaultdict[int, set[int]] = defaultdict(set)
        self._counted: Counter[str] = Counter()
        self._done: set[int] = set()

    def sent(self, job: Job) -> None:
        """Note that a request leaves."""
        self._open[job.root].update(job.batch.ids)

    def note(self, job: Job, resolution: Resolution, failed: Sequence[RecordOutcome]) -> None:
        """Note what became of a request; a refusal counts once the rows beside it are settled."""
        root = job.root
        settled = (each.item.id for each in resolution.outcomes if each.state in _SETTLED)
        self._open[root].difference_update(settled)
        if failed:
            self.reasons.setdefault(root, _common(failed[0]))
        if self._open[root] or root not in self.reasons or root in self._done:
            return
        self._done.add(root)
        self._counted[self.reasons[root]] += 1
        if failed and self._counted[self.reasons[root]] >= ENOUGH:
            self.stop = self.stop or AllAlike(
                f"Every row so far was refused alike, the first {ENOUGH} of different requests: "
                f"{_message(failed[0])}",
                "The mapping or the account seems to be wrong, not the rows: fix it, and run the "
                "same command again. If the rows are wrong after all, the same command tries each "
                "of them.",
            )


class _WholeRefusals:
    """Rule 2: the latest requests that were refused to the last row, for one reason."""

    def __init__(self) -> None:
        self._requests: dict[int, list[RecordOutcome]] = {}
        self._partly: defaultdict[int, list[RecordOutcome]] = defaultdict(list)

    @property
    def outcomes(self) -> list[RecordOutcome]:
        """Return what became of the rows of all of them."""
        return [each for found in self._requests.values() for each in found]

    @property
    def stop(self) -> Stopped | None:
        """Say why the run ends; None as long as there are too few."""
        if len(self._requests) < ENOUGH:
            return None
        return AllAlike(
            f"{NO_LONGER} {ENOUGH} requests in a row were refused to the last row, for one "
            f"reason: {_message(self.outcomes[-1])}",
            "Perhaps a right was taken away, or a quota is used up: fix it, and run the same "
            "command again. If the rows are wrong after all, the same command tries each of them.",
        )

    def saved(self, job: Job) -> None:
        """Note that a row was saved: what was sent before it does not count any more."""
        # A part of a request that was taken out of its turn has a number below 0.
        kept = {root: found for root, found in self._requests.items() if root > job.root >= 0}
        self._requests = kept
        self._partly.pop(job.root, None)

    def refused(self, job: Job, failed: Sequence[RecordOutcome]) -> None:
        """Note the rows of a request that were refused."""
        found = self._partly[job.root]
        found.extend(failed)
        if len({each.item.row for each in found}) < job.whole:
            return
        del self._partly[job.root]
        reasons = {_common(each) for each in found}
        if job.whole < MANY_ROWS:
            return
        if len(reasons) > 1 or not reasons.issuperset(map(_common, self.outcomes)):
            self._requests.clear()
        if len(reasons) == 1:
            self._requests[job.root] = found


class _Faults:
    """Rule 3: the single rows that made the server fail since a row was saved."""

    def __init__(self) -> None:
        self.stop: Stopped | None = None
        self.failing: set[int] = set()
        self.shown: set[int] = set()
        self._found: defaultdict[int, list[RecordOutcome]] = defaultdict(list)

    @property
    def outcomes(self) -> list[RecordOutcome]:
        """Return the rows that are called refused for it."""
        found = (each for outcomes in self._found.values() for each in outcomes)
        return [each for each in found if each.state == ItemState.FAILED]

    def note(self, job: Job, resolution: Resolution) -> None:
        """Note that the server failed at a request."""
        self.failing.add(job.root)
        if len(set(job.batch.rows)) > 1:
            return
        self.shown.add(job.root)
        # A row that is safe to send twice counts once it has failed twice.
        if not resolution.outcomes:
            return
        self._found[job.root].extend(resolution.outcomes)
        if len(self._found) >= ENOUGH:
            self.stop = self.stop or ServerFails(
                f"The server has a fault: single rows of {ENOUGH} different requests, one after "
                f"the other: {resolution.verdict.reason}.",
                "Nothing is wrong with the rows, as far as is known. Try again later: the same "
                "command goes on.",
            )


@dataclass(slots=True)
class Suspicion:
    """Watches what is refused, and what makes the server fail.

    Attributes:
        trusted: mapping and account are known to be right, so that rule 1 does not apply.
        saved: something was saved in this run, so that rule 2 applies in place of it.
        insists: the run was stopped for refusals before, and the user runs it again: no refusal
            stops it any more.
        only_update: customers are only updated, so new ones are refused.
    """

    trusted: bool = False
    saved: bool = False
    insists: bool = False
    only_update: bool = False
    _first: _FirstRefusals = field(default_factory=_FirstRefusals)
    _whole: _WholeRefusals = field(default_factory=_WholeRefusals)
    _faults: _Faults = field(default_factory=_Faults)

    @property
    def _suspects_mapping(self) -> bool:
        return not (self.trusted or self.saved or self.insists)

    @property
    def raised(self) -> bool:
        """Return whether the next requests show their first row alone."""
        fails = bool(self._faults.shown) or len(self._faults.failing) > 1
        return fails or (self._suspects_mapping and bool(self._first.reasons))

    @property
    def shown(self) -> set[int]:
        """Return the requests of which a row was refused, or made the server fail."""
        return {*(self._first.reasons if self._suspects_mapping else ()), *self._faults.shown}

    @property
    def on_trial(self) -> set[int] | None:
        """Return the requests that are enough to show whether the server fails; None if not yet."""
        failing = self._faults.failing
        return failing if len(failing) >= ENOUGH else None

    @property
    def doubts_server(self) -> bool:
        """Return whether the server failed at a single row since a row was saved."""
        return bool(self._faults.shown)

    @property
    def stop(self) -> Stopped | None:
        """Say why the run ends; None, also again, if a saved row shows that it need not."""
        if self._suspects_mapping and self._first.stop:
            return self._explained(self._first.stop)
        by_account = self._whole.stop if self.saved and not self.insists else None
        return self._explained(by_account) if by_account else self._faults.stop

    def _explained(self, stop: Stopped) -> Stopped:
        """Say first that customers may be new, where that alone has them refused."""
        if not self.only_update:
            return stop
        remedy = f"{IF_NEW} If not, {stop.remedy[:1].lower()}{stop.remedy[1:]}"
        return AllAlike(stop.message, remedy)

    def doubtful(self, stop: Stopped) -> list[RecordOutcome]:
        """Return the refusals that say nothing of their rows, if the run ends for this reason."""
        if isinstance(stop, ServerFails | Unreachable):
            return self._faults.outcomes
        return self._whole.outcomes if stop.message.startswith(NO_LONGER) else []

    def sent(self, job: Job) -> None:
        """Note that a request leaves."""
        if self._suspects_mapping:
            self._first.sent(job)

    def note(self, job: Job, resolution: Resolution) -> None:
        """Note what became of a request."""
        verdict = resolution.verdict
        if resolution.has_saved:
            self.saved, self._faults = True, _Faults()
            self._whole.saved(job)
        if verdict.failure == Failure.FAULT and not verdict.blames:
            self._faults.note(job, resolution)
            return
        failed = [each for each in resolution.outcomes if each.state == ItemState.FAILED]
        if self._suspects_mapping:
            self._first.note(job, resolution, failed)
        elif failed and not resolution.has_saved and self.saved:
            self._whole.refused(job, failed)


def _message(outcome: RecordOutcome) -> str:
    return outcome.problem.message if outcome.problem else ""


def _common(outcome: RecordOutcome) -> str:
    """Return the reason of a refusal, without what belongs to the row alone."""
    message = _message(outcome)
    if outcome.item.number:
        message = message.replace(outcome.item.number, "#")
    return re.sub(r"[\d#]+", "#", message)
