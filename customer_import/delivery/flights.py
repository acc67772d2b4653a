"""The requests on their way: posted in threads, one each."""

from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from typing import NamedTuple

from customer_import.api.reply import NoReply, Post, Reply, reply_of
from customer_import.delivery.queue import Job
from customer_import.endpoints import Call


class Flight(NamedTuple):
    """A request on its way.

    Attributes:
        call: the call it is posted to.
        body: what is posted.
        job: the records it carries; None if it only tries the server.
        request: its id in the ledger; 0 if it only tries the server.
        tries: whether it was sent to try a server that did not answer.
    """

    call: Call
    body: bytes
    job: Job | None = None
    request: int = 0
    tries: bool = False


class Landed(NamedTuple):
    """A request that is not on its way any more, and its reply."""

    flight: Flight
    reply: Reply | NoReply


@dataclass(slots=True)
class Flights:
    """All requests on their way.

    Attributes:
        post: posts a body; raises `NoReply`.
        executor: runs `post` in threads.
        busy: the rows they carry.
    """

    post: Post
    executor: Executor
    busy: set[int] = field(default_factory=set)
    _flying: dict[Future[Reply], Flight] = field(default_factory=dict)

    def __len__(self) -> int:
        """Count them."""
        return len(self._flying)

    @property
    def is_trying(self) -> bool:
        """Return whether one of them tries a server that did not answer."""
        return any(flight.tries for flight in self._flying.values())

    @property
    def is_any_done(self) -> bool:
        """Return whether one has its reply."""
        return any(future.done() for future in self._flying)

    def leave(self, flight: Flight) -> None:
        """Post a request."""
        future = self.executor.submit(self.post, flight.call, flight.body)
        self._flying[future] = flight

    def wait(self, seconds: float) -> None:
        """Wait until one has its reply, but not longer than so many seconds."""
        wait(self._flying, timeout=seconds, return_when=FIRST_COMPLETED)

    def land(self) -> list[Landed]:
        """Take out those that have their reply."""
        done = [future for future in self._flying if future.done()]
        landed = [Landed(self._flying.pop(future), reply_of(future)) for future in done]
        for flight, _ in landed:
            if flight.job is not None:
                self.busy.difference_update(flight.job.batch.rows)
        return landed
