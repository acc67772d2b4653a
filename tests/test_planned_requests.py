"""A dry run's number of requests is that of the real run, where nothing is refused."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_import.clock import Clock
from customer_import.delivery.delivery import Limits
from customer_import.dry_run import DryRun
from customer_import.estimate import planned_requests, to_send
from customer_import.events import nobody
from customer_import.importer import Options
from customer_import.ledger.ledger import ledger_for_a_dry_run
from customer_import.ledger.runs.runs import NewRun
from customer_import.mapping.load import parse_mapping
from customer_import.records.row_builder import row_builder
from customer_import.table import Row

HEADERS = ("Number", "Auto", "Name", "Note", "Billing", "Shipping")
MAPPING = """
version: 1
rows: {continue: true}
fields:
  CustomerNumber: Number
  CustomerName: {column: Name, max_length: 8}
  CustomerNote: Note
  Addresses:
    Billing: {AddressCity: Billing}
    Shipping: {AddressCity: Shipping}
"""
NEW = NewRun("", "list.csv", "", "m", MAPPING, "", HEADERS, ",", is_report=False)
NAMES = ("Ada", "Ada", "", "a name that is too long", "MÃ¼ller")
"""Blank, and with something wrong or doubtful, some of them."""
CELLS = st.tuples(
    st.just(""),
    st.sampled_from(NAMES),
    st.sampled_from(["", "", "Hello"]),
    st.sampled_from(["", "Leeds"]),
    st.sampled_from(["", "York"]),
)
CUSTOMERS = st.lists(st.tuples(CELLS, st.lists(st.sampled_from(["Bath", "Hull"]), max_size=2)))


def as_rows(customers: Sequence[tuple[tuple[str, ...], list[str]]]) -> list[tuple[str, ...]]:
    """Return the rows of a list: each customer's, and those that continue it."""
    rows = []
    for number, (cells, more) in enumerate(customers):
        rows.append((f"C-{number}", *cells))
        rows += [(f"C-{number}", "", "", "", "", city) for city in more]
    return rows


def dry_run_says(rows: Sequence[tuple[str, ...]], chunk_size: int, kept: int) -> int:
    """Return how many requests a dry run says."""
    builder = row_builder(parse_mapping(MAPPING, "m"), HEADERS)
    numbered = [Row(number, cells) for number, cells in enumerate(rows, 2)]
    with ledger_for_a_dry_run() as ledger:
        dry_run = DryRun(ledger, Clock(), nobody, lambda: False, kept)
        _, planned = dry_run.check(NEW, builder, numbered, Options())
        return planned_requests(planned, chunk_size)


def real_run(desk: type, rows: Sequence[tuple[str, ...]], chunk_size: int) -> tuple[int, int]:
    """Return how many requests a real run takes, and how many its staged rows were to take."""
    mapping = parse_mapping(MAPPING, "m")
    with TemporaryDirectory() as folder:
        bench = desk(Path(folder), mapping=mapping, limits=Limits(1, records=chunk_size))
        with bench.opened() as (ledger, importer):
            staged = bench.stage(importer, rows, Options())
            planned = planned_requests(to_send(importer.results(staged.run)), chunk_size)
            importer.send(staged.run, bench.delivery(ledger, Options(), staged))
            return importer.results(staged.run).requests(), planned


@settings(deadline=None, max_examples=60)
@given(CUSTOMERS, st.integers(1, 8), st.integers(0, 3))
def test_the_real_run_takes_as_many_requests(
    desk: type,
    customers: Sequence[tuple[tuple[str, ...], list[str]]],
    chunk_size: int,
    kept: int,
) -> None:
    """Whatever a list fills and however few records share a request, both numbers are the same."""
    rows = as_rows(customers)
    assert (dry_run_says(rows, chunk_size, kept),) * 2 == real_run(desk, rows, chunk_size)


@pytest.mark.parametrize("chunk_size", [3, 7, 500])
def test_so_it_is_of_a_list_that_is_written_in_parts(desk: type, chunk_size: int) -> None:
    """The first row goes first, though many rows of other fields are written before it."""
    first = ("C-0", "", "Ada", "Hello", "Leeds", "York")
    others = [(f"C-{i}", "", "Ada", "", "Leeds", "York" if i % 3 else "") for i in range(1, 4001)]
    rows = [first, *others]
    assert (dry_run_says(rows, chunk_size, 1),) * 2 == real_run(desk, rows, chunk_size)
