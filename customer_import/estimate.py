"""How many requests a run will take, and why."""

from collections.abc import Sequence
from math import ceil

from customer_import.endpoints import Call
from customer_import.ledger.results import ShapeCount


def planned_requests(shapes: Sequence[ShapeCount], records: int) -> int:
    """Requests that what is staged takes, if none is refused and none is too large.

    Args:
        shapes: what is staged, by what can share a request.
        records: a request, at the most.
    """
    first = min(shapes, key=lambda shape: shape.call != Call.CUSTOMERS, default=None)
    counts = [shape.records - (shape is first) for shape in shapes]
    return bool(first) + sum(ceil(count / records) for count in counts)


def why(shapes: Sequence[ShapeCount], records: int) -> str:
    """The reason for the number of requests, as a sentence; blank where nothing is to be sent."""
    customers = [shape for shape in shapes if shape.call == Call.CUSTOMERS]
    addresses = sum(shape.records for shape in shapes if shape.call == Call.ADDRESSES)
    if not customers and not addresses:
        return ""
    count = planned_requests(shapes, records)
    if count == 1:
        return "1 request, for there is only one record to send."
    parts = ["the first row alone"]
    if customers:
        sets = len({shape.fields for shape in customers})
        parts.append(f"then {sets} {'set' if sets == 1 else 'sets'} of filled fields")
    if addresses:
        parts.append(f"{addresses:,} addresses")
    return f"{count:,} requests: {', '.join(parts)}; up to {records} records in each."


def overwritten(shapes: Sequence[ShapeCount]) -> tuple[str, ...]:
    """The fields that some record fills, in the API's order of their first use."""
    named = (name for shape in shapes if shape.call == Call.CUSTOMERS for name in shape.fields)
    fields = dict.fromkeys(name for name in named if name != "CustomerNumber")
    if any(shape.call == Call.ADDRESSES for shape in shapes):
        fields["Addresses"] = None
    return tuple(fields)
