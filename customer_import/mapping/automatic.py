"""A mapping from nothing but headers: the API's own names, then the synonyms known for them.

What is a synonym is a guess, and is said to be one.
"""

import unicodedata
from collections.abc import Iterator

from customer_import.customer import Address, Customer, kinds
from customer_import.mapping.load import LoadedMapping, parse_mapping
from customer_import.mapping.synonyms import SYNONYMS

NAME = "automatic mapping"
ADDRESS_TYPE = "Billing"
"""The type an address is given where nothing says which it is; it must exist at the vendor."""


def automatic_mapping(headers: tuple[str, ...]) -> LoadedMapping | None:
    """The mapping that headers suggest; None where none of them is known."""
    exact = {_folded(name): name for name in kinds(Customer)}
    found: dict[str, tuple[str, bool]] = {}
    for header in headers:
        path = exact.get(_folded(header))
        if path and headers.count(header) == 1:
            found.setdefault(path, (header, False))
    for header in headers:
        path = SYNONYMS.get(_folded(header))
        known = {column for column, _ in found.values()}
        if path and header not in known and headers.count(header) == 1:
            found.setdefault(path, (header, True))
    if not found:
        return None
    guesses = tuple(f"{path}: {column}" for path, (column, guess) in found.items() if guess)
    return parse_mapping("\n".join(_lines(found)) + "\n", NAME, guesses)


def _lines(found: dict[str, tuple[str, bool]]) -> Iterator[str]:
    yield "version: 1"
    yield "fields:"
    for name in Customer.model_fields:
        if name in found:
            yield "  " + _line(name, *found[name])
    addresses = [name for name in kinds(Address) if f"Address.{name}" in found]
    if addresses:
        yield "  Addresses:"
        yield f"    {ADDRESS_TYPE}:  # guess: the type"
    for name in addresses:
        yield "      " + _line(name, *found[f"Address.{name}"])


def _line(name: str, column: str, guess: bool) -> str:  # noqa: FBT001 - one of the three found
    return f"{name}: {quoted(column)}" + ("  # guess: by its name" if guess else "")


def quoted(text: str) -> str:
    """A text as a YAML scalar: bare where that is surely the same text, else in quotes."""
    bare = text.replace(" ", "a").replace("_", "a").isalnum() and text.strip() == text
    if bare and not text[0].isdigit() and text.isascii() and text.casefold() != "null":
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(_escaped(char) for char in escaped) + '"'


def _escaped(char: str) -> str:
    return char if char.isprintable() else f"\\U{ord(char):08x}"


def _folded(name: str) -> str:
    """A name without case, accents, blanks and signs: `E-Mail Addréss` is `emailaddress`."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(char for char in plain if char.isalnum())
