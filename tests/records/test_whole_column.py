from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import.mapping.load import parse_mapping
from customer_import.problems import Problem
from customer_import.records import values
from customer_import.records.certain import MOST_REMEMBERED, doubtful, surely
from customer_import.records.leaf import CompiledLeaf
from customer_import.records.row_builder import row_builder
from customer_import.records.whole_column import ColumnTest

LEAVES = (
    "{column: A, type: email}",
    "{column: A, type: number}",
    "{column: A, type: date}",
    "{column: A, type: date, format: '%Y-%d-%m', transform: [lower]}",
    "{column: A, max_length: 3}",
    "{column: A, type: date, max_length: 10}",
    "{column: A, values: {a: b, '': c, x: ''}}",
    "{column: A, one_of: [a, b]}",
    "{column: A, pattern: '[ab]+', transform: [lower]}",
    "{column: A, normalize: e164, region: US}",
)
TEXTS = (
    *(
        "a",
        "b",
        "x",
        "AB",
        "abcd",
        "1",
        "1.5",
        "1,5",
        "1e9",
        "a@b.org",
        "A@B.ORG",
        "a@b",
        "a@x.test",
    ),
    *("2021-02-28", "2021-02-29", "2020-02-29", "2021-04-31", "2021-13-01", "2021-03-04T10:11"),
    *("2021-03-04 25:00", "212-555-0100", "x" * 300),
)


def compiled(text: str) -> CompiledLeaf:
    """A leaf of a mapping, fitted to a column."""
    mapping = f"version: 1\nfields: {{CustomerNumber: A, CustomFields: {{F: {text}}}}}"
    return row_builder(parse_mapping(mapping, "m.yaml"), ("A",)).compiled.leaves[-1]


def judged(text: str) -> tuple[CompiledLeaf, ColumnTest]:
    """A leaf and its test."""
    leaf = compiled(text)
    test = surely(leaf)
    assert test is not None
    return leaf, test


@given(st.sampled_from(LEAVES), st.lists(st.sampled_from(("", *TEXTS)), max_size=6))
def test_what_passes_is_right(text: str, column: list[str]) -> None:
    """A text that is not doubtful has no problem when it is built."""
    leaf, test = judged(text)
    doubts = doubtful(column, test)
    for i in set(range(len(column))) - set(doubts):
        problems: list[Problem] = []
        leaf.take([column[i]], problems)
        assert problems == []


@pytest.mark.parametrize("text", LEAVES)
def test_all_pass_where_each_does(text: str) -> None:
    """Asked of a column, a test says what it says of each text; blank ones always pass."""
    _, test = judged(text)
    assert test.passes_all([])
    assert [test.passes_all([each, ""]) for each in TEXTS] == [bool(test.passes(t)) for t in TEXTS]


@pytest.mark.parametrize(
    ("leaf", "column"),
    [
        ("{column: A, type: email}", ["ada@example.com", "", "A.B+c@x-y.co.uk"]),
        ("{column: A, type: number}", ["1200", "0.5", "12.50"]),
        ("{column: A, type: date}", ["2021-12-31", "1999-01-30", "2021-03-04T10:11:12"]),
        ("{column: A, max_length: 3}", ["abc", "ü", ""]),
    ],
)
def test_usual_columns_have_no_doubts(leaf: str, column: list[str]) -> None:
    """What most lists hold is right without being built."""
    assert doubtful(column, judged(leaf)[1]) == []


def test_every_sure_day_is_in_the_calendar() -> None:
    """Of a common year every day is sure, and of a leap year all but its own day."""
    first = date(2023, 1, 1)
    days = [(first + timedelta(i)).isoformat() for i in range(365 + 366)]
    unsure = [day for day in days if not values.SURELY_DATE.fullmatch(day)]
    assert unsure == ["2024-02-29"]


@given(st.from_regex(values.SURELY_DATE, fullmatch=True))
def test_the_cheap_test_takes_no_date_the_full_one_refuses(text: str) -> None:
    """What the regular expression takes is a date."""
    assert values.date(text).isoformat().startswith(text[:10])


def test_more_different_texts_than_are_remembered_are_judged_all_the_same() -> None:
    """A column that repeats nothing is judged text by text."""
    _, test = judged("{column: A, pattern: '[0-9]+'}")
    column = [*map(str, range(MOST_REMEMBERED + 10)), "x"]
    assert doubtful(column, test) == [len(column) - 1]
    assert doubtful(column, test) == [len(column) - 1]
