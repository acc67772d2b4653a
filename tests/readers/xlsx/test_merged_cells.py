"""Cells merged over rows: what is said of the rows that go without the value."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from customer_import.problems import Code
from customer_import.readers.merged_cells import MOST_MERGES, MergedCells, too_many_merges
from tests.readers.xlsx.test_xlsx_header import merged, sheet

Grid = Mapping[int, list[str]]
NAMES = ["Id", "Name", "Region", "City"]
NORTH = {
    1: NAMES,
    2: ["C1", "Ann", "North", "Rome"],
    3: ["C2", "Bob", "", "Bonn"],
    4: ["C3", "Cem", "", "Lima"],
    5: ["C4", "Dee", "South", "Oslo"],
}


@pytest.mark.parametrize("column", [0, 3])
def test_each_row_below_the_first_goes_without_the_value(
    column: int, build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """The flaw is a warning at the cell; it names the row that has the value, and the value."""
    span = "C2:C4" if not column else "F2:F4"
    table = take(build(sheet(NORTH, column), after=merged(span)))
    assert table.flaws == [(3, Code.MERGED_CELL, 2), (4, Code.MERGED_CELL, 2)]
    (flaw,) = table.rows[1].flaws
    assert (flaw.severity, "row 2" in flaw.message, "“North”" in flaw.message) == (
        "warning",
        True,
        True,
    )
    assert "North" not in flaw.cause
    assert [row[2] for row in table.cells] == ["North", "", "", "South"]


SILENT: dict[str, tuple[Grid, tuple[str, ...]]] = {
    "a title above the header": (
        {1: ["Customers of the north"], 4: NAMES, 5: NORTH[2], 6: NORTH[5]},
        ("A1:D2",),
    ),
    "names of two rows": (
        {1: ["Id", "Name", "Place"], 2: ["", "", "Region", "City"], 3: NORTH[2], 4: NORTH[5]},
        ("A1:A2", "B1:B2", "C1:D1"),
    ),
    "a name of the header that reaches into the list": (NORTH, ("C1:C3",)),
    "cells side by side": ({**NORTH, 2: ["C1", "Ann", "North", ""]}, ("C2:D2",)),
    "a note below the list": (
        {**NORTH, 7: ["Regions are as of March"], 8: ["", "", "", ""]},
        ("A7:D9",),
    ),
    "blank cells": ({**NORTH, 2: ["C1", "Ann", "", "Rome"]}, ("C2:C4",)),
    "cells that have values of their own": (
        {**NORTH, 3: ["C2", "Bob", "East", "Bonn"]},
        ("C2:C3",),
    ),
    "blank rows": ({1: NAMES, 2: NORTH[2], 5: NORTH[5]}, ("C2:C4",)),
    "outside of the table": ({**NORTH, 2: [*NORTH[2][:4]]}, ("H2:H4",)),
}


@pytest.mark.parametrize("name", SILENT)
def test_nothing_is_said_where_no_value_is_lost(
    name: str, build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """Titles, headers, cells side by side, notes and blank rows are merged as people like."""
    rows, spans = SILENT[name]
    table = take(build(sheet(rows), after=merged(*spans)))
    assert [flaw for flaw in table.flaws if flaw[1] == Code.MERGED_CELL] == []


def test_a_block_lacks_the_value_of_its_first_column_only(
    build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """The other columns of a block never had a value."""
    rows = {**NORTH, 2: ["C1", "Ann", "North", ""], 3: ["C2", "Bob", "", ""]}
    table = take(build(sheet(rows), after=merged("C2:D3")))
    assert table.flaws == [(3, Code.MERGED_CELL, 2)]


def test_one_merge_after_the_other_in_any_order(
    build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """A file writes its merges in any order; a value of 100 characters is cut in the message."""
    rows = {**NORTH, 2: ["C1", "Ann", "N" * 100, "Rome"], 6: ["C5", "Eve", "", "Nice"]}
    table = take(build(sheet(rows), after=merged("C5:C6", "C2:C4")))
    assert [(flaw[0]) for flaw in table.flaws] == [3, 4, 6]
    assert [("N" * 61 in f.message, "…" in f.message) for f in table.rows[1].flaws] == [
        (False, True)
    ]
    assert "row 5 " in table.rows[4].flaws[0].message


def test_a_sheet_with_more_merges_than_are_remembered_is_doubted() -> None:
    """The list as a whole has a warning: no value is lost without a word."""
    assert list(too_many_merges(MOST_MERGES - 1)) == []
    (problem,) = too_many_merges(MOST_MERGES)
    assert (problem.code, problem.severity) == (Code.MERGED_CELL, "warning")


def test_merged_cells_know_whether_they_are_across_or_down() -> None:
    """A block is both."""
    assert [(cells.is_across, cells.is_down) for cells in BLOCKS] == [
        (True, False),
        (False, True),
        (True, True),
    ]


BLOCKS = (MergedCells(2, 2, 0, 1), MergedCells(2, 3, 0, 0), MergedCells(2, 3, 0, 1))
