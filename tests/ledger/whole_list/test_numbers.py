from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import.ledger.whole_list.numbers import MOST_FIGURES, Numbers


def taken(*numbers: str) -> Numbers:
    """These numbers, in rows from 2."""
    found = Numbers()
    found.add(numbers, range(2, len(numbers) + 2))
    return found


@given(st.lists(st.integers(1, 400).map(lambda i: f"C-{i}"), max_size=300))
def test_rows_that_share_a_number_are_suspected(numbers: list[str]) -> None:
    """Every row of a number that stands twice is suspected, and no other."""
    counts = Counter(numbers)
    wanted = {row for row, number in enumerate(numbers, start=2) if counts[number] > 1}
    assert taken(*numbers).suspects() == wanted


@pytest.mark.parametrize(
    ("numbers", "length", "rows"),
    [
        (("007", "12", "123", "A1"), 3, {3}),
        (("007", "0012", "1"), None, set()),
        (("12", "123"), None, set()),
        (("007", "٣٤", "1A"), 3, set()),
        (("0" * 300, "1" * 299), 300, {3}),
    ],
)
def test_numbers_without_their_zeros_are_suspected(
    numbers: tuple[str, ...], length: int | None, rows: set[int]
) -> None:
    """Where numbers with a leading zero have one length, those with fewer figures are suspected."""
    found = taken(*numbers)
    assert (found.full_length, found.suspects()) == (length, rows)


def test_a_number_longer_than_any_counts_as_the_longest() -> None:
    """A number with more figures than are counted is not suspected, and nothing fails."""
    assert taken("0" * MOST_FIGURES, "1" * 1_000).suspects() == set()
