from hypothesis import given
from hypothesis import strategies as st

from customer_import.ledger.whole_list.row_numbers import RowNumbers


@given(st.sets(st.integers(1, 60)), st.integers(1, 9))
def test_numbers_come_back_as_they_were_given(numbers: set[int], size: int) -> None:
    """Whatever the gaps between rows and the sizes of batches are, each number comes back once."""
    rows, found = sorted(numbers), RowNumbers()
    for first in range(0, len(rows) + 1, size):
        found.add(rows[first : first + size])
    assert list(found) == rows
