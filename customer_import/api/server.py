"""The server's address: checked before a token goes there."""

import ipaddress
from urllib.parse import urlsplit, urlunsplit

from customer_import.errors import SettingError

EXAMPLE = "https://TENANT.waspinventorycloud.com"


def server_url(given: str) -> str:
    """The root of a server's address: scheme, host and port, without a slash at the end.

    Raises:
        SettingError: it is no address, or would carry the token in clear.
    """
    parts = urlsplit(given.strip())
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if parts.scheme not in ("http", "https") or not host:
        raise SettingError(f"{given} is no server address.", f"Write it like {EXAMPLE}.")
    if parts.username or parts.password or parts.query or parts.fragment:
        message = f"The server address must be no more than {EXAMPLE}."
        raise SettingError(message, "Take out what follows or precedes the host.")
    if parts.scheme == "http" and not is_loopback(host):
        message = f"http://{host} would carry the token in clear."
        raise SettingError(message, f"Use https://{host}.")
    path = parts.path.rstrip("/").removesuffix("/public-api")
    netloc = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme, netloc + (f":{port}" if port else ""), path, "", ""))


def is_loopback(host: str) -> bool:
    """Whether a host is this machine and nothing else."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
