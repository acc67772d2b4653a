"""The API's calls that save something."""

from enum import StrEnum


class Call(StrEnum):
    """A call; customers come first, for an address needs its customer."""

    CUSTOMERS = "customers"
    ADDRESSES = "addresses"
