"""Sends what is staged: several requests at a time, each noted in the ledger before it leaves."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from itertools import count

import orjson

from customer_import.api.answer import nobody
from customer_import.api.pace import Pace
from customer_import.api.reply import Post, Reply
from customer_import.api.verdict import judge
from customer_import.clock import Clock, Interrupted
from customer_import.delivery.flights import Flight, Flights, Landed
from customer_import.delivery.guard import Checked, Guard
from customer_import.delivery.habits import Habits
from customer_import.delivery.queue import Ahead, Job, Need, Piece, Queue
from customer_import.delivery.resolve import USUAL, Custom, resolve, rows_by_state
from customer_import.delivery.suspicion import Suspicion
from customer_import.delivery.waits import LOOK_UP, Waits
from customer_import.endpoints import MOST_BYTES, MOST_RECORDS, STAGED, Call
from customer_import.errors import Stopped
from customer_import.events import Delivered, Event, Listener
from customer_import.ledger.rows.request_batch import RequestBatch
from customer_import.ledger.sending.outbox import Outbox

MOST_BEHIND = 16
"""Most answers that wait to be worked into the ledger's rows, while others arrive."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How a run sends.

    Attributes:
        concurrency: most requests at a time.
        records: most records in a request.
        size: most bytes in a request.
        patience: seconds of nothing but failure after which the run gives up.
        custom: what is assumed of how the server answers.
        only_update: customers are only updated, and nobody is created.
        calls: what is sent, in this order.
    """

    concurrency: int = 4
    records: int = MOST_RECORDS
    size: int = MOST_BYTES
    patience: float = 120.0
    custom: Custom = USUAL
    only_update: bool = False
    calls: tuple[Call, ...] = STAGED


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
        insists: an earlier attempt had rows refused, and the user runs it again.
        guard: looks at the customers of a request just before it leaves; None if nobody does.
    """

    outbox: Outbox
    post: Post
    executor: Executor
    limits: Limits
    clock: Clock
    listener: Listener
    stopping: Callable[[], bool]
    insists: bool = False
    guard: Guard | None = None
    pace: Pace = field(init=False)
    waits: Waits = field(init=False)
    flights: Flights = field(init=False)
    habits: Habits = field(init=False)
    queue: Queue = field(default_factory=Queue)
    suspicion: Suspicion = field(default_factory=Suspicion)
    _begun: bool = False
    _opened: bool = False
    _roots: Iterator[int] = field(default_factory=count)
    _stop: Stopped | None = None

    def __post_init__(self) -> None:
        """Begin at full pace and with full patience."""
        self.pace = Pace(self.limits.concurrency, self.limits.patience, self.clock.chance)
        self.waits = Waits(self.pace, self.clock, self.listener)
        self.flights = Flights(self.post, self.executor)
        self.habits = Habits(self.limits.custom)

    @property
    def notice(self) -> str:
        """Return what a person has to know of how it went; blank if nothing."""
        return self.habits.notice

    def run(self) -> None:
        """Send everything: the first record alone, then the customers, then the addresses.

        Raises:
            Stopped: the server, the token or the mapping ends the run, or left rows open.
            Interrupted: the user asked to stop.
        """
        self.pace.answered = self.outbox.was_answered()
        self.suspicion.insists = self.insists
        self.suspicion.only_update = self.limits.only_update
        self.suspicion.saved = self.outbox.has_saved()
        self.suspicion.trusted = self.outbox.has_skipped()
        try:
            for call in self.limits.calls:
                most, size = self.limits.records, self.limits.size
                alone = not self._begun
                self._deliver(self.outbox.batches(call, most, size, first_alone=alone))
        finally:
            self.outbox.give_back()
        left_open = self.habits.left_open or (self.guard and self.guard.left_open)
        if left_open:
            raise left_open

    def _deliver(self, batches: Iterator[RequestBatch]) -> None:
        """Send some batches, and all that follows from them."""
        fresh = Ahead((Job(batch, next(self._roots)) for batch in batches), self.limits.concurrency)
        landed: list[Landed] = []
        while True:
            has_settled = self._turn(landed, fresh)
            landed = self._land(fresh) if self.flights else []
            if landed or self.flights or has_settled:
                continue
            if self._why_stop is not None:
                self._end(self._why_stop)
            # A web page is looked into also where nothing is left: the address may be wrong.
            if not (self.queue.waiting or fresh.has_more() or self.pace.waits_for_page):
                return
            if self.stopping():
                raise Interrupted
            self.waits.pause(job.due for job in self.queue.waiting)

    @property
    def _why_stop(self) -> Stopped | None:
        return self._stop or self.suspicion.stop or self.habits.stop

    def _end(self, stop: Stopped) -> None:
        """End the run; rows that were blamed for the server or the account wait again."""
        with self.outbox.writing():
            self.outbox.take_back(self.suspicion.doubtful(stop))
        raise stop

    def _turn(self, landed: list[Landed], fresh: Iterator[Job]) -> bool:
        """Note in one write what became of requests and which leave now; then send these.

        Returns:
            whether records were settled without being sent.
        """
        with self.outbox.writing():
            events = [event for each in landed for event in self._settle(each)]
            # The others follow as soon as it is known what became of the first record.
            self._opened |= bool(landed) and not self.queue.waiting
            leaving = [] if self.guard else list(self._leaving(fresh))
        for event in events:
            self.listener(event)
        for flight in leaving:
            self.flights.leave(flight)
        return self._leave_checked(self.guard, fresh) if self.guard else False

    def _leaving(self, fresh: Iterator[Job]) -> Iterator[Flight]:
        """Yield the requests that fill the free places."""
        for job, need in self._ready(fresh):
            yield _probe() if job is None else self._flight(job, tries=need.tries)

    def _leave_checked(self, guard: Guard, fresh: Iterator[Job]) -> bool:
        """Send the requests that fill the free places, each as soon as its customers were read.

        Returns:
            whether records were settled without being sent.
        """
        has_settled = False
        for job, need in self._ready(fresh):
            if job is None:
                self.flights.leave(_probe())
                continue
            checked = self._checked(guard, job)
            if checked is None:
                break
            flight = self._note_checked(job, checked, tries=need.tries)
            has_settled |= len(checked.batch) < len(job.batch)
            if flight is not None:
                self.flights.leave(flight)
        # What became of the first record may be known from reading.
        self._opened |= has_settled and self._begun and not self.queue.waiting
        return has_settled

    def _checked(self, guard: Guard, job: Job) -> Checked | None:
        """Look at the customers of a job; None if that ends the run, and the job waits."""
        try:
            return guard.check(job.batch)
        except Stopped as stop:
            self._stop = self._stop or stop
        except Interrupted:
            if not self.stopping():
                raise
        self.queue.put([job])
        return None

    def _note_checked(self, job: Job, checked: Checked, *, tries: bool) -> Flight | None:
        """Note what is settled without being sent, and what leaves now."""
        rest = replace(job, batch=checked.batch)
        with self.outbox.writing():
            self.outbox.settle_read(checked.outcomes)
            flight = self._flight(rest, tries=tries) if len(checked.batch) else None
        if checked.outcomes:
            rows = rows_by_state(checked.outcomes)
            self.listener(Delivered(job.batch.shape.call, rows, "read"))
        return flight

    def _ready(self, fresh: Iterator[Job]) -> Iterator[tuple[Job | None, Need]]:
        """Yield what fills the free places, as far as the pace allows; None tries the server."""
        source = iter(()) if self._begun and not self._opened else fresh
        for _ in range(self._places()):
            if self._why_stop is not None or self.stopping() or self.waits.is_held:
                return
            need = self._need()
            job = self.queue.next(source, self.clock.monotonic(), self.flights.busy, need)
            if job is None and not need.only_safe:
                return
            yield job, need

    def _places(self) -> int:
        """Return how many requests may leave now."""
        flying = len(self.flights)
        most = int(self.pace.limit) if self._opened and not self.habits.unclear else 1
        places = most - flying
        if self.pace.held is None:
            return places
        # To see whether a web page was an accident, nothing else is under way.
        waits = self.flights.is_trying or (self.pace.waits_for_page and flying)
        return 0 if waits else min(places, 1)

    def _need(self) -> Need:
        suspicion, habits, held = self.suspicion, self.habits, self.pace.held
        unproven = self.guard is not None and (not self._begun or self.guard.is_unproven)
        piece = Piece.ROW if suspicion.raised or unproven else Piece.WHOLE
        shown = suspicion.shown if suspicion.raised else set()
        return Need(
            Piece.RECORD if habits.custom.one_by_one or habits.unclear else piece,
            shown | habits.unclear,
            suspicion.on_trial,
            spread=suspicion.doubts_server,
            tries=held is not None,
            only_safe=self.pace.waits_for_page,
            cautious=self.pace.failing or habits.is_cautious,
        )

    def _flight(self, job: Job, *, tries: bool) -> Flight:
        """Note that a request leaves."""
        self._begun = True
        self.flights.busy.update(job.batch.rows)
        self.suspicion.sent(job)
        call, body = job.batch.shape.call, job.batch.body
        if call == Call.CUSTOMERS and self.limits.only_update:
            call = Call.UPDATE
        return Flight(call, body, job, self.outbox.intend(job.batch, len(body)), tries)

    def _land(self, fresh: Ahead) -> list[Landed]:
        """Return the requests that were answered; do other work while none is."""
        while not self.flights.is_any_done:
            if not (fresh.fetch() or self._catch_up()):
                self.flights.wait(LOOK_UP)
                break
        if self.outbox.behind >= MOST_BEHIND:
            self.outbox.work_in()
        return self.flights.land()

    def _catch_up(self) -> bool:
        """Work one answer into the ledger; return whether there was one."""
        if not self.outbox.behind:
            return False
        with self.outbox.writing():
            self.outbox.work_in(1)
        return True

    def _settle(self, landed: Landed) -> list[Event]:
        """Note what became of a request; return the events to tell once the note is on the disk."""
        flight, reply = landed
        if flight.job is None:
            given_up, waiting = self.waits.hear(judge(reply, self.clock.now()))
            self._stop = self._stop or given_up
            return waiting
        job = flight.job
        resolution = resolve(job, reply, self.clock.now(), self.habits.custom)
        status = reply.status if isinstance(reply, Reply) else None
        if resolution.saved and status:
            self.outbox.note_saved(flight.request, resolution.saved, status, resolution.note)
        else:
            self.outbox.settle(flight.request, resolution.outcomes, status, resolution.note)
        due, waiting = self.waits.adapt(
            resolution.verdict, job.attempts + 1, safe=job.batch.shape.safe, tries=flight.tries
        )
        self.queue.put([replace(each, due=due) for each in resolution.again])
        self.suspicion.note(job, resolution)
        self.habits.note(job, resolution)
        given_up = self.waits.given_up(resolution.verdict)
        self._stop = self._stop or resolution.stop or given_up
        delivered = Delivered(job.batch.shape.call, resolution.settled(job), resolution.note)
        return [*waiting, delivered]


def _probe() -> Flight:
    """Return a request that only tries the server."""
    return Flight(Call.BY_NUMBER, orjson.dumps([nobody()]), tries=True)
