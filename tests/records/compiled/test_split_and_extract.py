import time

import pytest

from customer_import.errors import MappingError
from customer_import.mapping.load import parse_mapping
from customer_import.problems import Code
from customer_import.records.built.built_rows import Built
from customer_import.records.row_builder import row_builder
from customer_import.table import Row


def built(leaf: str, cell: str) -> Built:
    """Build a row whose name is filled by a leaf."""
    mapping = f"version: 1\nfields:\n  CustomerNumber: Id\n  CustomerName: {leaf}\n"
    return next(
        row_builder(parse_mapping(mapping, "m.yaml"), ("Id", "A")).build([Row(2, ("1", cell))])
    )


@pytest.mark.parametrize(
    ("leaf", "cell", "sent"),
    [
        ("{column: A, split: {at: '/', take: 1}}", "555-0100 / 555-0101", "555-0100"),
        ("{column: A, split: {at: '/', take: 2}}", "555-0100 / 555-0101", "555-0101"),
        ("{column: A, split: {at: '/', take: 3}}", "555-0100 / 555-0101", None),
        ("{column: A, split: {at: '/', take: -1}}", "a/b/c", "c"),
        ("{column: A, split: {at: '/', take: -4}}", "a/b/c", None),
        ("{column: A, split: {at: ' ::: ', take: 2}}", "a ::: b", "b"),
        ("{column: A, split: {at: line, take: 1}}", "12 High St\nUnit 4", "12 High St"),
        ("{column: A, split: {at: line, take: 2}}", "12 High St\r\nUnit 4", "Unit 4"),
        ("{column: A, split: {at: line, take: -1}}", "one line", "one line"),
        ("{column: A, split: last}", "Ann Lee", "Lee"),
        (r"{column: A, extract: '\b(\d{5})\b'}", "12 High St, 02139 Boston", "02139"),
        (r"{column: A, extract: '\b(\d{5})\b'}", "12 High St", None),
        (r"{column: A, extract: '^(?:(a)|b)$'}", "b", None),
        ("{column: A, split: {at: ',', take: 2}, extract: '([a-z]+)'}", "ab, 1 cd", "cd"),
        ("{column: A, split: {at: ',', take: 2}, transform: upper}", "ab,cd", "CD"),
        ("{column: A, split: {at: ',', take: 2}, default: x}", "ab", "x"),
    ],
)
def test_a_part_of_a_cell_is_taken(leaf: str, cell: str, sent: str | None) -> None:
    """A cell with several values fills several fields, each with its part, before transforms."""
    assert built(leaf, cell).customer.get("CustomerName") == sent


@pytest.mark.parametrize(
    ("leaf", "says"),
    [
        ("{column: A, split: {at: '/', take: 0}}", "counted from 1"),
        ("{column: A, split: {at: '', take: 1}}", "at"),
        ("{column: A, extract: '[0-9]+'}", "one pair of parentheses"),
        ("{column: A, extract: '(a)(b)'}", "one pair of parentheses"),
        ("{column: A, extract: '('}", "not a regular expression"),
    ],
)
def test_a_wrong_part_is_an_error_of_the_mapping(leaf: str, says: str) -> None:
    """What cannot be taken apart is said with its place, before a row is read."""
    with pytest.raises(MappingError) as error:
        built(leaf, "x")
    assert says in str(error.value)
    assert "m.yaml" in str(error.value)


def test_an_endless_pattern_is_given_up() -> None:
    """A pattern that takes too long is a problem of the row, and does not hang the run."""
    start = time.process_time()
    row = built("{column: A, extract: '^(?:(?:a|aa)+)(b)$'}", "a" * 60)
    assert [problem.code for problem in row.problems] == [Code.PATTERN]
    assert time.process_time() - start < 10
