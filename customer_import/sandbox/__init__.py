"""The customer calls of the Wasp InventoryCloud API, on this machine.

The sandbox is an independent statement of the API: it shares nothing with the client, so that
what both agree on is the API and not a common mistake. People try imports on it, and tests use it
in place of the live service.
"""

from customer_import.sandbox.faults import CALL_HELP, CALLS, KINDS, Fault, parse_fault
from customer_import.sandbox.other_user import OtherUser
from customer_import.sandbox.server import Sandbox
from customer_import.sandbox.session import Customer, Note
from customer_import.sandbox.settings import (
    ADDRESS_TYPES,
    CREATE,
    DELETE,
    PERMISSIONS,
    PHONE_TYPES,
    UPDATE,
    Settings,
)
from customer_import.sandbox.shapes import ODD_SHAPES, SHAPE_HELP, SHAPES, VARIANTS
from customer_import.sandbox.store import Event, Part, Request, Store, reset

__all__ = [
    "ADDRESS_TYPES",
    "CALLS",
    "CALL_HELP",
    "CREATE",
    "DELETE",
    "KINDS",
    "ODD_SHAPES",
    "PERMISSIONS",
    "PHONE_TYPES",
    "SHAPES",
    "SHAPE_HELP",
    "UPDATE",
    "VARIANTS",
    "Customer",
    "Event",
    "Fault",
    "Note",
    "OtherUser",
    "Part",
    "Request",
    "Sandbox",
    "Settings",
    "Store",
    "parse_fault",
    "reset",
]
