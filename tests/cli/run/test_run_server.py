import base64
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from customer_import.cli.servers.server import ledger_of_sandbox
from customer_import.ledger.file.database import open_ledger

TOKEN = "a-token"


def test_token_is_taken_from_the_environment(shell: Any, serve: Any) -> None:
    """`WASP_API_TOKEN` is the token, and `WASP_BASE_URL` the server."""
    serve()
    shell.make("1,Ada,")
    assert shell.run("list.csv", "--json").states == {"saved": 1}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"], ids=["notepad", "powershell"])
def test_token_is_taken_from_a_file(shell: Any, serve: Any, encoding: str) -> None:
    """`WASP_API_TOKEN_FILE` names a file that holds the token, blanks and a mark around it."""
    serve()
    shell.make("1,Ada,")
    token = shell.file("token", f" {TOKEN}\r\n".encode(encoding))
    done = shell.run("list.csv", "--json", WASP_API_TOKEN="", WASP_API_TOKEN_FILE=str(token))
    assert done.states == {"saved": 1}


def test_base_url_goes_before_the_environment(shell: Any, serve: Any) -> None:
    """`--base-url` names the server, whatever the environment says."""
    server = serve()
    shell.make("1,Ada,")
    env = {"WASP_BASE_URL": "https://elsewhere.example.com"}
    done = shell.run("list.csv", "--base-url", server.url, "--json", **env)
    assert (done.json["target"], done.states) == (server.url, {"saved": 1})


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"WASP_API_TOKEN": ""}, ("No token is set.", "WASP_API_TOKEN_FILE", "--sandbox")),
        (
            {"WASP_API_TOKEN": "two words"},
            ("The token contains characters that a token cannot have.",),
        ),
        ({"WASP_API_TOKEN": "tokén"}, ("The token contains characters that a token cannot have.",)),
        (
            {"WASP_API_TOKEN": "", "WASP_API_TOKEN_FILE": "gone"},
            ("The token file gone cannot be read", "Check WASP_API_TOKEN_FILE."),
        ),
        (
            {"WASP_API_TOKEN": "", "WASP_API_TOKEN_FILE": "binary"},
            ("The token file binary cannot be read: it is not text in UTF-8.",),
        ),
    ],
)
def test_token_that_is_none_starts_nothing(
    shell: Any, serve: Any, env: dict[str, str], said: tuple[str, ...]
) -> None:
    """Without a token that can be one nothing is started, and it is said where to put it."""
    server = serve()
    shell.make("1,Ada,")
    shell.file("binary", b"\xff\xfe\xff")
    done = shell.run("list.csv", **env)
    assert (done.status, done.out, server.store.requests()) == (2, "", [])
    assert all(part in done.err for part in said)


def test_unset_server_names_all_three_ways(shell: Any) -> None:
    """Without a server the error names the option, the variables and the sandbox."""
    shell.make("1,Ada,")
    done = shell.run("list.csv")
    assert (done.status, done.out) == (2, "")
    for way in ("--base-url", "WASP_BASE_URL", "WASP_API_TOKEN", "--sandbox"):
        assert way in done.err


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://shop.example.com", "would carry the token in clear. Use https://shop.example.com"),
        (
            "shop.example.com",
            "shop.example.com is not a server address. Use https://shop.example.com.",
        ),
        ("https://me:secret@shop.example.com", "Use https://shop.example.com."),
    ],
)
@pytest.mark.parametrize("options", [(), ("--dry-run",)], ids=["run", "dry run"])
def test_address_that_is_none_starts_nothing(
    shell: Any, url: str, said: str, options: tuple[str, ...]
) -> None:
    """An address that is none, or that carries the token in clear, is refused."""
    shell.make("1,Ada,")
    done = shell.run("list.csv", "--base-url", url, *options, WASP_API_TOKEN=TOKEN)
    assert (done.status, done.out) == (2, "")
    assert said in " ".join(done.err.split())


def test_dry_run_needs_neither_server_nor_token(shell: Any) -> None:
    """A dry run works with nothing in the environment."""
    shell.make("1,Ada,")
    assert shell.run("list.csv", "--dry-run").status == 0


