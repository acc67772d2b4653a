"""The API's calls that save something, and how much they take at once."""

from enum import StrEnum

MOST_RECORDS = 500
"""Records a request at the most (the vendor's page)."""
MOST_BYTES = 4_000_000
"""Bytes a request at the most; the vendor states no limit, IIS has one of its own."""


class Call(StrEnum):
    """A call; customers come first, for an address needs its customer."""

    CUSTOMERS = "customers"
    ADDRESSES = "addresses"


PATHS = {
    Call.CUSTOMERS: "/public-api/customers/save",
    Call.ADDRESSES: "/public-api/addresses/customer/save",
}
"""Where a call is posted to (the vendor's page)."""
