"""What reading tells of a customer: whether a number exists, and what its record holds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from customer_import.comparing.fields import ServerValues, server_values
from customer_import.customer import Kind

Value = str | int | float | bool | None
"""A value as the server has it; None is blank."""


class Existence(StrEnum):
    """What is known of a number that was asked for.

    UNKNOWN is neither: nothing may be created or changed because of it.
    """

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CustomValue:
    """The value of one custom field.

    Attributes:
        kind: text, number or date; None if the record does not say.
        value: as the server has it; None is blank.
    """

    kind: Kind | None
    value: Value


@dataclass(frozen=True, slots=True)
class SeenCustomer:
    """A customer as the server showed it.

    Attributes:
        number: as the server spells it.
        fields: the single values by the API's names, whatever case the server writes them in. A
            name that is not here was not in the answer: that field cannot be read.
        custom: the custom fields by label; None if the answer did not have any list of them.
        id: the server's own; blank if it did not show one.
    """

    number: str
    fields: Mapping[str, Value]
    custom: Mapping[str, CustomValue] | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one number that was asked for.

    Attributes:
        number: as it was asked for.
        existence: whether it exists.
        customer: its record; None unless it is present.
        why: why it is not known; blank if it is.
    """

    number: str
    existence: Existence
    customer: SeenCustomer | None = None
    why: str = ""


class Reads(Protocol):
    """Looks customers up."""

    def read(self, numbers: Iterable[str]) -> Iterator[Reading]:
        """Yield a reading for each number, in the order in which they are given."""


def values_of(customer: SeenCustomer | None) -> ServerValues | None:
    """Return what can be compared of a customer that was read; None if there is none."""
    if customer is None:
        return None
    custom = customer.custom
    values = None if custom is None else {label: each.value for label, each in custom.items()}
    return server_values(customer.fields, values)