@pytest.mark.parametrize(
    ("options", "target"),
    [
        (("--base-url", "https://shop.example.com/"), lambda _: "https://shop.example.com"),
        (("--sandbox",), lambda shell: f"sandbox ({shell.state / 'sandbox.sqlite'})"),
    ],
    ids=["server", "sandbox"],
)
def test_dry_run_sends_nothing_where_a_server_is_named(
    shell: Any, options: tuple[str, ...], target: Callable[[Any], str]
) -> None:
    """A dry run names the server it was given, and makes no contact with it."""
    shell.make("1,Ada,")
    done = shell.run("list.csv", "--dry-run", "--json", *options)
    assert (done.status, done.json["target"]) == (0, target(shell))
    assert shell.arrived() == []


def test_token_is_never_said_and_never_kept(shell: Any, serve: Any) -> None:
    """Neither what is said nor what is kept holds the token."""
    secret = "s3cr3t-t0ken"
    serve("401@2-")
    shell.make("1,Ada,", "2,Bo,")
    done = shell.run("list.csv", WASP_API_TOKEN=secret)
    kept = b"".join(path.read_bytes() for path in shell.state.rglob("*") if path.is_file())
    assert secret not in done.out + done.err
    assert secret.encode() not in kept


def test_wrong_token_costs_one_row(shell: Any, serve: Any) -> None:
    """Where the token is refused the run stops at its first row, and the rest is pending."""
    server = serve()
    shell.make("1,Ada,", "2,Bo,", "3,Cy,")
    done = shell.run("list.csv", "--json", WASP_API_TOKEN="another")
    assert (done.status, done.states, done.json["requests"]) == (3, {"pending": 3}, 1)
    assert [request.status for request in server.store.requests()] == [401]


def test_stopped_run_says_why_and_what_to_do(shell: Any, serve: Any) -> None:
    """A run that stops part-way says why below its result."""
    serve(permissions=frozenset({"Create Customer"}))
    shell.make("1,Ada,")
    done = shell.run("list.csv")
    assert done.status == 3
    assert "Update Customer" in done.out


def test_silent_server_is_given_up(shell: Any) -> None:
    """A server nobody reaches is given up after `--patience`, with one object and status 3."""
    shell.make("1,Ada,")
    options = ("--base-url", "http://127.0.0.1:9", "--patience", "0", "--json")
    done = shell.run("list.csv", *options, WASP_API_TOKEN=TOKEN)
    assert (done.status, done.states) == (3, {"pending": 1})


def test_same_command_goes_on(shell: Any, serve: Any) -> None:
    """After exit 3 the same command goes on with the run, and says so."""
    serve("drop-before@2-")
    shell.make("1,Ada,", "2,Bo,")
    first = shell.run("list.csv", "--json", "--patience", "0")
    assert (first.status, first.states) == (3, {"saved": 1, "pending": 1})
    serve()
    done = shell.run("list.csv", "--json")
    assert (done.status, done.states) == (0, {"saved": 1, "skipped": 1})
    assert (done.json["run"], done.json["requests"]) == (first.json["run"], 1)
    assert f"Going on with run {first.json['run']}." in done.err


def test_late_answer_is_not_waited_for(shell: Any, serve: Any) -> None:
    """`--timeout` is how long an answer is waited for."""
    serve("slow:3@*")
    shell.make("1,Ada,")
    done = shell.run("list.csv", "--json", "--timeout", "1", "--patience", "0")
    assert (done.status, done.states) == (3, {"pending": 1})


def test_a_ledger_that_fails_once_rows_were_sent_is_no_false_start(shell: Any) -> None:
    """Status 2 says that nothing was sent, which it cannot say any more."""
    shell.make("1,Ada,", ",Bo,")
    options = ("--base-url", "http://127.0.0.1:9", "--patience", "0", "--json")
    assert shell.run("list.csv", *options, WASP_API_TOKEN=TOKEN).status == 3
    (ledger,) = (shell.state / "ledgers").glob("127*.sqlite")
    with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
        connection.execute("UPDATE problems SET message = CAST(x'ff' AS TEXT)")
    done = shell.run("list.csv", *options, WASP_API_TOKEN=TOKEN)
    assert done.status == 3
    assert "is damaged" in done.err
    assert "Rows may have been sent; what became of them is not known." in " ".join(
        done.err.split()
    )


