"""The API's calls that save something, and how much each takes in one request."""

from enum import StrEnum

MOST_RECORDS = 500
"""Most records in a request (stated on the vendor's page)."""
MOST_BYTES = 4_000_000
"""Most bytes in a request. The vendor states no limit; the web server (IIS) has one of its own."""


class Call(StrEnum):
    """A call. Customers come first, because an address needs its customer."""

    CUSTOMERS = "customers"
    ADDRESSES = "addresses"


PATHS = {
    Call.CUSTOMERS: "/public-api/customers/save",
    Call.ADDRESSES: "/public-api/addresses/customer/save",
}
"""The path of each call (stated on the vendor's page)."""
