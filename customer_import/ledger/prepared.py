"""Rows on their way into the ledger, compared with what is known before anything is written.

A batch is prepared by the column: most rows of a list that is run again equal what was saved, and
nothing but their digests is of use then.
"""

import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, compress
from operator import eq
from typing import NamedTuple

import orjson

from customer_import.ledger.packets import digests
from customer_import.records.built_rows import BuiltRows
from customer_import.records.record_batch import KIND, address_key, renumbered, with_row
from customer_import.states import KnownState


class PreparedRecords(NamedTuple):
    """Records of a batch by their columns: its customers, or its addresses.

    Attributes:
        positions: of their rows in the batch.
        keys: the customer's number, or number and type of an address; None for the server to make.
        known_keys: the same as they are compared.
        texts: the JSON of each, with its number as it is compared, and `ROW` in place of its row.
        digests: of the content of each.
    """

    positions: Sequence[int]
    keys: Sequence[str | None]
    known_keys: Sequence[str | None]
    texts: Sequence[bytes]
    digests: Sequence[int]


@dataclass(frozen=True, slots=True)
class PreparedRows:
    """Rows of one batch that are to be staged; of each customer the first row stands for all.

    Attributes:
        built: the batch.
        positions: of the rows.
        customers: of those that are to be sent.
        addresses: of the same customers, in the order of the rows.
    """

    built: BuiltRows
    positions: Collection[int]
    customers: PreparedRecords
    addresses: PreparedRecords

    @property
    def known_keys(self) -> Iterator[str]:
        """Yield what each record is known by; a blank where it does not have a key."""
        return (key or "" for key in chain(self.customers.known_keys, self.addresses.known_keys))

    @property
    def digests(self) -> Iterator[int]:
        """Yield the digests of all records, in the same order."""
        return chain(self.customers.digests, self.addresses.digests)

    def payload(self, records: PreparedRecords, place: int) -> bytes:
        """Return the JSON of a record as it is sent."""
        text = with_row(records.texts[place], self.built.rows[records.positions[place]].number)
        return respelled(text, records.known_keys[place], records.keys[place])


def prepared(
    built: BuiltRows,
    positions: Collection[int],
    sent: Sequence[int],
    as_known: Callable[[str], str],
) -> PreparedRows:
    """Prepare rows of a batch.

    Args:
        built: the batch.
        positions: of the rows.
        sent: the positions of those that are to be sent.
        as_known: returns a number as it is compared.
    """
    numbers = built.numbers
    if not sent:
        return PreparedRows(built, positions, _NOTHING, _NOTHING)
    known = [None if number is None else as_known(number) for number in numbers]
    its_keys, known_keys = [numbers[i] for i in sent], [known[i] for i in sent]
    texts = built.customers(known, sent)
    contents = digests(texts, known_keys)
    customers = PreparedRecords(sent, its_keys, known_keys, texts, contents)
    return PreparedRows(built, positions, customers, _addresses(built, sent, known))


def _addresses(
    built: BuiltRows, sent: Sequence[int], known: Sequence[str | None]
) -> PreparedRecords:
    found = built.addresses_of_customers(known, sent)
    if not found:
        return _NOTHING
    positions, kinds, texts = zip(*found, strict=True)
    keys = [address_key(built.numbers[i], kind) for i, kind in zip(positions, kinds, strict=True)]
    known_keys = [address_key(known[i], kind) for i, kind in zip(positions, kinds, strict=True)]
    return PreparedRecords(positions, keys, known_keys, texts, digests(texts, known_keys))


def respelled(text: bytes, key: str | None, other: str | None) -> bytes:
    """Return the JSON of a record with the number of one key in place of that of another."""
    if key is None or other is None or key == other:
        return text
    return renumbered(text, key.partition(KIND)[0], other.partition(KIND)[0])


Saved = tuple[int, int]
"""Which run saved a record, by the id of its name, and when, in seconds since 1970."""


def find_unchanged(
    connection: sqlite3.Connection, waiting: Sequence[PreparedRows]
) -> Iterator[dict[int, Saved]]:
    """Yield the rows of each batch that equal what was saved, by their positions, and by which run.

    Lines of an earlier format that equal a record get the digest that the record has today. Rows
    that the server is to number, and lines of error reports, are compared once all are staged.
    """
    known = _equal(connection, waiting)
    first = 0
    for rows in waiting:
        customers, addresses = rows.customers.positions, rows.addresses.positions
        end = first + len(customers)
        found = dict(zip(customers, map(known.get, range(first, end)), strict=True))
        first, end = end, end + len(addresses)
        changed = (i for i, at in zip(addresses, range(first, end), strict=True) if at not in known)
        for position in changed:
            found[position] = None
        first = end
        of = rows.built.rows
        yield {
            position: saved
            for position, saved in found.items()
            if saved is not None and of[position].origin is None and not of[position].unknown
        }


def _equal(connection: sqlite3.Connection, waiting: Sequence[PreparedRows]) -> dict[int, Saved]:
    """Return the records that equal what was saved last, by their places among all, and by whom."""
    keys = [key for rows in waiting for key in rows.known_keys]
    contents = [content for rows in waiting for content in rows.digests]
    # In the order of their keys, neighbours are on one page of the ledger.
    order = sorted(range(len(keys)), key=keys.__getitem__)
    asked = orjson.dumps([keys[place] for place in order]).decode()
    *found, spelled = connection.execute(_KNOWN, (asked,)).fetchone()
    known, runs, times = map(orjson.loads, found)
    if spelled:
        _renew(connection, waiting, order, asked, known)
    are_equal = map(eq, known, [contents[place] for place in order])
    lines = zip(order, zip(runs, times, strict=True), strict=True)
    return dict(compress(lines, are_equal))


def _renew(
    connection: sqlite3.Connection,
    waiting: Sequence[PreparedRows],
    order: Sequence[int],
    asked: str,
    known: list[int | None],
) -> None:
    """Compare records with digests of an earlier format, which hold numbers as they were spelled.

    Args:
        connection: the ledger's, inside a transaction.
        waiting: the rows.
        order: the places of their records, as they were looked up.
        asked: their keys, in that order, as JSON.
        known: the digest that is known of each; those of equal records are renewed.
    """
    both = (each for rows in waiting for each in (rows.customers, rows.addresses))
    records = [
        (text, key, content)
        for some in both
        for text, key, content in zip(some.texts, some.known_keys, some.digests, strict=True)
    ]
    for at, line in connection.execute(_SPELLED, (asked,)).fetchall():
        text, key, content = records[order[at]]
        is_equal = digests([respelled(text, key, line)], [line]) == [known[at]]
        known[at] = content if is_equal else None
        if is_equal:
            connection.execute(_RENEW, (content, key))


_NOTHING = PreparedRecords((), (), (), (), ())
_KNOWN = f"""
SELECT json_group_array(iif(known.state = {KnownState.SAVED:d}, known.content, NULL)),
    json_group_array(known.run), json_group_array(known.at), count(known.spelled)
FROM json_each(?) AS each LEFT JOIN known ON known.key = each.value
"""
_SPELLED = """
SELECT each.key, spelled FROM json_each(?) AS each CROSS JOIN known ON known.key = each.value
WHERE spelled NOT NULL
"""
_RENEW = "UPDATE known SET content = ?, spelled = NULL WHERE key = ?"
