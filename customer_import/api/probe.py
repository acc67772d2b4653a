"""Whether the server on this machine is our sandbox, and which data it has."""

import ssl

import httpx
import orjson
import truststore

SECONDS = 2.0


def sandbox_data(url: str, transport: httpx.BaseTransport | None = None) -> str | None:
    """The data file of the sandbox at an address; None where something else answers, or nothing.

    Asked only of addresses on this machine, and without the token.
    """
    try:
        # The system's certificates, which are read when they are wanted: here that is hardly ever.
        verify = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        with httpx.Client(
            transport=transport, timeout=SECONDS, trust_env=False, verify=verify
        ) as client:
            found = orjson.loads(client.get(f"{url}/sandbox").content)
    except (httpx.HTTPError, orjson.JSONDecodeError):
        return None
    if not isinstance(found, dict) or found.get("sandbox") != "customer-import":
        return None
    data = found.get("data")
    return data if isinstance(data, str) else None
