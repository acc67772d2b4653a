"""What the commands of `server` do: add, list and remove servers that have a name."""

import sys
from collections.abc import Callable

from customer_import.api.server_url import server_url
from customer_import.api.token import check_token
from customer_import.cli.screen import Screen
from customer_import.cli.servers.key_store import PATIENCE, NoKeyStore, entry_of, within
from customer_import.cli.servers.named_servers import NamedServers, servers_of
from customer_import.cli.servers.token_source import asked, valid_token
from customer_import.clock import Clock, Interrupted
from customer_import.errors import CustomerImportError, SettingError
from customer_import.reports.wording import print_prose, whole
from customer_import.result import ExitStatus

NOT_KEPT = "So the token is not kept. Put it into WASP_API_TOKEN for each run."


def add(given: object, name: str, url: str) -> ExitStatus:
    """Add a server under a name."""
    return _answered(lambda screen: _add(screen, servers_of(given), name, url))


def show(given: object) -> ExitStatus:
    """List the servers."""
    return _answered(lambda screen: _show(screen, servers_of(given)))


def remove(given: object, name: str) -> ExitStatus:
    """Remove a server."""
    return _answered(lambda screen: _remove(screen, servers_of(given), name))


def _answered(work: Callable[[Screen], None]) -> ExitStatus:
    screen = Screen(quiet=False)
    try:
        work(screen)
    except (Interrupted, KeyboardInterrupt):
        return ExitStatus.INTERRUPTED
    except CustomerImportError as error:
        screen.error(error)
        return ExitStatus.NOT_STARTED
    return ExitStatus.OK


def _add(screen: Screen, servers: NamedServers, name: str, url: str) -> None:
    url = server_url(url)
    servers.check_new(name, url)
    token = valid_token(_given_token())
    if notice := check_token(token, Clock().now()):
        screen.explain(notice)
    servers.add(name, url)
    try:
        _in_time(lambda: servers.keys.put(entry_of(name, url), token))
        kept = "Its token is in the key store of the system."
    except NoKeyStore as error:
        screen.explain(f"{error.message} {NOT_KEPT}")
        kept = ""
    said = f"Added {name}: {url}. {kept} Use it with --server {name}."
    print_prose(screen.out, " ".join(said.split()))


def _given_token() -> str:
    """Return the token that a person types, or that is piped in.

    Raises:
        SettingError: it is blank.
    """
    token = asked() if sys.stdin.isatty() else sys.stdin.readline().strip()
    if not token:
        raise SettingError(
            "The token is missing.",
            "Type it when you are asked, or pipe it in: customer-import server add NAME URL < FILE",
        )
    return token


def _show(screen: Screen, servers: NamedServers) -> None:
    known = servers.all()
    if not known:
        print_prose(screen.out, "No servers were added. Add one:")
        print_prose(screen.out, "customer-import server add NAME URL")
    width = max(map(len, known), default=0)
    for name, url in sorted(known.items()):
        screen.out.print(whole(f"{name.ljust(width)}  {url}"), soft_wrap=True)


def _remove(screen: Screen, servers: NamedServers, name: str) -> None:
    address = servers.address(name)
    servers.remove(name)
    try:
        _in_time(lambda: servers.keys.drop(address.entry))
    except NoKeyStore as error:
        screen.explain(f"{error.message} If it has a token of {name}, delete it there.")
    print_prose(screen.out, f"Removed {name}: {address}.")


def _in_time(call: Callable[[], None]) -> None:
    """Call the key store, which has little time where nobody can answer it."""
    if sys.stdin.isatty():
        call()
    else:
        within(PATIENCE, call)
