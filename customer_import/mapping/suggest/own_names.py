"""The names of the API's fields as headers: a column that has one needs no mapping.

A field of an address is `Addresses.Billing.AddressCity`, whatever its type is called, and a custom
field is `CustomFields.Region`.
"""

from customer_import.customer import ADDRESS_OWNED, PHONES, Address, Customer, kinds
from customer_import.mapping.suggest.vocabulary import folded

_ADDRESSES, _CUSTOM_FIELDS = "Addresses", "CustomFields"
_CUSTOMERS = {folded(name): name for name in (*kinds(Customer), *PHONES)}
_OF_ADDRESS = {folded(name): name for name in kinds(Address) if name not in ADDRESS_OWNED}


def own_path(header: str) -> str:
    """Return the field that a header names, spelt as the API spells it; blank if it names none."""
    first, _, rest = header.strip().partition(".")
    if not rest:
        return _CUSTOMERS.get(folded(first), "")
    kind, _, part = rest.partition(".")
    name = _OF_ADDRESS.get(folded(part))
    is_address = folded(first) == folded(_ADDRESSES) and kind.strip() and name
    return f"{_ADDRESSES}.{kind.strip()}.{name}" if is_address else ""


def own_label(header: str) -> str:
    """Return the label of the custom field that a header names; blank if it names none."""
    first, _, label = header.strip().partition(".")
    return label.strip() if folded(first) == folded(_CUSTOM_FIELDS) else ""
