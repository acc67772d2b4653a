"""The same command given again, at the same time, or on a list that was changed since."""

import csv
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from customer_import.sandbox import Sandbox, Settings, Store, parse_fault

Arrived = Callable[..., None]
Compare = Callable[..., list[str]]
Start = Callable[..., Any]

ctrl_c = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")


@pytest.fixture
def lines(lists: Any) -> list[Any]:
    """Return rows of all three kinds."""
    makers = (lists.keyed, lists.auto, lists.noted)
    return [makers[row % 3](row) for row in range(2, 26)]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return the path of the sandbox's data."""
    return tmp_path / "sandbox.sqlite"


def bad(*faults: str, latency: float = 0.0) -> Settings:
    """Return the settings of a sandbox with these faults."""
    return Settings(faults=tuple(map(parse_fault, faults)), latency=latency)


def hear(process: subprocess.Popen[str], word: str) -> None:
    """Wait until the program says something on stderr."""
    assert process.stderr is not None
    assert any(word in line for line in process.stderr)


def lost(program: Any, data: Path, arrived: Arrived, fault: str, request: int) -> None:
    """Start an import, and kill it while a request hangs."""
    with Sandbox(data, bad(f"{fault}@{request}")) as sandbox:
        process = program.start(sandbox.url)
        arrived(sandbox.store, request)
        process.kill()
        process.wait()


@pytest.mark.parametrize("fault", ["401@3", "503:600@6", "customers:429:600@4", "addresses:401@2"])
def test_after_a_stop_the_same_command_goes_on(
    fault: str, lines: list[Any], program: Start, compare: Compare, data: Path
) -> None:
    """A run that stopped part-way says what is pending, and the same command sends just that."""
    imports = program(lines)
    with Sandbox(data, bad(fault)) as sandbox:
        said = imports.said(imports.start(sandbox.url))
        assert said.ended == 3
        assert said.counts["pending"] > 0
        assert compare(lines, sandbox.store, said) == []
        events = len(sandbox.store.events())
    with Sandbox(data) as sandbox:
        said = imports.said(imports.start(sandbox.url))
        assert said.ended == 0
        assert compare(lines, sandbox.store, said) == []
        records = len(lines) + sum(len(line.addresses) for line in lines)
        assert len(sandbox.store.events()) == records
        assert events < records


@ctrl_c
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_request_to_stop_finishes_what_is_in_flight(
    name: str, lines: list[Any], program: Start, arrived: Arrived, compare: Compare
) -> None:
    """It waits for the answers that are due, sends nothing more, and leaves nothing unknown."""
    imports = program(lines)
    data = imports.folder / "sandbox.sqlite"
    with Sandbox(data, bad("slow:0.7@3")) as sandbox:
        process = imports.start(sandbox.url, "--concurrency", "1")
        arrived(sandbox.store, 3)
        process.send_signal(getattr(signal, name))
        if name == "SIGHUP":
            # A system may say twice that a terminal was closed.
            process.send_signal(getattr(signal, name))
        said = imports.said(process)
        assert (said.ended, said.counts["unknown"]) == (130, 0)
        assert len(sandbox.store.requests()) == 3
        assert compare(lines, sandbox.store, said) == []
    with Sandbox(data) as sandbox:
        said = imports.said(imports.start(sandbox.url))
        assert (said.ended, said.counts["unknown"]) == (0, 0)
        assert compare(lines, sandbox.store, said) == []


@ctrl_c
def test_ctrl_c_twice_stops_at_once(
    lists: Any, program: Start, arrived: Arrived, compare: Compare, data: Path
) -> None:
    """A second Ctrl-C waits for nothing; what was in flight is settled by the next command."""
    rows = [lists.auto(row) for row in range(2, 12)]
    imports = program(rows)
    with Sandbox(data, bad("hang-after@2")) as sandbox:
        process = imports.start(sandbox.url, "--concurrency", "1")
        arrived(sandbox.store, 2)
        process.send_signal(signal.SIGINT)
        hear(process, "Ctrl-C again")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out) == (130, "")
        assert "Stopped at once." in err
    with Sandbox(data) as sandbox:
        said = imports.said(imports.start(sandbox.url))
        assert (said.ended, said.counts) == (1, {"skipped": 1, "unknown": 4, "saved": 5})
        assert compare(rows, sandbox.store, said) == []


