import json
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from typing import Any

import pytest

from customer_import.sandbox import Sandbox, parse_fault

Start = Callable[..., Sandbox]
Save = Callable[..., Any]
Send = Callable[..., Any]


def raw(sandbox: Sandbox, text: bytes) -> bytes:
    """Send bytes on a new connection; return all that comes back."""
    port = int(sandbox.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), 30) as connection:
        connection.sendall(text)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(4096), b""))


def test_it_listens_on_loopback_alone(start: Start) -> None:
    """The sandbox can be reached from this machine only."""
    assert start().url.startswith("http://127.0.0.1:")


def test_it_says_which_data_it_serves(start: Start, send: Send) -> None:
    """A client can ask, without a token, which data the sandbox has."""
    sandbox = start()
    got = send(sandbox, "GET", "/sandbox", headers={})
    expected = {"sandbox": "customer-import", "data": str(sandbox.store.path)}
    assert (got.status, got.json) == (200, expected)
    assert sandbox.store.path.is_absolute()


def test_a_relative_path_is_told_as_an_absolute_one(tmp_path: Path, send: Send) -> None:
    """The sandbox names its data file by the absolute path, however it was given."""
    given = tmp_path / "a" / ".." / "sandbox.db"
    with Sandbox(given) as sandbox:
        told = Path(send(sandbox, "GET", "/sandbox").json["data"])
    assert told == tmp_path / "sandbox.db"


def test_other_pages_are_not_found(start: Start, send: Send) -> None:
    """Any other page is IIS's 404."""
    assert send(start(), "GET", "/public-api/customers/save").status == 404


def test_a_connection_is_kept_alive(start: Start) -> None:
    """One connection carries many requests, pages and refusals with a body included."""
    sandbox = start()
    connection = HTTPConnection(sandbox.url.removeprefix("http://"))
    connection.connect()
    first = connection.sock
    for method, path in [("POST", "/nowhere"), ("GET", "/"), ("GET", "/x"), ("POST", "/x")]:
        connection.request(method, path, b"x" * 100_000)
        connection.getresponse().read()
        assert connection.sock is first
    connection.close()


def test_many_clients_are_served_at_once(start: Start, save: Save) -> None:
    """Sixteen clients who each wait a second are done in much less than sixteen seconds."""
    sandbox = start(latency=1)
    begun = time.monotonic()
    with ThreadPoolExecutor(16) as pool:
        got = list(pool.map(lambda n: save(sandbox, {"CustomerNumber": f"C-{n}"}), range(16)))
    assert {each.status for each in got} == {200}
    assert len(sandbox.store.customers()) == 16
    assert time.monotonic() - begun < 12


def test_it_is_fast_enough_to_measure_against(start: Start, save: Save) -> None:
    """A full request takes little time, so that a benchmark measures the client."""
    sandbox = start()
    records = [{"CustomerNumber": f"C-{n}", "CustomerName": "Ada"} for n in range(500)]
    taken = []
    for _ in range(3):
        begun = time.process_time()
        save(sandbox, *records)
        taken.append(time.process_time() - begun)
    assert min(taken) < 2


def test_a_temporary_sandbox_takes_its_data_along(save: Save) -> None:
    """Without a path the data is deleted when the sandbox closes."""
    with Sandbox() as sandbox:
        assert save(sandbox, {"CustomerNumber": "C-1"}).status == 200
        path = sandbox.store.path
        assert path.exists()
    assert not path.parent.exists()


def test_closing_leaves_nothing_behind(start: Start, save: Save) -> None:
    """Closing, also twice, ends every thread and idle connection and frees the port."""
    before = set(threading.enumerate())
    sandbox = start()
    idle = HTTPConnection(sandbox.url.removeprefix("http://"))
    idle.request("GET", "/sandbox")
    idle.getresponse().read()
    sandbox.close()
    sandbox.close()
    idle.close()
    assert set(threading.enumerate()) == before
    with pytest.raises(ConnectionRefusedError):
        save(sandbox, {})


