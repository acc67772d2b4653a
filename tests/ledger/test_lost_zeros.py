from typing import Any

import pytest


@pytest.mark.parametrize(
    ("numbers", "warned"),
    [
        (["00042", "00137", "42", "12345"], [4]),
        (["00042", "042", "7"], []),
        (["42", "137"], []),
        (["00042", "C-7", "7"], [4]),
        (["00042", "123456"], []),
    ],
)
def test_numbers_that_lost_their_zeros_are_warned_of(
    bench: Any, numbers: list[str], warned: list[int]
) -> None:
    """Where all numbers with a leading zero are of one length, shorter ones are doubted."""
    ran = bench.run(*(bench.keyed(number) for number in numbers), send=False)
    found = [row for row, codes in ran.codes.items() if "lost-zeros" in codes]
    assert found == warned
