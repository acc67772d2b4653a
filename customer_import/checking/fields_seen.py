"""Whether what a mapping fills was seen on customers of the server."""

from collections.abc import Iterator, Mapping, Sequence

from customer_import.api.reading.seen import SeenCustomer
from customer_import.checking.fact import Fact, proven, refuted, unknown
from customer_import.comparing.fields import custom_name
from customer_import.customer import PHONES, Kind
from customer_import.mapping.model import CustomerMapping


def field_facts(mapping: CustomerMapping, seen: Sequence[SeenCustomer]) -> Iterator[Fact]:
    """Yield a fact for each custom field of a mapping, and one for its types.

    Args:
        mapping: the mapping.
        seen: some customers of the server.
    """
    kinds = _kinds(seen)
    for label, leaf in (mapping.fields.CustomFields or {}).items():
        yield _custom_field(label, leaf.type or Kind.TEXT, kinds, len(seen))
    if types := list(dict.fromkeys(_types(mapping))):
        yield unknown(
            "types",
            f"Whether the server has the {', '.join(types)} cannot be read: look into Wasp.",
        )


def _kinds(seen: Sequence[SeenCustomer]) -> Mapping[str, set[Kind]]:
    """Return the kinds of each custom field, by its label."""
    kinds: dict[str, set[Kind]] = {}
    for customer in seen:
        for label, custom in (customer.custom or {}).items():
            found = kinds.setdefault(label, set())
            if custom.kind is not None:
                found.add(custom.kind)
    return kinds


def _custom_field(label: str, kind: Kind, kinds: Mapping[str, set[Kind]], seen: int) -> Fact:
    name, found = custom_name(label), kinds.get(label)
    if found and kind not in found:
        there = " or ".join(sorted(found))
        return refuted(name, f"At the server it is a {there}, and the mapping sends a {kind}.")
    if found:
        return proven(name, f"Customers have it, as a {kind}.")
    if found is not None:
        return unknown(name, "Customers have it, and the server does not say its type.")
    near = next((each for each in kinds if each.casefold() == label.casefold()), None)
    if near:
        return refuted(name, f"At the server it is called {near}.")
    return unknown(name, f"None of the {seen:,} customers looked at has it: look into Wasp.")


def _types(mapping: CustomerMapping) -> Iterator[str]:
    """Yield the phone and address types that a mapping names."""
    fields = mapping.fields
    for name in PHONES:
        phone = getattr(fields, name)
        leaf = phone.parts.PhoneTypeName if phone and phone.parts else None
        if leaf and leaf.value:
            yield f"phone type {leaf.value}"
    for name in fields.Addresses or {}:
        if name != "*":
            yield f"address type {name}"
