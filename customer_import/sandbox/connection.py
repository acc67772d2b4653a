"""HTTP on one connection: reads a request whole, and sends its reply in one piece."""

import json
import time
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socket import SHUT_WR
from threading import Event
from typing import Any, NamedTuple

from customer_import.sandbox import page
from customer_import.sandbox.answers import HTML, Departure, Reply, not_found
from customer_import.sandbox.service import Service, misdirected
from customer_import.sandbox.settings import Settings
from customer_import.sandbox.store import Store

LONGEST_BODY = 30_000_000
"""Bytes; IIS takes as much if nobody sets another limit. A client sends about 4 MB at most."""
FAREWELL = 1.0
"""Seconds to read on after an answer to a body that nobody wants."""


class Context(NamedTuple):
    """What the connections of a server share; `closing` is set when it stops."""

    store: Store
    settings: Settings
    service: Service
    closing: Event


class Length(NamedTuple):
    """How long the body of a request is, in bytes; or the status that refuses it."""

    value: int = 0
    status: HTTPStatus | None = None


class Connection(BaseHTTPRequestHandler):
    """One client's connection, kept alive between its requests."""

    protocol_version = "HTTP/1.1"
    server_version = "Microsoft-IIS/10.0"
    sys_version = ""
    disable_nagle_algorithm = True

    def __init__(self, context: Context, *request: Any) -> None:
        self.context = context
        super().__init__(*request)

    def do_GET(self) -> None:
        """Answer with the page, or with what this server is."""
        if self._admitted_body() is not None:
            self._send(self._get(self.path.partition("?")[0]))

    def do_POST(self) -> None:
        """Answer a call of the API."""
        body = self._admitted_body()
        if body is None:
            return
        reply, delay = self.context.service.post(self.path, self.headers, body)
        if delay:
            self.context.closing.wait(delay)
        self._send(reply)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Print nothing: what arrived is in the data and on the page."""

    def _get(self, path: str) -> Reply:
        context = self.context
        if path == "/":
            return Reply(200, page.render(context.store, context.settings), HTML)
        if path == "/sandbox":
            about = {"sandbox": "customer-import", "data": str(context.store.path)}
            return Reply(200, json.dumps(about).encode())
        return not_found()

    def _admitted_body(self) -> bytes | None:
        """Return the body of a request for this server; None if it was refused or cut short."""
        length = self._length()
        refusal = Reply(length.status) if length.status else misdirected(self.headers)
        if refusal is not None:
            self._turn_away(refusal)
            return None
        body = self.rfile.read(length.value)
        if len(body) < length.value:
            self.close_connection = True
            return None
        return body

    def _length(self) -> "Length":
        told = self.headers.get_all("Content-Length", ["0"])
        length = told[0].strip()
        if "Transfer-Encoding" in self.headers or not (length.isascii() and length.isdigit()):
            return Length(status=HTTPStatus.LENGTH_REQUIRED)
        if len(told) > 1:
            return Length(status=HTTPStatus.BAD_REQUEST)
        # Compared by its digits first: Python does not read a number of 5,000 digits.
        digits = length.lstrip("0")
        if len(digits) > len(str(LONGEST_BODY)) or int(digits or 0) > LONGEST_BODY:
            return Length(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return Length(int(digits or 0))

    def _turn_away(self, reply: Reply) -> None:
        """Answer without having read the body, then close.

        A system that closes with bytes unread resets the connection, and the client loses the
        answer; so what comes is read for a moment.
        """
        self.close_connection = True
        self._send(reply)
        ends = time.monotonic() + FAREWELL
        # The client may be gone already, or send nothing more.
        with suppress(OSError):
            self.connection.shutdown(SHUT_WR)
            self.connection.settimeout(FAREWELL)
            while time.monotonic() < ends and self.rfile.read1(1 << 16):
                pass

    def _send(self, reply: Reply) -> None:
        if reply.departure is not Departure.WHOLE:
            self.close_connection = True
        if reply.departure is Departure.HANGS:
            self._wait_for_hanging_up()
        if reply.status is not None:
            sent = self._head(reply, reply.status) + reply.body
            cut = len(reply.body) - len(reply.body) // 2 if reply.departure is Departure.CUT else 0
            self.wfile.write(sent[: len(sent) - cut])

    def _wait_for_hanging_up(self) -> None:
        # A server that closes shuts the socket down, which ends this as the client's leaving does.
        while self.connection.recv(4096):
            pass

    def _head(self, reply: Reply, status: int) -> bytes:
        headers = {
            "Server": self.version_string().strip(),
            "Date": self.date_time_string(),
            "Content-Type": reply.kind,
            "Content-Length": str(len(reply.body)),
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
            "Cache-Control": "no-store",
        }
        headers.update(reply.headers)
        if self.close_connection:
            headers["Connection"] = "close"
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode("ascii")
