import csv
import sqlite3
from pathlib import Path
from typing import Any

import pytest

BAD = ("1,Ada,ada@shop.example.com", "2,Bo,not an address", "3,Cy,cy@shop.example.com")


def call(shell: Any, *args: str) -> Any:
    """Call a command with the state folder."""
    return shell.call(*args, "--state-dir", shell.state)


def said(done: Any) -> str:
    """Return what the program said, on one line."""
    return " ".join(done.err.split())


def age(shell: Any) -> None:
    """Make all runs look as if they began long ago."""
    for path in Path(shell.state).rglob("*.sqlite"):
        connection = sqlite3.connect(path)
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'runs'").fetchone():
            connection.execute("UPDATE runs SET started = '2020-02-03T04:05:06+00:00'")
            connection.commit()
        connection.close()


def test_a_past_run_is_told_as_it_was_told_then(shell: Any) -> None:
    """Its page has the same counts, problems, mapping and rows, and its results are the same."""
    shell.make(*BAD)
    done = shell.run("list.csv", "--sandbox", "--json", "--results", "a.csv", "--report", "a.html")
    run = done.json["run"]
    shown = call(shell, "history", run, "--results", "b.csv", "--report", "b.html")
    assert (shown.status, run in shown.out) == (0, True)
    first, again = (
        (shell.folder / name).read_text(encoding="utf-8") for name in ("a.html", "b.html")
    )
    assert (shell.folder / "a.csv").read_bytes() == (shell.folder / "b.csv").read_bytes()
    assert (
        first[first.index("<main>") :].partition("Took")[2].partition("</div>")[2]
        == (again[again.index("<main>") :].partition("Took")[2].partition("</div>")[2])
    )
    assert "1 of 3 rows needs your attention: 1 invalid." in again
    assert "made from the history on" in again
    assert f"customer-import errors {run} -o PATH --state-dir {shell.state}" in again


def test_what_is_no_longer_kept_is_said(shell: Any) -> None:
    """A page of a run whose cells are dropped says so, in place of blanks that look like data."""
    shell.make(*BAD)
    shell.run("list.csv", "--sandbox")
    age(shell)
    assert call(shell, "history", "last", "--report", "r.html", "--results", "r.csv").status == 0
    page = (shell.folder / "r.html").read_text(encoding="utf-8")
    assert "The cells of its rows are no longer kept" in page
    assert "customer-import errors" not in page
    with (shell.folder / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        states = [row["import_status"] for row in csv.DictReader(file)]
    assert states == ["saved", "invalid", "saved"]


def test_a_run_whose_rows_are_forgotten_says_so(shell: Any) -> None:
    """Counts and causes are shown, and no report is written that would look complete."""
    shell.make(*BAD)
    shell.run("list.csv", "--sandbox")
    age(shell)
    for path in Path(shell.state).rglob("ledgers/*.sqlite"):
        connection = sqlite3.connect(path)
        connection.execute("UPDATE sqlite_sequence SET seq = seq + 10 WHERE name = 'runs'")
        connection.commit()
        connection.close()
    shown = call(shell, "history", "last")
    assert shown.status == 0
    assert "2 saved, 1 invalid" in shown.out.replace("  ", " ")
    assert "CustomerEmail is not an e-mail address" in " ".join(shown.out.split())
    assert "were forgotten after 30 days" in " ".join(shown.out.split())
    for command in (
        ("history", "last", "--results", "r.csv"),
        ("history", "last", "--report", "r.html"),
        ("history", "export", "last"),
        ("errors", "last", "-o", "e.csv"),
    ):
        done = call(shell, *command)
        assert (done.status, "are no longer kept." in said(done)) == (2, True)
    assert [each.name for each in shell.folder.glob("?.*")] == []


def test_a_page_of_a_run_without_problems_says_nothing_of_cells(shell: Any) -> None:
    """That the cells of saved rows are dropped takes nothing from the page."""
    shell.make("1,Ada,")
    shell.run("list.csv", "--sandbox")
    call(shell, "history", "last", "--report", "r.html")
    page = (shell.folder / "r.html").read_text(encoding="utf-8")
    assert "All is well: 1 row saved." in page
    assert "no longer kept" not in page


def test_an_unfinished_run_is_told_as_one(shell: Any) -> None:
    """A run that was held back can go on, and its page says how."""
    shell.make(*BAD)
    shell.run("list.csv", "--sandbox", "--strict")
    call(shell, "history", "last", "--report", "r.html")
    assert "The run can go on: run the same command." in (shell.folder / "r.html").read_text()


def test_a_stopped_run_says_why(shell: Any, serve: Any) -> None:
    """The reason is the ledger's, though the server may be well again."""
    serve()
    shell.make(*BAD)
    assert shell.run("list.csv", WASP_API_TOKEN="wrong").status == 3
    call(shell, "history", "last", "--report", "r.html")
    page = (shell.folder / "r.html").read_text(encoding="utf-8")
    assert "the state of the run is stopped" in page
    assert "token" in page


@pytest.mark.parametrize("option", ["--results", "--report"])
def test_reports_of_the_past_overwrite_nothing(shell: Any, option: str) -> None:
    """Neither the list nor anybody's file, and then nothing is shown either."""
    shell.make(*BAD)
    shell.run("list.csv", "--sandbox")
    shell.file("mine.html", "mine")
    name = {"--results": "list.csv", "--report": "mine.html"}[option]
    path = shell.folder / name
    before = path.read_bytes()
    done = call(shell, "history", "last", option, name)
    assert (done.status, done.out, path.read_bytes()) == (2, "", before)
    assert name in said(done)


@pytest.mark.parametrize("what", [(), ("purge", "--yes"), ("export", "last")])
@pytest.mark.parametrize("option", ["--results", "--report"])
def test_reports_are_of_one_run(shell: Any, what: tuple[str, ...], option: str) -> None:
    """Without a run there is nothing to write, and nothing is forgotten or exported meanwhile."""
    shell.make(*BAD)
    shell.run("list.csv", "--sandbox")
    done = call(shell, "history", *what, option, "r.html")
    assert (done.status, done.out) == (2, "")
    assert "need the name of a run" in said(done)
    assert not (shell.folder / "r.html").exists()
    assert call(shell, "history", "last").status == 0


def test_errors_takes_the_endings_we_write(shell: Any) -> None:
    """`errors` takes the names that `--errors` takes."""
    shell.make(*BAD)
    shell.run("list.csv", "--sandbox")
    done = call(shell, "errors", "last", "-o", "e.ods")
    assert (done.status, "Choose a name that ends in .csv or .xlsx." in said(done)) == (2, True)
