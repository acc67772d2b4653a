"""The program, killed while it reads, sends and waits; then the same command until it ends.

A list of rows with numbers and addresses, rows with notes, and rows the server numbers is
imported into a sandbox one of whose requests hangs, so that the program cannot end before it is
killed: while it reads the list, or up to a few requests after the one that hangs. Most are killed
again when they go on. Then what the last run says is compared, row by row, with the record that the
sandbox keeps: nothing is lost, nothing is doubled, and what nobody can know is said.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any, NamedTuple

import pytest

from customer_import.sandbox import Sandbox, Settings, parse_fault

KINDS = ("keyed", "auto", "keyed", "noted", "auto")
ROWS = 60
TWICE = (0, 0, 0, *range(1, 16))
LATE = (18, 20, 22, 25, 28, 30)
"""Requests, of the 33 the list takes, for which the first kill waits; 0 is while reading."""


class Moment(NamedTuple):
    """When the program is killed.

    Attributes:
        request: so many requests have arrived; 0 for none needed.
        fault: what becomes of that request.
        delay: seconds later.
    """

    request: int
    fault: str
    delay: float


def lives() -> Iterator[tuple[Moment, ...]]:
    """Yield, for each import, the moments at which it is killed; they are 42 in all."""
    chance = Random(20)  # noqa: S311 - chance here keeps no secret

    def moment(request: int) -> Moment:
        return Moment(request, chance.choice(("hang", "hang-after")), chance.uniform(0, 0.04))

    for request in TWICE:
        yield moment(request), moment(chance.randrange(5))
    for request in LATE:
        yield (moment(request),)


PAIRS = list(zip(*[iter(lives())] * 2, strict=True))
"""Two at a time, for the machine's sake."""


def stage(pair: tuple[tuple[Moment, ...], ...]) -> list[str]:
    """Return the part of the run in which the first kill of the two happens."""
    request = pair[0][0].request
    return ["reading" if not request else "early" if request < 8 else "late"]


class Import:
    """One import, and the sandbox it goes to."""

    def __init__(self, program: Any, arrived: Callable[..., None]) -> None:
        self._program = program
        self._arrived = arrived
        self._data = program.folder / "sandbox.sqlite"

    def kill(self, moment: Moment) -> None:
        """Start the program, or let it go on, and kill it at a moment."""
        fault = parse_fault(f"{moment.fault}@{max(moment.request, 1)}")
        with Sandbox(self._data, Settings(faults=(fault,), latency=0.005)) as sandbox:
            before, now = sandbox.store.counts()["requests"], time.time()
            process = self._program.start(sandbox.url)
            if moment.request:
                self._arrived(sandbox.store, before + moment.request)
            while not self._ledger_opened(since=now):
                assert process.poll() is None
                time.sleep(0.001)
            time.sleep(moment.delay)
            assert process.poll() is None
            process.kill()
            assert process.wait() != 0

    def _ledger_opened(self, since: float) -> bool:
        ledgers = self._program.folder.glob("state/ledgers/*.sqlite")
        return any(ledger.stat().st_mtime > since for ledger in ledgers)

    def end(self, compare: Callable[..., list[str]], lines: list[Any]) -> tuple[list[str], Any]:
        """Let the program go on to its end; return what it says, after where that is wrong."""
        with Sandbox(self._data, Settings()) as sandbox:
            said = self._program.said(self._program.start(sandbox.url))
            return compare(lines, sandbox.store, said), said


@pytest.mark.table(kinds=stage)
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0][0].request}")
def test_a_killed_import_loses_and_doubles_nothing(
    pair: tuple[tuple[Moment, ...], ...],
    lists: Any,
    program: Callable[..., Any],
    arrived: Callable[..., None],
    compare: Callable[..., list[str]],
) -> None:
    """Killed at any moment and run again, every row is saved once, or said to be unknown."""
    lines = [getattr(lists, KINDS[row % len(KINDS)])(row) for row in range(2, ROWS + 2)]
    safe = {line.row for line in lines if line.safe}

    def live(name: str, moments: tuple[Moment, ...]) -> None:
        life = Import(program(lines, name, "--quiet", "--concurrency", "4"), arrived)
        for moment in moments:
            life.kill(moment)
        wrong, said = life.end(compare, lines)
        assert wrong == []
        assert said.counts.keys() <= {"saved", "skipped", "unknown"}
        assert safe <= {row for row, state in said.states.items() if state != "unknown"}
        assert said.ended == (1 if said.counts["unknown"] else 0)

    with ThreadPoolExecutor(2) as both:
        list(both.map(live, ("a", "b"), pair))
