"""Every command of the README and of the pages is one that the program takes.

Those in blocks run as well, page by page and in their order, at a desk that a reader could have: a
list, its mapping, an error report of an earlier run, a server to send to. What would not end, or is
shown with a part for the reader to fill in, is only read.
"""

import re
import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from shutil import copy, copytree
from typing import Any, NamedTuple

import pytest
import typer.main
from typer.testing import CliRunner

from customer_import.cli import app
from customer_import.sandbox import Sandbox

ROOT = Path(__file__).parent.parent.parent
MADE = "commands.md"
"""Has the forms of the commands, and is made from the program."""
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    ROOT / "sample_data" / "README.md",
    *(path for path in sorted((ROOT / "docs").glob("*.md")) if path.name != MADE),
]
PROGRAM = "customer-import"
BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
INLINE = re.compile(rf"`({PROGRAM} [^`]+)`")
SHELLS = ("", "sh", "bash", "console", "powershell")
OPEN = re.compile(r"…|\.\.\.|\b[A-Z]{3,}\b")
"""A part for the reader to fill in."""
ENDLESS = ("sandbox",)
"""Commands that end only with Ctrl-C."""
GOOD = (0, 1)
"""The exit statuses of what was started, and came to its end."""


class Shown(NamedTuple):
    """A command as a page shows it."""

    page: str
    text: str

    @property
    def arguments(self) -> list[str]:
        """What it is called with, without comments and redirections."""
        plain = re.split(r" +(?:#|>|\|) ", self.text)[0]
        return shlex.split(plain.replace("\\", "/"))[1:]

    @property
    def runs(self) -> bool:
        """Tell whether it ends, and is complete."""
        given = self.arguments
        return not OPEN.search(self.text) and (given[0] not in ENDLESS or "--reset" in given)


def in_blocks(path: Path) -> Iterator[Shown]:
    """Yield the commands in the code blocks of a page."""
    blocks = BLOCK.findall(path.read_text(encoding="utf-8"))
    for text in (text for language, text in blocks if language in SHELLS):
        for line in text.replace("\\\n", " ").splitlines():
            found = re.search(rf"(?:^|[ ;/\\]){PROGRAM} .*", line)
            if found and not re.search(r"install$|docker ", line[: found.start()]):
                yield Shown(path.name, found[0][found[0].index(PROGRAM) :])


def inline(path: Path) -> Iterator[Shown]:
    """Yield the commands in the sentences of a page."""
    text = BLOCK.sub("", path.read_text(encoding="utf-8"))
    for command in INLINE.findall(text):
        yield Shown(path.name, " ".join(command.split()))


READ = [
    shown
    for path in PAGES
    for shown in (*in_blocks(path), *inline(path))
    if "…" not in shown.text and "..." not in shown.text
]


def command_of(arguments: list[str]) -> tuple[Any, list[str]]:
    """Return the command that is called, and what is left of the arguments."""
    command: Any = typer.main.get_command(app)
    while arguments and arguments[0] in getattr(command, "commands", {}):
        command, arguments = command.commands[arguments[0]], arguments[1:]
    return command, arguments


@pytest.mark.parametrize("shown", READ, ids=lambda shown: f"{shown.page}: {shown.text}")
def test_the_program_takes_it(shown: Shown) -> None:
    """There is such a command, and it has these options, whatever is left to the reader."""
    done = CliRunner().invoke(app, [*shown.arguments, "--help"])
    assert done.exit_code == 0, done.stderr


@pytest.mark.parametrize("wrong", ["run --sandbag", "mapping improve", "importieren"])
def test_a_wrong_command_is_found(wrong: str) -> None:
    """What the program does not know is not taken, although only its help is asked for."""
    done = CliRunner().invoke(app, [*wrong.split(), "--help"])
    assert done.exit_code == 2


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Make a working folder with a list, its mapping and the report of an earlier run."""
    folder = tmp_path / "desk"
    copytree(ROOT / "sample_data", folder / "sample_data")
    for ending in ("csv", "yaml"):
        copy(
            folder / f"sample_data/customers-with-problems.{ending}", folder / f"customers.{ending}"
        )
    monkeypatch.chdir(folder)
    with Sandbox(tmp_path / "server.sqlite") as server:
        monkeypatch.setenv("WASP_BASE_URL", server.url)
        monkeypatch.setenv("WASP_API_TOKEN", "any")
        assert called(["run", "customers.csv"], tmp_path / "state").exit_code == 1
        yield folder


def called(arguments: list[str], state: Path) -> Any:
    """Call the program with a state folder of its own, where the command has one."""
    command, _ = command_of(arguments)
    has_state = any("--state-dir" in param.opts for param in command.params)
    given = [*arguments, *(("--state-dir", str(state)) if has_state else ())]
    return CliRunner().invoke(app, given, env={"COLUMNS": "80"}, catch_exceptions=False)


def make_room(arguments: list[str]) -> None:
    """Take away what the command is to write, for an earlier command may have written it."""
    for option, path in pairwise(arguments):
        if option in ("-o", "--out", "--output"):
            Path(path).unlink(missing_ok=True)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_commands_of_a_page_run(path: Path, desk: Path) -> None:
    """Each command of a page comes to its end; none is refused."""
    refused = []
    for shown in in_blocks(path):
        if shown.runs:
            make_room(shown.arguments)
            done = called(shown.arguments, desk.parent / "state")
            if done.exit_code not in GOOD:
                refused.append((shown.text, done.exit_code, done.stderr[-500:]))
    assert refused == []
