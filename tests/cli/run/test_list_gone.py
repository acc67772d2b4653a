"""A run whose list is gone goes on from the ledger, and only such a run does."""

from typing import Any

import pytest

SENT = 2
STOPPING = ("--json", "--patience", "0")


def stopped(shell: Any, serve: Any, *more: str) -> Any:
    """Do a run that ends part-way, and then delete its list."""
    serve("drop-before@2-")
    shell.make("1,Ada,", "2,Bo,", *more)
    done = shell.run("list.csv", *STOPPING)
    assert done.status == 3
    (shell.folder / "list.csv").unlink()
    return done


def test_a_run_goes_on_without_its_list(shell: Any, serve: Any) -> None:
    """The same command sends what is left, and says where it takes it from."""
    first = stopped(shell, serve)
    serve()
    done = shell.run("list.csv", "--json")
    assert (done.status, done.states) == (0, {"saved": 1, "skipped": 1})
    assert done.json["run"] == first.json["run"]
    assert f"list.csv is gone. Going on with run {first.json['run']}" in done.err


def test_its_error_report_is_complete(shell: Any, serve: Any) -> None:
    """Rows that are still wrong are reported with their cells, as if the list were there."""
    stopped(shell, serve, ",Nobody,")
    serve()
    done = shell.run("list.csv", "--json")
    assert (done.status, done.states) == (1, {"saved": 1, "skipped": 1, "invalid": 1})
    assert ",Nobody," in (shell.folder / "list.errors.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("again", [("--dry-run",), ("--base-url", "http://127.0.0.1:9"), ()])
def test_a_list_that_is_gone_is_missed(shell: Any, serve: Any, again: tuple[str, ...]) -> None:
    """In a dry run, on another server, or once its run has ended, nothing goes on."""
    stopped(shell, serve)
    serve()
    if not again:
        assert shell.run("list.csv").status == 0
    done = shell.run("list.csv", *again)
    assert (done.status, done.out) == (2, "")
    assert "list.csv" in done.err
    assert "going on" not in done.err


def test_a_later_run_takes_its_place(shell: Any, serve: Any) -> None:
    """What another list sent since may be the same customers: the list itself is needed."""
    stopped(shell, serve)
    serve()
    other = shell.make("2,Cy,").rename(shell.folder / "other.csv")
    assert shell.run("other.csv", "-m", "list.yaml").status == 0
    assert not (shell.folder / "list.csv").exists()
    assert other.exists()
    done = shell.run("list.csv")
    assert done.status == 2
    assert "cannot go on without the list, because later runs may have sent" in " ".join(
        done.err.split()
    )


@pytest.mark.parametrize("option", [("--limit", "1"), ("--resend",), ("-m", "other.yaml")])
def test_another_command_does_not_go_on(shell: Any, serve: Any, option: tuple[str, ...]) -> None:
    """What was staged is what another command asked for: this one needs the list."""
    stopped(shell, serve)
    server = serve()
    shell.file("other.yaml", "version: 1\nfields: {CustomerNumber: Id}\n")
    done = shell.run("list.csv", *option)
    assert (done.status, len(server.store.requests())) == (2, SENT)
    assert "its mapping or its options have changed" in " ".join(done.err.split())


def test_a_list_of_the_same_name_in_another_folder_is_another(
    shell: Any, serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relative name means nothing in another folder."""
    stopped(shell, serve)
    server = serve()
    other = shell.folder / "other"
    other.mkdir()
    monkeypatch.chdir(other)
    done = shell.run("list.csv", "-m", "../list.yaml")
    assert (done.status, len(server.store.requests())) == (2, SENT)
    assert "going on" not in done.err
