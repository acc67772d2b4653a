import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from customer_import.api.client import MOST_ANSWER, TROUBLES, Client
from customer_import.api.reply import NoReply, Trouble
from customer_import.endpoints import Call

TLS = Path(__file__).parents[1] / "data" / "tls"
URL = "https://acme.example"
MEGABYTE = 1024 * 1024
RAISED = [
    kind for kind in vars(httpx).values() if isinstance(kind, type) and issubclass(kind, Exception)
]
LEAVES = [kind for kind in RAISED if not any(kind in each.__mro__[1:] for each in RAISED)]
"""What httpx can raise; the others are kinds of these."""

WORDLESS = {
    httpx.StreamConsumed,
    httpx.StreamClosed,
    httpx.ResponseNotRead,
    httpx.RequestNotRead,
}


def made(kind: type[Exception]) -> Exception:
    """Make an exception of httpx, whatever arguments its class takes."""
    if kind is httpx.HTTPStatusError:
        request = httpx.Request("POST", URL)
        return httpx.HTTPStatusError("gone", request=request, response=httpx.Response(500))
    return kind() if kind in WORDLESS else kind("gone")


def posted(handler: Callable[[httpx.Request], httpx.Response]) -> NoReply | None:
    """Post, and return why there was no answer."""
    with Client(URL, "secret", transport=httpx.MockTransport(handler)) as client:
        try:
            client.post(Call.CUSTOMERS, b"{}")
        except NoReply as trouble:
            return trouble
    return None


@contextmanager
def listening(meet: Callable[[socket.socket], object]) -> Iterator[int]:
    """Listen on this machine; hand the first connection to a function, and yield the port."""

    def serve() -> None:
        came, _ = listener.accept()
        with came, suppress(OSError):
            meet(came)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(5)


def met(meet: Callable[[socket.socket], object], scheme: str) -> Trouble:
    """Post to a port on this machine, and return why there was no answer."""
    with listening(meet) as port, Client(f"{scheme}://localhost:{port}", "secret") as client:
        with pytest.raises(NoReply) as raised:
            client.post(Call.CUSTOMERS, b"{}")
        return raised.value.trouble


def test_every_exception_of_httpx_is_classified() -> None:
    """For every exception of httpx it is decided what it means for the request."""
    assert set(LEAVES) == set(TROUBLES)


IN_WORDS: dict[type[Exception], str] = {
    httpx.ConnectTimeout: "no connection within 10 s",
    httpx.ReadTimeout: "no answer within 120 s",
    httpx.WriteTimeout: "the request could not be sent within 120 s",
    httpx.RemoteProtocolError: "connection closed before the answer was complete",
}


@pytest.mark.parametrize("kind", LEAVES)
def test_every_exception_of_httpx_is_translated(kind: type[Exception]) -> None:
    """The client lets no exception of httpx through, only its text."""

    def handler(_: httpx.Request) -> httpx.Response:
        raise made(kind)

    trouble = posted(handler)
    assert trouble is not None
    assert trouble.trouble == TROUBLES[kind]
    assert trouble.reason == IN_WORDS.get(kind, str(made(kind)) or kind.__name__)


def test_an_exception_without_words_is_told_by_its_name() -> None:
    """An exception without a text is shown by its name."""

    def handler(_: httpx.Request) -> httpx.Response:
        raise httpx.CloseError("")

    trouble = posted(handler)
    assert trouble is not None
    assert trouble.reason == "CloseError"


def raising(cause: Exception, kind: type[httpx.HTTPError]) -> Callable[[Any], httpx.Response]:
    """Make a handler that raises an exception of httpx, as the network does for this cause."""

    def handler(_: httpx.Request) -> httpx.Response:
        try:
            try:
                raise cause
            except OSError as inner:
                raise OSError(str(inner)) from inner
        except OSError as error:
            raise kind(str(error)) from error

    return handler


@pytest.mark.parametrize(
    ("cause", "kind", "trouble", "reason"),
    [
        (ConnectionRefusedError(111, "R"), httpx.ConnectError, "NOT_SENT", "connection refused"),
        (ConnectionResetError(104, "R"), httpx.ReadError, "MAYBE_DONE", "connection reset"),
        (BrokenPipeError(32, "B"), httpx.WriteError, "MAYBE_DONE", "connection broken off"),
        (
            socket.gaierror(socket.EAI_AGAIN, "T"),
            httpx.ConnectError,
            "NOT_SENT",
            "its name cannot be looked up now",
        ),
        (
            socket.gaierror(socket.EAI_NONAME, "N"),
            httpx.ConnectError,
            "NO_SUCH_HOST",
            "acme.example does not exist",
        ),
        (OSError(113, "No route to host"), httpx.ConnectError, "NOT_SENT", "No route to host"),
        (OSError(10065, "Unreachable"), httpx.ConnectError, "NOT_SENT", "Unreachable"),
    ],
)
def test_a_failure_is_told_in_words(
    cause: Exception, kind: type[httpx.HTTPError], trouble: str, reason: str
) -> None:
    """A person reads what happened, without a number of the system's."""
    found = posted(raising(cause, kind))
    assert found is not None
    assert (found.trouble, found.reason) == (Trouble[trouble], reason)


def test_an_answer_comes_without_the_token() -> None:
    """A server that repeats the token in its answer does not get it into a message or report."""
    token = "dG9rZW4tb2YtYS11c2Vy"

    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(400, text=f"Bad {request.headers['Authorization']}")

    with Client(URL, token, transport=httpx.MockTransport(handler)) as client:
        assert client.post(Call.CUSTOMERS, b"{}").body == b"Bad Bearer [token]"


