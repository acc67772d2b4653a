"""Records that share a request: what they have in common, the request they make, what they come to.

Whether a record may be sent twice is kept with a seal against changes of the disk, for a changed
bit would double customers.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, count, islice, repeat
from typing import NamedTuple

import orjson
from xxhash import xxh3_64_digest

from customer_import.endpoints import MOST_BYTES, Call
from customer_import.problems import Problem
from customer_import.records.built.record_batch import KIND
from customer_import.states import ItemState


class RequestShape(NamedTuple):
    """What records must have in common to share a request.

    Attributes:
        call: to which they go.
        fields: their `ApplicableFields`.
        safe: they are safe to send twice.
    """

    call: Call
    fields: tuple[str, ...]
    safe: bool


ADDRESSES = RequestShape(Call.ADDRESSES, (), safe=True)


def insert_shape(connection: sqlite3.Connection, run: int, shape: RequestShape) -> int:
    """Insert a shape of a run.

    Returns:
        its id.
    """
    values = (str(shape.call), orjson.dumps(shape.fields).decode(), int(shape.safe))
    sql = "INSERT INTO shapes (run, call, fields, safe, seal) VALUES (?, ?, ?, ?, ?)"
    return connection.execute(sql, (run, *values, _seal(*values))).lastrowid or 0


def check_shapes(connection: sqlite3.Connection, run: int) -> None:
    """Check that the shapes of a run are as they were inserted.

    Raises:
        sqlite3.DatabaseError: one was changed: what it says of its records may double customers.
    """
    found = connection.execute("SELECT seal, call, fields, safe FROM shapes WHERE run = ?", (run,))
    if any(seal != _seal(*values) for seal, *values in found):
        raise sqlite3.DatabaseError(NOT_AS_STAGED)


NOT_AS_STAGED = "a record in it is not what was staged"


def _seal(*values: object) -> bytes:
    return xxh3_64_digest(" ".join(map(str, values)).encode())


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
        """Return the customer's number."""
        return self.key.partition(KIND)[0] if self.key else None


class RecordOutcome(NamedTuple):
    """What became of one record.

    Attributes:
        item: the record.
        state: its new state.
        problem: why, where it was not saved.
        message: the server's, where it was.
    """

    item: Item
    state: ItemState
    problem: Problem | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class RequestBatch:
    """Records that share a request, by their columns: most are saved without a look at each.

    Attributes:
        shape: what they have in common.
        ids, rows, keys: of the records, as an `Item` has them; of one row next to each other.
        records: the JSON of the records, a line each.
    """

    shape: RequestShape
    ids: Sequence[int] = ()
    rows: Sequence[int] = ()
    keys: Sequence[str | None] = ()
    records: bytes = b""

    def __len__(self) -> int:
        """Return how many records there are."""
        return len(self.ids)

    @property
    def items(self) -> list[Item]:
        """Return the records, one by one."""
        return list(map(Item, self.ids, self.rows, self.keys))

    @property
    def body(self) -> bytes:
        """Return the JSON of the request."""
        # JSON has no line ends within a record.
        head, tail = self._frame
        return b"".join((head, self.records.replace(b"\n", b","), tail))

    @property
    def _frame(self) -> tuple[bytes, bytes]:
        """Return what comes before and behind the records in a request."""
        if self.shape.call in (Call.ADDRESSES, Call.DELETE):
            return b"[", b"]"
        fields = orjson.dumps(self.shape.fields)
        return b'{"ApplicableFields":' + fields + b',"Data":[', b"]}"

    def _room(self, size: int) -> int:
        """Return how many bytes of records go into a request of a size."""
        return size - sum(map(len, self._frame))

    def part(self, start: int, end: int | None = None) -> "RequestBatch":
        """Return some of the records."""
        some = slice(start, end)
        records = b"\n".join(self.records.split(b"\n")[some])
        return RequestBatch(self.shape, self.ids[some], self.rows[some], self.keys[some], records)

    def __add__(self, more: "RequestBatch") -> "RequestBatch":
        """Return these records, and more of the same shape behind them."""
        ids, rows, keys = (*self.ids, *more.ids), (*self.rows, *more.rows), (*self.keys, *more.keys)
        return RequestBatch(self.shape, ids, rows, keys, self.records + b"\n" + more.records)

    def is_whole(self, most: int, size: int, following: "RequestBatch") -> bool:
        """Return whether the records make a request, and what follows may be of the next."""
        full = len(self) == most and len(self.records) <= self._room(size)
        return full and self.rows[-1] != following.rows[0]

    def cut(self, most: int, size: int) -> tuple["RequestBatch", "RequestBatch"]:
        """Return the first of the records, as many as fit into a request, and the rest."""
        count = self._fitting(most, size)
        whole = count
        while 0 < whole < len(self) and self.rows[whole - 1] == self.rows[whole]:
            whole -= 1
        if (whole or count) == len(self):
            return self, RequestBatch(self.shape)
        return self.part(0, whole or count), self.part(whole or count)

    def _fitting(self, most: int, size: int) -> int:
        if len(self) <= most and len(self.records) <= self._room(size):
            return len(self)
        records = self.records.split(b"\n")[:most]
        ends = accumulate(len(record) + len(b",") for record in records)
        return sum(end <= self._room(size) + len(b",") for end in ends) or 1


def cut_batches(
    found: Iterable[RequestBatch], first: int, most: int, size: int
) -> Iterator[RequestBatch]:
    """Yield the requests that records of one shape make, as these are found.

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


def count_requests(counts: Iterable[int], first: int, most: int) -> int:
    """Count the requests that records of one shape make, none of which is large.

    Args:
        counts: how many records each row has, in the file's order.
        first: records of the first request, at the most.
        most: records of each other.
    """
    rows = chain.from_iterable(map(repeat, count(), counts))
    parts = chain([list(islice(rows, first))], iter(lambda: list(islice(rows, most)), []))
    return sum(1 for _ in cut_batches(map(_of_rows, filter(None, parts)), first, most, MOST_BYTES))


def _of_rows(rows: Sequence[int]) -> RequestBatch:
    """Return records of these rows of which only that is known."""
    return RequestBatch(ADDRESSES, rows, rows, [None] * len(rows), b"\n" * (len(rows) - 1))
