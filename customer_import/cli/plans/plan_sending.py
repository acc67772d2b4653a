"""Sends a plan: opens what reads and what writes, and lets each request be looked at first."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from customer_import.api.client import Client
from customer_import.api.pace import Pace
from customer_import.api.reading.assumed import USUALLY, ReadAssumptions
from customer_import.api.reading.courier import Courier
from customer_import.api.reading.server_reader import ServerReader
from customer_import.api.reply import Post
from customer_import.cli.interrupts import Stopping
from customer_import.cli.screen import Screen
from customer_import.cli.servers.server import Server, reached
from customer_import.clock import Clock
from customer_import.comparing.change import Action
from customer_import.delivery.delivery import Delivery, Limits
from customer_import.delivery.plan_guard import PlanGuard
from customer_import.delivery.resolve import Custom
from customer_import.endpoints import PLANNED
from customer_import.errors import Stopped
from customer_import.events import Event, Listener, Waiting
from customer_import.importer import Ended, Importer
from customer_import.ledger.known_numbers import known_numbers
from customer_import.ledger.outbox import Outbox
from customer_import.ledger.plans import Plans
from customer_import.ledger.runs import Run
from customer_import.states import RunState

MOST_KNOWN = 8
"""Numbers that should exist, by which a command calibrates."""


@dataclass(frozen=True, slots=True)
class Wire:
    """What reads a server, and what writes to it.

    Attributes:
        post: posts a request that writes.
        executor: where that happens.
        reader: reads; it is not calibrated yet.
    """

    post: Post
    executor: Executor
    reader: ServerReader


@dataclass(frozen=True, slots=True)
class PlanSending:
    """Sends what plans of one server showed.

    Attributes:
        server: where it goes.
        importer: of its ledger.
        screen: the terminal.
        stopping: whether the user asked to stop.
        clock: time and chance.
        concurrency: requests at the same time.
        timeout: seconds to wait for an answer.
        patience: seconds without any success before giving up.
        assume: how the server is read.
        empty_is_saved: an answer to what cannot be read back, which reports no error and no
            success, means that it is saved.
    """

    server: Server
    importer: Importer
    screen: Screen
    stopping: Stopping
    clock: Clock
    concurrency: int = 4
    timeout: float = 120.0
    patience: float = 120.0
    assume: ReadAssumptions = USUALLY
    empty_is_saved: bool = True

    @contextmanager
    def wired(self, listener: Listener) -> Iterator[Wire]:
        """Open what reads and what writes.

        Args:
            listener: hears how the reading goes.

        Raises:
            SettingError: the sandbox cannot start.
        """
        most = self.concurrency
        with (
            reached(self.server) as url,
            # Reads and writes are under way at the same time.
            Client(url, self.server.token, timeout=self.timeout, connections=2 * most) as client,
            ThreadPoolExecutor(most) as writers,
            ThreadPoolExecutor(most) as readers,
        ):
            pace = Pace(most, self.patience, self.clock.chance)
            courier = Courier(client.post, readers, pace, self.clock, listener, self.stopping)
            yield Wire(client.post, writers, ServerReader(courier, self.assume))

    def send(self, run: Run, last_row: int | None = None) -> Ended:
        """Send what a plan showed; it stays planned until all of it was sent.

        Args:
            run: a planned run.
            last_row: rows up to this one are sent; None for all.
        """
        plans = Plans(self.importer.ledger.connection, run.id)
        total = sum(plans.waiting(last_row).values())
        with (
            self.screen.progress("Sending", total, total) as listener,
            self.wired(_only_waiting(listener)) as wire,
        ):
            try:
                wire.reader.calibrate(self._known(plans))
            except Stopped as stop:
                return Ended(stopped=stop)
            delivery = self._delivery(wire, plans, listener, last_row)
            return self.importer.send(run, delivery, _state_of(plans))

    def _known(self, plans: Plans) -> list[str]:
        """Return numbers that should exist."""
        updated = (each.number for each in plans.rows(Action.UPDATE, Action.UNCHANGED))
        found = [number for number, _ in zip(updated, range(MOST_KNOWN), strict=False) if number]
        return found or known_numbers(self.importer.ledger.connection, MOST_KNOWN)

    def _delivery(
        self, wire: Wire, plans: Plans, listener: Listener, last_row: int | None
    ) -> Callable[[Run], Delivery]:
        ledger = self.importer.ledger
        limits = Limits(
            self.concurrency,
            patience=self.patience,
            custom=Custom(self.empty_is_saved, reads_back=True),
            calls=PLANNED,
        )

        def make(run: Run) -> Delivery:
            outbox = Outbox(
                ledger.connection,
                run.id,
                run.name,
                self.clock.now,
                last_row=last_row,
                noted=ledger.noted,
            )
            guard = PlanGuard(wire.reader, outbox, plans, self.clock.now)
            return Delivery(
                outbox,
                wire.post,
                wire.executor,
                limits,
                self.clock,
                listener,
                self.stopping,
                guard=guard,
            )

        return make


def _state_of(plans: Plans) -> Callable[[Ended], RunState]:
    def state(ended: Ended) -> RunState:
        is_open = ended.stopped or ended.interrupted or any(plans.waiting().values())
        return RunState.PLANNED if is_open else RunState.DONE

    return state


def _only_waiting(listener: Listener) -> Listener:
    """Let a listener hear of reading only why nothing happens."""

    def hear(event: Event) -> None:
        if isinstance(event, Waiting):
            listener(event)

    return hear
