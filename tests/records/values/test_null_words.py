import pytest

from customer_import.mapping.load import parse_mapping
from customer_import.problems import Code
from customer_import.records.row_builder import row_builder
from customer_import.table import Row


@pytest.mark.parametrize(
    ("field", "severity"),
    [
        ("CustomerEmail: X", "error"),
        ("CustomerBusinessPhone: X", "warning"),
        ("CustomerBusinessPhone: {column: X, normalize: e164, region: US}", "error"),
        ("CustomerNote: X", "warning"),
    ],
)
@pytest.mark.parametrize("word", ["NULL", "nan"])
def test_a_word_for_nothing_gets_the_advice_of_empty(field: str, severity: str, word: str) -> None:
    """Whatever the field takes: the word is to be listed, not to be corrected row by row."""
    mapping = f"version: 1\nfields: {{CustomerNumber: Id, {field}}}\n"
    (problem,) = next(
        row_builder(parse_mapping(mapping, "m"), ("Id", "X")).build([Row(99, ("1", word))])
    ).problems
    assert problem.severity == severity
    assert "add it to `source: {empty: [...]}` in the mapping." in problem.message
    assert problem.message.startswith(f"{word} is a word for a blank cell")
    assert problem.code in (Code.EMAIL, Code.PHONE, Code.NULL_WORD)
