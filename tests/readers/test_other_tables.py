"""Another table below the first: found by its names, and never made of customers."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from customer_import.problems import Code
from customer_import.readers.open_table import open_table
from customer_import.table import Source
from tests.readers.test_header import Grid, as_csv, as_workbook

NAMES = ["No", "Name", "City"]
ALPHA, BETA, GAMMA = ["1", "Alpha", "Boston"], ["2", "Beta", "Salem"], ["3", "Gamma", "Lynn"]
LIST: Grid = [NAMES, ALPHA, BETA]
CODED: Grid = [NAMES, ["C1", "Alpha", "Boston"], ["C2", "Beta", "Salem"]]
PHONES: Grid = [["Name", "Phone", "City"], ["Ann", "555 1", "Rome"], ["Bo", "555 2", "Bonn"]]


def told(grid: Grid, write: Callable[[Grid], bytes]) -> dict[int, str]:
    """How much it matters, by the rows that seem to be of another table."""
    with open_table(Path("-"), Source(), io.BytesIO(write(grid))) as table:
        return {
            row.number: flaw.severity
            for row in table.rows
            for flaw in row.flaws
            if flaw.code == Code.SECOND_TABLE
        }


FOUND: dict[str, tuple[Grid, dict[int, str]]] = {
    "rows below that are not like those above": (
        [*LIST, [], ["Code", "Rep", "Region"], ["R1", "Ann", "N"], ["R2", "Bob", "S"]],
        dict.fromkeys((5, 6, 7), "error"),
    ),
    "rows below that may be customers": (
        [*LIST, [], ["Code", "Rep", "Region"], ["7", "Ann", "N"], ["8", "Bob", "S"]],
        dict.fromkeys((5, 6, 7), "warning"),
    ),
    "a name that the list has too": (
        [*LIST, [], ["Code", "City", "Region"], ["7", "Rome", "N"]],
        dict.fromkeys((5, 6), "error"),
    ),
    "more rows than the list has": (
        [*LIST, [], [], ["Region", "Rep"], *[[f"R{i}", "Ann"] for i in range(9)]],
        dict.fromkeys(range(6, 16), "error"),
    ),
    "numbers with letters": (
        [*CODED, [], ["Code", "Rep", "Region"], ["R1", "Ann", "N"]],
        dict.fromkeys((5, 6), "warning"),
    ),
    "a number in another column": (
        [*PHONES, [], ["Rep", "Area", "Office"], ["Kim", "North", "Oslo"]],
        dict.fromkeys((5, 6), "warning"),
    ),
    "names alone at the end": ([*LIST, [], ["Code", "Rep"]], {5: "warning"}),
    "the list goes on below": (
        [*LIST, [], ["Code", "Rep", "Region"], ["7", "Ann", "N"], [], GAMMA],
        dict.fromkeys((5, 6), "warning"),
    ),
}


@pytest.mark.parametrize("write", [as_csv, as_workbook])
@pytest.mark.parametrize("name", FOUND)
def test_names_below_a_blank_row_begin_another_table(
    name: str, write: Callable[[Grid], bytes]
) -> None:
    """One sign makes a warning of the names and of what follows, two make an error."""
    grid, rows = FOUND[name]
    assert told(grid, write) == rows


CUSTOMERS: dict[str, Grid] = {
    "groups of customers": [*LIST, [], GAMMA, ["4", "Delta", "Boston"], [], ["5", "Eve", "Nice"]],
    "each below a blank row": [NAMES, ALPHA, [], BETA, [], GAMMA],
    "a customer without a phone": [*PHONES, [], ["Dee", "unknown", "Oslo"], ["Eve", "5", "Ulm"]],
    "customers without a phone": [*PHONES, [], ["Dee", "none", "Oslo"], ["Eve", "none", "Ulm"]],
    "a number of letters, and a town again": [*LIST, [], ["NEW", "Delta", "Salem"], GAMMA],
    "numbers of letters": [
        NAMES, ["ACME", "Alpha", "Boston"], ["B2", "Beta", "Salem"], [], ["CETI", "Gamma", "Lynn"],
    ],
    "the title of a group": [*LIST, [], ["North", "Ann"], GAMMA, ["4", "Delta", "Boston"]],
    "a note": [*LIST, [], ["Legend:", "red = blocked"]],
    "a sentence": [*LIST, [], ["Please send this back to us", "Ann Lee"]],
    "words at once, without a blank row": [*LIST, ["NEW", "Delta", "Lynn"], GAMMA],
    "one customer only above": [NAMES, ALPHA, [], ["Code", "Rep", "Region"]],
}  # fmt: skip


@pytest.mark.parametrize("write", [as_csv, as_workbook])
@pytest.mark.parametrize("name", CUSTOMERS)
def test_customers_below_a_blank_row_are_customers(
    name: str, write: Callable[[Grid], bytes]
) -> None:
    """Blank rows between groups, titles, notes, and odd values are no sign of another table."""
    assert told(CUSTOMERS[name], write) == {}


def test_a_warning_says_where_the_other_table_begins_and_what_to_do() -> None:
    """It names the row, and the word of the mapping for a list in which that is a customer."""
    grid, _ = FOUND["rows below that may be customers"]
    with open_table(Path("-"), Source(), io.BytesIO(as_csv(grid))) as table:
        flaws = [row.flaws for row in table.rows if row.number == 6]
    ((flaw,),) = flaws
    assert "row 5" in flaw.message
    assert "accept: [second-table]" in flaw.message
    assert "row 5" not in flaw.cause
