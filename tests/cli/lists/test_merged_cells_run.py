"""Workbooks with cells merged over rows, through the whole program."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

MAPPING = """\
version: 1
fields:
  CustomerNumber: Id
  CustomerName: Name
  CustomerDepartment: Region
  Addresses:
    Main: {AddressLine1: Street, AddressCity: City}
"""
Rows = Sequence[tuple[str | None, ...]]
HEADER = ("Id", "Name", "Region", "Street", "City", "Remark")
ROWS = (
    ("C1", "Ann", "North", "1 A St", "Rome", "old"),
    ("C2", "Bob", None, "2 B St", "Bonn", None),
    ("C3", "Cem", None, "3 C St", "Lima", None),
    ("C4", "Dee", "South", "4 D St", "Oslo", None),
)


def book(
    shell: Any,
    *merges: str,
    rows: Rows = ROWS,
    mapping: str = MAPPING,
) -> None:
    """Write `list.xlsx`, and its mapping beside it."""
    made = Workbook()
    sheet: Any = made.active
    for row in (HEADER, *rows):
        sheet.append(row)
    for each in merges:
        sheet.merge_cells(each)
    made.save(shell.folder / "list.xlsx")
    shell.file("list.yaml", mapping)


def told(done: Any) -> list[tuple[int, str, str, str]]:
    """Row, code, field and severity of all problems."""
    return [(p["row"], p["code"], p["field"], p["severity"]) for p in done.json["problems"]]


WARNED = [(row, "merged-cell", "CustomerDepartment", "warning") for row in (3, 4)]


def test_rows_that_lack_a_merged_value_are_warned_about(shell: Any) -> None:
    """The dry run says row, column and value; a column that fills nothing does not matter."""
    book(shell, "C2:C4", "F2:F4")
    tried = shell.run("list.xlsx", "--dry-run", "--json")
    assert (tried.status, tried.json["valid"], told(tried)) == (0, 4, WARNED)
    shown = " ".join(shell.run("list.xlsx", "--dry-run").out.replace("│", " ").split())
    assert "Region: This cell is merged with the one of row 2" in shown
    assert "“North”" in shown
    assert "2 rows: warning: This cell is merged with one above it" in shown


def test_strict_sends_nothing_and_accept_makes_notices(shell: Any) -> None:
    """A mapping may say that the merged cells of its list are right as they are."""
    book(shell, "C2:C4")
    assert shell.run("list.xlsx", "--sandbox", "--strict", "--json").status == 1
    assert shell.arrived() == []
    book(shell, "C2:C4", mapping=f"{MAPPING}accept: [merged-cell]\n")
    done = shell.run("list.xlsx", "--sandbox", "--strict", "--json")
    assert (done.status, done.states) == (0, {"saved": 4})
    assert told(done) == [(*each[:3], "notice") for each in WARNED]


def test_the_html_report_names_the_merged_cells(shell: Any) -> None:
    """Whoever sends all the same finds the warning in the report."""
    book(shell, "C2:C4")
    done = shell.run("list.xlsx", "--sandbox", "--json", "--report", "r.html")
    assert (done.status, told(done)) == (0, WARNED)
    assert "merged with the one of row 2" in Path("r.html").read_text()


def test_a_merged_number_is_what_it_was(shell: Any) -> None:
    """A row that seems to belong to the customer above is refused, and nothing more is said."""
    rows = (ROWS[0], (None, None, None, "2 B St", "Bonn", None), ROWS[3])
    book(shell, "A2:A3", "B2:B3", "C2:C3", rows=rows)
    tried = shell.run("list.xlsx", "--dry-run", "--json")
    assert told(tried) == [(3, "continues-row", "", "error")]


CONTINUED = (
    ("C1", "Ann", "North", "1 A St", "Rome", "Billing"),
    (None, None, None, "2 B St", None, "Shipping"),
    ("C4", "Dee", "South", "4 D St", "Oslo", "Billing"),
)


@pytest.mark.parametrize(
    ("merges", "warned"),
    [
        (("A2:A3", "B2:B3", "C2:C3"), []),
        (("A2:A3", "B2:B3", "C2:C3", "E2:E3"), [(3, "merged-cell")]),
    ],
)
def test_a_row_that_continues_a_customer_lacks_nothing_of_it(
    merges: tuple[str, ...], warned: list[tuple[int, str]], shell: Any
) -> None:
    """Its merged cells are those of the customer; only its own address can lack a value."""
    mapping = MAPPING.replace("Main: {", '"*": {AddressTypeName: Remark, ')
    book(shell, *merges, rows=CONTINUED, mapping=f"{mapping}rows: {{continue: true}}\n")
    tried = shell.run("list.xlsx", "--dry-run", "--json")
    assert tried.json["valid"] == 3
    assert [each[:2] for each in told(tried)] == warned
