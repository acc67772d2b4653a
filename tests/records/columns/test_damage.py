import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import.mapping.load import parse_mapping
from customer_import.problems import Code
from customer_import.records.built.built_rows import Built
from customer_import.records.columns.damage import DAMAGES
from customer_import.records.row_builder import row_builder
from customer_import.table import Row

HEADERS = ("Id", "Name", "Phone", "Limit")
MAPPING = """
version: 1
fields:
  CustomerNumber: Id
  CustomerName: Name
  CustomerCompanyName: {template: "{Name}!"}
  CustomerBusinessPhone: Phone
  CustomFields: {Limit: {column: Limit, type: number}}
"""
BUILDER = row_builder(parse_mapping(MAPPING, "m.yaml"), HEADERS)


def built(**cells: str) -> Built:
    """A row with these cells."""
    row = {"Id": "C-1", **cells}
    return next(BUILDER.build([Row(2, [row.get(name, "") for name in HEADERS])]))


@pytest.mark.parametrize(
    ("cells", "code", "valid"),
    [
        ({"Id": "1.23E+11"}, Code.DAMAGED_NUMBER, False),
        ({"Phone": "4,9301E+11"}, Code.DAMAGED_NUMBER, False),
        ({"Id": "2021-03-12"}, Code.DAMAGED_DATE, True),
        ({"Id": "2021-03-12T00:00:00"}, Code.DAMAGED_DATE, True),
        ({"Id": "2021-03-12 00:00:00"}, Code.DAMAGED_DATE, True),
        ({"Id": "3-Dec"}, Code.DAMAGED_DATE, True),
        ({"Id": "12. Mrz"}, Code.DAMAGED_DATE, True),
        ({"Id": "Dez 12"}, Code.DAMAGED_DATE, True),
        ({"Id": "12-mars"}, Code.DAMAGED_DATE, True),
        ({"Id": "ago-12"}, Code.DAMAGED_DATE, True),
        ({"Id": "12/out"}, Code.DAMAGED_DATE, True),
        ({"Id": "1001,0"}, Code.FLOAT, True),
        ({"Phone": "5551234567,0"}, Code.FLOAT, True),
        ({"Name": "#NV"}, Code.CELL_ERROR, False),
        ({"Name": "#WERT!"}, Code.CELL_ERROR, False),
        ({"Name": "#VALEUR!"}, Code.CELL_ERROR, False),
        ({"Name": "#¡REF!"}, Code.CELL_ERROR, False),
        ({"Name": "#RIF!"}, Code.CELL_ERROR, False),
        ({"Name": "#N/B"}, Code.CELL_ERROR, False),
        ({"Name": "#NÚM!"}, Code.CELL_ERROR, False),
        ({"Phone": "########"}, Code.CELL_ERROR, False),
        ({"Name": "x" * 255}, Code.CUT, True),
        ({"Name": "Ada\u00a0King"}, Code.INVISIBLE, True),
        ({"Name": "Ada\u200b"}, Code.INVISIBLE, True),
        ({"Name": "MÃ¼ller"}, Code.MOJIBAKE, True),
        ({"Name": "Oâ€™Neil"}, Code.MOJIBAKE, True),
    ],
)
def test_damage_is_told_once_with_its_code(cells: dict[str, str], code: Code, valid: bool) -> None:  # noqa: FBT001 - of the table
    """What a program did to a value on its way is said, and lost digits are never sent."""
    row = built(**cells)
    assert [problem.code for problem in row.problems] == [code]
    assert row.valid == valid
    ((name, cell),) = cells.items()
    assert (row.problems[0].column, row.problems[0].value) == (name, cell)


@pytest.mark.parametrize(
    "cells",
    [
        {"Name": "Müller"},
        {"Name": "São Paulo Âmbar"},
        {"Name": "1.23E+11"},
        {"Id": "12-345"},
        {"Id": "1,000"},
        {"Id": "GEN-01"},
        {"Id": "SET-12"},
        {"Name": "1001.0"},
        {"Name": "#1 Shop"},
        {"Name": "##"},
        {"Limit": "1\u00a0234.50"},
        {"Name": "x" * 254},
        {"Phone": "+49 30 1234"},
    ],
)
def test_what_only_looks_odd_is_left_alone(cells: dict[str, str]) -> None:
    """A value that is right is neither changed nor doubted."""
    assert built(**cells).problems == []


def test_what_cannot_be_seen_is_cleaned_and_nothing_else_changed() -> None:
    """Blanks that cannot be seen go; a misread text stays as it is."""
    assert built(Name="\ufeffAda\u00a0King\u200b ").customer["CustomerName"] == "Ada King"
    assert built(Name="MÃ¼ller").customer["CustomerName"] == "MÃ¼ller"
    assert built(Name="\u200b").customer.keys() == {"ImportRowNumber", "CustomerNumber"}


SIGNS = st.sampled_from(
    ("E+11", "1.2e+5", "2021-03-12", "3-Dec", "Ã", "¼", "\u00a0", "\u200b", "x")
)
CELL = st.lists(SIGNS | st.characters(codec="utf-8"), max_size=4).map("".join)
LONG = st.integers(253, 257).map("x".__mul__)


@given(texts=st.lists(CELL | LONG, min_size=1, max_size=4))
def test_a_column_that_is_not_looked_at_closely_is_not_damaged(texts: list[str]) -> None:
    """The look at a whole column lets nothing pass that a look at each text would find."""
    stripped = [text.strip() for text in texts]
    whole = "\n".join(stripped)
    for damage in DAMAGES:
        assert damage.any_in(stripped, whole) or not any(map(damage.message, stripped))
