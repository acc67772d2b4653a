import pytest
from customer_import.records.columns import Columns
from customer_import.records.invisible import trimmed
from customer_import.records.reads import Constant, Read
from hypothesis import given
from hypothesis import strategies as st

from customer_import.mapping.model import Leaf
from customer_import.mapping.yaml import read_yaml

HEADERS = ("A", "B", "C")
EMPTY = frozenset({"n/a"})
LEAVES = [
    {"column": "B"},
    {"columns": ["A", "B", "C"], "separator": ", "},
    {"columns": ["C", "C"]},
    {"template": "{A}"},
    {"template": "{A} {B}"},
    {"template": "{{{A}}} ({B|C}), no. {C}"},
    {"template": " - {A|B} / {C} - "},
    {"value": " fixed "},
]
CELLS = st.sampled_from(["", " ", "n/a", " n/a ", "x", " y z ", "a%b{c}", "\u00a0", "é\u200b"])


def reader(leaf: dict[str, object]) -> Read:
    """What reads a leaf from three columns."""
    columns = Columns(HEADERS, EMPTY, read_yaml("version: 1"))
    _, read = columns.reader(Leaf.model_validate(leaf), ("fields", "CustomerName"))
    assert not columns.issues
    return read


@pytest.mark.parametrize("leaf", LEAVES, ids=str)
@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6))
def test_a_column_reads_as_its_rows_do(
    leaf: dict[str, object], rows: list[tuple[str, str, str]]
) -> None:
    """Whether a text is read with others or by itself, it is the same text."""
    read = reader(leaf)
    columns = {
        i: ["" if trimmed(text) in EMPTY else trimmed(text) for text in column]
        for i, column in enumerate(zip(*rows, strict=True))
    }
    assert list(read.column(columns)) == [read(row) for row in rows]


def test_a_constant_needs_no_column() -> None:
    """There are as many of it as there are rows, and none where there are none."""
    assert Constant("x").column({0: ["a", "b"]}) == ["x", "x"]
    assert Constant("x").column({}) == []
