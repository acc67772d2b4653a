"""`--notify` and `--open`: who is told, and shown, how a run ended."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest


@dataclass
class Hook:
    """A webhook on this machine.

    Attributes:
        url: of it.
        status: that it answers.
        got: the bodies that were posted.
    """

    url: str = ""
    status: int = 200
    got: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture
def hook() -> Iterator[Hook]:
    """Start a webhook."""
    found = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.got.append(json.loads(body))
            self.send_response(found.status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.url = f"http://127.0.0.1:{server.server_port}/services/secret"
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield found
        server.shutdown()
        thread.join()


def test_a_webhook_gets_the_summary_and_nothing_of_the_rows(shell: Any, hook: Hook) -> None:
    """Counts, names and the exit status are posted; no cell and no message of a row is."""
    shell.make("1,Ada,", "2,Bo,not-an-address")
    done = shell.run("list.csv", "--sandbox", "--json", "--notify", hook.url)
    [got] = hook.got
    assert {name: got[name] for name in ("file", "saved", "invalid", "rows", "exit_status")} == {
        "file": "list.csv",
        "saved": 1,
        "invalid": 1,
        "rows": 2,
        "exit_status": 1,
    }
    assert got["run"] == done.json["run"]
    assert got["text"] == (
        "The import of list.csv is done, and some rows need a look (exit status 1): "
        "1 saved, 1 invalid."
    )
    assert "problems" not in got
    assert "not-an-address" not in json.dumps(got)


def test_the_form_of_slack_is_a_text(shell: Any, hook: Hook) -> None:
    """A word before the address says that Slack's form is expected."""
    shell.make("1,Ada,")
    shell.run("list.csv", "--dry-run", "--notify", f"slack+{hook.url}")
    assert hook.got == [{"text": "The dry run of list.csv is done (exit status 0)."}]


def test_a_list_that_was_not_started_is_told_too(shell: Any, hook: Hook) -> None:
    """A schedule learns that its list is missing; the variable names the webhook as well."""
    done = shell.run("gone.csv", "--sandbox", WASP_NOTIFY_URL=hook.url)
    assert done.status == 2
    assert hook.got == [
        {
            "file": "gone.csv",
            "exit_status": 2,
            "text": "The import of gone.csv was not started (exit status 2).",
        }
    ]


@pytest.mark.parametrize("status", [404, 500])
def test_a_webhook_that_fails_changes_nothing(shell: Any, hook: Hook, status: int) -> None:
    """The exit status is that of the run; what went wrong is said without the secret address."""
    hook.status = status
    shell.make("1,Ada,")
    done = shell.run("list.csv", "--sandbox", "--quiet", "--notify", hook.url)
    assert done.status == 0
    assert done.err == f"The notification to 127.0.0.1 was not delivered: it answered {status}.\n"


def test_several_lists_are_told_one_by_one(shell: Any, hook: Hook) -> None:
    """Each run has its own message."""
    shell.make("1,Ada,")
    shell.file("more.csv", "Id,Name,Email\n2,Bo,\n")
    lists = ("list.csv", "more.csv")
    shell.run(*lists, "-m", "list.yaml", "--sandbox", "--notify", hook.url)
    assert [got["file"] for got in hook.got] == list(lists)


def test_a_wrong_address_is_refused_before_anything_is_sent(shell: Any) -> None:
    """An address that is not encrypted is exit 2."""
    shell.make("1,Ada,")
    done = shell.run("list.csv", "--sandbox", "--notify", "http://hooks.example.com/secret")
    assert (done.status, shell.arrived(), "secret" in done.err) == (2, [], False)
    assert "Use the address that begins with https://." in done.err


def test_the_page_is_opened_at_a_terminal(shell: Any, terminal: Any) -> None:
    """`--open` writes the page beside the list and hands it to the browser."""
    if sys.platform != "linux":
        pytest.skip("Only there BROWSER names the browser")
    browser = shell.file("browser", '#!/bin/sh\necho "$1" > opened.txt\n')
    browser.chmod(0o755)
    shell.make("1,Ada,")
    with terminal("list.csv", "--sandbox", "--open", BROWSER=f"{browser} %s") as at:
        assert at.end() == 0
    page = shell.folder / "list.report.html"
    assert (shell.folder / "opened.txt").read_text("utf-8").strip() == page.as_uri()
    assert "<html" in page.read_text("utf-8")


def test_no_page_is_opened_where_nobody_is(shell: Any) -> None:
    """Without a terminal the page is written, and the run says where it is."""
    shell.make("1,Ada,")
    done = shell.run("list.csv", "--sandbox", "--open", "--report", "page.html")
    assert done.status == 0
    assert "No browser can be opened from here. Open page.html yourself." in done.err
    assert (shell.folder / "page.html").exists()


def test_the_page_beside_the_list_replaces_only_our_own(shell: Any) -> None:
    """A page of an earlier run is replaced; another file of that name is not."""
    shell.make("1,Ada,")
    run = ("list.csv", "--sandbox", "--open")
    assert [shell.run(*run).status, shell.run(*run).status] == [0, 0]
    shell.file("list.report.html", "<p>mine</p>")
    assert shell.run(*run).status == 2
