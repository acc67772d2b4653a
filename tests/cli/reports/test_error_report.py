import csv
import os
from pathlib import Path
from typing import Any

import pytest

from customer_import.table import REPORT_COLUMNS

BAD = ("1,Ada,ada@shop.example.com", "2,Bo,not an address", "3,Cy,cy@shop.example.com")
REPORT = "list.errors.csv"


def rows_of(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    """Return the rows of a report."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def change(path: Path, old: str, new: str) -> None:
    """Change a cell of a report, as somebody does in a spreadsheet."""
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8-sig")


def test_report_stands_beside_the_list_under_its_name(shell: Any) -> None:
    """Unless told otherwise the report is the list's name with `.errors.csv`, beside it."""
    folder = shell.folder / "deep"
    folder.mkdir()
    shell.make(*BAD).rename(folder / "list.csv")
    done = shell.run("deep/list.csv", "-m", "list.yaml", "--sandbox")
    assert (folder / REPORT).is_file()
    assert f"Fix the rows in deep/{REPORT}, then run:" in done.out


def test_report_goes_where_it_is_wanted(shell: Any) -> None:
    """`--errors` names the place, and the usual one stays empty."""
    shell.make(*BAD)
    done = shell.run("list.csv", "--sandbox", "--json", "--errors", "wrong.csv")
    assert done.json["errors_file"] == "wrong.csv"
    assert (shell.folder / "wrong.csv").is_file()
    assert not (shell.folder / REPORT).exists()


def test_report_has_the_rows_as_they_were_and_what_is_wrong(shell: Any) -> None:
    """A line is the row's own cells, then its number, state, fields, codes and messages."""
    shell.make(*BAD)
    shell.run("list.csv", "--sandbox")
    [row] = rows_of(shell.folder / REPORT)
    assert list(row) == ["Id", "Name", "Email", *REPORT_COLUMNS]
    assert [row["Id"], row["Name"], row["Email"]] == ["2", "Bo", "not an address"]
    assert [row["import_row"], row["import_status"]] == ["3", "invalid"]
    assert [row["import_field"], row["import_code"]] == ["CustomerEmail", "email"]


def test_several_problems_of_a_row_are_joined(shell: Any) -> None:
    """A row has one line; its problems stand side by side, in the same order in each column."""
    shell.make(",Ada,not an address")
    shell.run("list.csv", "--sandbox")
    [row] = rows_of(shell.folder / REPORT)
    assert row["import_code"] == "email | customer-number-missing"
    assert row["import_field"] == "CustomerEmail | CustomerNumber"
    assert row["import_message"].count(" | ") == 1


def test_report_holds_failed_and_unknown_rows_too(shell: Any, serve: Any) -> None:
    """Every row that somebody must look at is in the report, whoever refused it."""
    mapping = "version: 1\nfields: {CustomerNumber: Id, CustomerNote: Note, CustomerName: T}\n"
    shell.make("1,call,a", "2,,b", "3,,POISON", header="Id,Note,T", mapping=mapping)
    serve("poison:POISON", "drop-after@1")
    done = shell.run("list.csv", "--json", "--chunk-size", "1", "--concurrency", "1")
    assert done.states == {"saved": 1, "failed": 1, "unknown": 1}
    states = [row["import_status"] for row in rows_of(shell.folder / REPORT)]
    assert sorted(states) == ["failed", "unknown"]


def test_fixed_report_is_a_list_for_the_same_mapping(shell: Any) -> None:
    """Cells are fixed, the report is run, its mapping is found by name, and its rows are saved."""
    shell.make(*BAD)
    shell.run("list.csv", "--sandbox")
    change(shell.folder / REPORT, "not an address", "bo@shop.example.com")
    done = shell.run(REPORT, "--sandbox", "--json")
    assert (done.status, done.json["mapping"], done.states) == (0, "list.yaml", {"saved": 1})
    assert shell.arrived()[-1]["CustomerEmail"] == "bo@shop.example.com"


def test_report_needs_none_of_the_settings_of_its_list(shell: Any) -> None:
    """How the list was read is set aside for its report, which is always read alike."""
    source = "source: {encoding: cp1252, delimiter: ';', header_row: 2}\n"
    mapping = f"version: 1\n{source}fields: {{CustomerNumber: Nr, CustomerEmail: Straße}}\n"
    shell.file("list.yaml", mapping)
    shell.file("list.csv", "Kunden;\nNr;Straße\n1;schlecht ü\n".encode("cp1252"))
    shell.run("list.csv", "--sandbox")
    change(shell.folder / REPORT, "schlecht ü", "gut@shop.example.com")
    assert shell.run(REPORT, "--sandbox", "--json").states == {"saved": 1}


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_report_is_written_with_the_delimiter_of_the_list(shell: Any, delimiter: str) -> None:
    """The report opens as the list does: it has the list's own delimiter and a byte-order mark."""
    rows = [row.replace(",", delimiter) for row in BAD]
    shell.make(*rows, header=delimiter.join(["Id", "Name", "Email"]))
    shell.run("list.csv", "--sandbox")
    assert (shell.folder / REPORT).read_bytes().startswith(b"\xef\xbb\xbfId" + delimiter.encode())
    assert rows_of(shell.folder / REPORT, delimiter)[0]["Name"] == "Bo"


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_report_is_readable_by_the_user_alone(shell: Any) -> None:
    """A report holds customers' data, so nobody else can read it."""
    shell.make(*BAD)
    shell.run("list.csv", "--sandbox")
    assert (shell.folder / REPORT).stat().st_mode & 0o777 == 0o600


def test_unchanged_report_is_written_anew(shell: Any) -> None:
    """A report nobody touched is replaced by that of the next run."""
    shell.make(*BAD)
    shell.run("list.csv", "--sandbox")
    shell.make("4,Di,worse", *BAD)
    done = shell.run("list.csv", "--sandbox", "--json")
    assert done.json["errors_file"] == REPORT
    assert [row["Id"] for row in rows_of(shell.folder / REPORT)] == ["4", "2"]


def test_a_dry_run_replaces_a_report_of_invalid_rows_only(shell: Any, serve: Any) -> None:
    """A dry run tells invalid rows as well as a run does; what a server refused it cannot tell."""
    shell.make(*BAD)
    for options in (("--sandbox",), ("--dry-run",), ("--sandbox",)):
        assert shell.run("list.csv", *options, "--json").json["errors_file"] == REPORT
    serve("poison:Poison")
    shell.make(*BAD, "7,Poison,")
    assert shell.run("list.csv", "--json").json["errors_file"] == REPORT
    assert shell.run("list.csv", "--dry-run", "--json").json["errors_file"] == "list.errors-2.csv"
    assert "failed" in (shell.folder / REPORT).read_text()


def test_report_somebody_works_on_is_never_overwritten(shell: Any) -> None:
    """A changed report stays as it is; the next one is `.errors-2.csv`, and that is said."""
    shell.make(*BAD)
    shell.run("list.csv", "--sandbox")
    report = shell.folder / REPORT
    change(report, "not an address", "half@")
    changed = report.read_bytes()
    done = shell.run("list.csv", "--sandbox", "--json")
    assert report.read_bytes() == changed
    assert done.json["errors_file"] == "list.errors-2.csv"
    assert f"{REPORT} was changed, or belongs to another list or server, so it is not" in done.err
    assert "The new error report is list.errors-2.csv" in done.err


def test_file_of_somebody_else_is_never_overwritten(shell: Any) -> None:
    """A file that no run wrote is not replaced, even where `--errors` names it."""
    shell.make(*BAD)
    mine = shell.file("mine.csv", "my,work\n")
    done = shell.run("list.csv", "--sandbox", "--json", "--errors", "mine.csv")
    assert mine.read_text() == "my,work\n"
    assert done.json["errors_file"] == "mine-2.csv"


def test_report_that_is_run_is_never_overwritten(shell: Any) -> None:
    """What is still wrong in a report that is run goes to a second one."""
    shell.make(*BAD)
    shell.run("list.csv", "--sandbox")
    before = (shell.folder / REPORT).read_bytes()
    done = shell.run(REPORT, "--sandbox", "--json")
    assert (shell.folder / REPORT).read_bytes() == before
    assert done.json["errors_file"] == "list.errors-2.csv"
    assert f"{REPORT} is the list itself" in done.err


def test_unchanged_report_goes_when_all_is_well(shell: Any) -> None:
    """A run without problems removes its own old report, and says so."""
    shell.make(*BAD)
    shell.run("list.csv", "--sandbox")
    shell.make(*BAD[::2])
    done = shell.run("list.csv", "--sandbox", "--json")
    assert not (shell.folder / REPORT).exists()
    assert done.json["errors_file"] is None
    assert f"removed the old error report {REPORT}" in done.err


def test_unchanged_second_report_goes_when_all_is_well(shell: Any) -> None:
    """A run without problems removes its own `.errors-2.csv` too, and leaves the changed report."""
    shell.make(*BAD)
    shell.run("list.csv", "--sandbox")
    change(shell.folder / REPORT, "not an address", "half@")
    shell.run("list.csv", "--sandbox")
    mine = shell.file("list.errors-3.csv", "my,work\n")
    shell.make(*BAD[::2])
    done = shell.run("list.csv", "--sandbox", "--json")
    assert "removed the old error report list.errors-2.csv" in done.err
    assert not (shell.folder / "list.errors-2.csv").exists()
    assert (shell.folder / REPORT).exists()
    assert mine.exists()


def test_changed_report_stays_when_all_is_well(shell: Any) -> None:
    """A run without problems leaves alone what somebody has changed."""
    shell.make(*BAD)
    shell.run("list.csv", "--sandbox")
    change(shell.folder / REPORT, "not an address", "half@")
    shell.make(*BAD[::2])
    shell.run("list.csv", "--sandbox")
    assert (shell.folder / REPORT).exists()


def test_report_stays_when_rows_were_not_reached(shell: Any, serve: Any) -> None:
    """A run that stopped part-way may have problems left, so the old report stays."""
    mapping = "version: 1\nfields: {CustomerNumber: Id, CustomerBusinessPhone: "
    mapping += "{PhoneNumber: P, PhoneTypeName: T}}\n"
    shell.make("1,555-0100,Pager", header="Id,P,T", mapping=mapping)
    serve()
    shell.run("list.csv")
    shell.env["WASP_API_TOKEN"] = "another"
    done = shell.run("list.csv", "--json")
    assert (done.status, done.states) == (3, {"pending": 1})
    assert (shell.folder / REPORT).exists()


def test_results_are_written_where_the_report_cannot_be(shell: Any) -> None:
    """If a report cannot be written, the run says so and does everything else."""
    folder = shell.folder / "ro"
    folder.mkdir()
    shell.make(*BAD)
    (shell.folder / "list.csv").rename(folder / f"{'x' * 240}.csv")
    path = f"ro/{'x' * 240}.csv"
    done = shell.run(path, "-m", "list.yaml", "--sandbox", "--json", "--results", "all.csv")
    assert (done.status, done.json["errors_file"]) == (1, None)
    assert "cannot be written" in done.err
    assert (shell.folder / "all.csv").is_file()


def test_report_is_kept_where_it_cannot_be_remembered(shell: Any) -> None:
    """Where the state folder takes nothing, a dry run still writes its report and says why."""
    shell.make(*BAD)
    shell.file("taken", "no folder")
    done = shell.call("run", "list.csv", "--dry-run", "--json", "--state-dir", "taken/state")
    assert done.json["errors_file"] == REPORT
    assert "reports.json cannot be written" in done.err
