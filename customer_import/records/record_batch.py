"""Records as JSON, and many of them that can share a request."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

NO_NUMBER = b"\0"
"""In place of the number of its row, in a record that is written. It stands nowhere in JSON."""
_ZERO = b'{"ImportRowNumber":0,'
"""How a record begins, and each of its custom fields. A text's own quotes are escaped in JSON, so
these bytes stand nowhere else."""


def written(record: dict[str, Any]) -> bytes:
    """A record as JSON, with `NO_NUMBER` for the number of its row."""
    return orjson.dumps(record).replace(_ZERO, _ZERO.replace(b"0", NO_NUMBER))


def numbered(payload: bytes, row: int) -> bytes:
    """A written record as it is sent: with the number of its row."""
    return payload.replace(NO_NUMBER, b"%d" % row)


def address_key(number: str | None, kind: str) -> str:
    """What an address is known by: its customer's number, and its type."""
    return f"{number}\x1f{kind}"


class Filled(NamedTuple):
    """What customers must have in common to share a request.

    Attributes:
        fields: their `ApplicableFields`.
        safe: they are safe to send twice.
    """

    fields: tuple[str, ...]
    safe: bool


@dataclass(slots=True)
class Records:
    """Records that can share a request, by their columns.

    Attributes:
        rows: the file's row each belongs to.
        keys: what each is known by: the customer's number, or number and type of an address; None
            for the server to make.
        payloads: the records, as they are `written`.
    """

    rows: list[int] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    payloads: list[bytes] = field(default_factory=list)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.rows)

    def add(self, row: int, key: str | None, payload: bytes) -> None:
        """Add a record."""
        self.rows.append(row)
        self.keys.append(key)
        self.payloads.append(payload)

    def add_all(
        self, rows: Iterable[int], keys: Iterable[str | None], payloads: Iterable[bytes]
    ) -> None:
        """Add some records, by their columns."""
        self.rows += rows
        self.keys += keys
        self.payloads += payloads

    def sort(self) -> None:
        """Put them in the order of their rows; those of one row stay as they are."""
        if self.rows != sorted(self.rows):
            order = sorted(range(len(self)), key=self.rows.__getitem__)
            for column in (self.rows, self.keys, self.payloads):
                _arrange(column, order)

    def take(self, most: int) -> "Records":
        """The first of them; the rest stays."""
        taken = Records(self.rows[:most], self.keys[:most], self.payloads[:most])
        for column in (self.rows, self.keys, self.payloads):
            del column[:most]
        return taken


def _arrange(column: list[Any], order: Iterable[int]) -> None:
    column[:] = [column[place] for place in order]
