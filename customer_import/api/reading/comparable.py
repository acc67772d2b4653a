"""What can be compared of a customer that was read."""

from customer_import.api.reading.seen import SeenCustomer
from customer_import.comparing.fields import ServerValues, server_values


def values_of(customer: SeenCustomer | None) -> ServerValues | None:
    """Return what can be compared of a customer that was read; None if there is none."""
    if customer is None:
        return None
    custom = customer.custom
    values = None if custom is None else {label: each.value for label, each in custom.items()}
    return server_values(customer.fields, values)