def test_ledger_in_use_starts_nothing(shell: Any) -> None:
    """A second run on the same server says that one is under way."""
    shell.make("1,Ada,")
    held = open_ledger(ledger_of_sandbox(shell.state, shell.state / "sandbox.sqlite"))
    try:
        done = shell.run("list.csv", "--sandbox")
    finally:
        held.close()
    assert (done.status, done.out) == (2, "")
    assert "Another run on this server is under way." in done.err


def test_a_resend_that_cannot_go_on_wants_a_yes(shell: Any, serve: Any) -> None:
    """What an unfinished `--resend` has sent, the same command would send once more."""
    noted = "version: 1\nfields: {CustomerNumber: Id, CustomerNote: Name}\n"
    serve()
    shell.make("1,Ada,", "2,Bo,", mapping=noted)
    assert shell.run("list.csv").status == 0
    serve("401@2")
    assert shell.run("list.csv", "--resend").status == 3
    server = serve()
    shell.file("other.csv", "Id,Name\n9,Cy\n")
    assert shell.run("other.csv", "-m", "list.yaml").status == 0
    before = len(server.store.requests())
    held = shell.run("list.csv", "--resend")
    assert (held.status, len(server.store.requests())) == (2, before)
    assert "of this same command did not end, and cannot go on" in " ".join(held.err.split())


def token_until(ends: datetime) -> str:
    """Make a token that says when it ends, as public clients describe it."""
    text = f"Token=abc&client_id=x&.expires={format_datetime(ends, usegmt=True)}&roles=Admin"
    return base64.b64encode(text.encode()).decode()


def test_an_expired_token_starts_nothing(shell: Any, serve: Any) -> None:
    """A token that says of itself that it has ended is not sent, and not shown."""
    server = serve(token=None)
    shell.make("1,Ada,")
    token = token_until(datetime(2026, 1, 1, tzinfo=UTC))
    done = shell.run("list.csv", WASP_API_TOKEN=token)
    assert (done.status, done.out, server.store.requests()) == (2, "", [])
    assert "The token expired on 2026-01-01 00:00 UTC." in done.err
    assert token not in done.err


def test_a_token_that_ends_soon_is_told(shell: Any, serve: Any) -> None:
    """On its last day a token works, and a notice says until when."""
    serve(token=None)
    shell.make("1,Ada,")
    ends = datetime.now(UTC) + timedelta(hours=5)
    done = shell.run("list.csv", "--json", WASP_API_TOKEN=token_until(ends))
    assert done.states == {"saved": 1}
    assert f"The token expires on {ends:%Y-%m-%d %H:%M} UTC" in done.err


def test_a_host_that_does_not_exist_is_told_at_once(shell: Any) -> None:
    """Nothing was sent, so no table of rows is shown; with --json, the object is."""
    with pytest.raises(socket.gaierror) as raised:
        socket.getaddrinfo("no.such.host.invalid", 443)
    if raised.value.errno == socket.EAI_AGAIN:
        pytest.skip("this machine cannot tell that a name does not exist")
    shell.make("1,Ada,")
    shell.env.update(WASP_API_TOKEN=TOKEN)
    done = shell.run("list.csv", "--base-url", "https://no.such.host.invalid")
    assert (done.status, done.out) == (3, "")
    assert "The server no.such.host.invalid does not exist. Check the address." in " ".join(
        done.err.split()
    )
    found = shell.run("list.csv", "--base-url", "https://no.such.host.invalid", "--json")
    assert found.status == 3
    assert (found.json["requests"], found.json["pending"]) == (0, 1)


def test_rows_that_count_as_saved_are_told(shell: Any, serve: Any) -> None:
    """A server that reports no error and no success is told of once, and how to mistrust it."""
    serve(shape="silent")
    shell.make("1,Ada,", "2,Bob,")
    done = shell.run("list.csv", "--json")
    assert done.states == {"saved": 2}
    assert done.err.count("empty_answer_is_saved: false") == 1
    mapping = (shell.folder / "list.yaml").read_text(encoding="utf-8")
    wary = mapping.replace("version: 1", "version: 1\nassume: {empty_answer_is_saved: false}")
    shell.file("list.yaml", wary)
    again = shell.run("list.csv", "--json", "--resend")
    assert (again.status, again.states) == (3, {"pending": 2})
