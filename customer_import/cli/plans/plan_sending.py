"""Sends a plan: opens what reads and what writes, and lets each request be looked at first."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from customer_import.api.client import Client
from customer_import.api.pace import Pace
from customer_import.api.reading.assumed import ReadAssumptions
from customer_import.api.reading.courier import Courier
from customer_import.api.reading.server_reader import ServerReader
from customer_import.api.reply import Post
from customer_import.cli.command_call import CommandCall
from customer_import.cli.plans.plan_options import ApplyOptions, UndoOptions
from customer_import.cli.servers.server import Server, reached
from customer_import.comparing.change import Action
from customer_import.delivery.delivery import Delivery, Limits
from customer_import.delivery.plan_guard import PlanGuard
from customer_import.delivery.resolve import Custom
from customer_import.endpoints import PLANNED
from customer_import.errors import Stopped
from customer_import.events import Event, Listener, Waiting, nobody
from customer_import.importer import Ended, Importer
from customer_import.ledger.known.known_numbers import known_numbers
from customer_import.ledger.ledger import Ledger
from customer_import.ledger.runs.history import PastRun
from customer_import.ledger.runs.plans import Plans
from customer_import.ledger.runs.runs import Run
from customer_import.ledger.sending.outbox import Outbox
from customer_import.mapping.load import assumptions_of
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
        call: of the command.
        server: where it goes.
        importer: of its ledger.
        assume: how the server is read.
        empty_is_saved: an answer to what cannot be read back, which reports no error and no
            success, means that it is saved.
    """

    call: CommandCall[ApplyOptions | UndoOptions]
    server: Server
    importer: Importer
    assume: ReadAssumptions
    empty_is_saved: bool

    @classmethod
    def of_past(
        cls,
        call: CommandCall[ApplyOptions | UndoOptions],
        server: Server,
        ledger: Ledger,
        past: PastRun,
    ) -> "PlanSending":
        """Return what sends for a past run, which has the mapping."""
        assume = assumptions_of(past.mapping_text)
        importer = Importer(ledger, call.clock, nobody, call.stopping)
        reads = ReadAssumptions.of(assume)
        return cls(call, server, importer, reads, assume.empty_answer_is_saved)

    @contextmanager
    def wired(self, listener: Listener) -> Iterator[Wire]:
        """Open what reads and what writes.

        Args:
            listener: hears how the reading goes.

        Raises:
            SettingError: the sandbox cannot start.
        """
        call, asked = self.call, self.call.options.pace
        most = asked.concurrency
        with (
            reached(self.server) as url,
            # Reads and writes are under way at the same time.
            Client(url, self.server.token, timeout=asked.timeout, connections=2 * most) as client,
            ThreadPoolExecutor(most) as writers,
            ThreadPoolExecutor(most) as readers,
        ):
            pace = Pace(most, asked.patience, call.clock.chance)
            courier = Courier(client.post, readers, pace, call.clock, listener, call.stopping)
            yield Wire(client.post, writers, ServerReader(courier, self.assume))

    def has_waiting(self, run: Run, last_row: int | None = None) -> bool:
        """Return whether a row of a plan is still to be sent, up to some row."""
        return any(Plans(self.importer.ledger.connection, run.id).waiting(last_row).values())

    def end(self, run: Run) -> Ended:
        """Note the end of a plan of which nothing is to be sent now."""
        ended, plans = Ended(), Plans(self.importer.ledger.connection, run.id)
        self.importer.note_end(run, ended, 0.0, _state_of(plans)(ended))
        return ended

    def send(self, run: Run, last_row: int | None = None) -> Ended:
        """Send what a plan showed; it stays planned until all of it was sent.

        Args:
            run: a planned run.
            last_row: rows up to this one are sent; None for all.
        """
        plans = Plans(self.importer.ledger.connection, run.id)
        total = sum(plans.waiting(last_row).values())
        with (
            self.call.screen.progress("Sending", total, total) as listener,
            self.wired(_only_waiting(listener)) as wire,
        ):
            try:
                wire.reader.calibrate(self._known(plans))
            except Stopped as stop:
                return Ended(stopped=stop)
            delivery = partial(self._delivery, wire, plans, listener, last_row)
            return self.importer.send(run, delivery, _state_of(plans))

    def _known(self, plans: Plans) -> list[str]:
        """Return numbers that should exist."""
        updated = (each.number for each in plans.rows(Action.UPDATE, Action.UNCHANGED))
        found = [number for number, _ in zip(updated, range(MOST_KNOWN), strict=False) if number]
        return found or known_numbers(self.importer.ledger.connection, MOST_KNOWN)

    def _delivery(
        self, wire: Wire, plans: Plans, listener: Listener, last_row: int | None, run: Run
    ) -> Delivery:
        call, ledger, pace = self.call, self.importer.ledger, self.call.options.pace
        custom = Custom(self.empty_is_saved, reads_back=True)
        limits = Limits(pace.concurrency, patience=pace.patience, custom=custom, calls=PLANNED)
        outbox = Outbox(
            ledger.connection,
            run.id,
            run.name,
            call.clock.now,
            last_row=last_row,
            noted=ledger.noted,
        )
        return Delivery(
            outbox,
            wire.post,
            wire.executor,
            limits,
            call.clock,
            listener,
            call.stopping,
            guard=PlanGuard(wire.reader, outbox, plans, call.clock.now),
        )


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
