from collections.abc import Callable

import pytest

from customer_import.ledger.results import RowResult
from customer_import.reports.who import MOST_CHARACTERS, who
from customer_import.states import RowState


@pytest.mark.parametrize(
    ("key", "cells", "shown"),
    [
        ("C-1", ("Ann",), "C-1"),
        (None, ("", " Ann ", "\t", "Ng", "Rome", "Via Appia"), "Ann, Ng, Rome"),
        (None, (), ""),
        (None, ("x" * 60,), "x" * (MOST_CHARACTERS - 1) + "…"),
        (None, ("x" * MOST_CHARACTERS,), "x" * MOST_CHARACTERS),
    ],
)
def test_a_row_is_known_by_its_number_or_its_first_cells(
    row: Callable[..., RowResult], key: str | None, cells: tuple[str, ...], shown: str
) -> None:
    """A person finds a customer by the number; without one by the first filled cells, cut short."""
    assert who(row(2, RowState.UNKNOWN, key=key, cells=cells)) == shown
