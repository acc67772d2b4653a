from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def text(shell: Any) -> Callable[[str], str]:
    """Return the text of a report in the working folder."""

    def read(name: str) -> str:
        return Path(shell.folder / name).read_text(encoding="utf-8")

    return read


def test_a_run_writes_its_report(shell: Any, text: Callable[[str], str]) -> None:
    """The page says what the run says: counts, causes, the error report, the mapping."""
    done = shell.run(
        shell.make("1,Ann,ann.example.com", "2,Bob,b@c.com"), "--sandbox", "--report", "r.html"
    )
    assert done.status == 1
    assert "r.html" in done.err
    page = text("r.html")
    for said in (
        "1 of 2 rows needs your attention: 1 invalid.",
        "CustomerEmail is not an e-mail address",
        "list.errors.csv",
        "CustomerEmail: Email",
        "sandbox",
    ):
        assert said in page


def test_a_dry_run_writes_one_too(shell: Any, text: Callable[[str], str]) -> None:
    """A dry run's page says what can be sent, and that nothing was."""
    done = shell.run(shell.make("1,Ann,a@b.com"), "--dry-run", "--report", "r.html")
    assert done.status == 0
    assert "Dry run of list.csv" in text("r.html")
    assert "1 row can be sent" in text("r.html")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--report", "r.txt"), "Choose a name that ends in .html"),
        (("--report", "missing/r.html"), "does not exist"),
        (("--report", "r.html", "--results", "r.html"), "another of its reports"),
    ],
)
def test_a_report_that_cannot_be_written_stops_the_run_first(
    shell: Any, options: tuple[str, ...], said: str
) -> None:
    """Nothing is sent where the report has no place."""
    done = shell.run(shell.make("1,Ann,a@b.com"), "--sandbox", *options)
    assert done.status == 2
    assert said in " ".join(done.err.split())
    assert shell.arrived() == []
