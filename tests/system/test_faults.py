"""Every fault of the sandbox, at every place, on every kind of row, under every shape of answer.

After each the same command is given again, to a server that behaves; and after either what the
import says is held, row by row, against the record the sandbox keeps of what it did.
"""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import cycle, product
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from customer_import.sandbox import KINDS, SHAPES, Sandbox, Settings, parse_fault

Compare = Callable[..., list[str]]
Count = Callable[[str, str, str], int]
FAULTS = (
    *(kind for kind in KINDS if kind not in {"slow", "poison"}),
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
    """Each fault at each place, the repeated ones and the shapes taking turns."""
    often, shapes = cycle(OFTEN), cycle(SHAPES)
    for (turn, fault), (call, kind) in product(enumerate(FAULTS), (*WHATS, *NOTED)):
        places = [*ONCE, next(often)]
        if kind == "noted":
            places = [list(PLACES)[turn % 3], list(PLACES)[turn % 3 + 3]]
        for place in places:
            yield Case(fault, call, kind, place, next(shapes))
        next(shapes)


def lines_of(lists: Any, kind: str) -> list[Any]:
    """A short list: one row the sandbox refuses, and where there are addresses, one of those."""
    make = getattr(lists, kind)
    lines = [make(row) for row in range(2, 15)]
    lines[6] = make(8, phone_type="Telex")
    if kind != "auto":
        lines[9] = make(11, addresses=(("Warehouse", "Hall 3"),))
    return lines


@pytest.fixture(scope="module")
def usual(call_at: Callable[[Path], Any], lists: Any, tmp_path_factory: Any) -> Count:
    """How many requests of a call a list takes where nothing goes wrong."""

    @cache
    def count(call: str, kind: str, shape: str) -> int:
        folder: Path = tmp_path_factory.mktemp("usual")
        with Sandbox(folder / "sandbox.sqlite", Settings(shape=shape)) as sandbox:
            call_at(folder / "ledger.sqlite")(sandbox.url, lines_of(lists, kind))
            paths = [request.path for request in sandbox.store.requests()]
        return sum(path.startswith(f"/public-api/{call}/") for path in paths)

    return count


@pytest.mark.parametrize("case", list(cases()), ids=str)
def test_a_bad_day_loses_and_doubles_nothing(
    case: Case, usual: Count, lists: Any, run_list: Any, compare: Compare, tmp_path: Path
) -> None:
    """Whatever goes wrong, no row is lost or doubled, and what is said of each is true."""
    lines, data = lines_of(lists, case.kind), tmp_path / "sandbox.sqlite"
    which = PLACES[case.place].format(last=usual(case.call, case.kind, case.shape))
    fault = parse_fault(f"{case.call}:{case.fault}@{which}")
    with Sandbox(data, Settings(shape=case.shape, faults=(fault,), seed=7)) as sandbox:
        said = run_list(sandbox.url, lines)
        assert compare(lines, sandbox.store, said) == []
        assert any(each.fault for each in sandbox.store.requests())
    with Sandbox(data, Settings(shape=case.shape)) as sandbox:
        said = run_list(sandbox.url, lines)
        assert compare(lines, sandbox.store, said) == []
    assert_settled(case.kind, lines, said)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("kind", "poison"),
    [
        ("keyed", "Ada 10"),
        ("keyed", "10 High Street"),
        ("noted", "Bob 10"),
        ("noted", "10 High Street"),
        ("auto", "Eve 10"),
    ],
)
def test_a_record_the_server_cannot_digest_costs_its_row(
    kind: str, poison: str, shape: str, lists: Any, run_list: Any, compare: Compare
) -> None:
    """A record that makes the server fail every time keeps no row that is safe from being saved."""
    lines = lines_of(lists, kind)
    settings = Settings(shape=shape, faults=(parse_fault(f"poison:{poison}"),))
    with Sandbox(settings=settings) as sandbox:
        for _ in range(2):
            said = run_list(sandbox.url, lines)
            assert compare(lines, sandbox.store, said) == []
    poisoned = [line._replace(phone_type="Telex") if line.row == 10 else line for line in lines]
    assert_settled(kind, poisoned, said)


def assert_settled(kind: str, lines: list[Any], said: Any) -> None:
    """Nothing waits any more; of rows that may be sent twice, the good ones are saved."""
    assert said.ended is None
    assert said.counts["pending"] == 0
    done = {row for row, state in said.states.items() if state in {"saved", "skipped"}}
    assert kind != "keyed" or done == {line.row for line in lines if line.good}
