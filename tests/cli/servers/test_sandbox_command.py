import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from customer_import.cli.servers.server import ledger_of_sandbox
from customer_import.ledger.file.database import open_ledger
from customer_import.sandbox import CALLS, KINDS, SHAPE_HELP, VARIANTS, Store

LONGEST = 30.0


@contextmanager
def serving(shell: Any, *args: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Start the sandbox as a program of its own, and return where it listens."""
    command = [sys.executable, "-m", "customer_import", "sandbox", "--port", "0", *args]
    env = {**os.environ, "PYTHONUNBUFFERED": "1", "COLUMNS": "40"}
    with subprocess.Popen(
        [*command, "--state-dir", shell.state],
        cwd=shell.folder,
        stdout=subprocess.PIPE,
        text=True,
        env=env,
    ) as program:
        assert program.stdout is not None
        said = program.stdout.readline()
        assert said.startswith("The sandbox listens at http://127.0.0.1:"), said
        try:
            yield program, said.split()[4]
        finally:
            program.kill()


def test_sandbox_serves_until_it_is_interrupted(shell: Any) -> None:
    """The sandbox says where it listens, takes any token, and ends with 0 at Ctrl-C."""
    shell.make("1,Ada,")
    with serving(shell) as (program, url):
        done = shell.run("list.csv", "--base-url", url, "--json", WASP_API_TOKEN="any")
        assert done.states == {"saved": 1}
        program.send_signal(signal.SIGINT)
        assert program.wait(LONGEST) == 0
        out = program.stdout.read() if program.stdout else ""
    assert f"--base-url {url}" in out
    assert "The sandbox ended; its data is kept." in out
    assert len(shell.arrived()) == 1


def test_sandbox_has_bad_days(shell: Any) -> None:
    """Faults, shape, latency, a missing permission and the seed of chance are options."""
    shell.make("1,Ada,")
    options = ("--fault", "html@2", "--shape", "whole", "--latency", "0.01", "--seed", "7")
    with serving(shell, *options, "--without", "update") as (_, url):
        done = shell.run("list.csv", "--base-url", url, WASP_API_TOKEN="any")
    assert done.status == 3
    assert "Update Customer" in done.out


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_help_lists_every_bad_day(shell: Any, columns: str) -> None:
    """The help names each fault and each shape with what it does, on any terminal."""
    done = shell.call("sandbox", "--help", COLUMNS=columns)
    words = set(done.out.split())
    assert done.status == 0
    assert words >= set(KINDS)
    assert words >= set(SHAPE_HELP)
    assert words >= set(VARIANTS)
    assert words >= set(CALLS)


def test_sandbox_can_compare_numbers_exactly(shell: Any) -> None:
    """`--exact-numbers` makes two customers of numbers that differ in case."""
    shell.make("a1,Ada,")
    with serving(shell, "--exact-numbers") as (_, url):
        shell.run("list.csv", "--base-url", url, WASP_API_TOKEN="any")
        shell.make("A1,Ada,")
        shell.run("list.csv", "--base-url", url, "--resend", WASP_API_TOKEN="any")
    store = Store(shell.state / "sandbox.sqlite")
    assert [each.number for each in store.customers()] == ["a1", "A1"]
    store.close()


def test_sandbox_keeps_its_data_where_it_is_told(shell: Any) -> None:
    """`--data` names the file, and `--reset` with it empties that one."""
    shell.make("1,Ada,")
    shell.run("list.csv", "--sandbox")
    other = shell.folder / "deep" / "other.sqlite"
    with serving(shell, "--data", str(other)) as (_, url):
        done = shell.run("list.csv", "--base-url", url, "--json", WASP_API_TOKEN="any")
        assert done.states == {"saved": 1}
    done = shell.call("sandbox", "--reset", "--data", other, "--state-dir", shell.state)
    assert done.out == f"The sandbox {other} is empty.\n"
    assert len(shell.arrived()) == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--shape", "round"), "The shape 'round' does not exist"),
        (("--variant", "odd"), "The variant 'odd' does not exist"),
        (("--variant", "records", "--variant", "mixed"), "exclude each other"),
        (("--fault", "flood"), "'flood' is not a fault"),
        (("--fault", "slow:x"), "takes seconds"),
        (("--without", "fly"), "The permission Fly Customer does not exist; take create"),
    ],
)
def test_bad_day_that_does_not_exist_is_refused(
    shell: Any, options: tuple[str, ...], said: str
) -> None:
    """What the sandbox cannot do is exit 2, and says what there is."""
    done = shell.call("sandbox", *options, "--state-dir", shell.state)
    assert (done.status, done.out) == (2, "")
    assert said in done.err


def test_taken_port_is_said(shell: Any) -> None:
    """A port in use is exit 2, with the remedy."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = shell.call("sandbox", "--port", port, "--state-dir", shell.state)
    assert (done.status, done.out) == (2, "")
    assert "The sandbox cannot start: " in done.err
    assert "--port" in done.err


@pytest.mark.parametrize("options", [(), ("--reset",)], ids=["serve", "reset"])
def test_file_that_is_not_a_sandbox_is_left_alone(shell: Any, options: tuple[str, ...]) -> None:
    """A file that is something else is neither served nor emptied."""
    mine = shell.file("mine.sqlite", "mine " * 99)
    done = shell.call("sandbox", "--data", mine, *options, "--state-dir", shell.state)
    assert (done.status, done.out) == (2, "")
    assert f"{mine} is not a data file of the sandbox. Name another." in done.err
    assert mine.read_text() == "mine " * 99


def test_sandbox_in_use_is_not_reset(shell: Any) -> None:
    """What a run under way knows is not taken away from it."""
    shell.make("1,Ada,")
    shell.run("list.csv", "--sandbox")
    held = open_ledger(ledger_of_sandbox(shell.state, shell.state / "sandbox.sqlite"))
    try:
        done = shell.call("sandbox", "--reset", "--state-dir", shell.state)
    finally:
        held.close()
    assert done.status == 2
    assert "Another run on this server is under way." in done.err
    assert len(shell.arrived()) == 1


def test_reset_of_nothing_is_not_an_error(shell: Any) -> None:
    """Without data, nothing is left to empty."""
    assert shell.call("sandbox", "--reset", "--state-dir", shell.state).status == 0
