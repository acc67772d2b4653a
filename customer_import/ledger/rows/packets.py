"""The records as they are sent, many in a packet, kept only as long as they are needed.

A line of the ledger for each record would cost more than all that is done with it. So the records
that are staged together and can share a request are one packet. It holds all that sending needs of
them; a seal shows whether the items it belongs to are still those it was made with.

What is kept of a list is written to the disk four times, and records of a list are much alike:
packed they take a tenth of their bytes and less.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from struct import unpack_from
from typing import Any, NamedTuple

import orjson
from xxhash import xxh3_128_digest
from zstandard import ZstdCompressor, ZstdDecompressor, ZstdError, get_frame_parameters

from customer_import.records.built.record_batch import KIND, renumbered, without_row
from customer_import.states import IS_SETTLED

MOST = 500
"""Records of a packet: as many as a request takes."""
DIGEST = 8
"""Bytes of a digest that are kept: half of what the hash has."""
LEVEL = 1
"""The fastest but for those that hardly compress; more takes longer than the disk."""
_CHANGED = "what it keeps of a list is not what was written"


def pack(text: bytes) -> bytes:
    """Return a text as it is kept."""
    return ZstdCompressor(level=LEVEL, write_checksum=True).compress(text)


def packed(values: Sequence[int] | Sequence[str]) -> bytes:
    """Return values as they are kept."""
    return pack(orjson.dumps(values))


def unpack(packed: bytes) -> bytes:
    """Return a text as it was.

    Raises:
        sqlite3.DatabaseError: the disk has changed it since. SQLite checks how a file is built, not
            what is in it.
    """
    try:
        told = get_frame_parameters(packed)
        # Zstandard skips the checksum of a frame that claims to be blank; no kept frame is blank.
        if told.has_checksum and told.content_size:
            return ZstdDecompressor().decompress(packed)
    except (ZstdError, MemoryError) as error:
        # A changed size may ask for more memory than there is.
        raise sqlite3.DatabaseError(_CHANGED) from error
    raise sqlite3.DatabaseError(_CHANGED)


def unpacked(packed: bytes) -> Any:
    """Return values as they were.

    Raises:
        sqlite3.DatabaseError: the disk has changed them since.
    """
    return orjson.loads(unpack(packed))


def digest(payload: bytes, row: int, key: str | None, known_key: str | None) -> int:
    """Return what the content of a record is known by, but for the row and the number's spelling.

    Args:
        payload: the record, as it is sent.
        row: its row.
        key: its number, or number and type, as it is spelled there.
        known_key: the same as it is to count.
    """
    text = without_row(payload, row)
    if key is not None and known_key is not None:
        text = renumbered(text, key.partition(KIND)[0], known_key.partition(KIND)[0])
    return digests([text], [None if key is None else known_key])[0]


def digests(texts: Iterable[bytes], keys: Iterable[str | None]) -> list[int]:
    """Return what the contents of records are known by.

    Records that differ by chance have different digests. Whoever makes two records of the same
    digest on purpose keeps no more than one of his own from being sent.

    Args:
        texts: the JSON of each, `ROW` in place of its row, and its number as it is to count.
        keys: its number, or number and type, as it is to count; None for the server to make.
    """
    pairs = zip(texts, keys, strict=True)
    contents = [text if key is None else b"\n".join((text, key.encode())) for text, key in pairs]
    return as_contents(map(xxh3_128_digest, contents))


def as_contents(found: Iterable[bytes]) -> list[int]:
    """Return digests as the ledger keeps them: the first half of each."""
    halves = b"".join(found)
    return list(unpack_from(f">{len(halves) // DIGEST}q", halves)[::2])


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
        """Return those whose place is true."""
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

    def put(self, first: int, shape: int, packet: Packet, items: Iterable[str]) -> None:
        """Keep the records of the items from the first on, each of which is given `as_sealed`."""
        seal = _sealed(items)
        values = (first, shape, len(packet.rows), seal, _packed(packet))
        self.connection.execute("INSERT INTO packets VALUES (?, ?, ?, ?, ?)", values)

    def put_items(self, first: int, shape: int, packet: Packet) -> None:
        """Keep the records of items that are there already, from the first on."""
        values = (first, shape, len(packet.rows), b"", _packed(packet))
        self.connection.execute("INSERT INTO packets VALUES (?, ?, ?, ?, ?)", values)
        self.reseal([first])

    def ranges(self, shape: int) -> list[tuple[int, int]]:
        """Return the first item of each packet of a shape, and the next's, in the file's order."""
        found = self.connection.execute(
            "SELECT first, first + records FROM packets WHERE shape = ? ORDER BY first", (shape,)
        )
        return found.fetchall()

    def get(self, first: int) -> Packet:
        """Return a packet.

        Raises:
            sqlite3.DatabaseError: it, or one of its items, is not what was staged; the disk has
                changed it since. SQLite checks how a file is built, not what is in it.
        """
        found = self.connection.execute(f"SELECT seal, packet, {_ITS_ITEMS}", (first,))
        seal, packed, items, waiting, strange = found.fetchone()
        if strange or _sealed([items or ""]) != seal:
            raise sqlite3.DatabaseError("a record in it is not what was staged")
        return unpacked_packet(packed)._replace(waiting=waiting)

    def records(self, run: int) -> Iterator[bytes]:
        """Yield the records of a run that are still kept."""
        for (shape,) in self.connection.execute(_SHAPES, (run,)).fetchall():
            for first, _ in self.ranges(shape):
                yield from filter(None, self.get(first).records.split(b"\n"))

    def drop(self, items: Sequence[int]) -> None:
        """Drop the packet of these items, if it holds no others."""
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
        """Make new seals for the packets that these items were taken out of."""
        execute = self.connection.execute
        around = "SELECT max(first) FROM packets WHERE first <= ?"
        for (first,) in {execute(around, (item,)).fetchone() for item in gone}:
            items, *_ = execute(f"SELECT {_ITS_ITEMS}", (first,)).fetchone()
            seal = _sealed([items or ""])
            execute("UPDATE packets SET seal = ? WHERE first = ?", (seal, first))

    def forget(self, runs: str, values: Sequence[object] | Mapping[str, object]) -> None:
        """Drop the records of the runs whose id meets a condition with its values."""
        shapes = f"SELECT id FROM shapes WHERE run {runs}"
        self.connection.execute(f"DELETE FROM packets WHERE shape IN ({shapes})", values)


def as_sealed(content: int, key: str | None) -> str:
    """Return what is sealed of an item."""
    return f"{content} {key or ''}"


def _sealed(items: Iterable[str]) -> bytes:
    return xxh3_128_digest(",".join(items).encode())


def _packed(packet: Packet) -> bytes:
    # JSON has no line ends within a record, so rows and keys can be one more line.
    return pack(orjson.dumps([packet.rows, packet.keys]) + b"\n" + packet.records)


def unpacked_packet(packed: bytes) -> Packet:
    """Return a packet as it was kept."""
    head, _, records = unpack(packed).partition(b"\n")
    rows, keys = orjson.loads(head)
    return Packet(rows, keys, records)


# As `as_sealed` has each.
_ITS_ITEMS = """
group_concat(content || ' ' || ifnull(key, '')), count(*) FILTER (WHERE state = 'staged'),
    count(*) FILTER (WHERE items.shape != packets.shape)
FROM packets LEFT JOIN items ON id >= first AND id < first + packets.records WHERE first = ?
"""
_SHAPES = "SELECT id FROM shapes WHERE run = ? ORDER BY id"
_UNSETTLED = f"SELECT id FROM items WHERE id >= ? AND id < ? AND NOT {IS_SETTLED}"
_PARTLY_SETTLED = f"""
SELECT first, first + records FROM packets WHERE shape = ? AND EXISTS
    (SELECT 1 FROM items WHERE id >= first AND id < first + records AND {IS_SETTLED})
"""
