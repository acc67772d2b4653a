"""The page in a real browser: what it shows, what runs, what it asks the network for."""

import functools
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from customer_import.ledger.runs.results import RowResult
from customer_import.problems import Problem
from customer_import.reports.html import PageFacts, write_html_report
from customer_import.result import RunResult
from customer_import.states import RowState

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE = 120
OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=3000",
)
FRAMED = ("--allow-file-access-from-files", "--window-size=1600,900")
OWNED = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs the browser chromium")

Browse = Callable[..., Any]
Write = Callable[..., Path]


@pytest.fixture
def browse(tmp_path: Path, read: Callable[[str], Any]) -> Browse:
    """Open an address in a new browser, and take apart what its page has become."""

    def open_(address: str, *options: str) -> Any:
        profile = f"--user-data-dir={tmp_path / 'profile'}"
        command = (CHROMIUM or "", *OPTIONS, profile, *options, "--dump-dom", address)
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=True)
        return read(done.stdout.decode())

    return open_


@pytest.fixture
def write(
    tmp_path: Path,
    result: Callable[..., RunResult],
    row: Callable[..., RowResult],
    about: Callable[..., PageFacts],
) -> Write:
    """Write the report of four rows, with a text in every place of one of them."""

    def write_(text: str = "Müller") -> Path:
        wrong = Problem("email", f"{text} is not an e-mail address", text, text, text)
        rows = (
            row(2, RowState.SAVED, key="C-2", message="CustomerId 1"),
            row(3, RowState.INVALID, wrong, key=text, message=text),
            row(4, RowState.FAILED, Problem("refused", "No type 'Pager'"), key="C-4"),
            row(5, RowState.FAILED, Problem("refused", "No type 'Telex'"), key="C-5"),
        )
        names: dict[str, Any] = dict.fromkeys(("run", "file", "mapping", "target"), text)
        made = result(saved=1, invalid=1, failed=2, **names)
        path = tmp_path / "report.html"
        write_html_report(path, about(made, f"{text}\n"), lambda: rows)
        return path

    return write_


@pytest.fixture
def framed(tmp_path: Path) -> Write:
    """Write a page that holds a report in a frame, and look at it once it is loaded."""

    def write_(report: Path, attributes: str, look: str) -> Path:
        outer = tmp_path / "outer.html"
        script = f"onload = () => {{ const frame = document.querySelector('iframe'); {look} }}"
        frame = f'<iframe src="{report.as_uri()}" frameborder=0 {attributes}></iframe>'
        outer.write_text(f"<body>{frame}<script>{script}</script>", encoding="utf-8")
        return outer

    return write_


def visible(page: Any) -> set[str]:
    """Return the rows that are shown."""
    return {
        attrs["id"]
        for tag, attrs in page.tags
        if tag == "tr" and "data-state" in attrs and "hidden" not in attrs
    }


@pytest.mark.parametrize(
    "text",
    [OWNED, f"</script></style></title>{OWNED}", '"><svg/onload="document.title=\'owned\'">'],
)
def test_a_hostile_cell_is_text(browse: Browse, write: Write, text: str) -> None:
    """A cell with markup and scripts is read as it was written, and nothing of it runs."""
    page = browse(write(text).as_uri())
    assert text in page.rows["row-3"]
    assert page.text.lstrip().startswith("Import of ")
    assert not [tag for tag, _ in page.tags if tag == "img"]
    assert sum(tag == "script" for tag, _ in page.tags) == 1


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", {"row-2", "row-3", "row-4", "row-5"}),
        ("#q=pager", {"row-4"}),
        ("#q=TYPE%20c-5", {"row-5"}),
        ("#q=muller", {"row-3"}),
        ("#state=failed", {"row-4", "row-5"}),
        ("#q=telex&state=failed", {"row-5"}),
        ("#q=telex&state=saved", set()),
        ("#q=%3Cimg%20src%3Dx%3E", set()),
        ("#row-4", {"row-2", "row-3", "row-4", "row-5"}),
    ],
)
def test_rows_can_be_searched(browse: Browse, write: Write, asked: str, shown: set[str]) -> None:
    """Words and a state leave the rows that fit, in any case and with or without accents."""
    page = browse(write().as_uri() + asked)
    assert visible(page) == shown
    told = f"{len(shown)} of 4 rows" if shown else "None of 4 rows fits"
    assert told in page.text
    assert "all 4" in page.text
    assert "failed 2" in page.text


def test_everything_is_there_without_a_script(browse: Browse, write: Write, framed: Write) -> None:
    """Where scripts are off, every row is shown, and no search that would do nothing."""
    inner = "frame.contentDocument.documentElement.outerHTML"
    outer = framed(write(), "sandbox=allow-same-origin", f"document.body.innerHTML = {inner}")
    page = browse(outer.as_uri(), *FRAMED)
    assert len(visible(page)) == 4
    assert next("hidden" in attrs for _, attrs in page.tags if attrs.get("id") == "tools")


@pytest.mark.parametrize("width", [320, 768, 1400])
@pytest.mark.parametrize("text", ["Müller", "W" * 300])
def test_the_page_is_as_wide_as_the_window(
    browse: Browse, write: Write, framed: Write, width: int, text: str
) -> None:
    """On a phone as on a desk nothing is to be scrolled sideways, however long a word is."""
    inner = "frame.contentDocument.documentElement.scrollWidth"
    outer = framed(write(text), f"width={width} height=800", f"document.title = {inner}")
    page = browse(outer.as_uri(), *FRAMED)
    title = re.search(r"\d+", page.text)
    assert title
    assert 0 < int(title[0]) <= width


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """Start a server, and give the paths it was asked for."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=functools.partial(server.serve_forever, poll_interval=0.01))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", paths
        server.shutdown()
        thread.join()


def loads(url: str) -> str:
    """Return markup that asks a server for everything a page can ask for."""
    return (
        f"<img src={url}/img><link rel=stylesheet href={url}/css><script src={url}/js></script>"
        f"<style>body{{background:url({url}/background)}}</style><iframe src={url}/frame></iframe>"
        f"<script>fetch('{url}/fetch'); document.title = 'owned'</script>"
        f"<object data={url}/object></object><video src={url}/video></video>"
    )


def test_the_page_asks_the_network_for_nothing(
    browse: Browse, write: Write, asked: tuple[str, list[str]]
) -> None:
    """A cell that names a server makes no browser ask it."""
    url, paths = asked
    page = browse(write(loads(url)).as_uri())
    assert len(visible(page)) == 4
    assert paths == []


def test_the_policy_holds_where_escaping_would_fail(
    browse: Browse, write: Write, asked: tuple[str, list[str]]
) -> None:
    """Even raw markup in the page loads nothing and runs nothing; without the policy it would."""
    url, paths = asked
    path = write()
    text = path.read_text(encoding="utf-8").replace("<h1>", f"{loads(url)}<h1>")
    path.write_text(text, encoding="utf-8")
    page = browse(path.as_uri())
    assert page.text.lstrip().startswith("Import of ")
    assert paths == []

    bare = re.sub("<meta http-equiv=[^>]*>", "", text)
    path.write_text(bare, encoding="utf-8")
    page = browse(path.as_uri())
    assert page.text.lstrip().startswith("owned")
    assert {"/img", "/css", "/js", "/frame", "/fetch"} <= set(paths)
