from collections import Counter
from dataclasses import replace

from customer_import.ledger.counting.right_rows import MOST_NARROW, RightRows
from customer_import.mapping.load import parse_mapping
from customer_import.records.built.built_rows import BuiltRows
from customer_import.records.built.record_batch import Filled, RowShape
from customer_import.records.row_builder import row_builder
from customer_import.table import Row

MAPPING = "version: 1\nfields: {CustomerNumber: Id, CustomerName: Name}"
BUILDER = row_builder(parse_mapping(MAPPING, "m.yaml"), ("Id", "Name"))


def batch(first: int) -> BuiltRows:
    """Return a batch of ten rows, of which every third has no name."""
    rows = [Row(i, (f"C-{i}", "Ada" if i % 3 else "")) for i in range(first, first + 10)]
    return BUILDER.build_batch(rows)


def counts(right: RightRows) -> dict[tuple[str, ...], int]:
    """Return how many rows fill which fields."""
    return {shape.filled.fields: count for shape, count in right.counts().items()}


NAMED, NUMBER_ONLY = ("CustomerNumber", "CustomerName"), ("CustomerNumber",)


def test_rows_of_all_batches_that_fill_the_same_are_counted_together() -> None:
    """Rows count by what they would send, those that are left out aside."""
    right = RightRows()
    right.add(batch(2), left_out=())
    right.add(batch(12), left_out={0, 1})
    assert counts(right) == {NAMED: 12, NUMBER_ONLY: 6}
    assert len(right) == 18


def test_rows_that_are_taken_out_count_no_longer() -> None:
    """Rows are taken out by their numbers; one that was never there is not returned."""
    right = RightRows()
    right.add(batch(2), left_out={1})
    right.add(batch(30), left_out=())
    found = right.take_out([2, 3, 6, 20, 30, 39, 99])
    assert Counter(shape.filled.fields for shape in found.values()) == {NAMED: 1, NUMBER_ONLY: 3}
    assert list(found) == [2, 6, 30, 39]
    assert counts(right) == {NAMED: 12, NUMBER_ONLY: 3}
    assert len(right) == 15


def test_row_numbers_may_have_gaps() -> None:
    """Blank rows of a list are not there, within a batch and between two."""
    right = RightRows()
    gap = BUILDER.build_batch([Row(5, ("C-5", "Ada")), Row(9, ("C-9", ""))])
    right.add(gap, left_out=())
    right.add(batch(40), left_out=())
    assert list(right.take_out([4, 5, 7, 9, 20, 40])) == [5, 9, 40]
    assert len(right) == 9


def test_more_shapes_than_two_bytes_tell_apart() -> None:
    """A list whose rows all fill other fields is counted as any other."""
    right = RightRows()
    built = batch(2)
    for number in range(MOST_NARROW + 5):
        shape = RowShape(Filled((f"Field {number}",), safe=True), 0)
        right.add(replace(built, rows=[Row(number + 2, ())], shapes=[shape]), left_out=())
    found = right.take_out([2, 100, MOST_NARROW + 3])
    assert [shape.filled.fields for shape in found.values()] == [
        ("Field 0",),
        ("Field 98",),
        (f"Field {MOST_NARROW + 1}",),
    ]
    assert len(right) == right.counts().total() == MOST_NARROW + 2
