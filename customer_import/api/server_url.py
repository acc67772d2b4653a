"""The server's address: checked before a token goes there."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from customer_import.errors import SettingError

EXAMPLE = "https://TENANT.waspinventorycloud.com"
TENANTS = (".waspinventorycloud.com", ".waspassetcloud.com")
"""How the names of the vendor's own servers end (public clients). Their API is at the root."""
API = "/public-api"

_DEFAULT_PORTS = {"https": 443, "http": 80}
_LOOPBACKS = ("127.0.0.1", "localhost", "localhost.", "[::1]")
_LABEL = re.compile(r"[\w-]{1,63}", re.ASCII)


def server_url(given: str) -> str:
    """Return the root of a server's address: scheme, host, port; no slash at the end.

    A server of one's own may have a path before the API's.

    Raises:
        SettingError: it is not an address, or is more than one, or would send the token
            unencrypted. The message names the address that is probably meant.
    """
    parts = _split(given.strip())
    host, port = parts.hostname or "", f":{parts.port}" if parts.port else ""
    root = f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"
    path = parts.path.partition(API + "/")[0].removesuffix(API).rstrip("/")
    is_more = path and host.endswith(TENANTS)
    if is_more or parts.username or parts.password or parts.query or parts.fragment:
        # Not what was given: it may hold a password.
        message = "The server address holds more than the scheme and the server's name."
        raise SettingError(message, f"Use {_encrypted(root, host)}.")
    if parts.scheme == "http" and not is_loopback(host):
        message = f"{root} would carry the token in clear."
        raise SettingError(message, f"Use {_encrypted(root, host)}.")
    return root + path


def _split(given: str) -> SplitResult:
    """Take an address apart.

    Raises:
        SettingError: it is not one.
    """
    parts = _parsed(given)
    if parts is not None:
        return parts
    meant = _parsed(f"https://{given}")
    host = meant.hostname or "" if meant and "@" not in given else ""
    # What stands before an @ may be a password, so it is not repeated.
    shown = "What was given" if "@" in given else given
    remedy = f"Use https://{host}." if "." in host else f"Write it like {EXAMPLE}."
    raise SettingError(f"{shown} is not a server address.", remedy)


def _parsed(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        # Reading the port fails if it is not a number.
        is_one = _is_host(parts.hostname or "") and parts.port != 0
    except ValueError:
        return None
    return parts if is_one and parts.scheme in ("http", "https") else None


def _encrypted(root: str, host: str) -> str:
    # The port of a plain address is hardly that of its encrypted one.
    encrypted = f"https://{host.removesuffix('.')}"
    return root if root.startswith("https") or is_loopback(host) else encrypted


def _is_host(host: str) -> bool:
    """Return whether a host can be looked up: an IP address, or a name that DNS allows."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        labels = host.removesuffix(".").split(".")
        return all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdecimal()
    return True


def spellings(url: str) -> list[str]:
    """Return the addresses that mean the same server as this one, its own name first.

    Its own name has no default port and no dot at the end of its host; a loopback is 127.0.0.1.

    Args:
        url: as `server_url` returns it.
    """
    parts = urlsplit(url)
    default = _DEFAULT_PORTS[parts.scheme]
    host = (parts.hostname or "").removesuffix(".")
    hosts = _LOOPBACKS if host in _LOOPBACKS or host == "::1" else (host, f"{host}.")
    own = parts.port in (None, default)
    ports = ("", f":{default}") if own else (f":{parts.port}",)
    return [f"{parts.scheme}://{each}{port}{parts.path}" for each in hosts for port in ports]


def is_loopback(host: str) -> bool:
    """Return whether a host is always this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.removesuffix(".") == "localhost"
