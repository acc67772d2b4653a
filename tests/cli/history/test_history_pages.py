import sqlite3
from pathlib import Path
from typing import Any

import pytest

from customer_import.cli.history.history_job import PAGE
from customer_import.reports.wording import short_server


def call(shell: Any, *args: str) -> Any:
    """Call a command with the state folder."""
    return shell.call(*args, "--state-dir", shell.state)


def ledger(shell: Any) -> Path:
    """Return the only ledger there is."""
    (path,) = Path(shell.state).rglob("ledgers/*.sqlite")
    return path


@pytest.fixture
def used(shell: Any) -> Any:
    """A shell whose history has more runs than a page."""
    shell.make("1,Ada,ada@shop.example.com")
    for _ in range(3):
        shell.run("list.csv", "--sandbox")
    connection = sqlite3.connect(ledger(shell))
    columns = [each[1] for each in connection.execute("PRAGMA table_info(runs)")]
    others = ", ".join(each for each in columns if each not in ("id", "name"))
    for i in range(PAGE):
        connection.execute("INSERT INTO run_names (name) VALUES (?)", (f"20200101-0000-{i:04}",))
        connection.execute(
            f"INSERT INTO runs (id, name, {others}) SELECT run_names.id, run_names.name, {others}"
            " FROM run_names, (SELECT * FROM runs WHERE id = 3) WHERE run_names.name LIKE ?",
            (f"%{i:04}",),
        )
    connection.commit()
    connection.close()
    return shell


def test_the_history_comes_in_pages(used: Any) -> None:
    """A page is what a screen can show; the command for the next is named."""
    first = call(used, "history", "--json").json
    assert (len(first["runs"]), first["more"]) == (PAGE, True)
    second = call(used, "history", "--page", "2", "--json").json
    assert (len(second["runs"]), second["more"]) == (3, False)
    names = [run["run"] for page in (first, second) for run in page["runs"]]
    assert len(set(names)) == PAGE + 3
    shown = call(used, "history")
    assert "customer-import history --page 2" in shown.err
    assert "sandbox" in shown.out


def test_a_run_is_one_object_for_scripts(used: Any) -> None:
    """It has its counts, its requests, and whether its rows are still kept."""
    run = call(used, "history", "--page", "2", "--json").json["runs"][-1]
    told = call(used, "history", run["run"], "--json").json
    assert {name: told[name] for name in run} == run
    assert (told["rows"], told["saved"], told["rows_kept"]) == (1, 1, True)
    assert [(each["call"], each["records"], each["status"]) for each in told["requests"]] == [
        ("customers", 1, 200)
    ]


def test_a_check_reads_everything(shell: Any) -> None:
    """A sound ledger is told to be sound, and a damaged one what is wrong with it."""
    shell.make("1,Ada,ada@shop.example.com")
    shell.run("list.csv", "--sandbox")
    done = call(shell, "history", "check")
    assert (done.status, done.out) == (0, f"{ledger(shell)}: sound\n")
    connection = sqlite3.connect(ledger(shell))
    connection.execute("DELETE FROM rows")
    connection.commit()
    connection.close()
    done = call(shell, "history", "check")
    assert done.status == 1
    assert f"{ledger(shell)}: damaged\n" in done.out
    assert "rows of it are missing" in done.out
    assert "Restore a damaged ledger" in " ".join(done.err.split())
    (told,) = call(shell, "history", "check", "--json").json["ledgers"]
    assert told["ledger"] == str(ledger(shell))
    assert any("rows of it are missing" in fault for fault in told["faults"])


@pytest.mark.parametrize(
    "args", [("last", "--page", "2"), ("purge", "--json"), ("check", "--results", "x.csv")]
)
def test_options_that_mean_nothing_are_refused(shell: Any, args: tuple[str, ...]) -> None:
    """Nobody waits for what does not come."""
    assert call(shell, "history", *args).status == 2


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("https://acme.waspinventorycloud.com", "acme"),
        ("https://shop.example.com:8443/api", "shop.example.com:8443"),
        ("sandbox (/home/ann/.local/state/customer-import/sandbox.sqlite)", "sandbox"),
        ("http://127.0.0.1:8765", "127.0.0.1:8765"),
        ("", ""),
    ],
)
def test_a_server_is_called_by_its_name(target: str, name: str) -> None:
    """The table has room for what is different between servers."""
    assert short_server(target) == name
