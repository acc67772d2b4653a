"""What becomes of the result where standard output ends, is full, or was never there."""

import subprocess
import sys
from typing import Any

import pytest

PROGRAM = [sys.executable, "-m", "customer_import"]
ROWS = ("1,Ada,ada@shop.example.com", "2,Bo,bo@shop.example.com")
FULL = "Standard output cannot be written: No space left on device."

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")


def piped(shell: Any, redirection: str, *args: str) -> "subprocess.CompletedProcess[str]":
    """Run a list with its output redirected by a shell."""
    shell.make(*ROWS)
    command = ["sh", "-c", f'exec "$@" {redirection}', "sh", *PROGRAM]
    state = ("--state-dir", str(shell.state))
    return subprocess.run(
        [*command, *args, *state], cwd=shell.folder, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("options", [(), ("--json",), ("--show", "all")])
def test_a_reader_that_goes_away_changes_nothing(shell: Any, options: tuple[str, ...]) -> None:
    """With `| head -1` the status is that of the run, and nothing is said against it."""
    shell.make(*ROWS)
    args = [*PROGRAM, "run", "list.csv", "--sandbox", "--state-dir", str(shell.state), *options]
    with subprocess.Popen(
        args, cwd=shell.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, "Error" in said, "mistake" in said) == (0, False, False)
    assert len(shell.arrived()) == 2


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_full_disk_is_reported_as_one(shell: Any, options: tuple[str, ...]) -> None:
    """The rows are saved, the status is not 0, and the message names the command to look."""
    done = piped(shell, ">/dev/full", "run", "list.csv", "--sandbox", *options)
    assert (done.returncode, "mistake" in done.stderr) == (1, False)
    assert FULL in done.stderr
    assert "customer-import history " in done.stderr
    assert len(shell.arrived()) == 2


def test_a_dry_run_on_a_full_disk_is_to_be_done_again(shell: Any) -> None:
    """Nothing is kept of a dry run, so its history is not named."""
    done = piped(shell, ">/dev/full", "run", "list.csv", "--dry-run")
    assert done.returncode == 1
    assert f"{FULL}\nFree some space, and run the same command again." in done.stderr


@pytest.mark.parametrize("command", [("history",), ("mapping", "suggest", "list.csv")])
def test_other_commands_report_a_full_disk_too(shell: Any, command: tuple[str, ...]) -> None:
    """What they print is lost, so the status is not 0."""
    shell.make(*ROWS)
    args = ["sh", "-c", 'exec "$@" >/dev/full', "sh", *PROGRAM, *command]
    done = subprocess.run(args, cwd=shell.folder, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.endswith(f"Error: {FULL} Free some space, or print elsewhere.\n")


@pytest.mark.parametrize("redirection", ["2>/dev/full", "2>&-", ">&-", ">&- 2>&-"])
def test_lost_messages_end_nothing(shell: Any, redirection: str) -> None:
    """A stream that is closed, or messages that nobody can get, do not change the status."""
    done = piped(shell, redirection, "run", "list.csv", "--sandbox")
    assert done.returncode == 0
    assert len(shell.arrived()) == 2


@pytest.mark.parametrize("option", ["--results", "--report"])
def test_a_report_that_is_lost_is_not_a_success(shell: Any, option: str) -> None:
    """All rows are saved, but a script that counts on the report learns of it by the status."""
    shell.make(*ROWS)
    # No temporary file beside it can have a longer name.
    name = f"{'x' * 245}.{'csv' if option == '--results' else 'html'}"
    done = shell.run("list.csv", "--sandbox", "--json", option, name)
    assert (done.status, done.states) == (1, {"saved": 2})
    assert f"{name} cannot be written: File name too long." in done.err
