"""What is sent next: what failed before and is due, then what has never been sent."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from customer_import.delivery.resolve import Job
from customer_import.delivery.suspicion import Suspicion


@dataclass(slots=True)
class Queue:
    """Jobs that wait, before those never sent.

    Attributes:
        suspicion: as long as nothing is saved and something was refused, requests that have not
            yet had a row refused come first, and by their first row alone: so three rows tell
            whether the mapping is wrong.
        waiting: the latest last, so that a halved request is followed down one branch first.
    """

    suspicion: Suspicion
    waiting: list[Job] = field(default_factory=list)

    def put(self, jobs: list[Job]) -> None:
        """Take jobs to be sent again, the first of them first."""
        self.waiting.extend(reversed(jobs))

    def next(
        self, fresh: Iterator[Job], now: float, busy: AbstractSet[int], *, failing: bool
    ) -> Job | None:
        """The job to send now, if there is one.

        Args:
            fresh: jobs never sent.
            now: the time.
            busy: rows in flight, which must not be in two requests at once.
            failing: the last request failed in a way that may pass.
        """
        unlike = self.suspicion.reasons if self.suspicion.raised else {}
        job = self._due(now, busy, unlike) or self._free(fresh, busy) or self._due(now, busy, {})
        if job is None or job.attempts:
            return job
        alone = self.suspicion.raised or (failing and not job.batch.shape.safe)
        return self._first_row(job) if alone else job

    def _due(self, now: float, busy: AbstractSet[int], unlike: dict[int, str]) -> Job | None:
        for position in reversed(range(len(self.waiting))):
            job = self.waiting[position]
            due = job.due <= now and job.root not in unlike
            if due and busy.isdisjoint(item.row for item in job.items):
                return self.waiting.pop(position)
        return None

    def _free(self, fresh: Iterator[Job], busy: AbstractSet[int]) -> Job | None:
        for job in fresh:
            if busy.isdisjoint(item.row for item in job.items):
                return job
            self.waiting.insert(0, job)
        return None

    def _first_row(self, job: Job) -> Job:
        """The first row of a job; the rest waits."""
        own = [item for item in job.items if item.row == job.items[0].row]
        first, rest = job.items[: len(own)], job.items[len(own) :]
        if not rest:
            return job
        self.waiting.append(replace(job, batch=replace(job.batch, items=rest)))
        return replace(job, batch=replace(job.batch, items=first))
