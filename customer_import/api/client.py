"""The one place that speaks HTTP: posts a body, returns the reply or says what kept it away.

Every exception of httpx is translated here into a `Trouble`, so nothing else knows httpx. httpx is
slow to import (0.1 s, 5 MB): a module that does not post imports `api.reply` instead.
"""

import json
import re
import socket
import ssl
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import httpx
import truststore

from customer_import import __version__
from customer_import.api.reply import NoReply, Reply, Trouble
from customer_import.api.server_url import is_loopback
from customer_import.endpoints import PATHS, Call

CONNECT_SECONDS = 10.0
READ_SECONDS = 120.0
MOST_ANSWER = 64 * 1024 * 1024
"""Bytes of an answer that are read at most; 500 results need far less."""
SHORTEST_TOKEN = 16
"""Characters from which on a token is hidden in answers: a shorter one may be a common word."""
UNHEARD = b"\0token\0"
"""What no answer holds."""
SANDBOX_SECONDS = 2.0
"""Seconds to wait for a sandbox on this machine."""

TROUBLES: dict[type[Exception], Trouble] = {
    httpx.ConnectError: Trouble.NOT_SENT,
    httpx.ConnectTimeout: Trouble.NOT_SENT,
    httpx.PoolTimeout: Trouble.NOT_SENT,
    httpx.ProxyError: Trouble.NOT_SENT,
    httpx.ReadTimeout: Trouble.MAYBE_DONE,
    httpx.WriteTimeout: Trouble.MAYBE_DONE,
    httpx.ReadError: Trouble.MAYBE_DONE,
    httpx.WriteError: Trouble.MAYBE_DONE,
    httpx.CloseError: Trouble.MAYBE_DONE,
    httpx.RemoteProtocolError: Trouble.MAYBE_DONE,
    httpx.DecodingError: Trouble.MAYBE_DONE,
    httpx.LocalProtocolError: Trouble.UNFORESEEN,
    httpx.UnsupportedProtocol: Trouble.UNFORESEEN,
    httpx.TooManyRedirects: Trouble.UNFORESEEN,
    httpx.HTTPStatusError: Trouble.UNFORESEEN,
    httpx.InvalidURL: Trouble.UNFORESEEN,
    httpx.CookieConflict: Trouble.UNFORESEEN,
    httpx.StreamConsumed: Trouble.UNFORESEEN,
    httpx.StreamClosed: Trouble.UNFORESEEN,
    httpx.ResponseNotRead: Trouble.UNFORESEEN,
    httpx.RequestNotRead: Trouble.UNFORESEEN,
}
"""Every exception that httpx can raise; a test fails if httpx gains one that is not here."""
NO_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
"""What the system says of a name that does not exist. A look-up that fails for another reason (a
laptop without a network) may pass."""
WORDS: dict[type[BaseException], str] = {
    httpx.ConnectTimeout: "no connection within {connect:g} s",
    httpx.ReadTimeout: "no answer within {timeout:g} s",
    httpx.WriteTimeout: "the request could not be sent within {timeout:g} s",
    ConnectionRefusedError: "connection refused",
    ConnectionResetError: "connection reset",
    ConnectionAbortedError: "connection broken off",
    BrokenPipeError: "connection broken off",
    httpx.RemoteProtocolError: "connection closed before the answer was complete",
    socket.gaierror: "its name cannot be looked up now",
}
"""What a person reads in place of the system's message, by the exception or what led to it."""


class Client:
    """Posts to one server, from several threads at once.

    Args:
        base_url: as `server_url` returns it.
        token: sent as Bearer, and nowhere else: redirects are not followed. It is taken out of
            answers that repeat it.
        timeout: seconds to wait for an answer.
        connections: most connections at a time.
        transport: replaces the network in tests.
    """

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        timeout: float = READ_SECONDS,
        connections: int = 4,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._timeout = timeout
        self._token = token.encode() if len(token) >= SHORTEST_TOKEN else UNHEARD
        self._host = httpx.URL(base_url).host
        # Parsed once, not with every request.
        self._urls = {call: httpx.URL(base_url + path) for call, path in PATHS.items()}
        self._client = httpx.Client(
            headers={
                "Authorization": f"Bearer {token}",
                "User-Agent": f"customer-import/{__version__}",
                "Content-Type": "application/json",
                "Accept": "application/json",
            },
            timeout=httpx.Timeout(timeout, connect=CONNECT_SECONDS, pool=None),
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
            follow_redirects=False,
            verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            # A proxy would see the token, which plain http sends unencrypted.
            trust_env=not is_loopback(self._host),
            transport=transport,
        )

    def post(self, call: Call, body: bytes) -> Reply:
        """Post a body.

        Raises:
            NoReply: no answer came.
        """
        try:
            with self._client.stream("POST", self._urls[call], content=body) as response:
                body = self._read(response).replace(self._token, b"[token]")
                return Reply(response.status_code, response.headers, body)
        except tuple(TROUBLES) as error:
            raise _translated(error, self._host, self._timeout) from error

    def _read(self, response: httpx.Response) -> bytes:
        # httpx limits the wait for each piece only; an answer that comes in drops must end too.
        read, ends = bytearray(), time.monotonic() + self._timeout
        for block in response.iter_bytes():
            read += block
            if len(read) > MOST_ANSWER:
                raise NoReply(Trouble.MAYBE_DONE, "the answer is far too long")
            if time.monotonic() > ends:
                raise NoReply(Trouble.MAYBE_DONE, "the answer does not end")
        return bytes(read)

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _translated(error: Exception, host: str, timeout: float) -> NoReply:
    causes = list(_causes(error))
    if isinstance(error, httpx.ConnectError):
        if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
            return NoReply(Trouble.CERTIFICATE, str(error))
        if any(isinstance(cause, socket.gaierror) and cause.errno in NO_NAME for cause in causes):
            return NoReply(Trouble.NO_SUCH_HOST, f"{host} does not exist")
    kind = next(kind for kind in type(error).__mro__ if kind in TROUBLES)
    return NoReply(TROUBLES[kind], _in_words(error, causes, timeout))


def _in_words(error: Exception, causes: list[BaseException], timeout: float) -> str:
    for kind, words in WORDS.items():
        if any(isinstance(cause, kind) for cause in causes):
            return words.format(timeout=timeout, connect=CONNECT_SECONDS)
    return re.sub(r"\[(Errno|WinError) -?\d+\] *", "", str(error)) or type(error).__name__


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception, and those that led to it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def sandbox_data(url: str, transport: httpx.BaseTransport | None = None) -> str | None:
    """Ask for the data file of the sandbox at an address; None if anything else is there.

    For addresses on this machine only. The token is not sent.
    """
    try:
        # A sandbox needs no certificate; the context is made here because it reads them late.
        verify = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        with httpx.Client(
            transport=transport, timeout=SANDBOX_SECONDS, trust_env=False, verify=verify
        ) as client:
            # The path may hold bytes that are not text, which only this reader accepts.
            found = json.loads(client.get(f"{url}/sandbox").content)
    except (httpx.HTTPError, ValueError):
        return None
    if not isinstance(found, dict) or found.get("sandbox") != "customer-import":
        return None
    data = found.get("data")
    return data if isinstance(data, str) else None
