"""Every fault of the sandbox, at every place, on every kind of row, under every shape of answer.

After each, the same command is given again on a good day. After both, what the import says is
compared, row by row, with the record that the sandbox keeps of what it did.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from itertools import cycle, product
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from customer_import import endpoints
from customer_import.api.client import Client
from customer_import.api.reply import NoReply, Post, Reply
from customer_import.clock import Clock
from customer_import.delivery.delivery import Delivery, Limits
from customer_import.errors import Stopped
from customer_import.events import nobody
from customer_import.importer import Ended, Importer, Options
from customer_import.ledger.ledger import ledger_at
from customer_import.ledger.runs.runs import NewRun, Run
from customer_import.ledger.sending.outbox import Outbox
from customer_import.mapping.load import parse_mapping
from customer_import.records.row_builder import row_builder
from customer_import.sandbox import KINDS, SHAPES, Sandbox, Settings, parse_fault
from customer_import.table import Row

Compare = Callable[..., list[str]]
Count = Callable[[str, str, str], int]
FAULTS = (
    # Odd shapes and other users have tests of their own.
    *(kind for kind in KINDS if kind not in {"slow", "poison", "as"} and "other-" not in kind),
    "429:1",
    "429:date+1",
    "503:1",
    "slow:0.05",
)
ONCE = {"first": "1", "middle": "2", "last": "{last}"}
OFTEN = {"in a row": "1-3", "some": "20%", "always": "*"}
PLACES = ONCE | OFTEN
WHATS = (("customers", "keyed"), ("customers", "auto"), ("addresses", "keyed"))
NOTED = (("customers", "noted"), ("addresses", "noted"))
LIMITS = Limits(concurrency=2, records=4, patience=15.0)
IN_TURN = replace(LIMITS, concurrency=1)
"""One request at a time: only then does a list always take the same number of requests."""
PATIENT, IMPATIENT = 30.0, 0.25
"""Seconds to wait for an answer: long, or short if none will come."""


class Case(NamedTuple):
    """One bad day: a fault, the call it befalls, and the kind of rows."""

    fault: str
    call: str
    kind: str
    place: str
    shape: str

    def __str__(self) -> str:
        return "-".join(self)


def cases() -> Iterator[Case]:
    """Yield each fault at each place under each shape; for repeated faults shapes take turns."""
    shapes = cycle(SHAPES)
    for turn, fault in enumerate(FAULTS):
        for (call, kind), place, shape in product(WHATS, ONCE, SHAPES):
            yield Case(fault, call, kind, place, shape)
        for (call, kind), place in product(WHATS, OFTEN):
            yield Case(fault, call, kind, place, next(shapes))
        for (call, kind), names in product(NOTED, (list(ONCE), list(OFTEN))):
            yield Case(fault, call, kind, names[turn % 3], next(shapes))


class Ran(NamedTuple):
    """What an import says: states and problems by row, and why it stopped part-way, if it did."""

    states: dict[int, str]
    problems: dict[int, list[tuple[str, str]]]
    ended: Stopped | None


@dataclass(slots=True)
class Hurry:
    """A clock that only waits move, so that a slow machine never makes a run give up."""

    passed: float = 0.0

    def sleep(self, seconds: float) -> None:
        """Move the clock, without waiting."""
        self.passed += seconds

    def clock(self) -> Clock:
        """Return the clock as a delivery takes it."""
        return Clock(lambda: datetime.now(UTC), lambda: self.passed, self.sleep, lambda: 0.02)


@dataclass(frozen=True, slots=True)
class Call:
    """An import as a call: everything but the command line and the reports.

    Attributes:
        lists: have the headers and the mapping.
        ledger: where it is kept.
        limits: how it sends.
        timeout: seconds to wait for an answer.
        hurry: what its time is.
    """

    lists: Any
    ledger: Path
    limits: Limits = LIMITS
    timeout: float = PATIENT
    hurry: Hurry = field(default_factory=Hurry)

    def __call__(self, url: str, lines: list[Any]) -> Ran:
        """Import lines into a sandbox, as the same command does when it is given again."""
        clock = self.hurry.clock()
        with ledger_at(self.ledger, clock.now()) as ledger:
            importer = Importer(ledger, clock, nobody, lambda: False)
            run = self._staged(importer, lines)
            ended = self._send(importer, run, url)
            rows = list(importer.results(run).rows())
        states = {row.number: str(row.state) for row in rows}
        problems = {
            row.number: [(each.code, each.message) for each in row.problems] for row in rows
        }
        return Ran(states, problems, ended.stopped)

    def _staged(self, importer: Importer, lines: list[Any]) -> Run:
        rows = [Row(line.row, line.cells) for line in lines]
        headers, text = self.lists.headers, self.lists.mapping
        new = NewRun(repr(rows), "a.csv", "", "m", text, "", headers, ",", is_report=False)
        unfinished = importer.ledger.runs.unfinished(new.identity)
        if unfinished is not None:
            return importer.go_on(unfinished).run
        builder = row_builder(parse_mapping(text, "m"), headers)
        return importer.stage(new, builder, rows, Options()).run

    def _send(self, importer: Importer, run: Run, url: str) -> Ended:
        with (
            Client(url, "token", timeout=self.timeout, connections=2) as client,
            ThreadPoolExecutor(2) as executor,
        ):
            post = self._posting(client)

            def delivery(run: Run) -> Delivery:
                clock = importer.clock
                outbox = Outbox(importer.ledger.connection, run.id, run.name, clock.now)
                return Delivery(outbox, post, executor, self.limits, clock, nobody, lambda: False)

            return importer.send(run, delivery)

    def _posting(self, client: Client) -> Post:
        """Make a `post` that moves the clock of the run if no answer comes."""

        def post(call: endpoints.Call, body: bytes) -> Reply:
            try:
                return client.post(call, body)
            except NoReply:
                self.hurry.sleep(IMPATIENT)
                raise

        return post


def lines_of(lists: Any, kind: str) -> list[Any]:
    """Make a short list with one row, and one address if there are any, that are refused."""
    make = getattr(lists, kind)
    lines = [make(row) for row in range(2, 15)]
    lines[6] = make(8, phone_type="Telex")
    if kind != "auto":
        lines[9] = make(11, addresses=(("Warehouse", "Hall 3"),))
    return lines


@pytest.fixture(scope="module")
def usual(lists: Any, tmp_path_factory: pytest.TempPathFactory) -> Count:
    """Return a function that counts the requests of a call on a good day."""

    @cache
    def count(call: str, kind: str, shape: str) -> int:
        folder = tmp_path_factory.mktemp("usual")
        with Sandbox(folder / "sandbox.sqlite", Settings(shape=shape)) as sandbox:
            Call(lists, folder / "ledger.sqlite", IN_TURN)(sandbox.url, lines_of(lists, kind))
            paths = [request.path for request in sandbox.store.requests()]
        return sum(path.startswith(f"/public-api/{call}/") for path in paths)

    return count


@pytest.mark.table
@pytest.mark.parametrize("case", list(cases()), ids=str)
def test_a_bad_day_loses_and_doubles_nothing(
    case: Case, usual: Count, lists: Any, compare: Compare, tmp_path: Path
) -> None:
    """Whatever goes wrong, no row is lost or doubled, and the state of each row is true."""
    lines, data = lines_of(lists, case.kind), tmp_path / "sandbox.sqlite"
    timeout = IMPATIENT if case.fault.startswith("hang") else PATIENT
    limits = IN_TURN if case.place == "last" else LIMITS
    run_list = Call(lists, tmp_path / "ledger.sqlite", limits)
    which = PLACES[case.place].format(last=usual(case.call, case.kind, case.shape))
    fault = parse_fault(f"{case.call}:{case.fault}@{which}")
    with Sandbox(data, Settings(shape=case.shape, faults=(fault,), seed=7)) as sandbox:
        said = replace(run_list, timeout=timeout)(sandbox.url, lines)
        assert compare(lines, sandbox.store, said) == []
        assert any(each.fault for each in sandbox.store.requests())
    with Sandbox(data, Settings(shape=case.shape)) as sandbox:
        said = run_list(sandbox.url, lines)
        assert compare(lines, sandbox.store, said) == []
    assert_settled(case.kind, lines, said)


ODD = ("failures-by-message", "twice", "zero-totals", "has-error", "silent")
"""Shapes of answers that public clients met, and that do not say what is not true: `silent` if all
rows are good. (`all-saved` and `all-refused` do: only reading shows it.)"""
ODD_FAULTS = ("fine", "drop-after@2", "500-after@2", "html-after@2", "429-reset@2", "truncated@1-3")


@pytest.mark.table
@pytest.mark.parametrize(
    "day", list(product(ODD, ("keyed", "noted", "auto"), ODD_FAULTS)), ids="-".join
)
def test_an_odd_answer_loses_and_doubles_nothing(
    day: tuple[str, str, str], lists: Any, compare: Compare, tmp_path: Path
) -> None:
    """However a server answers, alone or on a bad day, the state of each row is true."""
    shape, kind, fault = day
    lines, data = lines_of(lists, kind), tmp_path / "sandbox.sqlite"
    if shape == "silent":
        lines = [line for line in lines if line.good]
    faults = () if fault == "fine" else (parse_fault(fault),)
    run_list = Call(lists, tmp_path / "ledger.sqlite")
    for _ in range(2):
        with Sandbox(data, Settings(shape=shape, faults=faults)) as sandbox:
            said = run_list(sandbox.url, lines)
            assert compare(lines, sandbox.store, said) == []
            assert len(sandbox.store.requests()) <= 3 * 2 * len(lines)
    with Sandbox(data) as sandbox:
        said = run_list(sandbox.url, lines)
        assert compare(lines, sandbox.store, said) == []
    assert_settled(kind, lines, said)


POISONS = (
    ("keyed", "Ada 10"),
    ("keyed", "10 High Street"),
    ("noted", "Bob 10"),
    ("noted", "10 High Street"),
    ("auto", "Eve 10"),
)


@pytest.mark.table
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("poison", POISONS, ids=" ".join)
def test_a_record_the_server_cannot_digest_costs_its_row(
    poison: tuple[str, str], shape: str, lists: Any, compare: Compare, tmp_path: Path
) -> None:
    """A record that makes the server fail every time costs only its own row, if rows are safe."""
    kind, text = poison
    lines, run_list = lines_of(lists, kind), Call(lists, tmp_path / "ledger.sqlite")
    with Sandbox(
        settings=Settings(shape=shape, faults=(parse_fault(f"poison:{text}"),))
    ) as sandbox:
        said = run_list(sandbox.url, lines)
        assert compare(lines, sandbox.store, said) == []
        said = run_list(sandbox.url, lines)
        assert compare(lines, sandbox.store, said) == []
    poisoned = [line._replace(phone_type="Telex") if line.row == 10 else line for line in lines]
    assert_settled(kind, poisoned, said)


def assert_settled(kind: str, lines: list[Any], said: Any) -> None:
    """Check that no row waits any more, and that good rows that are safe are saved."""
    assert said.ended is None
    assert "pending" not in said.states.values()
    done = {row for row, state in said.states.items() if state in {"saved", "skipped"}}
    assert kind != "keyed" or done == {line.row for line in lines if line.good}
