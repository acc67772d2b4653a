"""What a request must show before it is looked at: where it goes, who sends it, and JSON."""

import ipaddress
import json
from email.message import Message
from typing import Any, NoReturn
from urllib.parse import urlsplit

from customer_import.sandbox.answers import Reply, framework_error, web_page


def misdirected(headers: Message) -> Reply | None:
    """Return the reply to a request that does not ask for this machine; None to one that does.

    A web page can make a browser send requests to loopback under a name of its own (DNS
    rebinding), and then read what it gets. Such a request has that name as its Host, or the
    page's address as its Origin.
    """
    hosts = headers.get_all("Host", [])
    if len(hosts) != 1 or not _is_loopback(hosts[0]):
        return framework_error(421, "The Host must be 127.0.0.1, localhost or [::1].")
    origin = headers.get("Origin")
    if origin is not None and origin.lower() != f"http://{hosts[0].lower()}":
        return framework_error(403, "Pages of other sites cannot use the sandbox.")
    return None


def _is_loopback(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def refused(headers: Message, token: str | None) -> Reply | None:
    """Return the reply to a request that is not let in; None to one that is.

    Args:
        headers: those of the request.
        token: the one token that is accepted; None accepts any.
    """
    if not (headers.get("User-Agent") or "").strip():
        return web_page(403, "Forbidden: Access is denied.", "A User-Agent header is needed.")
    if not _authorised(headers.get("Authorization") or "", token):
        return unauthorised()
    if headers.get_content_type() != "application/json" or "Content-Type" not in headers:
        return framework_error(415, "The Content-Type must be application/json.")
    return None


def unauthorised() -> Reply:
    """Return the reply to a token that is not accepted."""
    return framework_error(401, "Authorization has been denied for this request.")


def not_found() -> Reply:
    """Return the reply to a path that the API does not have."""
    return web_page(
        404,
        "File or directory not found.",
        "The resource you are looking for might have been removed, had its name changed, "
        "or is temporarily unavailable.",
    )


def read_json(body: bytes) -> Any:
    """Return the JSON in a body.

    Raises:
        ValueError: it is not JSON.
    """
    try:
        return json.loads(body, parse_constant=_no_constant)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _authorised(header: str, token: str | None) -> bool:
    scheme, _, given = header.partition(" ")
    given = given.strip()
    return scheme.lower() == "bearer" and bool(given) and token in (None, given)
