import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo-terminals", allow_module_level=True)

import pty
import termios

from customer_import.customer import Customer, kinds

TOKEN = "a-token"
AT_A_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execv(sys.executable, [sys.executable, '-m', 'customer_import', *sys.argv[1:]])"
)
LONGEST = 60.0
"""Seconds after which a program that says nothing more has failed."""


class Terminal:
    """The program at a terminal of its own."""

    def __init__(self, program: "subprocess.Popen[bytes]", master: int) -> None:
        self.program = program
        self._master = master
        self._said = b""

    @property
    def said(self) -> str:
        """Return what it has said, without colours and movements."""
        text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self._said.decode())
        return " ".join(text.split())

    @property
    def raw(self) -> bytes:
        """Return what it has said, as it came."""
        return self._said

    def hang_up(self) -> None:
        """Close the terminal's window."""
        # The number stays taken, since it is closed once more in the end.
        nowhere = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nowhere, self._master)
        os.close(nowhere)

    def expect(self, text: str) -> None:
        """Wait until it says something."""
        deadline = time.monotonic() + LONGEST
        while text not in self.said:
            assert time.monotonic() < deadline, self.said
            assert self._read(0.2), self.said

    def hide(self, text: str) -> None:
        """Wait until it says something, and then hides what is typed."""
        self.expect(text)
        while termios.tcgetattr(self._master)[3] & termios.ECHO:
            time.sleep(0.02)

    def answer(self, text: str) -> None:
        """Type something."""
        os.write(self._master, text.encode())

    def insist(self, key: str) -> None:
        """Press a key until it is heard: Python may miss one just before it begins to wait."""
        for _ in range(5):
            before = len(self._said)
            self.answer(key)
            pause = time.monotonic() + 2
            while time.monotonic() < pause and self._read(0.1):
                if b"nterrupted" in self._said[before:]:
                    return
            if self.program.poll() is not None:
                return

    def end(self) -> int:
        """Return its exit status, once it has ended."""
        deadline = time.monotonic() + LONGEST
        while self._read(0.2) and time.monotonic() < deadline:
            pass
        return self.program.wait(LONGEST)

    def _read(self, seconds: float) -> bool:
        """Take what it says meanwhile, and tell whether there may be more."""
        if not select.select([self._master], [], [], seconds)[0]:
            return self.program.poll() is None
        try:
            more = os.read(self._master, 65536)
        except OSError:  # its end of the terminal is closed
            return False
        self._said += more
        return bool(more)


@contextmanager
def terminal(shell: Any, *args: str, columns: int = 80, **env: str) -> Iterator[Terminal]:
    """Run a list at a terminal."""
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (40, columns))
    given = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "CI"}}
    command = [sys.executable, "-c", AT_A_TERMINAL, "run", *args, "--state-dir", shell.state]
    program = subprocess.Popen(
        command,
        cwd=shell.folder,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        env={**given, "TERM": "xterm-256color", **shell.env, **env},
    )
    os.close(slave)
    try:
        yield Terminal(program, master)
    finally:
        program.kill()
        program.wait()
        os.close(master)


def test_yes_at_the_terminal_sends(shell: Any, serve: Any) -> None:
    """The question names rows, server and overwritten fields; a yes sends."""
    server = serve()
    shell.make("1,Ada,ada@shop.example.com", "2,Bo,")
    with terminal(shell, "list.csv") as at:
        at.expect("Send? [y/N]:")
        assert f"2 rows go to {server.url}:" in at.said
        assert "- create or update up to 2 customers by their numbers." in at.said
        assert "is overwritten in: CustomerEmail, CustomerName." in " ".join(at.said.split())
        assert "numbered by the server" not in at.said
        assert all(field in at.said for field in ("CustomerName", "CustomerEmail"))
        assert server.store.events() == []
        at.answer("y\n")
        assert at.end() == 0
    assert len(server.store.events()) == 2


CREATED = """\
version: 1
fields:
  IsAutogeneratedCustomerNumber: {column: Auto, type: boolean}
  CustomerNumber: Id
  CustomerName: Name
"""


@pytest.mark.parametrize("is_risky", [False, True])
def test_the_question_says_what_happens_to_whom(
    shell: Any,
    serve: Any,
    is_risky: bool,  # noqa: FBT001 - a case
) -> None:
    """New customers, customers with these numbers, and what sending again risks are named."""
    serve()
    shell.make("yes,,Ada", "yes,,Bo", "no,7,Cy", header="Auto,Id,Name", mapping=CREATED)
    options = ("--resend-unknown",) if is_risky else ()
    with terminal(shell, "list.csv", *options) as at:
        at.expect("Send? [y/N]:")
        said = " ".join(at.said.split())
        assert "- create up to 2 customers, numbered by the server;" in said
        assert "- create or update up to 1 customer by their numbers." in said
        assert "is overwritten in: CustomerName." in said
        assert ("rows without a number create second customers" in said) is is_risky


