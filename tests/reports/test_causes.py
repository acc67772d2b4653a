from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import.ledger.runs.results import RowResult
from customer_import.mapping.load import parse_mapping
from customer_import.problems import Code, Problem
from customer_import.records.row_builder import row_builder
from customer_import.reports.causes import (
    MOST_CAUSES,
    MOST_NUMBERS,
    MOST_VALUES,
    Causes,
    causes_of,
    reason,
)
from customer_import.states import RowState
from customer_import.table import Row

MAPPING = """\
version: 1
fields:
  CustomerNumber: Id
  CustomerEmail: {column: Email, transform: upper}
  CustomerCompanyName: {column: Company, max_length: 5}
  CustomFields:
    Limit: {column: Limit, type: number}
    Since: {column: Since, type: date}
    Region: {column: Region, values: {N: North}}
"""
HEADERS = ("Id", "Email", "Company", "Limit", "Since", "Region")

Make = Callable[..., RowResult]


def refused(text: str) -> Problem:
    """Return a problem that the server reports of a whole row."""
    return Problem(Code.REFUSED, f"The server refused it: {text}.")


def built(column: str, *cells: str) -> list[RowResult]:
    """Return rows with these cells in one column, checked by a real mapping."""
    builder = row_builder(parse_mapping(MAPPING, "m.yaml"), HEADERS)
    rows = []
    for number, cell in enumerate(cells, 2):
        values = [cell if name == column else "" for name in HEADERS]
        values[0] = f"C-{number}"
        problems = next(builder.build([Row(number, values)])).problems
        rows.append(RowResult(number, RowState.INVALID, values[0], "", values, tuple(problems)))
    return rows


@pytest.mark.parametrize(
    ("column", "cells", "said"),
    [
        ("Email", ("ann.example.com", "Bo x.example.com"), "CustomerEmail is not an e-mail addr"),
        ("Email", ("a@b.com;c@d.com", "e@f.com, g@h.com"), "CustomerEmail has more than one"),
        (
            "Company",
            ("Abernathy", "Whitlock & Daughters"),
            "CustomerCompanyName has more than 5 characters; shorten it.",
        ),
        ("Limit", ("approx. 500", "none"), "CustomFields.Limit is not a number"),
        ("Since", ("03/04/2021", "05/06/2022"), "CustomFields.Since could be two dates; add `f"),
        ("Region", ("NW", "nowhere is not here"), "CustomFields.Region is not among the values"),
    ],
)
def test_cells_that_are_wrong_alike_are_one_cause(
    column: str, cells: tuple[str, ...], said: str
) -> None:
    """The cell itself is not part of a cause, neither as it is nor as the mapping changes it."""
    (cause,) = causes_of(built(column, *cells))
    assert cause.reason.startswith(said)
    assert (cause.column, cause.rows, cause.first) == (column, 2, (2, 3))
    assert cause.values == cells


def test_what_declares_a_fix_tells_causes_apart() -> None:
    """What a message puts between backticks is to be copied, so it is never left out."""
    causes = causes_of(built("Since", "13/04/2021", "04/13/2021"))
    assert [("%d/%m" in each.reason, "%m/%d" in each.reason) for each in causes] == [
        (True, False),
        (False, True),
    ]


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("Type 'Pager' is missing", "Type 'Telex' is missing", "Type … is missing"),
        ("at most 60, not 76", "at most 60, not 81", "at most 60, not …"),
        ("a@b.com is taken", "c@d.com is taken", "… is taken"),
        ("C-00128 stands in row 3", "C-00129 stands in rows 3, 4, 5 …", "… stands in other rows"),
        ("500", "500", "500"),
    ],
)
def test_only_what_differs_is_left_out(row: Make, first: str, second: str, reason: str) -> None:
    """Numbers and what is quoted are left out of a cause where rows differ in them, only there."""
    rows = (row(2, RowState.FAILED, refused(first)), row(3, RowState.FAILED, refused(second)))
    (cause,) = causes_of(rows)
    assert cause.reason == f"The server refused it: {reason}."


def test_what_the_server_names_is_an_example(row: Make) -> None:
    """Where no cell is to blame, the examples are what the server quotes."""
    rows = [row(each, RowState.FAILED, refused(f"No type 'T{each}'")) for each in (2, 3)]
    assert causes_of(rows)[0].values == ("T2", "T3")


@pytest.mark.parametrize(
    "other",
    [
        Problem("email", "x is wrong.", "A", "B", "x", severity="warning"),
        Problem("phone", "x is wrong.", "A", "B", "x"),
        Problem("email", "x is wrong.", "C", "B", "x"),
        Problem("email", "x is wrong.", "A", "C", "x"),
        Problem("email", "x is off.", "A", "B", "x"),
    ],
)
def test_another_code_place_or_reason_is_another_cause(row: Make, other: Problem) -> None:
    """Rows share a cause only where severity, code, field, column and reason are the same."""
    mine = Problem("email", "x is wrong.", "A", "B", "x")
    assert len(causes_of([row(2, RowState.INVALID, mine), row(3, RowState.INVALID, other)])) == 2


