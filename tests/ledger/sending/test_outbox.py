import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from customer_import.endpoints import Call
from customer_import.importer import Options
from customer_import.ledger.rows.request_batch import Item, RecordOutcome, RequestBatch
from customer_import.ledger.sending.outbox import Outbox
from customer_import.mapping.load import parse_mapping
from customer_import.problems import Code, Problem
from customer_import.states import ItemState
from customer_import.table import Row

ROOM = 10**6


@pytest.fixture
def staged(bench: Any) -> Callable[..., list[RequestBatch]]:
    """Stages rows and returns the batches of a call."""

    def batches(rows: list[Any], call: Call, records: int, size: int = ROOM) -> list[RequestBatch]:
        with bench.opened() as (ledger, importer):
            staged = bench.stage(importer, rows, Options())
            outbox = Outbox(ledger.connection, staged.run.id, "run", bench.time.now)
            for batch in list(outbox.batches(Call.CUSTOMERS, ROOM, ROOM)):
                request = outbox.intend(batch, 1)
                if call == Call.ADDRESSES:
                    saved = [RecordOutcome(item, ItemState.SAVED) for item in batch.items]
                    outbox.settle(request, saved, 200, "answered")
                else:
                    again = [RecordOutcome(item, ItemState.STAGED) for item in batch.items]
                    outbox.settle(request, again, 429, "busy")
            return list(outbox.batches(call, records, size))

    return batches


def rows_of(batches: list[RequestBatch]) -> list[list[int]]:
    """The rows of each batch."""
    return [[item.row for item in batch.items] for batch in batches]


def test_a_rows_addresses_share_a_request(staged: Any, bench: Any) -> None:
    """A batch ends between rows."""
    rows = [bench.keyed(f"C{i}", billing="Ely", shipping="Ely" if i % 2 else "") for i in range(4)]
    assert rows_of(staged(rows, Call.ADDRESSES, 3)) == [[2, 3, 3], [4, 5, 5]]


@pytest.mark.parametrize(
    ("records", "expected"), [(2, [[2], [3, 3], [4], [5, 5]]), (1, [[2], [3], [3], [4], [5], [5]])]
)
def test_a_request_holds_no_more_records_than_allowed(
    staged: Any, bench: Any, records: int, expected: list[list[int]]
) -> None:
    """The limit comes before keeping a row's addresses together."""
    rows = [bench.keyed(f"C{i}", billing="Ely", shipping="Ely" if i % 2 else "") for i in range(4)]
    assert rows_of(staged(rows, Call.ADDRESSES, records)) == expected


def test_a_record_larger_than_a_request_goes_alone(staged: Any, bench: Any) -> None:
    """Nothing is left behind, whatever its size."""
    rows = [bench.keyed("A"), bench.keyed("B", "x" * 400), bench.keyed("C"), bench.keyed("D")]
    assert rows_of(staged(rows, Call.CUSTOMERS, 500, 300)) == [[2], [3], [4, 5]]


def test_the_number_of_a_row_stands_in_its_custom_fields_too(bench: Any) -> None:
    """The record and each of its custom fields carry the row; a text that looks alike stays."""
    bench.mapping = parse_mapping(
        "version: 1\nfields:\n  CustomerNumber: Number\n  CustomerName: Name\n"
        "  CustomFields:\n    Region: Note\n    City: Billing\n",
        "test.yaml",
    )
    name = '{"ImportRowNumber":0,"a":1}'
    bench.run(Row(4711, bench.keyed("C1", name, "North", "Ely")))
    (record,) = bench.account.seen[0].records
    assert (record["ImportRowNumber"], record["CustomerName"]) == (4711, name)
    assert [each["ImportRowNumber"] for each in record["CustomFields"]] == [4711, 4711]


def test_the_number_of_an_item_is_its_customers() -> None:
    """A customer and its addresses share a number; what the server is to number has none."""
    keys = ["C1", "C1\x1fBilling", None]
    assert [Item(1, 2, key).number for key in keys] == ["C1", "C1", None]


def test_a_request_is_written_down_with_its_outcome(bench: Any) -> None:
    """What was sent, when, how it was answered: all of it is there to look at later."""
    bench.account.refuses = lambda record: "No." if record["CustomerNumber"] == "C2" else ""
    ran = bench.run(bench.keyed("C1"), bench.keyed("C2"), bench.keyed("C3"))
    with bench.opened() as (ledger, _):
        sent = ledger.connection.execute(
            "SELECT call, records, size, sent, answered, status, outcome FROM requests"
        ).fetchall()
    at = "2026-03-04T09:16:40.000+00:00"
    sizes = [each.size for each in bench.account.seen]
    assert sent == [
        ("customers", 1, sizes[0], at, at, 200, "answered"),
        ("customers", 2, sizes[1], at, at, 200, "answered"),
    ]
    assert ran.requests == 2


def test_a_problem_of_the_server_is_kept_with_its_row(bench: Any) -> None:
    """The row says why; a row of several records has the problems of all."""
    bench.run(bench.keyed("C1", billing="Ely", shipping="Ely"), send=False)
    with bench.opened() as (ledger, importer):
        outbox = Outbox(ledger.connection, 1, "run", bench.time.now)
        (customer,) = outbox.batches(Call.CUSTOMERS, 9, ROOM)
        first = outbox.intend(customer, 1)
        outbox.settle(
            first, [RecordOutcome(customer.items[0], ItemState.SAVED, None, "Id 7")], 200, ""
        )
        (addresses,) = outbox.batches(Call.ADDRESSES, 9, ROOM)
        problems = [Problem(Code.ADDRESS_REFUSED, f"No {i}.") for i in range(2)]
        pairs = zip(addresses.items, problems, strict=True)
        outcomes = [RecordOutcome(item, ItemState.FAILED, problem) for item, problem in pairs]
        outbox.settle(outbox.intend(addresses, 1), outcomes, 200, "")
        outbox.give_back()
        (row,) = importer.results(importer.ledger.runs.unfinished(_identity(ledger))).rows()
    assert (str(row.state), row.message, list(row.problems)) == ("failed", "Id 7", problems)
    assert row.cells == list(bench.keyed("C1", billing="Ely", shipping="Ely"))


def _identity(ledger: Any) -> str:
    found = ledger.connection.execute("SELECT identity FROM runs").fetchone()[0]
    assert isinstance(found, str)
    return found


def test_the_body_is_the_vendors(bench: Any) -> None:
    """Customers come with their `ApplicableFields`, addresses as a bare array, in UTF-8."""
    bench.run(bench.keyed("C1", "Zoë", billing="Ely"), send=False)
    with bench.opened() as (ledger, _):
        outbox = Outbox(ledger.connection, 1, "run", bench.time.now)
        (customer,) = outbox.batches(Call.CUSTOMERS, 9, ROOM)
    address = replace(customer, shape=customer.shape._replace(call=Call.ADDRESSES))
    record = {"ImportRowNumber": 2, "CustomerNumber": "C1", "CustomerName": "Zoë"}
    assert json.loads(customer.body) == {
        "ApplicableFields": ["CustomerNumber", "CustomerName"],
        "Data": [record],
    }
    assert "Zoë".encode() in customer.body
    assert json.loads(address.body) == [record]
