import re
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from customer_import.cli import app
from customer_import.cli.servers.server import ledger_of_sandbox
from customer_import.ledger.file.database import open_ledger

BAD = ("1,Ada,ada@shop.example.com", "2,Bo,bad")


def call(shell: Any, *args: str) -> Any:
    """Call a command with the state folder."""
    return shell.call(*args, "--state-dir", shell.state)


def test_fields_lists_what_can_be_mapped(shell: Any) -> None:
    """`fields` lists every field, and `fields WORD` those that have the word."""
    every, some = shell.call("fields"), shell.call("fields", "website")
    assert (every.status, some.status) == (0, 0)
    assert "CustomerNumber" in every.out
    assert "CustomerWebsite" in some.out
    assert "CustomerNumber" not in some.out
    assert shell.call("fields", "qqq").status == 1


def test_history_of_nothing_says_so(shell: Any) -> None:
    """Before the first run there is nothing to list."""
    assert call(shell, "history").out == "No runs yet.\n"


def test_history_lists_runs_and_shows_one(shell: Any) -> None:
    """Every run is listed with its counts; one is shown by its name, its beginning, or `last`."""
    shell.make(*BAD)
    run = shell.run("list.csv", "--sandbox", "--json").json["run"]
    assert run in call(shell, "history").out
    for name in (run, run[:-1], "last"):
        shown = call(shell, "history", name)
        assert shown.status == 0
        assert run in shown.out
        assert "not an e-mail address" in " ".join(shown.out.split())


@pytest.mark.parametrize("command", [("history",), ("history", "last")])
def test_damage_in_one_ledger_hides_no_other(
    shell: Any, serve: Any, command: tuple[str, ...]
) -> None:
    """What cannot be read is said, and the runs on other servers are listed."""
    shell.make("1,Ada,")
    assert shell.run("list.csv", "--sandbox").status == 0
    (ledger,) = (shell.state / "ledgers").glob("*.sqlite")
    with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
        connection.execute("UPDATE runs SET file = CAST(x'ff41' AS TEXT)")
    serve()
    shell.file("other.csv", "Id,Name,Email\n1,Bo,\n")
    assert shell.run("other.csv", "-m", "list.yaml").status == 0
    done = call(shell, *command)
    assert done.status == 0
    assert "other.csv" in done.out
    assert "is damaged" in done.err


def test_dry_run_and_refusal_are_no_history(shell: Any) -> None:
    """A command that sent nothing, because nobody agreed or as a dry run, is not in the history."""
    shell.file("new.csv", "CustomerNumber,E-Mail\n1,ada@shop.example.com\n")
    shell.run("new.csv", "--dry-run")
    shell.run("new.csv", "--sandbox")
    assert call(shell, "history").out == "No runs yet.\n"


@pytest.mark.parametrize("command", [("history", "zz"), ("errors", "zz", "-o", "e.csv")])
def test_run_that_does_not_exist_is_named(shell: Any, command: tuple[str, ...]) -> None:
    """A run nobody knows is exit 2, with the way to find them."""
    done = call(shell, *command)
    assert (done.status, done.out) == (2, "")
    assert "No run is called zz." in done.err
    assert "See all runs:\n  customer-import history\n" in done.err


@pytest.mark.parametrize("command", [("apply", "last"), ("history", "last"), ("undo", "last")])
def test_the_last_run_is_missing_where_nothing_was_run(
    shell: Any, command: tuple[str, ...]
) -> None:
    """Before the first run, nobody misspelt the name `last`."""
    done = call(shell, *command)
    assert done.status == 2
    assert "Nothing was run yet. Run or plan a list first." in " ".join(done.err.split())


def test_errors_writes_the_report_of_a_past_run(shell: Any) -> None:
    """The error report of a past run is written again, byte for byte."""
    shell.make(*BAD)
    shell.run("list.csv", "--sandbox")
    done = call(shell, "errors", "last", "-o", "again.csv")
    assert done.status == 0
    again = shell.folder / "again.csv"
    assert again.read_bytes() == (shell.folder / "list.errors.csv").read_bytes()