def test_a_second_run_on_the_server_is_refused_meanwhile(
    lines: list[Any], program: Start, arrived: Arrived, compare: Compare, data: Path
) -> None:
    """While a run is under way, another on the same server says so, sends nothing, and ends."""
    imports = program(lines)
    with Sandbox(data, bad("slow:6@1")) as sandbox:
        first = imports.start(sandbox.url)
        arrived(sandbox.store, 1)
        second = imports.start(sandbox.url, "--limit", "3")
        out, err = second.communicate(timeout=60)
        assert (second.returncode, out) == (2, "")
        assert "Another run on this server is under way." in err
        said = imports.said(first)
        assert said.ended == 0
        assert compare(lines, sandbox.store, said) == []


def test_what_is_unknown_stays_so_until_it_is_resent(
    lists: Any, program: Start, arrived: Arrived, compare: Compare, data: Path
) -> None:
    """Rows nobody knows of are named by every run, and sent again by --resend-unknown alone."""
    rows = [(lists.auto, lists.noted)[row > 9](row) for row in range(2, 18)]
    imports = program(rows, "a", "--concurrency", "1")
    lost(imports, data, arrived, "hang", 2)
    with Sandbox(data) as sandbox:
        for _ in range(2):
            said = imports.said(imports.start(sandbox.url))
            assert (said.ended, said.counts["unknown"]) == (1, 4)
            assert compare(rows, sandbox.store, said) == []
        said = imports.said(imports.start(sandbox.url, "--resend-unknown"))
        assert (said.ended, said.counts) == (0, {"skipped": 12, "saved": 4})
        assert compare(rows, sandbox.store, said) == []
        assert len(sandbox.store.customers()) == len(rows)


@pytest.mark.parametrize("kind", ["auto", "noted"])
def test_an_unknown_row_stays_so_in_its_error_report(
    kind: str, lists: Any, program: Start, arrived: Arrived, data: Path
) -> None:
    """An edited row of the error report is not sent while nobody knows what became of it."""
    imports = program([getattr(lists, kind)(row) for row in range(2, 8)])
    lost(imports, data, arrived, "hang-after", 1)
    with Sandbox(data) as sandbox:
        assert imports.said(imports.start(sandbox.url)).ended == 1
        events = len(sandbox.store.events())
        report = imports.folder / "list.errors.csv"
        edit(report, "Name", "Someone Else")
        said = imports.said(imports.start(sandbox.url, file=report))
        assert (said.ended, said.states) == (1, {2: "unknown"})
        assert [code for code, _ in said.problems[2]] == ["still-unknown"]
        assert len(sandbox.store.events()) == events


def edit(report: Path, column: str, value: str) -> None:
    """Write a value into a column of a report's one row."""
    with report.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    with report.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow({**row, column: value})


def created(store: Store) -> list[str]:
    """Return the names of the customers that were created, each as often as it was."""
    events = (event for event in store.events() if event.call == "customers")
    return [event.payload["CustomerName"] for event in events if event.outcome == "created"]


def test_a_changed_list_closes_its_unfinished_run(lists: Any, program: Start, data: Path) -> None:
    """Rows of a changed list that are settled are known by content; the earlier run is over."""
    before = [(lists.keyed, lists.auto)[row % 2](row) for row in range(2, 14)]
    imports = program(before)
    with Sandbox(data, bad("customers:401@4")) as sandbox:
        assert imports.said(imports.start(sandbox.url)).ended == 3
        assert created(sandbox.store)
    # One row is taken out, so that those after it stand elsewhere; and there is a new one.
    after = [*before[:4], *before[5:], lists.auto(14)]
    imports.write(after)
    with Sandbox(data) as sandbox:
        said = imports.said(imports.start(sandbox.url))
        assert (said.ended, said.notices.count("Going on")) == (0, 0)
        imports.write(before)
        said = imports.said(imports.start(sandbox.url))
        assert (said.ended, said.notices.count("Going on")) == (0, 0)
        assert sorted(created(sandbox.store)) == sorted(line.name for line in {*before, *after})
