import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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
