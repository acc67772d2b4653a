"""`addresses/customer/save`: creates and updates addresses by customer and address type.

An address is written as a whole: there is no `ApplicableFields` here, so what is missing or
null is empty afterwards (the vendor's pages leave that open).
"""

from typing import Any

from customer_import.sandbox.answers import Problem
from customer_import.sandbox.calls import Batch, Misshapen, Saved
from customer_import.sandbox.checks import an_object
from customer_import.sandbox.fields import ADDRESS_TEXTS, address_fields
from customer_import.sandbox.settings import UPDATE, Settings
from customer_import.sandbox.writer import Writer


class AddressesCall:
    """The call, for an account with these settings."""

    name = "addresses"
    permissions = (UPDATE,)

    def __init__(self, settings: Settings) -> None:
        self._check = an_object(address_fields(settings))

    def unpack(self, body: Any) -> Batch:
        """The records of a bare JSON array."""
        if not isinstance(body, list):
            raise Misshapen("The body must be an array of addresses.")
        return Batch(body)

    def refusal(self, batch: Batch) -> Problem | None:  # noqa: ARG002 - every call has it
        """Nothing but its records can be wrong with it."""
        return None

    def problems(self, record: Any, writer: Writer) -> tuple[Problem, ...]:
        """Names and types; and whether its customer and its type are there."""
        found = list(self._check("", record))
        if isinstance(record, dict):
            found += self._missing(record, writer)
        return tuple(found)

    def _missing(self, record: dict[str, Any], writer: Writer) -> list[Problem]:
        found = []
        if not record.get("AddressTypeName"):
            found.append(Problem("AddressTypeName", "AddressTypeName is needed."))
        number = self.number(record)
        if not number:
            found.append(Problem("CustomerNumber", "CustomerNumber is needed."))
        elif writer.customer(number) is None:
            found.append(Problem("CustomerNumber", "The customer does not exist.", 404))
        return found

    def number(self, record: dict[str, Any]) -> str:
        """Its `CustomerNumber`, which older clients call `CustomerNo`."""
        number = record.get("CustomerNumber") or record.get("CustomerNo")
        return number if isinstance(number, str) else ""

    def save(self, record: dict[str, Any], batch: Batch, writer: Writer) -> Saved:  # noqa: ARG002 - every call has it
        """Write the address."""
        number = self.number(record)
        stored = writer.customer(number)
        number = stored.number if stored else number
        filled = {name: record[name] for name in ADDRESS_TEXTS if record.get(name) is not None}
        known = writer.put_address(number, record["AddressTypeName"], filled)
        return Saved(number, created=not known)
