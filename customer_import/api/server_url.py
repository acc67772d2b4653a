"""The server's address: checked before a token goes there."""

import ipaddress
import re
from urllib.parse import urlsplit, urlunsplit

from customer_import.errors import SettingError

EXAMPLE = "https://TENANT.waspinventorycloud.com"

_LABEL = re.compile(r"[\w-]{1,63}", re.ASCII)


def server_url(given: str) -> str:
    """Return the root of a server's address: scheme, host, port; no slash at the end.

    Raises:
        SettingError: it is not an address, or would send the token unencrypted.
    """
    try:
        parts = urlsplit(given.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise _no_address(given) from error
    if parts.scheme not in ("http", "https") or not _is_host(host):
        raise _no_address(given)
    if parts.username or parts.password or parts.query or parts.fragment:
        message = f"The server address must be no more than {EXAMPLE}."
        raise SettingError(message, "Take out what follows or precedes the host.")
    if parts.scheme == "http" and not is_loopback(host):
        message = f"http://{host} would carry the token in clear."
        raise SettingError(message, f"Use https://{host}.")
    path = parts.path.rstrip("/").removesuffix("/public-api")
    netloc = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme, netloc + (f":{port}" if port else ""), path, "", ""))


def _no_address(given: str) -> SettingError:
    return SettingError(f"{given} is not a server address.", f"Write it like {EXAMPLE}.")


def _is_host(host: str) -> bool:
    """Return whether a host can be looked up: an IP address, or a name that DNS allows."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        labels = host.removesuffix(".").split(".")
        return all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdecimal()
    return True


def is_loopback(host: str) -> bool:
    """Return whether a host is always this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
