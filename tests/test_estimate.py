import pytest

from customer_import.endpoints import Call
from customer_import.estimate import overwritten, planned_requests, why
from customer_import.ledger.results import ShapeCount

NAMED = ("CustomerNumber", "CustomerName")
NUMBERED = ("CustomerNumber",)


def customers(records: int, fields: tuple[str, ...] = NAMED, *, safe: bool = True) -> ShapeCount:
    """So many customers that can share requests."""
    return ShapeCount(Call.CUSTOMERS, fields, safe, records)


def addresses(records: int) -> ShapeCount:
    """So many addresses."""
    return ShapeCount(Call.ADDRESSES, (), True, records)


@pytest.mark.parametrize(
    ("shapes", "count", "reason"),
    [
        ([], 0, ""),
        ([customers(1)], 1, "1 request, for there is only one record to send."),
        ([customers(501)], 2, "2 requests: the first row alone, then 1 set of filled fields"),
        ([customers(502)], 3, "3 requests: the first row alone, then 1 set of filled fields"),
        (
            [customers(3), customers(2, NUMBERED), customers(4, safe=False)],
            4,
            "4 requests: the first row alone, then 2 sets of filled fields",
        ),
        (
            [addresses(1200), customers(2)],
            5,
            "5 requests: the first row alone, then 1 set of filled fields, 1,200 addresses",
        ),
        ([addresses(1)], 1, "1 request, for there is only one record to send."),
        ([addresses(501)], 2, "2 requests: the first row alone, 501 addresses"),
    ],
)
def test_a_run_takes_so_many_requests(shapes: list[ShapeCount], count: int, reason: str) -> None:
    """One for the first row; then each set of fields has its own, as has being safe to repeat."""
    assert planned_requests(shapes, 500) == count
    assert why(shapes, 500) == (f"{reason}; up to 500 records in each." if count > 1 else reason)


def test_what_is_overwritten_is_named() -> None:
    """Every field that some record fills is named once; the number itself is not overwritten."""
    shapes = [customers(1), customers(1, (*NUMBERED, "CustomerNote", "CustomerName"))]
    assert overwritten(shapes) == ("CustomerName", "CustomerNote")
    assert overwritten([*shapes, addresses(1)]) == ("CustomerName", "CustomerNote", "Addresses")
