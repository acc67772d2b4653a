"""What may be wrong with a list as a whole: shown, asked about, and stopped by `--strict`."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import pytest

SAID = "Read as cp1252: Hélène, Noël. If they look wrong, use --encoding."
ROWS = "Id,Name,Email\n1,Hélène,\n2,Noël,\n".encode("cp1252")


@pytest.fixture
def guessed(shell: Any) -> Any:
    """Make a list whose encoding has to be guessed."""
    shell.make()
    shell.file("list.csv", ROWS)
    return shell


def test_a_dry_run_shows_the_words(guessed: Any) -> None:
    """The guess is in the result, and what `--strict` would do."""
    done = guessed.run("list.csv", "--dry-run")
    text = " ".join(done.out.split())
    assert done.status == 0
    assert f"The list: warning: {SAID} With --encoding cp1252 nothing is guessed." in text
    assert "The list has a warning. It is sent all the same, unless you add --strict." in text


def test_json_has_a_problem_without_a_row(guessed: Any) -> None:
    """Row and status are null where the list as a whole is meant; it comes first."""
    first, *others = guessed.run("list.csv", "--dry-run", "--json").json["problems"]
    assert (first["row"], first["status"], first["field"]) == (None, None, "")
    assert (first["code"], first["severity"]) == ("encoding-guessed", "warning")
    assert first["message"].startswith(SAID)
    assert others == []


def test_strict_sends_nothing(guessed: Any, serve: Any) -> None:
    """The rows wait; with the encoding stated, or accepted by the mapping, they are sent."""
    server = serve()
    done = guessed.run("list.csv", "--strict")
    assert (done.status, server.store.events()) == (1, [])
    assert "because of --strict: the list has a warning." in " ".join(done.out.split())
    done = guessed.run("list.csv", "--strict", "--encoding", "cp1252", "--json")
    assert (done.status, done.states, done.json["problems"]) == (0, {"saved": 2}, [])


def test_a_mapping_that_accepts_the_guess_is_sent_under_strict(guessed: Any, serve: Any) -> None:
    """It is a notice then, and still told."""
    serve()
    mapping = (
        "version: 1\naccept: [encoding-guessed]\nfields: {CustomerNumber: Id, CustomerName: Name}\n"
    )
    guessed.file("list.yaml", mapping)
    done = guessed.run("list.csv", "--strict", "--json")
    assert (done.status, done.states) == (0, {"saved": 2})
    assert [problem["severity"] for problem in done.json["problems"]] == ["notice"]


def test_an_encoding_in_the_mapping_is_no_guess(guessed: Any) -> None:
    """Nothing is said of it."""
    guessed.file(
        "list.yaml",
        "version: 1\nsource: {encoding: cp1252}\nfields: {CustomerNumber: Id, CustomerName: Name}",
    )
    assert guessed.run("list.csv", "--dry-run", "--json").json["problems"] == []


def test_the_page_and_the_preview_show_it(guessed: Any) -> None:
    """The page has a part for the list as a whole."""
    guessed.run("list.csv", "--dry-run", "--report", "r.html")
    page = (guessed.folder / "r.html").read_text("utf-8")
    assert "The list as a whole" in page
    assert SAID in page
    assert SAID in " ".join(guessed.call("preview", "list.csv").err.split())


def test_the_words_are_forgotten_with_the_rest(guessed: Any, serve: Any) -> None:
    """They are names, so they do not stay in the ledger longer than other cells."""
    serve()
    guessed.run("list.csv")
    [ledger] = (guessed.state / "ledgers").glob("*.sqlite")
    messages = "SELECT message || value FROM problems WHERE code = 'encoding-guessed'"
    with closing(sqlite3.connect(ledger)) as connection, connection:
        assert "Hélène" in connection.execute(messages).fetchone()[0]
        old = (datetime.now().astimezone() - timedelta(days=31)).isoformat()
        connection.execute("UPDATE runs SET started = ?", (old,))
    guessed.file("list.csv", "Id,Name,Email\n3,Ann,\n")
    assert guessed.run("list.csv").status == 0
    with closing(sqlite3.connect(ledger)) as connection:
        assert "Hélène" not in connection.execute(messages).fetchone()[0]


def test_strict_stops_a_header_that_does_not_fit(shell: Any, serve: Any) -> None:
    """Phones would be sent as e-mail addresses; a mapping that accepts it is obeyed."""
    server = serve()
    shell.make("1,Ada,x,", "2,Bo,y,", header="Id,NamePhone,Email")
    shell.file("list.yaml", "version: 1\nfields: {CustomerNumber: Id, CustomerNote: Email}\n")
    done = shell.run("list.csv", "--strict", "--json")
    assert (done.status, server.store.events()) == (1, [])
    assert [(p["row"], p["code"]) for p in done.json["problems"]] == [(None, "header-misfit")]
    accepted = "version: 1\naccept: [header-misfit]\nfields: {CustomerNumber: Id}\n"
    shell.file("list.yaml", accepted)
    assert shell.run("list.csv", "--strict", "--json").states == {"saved": 2}


def test_customers_without_a_name_are_counted(shell: Any, serve: Any) -> None:
    """One warning for the list, the same in a dry run and in a run that keeps every row."""
    serve()
    fields = "{IsAutogeneratedCustomerNumber: {value: true}, CustomerName: Name}"
    mapping = f"version: 1\nfields: {fields}\n"
    shell.make("Ada,", ",Acme", ",Beta", header="Name,Firma", mapping=mapping)
    for more in (["--dry-run"], ["--dry-run", "--show", "all"]):
        first = shell.run("list.csv", *more, "--json").json["problems"][0]
        assert (first["row"], first["code"], first["severity"]) == (None, "nameless", "warning")


def test_only_update_needs_no_names(shell: Any) -> None:
    """Nobody is created, so nobody is without a name."""
    mapping = "version: 1\nfields: {CustomerNumber: Id, CustomerEmail: Email}\n"
    shell.make("1,Ada,a@x.org", mapping=mapping)
    done = shell.run("list.csv", "--dry-run", "--only", "update", "--json")
    assert done.json["problems"] == []
