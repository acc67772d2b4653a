"""Puts other records in place of those that a run has staged, for what is known stays the list's.

A plan narrows what an update writes. The record in the ledger is the narrow one then; its digest is
that of the whole row, so the next run of the list knows it again.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import NamedTuple

import orjson

from customer_import.endpoints import Call
from customer_import.ledger.rows.many_lines import last_item
from customer_import.ledger.rows.packets import MOST, Packet, Packets
from customer_import.ledger.rows.request_batch import RequestShape, insert_shape


class StagedRecord(NamedTuple):
    """One record that waits to be sent.

    Attributes:
        item: the ledger's id.
        row: the file's row.
        key: the customer's number; None for the server to make.
        payload: the record as JSON.
        content: the digest of the whole row.
        known_key: the number as it is compared.
    """

    item: int
    row: int
    key: str | None
    payload: bytes
    content: int
    known_key: str | None


def staged_customers(
    connection: sqlite3.Connection, run: int
) -> Iterator[tuple[RequestShape, list[StagedRecord]]]:
    """Yield the customers of a run that wait to be sent, packet by packet."""
    packets = Packets(connection)
    for id_, fields, safe in connection.execute(_SHAPES, (run,)).fetchall():
        shape = RequestShape(Call.CUSTOMERS, tuple(orjson.loads(fields)), bool(safe))
        for first, end in packets.ranges(id_):
            packet = packets.get(first)
            staged = connection.execute(_STAGED, (first, end))
            contents = {item: (content, key) for item, content, key in staged}
            places = [item in contents for item in range(first, end)]
            ids = list(compress(range(first, end), places))
            some = packet.only(places)
            lines = zip(ids, some.rows, some.keys, some.records.split(b"\n"), strict=True)
            if ids:
                yield shape, [StagedRecord(*line, *contents[line[0]]) for line in lines]


@dataclass(slots=True)
class Restaging:
    """Takes the records of one run that are to be sent; inside a transaction.

    Attributes:
        connection: the ledger's.
        run: the run's id.
    """

    connection: sqlite3.Connection
    run: int
    _waiting: dict[RequestShape, list[StagedRecord]] = field(default_factory=dict)
    _shapes: dict[RequestShape, int] = field(default_factory=dict)
    _gone: list[int] = field(default_factory=list)

    def add(self, shape: RequestShape, record: StagedRecord) -> None:
        """Stage a record in place of what was staged of its row."""
        waiting = self._waiting.setdefault(shape, [])
        waiting.append(record)
        if len(waiting) == MOST:
            self._write(shape)

    def drop(self, records: Sequence[StagedRecord]) -> None:
        """Take out records as they were staged."""
        self._gone.extend(record.item for record in records)

    def finish(self) -> None:
        """Write what is gathered, and take out what was replaced."""
        for shape in self._waiting:
            self._write(shape)
        many = self.connection.executemany
        many("DELETE FROM items WHERE id = ?", ((item,) for item in self._gone))
        self.connection.execute(_DROP_EMPTY, (self.run,))
        left = self.connection.execute(_LEFT, (self.run,)).fetchall()
        Packets(self.connection).reseal(first for (first,) in left)

    def _write(self, shape: RequestShape) -> None:
        records = self._waiting[shape]
        if not records:
            return
        self._waiting[shape] = []
        if shape not in self._shapes:
            self._shapes[shape] = insert_shape(self.connection, self.run, shape)
        first, of = last_item(self.connection) + 1, self._shapes[shape]
        items = [
            (item, self.run, each.row, of, each.known_key, each.content)
            for item, each in enumerate(records, first)
        ]
        self.connection.executemany(_ITEM, items)
        packet = Packet(
            [each.row for each in records],
            [each.key for each in records],
            b"\n".join(each.payload for each in records),
        )
        Packets(self.connection).put_items(first, of, packet)


_SHAPES = """
SELECT id, fields, safe FROM shapes WHERE run = ? AND call = 'customers' ORDER BY id
"""
_STAGED = "SELECT id, content, key FROM items WHERE id >= ? AND id < ? AND state = 'staged'"
_ITEM = """
INSERT INTO items (id, run, row, shape, key, content, state) VALUES (?, ?, ?, ?, ?, ?, 'staged')
"""
_OF_RUN = "shape IN (SELECT id FROM shapes WHERE run = ? AND call != 'addresses')"
_ANY = "(SELECT 1 FROM items WHERE id >= first AND id < first + packets.records)"
_DROP_EMPTY = f"DELETE FROM packets WHERE {_OF_RUN} AND NOT EXISTS {_ANY}"
_LEFT = f"SELECT first FROM packets WHERE {_OF_RUN}"
