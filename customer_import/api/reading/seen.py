"""What reading tells of a customer: whether a number exists, and what its record holds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from customer_import.comparing.fields import ServerValues, server_values
from customer_import.customer import Customer, Kind, kinds

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


SINGLE = {name.casefold(): name for name in kinds(Customer)}
"""The fields of a customer that hold one value, by their folded names."""
_VALUES = {
    "dcfnumbervalue": Kind.NUMBER,
    "dcfdatevalue": Kind.DATE,
    "dcftextvalue": Kind.TEXT,
}
"""Where a custom field has its value, and of what kind that is."""


def seen_customer(folded: Mapping[str, Any]) -> SeenCustomer | None:
    """Return the customer of a record; None if it has no number.

    Args:
        folded: the record, its keys folded.
    """
    number = _text(folded.get("customernumber"))
    if not number:
        return None
    fields = {
        name: folded[key]
        for key, name in SINGLE.items()
        if key in folded and _is_value(folded[key])
    }
    return SeenCustomer(
        number,
        {**fields, "CustomerNumber": number},
        _custom_values(folded.get("customfields")),
        _text(folded.get("customerid")),
    )


def _text(value: Any) -> str:
    """Return a number or an id as text; blank if it is neither."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _is_value(value: Any) -> bool:
    return value is None or isinstance(value, (str, int, float, bool))


def _custom_values(listed: Any) -> Mapping[str, CustomValue] | None:
    """Return the custom fields by label; None without a list of them.

    A label whose entries differ, or cannot be read, is left out: it is not readable.
    """
    if not isinstance(listed, list):
        return None
    found: dict[str, CustomValue | None] = {}
    for each in listed:
        folded = {key.casefold(): value for key, value in each.items()} if _is_map(each) else {}
        label = folded.get("dcflabel")
        if isinstance(label, str) and label:
            value = _custom_value(folded)
            found[label] = value if found.get(label, value) == value else None
    return {label: value for label, value in found.items() if value is not None}


def _is_map(value: Any) -> bool:
    return isinstance(value, dict)


def _custom_value(folded: Mapping[str, Any]) -> CustomValue | None:
    """Return the value of a custom field; None if it has two, or is not an active one."""
    if folded.get("dcfvaluerecordstatus") not in (None, 0):
        return None
    values: list[tuple[Kind, Value]] = [
        (kind, folded[key])
        for key, kind in _VALUES.items()
        if folded.get(key) is not None and _is_value(folded[key])
    ]
    if len(values) > 1:
        return None
    kind, value = values[0] if values else (_KINDS.get(str(folded.get("dcfdatatype"))), None)
    return CustomValue(kind, value)


_KINDS = {"1": Kind.TEXT, "2": Kind.NUMBER, "3": Kind.DATE}
"""What `DCFDataType` means; only 1 is known from public code, the others are assumed."""
