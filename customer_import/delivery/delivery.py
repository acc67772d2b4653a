"""Sends what is staged: several requests at a time, each written down before it leaves."""

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
from customer_import.ledger.batch import Batch
from customer_import.ledger.outbox import Outbox

LOOK_UP = 0.25
"""Seconds after which a wait is broken off to see whether the user wants to stop."""
MOST_BEHIND = 16
"""Answers that wait at most to be worked into the ledger's rows, where none keeps us waiting."""

Post = Callable[[Call, bytes], Reply]


class Interrupted(Exception):
    """The user asked to stop; what was in flight is settled."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Time and chance, passed in so that tests need not wait.

    Attributes:
        now: the time of day, with its zone.
        monotonic: seconds that never jump.
        sleep: waits so many seconds.
        chance: a number from 0 to 1.
    """

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random


@dataclass(frozen=True, slots=True)
class Limits:
    """How a run sends.

    Attributes:
        concurrency: requests at a time, at the most.
        records: a request, at the most.
        size: bytes a request, at the most.
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
        outbox: what is to be sent, and where outcomes are written.
        post: posts a body; raises `NoReply`.
        executor: where posting happens.
        limits: how a run sends.
        clock: time and chance.
        listener: hears how it goes.
        stopping: whether the user asked to stop.
        insists: rows were refused in an earlier attempt, and the user runs it again all the same.
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
        """Begin at full pace and with all patience."""
        self.pace = Pace(self.limits.concurrency, self.limits.patience, self.clock.chance)

    def run(self) -> None:
        """Send everything: the first record alone, then the customers, then the addresses.

        Raises:
            Stopped: the server, the token or the mapping does not let it go on.
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

    def _deliver(self, batches: Iterator[Batch]) -> None:
        """Send some batches, and what follows from them, to the end."""
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
        """Write down what came of requests and which leave now, at once; then let them leave."""
        with self.outbox.writing():
            events = [event for flight in landed for event in self._settle(flight)]
            # Once it is known what became of the first record, the others may follow.
            self._opened |= bool(landed) and not self.queue.waiting
            leaving = list(self._leaving(fresh))
        for event in events:
            self.listener(event)
        for request, job, body in leaving:
            future = self.executor.submit(self.post, job.batch.shape.call, body)
            self._flying[future] = (request, job)

    def _leaving(self, fresh: Iterator[Job]) -> Iterator[tuple[int, Job, bytes]]:
        """What fills the free places, as far as pace and circumstances allow."""
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
        """Whether rows were saved while it looked as if all were refused alike; then go on."""
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
        """What has landed. For as long as nothing has, what else there is to do is done."""
        while not any(future.done() for future in self._flying):
            if not (fresh.fetch() or self._catch_up()):
                wait(self._flying, timeout=LOOK_UP, return_when=FIRST_COMPLETED)
                break
        if self.outbox.behind >= MOST_BEHIND:
            self.outbox.work_in()
        done = [future for future in self._flying if future.done()]
        landed = [(*self._flying.pop(future), _outcome(future)) for future in done]
        for _, job, _ in landed:
            self._busy.difference_update(job.batch.rows)
        return landed

    def _catch_up(self) -> bool:
        """Work in one answer; whether there was one."""
        if not self.outbox.behind:
            return False
        with self.outbox.writing():
            self.outbox.work_in(1)
        return True

    def _settle(self, flight: "_Flight") -> list[Event]:
        """Write down what came of a request; what is to be told of it once that is kept."""
        request, job, outcome = flight
        resolution = resolve(job, outcome, self.clock.now())
        status = outcome.status if isinstance(outcome, Reply) else None
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
        """Adapt the pace to what happened; when to send what is to be sent again."""
        now = self.clock.monotonic()
        if verdict.act != Act.RETRY:
            self.pace.went_well()
            return now, []
        due = self.pace.failed(verdict, job.attempts + 1, now, safe=job.batch.shape.safe)
        return due, [] if verdict.wait is None else [Waiting(due - now, verdict.reason)]


_Flight = tuple[int, Job, Reply | NoReply]
"""A request's id, what it carried, and what came of it."""


def _outcome(future: Future[Reply]) -> Reply | NoReply:
    try:
        return future.result()
    except NoReply as trouble:
        return trouble
