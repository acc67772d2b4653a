"""A world to plan in: the sandbox without a network, a ledger, and a program that may die."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import pytest

from customer_import.api.pace import Pace
from customer_import.api.reading.courier import Courier
from customer_import.api.reading.server_reader import ServerReader
from customer_import.api.reply import NoReply, Reply, Trouble
from customer_import.clock import Clock
from customer_import.comparing.change import Action
from customer_import.delivery.delivery import Delivery, Limits
from customer_import.delivery.plan_guard import PlanGuard
from customer_import.delivery.resolve import Custom
from customer_import.endpoints import PATHS, PLANNED, READS, Call
from customer_import.errors import CannotRead
from customer_import.events import nobody
from customer_import.importer import Importer, Options
from customer_import.ledger.ledger import Ledger
from customer_import.ledger.runs.plans import Plans
from customer_import.ledger.runs.results import Results
from customer_import.ledger.runs.runs import NewRun, Run
from customer_import.ledger.schema import SCHEMA
from customer_import.ledger.sending.outbox import Outbox
from customer_import.mapping.assumptions import Assumptions
from customer_import.mapping.load import parse_mapping
from customer_import.planning.planner import Planner
from customer_import.planning.undoer import Undoer
from customer_import.records.row_builder import row_builder
from customer_import.sandbox import OtherUser, Settings, Store
from customer_import.sandbox.service import Service
from customer_import.states import RunState
from customer_import.table import Row

HEADERS = ("Id", "Name", "Email")
MAPPING = parse_mapping(
    "version: 1\nfields: {CustomerNumber: Id, CustomerName: Name, CustomerEmail: Email}", "m.yaml"
)
FIELDS = ("CustomerName", "CustomerEmail")
NOW = datetime(2026, 3, 4, tzinfo=UTC)


class Killed(BaseException):
    """The program died."""


class Inline(Executor):
    """Posts at once."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        """Post, and keep the result."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args))
        except NoReply as error:
            future.set_exception(error)
        return future