def test_a_taken_port_is_an_error_that_leaves_nothing_open(start: Start, tmp_path: Path) -> None:
    """A port that is in use raises the system's error, and the data is closed again."""
    port = int(start().url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        Sandbox(tmp_path / "other.db", port=port)
    assert not (tmp_path / "other.db-wal").exists()


def test_serving_forever_ends_when_it_is_closed(start: Start) -> None:
    """The command waits until the sandbox is closed."""
    sandbox = start()
    waiting = threading.Thread(target=sandbox.serve_forever)
    waiting.start()
    assert waiting.is_alive()
    sandbox.close()
    waiting.join(5)
    assert not waiting.is_alive()


@pytest.mark.parametrize("method", [b"GET", b"POST"])
@pytest.mark.parametrize("header", [b"Transfer-Encoding: chunked", b"Content-Length: many"])
def test_a_length_must_be_told(start: Start, method: bytes, header: bytes) -> None:
    """A body without a Content-Length is refused and the connection closed."""
    head = b"%s / HTTP/1.1\r\nHost: localhost\r\n%s\r\n\r\n" % (method, header)
    got = raw(start(), head + b"0\r\n\r\n")
    assert got.startswith(b"HTTP/1.1 411 ")
    assert b"Connection: close" in got


LENGTHS = [
    (b"30000001", 413),
    (b"99999999999999999999", 413),
    (b"9" * 5000, 413),
    (b"-1", 411),
    (b"1e3", 411),
    (b"5\r\nContent-Length: 6", 400),
]


@pytest.mark.parametrize(("length", "status"), LENGTHS)
def test_an_absurd_length_is_answered(start: Start, length: bytes, status: int) -> None:
    """A length that is too large or not a number is refused at once, and others are served."""
    sandbox = start()
    head = b"POST /public-api/customers/save HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
    begun = time.monotonic()
    assert raw(sandbox, head + length + b"\r\n\r\n[]").startswith(b"HTTP/1.1 %d " % status)
    assert time.monotonic() - begun < 10
    assert raw(sandbox, b"GET /sandbox HTTP/1.0\r\nHost: localhost\r\n\r\n").startswith(
        b"HTTP/1.1 200 "
    )


def test_a_long_body_that_is_refused_still_gets_its_answer(start: Start) -> None:
    """A client that sends its whole body before it reads still gets the answer."""
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 40000000\r\n\r\n"
    port = int(start().url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), 30) as connection:
        connection.sendall(head + b"x" * 4_000_000)
        assert connection.recv(12) == b"HTTP/1.1 413"


OWN = "127.0.0.1:{port}"
ASKED = [
    ({}, 421),
    ({"Host": "evil.example"}, 421),
    ({"Host": "evil.example:{port}"}, 421),
    ({"Host": "127.0.0.1.evil.example"}, 421),
    ({"Host": "localhost.evil.example"}, 421),
    ({"Host": "10.0.0.1"}, 421),
    ({"Host": "[::1"}, 421),
    ({"Host": OWN}, 200),
    ({"Host": "LOCALHOST:9000"}, 200),
    ({"Host": "[::1]:9000"}, 200),
    ({"Host": OWN, "Origin": "http://" + OWN}, 200),
    ({"Host": OWN, "Origin": "null"}, 403),
    ({"Host": OWN, "Origin": "http://evil.example"}, 403),
    ({"Host": OWN, "Origin": "http://127.0.0.1:1"}, 403),
    ({"Host": OWN, "Origin": "https://" + OWN}, 403),
]


@pytest.mark.parametrize(("given", "status"), ASKED)
def test_pages_of_other_sites_are_not_served(
    start: Start, given: dict[str, str], status: int
) -> None:
    """A request with a foreign Host, or from a page of another site, is refused."""
    sandbox = start()
    port = sandbox.url.rpartition(":")[2]
    named = {name: value.format(port=port) for name, value in given.items()}
    for start_line in ("GET / HTTP/1.1", "POST /public-api/customers/save HTTP/1.1"):
        lines = [start_line, *(f"{name}: {value}" for name, value in named.items())]
        lines += ["User-Agent: x", "Authorization: Bearer x", "Content-Type: application/json"]
        body = '{"Data": [{"CustomerNumber": "C-1"}]}'
        text = "\r\n".join([*lines, "Connection: close", f"Content-Length: {len(body)}", "", body])
        assert raw(sandbox, text.encode()).startswith(b"HTTP/1.1 %d " % status)
    assert len(sandbox.store.customers()) == (status == 200)


def test_a_request_that_is_cut_short_is_not_carried_out(start: Start) -> None:
    """A client that hangs up in the middle of a body is not answered, and nothing is done."""
    sandbox = start()
    head = b"POST /public-api/customers/save HTTP/1.1\r\nHost: [::1]\r\nContent-Length: 900\r\n\r\n"
    assert raw(sandbox, head + b'{"Data": [') == b""
    assert sandbox.store.requests() == []


