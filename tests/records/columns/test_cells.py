from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import.mapping.leaf_model import Leaf
from customer_import.mapping.yaml import read_yaml
from customer_import.records.columns.cells import CellTexts, TextSource
from customer_import.records.columns.column_lookup import ColumnLookup

HEADERS = ("A", "B", "C")
LEAVES: list[dict[str, object]] = [
    {"column": "B"},
    {"columns": ["A", "B", "C"], "separator": ", "},
    {"columns": ["C", "C"]},
    {"template": "{A}"},
    {"template": "{A} {B}"},
    {"template": "{{{A}}} ({B|C}), no. {C}"},
    {"template": " - {A|B} / {C} - "},
    {"value": " fixed "},
]
CELL = st.sampled_from(["", "x", "y z", "a%b{c}", "é"])


def source(leaf: dict[str, object]) -> TextSource:
    """Return what reads a leaf from three columns."""
    columns = ColumnLookup(HEADERS, read_yaml("version: 1"))
    _, found = columns.source(Leaf.model_validate(leaf), ("fields", "CustomerName"))
    assert not columns.issues
    return found


def cells(rows: Sequence[Sequence[str]]) -> CellTexts:
    """Return rows as the texts of their columns."""
    columns = dict(enumerate(zip(*rows, strict=True)))
    wholes = {position: " ".join(texts) for position, texts in columns.items()}
    return CellTexts(range(2, 2 + len(rows)), columns, wholes)


@pytest.mark.parametrize("leaf", LEAVES, ids=str)
@given(rows=st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=6))
def test_other_rows_do_not_change_a_text(
    leaf: dict[str, object], rows: list[tuple[str, str, str]]
) -> None:
    """Whether a text is read with others or alone, it is the same text."""
    read = source(leaf)
    alone = [text for row in rows for text in read.texts(cells([row]))]
    assert list(read.texts(cells(rows))) == alone


@pytest.mark.parametrize(
    ("template", "row", "text"),
    [
        ("{A} {B}", ("x", "y", ""), "x y"),
        ("{A} {B}", ("", "y", ""), "y"),
        ("{A}, {B}, {C}", ("x", "", "z"), "x, z"),
        ("{A|B}", ("", "y", ""), "y"),
        ("no. {A}", ("", "y", "z"), ""),
    ],
)
def test_a_blank_cell_takes_the_signs_along(
    template: str, row: tuple[str, str, str], text: str
) -> None:
    """A template has no sign of punctuation without the cell that it joins."""
    assert list(source({"template": template}).texts(cells([row]))) == [text]


def test_which_rows_have_any_text() -> None:
    """Rows are looked at one by one only if each of the columns is blank somewhere."""
    found = cells([("a", "", ""), ("b", "x", ""), ("c", "", "")])
    assert found.rows_with_any([0, 1]) is None
    assert found.rows_with_any([1, 2]) == [False, True, False]
    assert found.rows_with_any([]) is None
