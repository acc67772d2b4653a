"""The commands that go on from a run, as a person types them."""

import os
import shlex
from dataclasses import dataclass
from pathlib import Path

from customer_import.cli.servers.key_store import NamedAddress
from customer_import.mapping.find import mapping_paths
from customer_import.mapping.load import AUTOMATIC
from customer_import.table import list_name

SANDBOX = "sandbox ("
"""How the name of a sandbox begins."""


@dataclass(frozen=True, slots=True)
class NextCommand:
    """What the commands that go on from a run have to name.

    Attributes:
        mapping: the name of the mapping the run used.
        target: where it sent to.
        base_url: the server, if an option names it.
        state_dir: the state directory, if an option names it.
        only: which rows alone are sent, if an option says so.
        verb: the command that takes a report on: `run` or `plan`.
    """

    mapping: str
    target: str
    base_url: str | None
    state_dir: Path | None
    only: str | None = None
    verb: str = "run"

    def run(self, report: Path) -> str:
        """Return the command that runs an error report with the mapping of its list."""
        named = () if self._leads_back(report) else ("-m", self.mapping)
        # A name that begins with a dash would be an option.
        name = f"./{report}" if str(report).startswith("-") else str(report)
        only = ("--only", self.only) if self.only else ()
        return typed(self.verb, name, *named, *only, *self._server(), *self._state())

    def dry_run(self, path: Path) -> str:
        """Return the command that checks a list which finds its own mapping, and sends nothing."""
        return typed("run", str(path), "--dry-run", *self._server(), *self._state())

    def plan(self, file: str) -> str:
        """Return the command that plans a list, with the mapping that its run named."""
        named = ("-m", self.mapping) if self.mapping else ()
        return typed("plan", file, *named, *self._server(), *self._state())

    def settle(self, run: str) -> str:
        """Return the command that looks the unknown rows of a run up."""
        return typed("settle", run, *self._server(), *self._state())

    def errors(self, run: str) -> str:
        """Return the command that writes the error report of a run once more."""
        return f"{typed('errors', run)} -o PATH{_joined(self._state())}"

    def history(self, run: str) -> str:
        """Return the command that shows a run once more."""
        return f"{typed('history', run)}{_joined(self._state())}"

    def _leads_back(self, report: Path) -> bool:
        """Tell whether a report finds the mapping by its own name."""
        if self.mapping == AUTOMATIC:
            return True
        found = next((path for path in mapping_paths(report, Path.cwd()) if path.is_file()), None)
        return found is not None and found.resolve() == Path(self.mapping).resolve()

    def _server(self) -> tuple[str, ...]:
        if self.target.startswith(SANDBOX):
            return ("--sandbox",)
        if isinstance(self.base_url, NamedAddress):
            return ("--server", self.base_url.name)
        known = self.base_url in (None, os.environ.get("WASP_BASE_URL"))
        return () if known else ("--base-url", self.base_url or "")

    def _state(self) -> tuple[str, ...]:
        return ("--state-dir", str(self.state_dir)) if self.state_dir else ()


def applying(run: str, state_dir: Path | None) -> str:
    """Return the command that applies a plan."""
    return typed("apply", run, *(("--state-dir", str(state_dir)) if state_dir else ()))


def undoing(run: str, state_dir: Path | None) -> str:
    """Return the command that puts back the old values of what a plan updated."""
    return typed("undo", run, *(("--state-dir", str(state_dir)) if state_dir else ()))


def suggesting(file: str, list_path: Path) -> str:
    """Return the command that saves a suggestion where `run` looks for the mapping of a list.

    Args:
        file: the list, as given.
        list_path: the path that its reports are named after.
    """
    name = str(list_path.with_name(f"{list_name(list_path)}.yaml"))
    return typed("mapping", "suggest", file, "-o", name)


def typed(*words: str) -> str:
    """Return a command as a person types it."""
    return f"customer-import{_joined(words)}"


def _joined(words: tuple[str, ...]) -> str:
    return "".join(f" {quoted(word)}" for word in words)


def quoted(word: str, *, windows: bool = os.name == "nt") -> str:
    """Quote a word for the shell; on Windows with double quotes, which no name there holds."""
    if not windows:
        return shlex.quote(word) if word.isprintable() else _escaped(word)
    return f'"{word}"' if set(word) - _PLAIN else word


def _escaped(word: str) -> str:
    """Quote a word that cannot be printed, such as a path that is not UTF-8, for bash and zsh."""
    plain = _PLAIN - {"\\"}
    signs = (chr(byte) if chr(byte) in plain else f"\\x{byte:02x}" for byte in os.fsencode(word))
    return f"$'{''.join(signs)}'"


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/\\:")
