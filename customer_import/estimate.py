"""How many requests a run will take, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat

from customer_import.endpoints import Call
from customer_import.ledger.rows.request_batch import count_requests
from customer_import.ledger.runs.results import Results, ShapeCount
from customer_import.records.compiled.compile import NUMBER_FIELDS


@dataclass(frozen=True, slots=True)
class ToSend:
    """What a run would send.

    Attributes:
        shapes: by what can share a request, in the order in which it is sent.
        addresses: how many each customer has, in that order: they stay together; some have none.
    """

    shapes: Sequence[ShapeCount]
    addresses: Sequence[int] = ()


def to_send(results: Results) -> ToSend:
    """Return what a staged run would send."""
    return ToSend(results.shapes(), [count for _, count in results.addresses()])


def planned_requests(planned: ToSend, records: int) -> int:
    """Return how many requests a run takes, if nothing is refused and no record is large.

    Large are records that make a full request larger than `MOST_BYTES`; a dry run does not write
    them, so it cannot know their size.

    Args:
        planned: what is sent.
        records: a request has at most.
    """
    total = 0
    for call, _, _, count in planned.shapes:
        first = records if total else 1
        if call == Call.ADDRESSES:
            total += count_requests(planned.addresses, first, records)
        else:
            total += _requests_of_customers(count, first, records)
    return total


@cache
def _requests_of_customers(count: int, first: int, records: int) -> int:
    """Return how many requests so many customers take; many lists have many sets of few."""
    return count_requests(repeat(1, count), first, records)


def why(planned: ToSend, records: int) -> str:
    """Say why so many requests would be sent; blank if there is nothing to send."""
    shapes = planned.shapes
    customers = [shape for shape in shapes if shape.call == Call.CUSTOMERS]
    addresses = sum(shape.records for shape in shapes if shape.call == Call.ADDRESSES)
    if not customers and not addresses:
        return ""
    count = planned_requests(planned, records)
    if count == 1:
        return "1 request would be sent, because there is only one record."
    parts = ["the first row alone"]
    if customers:
        sets = len({shape.fields for shape in customers})
        parts.append(f"then {sets} {'set' if sets == 1 else 'sets'} of filled fields")
    if addresses:
        parts.append(f"{addresses:,} {'address' if addresses == 1 else 'addresses'}")
    return f"{count:,} requests would be sent: {', '.join(parts)}; up to {records} records in each."


def count_created(shapes: Sequence[ShapeCount]) -> int:
    """Return how many customers have no number of their own, so the server creates them."""
    return sum(shape.records for shape in shapes if _is_created(shape))


def overwritten(shapes: Sequence[ShapeCount]) -> tuple[str, ...]:
    """Return the fields that a row with a number fills, in the API's order of their first use."""
    numbered = (
        shape for shape in shapes if shape.call == Call.CUSTOMERS and not _is_created(shape)
    )
    names = (name for shape in numbered for name in shape.fields)
    fields = dict.fromkeys(name for name in names if name not in NUMBER_FIELDS)
    if any(shape.call == Call.ADDRESSES for shape in shapes):
        fields["Addresses"] = None
    return tuple(fields)


def _is_created(shape: ShapeCount) -> bool:
    return shape.call == Call.CUSTOMERS and NUMBER_FIELDS[0] not in shape.fields
