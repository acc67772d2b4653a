"""How a sandbox behaves: which of the answers of the API it gives, and what it lets pass."""

from dataclasses import dataclass

from customer_import.sandbox.faults import Fault

CREATE = "Create Customer"
UPDATE = "Update Customer"
PERMISSIONS = frozenset({CREATE, UPDATE})

WHOLE = {"whole": 400, "whole-200": 200, "whole-500": 500}
"""Shapes in which one bad record fails the request, by the status of that answer."""
SHAPES = ("list", "failures-by-row", "failures-by-number", *WHOLE)
"""How an answer speaks of records: one entry each in order; only failures, named by row or
customer number; or of none at all."""

PHONE_TYPES = frozenset({"Business", "Cell", "Fax", "Home", "Main", "Mobile", "Work", "Other"})
ADDRESS_TYPES = frozenset({"Billing", "Shipping", "Main", "Home", "Office", "Other"})


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be chosen of a sandbox.

    Attributes:
        token: the one Bearer token it takes; None takes any.
        shape: one of `SHAPES`.
        permissions: those the token's user has, of `PERMISSIONS`.
        phone_types: the phone types that exist.
        address_types: the address types that exist.
        faults: what goes wrong, and when.
        latency: seconds each answer to a call takes at least.
        seed: makes faults by rate the same each time.
        max_records: the most records of one request.

    Raises:
        ValueError: there is no such shape or permission.
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

    def __post_init__(self) -> None:
        """Refuse what does not exist, before a server starts with it."""
        if self.shape not in SHAPES:
            raise ValueError(f"There is no shape {self.shape!r}; take one of {', '.join(SHAPES)}.")
        if unknown := self.permissions - PERMISSIONS:
            names = ", ".join(sorted(PERMISSIONS))
            raise ValueError(f"There is no permission {min(unknown)!r}; take some of {names}.")
