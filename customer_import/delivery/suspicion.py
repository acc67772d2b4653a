"""Whether the rows are wrong, or the mapping, the account or the server.

Three rules end a run before it blames row after row:

1.  While nothing is saved: rows of three different requests are refused alike.
2.  After something was saved: three requests in a row, each of ten rows or more, are refused to
    the last row, for one reason. Then a right was taken away, or a quota is used up.
3.  Single rows of three different requests are answered 500 alike, and nothing is saved meanwhile.
    (A server that answers 500 to a bad record tells what is wrong with it.)
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from customer_import.api.verdict import Failure
from customer_import.delivery.resolve import Job, Resolution
from customer_import.errors import AllAlike, ServerFails, Stopped
from customer_import.ledger.request_batch import RecordOutcome
from customer_import.states import ItemState

ENOUGH = 3
"""So many different requests show what is wrong."""
MANY_ROWS = 10
"""A request of so many rows or more, refused to the last, counts once something was saved."""


class _Wholly:
    """The latest requests that were refused to the last row, for one reason."""

    def __init__(self) -> None:
        self.requests: list[list[RecordOutcome]] = []
        self._partly: defaultdict[int, list[RecordOutcome]] = defaultdict(list)

    def clear(self) -> None:
        """Forget all: a row was saved."""
        self.requests.clear()
        self._partly.clear()

    def note(self, job: Job, failed: list[RecordOutcome]) -> None:
        """Note the rows of a request that were refused."""
        found = self._partly[job.root]
        found.extend(failed)
        if len({each.item.row for each in found}) < job.whole:
            return
        del self._partly[job.root]
        if job.whole < MANY_ROWS:
            return
        reasons = {_common(each) for each in found}
        if len(reasons) > 1 or (self.requests and _common(self.requests[-1][0]) not in reasons):
            self.requests.clear()
        if len(reasons) == 1:
            self.requests.append(found)


@dataclass(slots=True)
class Suspicion:
    """Watches what is refused, and what makes the server fail.

    Attributes:
        trusted: mapping and account are known to be right, so that rule 1 does not apply.
        saved: something was saved in this run.
        insists: the run was stopped for refusals before, and the user runs it again: no refusal
            stops it any more.
        stop: why the run ends; None again if a row is saved meanwhile.
        doubtful: the outcomes that do not count if it ends.
        refused: the first refusal of each request, without what belongs to the row alone.
    """

    trusted: bool = False
    saved: bool = False
    insists: bool = False
    stop: Stopped | None = None
    doubtful: list[RecordOutcome] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    _open: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    _counted: dict[int, str] = field(default_factory=dict)
    _wholly: _Wholly = field(default_factory=_Wholly)
    _faults: dict[int, list[RecordOutcome]] = field(default_factory=dict)
    _failing: set[int] = field(default_factory=set)
    _shown: set[int] = field(default_factory=set)

    @property
    def raised(self) -> bool:
        """Return whether the next requests show their first row alone."""
        fails = bool(self._shown) or len(self._failing) > 1
        return fails or (self._suspects_mapping and bool(self.refused))

    @property
    def shown(self) -> set[int]:
        """Return the requests of which a row was refused, or made the server fail."""
        return {*(self.refused if self._suspects_mapping else ()), *self._shown}

    @property
    def on_trial(self) -> set[int] | None:
        """Return the requests that are enough to show whether the server fails; None if not yet."""
        return self._failing if len(self._failing) >= ENOUGH else None

    @property
    def _suspects_mapping(self) -> bool:
        return not (self.trusted or self.saved or self.insists)

    def sent(self, job: Job) -> None:
        """Note that a request leaves."""
        if self._suspects_mapping:
            self._open[job.root].update(job.batch.ids)

    def note(self, job: Job, resolution: Resolution) -> None:
        """Note what became of a request."""
        if resolution.has_saved:
            self._clear()
        self._settle(job, resolution)
        if resolution.verdict.failure == Failure.FAULT:
            self._note_fault(job, resolution)
            return
        failed = [each for each in resolution.outcomes if each.state == ItemState.FAILED]
        if failed and self._suspects_mapping:
            self.refused.setdefault(job.root, _common(failed[0]))
            self._count(job.root, failed[0])
        elif self.saved and not self.insists:
            self._note_wholly(job, resolution, failed)

    def _clear(self) -> None:
        """Forget what a saved row proves wrong."""
        self.saved, self.stop = True, None
        self.doubtful.clear()
        self._faults.clear()
        self._failing.clear()
        self._shown.clear()
        self._open.clear()

    def _settle(self, job: Job, resolution: Resolution) -> None:
        settled = {each.item.id for each in resolution.outcomes if each.state in _SETTLED}
        self._open[job.root] -= settled
        if not self._open[job.root]:
            del self._open[job.root]

    def _count(self, root: int, last: RecordOutcome) -> None:
        """Count a refused row, once every other row that went with it is settled."""
        if root in self._open or root in self._counted:
            return
        self._counted[root] = self.refused[root]
        reason, count = Counter(self._counted.values()).most_common(1)[0]
        if count >= ENOUGH and reason == self._counted[root]:
            self.stop = self.stop or AllAlike(
                f"Every row so far was refused alike, the first {ENOUGH} of different requests: "
                f"{_message(last)}",
                "The mapping or the account seems to be wrong, not the rows: fix it, and run the "
                "same command again. If the rows are wrong after all, the same command tries each "
                "of them.",
            )

    def _note_wholly(self, job: Job, resolution: Resolution, failed: list[RecordOutcome]) -> None:
        if resolution.has_saved:
            self._wholly.clear()
        if not failed:
            return
        self._wholly.note(job, failed)
        if len(self._wholly.requests) >= ENOUGH:
            self.doubtful = [each for request in self._wholly.requests for each in request]
            self.stop = self.stop or AllAlike(
                f"{NO_LONGER} {ENOUGH} requests in a row were refused to the last row, for one "
                f"reason: {_message(failed[-1])}",
                "Perhaps a right was taken away, or a quota is used up: fix it, and run the same "
                "command again. If the rows are wrong after all, the same command tries each of "
                "them.",
            )

    def _note_fault(self, job: Job, resolution: Resolution) -> None:
        self._failing.add(job.root)
        if len(set(job.batch.rows)) > 1:
            return
        self._shown.add(job.root)
        if not resolution.outcomes:
            return
        self._faults.setdefault(job.root, []).extend(resolution.outcomes)
        reasons = Counter(_common(found[0]) for found in self._faults.values())
        if max(reasons.values()) < ENOUGH:
            return
        outcomes = [each for found in self._faults.values() for each in found]
        self.doubtful = [each for each in outcomes if each.state == ItemState.FAILED]
        self.stop = self.stop or ServerFails(
            f"The server has a fault: single rows of {ENOUGH} different requests, one after the "
            f"other: {resolution.verdict.reason}.",
            "Nothing is wrong with the rows, as far as is known. Try again later: the same command "
            "goes on.",
        )


NO_LONGER = "The server no longer takes any row:"
"""How the message begins that ends a run by rule 2."""
_SETTLED = {ItemState.SAVED, ItemState.FAILED, ItemState.UNKNOWN}


def _message(outcome: RecordOutcome) -> str:
    return outcome.problem.message if outcome.problem else ""


def _common(outcome: RecordOutcome) -> str:
    """Return the reason of a refusal, without what belongs to the row alone."""
    message = _message(outcome)
    if outcome.item.key:
        message = message.replace(outcome.item.number or "", "#")
    return re.sub(r"\d+", "#", message)
