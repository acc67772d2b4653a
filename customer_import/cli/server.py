"""Where a run sends to: a server with its token, or the sandbox on this machine."""

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs
import typer

from customer_import.api.server_url import EXAMPLE, is_loopback, server_url
from customer_import.cli.interrupts import answering
from customer_import.errors import SettingError

SANDBOX_TOKEN = "sandbox"  # noqa: S105 - the sandbox takes any


def state_folder(given: Path | None) -> Path:
    """Where ledgers and the sandbox keep their data."""
    return given or platformdirs.user_state_path("customer-import")


def sandbox_file(state: Path) -> Path:
    """The sandbox's data."""
    return state / "sandbox.sqlite"


@dataclass(frozen=True, slots=True)
class Server:
    """Where a run sends to.

    Attributes:
        target: as a person knows it.
        ledger: the path of its ledger.
        token: for it.
        url: of it; blank for a sandbox that is yet to be started.
        sandbox: the data of that sandbox.
    """

    target: str
    ledger: Path
    token: str = ""
    url: str = ""
    sandbox: Path | None = None


def server_of(base_url: str | None, state: Path, *, sandbox: bool) -> Server:
    """The server a command line names.

    Raises:
        SettingError: it names none, or one without a token, or an address that is none.
    """
    if sandbox:
        data = sandbox_file(state)
        return Server(f"sandbox ({data})", ledger_of_sandbox(state, data), SANDBOX_TOKEN, "", data)
    if not base_url:
        raise SettingError(
            "No server is set.",
            f"Give its address with --base-url or WASP_BASE_URL ({EXAMPLE}) and a token in "
            "WASP_API_TOKEN or WASP_API_TOKEN_FILE; or try things on this machine with --sandbox.",
        )
    url = server_url(base_url)
    return Server(url, _ledger_of(url, state), _token(), url)


def ledger_named(base_url: str | None, state: Path, *, sandbox: bool) -> Path | None:
    """The ledger of the server a command line names; None where it names none.

    Raises:
        SettingError: it names an address that is none.
    """
    if sandbox:
        return ledger_of_sandbox(state, sandbox_file(state))
    return _ledger_of(server_url(base_url), state) if base_url else None


def ledger_of_sandbox(state: Path, data: Path) -> Path:
    """The ledger of a sandbox, known by its data, not by its port."""
    return _ledger(state, "sandbox", str(data.resolve()))


def ledgers_in(state: Path) -> list[Path]:
    """The ledgers of all servers."""
    return sorted((state / "ledgers").glob("*.sqlite"))


def _ledger_of(url: str, state: Path) -> Path:
    # Imported here because a dry run asks no server, and httpx is slow to import.
    from customer_import.api.client import sandbox_data  # noqa: PLC0415

    data = sandbox_data(url) if is_loopback(urlsplit(url).hostname or "") else None
    return ledger_of_sandbox(state, Path(data)) if data else _ledger(state, _host(url), url)


def _host(url: str) -> str:
    return re.sub(r"[^a-z0-9.-]", "-", urlsplit(url).netloc.lower())


def _ledger(state: Path, name: str, identity: str) -> Path:
    digest = hashlib.sha256(identity.lower().encode()).hexdigest()[:10]
    return state / "ledgers" / f"{name}-{digest}.sqlite"


def _token() -> str:
    token = os.environ.get("WASP_API_TOKEN", "").strip()
    file = os.environ.get("WASP_API_TOKEN_FILE", "").strip()
    if not token and file:
        token = _token_in(Path(file))
    if not token and sys.stdin.isatty():
        with answering():
            token = str(typer.prompt("API token", hide_input=True, err=True)).strip()
    if not token:
        raise SettingError(
            "No token is set.",
            "Put it into WASP_API_TOKEN, or into a file named by WASP_API_TOKEN_FILE; "
            "or use --sandbox to try things on this machine.",
        )
    if not token.isascii() or any(char.isspace() for char in token):
        raise SettingError("The token holds signs no token has.", "Copy it again, without blanks.")
    return token


def _token_in(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        message = f"The token file {file} cannot be read: {reason}."
        raise SettingError(message, "Check WASP_API_TOKEN_FILE.") from error


@contextmanager
def reached(server: Server) -> Iterator[str]:
    """The address of a server, for as long as the context lasts; a sandbox is started for it.

    Raises:
        SettingError: the sandbox cannot start.
    """
    if server.sandbox is None:
        yield server.url
        return
    # Imported here because most runs need no server of their own.
    from customer_import.cli.own_sandbox import opened_sandbox  # noqa: PLC0415

    with opened_sandbox(server.sandbox) as sandbox:
        yield sandbox.url
