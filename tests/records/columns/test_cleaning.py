import pytest

from customer_import.mapping.load import parse_mapping
from customer_import.problems import Code
from customer_import.records.columns.cleaning import clean
from customer_import.records.row_builder import row_builder
from customer_import.table import Row


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("'0001", "0001"),
        ("'+420123456789", "+420123456789"),
        (" '+49170", "+49170"),
        ('="00012"', "00012"),
        ('="+49170"', "+49170"),
        ("\\N", ""),
        ("\u202a+49 171 556\u202c", "+49 171 556"),
        ("\u200e+49 171 557", "+49 171 557"),
        ("+49\u200b171", "+49171"),
        ("\ufeff7", "7"),
        ("+49\u00ad171", "+49171"),
        ("0171\u202f566", "0171 566"),
        ("0171\u2007567", "0171 567"),
        ("\u2066+49\u2069", "+49"),
        ("\u00a0a\u00a0b", "a b"),
        ("A\x00B", "AB"),
        ("C\x0bD", "CD"),
        ("E\x1a", "E"),
    ],
)
def test_what_is_certain_is_cleaned(cell: str, text: str) -> None:
    """What programs put around a value is taken off, in any column."""
    assert clean(cell) == text


@pytest.mark.parametrize(
    "cell",
    [
        *("'t Hooft", "O'Hara", "'=cmd", "'-12", "'", "''1", "'1'", "'90s and '80s'"),
        *("=+49 170 556", '="a"&"b"', "=1", "\\Name", "NULL", "12\t13", "12 High St\nUnit 4"),
        *("山田\u3000太郎", "می\u200cخواهم", "0171‑561", "naïve"),
    ],
)
def test_what_is_not_certain_stays(cell: str) -> None:
    """An apostrophe before a word, a real formula, lines and joiners are a part of the value."""
    assert clean(cell) == cell


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("'0001", Code.APOSTROPHE),
        ('="00012"', Code.FORMULA_TEXT),
        ("\\N", Code.NULL_MARK),
        ("7\u200b", Code.INVISIBLE),
    ],
)
def test_a_cleaned_cell_is_said(cell: str, code: Code) -> None:
    """A notice names the field, the column and the cell; the row is valid."""
    mapping = "version: 1\nfields: {CustomerNumber: Id, CustomerName: Name}"
    rows = row_builder(parse_mapping(mapping, "m.yaml"), ("Id", "Name"))
    built = next(rows.build([Row(2, ("1", cell))]))
    (problem,) = built.problems
    assert (problem.code, problem.severity, problem.value) == (code, "notice", cell)
    assert (problem.field, problem.column, built.valid) == ("CustomerName", "Name", True)


def test_a_column_that_fills_nothing_is_not_cleaned() -> None:
    """Nothing is said of cells that are not sent."""
    mapping = "version: 1\nfields: {CustomerNumber: Id}"
    rows = row_builder(parse_mapping(mapping, "m.yaml"), ("Id", "Name"))
    assert next(rows.build([Row(2, ("1", "'0001"))])).problems == []
