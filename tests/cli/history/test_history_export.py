import csv
import io
import json
import platform
import zipfile
from typing import Any

TOKEN_FREE = ("run.json", "mapping.yaml", "requests.csv", "rows.csv")


def table(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    """Read a CSV of the archive."""
    text = archive.read(name).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_evidence_tells_the_whole_run(shell: Any, serve: Any) -> None:
    """One zip has facts, mapping, requests and every row, and neither token nor payloads."""
    serve()
    shell.make("1,Ada,a@b.example", "2,Bob,bob")
    run = shell.run("list.csv", "--json").json["run"]
    done = shell.call("history", "export", run, "-o", "e.zip", "--state-dir", shell.state)
    assert done.status == 0
    with zipfile.ZipFile(shell.folder / "e.zip") as archive:
        assert tuple(archive.namelist()) == TOKEN_FREE
        facts = json.loads(archive.read("run.json"))
        rows, requests = table(archive, "rows.csv"), table(archive, "requests.csv")
        everything = b"".join(map(archive.read, archive.namelist()))
    assert (facts["run"], facts["counts"]["saved"], facts["counts"]["invalid"]) == (run, 1, 1)
    assert len(facts["file_sha256"]) == 64
    assert facts["exported_with"]["python"] == platform.python_version()
    assert set(facts["exported_with"]) >= {"customer_import", "openpyxl", "httpx", "pydantic"}
    assert [(row["import_row"], row["import_status"]) for row in rows] == [
        ("2", "saved"),
        ("3", "invalid"),
    ]
    assert [(each["records"], each["status"]) for each in requests] == [("1", "200")]
    assert b"a-token" not in everything
    assert b"a@b.example" not in everything


def test_payloads_are_there_where_they_are_asked_for(shell: Any, serve: Any) -> None:
    """With --payloads the records that were not saved are in it."""
    serve(shape="failures-by-number", permissions=frozenset({"Create Customer"}))
    shell.make("1,Ada,a@b.example")
    shell.run("list.csv")
    shell.call("history", "export", "-o", "e.zip", "--payloads", "--state-dir", shell.state)
    with zipfile.ZipFile(shell.folder / "e.zip") as archive:
        payload = json.loads(archive.read("payloads.jsonl"))
    assert (payload["CustomerEmail"], payload["ImportRowNumber"]) == ("a@b.example", 2)


def test_evidence_overwrites_nothing(shell: Any) -> None:
    """A file that is there stays as it is."""
    shell.make("1,Ada,")
    shell.run("list.csv", "--sandbox")
    shell.file("e.zip", "mine")
    done = shell.call("history", "export", "last", "-o", "e.zip", "--state-dir", shell.state)
    assert (done.status, (shell.folder / "e.zip").read_text()) == (2, "mine")


def test_a_run_that_sent_nothing_yet_is_told_too(shell: Any) -> None:
    """A run held back by --strict is in the history, and its rows wait."""
    shell.make("1,Ada,", "2,Bob,bob")
    shell.run("list.csv", "--sandbox", "--strict")
    done = shell.call("history", "last", "--state-dir", shell.state)
    assert "1 pending" in done.out
    assert "1 invalid" in done.out