def test_only_update_is_asked_about_as_what_it_is(shell: Any, serve: Any) -> None:
    """Where nobody can be created, the question does not speak of it."""
    serve()
    shell.make("7,Ada,")
    with terminal(shell, "list.csv", "--only", "update") as at:
        at.expect("Send? [y/N]:")
        said = " ".join(at.said.split())
        assert "- update up to 1 customer by their numbers." in said
        assert "A number that the server does not know is refused, and creates nobody." in said
        assert "create or update" not in said


def test_the_question_shows_the_words_that_depend_on_a_guess(shell: Any, serve: Any) -> None:
    """An encoding that was guessed is seen before anything is sent."""
    server = serve()
    shell.make()
    shell.file("list.csv", "Id,Name,Email\n1,Hélène,\n2,Noël,\n".encode("cp1252"))
    with terminal(shell, "list.csv") as at:
        at.expect("Send? [y/N]:")
        assert "Read as cp1252: Hélène, Noël. If they look wrong, use --encoding." in at.said
        at.answer("n\n")
        assert at.end() == 2
    assert server.store.events() == []


@pytest.mark.parametrize("answer", ["n\n", "\n"], ids=["no", "nothing"])
def test_no_at_the_terminal_sends_nothing(shell: Any, serve: Any, answer: str) -> None:
    """Anything but a yes sends nothing, is exit 2, and leaves nothing behind."""
    server = serve()
    shell.make("1,Ada,ada@shop.example.com")
    with terminal(shell, "list.csv") as at:
        at.expect("Send? [y/N]:")
        assert "1 row goes to" in at.said
        at.answer(answer)
        assert at.end() == 2
        assert "Nothing was sent." in at.said
    assert server.store.events() == []
    assert b"ada@shop" not in ledgers(shell.state)


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_no_answer_at_the_terminal_sends_nothing(shell: Any, serve: Any, key: str) -> None:
    """Ctrl-C at the question stops at once, as does Ctrl-D: exit 130, and nothing is left."""
    server = serve()
    shell.make("1,Ada,ada@shop.example.com")
    with terminal(shell, "list.csv") as at:
        at.expect("Send? [y/N]:")
        at.insist(key)
        assert at.end() == 130
        assert "Interrupted; nothing was sent." in at.said
    assert server.store.events() == []
    assert b"ada@shop" not in ledgers(shell.state)


def ledgers(state: Path) -> bytes:
    """Return all that the ledgers hold."""
    return b"".join(path.read_bytes() for path in (state / "ledgers").iterdir())


def test_yes_option_is_not_asked(shell: Any, serve: Any) -> None:
    """With `--yes` no question is asked."""
    server = serve()
    shell.make("1,Ada,")
    with terminal(shell, "list.csv", "--yes") as at:
        assert at.end() == 0
        assert "Send?" not in at.said
    assert len(server.store.events()) == 1


def test_sandbox_is_not_asked_about(shell: Any) -> None:
    """Nothing leaves the machine, so nothing is asked."""
    shell.make("1,Ada,")
    with terminal(shell, "list.csv", "--sandbox") as at:
        assert at.end() == 0
        assert "Send?" not in at.said
    assert len(shell.arrived()) == 1


def test_guesses_are_asked_about_even_for_the_sandbox(shell: Any) -> None:
    """What was guessed is sent after a yes at the terminal."""
    shell.file("new.csv", "CustomerNumber,E-Mail\n1,ada@shop.example.com\n")
    with terminal(shell, "new.csv", "--sandbox") as at:
        at.expect("Send? [y/N]:")
        assert "Guessed, please check: CustomerEmail: E-Mail." in at.said
        at.answer("y\n")
        assert at.end() == 0
    assert len(shell.arrived()) == 1


def test_all_overwritten_fields_are_named(shell: Any, serve: Any) -> None:
    """The question is never cut short, however many fields it names."""
    serve()
    flat = [name for name, kind in kinds(Customer).items() if kind == "text"][1:]
    fields = "".join(f"  {name}: {{value: a@shop.example.com}}\n" for name in flat)
    shell.make("1", header="Id", mapping=f"version: 1\nfields:\n  CustomerNumber: Id\n{fields}")
    with terminal(shell, "list.csv") as at:
        at.expect("Send? [y/N]:")
        assert all(name in at.said for name in flat)


