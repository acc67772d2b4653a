"""A stand-in for the Wasp InventoryCloud customer API, on this machine.

It is an independent statement of the API: it shares nothing with the client, so that what the
two agree on is the API and not a common mistake. People try imports on it; tests use it as the
double.
"""

from customer_import.sandbox.faults import KINDS, Fault, parse_fault
from customer_import.sandbox.server import Sandbox
from customer_import.sandbox.settings import (
    ADDRESS_TYPES,
    CREATE,
    PERMISSIONS,
    PHONE_TYPES,
    SHAPES,
    UPDATE,
    Settings,
)
from customer_import.sandbox.store import Address, Event, Request, Store, reset
from customer_import.sandbox.writer import Customer, Note

__all__ = [
    "ADDRESS_TYPES",
    "CREATE",
    "KINDS",
    "PERMISSIONS",
    "PHONE_TYPES",
    "SHAPES",
    "UPDATE",
    "Address",
    "Customer",
    "Event",
    "Fault",
    "Note",
    "Request",
    "Sandbox",
    "Settings",
    "Store",
    "parse_fault",
    "reset",
]
