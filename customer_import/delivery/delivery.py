"""Sends what is staged: several requests at a time, each noted in the ledger before it leaves."""

import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count

from customer_import.api.reply import NoReply, Reply
from customer_import.api.verdict import Act, Verdict
from customer_import.delivery.pace import Pace
from customer_import.delivery.queue import Ahead, Queue
from customer_import.delivery.resolve import Job, resolve
from customer_import.delivery.suspicion import Suspicion
from customer_import.endpoints import MOST_BYTES, MOST_RECORDS, Call
from customer_import.errors import AllAlike, Stopped
from customer_import.events import Delivered, Event, Listener, Waiting
from customer_import.ledger.outbox import Outbox
from customer_import.ledger.request_batch import RequestBatch

LOOK_UP = 0.25
"""Longest wait in seconds before we check whether the user wants to stop."""
MOST_BEHIND = 16
"""Most answers that wait to be worked into the ledger's rows, while others arrive."""

Post = Callable[[Call, bytes], Reply]


class Interrupted(Exception):
    """The user asked to stop; all requests on their way are settled."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Time and chance, passed in so that tests do not wait.

    Attributes:
        now: returns the time of day, with its zone.
        monotonic: returns seconds that never jump.
        sleep: waits so many seconds.
        chance: returns a number from 0 to 1.
    """

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random


@dataclass(frozen=True, slots=True)
class Limits:
    """How a run sends.

    Attributes:
        concurrency: most requests at a time.
        records: most records in a request.
        size: most bytes in a request.
        patience: seconds of nothing but failure after which the run gives up.
    """

    concurrency: int = 4
    records: int = MOST_RECORDS
    size: int = MOST_BYTES
    patience: float = 120.0


