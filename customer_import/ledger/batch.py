"""What is sent at a time: records that share a request, and what comes of each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import orjson

from customer_import.endpoints import Call
from customer_import.ledger.shapes import Shape
from customer_import.problems import Problem
from customer_import.states import ItemState


class Item(NamedTuple):
    """One record on its way.

    Attributes:
        id: the ledger's.
        row: the file's row it belongs to.
        key: the customer's number, or number and type of an address; None for the server to make.
    """

    id: int
    row: int
    key: str | None

    @property
    def number(self) -> str | None:
        """The customer's number."""
        return self.key.split("\x1f")[0] if self.key else None


class Outcome(NamedTuple):
    """What came of one record.

    Attributes:
        item: the record.
        state: what it came to.
        problem: why, where it was not saved.
        message: the server's, where it was.
    """

    item: Item
    state: ItemState
    problem: Problem | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Records that share a request, by their columns: most are saved without a look at each.

    Attributes:
        shape: what they have in common.
        ids, rows, keys: of the records, as an `Item` has them; of one row next to each other.
        records: the JSON of the records, a line each.
    """

    shape: Shape
    ids: Sequence[int] = ()
    rows: Sequence[int] = ()
    keys: Sequence[str | None] = ()
    records: bytes = b""

    def __len__(self) -> int:
        """How many records there are."""
        return len(self.ids)

    @property
    def items(self) -> list[Item]:
        """The records, one by one."""
        return list(map(Item, self.ids, self.rows, self.keys))

    @property
    def body(self) -> bytes:
        """The JSON of the request."""
        # In JSON no line ends.
        head, tail = self._frame
        return b"".join((head, self.records.replace(b"\n", b","), tail))

    @property
    def _frame(self) -> tuple[bytes, bytes]:
        """What stands before and behind the records in a request."""
        if self.shape.call == Call.ADDRESSES:
            return b"[", b"]"
        fields = orjson.dumps(self.shape.fields)
        return b'{"ApplicableFields":' + fields + b',"Data":[', b"]}"

    def _room(self, size: int) -> int:
        """Bytes of records that go into a request of a size."""
        return size - sum(map(len, self._frame))

    def part(self, start: int, end: int | None = None) -> "Batch":
        """Some of the records."""
        some = slice(start, end)
        records = b"\n".join(self.records.split(b"\n")[some])
        return Batch(self.shape, self.ids[some], self.rows[some], self.keys[some], records)

    def __add__(self, more: "Batch") -> "Batch":
        """These records, and more of the same shape behind them."""
        ids, rows, keys = (*self.ids, *more.ids), (*self.rows, *more.rows), (*self.keys, *more.keys)
        return Batch(self.shape, ids, rows, keys, self.records + b"\n" + more.records)

    def is_whole(self, most: int, size: int, following: "Batch") -> bool:
        """Whether the records make a request as they are, and what follows may be of the next."""
        full = len(self) == most and len(self.records) <= self._room(size)
        return full and self.rows[-1] != following.rows[0]

    def cut(self, most: int, size: int) -> tuple["Batch", "Batch"]:
        """The first of the records, as many as fit into a request, and the rest."""
        count = self._fitting(most, size)
        whole = count
        while 0 < whole < len(self) and self.rows[whole - 1] == self.rows[whole]:
            whole -= 1
        if (whole or count) == len(self):
            return self, Batch(self.shape)
        return self.part(0, whole or count), self.part(whole or count)

    def _fitting(self, most: int, size: int) -> int:
        if len(self) <= most and len(self.records) <= self._room(size):
            return len(self)
        records = self.records.split(b"\n")[:most]
        ends = accumulate(len(record) + len(b",") for record in records)
        return sum(end <= self._room(size) + len(b",") for end in ends) or 1


def cut(found: Iterable[Batch], first: int, most: int, size: int) -> Iterator[Batch]:
    """Records of one shape, as they are found, as the requests they make.

    A row's records stay together, unless they are too many; a record that is too large for any
    request is alone.

    Args:
        found: the records, in the file's order.
        first: records of the first request, at the most.
        most: records of each other.
        size: bytes of a body.
    """
    left, limit = None, first
    for more in found:
        if left and left.is_whole(limit, size, more):
            yield left
            left, limit = more, most
        else:
            left = left + more if left else more
        # Only with one more than fit is it known whether a row's records are all there.
        while len(left) > limit:
            batch, left = left.cut(limit, size)
            yield batch
            limit = most
    while left:
        batch, left = left.cut(limit, size)
        yield batch
        limit = most
