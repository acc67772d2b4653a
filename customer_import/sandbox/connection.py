"""HTTP on one connection: reads a request whole, and sends its reply in one piece."""

import json
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from threading import Event
from typing import Any, NamedTuple

from customer_import.sandbox import auth, page
from customer_import.sandbox.answers import HTML, Manner, Reply
from customer_import.sandbox.service import Service
from customer_import.sandbox.settings import Settings
from customer_import.sandbox.store import Store


class Context(NamedTuple):
    """What the connections of a server share; `closing` is set when it stops."""

    store: Store
    settings: Settings
    service: Service
    closing: Event


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
        """The page, and what this server is."""
        if self._body() is not None:
            self._send(self._get(self.path.partition("?")[0]))

    def do_POST(self) -> None:
        """The calls of the API."""
        body = self._body()
        if body is None:
            return
        reply, delay = self.context.service.post(self.path, self.headers, body)
        if delay:
            self.context.closing.wait(delay)
        self._send(reply)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Nothing: what arrived is in the data and on the page."""

    def _get(self, path: str) -> Reply:
        context = self.context
        if path == "/":
            return Reply(200, page.render(context.store, context.settings), HTML)
        if path == "/sandbox":
            about = {"sandbox": "customer-import", "data": str(context.store.path)}
            return Reply(200, json.dumps(about).encode())
        return auth.not_found()

    def _body(self) -> bytes | None:
        """The request's body; None where its length is not told or not kept."""
        length = self.headers.get("Content-Length", "0").strip()
        if "Transfer-Encoding" in self.headers or not (length.isascii() and length.isdigit()):
            self.close_connection = True
            self._send(Reply(HTTPStatus.LENGTH_REQUIRED))
            return None
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            self.close_connection = True
            return None
        return body

    def _send(self, reply: Reply) -> None:
        if reply.manner is not Manner.WHOLE:
            self.close_connection = True
        if reply.manner is Manner.HANGS:
            self._wait_for_hanging_up()
        if reply.status is not None:
            sent = self._head(reply, reply.status) + reply.body
            cut = len(reply.body) - len(reply.body) // 2 if reply.manner is Manner.CUT else 0
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
        if reply.retry_after is not None:
            headers["Retry-After"] = reply.retry_after
        if self.close_connection:
            headers["Connection"] = "close"
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode("ascii")
