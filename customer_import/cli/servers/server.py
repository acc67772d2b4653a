"""Where a run sends to: a server with its token, or the sandbox on this machine."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import platformdirs

from customer_import.api.server_url import EXAMPLE, is_loopback, server_url, spellings
from customer_import.api.token import check_token
from customer_import.cli.lists.given_list import as_text
from customer_import.cli.screen import Screen
from customer_import.cli.servers.token_source import token_for
from customer_import.clock import Clock
from customer_import.errors import SettingError
from customer_import.ledger.merge import take_over
from customer_import.reports.files import Registry

if TYPE_CHECKING:
    from customer_import.sandbox import Sandbox, Settings

SANDBOX_TOKEN = "sandbox"  # noqa: S105 - the sandbox takes any


def state_folder(given: Path | None) -> Path:
    """Return the folder where ledgers and the sandbox keep their data."""
    return given or platformdirs.user_state_path("customer-import")


def reports_registry(given: Path | None) -> Registry:
    """Return the registry of the reports we wrote, in the state folder."""
    return Registry(state_folder(given) / "reports.json")


def sandbox_file(state: Path) -> Path:
    """Return the file of the sandbox's data."""
    return state / "sandbox.sqlite"


@dataclass(frozen=True, slots=True)
class Server:
    """Where a run sends to.

    Attributes:
        target: as a person knows it.
        ledger: the path of its ledger.
        token: of it.
        url: of it; blank for a sandbox that is not started yet.
        sandbox: the data of that sandbox.
        notice: what to say of its token; blank if nothing.
    """

    target: str
    ledger: Path
    token: str = ""
    url: str = ""
    sandbox: Path | None = None
    notice: str = ""


def server_of(base_url: str | None, state: Path, *, sandbox: bool) -> Server:
    """Return the server that a command line names.

    Raises:
        SettingError: it names none, or one without a token, or something that is not an address.
    """
    if sandbox:
        data = sandbox_file(state)
        target = f"sandbox ({as_text(str(data))})"
        return Server(target, ledger_of_sandbox(state, data), SANDBOX_TOKEN, "", data)
    if not base_url:
        raise SettingError(
            "No server is set.",
            f"Give its address with --base-url or WASP_BASE_URL ({EXAMPLE}) and a token in "
            "WASP_API_TOKEN or WASP_API_TOKEN_FILE, or name a server that was added with --server. "
            "To try things on this machine, use --sandbox.",
        )
    url = server_url(base_url)
    found = token_for(base_url)
    return Server(url, _ledger_of(url, state), found.token, url, notice=found.notice)


def ledger_named(base_url: str | None, state: Path, *, sandbox: bool) -> Path | None:
    """Return the ledger of the server that a command line names; None if it names none.

    Raises:
        SettingError: it names something that is not an address.
    """
    if sandbox:
        return ledger_of_sandbox(state, sandbox_file(state))
    return _ledger_of(server_url(base_url), state) if base_url else None


def ledger_of_sandbox(state: Path, data: Path) -> Path:
    """Return the ledger of a sandbox, which is known by its data, not by its port."""
    return _ledger(state, "sandbox", str(data.resolve()))


def ledgers_in(state: Path) -> list[Path]:
    """Return the ledgers of all servers."""
    return sorted((state / "ledgers").glob("*.sqlite"))


def _ledger_of(url: str, state: Path) -> Path:
    # Imported here because a dry run asks no server, and httpx is slow to import.
    from customer_import.api.client import sandbox_data  # noqa: PLC0415

    data = sandbox_data(url) if is_loopback(urlsplit(url).hostname or "") else None
    if data:
        return ledger_of_sandbox(state, Path(data))
    # Older versions had a ledger for each spelling of an address.
    ledger, *others = (_ledger(state, _host(each), each) for each in spellings(url))
    take_over(ledger, others, Clock().now())
    return ledger


def _host(url: str) -> str:
    return re.sub(r"[^a-z0-9.-]", "-", urlsplit(url).netloc.lower())


def _ledger(state: Path, name: str, identity: str) -> Path:
    digest = hashlib.sha256(identity.lower().encode(errors="surrogateescape")).hexdigest()[:10]
    return state / "ledgers" / f"{name}-{digest}.sqlite"


def tell_about(server: Server, screen: Screen, clock: Clock) -> None:
    """Say what is odd about a server's address or token, before anything goes there."""
    for notice in (server.notice, check_token(server.token, clock.now())):
        if notice:
            screen.say(notice)


@contextmanager
def reached(server: Server) -> Iterator[str]:
    """Give the address of a server as long as the context lasts; a sandbox is started for it.

    Raises:
        SettingError: the sandbox cannot start.
    """
    if server.sandbox is None:
        yield server.url
        return
    with opened_sandbox(server.sandbox) as sandbox:
        yield sandbox.url


def opened_sandbox(data: Path, settings: "Settings | None" = None, port: int = 0) -> "Sandbox":
    """Start a sandbox of this process over a data file.

    Raises:
        SettingError: the file is something else, or the port is taken.
    """
    # Imported here because most runs do not need a server of their own.
    from customer_import.sandbox import Sandbox, Settings  # noqa: PLC0415

    try:
        return Sandbox(data, settings or Settings(), port)
    except ValueError as error:
        raise SettingError(str(error), "") from error
    except OSError as error:
        message = f"The sandbox cannot start: {error.strerror or error}."
        raise SettingError(message, "Name another --port or data file.") from error