def test_a_warning_names_its_field(row: Make) -> None:
    """What is wrong with a cell is said of its field, so that columns are separate causes."""
    found = [
        Problem(Code.INVISIBLE, "It has blanks.", name, name, "x", "warning", "has blanks.")
        for name in "AB"
    ]
    assert [each.reason for each in causes_of([row(2, RowState.SAVED, *found)])] == [
        "A has blanks.",
        "B has blanks.",
    ]


def test_a_row_counts_once_a_cause(row: Make) -> None:
    """A row with the same trouble twice is one row."""
    problems = (refused("No type 'A'"), refused("No type 'B'"))
    (cause,) = causes_of([row(2, RowState.FAILED, *problems)])
    assert (cause.rows, cause.first) == (1, (2,))


def test_the_most_frequent_error_comes_first(row: Make) -> None:
    """Causes go from many rows to few, warnings behind all errors."""
    warning = Problem("date", "Odd.", severity="warning")
    rows = [row(each, RowState.PENDING, warning) for each in range(2, 9)]
    rows += [row(9, RowState.FAILED, refused("one"))]
    rows += [row(each, RowState.FAILED, refused("many")) for each in range(10, 13)]
    assert [each.rows for each in causes_of(rows)] == [3, 1, 7]


def test_a_cause_keeps_a_few_rows_and_counts_all(row: Make) -> None:
    """What is kept of a cause does not grow with its rows."""
    bad = [Problem("number", f"n{each} is not one.", "F", "C", f"n{each}") for each in range(500)]
    (cause,) = causes_of(row(number, RowState.INVALID, each) for number, each in enumerate(bad, 2))
    assert cause.rows == 500
    assert cause.first == tuple(range(2, 2 + MOST_NUMBERS))
    assert cause.values == tuple(f"n{each}" for each in range(MOST_VALUES))


def test_reasons_without_end_are_counted_together(row: Make) -> None:
    """However many reasons a server invents, only so many are kept, and every row is counted."""
    words = ["".join(chr(97 + int(digit)) for digit in str(each)) for each in range(3_000)]
    rows = [
        row(number, RowState.FAILED, refused(word)) for number, word in enumerate(words, start=2)
    ]
    causes = causes_of(rows)
    assert len(causes) == MOST_CAUSES + 1
    assert sum(each.rows for each in causes) == len(rows)
    assert causes[0].reason == "Other reasons; the rows say which."


def test_columns_count_their_rows_once(row: Make) -> None:
    """A column with two troubles in a row counts it once, and names every field it fills."""
    first = Problem("email", "bad", "CustomerEmail", "Mail")
    second = Problem("pattern", "odd", "CustomerNote", "Mail")
    causes = Causes()
    causes.add(row(2, RowState.INVALID, first, second))
    causes.add(row(3, RowState.INVALID, second, Problem("row-short", "short")))
    causes.add(row(4, RowState.FAILED, Problem("address-refused", "no", "Addresses.Billing")))
    assert [tuple(place) for place in causes.columns()] == [
        ("Mail", ("CustomerEmail", "CustomerNote"), 2),
        ("", ("",), 1),
        ("", ("Addresses.Billing",), 1),
    ]


texts = st.text(max_size=60) | st.text(alphabet="`'\"“”row s0123,. …\0@a", max_size=60)


@given(texts, texts, texts)
def test_a_cause_of_one_row_says_all(message: str, value: str, subject: str) -> None:
    """Nothing is left out of a sentence that only one row has."""
    problem = Problem("code", message, subject, "", value)
    (cause,) = causes_of([RowResult(2, RowState.INVALID, None, "", [], (problem,))])
    assert cause.reason == (reason(problem) or "Other reasons; the rows say which.")


@pytest.mark.parametrize("text", ["“", '"', "'", "a.", "1,", "row 1, ", "`", "@", "a"])
def test_long_texts_take_no_long_time(row: Make, text: str) -> None:
    """A message of any length and any shape is cut before it is looked at."""
    problem = Problem("email", text * 200_000, "F", "C", text * 100_000)
    (cause,) = causes_of([row(2, RowState.INVALID, problem)])
    assert len(cause.reason) < 600
    assert len(cause.values[0]) <= 500


def test_a_notice_is_not_a_problem_of_its_column() -> None:
    """What was cleaned for certain counts among the causes, and makes a column no trouble."""
    causes = Causes()
    problem = Problem(Code.APOSTROPHE, "The apostrophe was taken off.", "A", "A", "'1", "notice")
    causes.add(RowResult(2, RowState.SAVED, "1", "", [], (problem,)))
    assert [cause.severity for cause in causes.found()] == ["notice"]
    assert causes.columns() == []