def test_a_client_that_hangs_up_makes_no_noise(
    start: Start, capfd: pytest.CaptureFixture[str]
) -> None:
    """A client that does not wait for its answer leaves no traceback."""
    sandbox = start(latency=0.2)
    body = b'{"Data": [{"CustomerNumber": "C-1"}]}'
    head = (
        b"POST /public-api/customers/save HTTP/1.1\r\nHost: localhost\r\nUser-Agent: x\r\n"
        b"Authorization: Bearer x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    )
    port = int(sandbox.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), 30) as connection:
        # A lingering time of 0 makes the close a reset, which the server's writing then meets.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, bytes([1] + [0] * 7))
        connection.sendall(head % len(body) + body)
        while not sandbox.store.requests():
            time.sleep(0.01)
    time.sleep(0.4)
    sandbox.close()
    assert capfd.readouterr() == ("", "")


def test_an_error_of_its_own_is_shown(
    start: Start, send: Send, capfd: pytest.CaptureFixture[str]
) -> None:
    """An error in the sandbox itself is not hidden: its traceback goes to stderr."""
    sandbox = start()
    sandbox.store.close()
    with pytest.raises(RemoteDisconnected):
        send(sandbox, "GET", "/")
    sandbox.close()
    assert "ProgrammingError" in capfd.readouterr().err


def test_the_page_shows_what_arrived_escaped(
    start: Start, save: Save, save_addresses: Save, send: Send
) -> None:
    """The page lists customers, addresses, notes, requests and faults; hostile values are text."""
    hostile = "<script>alert('x')</script>\"&"
    sandbox = start(faults=(parse_fault("poison:<b>"), parse_fault("503@3")))
    record = {
        "CustomerNumber": hostile,
        "CustomerName": hostile,
        "CustomerNote": hostile,
        "CustomFields": [{"DcfLabel": hostile, "DCFDataType": 1, "DcfTextValue": "Zoë"}],
        "AttachmentsToAdd": [hostile],
    }
    address = {"CustomerNumber": hostile, "AddressTypeName": "Main", "AddressCity": hostile}
    assert not save(sandbox, record).json["HasError"]
    assert not save_addresses(sandbox, address).json["HasError"]
    save(sandbox, record)
    send(sandbox, "POST", "/<img>", b"")
    got = send(sandbox, "GET", "/?x", headers={})
    page = got.body.decode()
    assert got.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in got.headers["content-security-policy"]
    for text in ("<script", "<img>", "<b>"):
        assert text not in page
    for text in ("Customers: 1,", "addresses: 1,", "requests: 4", "503@3", "&lt;img&gt;", "Zoë"):
        assert text in page
    assert page.count("&lt;script&gt;") == 6


def test_the_page_is_readable(start: Start, save: Save, save_addresses: Save, send: Send) -> None:
    """Phones, custom fields, addresses and notes are a line each; ids stay on one line."""
    sandbox = start()
    record = {
        "CustomerNumber": "C-1",
        "CustomerName": "Zoë",
        "CustomerContactCell": {
            "PhoneNumber": "555-0100",
            "PhoneExtension": "12",
            "PhoneTypeName": "Cell",
        },
        "CustomerContactFax": {"PhoneNumber": "555-0101"},
        "CustomFields": [{"DcfLabel": "Limit", "DCFDataType": 2, "DcfNumberValue": 7.5}],
        "AttachmentsToAdd": ["7", "8"],
        "CustomerNotes": [{"NoteText": "Rang", "NoteDate": "2021-03-04", "UserLogon": "ann"}],
    }
    assert not save(sandbox, record).json["HasError"]
    street = {"AddressLine1": "1 High Street", "AddressCity": "Ely", "AddressTypeName": "Main"}
    save_addresses(sandbox, {"CustomerNumber": "C-1", **street})
    page = send(sandbox, "GET", "/").body.decode()
    lines = page.replace("<", "\n<").replace(">", ">\n").splitlines()
    for line in (
        "CustomerName: Zoë",
        "CustomerContactCell: 555-0100 ext. 12 (Cell)",
        "CustomerContactFax: 555-0101",
        "Limit: 7.5",
        "Attachments: 7, 8",
        "Main: 1 High Street, Ely",
        "Rang (2021-03-04, ann)",
    ):
        assert line in lines
    assert '<td class="whole">C-1</td><td class="whole">1</td>' in page


def test_the_answer_is_json_of_utf8(start: Start, save: Save) -> None:
    """Names in any script are stored as they were sent."""
    sandbox = start()
    names = ["Zoë", "李雷", "Ольга", "a\u0000b", "👩‍🚀"]
    save(sandbox, *({"CustomerNumber": name, "CustomerName": name} for name in names))
    stored = [(each.number, each.fields["CustomerName"]) for each in sandbox.store.customers()]
    assert stored == [(name, name) for name in names]
    assert json.loads(json.dumps(stored)) == [list(pair) for pair in stored]
