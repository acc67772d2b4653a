"""A sandbox with customers, and a reader of it on a clock nobody waits for."""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

from customer_import.api.client import Client
from customer_import.api.pace import Pace
from customer_import.api.reading.assumed import ReadAssumptions
from customer_import.api.reading.courier import Courier
from customer_import.api.reading.seen import Existence, Reading
from customer_import.api.reading.server_reader import ServerReader
from customer_import.clock import Clock
from customer_import.endpoints import Call
from customer_import.events import Event
from customer_import.sandbox import Sandbox, Settings, parse_fault

PRESENT = tuple(f"C-{n:03}" for n in range(30))
ABSENT = tuple(f"X-{n:03}" for n in range(12))
ASKED = (*(each for pair in zip(PRESENT, ABSENT, strict=False) for each in pair), *PRESENT[12:])


class Seconds:
    """A clock that goes on only where somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.seconds += seconds

    @property
    def clock(self) -> Clock:
        """The clock, without any luck."""
        start = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
        return Clock(
            lambda: start + timedelta(seconds=self.seconds),
            lambda: self.seconds,
            self.sleep,
            lambda: 1.0,
        )


@dataclass
class Desk:
    """A sandbox and what reads it.

    Attributes:
        sandbox: the server.
        reader: reads it.
        events: what the reader told.
    """

    sandbox: Sandbox
    reader: ServerReader
    events: list[Event] = field(default_factory=list)

    @property
    def present(self) -> tuple[str, ...]:
        """Return the numbers that exist, unless a test says otherwise."""
        return PRESENT

    @property
    def absent(self) -> tuple[str, ...]:
        """Return numbers that do not exist."""
        return ABSENT

    @property
    def asked(self) -> tuple[str, ...]:
        """Return both, mixed."""
        return ASKED

    def read(self, numbers: Sequence[str]) -> dict[str, Reading]:
        """Read numbers; return the readings by number."""
        return {each.number: each for each in self.reader.read(numbers)}

    def found(self, numbers: Sequence[str]) -> dict[str, Existence]:
        """Read numbers; return what is known of each."""
        return {number: each.existence for number, each in self.read(numbers).items()}


MakeDesk = Callable[..., Desk]


@pytest.fixture(scope="session")
def filled(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[Sequence[str], Sequence[Any]], Path]:
    """Return what gives the data of a sandbox with these customers, which is made once."""
    folder = tmp_path_factory.mktemp("filled")

    def made(numbers: Sequence[str], records: Sequence[dict[str, Any]]) -> Path:
        named = [{"CustomerNumber": n, "CustomerName": f"Name of {n}"} for n in numbers]
        body = json.dumps({"ApplicableFields": None, "Data": [*named, *records]}).encode()
        data = folder / f"{sha256(body).hexdigest()}.db"
        if not data.exists():
            _save(data, body)
        return data

    return made


@pytest.fixture
def desk_at(tmp_path: Path, filled: Callable[..., Path]) -> Iterator[MakeDesk]:
    """Return what opens a desk: customers, variants, faults, assumptions, concurrency."""
    with ExitStack() as stack:

        def make(
            numbers: Sequence[str] = PRESENT,
            variants: Sequence[str] = (),
            *,
            faults: Sequence[str] = (),
            assume: ReadAssumptions | None = None,
            concurrency: int = 2,
            timeout: float = 5.0,
            page_size: int = 8,
            records: Sequence[dict[str, Any]] = (),
        ) -> Desk:
            data = tmp_path / f"{len(list(tmp_path.iterdir()))}.db"
            if numbers or records:
                copy(filled(numbers, records), data)
            settings = Settings(
                variants=frozenset(variants), faults=tuple(map(parse_fault, faults))
            )
            sandbox = stack.enter_context(Sandbox(data, settings))
            client = stack.enter_context(Client(sandbox.url, "token", timeout=timeout))
            executor = stack.enter_context(ThreadPoolExecutor(concurrency))
            clock = Seconds().clock
            events: list[Event] = []
            courier = Courier(
                client.post,
                executor,
                Pace(concurrency, 30.0, clock.chance),
                clock,
                events.append,
                lambda: False,
            )
            reader = ServerReader(
                courier, assume or ReadAssumptions(numbers_per_read=8, page_size=page_size)
            )
            return Desk(sandbox, reader, events)

        yield make


def _save(data: Path, body: bytes) -> None:
    """Save customers into the data of a sandbox, past all faults."""
    with Sandbox(data) as sandbox, Client(sandbox.url, "token") as client:
        reply = client.post(Call.CUSTOMERS, body)
        assert json.loads(reply.body)["HasError"] is False, reply.body