def test_missing_token_is_asked_for_and_not_shown(shell: Any, serve: Any) -> None:
    """Where no token is set the terminal asks for it, hidden."""
    server = serve()
    shell.make("1,Ada,")
    with terminal(shell, "list.csv", "--yes", WASP_API_TOKEN="") as at:
        at.hide("API token:")
        at.answer(f"{TOKEN}\n")
        assert at.end() == 0
        assert TOKEN not in at.said
    assert len(server.store.events()) == 1


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_no_token_at_the_terminal_starts_nothing(shell: Any, serve: Any, key: str) -> None:
    """Ctrl-C and Ctrl-D where a token is asked for end the program: exit 130."""
    serve()
    shell.make("1,Ada,")
    with terminal(shell, "list.csv", WASP_API_TOKEN="") as at:
        at.hide("API token:")
        at.insist(key)
        assert at.end() == 130


def test_progress_is_shown_at_a_terminal(shell: Any, serve: Any) -> None:
    """At a terminal a bar says what is read and sent, and why nothing is sent meanwhile."""
    serve("429:1@2", "slow:0.3@3")
    shell.make(*(f"{number},Ada," for number in range(1, 12)), "12,Bo,bad")
    with terminal(shell, "list.csv", "--yes", "--chunk-size", "2", "--concurrency", "1") as at:
        at.expect("Waiting")
        at.expect("Sending:")
        assert at.end() == 1
        assert "saved" in at.said


def test_quiet_shows_no_progress(shell: Any, serve: Any) -> None:
    """With `--quiet` there is no bar, even at a terminal."""
    serve("429:1@2")
    shell.make("1,Ada,", "2,Bo,")
    with terminal(shell, "list.csv", "--yes", "--quiet") as at:
        assert at.end() == 0
        assert "Waiting" not in at.said


def test_interruption_finishes_what_is_in_flight(shell: Any, serve: Any) -> None:
    """Ctrl-C once waits for the answer of what is in flight, keeps the rest, and is exit 130."""
    server = serve("slow:1@2")
    shell.make(*(f"{number},Ada," for number in range(1, 8)))
    options = ("--yes", "--json", "--chunk-size", "2", "--concurrency", "1")
    with terminal(shell, "list.csv", *options) as at:
        at.expect("1 saved")
        wait_for_requests(server, 2)
        at.answer("\x03")
        assert at.end() == 130
        assert "Finishing the requests already sent" in at.said
        assert '"saved": 3' in at.said
        assert '"pending": 4' in at.said
    assert len(server.store.events()) == 3


def test_second_interruption_stops_at_once(shell: Any, serve: Any) -> None:
    """Ctrl-C twice does not wait for anything; the same command goes on afterwards."""
    server = serve("slow:50@2")
    shell.make("1,Ada,", "2,Bo,")
    with terminal(shell, "list.csv", "--yes") as at:
        wait_for_requests(server, 2)
        started = time.monotonic()
        at.answer("\x03")
        at.expect("Press Ctrl-C again")
        at.answer("\x03")
        assert at.end() == 130
        assert "Stopped at once. The same command goes on" in at.said
        assert b"\x1b[?25hStopped at once" in at.raw
        assert time.monotonic() - started < 45
    serve()
    assert shell.run("list.csv", "--json").states == {"saved": 1, "skipped": 1}


def test_a_closed_terminal_finishes_what_is_in_flight(shell: Any, serve: Any) -> None:
    """A window that is closed, or an ssh that is lost, waits like Ctrl-C and loses no row."""
    server = serve("slow:1@2")
    shell.make(*(f"{number},Ada," for number in range(1, 8)))
    options = ("--yes", "--results", "r.csv", "--chunk-size", "2", "--concurrency", "1")
    with terminal(shell, "list.csv", *options) as at:
        at.expect("1 saved")
        wait_for_requests(server, 2)
        at.hang_up()
        assert at.program.wait(LONGEST) == 130
    assert len(server.store.requests()) == 2
    assert (shell.folder / "r.csv").read_text().count(",saved,") == 3
    serve()
    assert shell.run("list.csv", "--json").states == {"saved": 4, "skipped": 3}


def wait_for_requests(server: Any, count: int) -> None:
    """Wait until so many requests have arrived."""
    deadline = time.monotonic() + LONGEST
    while len(server.store.requests()) < count:
        assert time.monotonic() < deadline
        time.sleep(0.02)
