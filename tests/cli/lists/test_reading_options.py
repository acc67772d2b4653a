"""`--delimiter` and `--sheet` where they do not fit the list."""

import io
from typing import Any

import pytest
from openpyxl import Workbook


def workbook() -> bytes:
    """Write a workbook of one sheet, Customers."""
    book, out = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.title = "Customers"
    for row in (["Id", "Name", "Email"], ["1", "Ada", "no address"]):
        sheet.append(row)
    book.save(out)
    return out.getvalue()


def test_a_list_of_one_column_misses_others_whatever_the_delimiter(shell: Any) -> None:
    """The delimiter is not to blame where no other one gives more columns."""
    shell.make("1,Ada,")
    shell.file("o.csv", "Number\n1\n2\n")
    done = shell.run("o.csv", "-m", "list.yaml", "--dry-run", "--delimiter", ";")
    assert (done.status, "the file has no column Id" in done.err) == (2, True)


def test_one_column_may_hold_any_usual_delimiter(shell: Any) -> None:
    """A delimiter that fits the mapping is obeyed, whatever else might separate the cells."""
    shell.file("list.yaml", "version: 1\nfields: {CustomerNumber: 'Last, First'}\n")
    shell.file("list.csv", "Last, First\nDoe, Ann\nRoe, Bo\n")
    assert shell.run("list.csv", "--dry-run", "--delimiter", ";").status == 0


@pytest.mark.parametrize("command", [("run", "--dry-run"), ("preview",)])
def test_a_list_that_is_piped_in_is_read_again(shell: Any, command: tuple[str, ...]) -> None:
    """To find out what is wrong with its delimiter, and whether it is a workbook."""
    shell.make()
    given = (*command, "-", "-m", "list.yaml")
    done = shell.call(*given, "--delimiter", "|", stdin=b"Id;Name;Email\n1;Ada;\n")
    assert (done.status, "standard input has one column only" in done.err) == (2, True)
    assert shell.call(*given, "--sheet", "1", stdin=workbook()).status < 2
    done = shell.call(*given, "--sheet", "1", stdin=b"Id,Name,Email\n1,Ada,\n")
    assert (done.status, "standard input is not a workbook" in done.err) == (2, True)


def test_the_sheet_of_a_mapping_is_set_aside_for_a_csv(shell: Any) -> None:
    """One mapping reads a workbook and its CSV, and that the sheet was not looked for is said."""
    shell.make("1,Ada,", mapping="version: 1\nsource: {sheet: A}\nfields: {CustomerNumber: Id}\n")
    done = shell.run("list.csv", "--dry-run")
    assert done.status == 0
    assert "list.csv is not a workbook, so the sheet “A” is set aside." in done.err


@pytest.mark.parametrize("report", ["w.errors.xlsx", "w.errors.csv"])
def test_the_same_command_takes_the_report_of_a_workbook(shell: Any, report: str) -> None:
    """Its options of reading were for the workbook: a report is read without them."""
    shell.file("w.xlsx", workbook())
    shell.file("w.yaml", "version: 1\nfields: {CustomerNumber: Id, CustomerEmail: Email}\n")
    first = shell.run("w.xlsx", "--dry-run", "--sheet", "Customers", "--errors", report)
    assert first.status == 1
    done = shell.run(report, "--dry-run", "--sheet", "Customers")
    assert (done.status, "no workbook" in done.err) == (1, False)


def test_the_id_of_the_server_is_told_by_its_name(shell: Any) -> None:
    """`fields CustomerId` says that it cannot be mapped, and what is the key in its place."""
    done = shell.call("fields", "CustomerId")
    assert done.status == 0
    assert "what a customer is known by is the CustomerNumber" in " ".join(done.out.split())
