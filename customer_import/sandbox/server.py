"""The sandbox's server: it listens on loopback alone, and leaves nothing behind when it closes."""

import socket
import sys
import tempfile
from contextlib import ExitStack, suppress
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from socketserver import TCPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, Self

from customer_import.sandbox.connection import Connection, Context
from customer_import.sandbox.other_user import Action, Moment, OtherUser
from customer_import.sandbox.service import Service
from customer_import.sandbox.settings import Settings
from customer_import.sandbox.store import Store

HOST = "127.0.0.1"


class Sandbox:
    """A sandbox that answers from when it is made until it is closed.

    Args:
        data: its data file, made where there is none; None for one that goes with the sandbox.
        settings: how it behaves.
        port: where it listens; 0 for any free port.

    Attributes:
        url: where it is, without a slash at the end.
        store: its data, to be read.
        other_user: somebody else who works at the same account, and writes at once.

    Raises:
        ValueError: the data file is something else, or damaged.
        OSError: the port is taken, or the data file cannot be written.
    """

    def __init__(
        self, data: Path | None = None, settings: Settings | None = None, port: int = 0
    ) -> None:
        settings = settings or Settings()
        self._closing = Event()
        with ExitStack() as stack:
            self.store = Store(data or _temporary(stack), exact_numbers=settings.exact_numbers)
            stack.callback(self.store.close)
            self._service = Service(self.store, settings)
            context = Context(self.store, settings, self._service, self._closing)
            self._server = _Server(port, context)
            self._cleanup = stack.pop_all()
        self.other_user = OtherUser(self.store.session, settings)
        self.url = f"http://{HOST}:{self._server.server_port}"
        # A daemon, so that a program that forgets to close it can still end.
        self._thread = Thread(target=self._server.serve_until_stopped, daemon=True)
        self._thread.start()

    def before(self, request: int, action: Action, call: str | None = None) -> None:
        """Let another user do something just before a request is carried out.

        Args:
            request: which one, counted from 1 from now on.
            action: what is done, with the other user as its argument; it is part of the request's
                transaction. If it raises an error, the request gets no answer.
            call: one of `CALLS`, whose requests alone are counted; None for all.
        """
        self._service.moments.add(Moment(action, request, call, after=False))

    def after(self, request: int, action: Action, call: str | None = None) -> None:
        """Let another user do something after a request is carried out, before it is answered.

        The arguments are those of `before`.
        """
        self._service.moments.add(Moment(action, request, call, after=True))

    def serve_forever(self) -> None:
        """Wait until it is closed, or until Ctrl-C."""
        # Windows lets Ctrl-C through only between waits.
        while not self._closing.wait(1):
            pass

    def close(self) -> None:
        """Stop, hang up on every client, and close the data; again does nothing."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._server.stop()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()
        self._cleanup.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _temporary(stack: ExitStack) -> Path:
    return Path(stack.enter_context(tempfile.TemporaryDirectory()), "sandbox.db")


class _Server(ThreadingHTTPServer):
    """One thread a connection; it knows its connections, so that it can hang up on them."""

    daemon_threads = False
    request_queue_size = 128
    timeout = 0.0
    """A client that was there and is gone again is not waited for."""

    def __init__(self, port: int, context: Context) -> None:
        self._connections: set[socket.socket] = set()
        self._lock = Lock()
        # A byte through these ends the wait for clients at once; `shutdown` would be heard late.
        self._stopper, self._stopped = socket.socketpair()
        super().__init__((HOST, port), partial(Connection, context))

    def serve_until_stopped(self) -> None:
        """Serve each client as it comes, until `stop`."""
        with DefaultSelector() as waiting:
            waiting.register(self, EVENT_READ)
            waiting.register(self._stopped, EVENT_READ)
            while self._stopped not in [key.fileobj for key, _ in waiting.select()]:
                self.handle_request()

    def stop(self) -> None:
        """Let nobody in any more."""
        self._stopper.send(b".")

    def server_close(self) -> None:
        """Free the port, and wait until every connection has ended."""
        super().server_close()
        self._stopper.close()
        self._stopped.close()

    def server_bind(self) -> None:
        """Bind without asking the name service who we are, which can take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.socket.getsockname()[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        """Note the connection, then serve it."""
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection, then close it."""
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End every connection, also in the middle of a request."""
        with self._lock:
            for connection in self._connections:
                with suppress(OSError):  # the client was faster
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Show an error, unless it is only that the client has hung up."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)
