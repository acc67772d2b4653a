"""How a sandbox behaves: which of the API's answers it gives, and what it allows."""

from dataclasses import dataclass

from customer_import.sandbox.faults import Fault
from customer_import.sandbox.shapes import SHAPE_HELP, check_variants

CREATE = "Create Customer"
UPDATE = "Update Customer"
"""Some of the vendor's pages call it "Edit Customer"; that both are one right is assumed."""
DELETE = "Delete Customer"
"""That there is such a right is assumed; no page says what `customers/delete` needs."""
PERMISSIONS = frozenset({CREATE, UPDATE, DELETE})

PHONE_TYPES = frozenset({"Business", "Cell", "Fax", "Home", "Main", "Mobile", "Work", "Other"})
ADDRESS_TYPES = frozenset({"Billing", "Shipping", "Main", "Home", "Office", "Other"})


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be chosen for a sandbox.

    Attributes:
        token: the one Bearer token it accepts; None accepts any.
        shape: how it answers about records that were sent, one of `SHAPE_HELP`.
        variants: what else differs from the usual, some of `VARIANTS`.
        permissions: those that the token's user has, of `PERMISSIONS`.
        phone_types: the phone types that exist.
        address_types: the address types that exist.
        faults: what goes wrong, and when.
        latency: seconds that each answer to a call takes at least.
        seed: makes faults by rate the same each time.
        max_records: the most records in one request.
        exact_numbers: whether customer numbers are compared exactly; else without case and
            outer blanks, which is what docs/api.md assumes.

    Raises:
        ValueError: the shape, a variant or a permission does not exist.
    """

    token: str | None = None
    shape: str = "list"
    variants: frozenset[str] = frozenset()
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
        check_variants(self.variants)
        if unknown := self.permissions - PERMISSIONS:
            names = ", ".join(sorted(PERMISSIONS))
            raise ValueError(
                f"The permission {min(unknown)!r} does not exist; take some of {names}."
            )
