"""Servers that a person gave a name; their addresses are in the configuration folder."""

import re
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import orjson
import platformdirs

from customer_import.api.server_url import server_url
from customer_import.cli.next_command import typed
from customer_import.cli.servers.key_store import KeyStore, NamedAddress, SystemKeyStore
from customer_import.errors import SettingError
from customer_import.mapping.explain import nearest

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


@dataclass(frozen=True, slots=True)
class NamedServers:
    """The servers that were added.

    Attributes:
        path: of the file with their addresses.
        keys: keeps their tokens.
    """

    path: Path
    keys: KeyStore

    def all(self) -> Mapping[str, str]:
        """Return the addresses by name.

        Raises:
            SettingError: the file cannot be read.
        """
        try:
            found = orjson.loads(self.path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, orjson.JSONDecodeError) as error:
            raise self._damaged(str(error)) from error
        servers = found.get("servers") if isinstance(found, dict) else None
        if not isinstance(servers, dict):
            raise self._damaged("it has no servers in it")
        return {str(name): str(url) for name, url in servers.items()}

    def address(self, name: str) -> NamedAddress:
        """Return the address of a server.

        Raises:
            SettingError: it was not added, or the file cannot be read.
        """
        known = self.all()
        if name not in known:
            near = nearest(name, list(known))
            listed = "`customer-import server list` lists those that are"
            hint = f"Did you mean {near}? Or add it" if near else f"{listed}. Or add it"
            add = typed("server", "add", name, "URL")
            raise SettingError(f"The server “{name}” is not known.", f"{hint}:\n{add}")
        return NamedAddress.made(server_url(known[name]), name, self.keys)

    def named(self, url: str) -> NamedAddress | None:
        """Return an address with the name under which it was added; None if it was not."""
        with suppress(SettingError):
            found = next((name for name, known in self.all().items() if known == url), None)
            return self.address(found) if found else None
        return None

    def check_new(self, name: str, url: str) -> None:
        """Check that a server can be added under a name.

        Raises:
            SettingError: the name is taken by another address, or cannot be a name.
        """
        if not _NAME.fullmatch(name):
            message = f"“{name}” cannot be the name of a server."
            raise SettingError(message, "Use letters, digits, dots, - and _, as in prod.")
        taken = self.all().get(name)
        if taken not in (None, url):
            remove = typed("server", "remove", name)
            raise SettingError(
                f"The server {name} was added already, with the address {taken}.",
                f"Choose another name, or remove it first:\n{remove}",
            )

    def add(self, name: str, url: str) -> None:
        """Note the address of a server.

        Raises:
            SettingError: the file cannot be written.
        """
        self._write({**self.all(), name: url})

    def remove(self, name: str) -> None:
        """Forget the address of a server.

        Raises:
            SettingError: it was not added, or the file cannot be written.
        """
        self.address(name)
        self._write({other: url for other, url in self.all().items() if other != name})

    def _write(self, servers: Mapping[str, str]) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.NamedTemporaryFile(dir=self.path.parent, delete=False) as file:
                file.write(orjson.dumps({"servers": dict(servers)}, option=orjson.OPT_INDENT_2))
            Path(file.name).replace(self.path)
        except OSError as error:
            reason = error.strerror or "the system refuses it"
            raise SettingError(
                f"{self.path} cannot be written: {reason}.", "Make its folder writable."
            ) from error

    def _damaged(self, reason: str) -> SettingError:
        message = f"The list of servers in {self.path} cannot be read: {reason}."
        return SettingError(message, "Delete the file, and add the servers again.")


def servers_of(given: object) -> NamedServers:
    """Return the servers that a caller of the program gives it, else those of the user.

    Args:
        given: the object with which the program was called; the command line gives none.
    """
    if isinstance(given, NamedServers):
        return given
    folder = platformdirs.user_config_path("customer-import")
    return NamedServers(folder / "servers.json", SystemKeyStore())
