"""`addresses/customer/save` and `phones/customer/save`: write parts of customers by their type.

Both create or update by customer and type, and create no types. A part is written as a whole:
these calls have no `ApplicableFields`, so what is missing or null is empty afterwards (the vendor's
pages leave that open).
"""

from typing import Any

from customer_import.sandbox.answers import Problem
from customer_import.sandbox.calls import Batch, Done, WriteCall, array
from customer_import.sandbox.fields import (
    ADDRESS_TEXTS,
    PHONE_TEXTS,
    Check,
    address_fields,
    an_object,
    phone_fields,
)
from customer_import.sandbox.session import Session
from customer_import.sandbox.settings import UPDATE, Settings


class ContactCall(WriteCall):
    """A call that writes parts of one kind.

    Attributes:
        name: its name among faults and events, and the table of its parts.
        kind: the field that has the type.
        texts: the fields of the part itself.
    """

    permissions = (UPDATE,)

    def __init__(self, name: str, kind: str, texts: tuple[str, ...], check: Check) -> None:
        self.name = name
        self.kind = kind
        self.texts = texts
        self._check = check

    def unpack(self, body: Any) -> Batch:
        """Return the records of a bare JSON array."""
        return array(body, self.name)

    def problems(self, record: Any, session: Session) -> tuple[Problem, ...]:
        """Check names and types; and whether the customer and the type of the part exist."""
        found = list(self._check("", record))
        if isinstance(record, dict):
            found += self._missing(record, session)
        return tuple(found)

    def _missing(self, record: dict[str, Any], session: Session) -> list[Problem]:
        found = []
        if not record.get(self.kind):
            found.append(Problem(self.kind, f"{self.kind} is needed."))
        number = self.number(record)
        if not number:
            found.append(Problem("CustomerNumber", "CustomerNumber is needed."))
        elif session.customer(number) is None:
            found.append(Problem("CustomerNumber", "The customer does not exist.", 404))
        return found

    def number(self, record: Any) -> str:
        """Return its `CustomerNumber`, which older clients call `CustomerNo`."""
        given = record if isinstance(record, dict) else {}
        number = given.get("CustomerNumber") or given.get("CustomerNo")
        return number if isinstance(number, str) else ""

    def carry_out(self, record: Any, batch: Batch, session: Session) -> Done:  # noqa: ARG002 - every call has it
        """Write the part."""
        number = session.known_as(self.number(record))
        filled = {name: record[name] for name in self.texts if record.get(name) is not None}
        known = session.put_part(self.name, number, record[self.kind], filled)
        return Done(number, "updated" if known else "created")


def addresses_call(settings: Settings) -> ContactCall:
    """Make `addresses/customer/save`, for an account with these settings."""
    check = an_object(address_fields(settings))
    return ContactCall("addresses", "AddressTypeName", ADDRESS_TEXTS, check)


def phones_call(settings: Settings) -> ContactCall:
    """Make `phones/customer/save`, for an account with these settings."""
    check = an_object(phone_fields(settings))
    return ContactCall("phones", "PhoneTypeName", PHONE_TEXTS, check)
