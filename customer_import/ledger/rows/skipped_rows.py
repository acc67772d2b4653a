"""Rows that are skipped, because they equal what earlier runs saved: kept many in a block.

A block is found by its content. A list that is run again in the same order has the same blocks, so
it adds hardly anything to the ledger, however long it is.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count, groupby, repeat
from operator import add
from typing import NamedTuple

import orjson
from xxhash import xxh3_128_digest

from customer_import.ledger.rows.packets import pack, unpacked

BLOCK = 2_048
"""Rows of the file that share a block, as far as they are skipped."""


class SkippedRow(NamedTuple):
    """A row that was not sent, because a run had saved the same.

    Attributes:
        number: the row's.
        key: its customer number.
        run: the id of that run's name.
        at: when it was saved, in seconds since 1970.
    """

    number: int
    key: str
    run: int
    at: int


AGAIN = "; --resend sends it again"
"""How the message of a row ends that is skipped because a run saved it."""


@dataclass(frozen=True, slots=True)
class SkippedRows:
    """The skipped rows of one run.

    Attributes:
        connection: the ledger's.
        run: the run's id.
    """

    connection: sqlite3.Connection
    run: int

    def put(self, rows: Sequence[tuple[int, str, int, int]]) -> None:
        """Keep the skipped rows of one block, each as a `SkippedRow` is."""
        numbers, keys, runs, times = zip(*rows, strict=True)
        places = [number - place for place, number in enumerate(numbers)]
        texts = orjson.dumps((*map(_counted, (places, runs, times)), keys))
        seal = xxh3_128_digest(texts)
        execute = self.connection.execute
        if not execute(_FIND, (seal,)).fetchone():
            execute("INSERT INTO blocks (seal, packed) VALUES (?, ?)", (seal, pack(texts)))
        (block,) = execute(_FIND, (seal,)).fetchone()
        execute(_INSERT, (self.run, numbers[0], numbers[-1], len(rows), block))

    def all(self) -> Iterator[SkippedRow]:
        """Yield them in the file's order."""
        found = self.connection.execute(_OF_RUN, (self.run,))
        for (packed,) in found:
            yield from rows_of_block(packed)

    def messages(self) -> Iterator[tuple[SkippedRow, str]]:
        """Yield them with a sentence that says which run saved each, and when."""
        return self.told(self.all())

    def told(self, rows: Iterable[SkippedRow]) -> Iterator[tuple[SkippedRow, str]]:
        """Yield rows, each with that sentence."""
        for saved, some in groupby(rows, key=lambda row: (row.run, row.at)):
            said = self.message(*saved)
            for row in some:
                yield row, said

    def message(self, run: int, at: int) -> str:
        """Say which run saved a row, by the id of its name, and when, in seconds since 1970."""
        (name,) = self.connection.execute(_NAME, (run,)).fetchone()
        return f"{saved_by(name, at)}{AGAIN}"

    def take_out(self, numbers: Iterable[int]) -> list[SkippedRow]:
        """Take rows out, by their numbers, and return those that were there."""
        taken: list[SkippedRow] = []
        for _, some in groupby(sorted(numbers), key=lambda number: number // BLOCK):
            wanted = set(some)
            values = {"run": self.run, "least": min(wanted), "most": max(wanted)}
            for first, packed in self.connection.execute(_AROUND, values).fetchall():
                rows = list(rows_of_block(packed))
                taken.extend(row for row in rows if row.number in wanted)
                self.connection.execute(_DROP, (self.run, first))
                if left := [row for row in rows if row.number not in wanted]:
                    self.put(left)
        return taken

    def savers(self) -> set[int]:
        """Return the ids of the runs that saved the first of them: there are hardly others."""
        found = self.connection.execute(f"{_OF_RUN} LIMIT 1", (self.run,)).fetchone()
        return {row.run for row in rows_of_block(found[0])} if found else set()


def saved_by(name: str, at: int) -> str:
    """Say which run saved a row, and when, in local time, as `history` does.

    Args:
        name: of the run.
        at: seconds since 1970.
    """
    when = datetime.fromtimestamp(at, UTC).astimezone()
    return f"saved by run {name} on {when:%Y-%m-%d %H:%M}"


def drop_unused_blocks(connection: sqlite3.Connection) -> None:
    """Drop the blocks that no run has any more."""
    has_run = "SELECT 1 FROM skipped WHERE skipped.block = blocks.id"
    connection.execute(f"DELETE FROM blocks WHERE NOT EXISTS ({has_run})")


def rows_of_block(packed: bytes) -> Iterator[SkippedRow]:
    """Yield the rows of a block as it is kept."""
    *counted, keys = unpacked(packed)
    places, runs, times = map(_repeated, counted)
    numbers = map(add, places, count())
    return map(SkippedRow, numbers, keys, runs, times)


def _counted(values: Iterable[int]) -> list[tuple[int, int]]:
    """Return values with how often each follows itself: in a block hardly any of them differ."""
    return [(value, sum(1 for _ in some)) for value, some in groupby(values)]


def _repeated(counted: Iterable[tuple[int, int]]) -> Iterator[int]:
    """Yield values that were counted."""
    return chain.from_iterable(repeat(value, times) for value, times in counted)


_FIND = "SELECT id FROM blocks WHERE seal = ?"
_INSERT = "INSERT INTO skipped (run, first, last, rows, block) VALUES (?, ?, ?, ?, ?)"
_OF_RUN = """
SELECT packed FROM skipped JOIN blocks ON blocks.id = block WHERE run = ? ORDER BY first
"""
_AROUND = """
SELECT first, packed FROM skipped JOIN blocks ON blocks.id = block
WHERE run = :run AND first <= :most AND last >= :least ORDER BY first
"""
_DROP = "DELETE FROM skipped WHERE run = ? AND first = ?"
_NAME = "SELECT name FROM run_names WHERE id = ?"
