import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

BAD = ("00001,Ada,ada@shop.example.com", "00002,=Bo,not an address", "00003,Cy,also wrong")
REPORT = "list.errors.xlsx"
MAPPING = """\
version: 1
fields:
  CustomerNumber: Id
  CustomerName: Name
  CustomerEmail: Email
"""


def change(path: Path, **cells: str) -> None:
    """Type into cells of a workbook and save it."""
    book = openpyxl.load_workbook(path)
    for place, text in cells.items():
        book.worksheets[0][place].value = text
    book.save(path)


def sheet_of(path: Path) -> Any:
    """Return the sheet of a workbook."""
    [sheet] = openpyxl.load_workbook(path).worksheets
    return sheet


def test_marked_workbook_is_written_where_the_name_ends_so(shell: Any) -> None:
    """`--errors x.xlsx` gives a workbook in place of the CSV, and the run says where."""
    shell.make(*BAD)
    done = shell.run("list.csv", "--sandbox", "--errors", REPORT)
    assert f"Fix the rows in {REPORT}" in done.out
    assert [row[0].value for row in sheet_of(shell.folder / REPORT)] == ["Id", "00002", "00003"]
    assert not (shell.folder / "list.errors.csv").exists()


@pytest.mark.parametrize("options", [(), ("-m", "list.yaml")])
def test_fixed_workbook_is_a_list_for_the_same_mapping(shell: Any, options: tuple[str]) -> None:
    """Cells are fixed, the workbook is run, and its rows arrive as the list had them."""
    shell.make(*BAD)
    shell.run("list.csv", "--sandbox", "--errors", REPORT)
    change(shell.folder / REPORT, C2="bo@shop.example.com", C3="cy@shop.example.com")
    done = shell.run(REPORT, *options, "--sandbox", "--json")
    assert (done.status, done.json["mapping"], done.states) == (0, "list.yaml", {"saved": 2})
    bo, cy = shell.arrived()[-2:]
    assert (bo["CustomerNumber"], bo["CustomerName"]) == ("00002", "=Bo")
    assert (cy["CustomerNumber"], cy["CustomerEmail"]) == ("00003", "cy@shop.example.com")


def test_rows_still_wrong_go_to_a_second_workbook(shell: Any) -> None:
    """The workbook that is run is never overwritten, neither by name nor by default."""
    shell.make(*BAD)
    shell.run("list.csv", "--sandbox", "--errors", REPORT)
    change(shell.folder / REPORT, C2="bo@shop.example.com")
    before = (shell.folder / REPORT).read_bytes()
    done = shell.run(REPORT, "--sandbox", "--json", "--errors", REPORT)
    assert done.states == {"saved": 1, "invalid": 1}
    assert done.json["errors_file"] == "list.errors-2.xlsx"
    assert (shell.folder / REPORT).read_bytes() == before
    assert sheet_of(shell.folder / "list.errors-2.xlsx")["A2"].value == "00003"


def test_workbook_somebody_works_on_is_never_overwritten(shell: Any) -> None:
    """A changed workbook stays as it is; the next one has another name, and that is said."""
    shell.make(*BAD)
    shell.run("list.csv", "--sandbox", "--errors", REPORT)
    change(shell.folder / REPORT, C2="half@")
    changed = (shell.folder / REPORT).read_bytes()
    done = shell.run("list.csv", "--sandbox", "--errors", REPORT)
    assert (shell.folder / REPORT).read_bytes() == changed
    assert "The new error report is list.errors-2.xlsx" in done.err


def test_unchanged_workbook_is_written_anew(shell: Any) -> None:
    """A workbook nobody touched is replaced by that of the next run."""
    shell.make(*BAD)
    shell.run("list.csv", "--sandbox", "--errors", REPORT)
    shell.make(*BAD[:2])
    done = shell.run("list.csv", "--sandbox", "--json", "--errors", REPORT)
    assert done.json["errors_file"] == REPORT
    assert sheet_of(shell.folder / REPORT).max_row == 2


@pytest.mark.parametrize("changed", [False, True])
def test_unchanged_workbook_goes_when_all_is_well(
    shell: Any,
    changed: bool,  # noqa: FBT001 - a case
) -> None:
    """A run without problems removes its own old workbook, unless somebody changed it."""
    shell.make(*BAD)
    shell.run("list.csv", "--sandbox", "--errors", REPORT)
    if changed:
        change(shell.folder / REPORT, C2="half@")
    shell.make(*BAD[:1])
    done = shell.run("list.csv", "--sandbox", "--errors", REPORT)
    assert done.status == 0
    assert (shell.folder / REPORT).exists() is changed
    assert ("removed the old error report" in done.err) is not changed


@pytest.mark.parametrize("name", ["again.xlsx", "again.csv"])
def test_reports_of_past_runs_come_with_either_ending(shell: Any, name: str) -> None:
    """`errors RUN` writes the rows of a run again, as its name wants them, to be run."""
    shell.make(*BAD)
    shell.run("list.csv", "--sandbox")
    (shell.folder / "list.csv").unlink()
    done = shell.call("errors", "last", "-o", name, "--state-dir", shell.state)
    assert done.status == 0, done.err
    again = shell.run(name, "-m", "list.yaml", "--sandbox", "--json")
    assert again.states == {"invalid": 2}
    assert [problem["row"] for problem in again.json["problems"]] == [2, 3]


