"""The customer calls of the Wasp InventoryCloud API, on this machine.

The sandbox is an independent statement of the API: it shares nothing with the client, so that
what both agree on is the API and not a common mistake. People try imports on it, and tests use it
in place of the live service.
"""

from customer_import.sandbox.faults import KINDS, Fault, parse_fault
from customer_import.sandbox.server import Sandbox
from customer_import.sandbox.settings import (
    ADDRESS_TYPES,
    CREATE,
    ODD_SHAPES,
    PERMISSIONS,
    PHONE_TYPES,
    SHAPE_HELP,
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
    "ODD_SHAPES",
    "PERMISSIONS",
    "PHONE_TYPES",
    "SHAPES",
    "SHAPE_HELP",
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
