"""The records as they are sent, many in a packet, kept only as long as they are needed.

A line of the ledger for each record would cost more than all that is done with it. So the records
that are staged together and can share a request are one packet. It holds all that sending needs of
them; a seal tells whether the items it belongs to are still those it was made with.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import NamedTuple

import orjson
from xxhash import xxh3_128_digest

from customer_import.ledger.packing import pack, unpack
from customer_import.states import IS_SETTLED

MOST = 500
"""Records of a packet: as many as a request takes."""
DIGEST = 16
"""Bytes of a digest."""


def digest(payload: bytes, key: str | None) -> bytes:
    """What a record is known by; its key stands in it too.

    It tells apart what differs by chance. Whoever makes two records of the same digest on purpose
    keeps no more than one of his own from being sent.
    """
    return xxh3_128_digest(payload if key is None else payload + b"\n" + key.encode())


class Packet(NamedTuple):
    """Records whose items follow each other.

    Attributes:
        rows: the file's row of each.
        keys: what each is known by; None for the server to make.
        records: the JSON of each as it is sent, a line each; a blank line where it is dropped.
        waiting: how many of the items wait to be sent.
    """

    rows: Sequence[int]
    keys: Sequence[str | None]
    records: bytes
    waiting: int = 0

    def only(self, places: Sequence[bool]) -> "Packet":
        """Those of which this is true."""
        rows, keys = list(compress(self.rows, places)), list(compress(self.keys, places))
        return Packet(rows, keys, b"\n".join(compress(self.records.split(b"\n"), places)))


UNSETTLED_ITEMS = f"""
FROM shapes CROSS JOIN packets ON packets.shape = shapes.id
CROSS JOIN items ON items.id >= first AND items.id < first + packets.records
WHERE shapes.run = :run AND NOT {IS_SETTLED}
"""
"""The records of a run that are neither saved nor skipped: their packets stay as long."""


@dataclass(frozen=True, slots=True)
class Packets:
    """The packets of one ledger."""

    connection: sqlite3.Connection

    def put(self, first: int, shape: int, packet: Packet, digests: bytes) -> None:
        """Keep the records of the items from the first on; their digests stand in one."""
        contents = digests.hex(",", DIGEST).upper().split(",")
        seal = _sealed(map(_sealable, contents, packet.keys))
        values = (first, shape, len(packet.rows), seal, _packed(packet))
        self.connection.execute("INSERT INTO packets VALUES (?, ?, ?, ?, ?)", values)

    def ranges(self, shape: int) -> list[tuple[int, int]]:
        """The packets of a shape, in the file's order: of each its first item, and the next's."""
        found = self.connection.execute(
            "SELECT first, first + records FROM packets WHERE shape = ? ORDER BY first", (shape,)
        )
        return found.fetchall()

    def get(self, first: int) -> Packet:
        """A packet.

        Raises:
            sqlite3.DatabaseError: it, or one of its items, is not what was staged; the disk has
                changed it since. SQLite checks how a file is built, not what is in it.
        """
        found = self.connection.execute(f"SELECT seal, packet, {_ITS_ITEMS}", (first,))
        seal, packed, items, waiting, strange = found.fetchone()
        if strange or _sealed([items or ""]) != seal:
            raise sqlite3.DatabaseError("a record in it is not what was staged")
        return _unpacked(packed)._replace(waiting=waiting)

    def records(self, run: int) -> Iterator[bytes]:
        """The records of a run that are still kept."""
        for (shape,) in self.connection.execute(_SHAPES, (run,)).fetchall():
            for first, _ in self.ranges(shape):
                yield from filter(None, self.get(first).records.split(b"\n"))

    def drop(self, items: Sequence[int]) -> None:
        """Drop the packet of these items, if they are all it holds."""
        if items[-1] - items[0] == len(items) - 1:
            whole = "DELETE FROM packets WHERE first = ? AND records = ?"
            self.connection.execute(whole, (items[0], len(items)))

    def thin(self, run: int) -> None:
        """Drop all records of a run that are settled; the others keep their places."""
        for (shape,) in self.connection.execute(_SHAPES, (run,)).fetchall():
            for first, end in self.connection.execute(_PARTLY_SETTLED, (shape,)).fetchall():
                unsettled = self.connection.execute(_UNSETTLED, (first, end)).fetchall()
                if unsettled:
                    self._keep_only({item - first for (item,) in unsettled}, first)
                else:
                    self.connection.execute("DELETE FROM packets WHERE first = ?", (first,))

    def _keep_only(self, places: set[int], first: int) -> None:
        packet = self.get(first)
        records = packet.records.split(b"\n")
        left = b"\n".join(record if i in places else b"" for i, record in enumerate(records))
        if left != packet.records:
            sql = "UPDATE packets SET packet = ? WHERE first = ?"
            self.connection.execute(sql, (_packed(packet._replace(records=left)), first))

    def reseal(self, gone: Iterable[int]) -> None:
        """Seal the packets anew from which these items were taken out."""
        execute = self.connection.execute
        around = "SELECT max(first) FROM packets WHERE first <= ?"
        for (first,) in {execute(around, (item,)).fetchone() for item in gone}:
            items, *_ = execute(f"SELECT {_ITS_ITEMS}", (first,)).fetchone()
            seal = _sealed([items or ""])
            execute("UPDATE packets SET seal = ? WHERE first = ?", (seal, first))

    def forget(self, runs: str, values: Sequence[object] | Mapping[str, object]) -> None:
        """Drop the records of some runs, which a condition on their id and its values tell."""
        shapes = f"SELECT id FROM shapes WHERE run {runs}"
        self.connection.execute(f"DELETE FROM packets WHERE shape IN ({shapes})", values)


def _sealable(content: str, key: str | None) -> str:
    return content + key if key else content


def _sealed(items: Iterable[str]) -> bytes:
    return xxh3_128_digest(",".join(items).encode())


def _packed(packet: Packet) -> bytes:
    # In JSON no line ends, so what stands before the records is one more line.
    return pack(orjson.dumps([packet.rows, packet.keys]) + b"\n" + packet.records)


def _unpacked(packed: bytes) -> Packet:
    head, _, records = unpack(packed).partition(b"\n")
    rows, keys = orjson.loads(head)
    return Packet(rows, keys, records)


# As `_sealable` has each.
_ITS_ITEMS = """
group_concat(hex(content) || ifnull(key, '')), count(*) FILTER (WHERE state = 'staged'),
    count(*) FILTER (WHERE items.shape != packets.shape)
FROM packets LEFT JOIN items ON id >= first AND id < first + packets.records WHERE first = ?
"""
_SHAPES = "SELECT id FROM shapes WHERE run = ? ORDER BY id"
_UNSETTLED = f"SELECT id FROM items WHERE id >= ? AND id < ? AND NOT {IS_SETTLED}"
_PARTLY_SETTLED = f"""
SELECT first, first + records FROM packets WHERE shape = ? AND EXISTS
    (SELECT 1 FROM items WHERE id >= first AND id < first + records AND {IS_SETTLED})
"""
