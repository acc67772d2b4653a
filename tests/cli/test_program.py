import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from customer_import import __version__

PROGRAM = [sys.executable, "-m", "customer_import"]
OPTIONS = [
    "--mapping",
    "-m",
    "--dry-run",
    "--sandbox",
    "--base-url",
    "--yes",
    "--strict",
    "--errors",
    "--results",
    "--json",
    "--quiet",
    "--show",
    "--sheet",
    "--header-row",
    "--encoding",
    "--delimiter",
    "--limit",
    "--resend",
    "--resend-unknown",
    "--concurrency",
    "--chunk-size",
    "--timeout",
    "--patience",
    "--state-dir",
]
LONGEST = 30.0
"""Seconds after which a program that should have ended has failed."""


def program(shell: Any, *args: str | Path, **options: Any) -> "subprocess.CompletedProcess[str]":
    """Run the program as a program."""
    env = {**os.environ, "COLUMNS": "80", **options.pop("env", {})}
    return subprocess.run(
        [*PROGRAM, *args],
        cwd=shell.folder,
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
        timeout=LONGEST,
        env=env,
        **options,
    )


def test_version_is_that_of_the_package(shell: Any) -> None:
    """`--version` prints the version and ends."""
    assert shell.call("--version").out == f"customer-import {__version__}\n"


def test_help_names_every_option_of_a_run(shell: Any) -> None:
    """The help of `run` names the options of the contract, and none for the token."""
    out = shell.call("run", "-h", COLUMNS="200").out
    assert [option for option in OPTIONS if f"{option} " not in out] == []
    assert "--token" not in out


@pytest.mark.parametrize("command", [(), ("run",), ("history",), ("mapping", "check")])
def test_help_is_for_people(shell: Any, command: tuple[str, ...]) -> None:
    """No type is shown beside an option without a value, and no brackets are doubled."""
    out = shell.call(*command, "--help", COLUMNS="80").out
    assert "<bool>" not in out
    assert "[[" not in out


def test_help_wraps_at_words(shell: Any) -> None:
    """A paragraph fills its lines, whatever line breaks its source has."""
    out = shell.call("history", "--help", COLUMNS="200").out
    assert (
        "from what is still known of the run; `--results PATH` writes the CSV of every row." in out
    )


def test_nothing_asked_shows_the_help(shell: Any) -> None:
    """Without a command the program says what it can do, as usage that started nothing."""
    done = shell.call()
    assert done.status == 2
    assert "Import customer lists" in done.out + done.err


def test_program_ends_with_the_status_of_the_run(shell: Any) -> None:
    """The status of the process is that of the run."""
    shell.make("1,Ada,bad")
    assert (
        program(shell, "run", "list.csv", "--dry-run", "--state-dir", shell.state).returncode == 1
    )


@pytest.mark.parametrize(
    ("encoding", "options", "shown"),
    [("ascii", (), r"\xe9\u6f22"), ("cp1252", ("--json",), r"\u00e9\u6f22")],
)
def test_any_text_goes_through_any_code_page(
    shell: Any, encoding: str, options: tuple[str, ...], shown: str
) -> None:
    """What a pipe's code page lacks is shown as an escape, in tables as in JSON."""
    shell.make("é漢,Ada,", "é漢,Bo,")
    args = ("run", "list.csv", "--dry-run", *options, "--state-dir", shell.state)
    done = program(shell, *args, env={"PYTHONIOENCODING": encoding})
    assert (done.returncode, shown in done.stdout) == (1, True)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere file names are text")
def test_file_name_that_is_not_text_is_imported(shell: Any) -> None:
    """A list whose name is not UTF-8 is imported, and its name is shown with escapes."""
    name = os.fsdecode(b"caf\xe9.csv")
    shell.file(name, "CustomerNumber,CustomerName\n1,Ada\n")
    done = program(shell, "run", name, "--sandbox", "--state-dir", shell.state)
    assert (done.returncode, "saved" in done.stdout) == (0, True)
    assert r"caf\xe9.csv" in done.stdout


@pytest.mark.skipif(os.name != "posix", reason="a closed descriptor is POSIX's")
def test_closed_input_is_an_empty_one(shell: Any) -> None:
    """A supervisor that closes standard input does not break a run."""
    shell.make("1,Ada,")
    command = ["sh", "-c", 'exec "$@" <&-', "sh", *PROGRAM]
    args = ["run", "list.csv", "--sandbox", "--state-dir", str(shell.state)]
    done = subprocess.run([*command, *args], cwd=shell.folder, capture_output=True, check=False)
    assert (done.returncode, b"mistake" in done.stderr) == (0, False)


ODD_INPUT = """
import io, runpy, sys

class Odd(io.RawIOBase):
    def readable(self):
        return True
    def readinto(self, buffer):
        return 1 // 0

sys.stdin = io.TextIOWrapper(io.BufferedReader(Odd()))
sys.argv = ["customer-import", "run", "-", "--dry-run"]
runpy.run_module("customer_import", run_name="__main__")
"""


def test_mistake_of_the_program_shows_no_traceback(shell: Any) -> None:
    """What nobody foresaw is said in two sentences with its place, and is exit 3."""
    done = subprocess.run(
        [sys.executable, "-c", ODD_INPUT],
        cwd=shell.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert re.match(
        r"This is a mistake in customer-import: ZeroDivisionError at \w+, line \d+", done.stderr
    )
    assert "Traceback" not in done.stderr


def test_interruption_while_reading_is_told_as_json(shell: Any) -> None:
    """Interrupted before anything was sent, `--json` prints its one object all the same."""
    shell.make(*(f"{number},Ada,a{number}@shop.example.com" for number in range(200_000)))
    command = [*PROGRAM, "run", "list.csv", "--sandbox", "--json"]
    program = subprocess.Popen(
        [*command, "--state-dir", shell.state],
        cwd=shell.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    ledger = shell.state / "ledgers"
    deadline = time.monotonic() + LONGEST
    while not list(ledger.glob("*.sqlite-wal")):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    program.send_signal(signal.SIGTERM)
    out, err = program.communicate(timeout=LONGEST)
    assert program.returncode == 130
    assert out.startswith('{"run": "", "file": "list.csv"')
    assert '"rows": 0' in out
    assert "Interrupted; nothing was sent." in err
    assert shell.arrived() == []
