"""What a column says of a customer: who it is, how to reach it, where it is."""

from enum import Enum, auto

from customer_import.customer import Kind
from customer_import.records.columns.damage import is_number
from customer_import.records.columns.leaf import CompiledLeaf

NAMES = ("CustomerName", "CustomerCompanyName", "CustomerFirstName", "CustomerLastName")
CONTACT_NAMES = ("CustomerContactFirstName", "CustomerContactLastName")
ALL_NAMES = (*NAMES, *CONTACT_NAMES)


class Role(Enum):
    """What a column says of a customer."""

    NUMBER = auto()
    NAME = auto()
    CONTACT = auto()
    PLACE = auto()


def role_of(leaf: CompiledLeaf) -> Role | None:
    """Return what the columns of a leaf say of a customer; None for what any row may have."""
    name = leaf.field.rpartition(".")[2]
    if leaf.field == "CustomerNumber":
        return Role.NUMBER
    if leaf.field in (*NAMES, *CONTACT_NAMES):
        return Role.NAME
    if leaf.kind == Kind.EMAIL or is_number(leaf) or name.startswith("AddressLine"):
        return Role.CONTACT
    return Role.PLACE if name in ("AddressCity", "AddressStateProvince") else None


def fits(role: Role, text: str) -> bool:
    """Tell whether a text in a column says something of a customer."""
    match role:
        case Role.NUMBER:
            return " " not in text and any(map(str.isdigit, text))
        case Role.CONTACT:
            return True
        case Role.NAME | Role.PLACE:
            return any(map(str.isalpha, text))
