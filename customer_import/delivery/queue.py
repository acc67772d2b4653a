"""Requests to be sent, and which is next: what has failed and is due, then what was never sent."""

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import pairwise

from customer_import.endpoints import Call
from customer_import.ledger.rows.request_batch import Item, RequestBatch

FEW = 2
"""Requests that try a server in turn."""


@dataclass(frozen=True, slots=True)
class Job:
    """A request to be sent.

    Attributes:
        batch: the records it carries.
        root: the id of the first request, of which halving made this part.
        attempts: how often it failed in a way that may pass.
        faults: how often the server answered 500.
        due: the time (monotonic clock) before which it is not sent.
        size: rows of the first request; 0 if this is the first.
        unclear: how often the answer did not say what became of it, and it was read back.
    """

    batch: RequestBatch
    root: int
    attempts: int = 0
    faults: int = 0
    due: float = 0.0
    size: int = 0
    unclear: int = 0

    @property
    def items(self) -> Sequence[Item]:
        """Return its records."""
        return self.batch.items

    @property
    def whole(self) -> int:
        """Return the number of rows of the first request."""
        return self.size or len(set(self.batch.rows))

    @property
    def is_readable(self) -> bool:
        """Return whether the server can show what became of all of it."""
        return self.batch.shape.call != Call.ADDRESSES and all(self.batch.keys)

    def halves(self) -> tuple["Job", ...]:
        """Return its two halves; the records of one row stay together if there are several rows."""
        return self._parts([0, _middle(self.batch.rows), len(self.batch)])

    def singles(self) -> tuple["Job", ...]:
        """Return its records, each alone."""
        return self._parts(range(len(self.batch) + 1))

    def _parts(self, edges: Sequence[int]) -> tuple["Job", ...]:
        parts = [self.batch.part(start, end) for start, end in pairwise(edges)]
        return tuple(Job(part, self.root, size=self.whole) for part in parts)


def _middle(rows: Sequence[int]) -> int:
    half = len(rows) // 2
    edges = [i for i in range(1, len(rows)) if rows[i - 1] != rows[i]]
    return min(edges, key=lambda edge: abs(edge - half)) if edges else half


class Piece(Enum):
    """How much of a job is sent.

    Attributes:
        WHOLE: all of it.
        ROW: the first row; the rest waits.
        RECORD: the first record; the rest waits.
    """

    WHOLE = "whole"
    ROW = "row"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Need:
    """What is wanted of the next job.

    Attributes:
        piece: how much of it is sent.
        shown: requests that have shown a row; others come first, so that each shows one.
        roots: it must be of one of these requests, if they have one; None if it may be of any.
        spread: if each request has shown a row, rows of one request far from each other count as
            those of different ones.
        tries: it is to try a server that does not answer: first what may be sent twice, the one
            that has waited longest.
        only_safe: it must be safe to send twice.
        cautious: what is not safe to send twice goes row by row.
    """

    piece: Piece = Piece.WHOLE
    shown: Collection[int] = ()
    roots: Collection[int] | None = None
    spread: bool = False
    tries: bool = False
    only_safe: bool = False
    cautious: bool = False


ANY = Need()


@dataclass(slots=True)
class Queue:
    """The order of sending: jobs that wait come before jobs that were never sent.

    Attributes:
        waiting: jobs, the latest last, so that halving follows one branch first.
    """

    waiting: list[Job] = field(default_factory=list)
    _parted: int = 0

    def put(self, jobs: list[Job]) -> None:
        """Take jobs to be sent again, in this order."""
        self.waiting.extend(reversed(jobs))

    def next(
        self, fresh: Iterator[Job], now: float, busy: AbstractSet[int], need: Need
    ) -> Job | None:
        """Return the job to send now; None if there is none.

        Args:
            fresh: jobs that were never sent.
            now: the time.
            busy: rows in flight, which must not be in two requests at once.
            need: what is wanted of the job.
        """
        if need.roots and not any(job.root in need.roots for job in self.waiting):
            need = replace(need, roots=None)
        if need.tries:
            job = self._to_try_with(fresh, now, busy, need)
        else:
            job = self._due(now, busy, need) or self._new(fresh, busy, need)
            # Before a request shows more rows, the answer to those it has shown is waited for.
            if job is None and not any(each.attempts for each in self.waiting):
                job = self._due(now, busy, ANY)
                job = self._middle(job) if job and need.spread else job
        # A request that failed is repeated as it was: only then does it say something of its rows.
        repeats = job is not None and job.attempts and job.batch.shape.safe
        return job if job is None or repeats else self._cut(job, need)

    def _due(self, now: float, busy: AbstractSet[int], need: Need) -> Job | None:
        for position in reversed(range(len(self.waiting))):
            job = self.waiting[position]
            wanted = job.attempts or job.root not in need.shown
            if need.roots is not None and job.root not in need.roots:
                continue
            if wanted and job.due <= now and busy.isdisjoint(job.batch.rows):
                return self.waiting.pop(position)
        return None

    def _new(self, fresh: Iterator[Job], busy: AbstractSet[int], need: Need) -> Job | None:
        return self._free(fresh, busy) if need.roots is None else None

    def _free(self, fresh: Iterator[Job], busy: AbstractSet[int]) -> Job | None:
        for job in fresh:
            if busy.isdisjoint(job.batch.rows):
                return job
            self.waiting.insert(0, job)
        return None

    def _to_try_with(
        self, fresh: Iterator[Job], now: float, busy: AbstractSet[int], need: Need
    ) -> Job | None:
        """Return a job that tries the server.

        One that waits longest, so that a request that the server never answers does not keep the
        others from being tried.
        """
        positions = self._safe(now, busy)
        if len(positions) < FEW and (job := self._free(fresh, busy)):
            self.waiting.insert(0, job)
            positions = self._safe(now, busy)
        if positions:
            return self.waiting.pop(min(positions, key=lambda each: self.waiting[each].due))
        return None if need.only_safe else self._due(now, busy, ANY)

    def _safe(self, now: float, busy: AbstractSet[int]) -> list[int]:
        """Return the positions of the jobs that are due and safe to send twice."""
        return [
            position
            for position, job in enumerate(self.waiting)
            if job.batch.shape.safe and job.due <= now and busy.isdisjoint(job.batch.rows)
        ]

    def _middle(self, job: Job) -> Job:
        """Return the second half of a job, as a request of its own; the first half waits."""
        rows = job.batch.rows
        middle = next((i for i in range(len(rows) // 2, len(rows)) if rows[i] != rows[i - 1]), 0)
        self._parted -= 1
        if middle:
            self.waiting.append(replace(job, batch=job.batch.part(0, middle)))
        return replace(job, batch=job.batch.part(middle), root=self._parted, size=job.whole)

    def _cut(self, job: Job, need: Need) -> Job:
        """Return as much of a job as is wanted; the rest waits."""
        alone = need.piece != Piece.WHOLE or (need.cautious and not job.batch.shape.safe)
        if not alone:
            return job
        own = sum(row == job.batch.rows[0] for row in job.batch.rows)
        count = 1 if need.piece == Piece.RECORD else own
        if count == len(job.batch):
            return job
        self.waiting.append(replace(job, batch=job.batch.part(count)))
        return replace(job, batch=job.batch.part(0, count))


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