def test_errors_of_a_run_without_problems_writes_nothing(shell: Any) -> None:
    """Where no row has a problem, no report is written."""
    shell.make("1,Ada,")
    shell.run("list.csv", "--sandbox")
    done = call(shell, "errors", "last", "-o", "again.csv")
    assert "has no rows with problems; nothing was written." in done.err
    assert not (shell.folder / "again.csv").exists()


def test_purge_forgets_runs_and_not_what_is_saved(shell: Any) -> None:
    """After `history purge` the runs are gone, and what is saved is skipped all the same."""
    shell.make("1,Ada,")
    shell.run("list.csv", "--sandbox")
    refused = call(shell, "history", "purge")
    assert (refused.status, "Add --yes." in refused.err) == (2, True)
    assert call(shell, "history", "purge", "--yes").out.startswith("1 run forgotten")
    assert call(shell, "history").out == "No runs yet.\n"
    assert shell.run("list.csv", "--sandbox", "--json").states == {"skipped": 1}


def test_purge_says_by_its_exit_status_that_a_ledger_was_in_use(shell: Any) -> None:
    """Runs of a ledger that another run holds are not forgotten, and that is not a success."""
    shell.make("1,Ada,")
    shell.run("list.csv", "--sandbox")
    held = open_ledger(ledger_of_sandbox(shell.state, shell.state / "sandbox.sqlite"))
    try:
        done = call(shell, "history", "purge", "--yes")
    finally:
        held.close()
    assert (done.status, done.out[:16]) == (1, "0 runs forgotten")
    assert "Another run on this server is under way." in done.err
    assert call(shell, "history", "purge", "--yes").status == 0


def test_preview_shows_cell_field_and_value(shell: Any) -> None:
    """`preview` shows the first rows side by side, and what is wrong with them."""
    shell.make(*BAD)
    done = shell.call("preview", "list.csv", "--rows", "2")
    assert done.status == 0
    assert re.search(r"Email +ada@shop.example.com +CustomerEmail +ada@shop.example.com", done.out)
    assert "Row 3, not sent: has errors" in done.out


def test_preview_shows_the_requests_as_json(shell: Any) -> None:
    """`preview --json` is the bodies that would be sent, and nothing is kept."""
    shell.make(*BAD)
    [request] = shell.call("preview", "list.csv", "--json").json["requests"]
    assert request["path"].endswith("customers/save")
    assert [record["CustomerNumber"] for record in request["body"]["Data"]] == ["1"]


def test_preview_explains_its_star(shell: Any) -> None:
    """A star is explained below, and only if there is one."""
    explained = "* sent in another form than the cell has it"
    shell.make("1,Ada,")
    assert explained not in shell.call("preview", "list.csv").out
    mapping = "version: 1\nfields:\n  CustomerNumber: {column: Id, transform: upper}\n"
    shell.make("a1,Ada,", mapping=mapping)
    assert explained in shell.call("preview", "list.csv").out.splitlines()


def test_preview_of_nothing_says_so(shell: Any) -> None:
    """A list without rows has nothing to show, and one that is not there is exit 2."""
    shell.make()
    assert "list.csv has no rows below its header." in shell.call("preview", "list.csv").err
    assert shell.call("preview", "gone.csv").status == 2


def test_preview_shows_the_requests_of_addresses_too(shell: Any) -> None:
    """Addresses are sent after their customers, in requests of their own."""
    fields = (
        "{CustomerNumber: Id, Addresses: {Main: {AddressCity: Name}, Other: {AddressCity: Email}}}"
    )
    shell.make("1,York,Ely", "2,Bath,", mapping=f"version: 1\nfields: {fields}\n")
    requests = shell.call("preview", "list.csv", "--json").json["requests"]
    assert [request["path"].rpartition("public-api/")[2] for request in requests] == [
        "customers/save",
        "addresses/customer/save",
    ]
    assert [each["AddressCity"] for each in requests[1]["body"]] == ["York", "Ely", "Bath"]


@pytest.mark.parametrize("command", [each.name for each in app.registered_commands])
def test_every_command_explains_itself(shell: Any, command: str) -> None:
    """Each command has help, and a narrow terminal takes it."""
    done = shell.call(command, "--help", COLUMNS="40")
    assert done.status == 0
    assert "Usage" in done.out
