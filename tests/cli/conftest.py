import json
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import pytest
from typer.testing import CliRunner

from customer_import.cli import app
from customer_import.sandbox import Sandbox, Settings, Store, parse_fault

TOKEN = "a-token"
MAPPING = """\
version: 1
fields:
  CustomerNumber: Id
  CustomerName: Name
  CustomerEmail: Email
"""
HEADER = "Id,Name,Email"


class Done(NamedTuple):
    """What the program said and how it ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return its standard output, which must be one JSON object."""
        assert self.out, self.err
        return json.loads(self.out)

    @property
    def states(self) -> dict[str, int]:
        """Return the states that have rows, as the JSON object counts them."""
        names = ("saved", "failed", "invalid", "unknown", "skipped", "held", "pending")
        return {name: self.json[name] for name in names if self.json[name]}


@dataclass(frozen=True, slots=True)
class Shell:
    """A working folder with a state folder in it, and the program to run there.

    Attributes:
        folder: the working folder.
        state: the state folder, given to every run.
        env: what the environment holds beside what it always does.
    """

    folder: Path
    state: Path
    env: dict[str, str] = field(default_factory=dict)

    def file(self, name: str, content: str | bytes) -> Path:
        """Write a file."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def make(self, *rows: str, header: str = HEADER, mapping: str = MAPPING) -> Path:
        """Write `list.csv`, and its mapping beside it."""
        self.file("list.yaml", mapping)
        return self.file("list.csv", "\n".join([header, *rows, ""]))

    def call(self, *args: str | Path, stdin: bytes = b"", **env: str) -> Done:
        """Call the program."""
        given = {"COLUMNS": "80", "NO_COLOR": "1", **self.env, **env}
        result = CliRunner().invoke(
            app, list(map(str, args)), input=stdin, env=given, catch_exceptions=False
        )
        return Done(result.exit_code, result.stdout, result.stderr)

    def run(self, *args: str | Path, stdin: bytes = b"", **env: str) -> Done:
        """Call `run` with the state folder."""
        return self.call("run", *args, "--state-dir", self.state, stdin=stdin, **env)

    def arrived(self) -> list[dict[str, Any]]:
        """Return what the sandbox of `--sandbox` carried out, in order."""
        path = self.state / "sandbox.sqlite"
        if not path.exists():
            return []
        store = Store(path)
        try:
            return [event.payload for event in store.events()]
        finally:
            store.close()


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Make a working folder with nothing in it; the environment has neither server nor token."""
    for name in [name for name in os.environ if name.startswith("WASP_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "desk"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return Shell(folder, tmp_path / "state")


Serve = Callable[..., Sandbox]


@pytest.fixture
def serve(tmp_path: Path, shell: Shell) -> Iterator[Serve]:
    """Start a server over one data file and make it the one that runs send to.

    One that was started before is stopped. It takes faults and what else `Settings` has.
    """
    with ExitStack() as stack:

        def start(*faults: str, **settings: Any) -> Sandbox:
            stack.close()
            settings = {"token": TOKEN, **settings}
            given = Settings(faults=tuple(map(parse_fault, faults)), **settings)
            sandbox = stack.enter_context(Sandbox(tmp_path / "server.sqlite", given))
            shell.env.update(WASP_BASE_URL=sandbox.url, WASP_API_TOKEN=TOKEN)
            return sandbox

        yield start


@dataclass(slots=True)
class Recorder:
    """A server that takes everything and writes the bodies down."""

    url: str = ""
    bodies: list[tuple[str, Any]] = field(default_factory=list)

    def answer(self, path: str, body: bytes) -> bytes:
        """Write a body down, and return the answer that takes each of its records."""
        sent = json.loads(body)
        self.bodies.append((path.removeprefix("/public-api/"), sent))
        count = len(sent["Data"] if isinstance(sent, dict) else sent)
        taken = {"ResultCode": 0, "Message": "", "HttpStatusCode": 200, "FieldName": None}
        totals = {"SuccessfullResults": count, "TotalResults": count, "ErrorCount": 0}
        data = {"ResultList": [taken] * count, **totals}
        return json.dumps({"Data": data, "Messages": [], "HasError": False}).encode()

    @property
    def customers(self) -> list[dict[str, Any]]:
        """Return the bodies that saved customers."""
        return [body for path, body in self.bodies if path == "customers/save"]

    @property
    def addresses(self) -> list[list[dict[str, Any]]]:
        """Return the bodies that saved addresses."""
        return [body for path, body in self.bodies if path == "addresses/customer/save"]


@pytest.fixture
def recorder(shell: Shell) -> Iterator[Recorder]:
    """Start a recorder that runs send to."""
    found = Recorder()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = found.answer(self.path, body)
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.url = f"http://127.0.0.1:{server.server_port}"
        shell.env.update(WASP_BASE_URL=found.url, WASP_API_TOKEN=TOKEN)
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield found
        server.shutdown()
        thread.join()


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
        self._answered = 0

    @property
    def said(self) -> str:
        """Return what it has said, without colours and movements."""
        return _words(self._said)

    @property
    def new(self) -> str:
        """Return what it has said since it got an answer."""
        return _words(self._said[self._answered :])

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
        while self._has("ECHO"):
            time.sleep(0.02)

    def expect_new(self, *texts: str) -> None:
        """Wait until it says these texts after the last answer."""
        deadline = time.monotonic() + LONGEST
        while not all(text in self.new for text in texts):
            assert time.monotonic() < deadline, self.said
            assert self._read(0.2), self.said

    def asks(self, *texts: str) -> None:
        """Wait until it says these texts after the last answer, and then listens to each key."""
        self.expect_new(*texts)
        while self._has("ICANON"):
            time.sleep(0.02)

    def _has(self, flag: str) -> bool:
        """Tell whether a flag of the terminal is set."""
        termios: Any = import_module("termios")
        return bool(termios.tcgetattr(self._master)[3] & getattr(termios, flag))

    def answer(self, text: str) -> None:
        """Type something."""
        self._answered = len(self._said)
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


def _words(said: bytes) -> str:
    # A character may have come in half.
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", said.decode(errors="replace"))
    return " ".join(text.split())


@pytest.fixture
def terminal(shell: Shell) -> Callable[..., AbstractContextManager[Terminal]]:
    """Call the program at a terminal of its own."""
    if sys.platform == "win32":
        pytest.skip("Windows has no pseudo-terminals")
    return partial(_terminal, shell)


@contextmanager
def _terminal(
    shell: Shell, *args: str, columns: int = 80, command: str = "run", **env: str
) -> Iterator[Terminal]:
    """Call a command at a terminal; `run` is the usual one."""
    # Imported here because Windows does not have them.
    pty: Any = import_module("pty")
    termios: Any = import_module("termios")
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (40, columns))
    given = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "CI"}}
    words = [*command.split(), *args]
    words += ["--state-dir", str(shell.state)] if command == "run" else []
    program = subprocess.Popen(
        [sys.executable, "-c", AT_A_TERMINAL, *words],
        cwd=shell.folder,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        env={**given, "TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1", **shell.env, **env},
    )
    os.close(slave)
    try:
        yield Terminal(program, master)
    finally:
        program.kill()
        program.wait()
        os.close(master)