@pytest.mark.parametrize(
    ("cause", "trouble"),
    [
        (ssl.SSLCertVerificationError("self-signed"), Trouble.CERTIFICATE),
        (ssl.SSLEOFError("cut short"), Trouble.NOT_SENT),
        (ConnectionRefusedError("nobody there"), Trouble.NOT_SENT),
    ],
)
def test_a_refused_certificate_is_known_by_its_cause(cause: Exception, trouble: Trouble) -> None:
    """Only a refused certificate stops the run; a connection cut in the handshake may pass."""
    found = posted(raising(cause, httpx.ConnectError))
    assert found is not None
    assert found.trouble == trouble


def test_a_certificate_nobody_trusts_is_refused() -> None:
    """TLS is verified: the request never leaves."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "certificate.pem", TLS / "key.pem")
    read: list[bytes] = []

    def meet(came: socket.socket) -> None:
        with context.wrap_socket(came, server_side=True) as wrapped:
            read.append(wrapped.recv(100))

    assert met(meet, "https") == Trouble.CERTIFICATE
    assert not read


def test_a_server_that_speaks_no_tls_is_not_reached() -> None:
    """If a port breaks off the handshake, nothing was sent, and it is tried again."""
    assert met(lambda came: came.sendall(b"220 hello\r\n"), "https") == Trouble.NOT_SENT


def test_a_connection_dropped_before_the_answer_may_have_done_it() -> None:
    """A request that left may have been done, also if no answer came."""
    assert met(lambda came: came.recv(100), "http") == Trouble.MAYBE_DONE


def test_a_request_says_who_it_is_and_what_it_carries() -> None:
    """The token, a User-Agent and the type of the body go with every request; the body as given."""
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"HasError": False})

    with Client(f"{URL}/sub", "secret", transport=httpx.MockTransport(handler)) as client:
        replies = [client.post(call, b'{"a":1}') for call in Call]
    paths = [str(request.url) for request in seen]
    assert paths == [
        f"{URL}/sub/public-api/customers/save",
        f"{URL}/sub/public-api/customers/updateExisting",
        f"{URL}/sub/public-api/addresses/customer/save",
        f"{URL}/sub/public-api/customers/delete",
        f"{URL}/sub/public-api/customers/GetCustomersByNumber",
        f"{URL}/sub/public-api/customers/advancedinfosearch",
    ]
    headers = seen[0].headers
    assert headers["Authorization"] == "Bearer secret"
    assert headers["User-Agent"].startswith("customer-import/")
    assert headers["Content-Type"] == "application/json"
    assert (seen[0].method, seen[0].content) == ("POST", b'{"a":1}')
    assert (replies[0].status, replies[0].body) == (200, b'{"HasError":false}')


def test_a_redirect_is_not_followed() -> None:
    """The token goes nowhere else, whatever the server says."""
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(307, headers={"Location": "https://elsewhere.example/"})

    with Client(URL, "secret", transport=httpx.MockTransport(handler)) as client:
        reply = client.post(Call.CUSTOMERS, b"{}")
    assert (reply.status, reply.headers["location"]) == (307, "https://elsewhere.example/")
    assert [request.url.host for request in seen] == ["acme.example"]


def test_a_proxy_is_not_used_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain http to this machine stays on it: a proxy would see the token."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        with Client(f"http://127.0.0.1:{server.server_port}", "secret") as client:
            assert client.post(Call.CUSTOMERS, b"{}").status == 204
        thread.join(5)


class Endless(httpx.SyncByteStream):
    """An answer that does not end, packed or not."""

    def __init__(self, *, packed: bool) -> None:
        self.packer = zlib.compressobj(wbits=31) if packed else None
        self.given = 0

    def __iter__(self) -> Iterator[bytes]:
        block = bytes(MEGABYTE)
        while self.given < 2 * MOST_ANSWER // MEGABYTE:
            self.given += 1
            yield self._packed(block) if self.packer else block

    def _packed(self, block: bytes) -> bytes:
        assert self.packer
        return self.packer.compress(block) + self.packer.flush(zlib.Z_SYNC_FLUSH)


class Dripping(httpx.SyncByteStream):
    """An answer that comes in drops, each soon enough after the last."""

    def __iter__(self) -> Iterator[bytes]:
        while True:
            time.sleep(0.01)
            yield b" "


def test_an_answer_in_drops_is_waited_for_as_long_as_any() -> None:
    """An answer that never ends takes no longer than one that never begins."""
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=Dripping()))
    with (
        Client(URL, "token", timeout=0.1, transport=transport) as client,
        pytest.raises(NoReply, match="does not end") as caught,
    ):
        client.post(Call.CUSTOMERS, b"{}")
    assert caught.value.trouble == Trouble.MAYBE_DONE


@pytest.mark.parametrize("headers", [{}, {"Content-Encoding": "gzip"}])
def test_an_answer_without_end_is_cut_off(headers: dict[str, str]) -> None:
    """No answer fills the memory, compressed or not; the request may have been done."""
    endless = Endless(packed=bool(headers))
    found = posted(lambda _: httpx.Response(200, headers=headers, stream=endless))
    assert found is not None
    assert found.trouble == Trouble.MAYBE_DONE
    assert endless.given <= MOST_ANSWER // MEGABYTE + 1
