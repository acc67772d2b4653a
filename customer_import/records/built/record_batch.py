"""What a row sends, and records that can share a request."""

from dataclasses import dataclass, field
from typing import NamedTuple

import orjson

ROW = orjson.Fragment(b"\0")
"""In the JSON of a record, in place of the number of its row, so that equal records are one text. A
zero character of a text is escaped in JSON: this byte is nowhere else."""
KIND = "\x1f"
"""Stands between the number and the type in what an address is known by."""


def address_key(number: str | None, kind: str) -> str:
    """Return what an address is known by: its customer's number, and its type."""
    return f"{number}{KIND}{kind}"


def with_row(text: bytes, row: int) -> bytes:
    """Return the JSON of a record with the number of its row."""
    return text.replace(b"\0", b"%d" % row)


def without_row(text: bytes, row: int) -> bytes:
    """Return the JSON of a record with `ROW` in place of the number of its row."""
    # A text's own quotes are escaped in JSON, so these bytes are nowhere else.
    return text.replace(b'{"ImportRowNumber":%d,' % row, b'{"ImportRowNumber":\0,')


def renumbered(text: bytes, number: str, other: str) -> bytes:
    """Return the JSON of a record with another customer number in place of its own."""
    if number == other:
        return text
    name = b'"CustomerNumber":'
    return text.replace(name + orjson.dumps(number), name + orjson.dumps(other), 1)


class Filled(NamedTuple):
    """What customers must have in common to share a request.

    Attributes:
        fields: their `ApplicableFields`.
        safe: they are safe to send twice.
    """

    fields: tuple[str, ...]
    safe: bool


class RowShape(NamedTuple):
    """What a row sends.

    Attributes:
        filled: what its customer fills.
        addresses: how many addresses it has.
    """

    filled: Filled
    addresses: int


@dataclass(slots=True)
class Records:
    """Records that can share a request, by their columns.

    Attributes:
        rows: the file's row each belongs to.
        keys: the customer's number, or number and type of an address; None for the server to make.
        known_keys: the same as it is known by from one run to the next.
        payloads: the JSON of each, as it is sent.
        digests: of the content of each.
    """

    rows: list[int] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    known_keys: list[str | None] = field(default_factory=list)
    payloads: list[bytes] = field(default_factory=list)
    digests: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.rows)

    def add(
        self, row: int, key: str | None, known_key: str | None, payload: bytes, digest: int
    ) -> None:
        """Add a record."""
        self.rows.append(row)
        self.keys.append(key)
        self.known_keys.append(known_key)
        self.payloads.append(payload)
        self.digests.append(digest)

    def take(self, most: int) -> "Records":
        """Take the first of them out; the rest stays."""
        columns = (self.rows, self.keys, self.known_keys, self.payloads, self.digests)
        taken = Records(*(column[:most] for column in columns))  # type: ignore[arg-type]  # each as before
        for column in columns:
            del column[:most]
        return taken
