import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("Windows has no named pipes in folders", allow_module_level=True)

LIST = b"Id,Name,Email\n1,Ada,\n2,Bo,no address\n"


@pytest.fixture
def fifo(shell: Any) -> Path:
    """Make a named pipe, with a mapping for what is piped in."""
    shell.make()
    (shell.folder / "list.yaml").rename(shell.folder / "stdin.yaml")
    path = Path(shell.folder, "pipe")
    os.mkfifo(path)
    return path


def write(path: Path, content: bytes) -> threading.Thread:
    """Write to a pipe, once somebody reads it."""
    thread = threading.Thread(target=lambda: path.write_bytes(content))
    thread.start()
    return thread


@pytest.mark.parametrize(
    "command", [("run", "--sandbox", "--yes", "--json"), ("run", "--dry-run", "--json")]
)
def test_a_pipe_is_taken_like_standard_input(
    command: tuple[str, ...], shell: Any, fifo: Path
) -> None:
    """All of it is read, once, and its reports are named as those of `-` are."""
    thread = write(fifo, LIST)
    name, *options = command
    done = shell.call(name, "pipe", *options, "--state-dir", shell.state)
    thread.join()
    assert (done.status, done.json["file"], done.json["rows"]) == (1, "pipe", 2)
    assert done.json["mapping"] == "stdin.yaml"
    assert Path(done.json["errors_file"]).name == "stdin.errors.csv"
    assert fifo.is_fifo()


@pytest.mark.parametrize("command", ["preview", "mapping check", "mapping suggest"])
def test_every_command_takes_a_pipe(command: str, shell: Any, fifo: Path) -> None:
    """What reads a list reads it from a pipe too."""
    thread = write(fifo, LIST)
    given = ("stdin.yaml", "pipe") if command == "mapping check" else ("pipe",)
    done = shell.call(*command.split(), *given)
    thread.join()
    assert done.status in (0, 1)
    assert "Name" in done.out or "pipe" in done.out


def test_an_empty_device_is_an_empty_list(shell: Any) -> None:
    """A device that brings nothing is told by its name."""
    done = shell.run("/dev/null", "--dry-run")
    assert done.status == 2
    assert "is empty" in done.err


@pytest.mark.parametrize("name", ["pipe", "-"])
def test_a_request_to_stop_ends_the_wait_for_a_list(name: str, shell: Any, fifo: Path) -> None:
    """A pipe to which nobody writes does not keep the program from ending."""
    command = [sys.executable, "-m", "customer_import", "run", name, "--dry-run"]
    waiting = os.open(fifo, os.O_RDWR)
    with subprocess.Popen(
        command, cwd=shell.folder, stdin=waiting, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        wait_until_ready(program.pid)
        program.send_signal(signal.SIGTERM)
        out, err = program.communicate(timeout=30)
    os.close(waiting)
    assert (program.returncode, out) == (130, b"")
    assert b"Interrupted; nothing was sent." in err


def wait_until_ready(pid: int) -> None:
    """Wait until a program catches SIGTERM, and a little for it to read; it says nothing."""
    status, deadline = Path(f"/proc/{pid}/status"), time.monotonic() + 30
    while status.exists() and time.monotonic() < deadline:
        (caught,) = re.findall(r"SigCgt:\s*(\w+)", status.read_text())
        if int(caught, 16) >> (signal.SIGTERM - 1) & 1:
            time.sleep(0.5)
            return
        time.sleep(0.05)
    time.sleep(8)
