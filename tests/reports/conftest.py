from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from customer_import.importer import Ended
from customer_import.ledger.runs.results import RowResult
from customer_import.problems import Problem
from customer_import.result import RunResult
from customer_import.states import RowState


@pytest.fixture
def result() -> Callable[..., RunResult]:
    """Make a result with so many rows in each state, by its name."""

    def make(**given: Any) -> RunResult:
        counts = {state: given.pop(state.value, 0) for state in RowState}
        values = {
            "run": "20261123-0942-k3f9",
            "file": "list.csv",
            "mapping": "list.yaml",
            "target": "https://shop.example.com",
            "dry_run": False,
            "requests": 3,
            "seconds": 1.25,
            "ended": Ended(),
            **given,
        }
        return RunResult(counts=counts, **values)

    return make


@pytest.fixture
def row() -> Callable[..., RowResult]:
    """Make a row: its number, state, cells, message and problems."""

    def make(
        number: int = 2,
        state: RowState = RowState.INVALID,
        *problems: Problem,
        cells: tuple[str, ...] = (),
        key: str | None = "C-1",
        message: str = "",
    ) -> RowResult:
        return RowResult(number, state, key, message, list(cells), problems)

    return make


@pytest.fixture
def paper() -> Callable[..., Console]:
    """Make a console that keeps what is printed: its width, and whether it has colours."""

    def make(width: int = 80, *, colours: bool = False) -> Console:
        return Console(
            file=StringIO(),
            width=width,
            force_terminal=colours,
            color_system="truecolor" if colours else None,
            highlight=False,
            markup=False,
            emoji=False,
        )

    return make
