"""How a sandbox behaves: which of the API's answers it gives, and what it allows."""

from dataclasses import dataclass
from types import MappingProxyType

from customer_import.sandbox.faults import Fault

CREATE = "Create Customer"
UPDATE = "Update Customer"
"""Some of the vendor's pages call it "Edit Customer"; that both are one right is assumed."""
PERMISSIONS = frozenset({CREATE, UPDATE})

WHOLE = {"whole": 400, "whole-200": 200, "whole-500": 500}
"""Shapes in which one bad record fails the request, by the status of that answer."""
SHAPES = ("list", "failures-by-row", "failures-by-number", *WHOLE)
"""Shapes that tell the truth, and let a client know which record is meant or that none is."""
ODD_SHAPES = (
    "failures-by-message",
    "twice",
    "zero-totals",
    "silent",
    "has-error",
    "all-refused",
    "all-saved",
)
"""Shapes that public clients met on a bad day (API.md, "The answer"): they name records only in
a text, contradict themselves, say nothing, or say what is not true."""
SHAPE_HELP = MappingProxyType(
    {
        "list": "one entry for each record, in order",
        "failures-by-row": "only failures are listed, FieldName is the row number",
        "failures-by-number": "only failures are listed, FieldName is the customer number",
        "whole": "one bad record fails the request with 400, and no record is named",
        "whole-200": "the same with 200",
        "whole-500": "the same with 500",
        "failures-by-message": "only failures are listed, the message names the customer number",
        "twice": "each record is listed twice",
        "zero-totals": "only failures are listed, every total is 0",
        "silent": "nothing is listed, every total is 0, HasError is false, also for failures",
        "has-error": "HasError is true although every record was saved",
        "all-refused": "every record is said to be refused, although the good ones were saved",
        "all-saved": "every record is said to be saved, although the bad ones were not",
    }
)
"""What the answers of each shape look like, in words for `--help`."""

PHONE_TYPES = frozenset({"Business", "Cell", "Fax", "Home", "Main", "Mobile", "Work", "Other"})
ADDRESS_TYPES = frozenset({"Billing", "Shipping", "Main", "Home", "Office", "Other"})


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be chosen for a sandbox.

    Attributes:
        token: the one Bearer token it accepts; None accepts any.
        shape: one of `SHAPES` or `ODD_SHAPES`.
        permissions: those that the token's user has, of `PERMISSIONS`.
        phone_types: the phone types that exist.
        address_types: the address types that exist.
        faults: what goes wrong, and when.
        latency: seconds that each answer to a call takes at least.
        seed: makes faults by rate the same each time.
        max_records: the most records in one request.
        exact_numbers: whether customer numbers are compared exactly; else without case and
            outer blanks, which is what API.md assumes.

    Raises:
        ValueError: the shape or a permission does not exist.
    """

    token: str | None = None
    shape: str = "list"
    permissions: frozenset[str] = PERMISSIONS
    phone_types: frozenset[str] = PHONE_TYPES
    address_types: frozenset[str] = ADDRESS_TYPES
    faults: tuple[Fault, ...] = ()
    latency: float = 0.0
    seed: int | None = None
    max_records: int = 500
    exact_numbers: bool = False

    def __post_init__(self) -> None:
        """Refuse what does not exist, before a server starts with it."""
        if self.shape not in SHAPE_HELP:
            names = ", ".join(SHAPE_HELP)
            raise ValueError(f"The shape {self.shape!r} does not exist; take one of {names}.")
        if unknown := self.permissions - PERMISSIONS:
            names = ", ".join(sorted(PERMISSIONS))
            raise ValueError(
                f"The permission {min(unknown)!r} does not exist; take some of {names}."
            )
