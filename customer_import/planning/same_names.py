"""Looks for customers with the names of rows that have no number."""

from collections.abc import Iterable, Mapping

from customer_import.api.reading.pages import Listing, Moved
from customer_import.customer import folded

MOST_FOUND = 5
"""Customers of one name that are told."""


def same_names(names: Iterable[str], listing: Listing) -> Mapping[str, list[str]]:
    """Return the numbers of customers with some names, by name; a few of each.

    All customers are read, because nobody knows a filter that the server obeys.

    Raises:
        CannotRead: not all customers can be read.
    """
    found: dict[str, list[str]] = {folded(name): [] for name in names if name}
    if not found:
        return {}
    try:
        for customer in listing.once():
            numbers = found.get(folded(str(customer.fields.get("CustomerName") or "")))
            if numbers is not None and len(numbers) < MOST_FOUND:
                numbers.append(customer.number)
    except Moved:
        # They are only shown to a person, who looks at them.
        pass
    return found