@dataclass(slots=True)
class Delivery:
    """Sends what one run has staged. Only this thread touches the ledger; the others post.

    Attributes:
        outbox: has the records to send, and takes what became of them.
        post: posts a body; raises `NoReply`.
        executor: runs `post` in threads.
        limits: how a run sends.
        clock: time and chance.
        listener: hears what happens.
        stopping: returns whether the user asked to stop.
        insists: rows were refused in an earlier attempt, and the user runs it again.
    """

    outbox: Outbox
    post: Post
    executor: Executor
    limits: Limits
    clock: Clock
    listener: Listener
    stopping: Callable[[], bool]
    insists: bool = False
    pace: Pace = field(init=False)
    queue: Queue = field(default_factory=lambda: Queue(Suspicion()))
    _flying: dict[Future[Reply], tuple[int, Job]] = field(default_factory=dict)
    _busy: set[int] = field(default_factory=set)
    _begun: bool = False
    _opened: bool = False
    _roots: Iterator[int] = field(default_factory=count)
    _stop: Stopped | None = None

    def __post_init__(self) -> None:
        """Begin at full pace and with full patience."""
        self.pace = Pace(self.limits.concurrency, self.limits.patience, self.clock.chance)

    def run(self) -> None:
        """Send everything: the first record alone, then the customers, then the addresses.

        Raises:
            Stopped: the server, the token or the mapping ends the run.
            Interrupted: the user asked to stop.
        """
        self.queue.suspicion.saved = self.insists or self.outbox.has_saved()
        try:
            for call in Call:
                most, size = self.limits.records, self.limits.size
                alone = not self._begun
                self._deliver(self.outbox.batches(call, most, size, first_alone=alone))
        finally:
            self.outbox.give_back()

    def _deliver(self, batches: Iterator[RequestBatch]) -> None:
        """Send some batches, and all that follows from them."""
        fresh = Ahead((Job(batch, next(self._roots)) for batch in batches), self.limits.concurrency)
        landed: list[_Flight] = []
        while True:
            self._turn(landed, fresh)
            landed = self._land(fresh) if self._flying else []
            if landed or self._flying:
                continue
            if self._stop is not None and not self._is_refuted():
                raise self._stop
            if not (self.queue.waiting or fresh.has_more()):
                return
            if self.stopping():
                raise Interrupted
            self._pause()

    def _turn(self, landed: list["_Flight"], fresh: Iterator[Job]) -> None:
        """Note in one write what became of requests and which leave now; then send these."""
        with self.outbox.writing():
            events = [event for flight in landed for event in self._settle(flight)]
            # The others follow as soon as it is known what became of the first record.
            self._opened |= bool(landed) and not self.queue.waiting
            leaving = list(self._leaving(fresh))
        for event in events:
            self.listener(event)
        for request, job, body in leaving:
            future = self.executor.submit(self.post, job.batch.shape.call, body)
            self._flying[future] = (request, job)

    def _leaving(self, fresh: Iterator[Job]) -> Iterator[tuple[int, Job, bytes]]:
        """Yield the requests that fill the free places, as far as the pace allows."""
        places = int(self.pace.limit) if self._opened else 1
        waits_for_first = self._begun and not self._opened
        for _ in range(places - len(self._flying)):
            if self._ending() or self._held():
                return
            now, failing = self.clock.monotonic(), self.pace.failing
            source = iter(()) if waits_for_first else fresh
            job = self.queue.next(source, now, self._busy, failing=failing)
            if job is None:
                return
            self._begun = True
            self._busy.update(job.batch.rows)
            body = job.batch.body
            yield self.outbox.intend(job.batch, len(body)), job, body

    def _ending(self) -> bool:
        return self._stop is not None or self.stopping()

    def _is_refuted(self) -> bool:
        """Return whether a row was saved although all seemed refused alike; the run goes on."""
        refuted = isinstance(self._stop, AllAlike) and self.queue.suspicion.saved
        self._stop = None if refuted else self._stop
        return refuted

    def _held(self) -> bool:
        return self.clock.monotonic() < self.pace.not_before

    def _pause(self) -> None:
        now = self.clock.monotonic()
        due = min((job.due for job in self.queue.waiting), default=now)
        seconds = max(due, self.pace.not_before) - now
        self.clock.sleep(min(max(seconds, 0.0), LOOK_UP))

    def _land(self, fresh: Ahead) -> list["_Flight"]:
        """Return the requests that were answered; do other work while none is."""
        while not any(future.done() for future in self._flying):
            if not (fresh.fetch() or self._catch_up()):
                wait(self._flying, timeout=LOOK_UP, return_when=FIRST_COMPLETED)
                break
        if self.outbox.behind >= MOST_BEHIND:
            self.outbox.work_in()
        done = [future for future in self._flying if future.done()]
        landed = [(*self._flying.pop(future), _reply(future)) for future in done]
        for _, job, _ in landed:
            self._busy.difference_update(job.batch.rows)
        return landed

    def _catch_up(self) -> bool:
        """Work one answer into the ledger; return whether there was one."""
        if not self.outbox.behind:
            return False
        with self.outbox.writing():
            self.outbox.work_in(1)
        return True

    def _settle(self, flight: "_Flight") -> list[Event]:
        """Note what became of a request; return the events to tell once the note is on the disk."""
        request, job, reply = flight
        resolution = resolve(job, reply, self.clock.now())
        status = reply.status if isinstance(reply, Reply) else None
        if resolution.saved and status:
            self.outbox.note_saved(request, resolution.saved, status, resolution.note)
        else:
            self.outbox.settle(request, resolution.outcomes, status, resolution.note)
        due, waiting = self._adapt(job, resolution.verdict)
        self.queue.put([replace(each, due=due) for each in resolution.again])
        self.queue.suspicion.saved |= bool(resolution.saved)
        alike = self.queue.suspicion.note(job.root, resolution.outcomes)
        given_up = self.pace.given_up(resolution.verdict, self.clock.monotonic())
        self._stop = self._stop or resolution.stop or alike or given_up
        delivered = Delivered(job.batch.shape.call, resolution.settled(job), resolution.note)
        return [*waiting, delivered]

    def _adapt(self, job: Job, verdict: Verdict) -> tuple[float, list[Event]]:
        """Adapt the pace; return when to send the request again, and what to tell."""
        now = self.clock.monotonic()
        if verdict.act != Act.RETRY:
            self.pace.went_well()
            return now, []
        due = self.pace.failed(verdict, job.attempts + 1, now, safe=job.batch.shape.safe)
        return due, [] if verdict.wait is None else [Waiting(due - now, verdict.reason)]


_Flight = tuple[int, Job, Reply | NoReply]
"""The id of a request, what it carried, and its reply."""


def _reply(future: Future[Reply]) -> Reply | NoReply:
    try:
        return future.result()
    except NoReply as trouble:
        return trouble
