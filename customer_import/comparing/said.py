"""A value in the words of a message."""

from customer_import.comparing.change import Value
from customer_import.comparing.compare import is_blank

NOTHING = "(blank)"


def said_value(value: Value) -> str:
    """Return a value as a person reads it."""
    if is_blank(value):
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.15g}" if isinstance(value, float) else str(value)
