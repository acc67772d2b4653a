"""The API's calls, and how much each takes in one request."""

from enum import StrEnum

MOST_RECORDS = 500
"""Most records in a request (stated on the vendor's page)."""
MOST_BYTES = 4_000_000
"""Most bytes in a request. The vendor states no limit; the web server (IIS) has one of its own."""


class Call(StrEnum):
    """A call of the API.

    Attributes:
        CUSTOMERS: creates and updates customers.
        UPDATE: updates customers, and creates nobody.
        ADDRESSES: creates and updates addresses of customers.
        DELETE: deletes customers by their numbers.
        BY_NUMBER: reads customers by their numbers.
        SEARCH: reads customers page by page.
    """

    CUSTOMERS = "customers"
    UPDATE = "update"
    ADDRESSES = "addresses"
    DELETE = "delete"
    BY_NUMBER = "by number"
    SEARCH = "search"


STAGED = (Call.CUSTOMERS, Call.ADDRESSES)
"""The calls for which records are staged, in the order in which they are sent: an address needs its
customer. `UPDATE` sends the records of `CUSTOMERS`."""
PLANNED = (Call.CUSTOMERS, Call.UPDATE, Call.ADDRESSES, Call.DELETE)
"""The calls for which a plan stages records, in the order in which they are sent."""
PATHS = {
    Call.CUSTOMERS: "/public-api/customers/save",
    Call.UPDATE: "/public-api/customers/updateExisting",
    Call.ADDRESSES: "/public-api/addresses/customer/save",
    Call.DELETE: "/public-api/customers/delete",
    Call.BY_NUMBER: "/public-api/customers/GetCustomersByNumber",
    Call.SEARCH: "/public-api/customers/advancedinfosearch",
}
"""The path of each call: stated on the vendor's pages; those of calls that read were seen in public
clients alone."""
READS = (Call.BY_NUMBER, Call.SEARCH)
"""The calls that change nothing."""
