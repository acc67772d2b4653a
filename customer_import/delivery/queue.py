"""What is sent next: what has failed and is due, then what has never been sent."""

from collections import deque
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from customer_import.delivery.resolve import Job
from customer_import.delivery.suspicion import Suspicion


@dataclass(slots=True)
class Queue:
    """The order of sending: jobs that wait come before jobs that were never sent.

    Attributes:
        suspicion: while nothing is saved and something was refused, the requests of which no row
            was refused yet come first, each with its first row alone; so three rows show
            whether the mapping is wrong.
        waiting: jobs, the latest last, so that halving follows one branch first.
    """

    suspicion: Suspicion
    waiting: list[Job] = field(default_factory=list)

    def put(self, jobs: list[Job]) -> None:
        """Take jobs to be sent again, in this order."""
        self.waiting.extend(reversed(jobs))

    def next(
        self, fresh: Iterator[Job], now: float, busy: AbstractSet[int], *, failing: bool
    ) -> Job | None:
        """Return the job to send now; None if there is none.

        Args:
            fresh: jobs that were never sent.
            now: the time.
            busy: rows in flight, which must not be in two requests at once.
            failing: whether the last request failed in a way that may pass.
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
            if due and busy.isdisjoint(job.batch.rows):
                return self.waiting.pop(position)
        return None

    def _free(self, fresh: Iterator[Job], busy: AbstractSet[int]) -> Job | None:
        for job in fresh:
            if busy.isdisjoint(job.batch.rows):
                return job
            self.waiting.insert(0, job)
        return None

    def _first_row(self, job: Job) -> Job:
        """Return a job with the first row only; the rest waits."""
        own = sum(row == job.batch.rows[0] for row in job.batch.rows)
        if own == len(job.batch):
            return job
        self.waiting.append(replace(job, batch=job.batch.part(own)))
        return replace(job, batch=job.batch.part(0, own))


class Ahead(Iterator[Job]):
    """Jobs that were never sent; some are made before there is room for them.

    Args:
        jobs: an iterator that makes them.
        most: how many are made ahead.
    """

    def __init__(self, jobs: Iterator[Job], most: int) -> None:
        self._jobs, self._most = jobs, most
        self._made: deque[Job] = deque()

    def fetch(self) -> bool:
        """Make one more; return False if enough are made or none is left."""
        job = next(self._jobs, None) if len(self._made) < self._most else None
        if job is not None:
            self._made.append(job)
        return job is not None

    def has_more(self) -> bool:
        """Return whether there is another job."""
        return bool(self._made) or self.fetch()

    def __next__(self) -> Job:
        """Return the next job."""
        return self._made.popleft() if self._made else next(self._jobs)
