from typing import Any

import pytest

from customer_import.cli import app

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


@pytest.mark.parametrize("command", [each.name for each in app.registered_commands])
def test_every_command_explains_itself(shell: Any, command: str) -> None:
    """Each command has help, and a narrow terminal takes it."""
    done = shell.call(command, "--help", COLUMNS="40")
    assert done.status == 0
    assert "Usage" in done.out
