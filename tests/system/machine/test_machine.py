"""Any lists, edits, faults and crashes, in any order, against a model of the server.

Two lists share customers; they are edited and imported, and so are their error reports, while
requests fail in every way and the program dies at any moment. Nothing may ever be created or
added twice, and what a run says is saved must be on the server as the list has it.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from customer_import.errors import AllAlike
from customer_import.importer import Options
from customer_import.sandbox import SHAPES
from customer_import.table import Origin, Row

FAULTS = (
    *("fine",) * 6,
    *("not sent", "dropped before", "dropped after", "500 before", "500 after", "503 after"),
    *("429", "401", "a page after", "cut after", "418 after", "mistake before", "mistake after"),
    *("a page before", "400 token", "302 after", "no host"),
)
ODD = ("failures-by-message", "twice", "zero-totals", "has-error")
"""Shapes that are hard to match, but do not say what is not true."""
BAD = "bad"
"""A name or a street that the server refuses."""
GOOD = {"saved", "skipped"}


SAMPLE, ALL = 12, 80
"""How many machines are run; all with the option --all."""
SETTINGS = settings(
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


class Entry(NamedTuple):
    """A row of a list; without a number, for the server to make one."""

    number: str
    name: str
    note: str = ""
    street: str = ""
    unknown: bool = False
    origin: Origin | None = None
    root: int | None = None

    def row(self, position: int) -> Row:
        """Return the row as a reader makes it."""
        cells = [self.number, "" if self.number else "yes", self.name, self.note, self.street]
        return Row(position, cells, unknown=self.unknown, origin=self.origin)


class Put(NamedTuple):
    """A row for a list; the number `own` belongs to that list alone."""

    list: str
    number: str
    kind: str
    name: str
    street: str = ""


PUTS = st.builds(
    Put,
    st.sampled_from("ab"),
    st.sampled_from(("2", "3", "own")),
    st.sampled_from(("safe", "safe", "noted", "auto", "auto")),
    st.sampled_from(("x", "x", "y", "y", BAD)),
    st.sampled_from(("", "u", "v", BAD)),
)


LISTS = st.sampled_from("ab")
REPORTS = st.sampled_from(("a", "b", "a.errors", "b.errors"))
DAYS = st.fixed_dictionaries(
    {
        "faults": st.lists(st.sampled_from(FAULTS), max_size=10),
        "shape": st.sampled_from((*SHAPES, *ODD)),
        "records": st.integers(1, 4),
        "requests": st.integers(1, 3),
        "dies": st.none() | st.integers(0, 20),
    }
)
Day = dict[str, Any]
CALM: Day = {}


class Machine(RuleBasedStateMachine):
    """Two lists, their reports, a server and a ledger.

    Attributes:
        lists: the rows of each list.
        said: what the last run of a list or report said of its rows, if it did not die.
        reports: the error report of that run.
        most: how many of each name a list has ever asked the server to number.
        resent: how often each note was to be sent again.
        alike_rows: rows edited to equal others; each may create one customer.
        alike: the last run stopped because all it sent was refused for one reason.
    """

    make_world: Callable[[], Any]

    def __init__(self) -> None:
        super().__init__()
        self.world = self.make_world()
        self.server = self.world.server
        self.lists: dict[str, list[Entry]] = {"a": [], "b": []}
        self.said: dict[str, list[tuple[Entry, str]]] = {}
        self.reports: dict[str, list[Entry]] = {}
        self.most: Counter[str] = Counter()
        self.alike_rows: set[int | None] = set()
        self.resent: Counter[tuple[str, str]] = Counter()
        self.fresh = count()
        self.alike = False

    def teardown(self) -> None:
        """Close the ledger."""
        self.world.close()

    @initialize(puts=st.lists(PUTS, min_size=3, max_size=8))
    def write(self, puts: list[Put]) -> None:
        """Write both lists."""
        for put in puts:
            self.put(put)

    @rule(put=PUTS)
    def change(self, put: Put) -> None:
        """Add a row to a list, or replace the row with that number."""
        self.put(put)

    def put(self, put: Put) -> None:
        """Add a row to a list, or replace the row with that number."""
        # A list that takes a customer back sends it again, its note too: so notes are never shared.
        note = f"note {next(self.fresh)}" if put.kind == "noted" else ""
        own = note or put.number == "own"
        number = "" if put.kind == "auto" else f"{put.list}-own" if own else put.number
        entry = Entry(number, put.name, note, put.street if number else "")
        rows = self.lists[put.list]
        kept = [each for each in rows if not number or each.number != number]
        self.lists[put.list] = [*kept, entry]

    @rule(name=LISTS, place=st.integers(0, 5))
    def take_out(self, name: str, place: int) -> None:
        """Take a row out of a list."""
        self.lists[name] = [each for i, each in enumerate(self.lists[name]) if i != place]

    @rule(name=LISTS, day=DAYS, resend=st.booleans())
    def import_list(self, name: str, day: Day, *, resend: bool) -> None:
        """Import a list on some day."""
        if resend:
            self.resent.update((each.number, each.note) for each in self.lists[name])
        self._import(name, self.lists[name], day, Options(resend=resend))

    @rule(name=REPORTS, day=DAYS, edited=st.sampled_from(("", "afresh", "alike")))
    def import_report(self, name: str, day: Day, edited: str) -> None:
        """Import an error report, with edited rows or unchanged."""
        report = self.reports.get(name, [])
        if edited:
            report = [self._edited(entry, alike=edited == "alike") for entry in report]
        if report:
            self._import(f"{name}.errors", report, day, Options())

    def _edited(self, entry: Entry, *, alike: bool) -> Entry:
        if entry.street == BAD:
            return entry._replace(street="u")
        if alike and not entry.number:
            self.alike_rows.add(entry.root)
            return entry._replace(name="x")
        note = entry.note and f"note {next(self.fresh)}"
        return entry._replace(name=f"edited {next(self.fresh)}", note=note)

    @precondition(lambda self: any(map(self._honest, "ab")))
    @rule(name=LISTS, day=DAYS)
    def resend_unknown(self, name: str, day: Day) -> None:
        """Send unknown rows again, after checking that the server does not have them."""
        if self._honest(name):
            self._import(name, self.lists[name], day, Options(resend_unknown=True))

    def _honest(self, name: str) -> bool:
        """Return whether the server has nothing of a list but what its runs called saved."""
        sure = [[entry for entry, state in said if state in GOOD] for said in self.said.values()]
        for entry in self.lists[name]:
            on_server = self.server.notes[entry.number, entry.note]
            if not entry.number:
                on_server = self.server.created[entry.name]
            if on_server > max((each.count(entry) for each in sure), default=0):
                return False
        return True

    def _import(self, name: str, entries: list[Entry], day: Day, options: Options) -> None:
        rows = [entry.row(position) for position, entry in enumerate(entries, 2)]
        self.most |= Counter(entry.name for entry in entries if not entry.number)
        self.said.pop(name, None)
        self.reports.pop(name, None)
        said = self.world.run(name, rows, day, options)
        if said is not None:
            assert sorted(said.states) == [row.number for row in rows]
            self.said[name] = list(zip(entries, said.states.values(), strict=True))
            self.reports[name] = list(self._report(name, said.problems))
            self.alike = isinstance(said.stopped, AllAlike)
            self._compare(self.said[name])

    def _report(self, name: str, found: dict[int, Any]) -> Iterator[Entry]:
        """Yield the rows that were not saved; each knows the row it came from first."""
        for (entry, state), (row, problems) in zip(self.said[name], found.items(), strict=True):
            if state in {"failed", "unknown"}:
                root = next(self.fresh) if entry.root is None else entry.root
                fields, codes = (each.field for each in problems), (each.code for each in problems)
                origin = Origin(row, " | ".join(fields), " | ".join(codes))
                yield entry._replace(unknown=state == "unknown", origin=origin, root=root)

    def _compare(self, said: list[tuple[Entry, str]]) -> None:
        """Check that the server has what was called saved."""
        for entry, state in said:
            if state in GOOD:
                assert not entry.number or self._is_there(entry)
        sure = Counter(entry.name for entry, state in said if state in GOOD and not entry.number)
        assert sure <= self.server.created

    def _is_there(self, entry: Entry) -> bool:
        number, server = entry.number, self.server
        noted = not entry.note or bool(server.notes[number, entry.note])
        street = not entry.street or server.streets.get(number) == entry.street
        return noted and street and server.customers.get(number) == entry.name

    @rule(name=LISTS)
    def import_in_peace(self, name: str) -> None:
        """Import on a good day: every row is saved, refused, or called unknown."""
        self._import(name, self.lists[name], CALM, Options())
        for entry, state in self.said[name]:
            refused = BAD in (entry.name, entry.street)
            settled = {"failed", "unknown"} if refused else GOOD | {"unknown"}
            assert state in settled or (self.alike and state == "pending")

    @invariant()
    def nothing_is_doubled(self) -> None:
        """Check that customers and notes were created no more often than asked."""
        assert self.server.created <= self.most + Counter(x=len(self.alike_rows))
        for noted, times in self.server.notes.items():
            assert times <= 1 + self.resent[noted]

    @invariant()
    def addresses_follow_their_customers(self) -> None:
        """Check that no address was sent before its customer was saved."""
        assert self.server.stray == []


@pytest.fixture
def machine_type(world: Callable[[], Any]) -> type[Machine]:
    """Return a class of machines that use these worlds."""
    return type("MachineHere", (Machine,), {"make_world": staticmethod(world)})


@pytest.fixture
def machine(machine_type: type[Machine]) -> Iterator[Machine]:
    """Yield a machine; the test says the steps."""
    machine = machine_type()
    yield machine
    machine.teardown()


def test_in_any_order_nothing_is_lost_or_doubled(
    machine_type: type[Machine], pytestconfig: pytest.Config
) -> None:
    """Whatever happens in whatever order, the rules of the machine hold."""
    examples = ALL if pytestconfig.getoption("--all") else SAMPLE
    run_state_machine_as_test(machine_type, settings=settings(SETTINGS, max_examples=examples))


STOPPED: Day = {"faults": ["401"]}


def test_a_list_waits_while_another_saves_its_customers(machine: Machine) -> None:
    """Auto-numbered rows are not sent again if another list saved equal ones meanwhile."""
    machine.put(Put("a", "", "auto", "x"))
    machine.import_list("a", STOPPED, resend=False)
    machine.put(Put("b", "", "auto", "x"))
    machine.put(Put("b", "", "auto", "y"))
    machine.import_in_peace("b")
    machine.import_in_peace("a")
    machine.nothing_is_doubled()
    assert machine.said["a"][0][1] == "skipped"


def test_two_stopped_lists_do_not_double_each_other(machine: Machine) -> None:
    """Two unfinished lists double nothing, whichever was begun first."""
    for name in "ab":
        machine.put(Put(name, "", "auto", "x"))
        machine.import_list(name, STOPPED, resend=False)
    machine.import_in_peace("a")
    machine.import_in_peace("b")
    machine.nothing_is_doubled()


def test_a_list_goes_on_after_another_overwrote_its_customers(machine: Machine) -> None:
    """What an earlier attempt saved is sent again if another list has overwritten it."""
    machine.put(Put("a", "2", "safe", "x"))
    machine.put(Put("a", "3", "safe", "x"))
    machine.import_list("a", {"faults": ["fine", "401"]}, resend=False)
    machine.put(Put("b", "2", "safe", "y"))
    machine.import_in_peace("b")
    machine.import_in_peace("a")
    assert machine.server.customers == {"2": "x", "3": "x"}


def test_resending_takes_only_the_place_of_earlier_sendings(machine: Machine) -> None:
    """Of two equal rows sent again, the one without an answer stays unknown, the other is saved."""
    machine.put(Put("a", "", "auto", "x"))
    machine.put(Put("a", "", "auto", "x"))
    machine.resend_unknown("a", {"faults": ["dropped after"], "records": 1})
    machine.import_in_peace("a")
    machine.nothing_is_doubled()
    assert sorted(state for _, state in machine.said["a"]) == ["skipped", "unknown"]


def test_going_on_is_not_stopped_by_rows_that_were_refused_alike(machine: Machine) -> None:
    """If an earlier attempt saved something, rows refused alike do not stop the others."""
    machine.put(Put("a", "own", "safe", "x"))
    for number in "23":
        machine.put(Put("a", number, "safe", BAD))
    machine.put(Put("a", "", "auto", BAD))
    machine.put(Put("a", "", "auto", "x"))
    stops = {"faults": [*("fine",) * 4, "401"], "records": 1}
    machine.import_list("a", stops, resend=False)
    assert machine.said["a"][-1][1] == "pending"
    machine.import_in_peace("a")
    assert machine.said["a"][-1][1] == "saved"


def test_an_address_waits_for_a_customer_nobody_knows_of(machine: Machine) -> None:
    """An address is not sent while its customer is unknown, not even as the first of a run."""
    machine.put(Put("a", "", "noted", "x", "u"))
    machine.import_list("a", {"faults": ["dropped before"]}, resend=False)
    machine.import_in_peace("a")
    machine.addresses_follow_their_customers()
    assert machine.said["a"][0][1] == "unknown"


@pytest.mark.parametrize(
    "day",
    [
        {"faults": ["dropped after", "401"]},
        {"faults": ["dropped after", "429", "401"]},
        {"faults": ["500 after", "500 after"]},
        {"faults": ["a page after"]},
        {"dies": 1},
    ],
    ids=str,
)
def test_content_sent_since_is_not_forgotten(day: Day, machine: Machine) -> None:
    """What was saved once is sent again if other content may have arrived since."""
    machine.put(Put("a", "2", "safe", "x"))
    machine.import_in_peace("a")
    machine.put(Put("a", "2", "safe", "y"))
    machine.import_list("a", day, resend=False)
    assert machine.server.customers == {"2": "y"}
    machine.put(Put("a", "2", "safe", "x"))
    machine.import_in_peace("a")
    assert machine.server.customers == {"2": "x"}
