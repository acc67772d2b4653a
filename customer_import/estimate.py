"""How many requests a run will take, and why."""

from collections.abc import Sequence
from math import ceil

from customer_import.endpoints import Call
from customer_import.ledger.runs.results import ShapeCount
from customer_import.records.compiled.compile import NUMBER_FIELDS


def planned_requests(shapes: Sequence[ShapeCount], records: int) -> int:
    """Return how many requests the staged records take, if none is refused or too large.

    Args:
        shapes: what is staged, by what can share a request.
        records: a request has at most.
    """
    first = min(shapes, key=lambda shape: shape.call != Call.CUSTOMERS, default=None)
    counts = [shape.records - (shape is first) for shape in shapes]
    return bool(first) + sum(ceil(count / records) for count in counts)


def why(shapes: Sequence[ShapeCount], records: int) -> str:
    """Say why so many requests would be sent; blank if there is nothing to send."""
    customers = [shape for shape in shapes if shape.call == Call.CUSTOMERS]
    addresses = sum(shape.records for shape in shapes if shape.call == Call.ADDRESSES)
    if not customers and not addresses:
        return ""
    count = planned_requests(shapes, records)
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