class World:
    """A server that others write to, and a program that plans, applies and undoes.

    Args:
        shape: of the server's answers.
        variants: what else differs.

    Attributes:
        user: another user.
        overwritten: what the program overwrote though no plan showed it.
    """

    def __init__(self, shape: str, variants: frozenset[str] = frozenset()) -> None:
        self._folder = TemporaryDirectory()
        self._store = Store(Path(self._folder.name) / "server.sqlite")
        settings = Settings(shape=shape, variants=variants)
        self._service = Service(self._store, settings)
        self.user = OtherUser(self._store.session, settings)
        self._ledger = Ledger(sqlite3.connect(":memory:", isolation_level=None))
        self._ledger.connection.executescript(SCHEMA)
        self.overwritten: list[str] = []
        self._shown: dict[str, dict[str, tuple[Any, ...]]] = {}
        self._dies: int | None = None
        self._faults: Iterator[str] = iter(())
        self._before_read: Callable[[], object] | None = None

    def close(self) -> None:
        """Close what is open."""
        self._ledger.connection.close()
        self._store.close()
        self._folder.cleanup()

    def has(self, number: str) -> dict[str, Any] | None:
        """Return what the server has of a customer; None if it does not exist."""
        found = self._store.customer(number)
        return None if found is None else {name: found.fields.get(name) for name in FIELDS}

    def plan(self, rows: list[tuple[str, ...]]) -> Run:
        """Plan a list."""
        importer = Importer(self._ledger, self._clock(), nobody, lambda: False)
        new = NewRun("p", "l.csv", "", "m", "", "t", HEADERS, ",", is_report=False, is_plan=True)
        numbered = [Row(number, list(cells)) for number, cells in enumerate(rows, 2)]
        run = importer.stage(new, row_builder(MAPPING, HEADERS), numbered, Options(resend=True)).run
        reader = self._reader()
        sample = reader.calibrate().sample
        Planner(self._ledger, run, Assumptions(), self._clock(), lambda: False).plan(reader, sample)
        return run

    def undo(self, run: Run) -> Run:
        """Plan the undo of a run."""
        new = NewRun("u", "l.csv", "", "m", "", "t", HEADERS, ",", is_report=False, is_plan=True)
        with self._ledger.writing():
            undo = self._ledger.runs.begin(new, NOW, is_whole=False)
        reader = self._reader()
        sample = reader.calibrate().sample
        clock = self._clock()
        Undoer(self._ledger, undo, run, Assumptions(), clock, lambda: False).plan(reader, sample)
        wrote = {(number, field): new for number, field, _, new in self._changes(run)}
        self.overwritten += [
            f"{number}.{field}: {old} is not what the plan wrote"
            for number, field, old, _ in self._changes(undo)
            if (wrote[number, field] or None) != (old or None)
        ]
        return undo

    def _changes(self, run: Run) -> Iterator[tuple[str, str, Any, Any]]:
        for plan in Plans(self._ledger.connection, run.id).rows(Action.UPDATE):
            for change in plan.changes:
                yield plan.number or "", change.field, change.old, change.new

    def send(
        self,
        run: Run,
        dies: int | None = None,
        faults: tuple[str, ...] = (),
        before_read: Callable[[], object] | None = None,
    ) -> dict[str, str] | None:
        """Send a plan, or go on with it; return the state of each number, None if it died."""
        plans = Plans(self._ledger.connection, run.id)
        self._shown = {
            each.number or "": {c.field: (c.old, c.new) for c in each.changes}
            for each in plans.rows(Action.CREATE, Action.UPDATE)
        }
        self._dies, self._faults, self._before_read = dies, iter(faults), before_read
        try:
            self._send(run, plans)
        except Killed:
            content = self._left
            self._ledger.connection.close()
            self._ledger = Ledger(sqlite3.connect(":memory:", isolation_level=None))
            self._ledger.connection.deserialize(content)
            with self._ledger.writing():
                self._ledger.runs.recover()
            return None
        finally:
            self._dies, self._faults, self._before_read = None, iter(()), None
        rows = Results(self._ledger.connection, run.id).rows()
        return {row.key or "": str(row.state) for row in rows}

    def _send(self, run: Run, plans: Plans) -> None:
        with self._ledger.writing():
            plans.go_on()
        reader = self._reader()
        try:
            reader.calibrate([number for number in self._shown if self.has(number)])
        except CannotRead:
            return
        importer = Importer(self._ledger, self._clock(), nobody, lambda: False)

        def make(run: Run) -> Delivery:
            outbox = Outbox(self._ledger.connection, run.id, run.name, lambda: NOW)
            guard = PlanGuard(reader, outbox, plans, lambda: NOW)
            limits = Limits(2, 2, patience=5.0, custom=Custom(reads_back=True), calls=PLANNED)
            clock, never = self._clock(), lambda: False
            return Delivery(outbox, self._post, Inline(), limits, clock, nobody, never, guard=guard)

        importer.send(run, make, lambda _: RunState.PLANNED)

    def _clock(self) -> Clock:
        seconds = [0.0]

        def sleep(more: float) -> None:
            seconds[0] += more

        return Clock(lambda: NOW, lambda: seconds[0], sleep, lambda: 0.5)

    def _reader(self) -> ServerReader:
        clock = self._clock()
        pace = Pace(2, 5.0, clock.chance)
        return ServerReader(Courier(self._post, Inline(), pace, clock, nobody, lambda: False))

    def _post(self, call: Call, body: bytes) -> Reply:
        if call in READS and self._before_read is not None:
            action, self._before_read = self._before_read, None
            action()
        self._step()
        fault = next(self._faults, "") if call not in READS else ""
        if fault == "lost before":
            raise NoReply(Trouble.MAYBE_DONE, "lost")
        self._watch(call, body)
        headers = Message()
        headers["Authorization"], headers["User-Agent"] = "Bearer t", "test"
        headers["Content-Type"] = "application/json"
        reply, _ = self._service.post(PATHS[call], headers, body)
        self._step()
        if fault == "lost after":
            raise NoReply(Trouble.MAYBE_DONE, "lost")
        return Reply(reply.status or 0, {"content-type": reply.kind}, reply.body)

    def _step(self) -> None:
        """Die, if this is the step to die at; the ledger keeps what was on the disk."""
        if self._dies is None:
            return
        self._dies -= 1
        if self._dies < 0:
            self._left = self._ledger.connection.serialize()
            raise Killed

    def _watch(self, call: Call, body: bytes) -> None:
        """Note what a request overwrites that its plan did not show."""
        if call not in (Call.CUSTOMERS, Call.UPDATE):
            return
        for record in orjson.loads(body)["Data"]:
            number, before = record["CustomerNumber"], self.has(record["CustomerNumber"])
            shown = self._shown[number]
            for name in set(record) & set(FIELDS):
                had = (before or {}).get(name) or None
                if had not in [value or None for value in shown[name]]:
                    self.overwritten.append(f"{number}.{name}: {had}, shown {shown[name]}")


@pytest.fixture
def world() -> type[World]:
    """Return the class of worlds."""
    return World