def test_typed_cells_of_a_workbook_are_texts_that_read_the_same(shell: Any) -> None:
    """A number is written as the text that it shows, so that its zeros survive any program."""
    shell.make()
    book = openpyxl.Workbook()
    sheet: Any = book.worksheets[0]
    sheet.append(["Customers"])
    sheet.append(["Id", "Name", "Email"])
    sheet.append([7, "Ada", "not an address"])
    sheet["A3"].number_format = "00000"
    book.save(shell.folder / "list.xlsx")
    options = ("-m", "list.yaml", "--sandbox", "--errors", REPORT)
    shell.run("list.xlsx", *options)
    found = sheet_of(shell.folder / REPORT)
    assert (found["A2"].value, found["A2"].number_format) == ("00007", "@")
    assert "not an address" in found["C2"].comment.text
    change(shell.folder / REPORT, C2="ada@shop.example.com")
    shell.run(REPORT, "--sandbox")
    assert shell.arrived()[-1]["CustomerNumber"] == "00007"


def test_text_too_long_for_a_workbook_keeps_nothing_else_back(shell: Any) -> None:
    """The rows are sent, and the user is told to take a CSV."""
    shell.make(BAD[0], f"2,{'x' * 40_000},wrong")
    done = shell.run("list.csv", "--sandbox", "--json", "--errors", REPORT)
    assert (done.states, done.json["errors_file"]) == ({"saved": 1, "invalid": 1}, None)
    assert "Row 3 has a text of 40,000 characters in the column Name" in done.err
    assert "ends in .csv" in done.err
    assert not (shell.folder / REPORT).exists()


def listed(*rows: tuple[str, ...]) -> bytes:
    """Return a workbook that is a list, all of its cells text."""
    book = openpyxl.Workbook()
    for row in (("Id", "Name", "Email"), *rows):
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


BAD_BOOK = listed(("00001", "Ada", "ada@shop.example.com"), ("00002", "Bo", "not an address"))


@pytest.mark.parametrize("name", ["book.xlsx", "book.xlsm", "book.txt"])
def test_report_of_a_workbook_is_a_workbook(shell: Any, name: str) -> None:
    """Without `--errors` a workbook gets `.errors.xlsx`, whatever its ending; zeros stay."""
    shell.make()
    shell.file(name, BAD_BOOK)
    done = shell.run(name, "-m", "list.yaml", "--sandbox", "--json")
    assert done.json["errors_file"] == "book.errors.xlsx"
    assert sheet_of(shell.folder / "book.errors.xlsx")["A2"].value == "00002"
    assert not (shell.folder / "book.errors.csv").exists()


def test_report_of_a_workbook_is_fixed_and_run(shell: Any) -> None:
    """The workbook beside the list finds the list's mapping, and its rows arrive."""
    shell.file("book.yaml", MAPPING)
    shell.file("book.xlsx", BAD_BOOK)
    done = shell.run("book.xlsx", "--sandbox")
    assert "customer-import run book.errors.xlsx --sandbox" in done.out
    change(shell.folder / "book.errors.xlsx", C2="bo@shop.example.com")
    done = shell.run("book.errors.xlsx", "--sandbox", "--json")
    assert (done.status, done.states) == (0, {"saved": 1})
    assert shell.arrived()[-1]["CustomerNumber"] == "00002"


def test_own_workbook_report_is_removed_when_all_is_well(shell: Any) -> None:
    """A report that nobody changed goes once the list is right; one with work in it stays."""
    shell.file("book.yaml", MAPPING)
    for touched in (False, True):
        shell.file("book.xlsx", BAD_BOOK)
        shell.run("book.xlsx", "--sandbox")
        if touched:
            change(shell.folder / "book.errors.xlsx", B2="Bob")
        shell.file("book.xlsx", listed(("00001", "Ada", "ada@shop.example.com")))
        done = shell.run("book.xlsx", "--sandbox")
        assert (done.status, (shell.folder / "book.errors.xlsx").exists()) == (0, touched)


def test_workbook_report_with_work_in_it_is_not_overwritten(shell: Any) -> None:
    """The next report of the list is `.errors-2.xlsx`, and that is said."""
    shell.file("book.yaml", MAPPING)
    shell.file("book.xlsx", BAD_BOOK)
    shell.run("book.xlsx", "--sandbox")
    change(shell.folder / "book.errors.xlsx", B2="Bob")
    done = shell.run("book.xlsx", "--sandbox", "--json")
    assert done.json["errors_file"] == "book.errors-2.xlsx"
    assert "book.errors.xlsx was changed" in done.err


def test_what_no_workbook_can_hold_becomes_a_csv(shell: Any) -> None:
    """A row with more text than a cell takes gets its report all the same, as a CSV."""
    shell.file("book.yaml", MAPPING)
    surplus = ("x" * 20_000, "y" * 20_000)
    right = [(str(number), "Ada", "a@shop.example.com") for number in range(4)]
    shell.file("book.xlsx", listed(*right, ("9", "Bo", "b@shop.example.com", *surplus)))
    done = shell.run("book.xlsx", "--sandbox", "--json")
    assert done.json["errors_file"] == "book.errors.csv"
    assert "So the error report is a CSV: book.errors.csv." in " ".join(done.err.split())
    shell.file("book.xlsx", listed(*right))
    assert shell.run("book.xlsx", "--sandbox").status == 0
    assert not (shell.folder / "book.errors.csv").exists()


@pytest.mark.parametrize("option", ["--results", "--report"])
def test_no_other_report_takes_the_place_of_the_workbook(shell: Any, option: str) -> None:
    """A path where the error report would go is refused before anything is sent."""
    shell.file("book.yaml", MAPPING)
    shell.file("book.xlsx", BAD_BOOK)
    done = shell.run("book.xlsx", "--sandbox", option, "book.errors.xlsx")
    assert (done.status, shell.arrived()) == (2, [])
