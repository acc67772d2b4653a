"""Rows on their way into the ledger, compared with what is known before anything is written.

A batch is prepared by the column: most rows of a list that is run again equal what was saved, and
nothing but their digests is of use then.
"""

import sqlite3
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import orjson

from customer_import.ledger.rows.packets import digests
from customer_import.records.built.built_rows import BuiltRows
from customer_import.records.built.record_batch import KIND, address_key, renumbered, with_row
from customer_import.states import KnownState


class PreparedRecords(NamedTuple):
    """Records of a batch by their columns: its customers, or its addresses.

    Attributes:
        positions: of their rows in the batch.
        kinds: the types of addresses; None for customers.
        known_keys: the customer's number, or number and type of an address, as they are compared;
            None for the server to make.
        texts: the JSON of each, with its number as it is compared, and `ROW` in place of its row.
        digests: of the content of each.
    """

    positions: Sequence[int]
    kinds: Sequence[str] | None
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

    def key(self, records: PreparedRecords, place: int) -> str | None:
        """Return what a record is known by, as its row has it."""
        number = self.built.numbers[records.positions[place]]
        return number if records.kinds is None else address_key(number, records.kinds[place])

    def payload(self, records: PreparedRecords, place: int) -> bytes:
        """Return the JSON of a record as it is sent."""
        text = with_row(records.texts[place], self.built.rows[records.positions[place]].number)
        return respelled(text, records.known_keys[place], self.key(records, place))


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
    if not sent:
        return PreparedRows(built, positions, _NOTHING, _NOTHING)
    known = [None if number is None else as_known(number) for number in built.numbers]
    known_keys, texts = [known[i] for i in sent], built.customers(known, sent)
    customers = PreparedRecords(sent, None, known_keys, texts, digests(texts, known_keys))
    return PreparedRows(built, positions, customers, _addresses(built, sent, known))


def _addresses(
    built: BuiltRows, sent: Sequence[int], known: Sequence[str | None]
) -> PreparedRecords:
    found = built.addresses_of_customers(known, sent)
    if not found:
        return _NOTHING
    positions, kinds, texts = zip(*found, strict=True)
    known_keys = [address_key(known[i], kind) for i, kind in zip(positions, kinds, strict=True)]
    return PreparedRecords(positions, kinds, known_keys, texts, digests(texts, known_keys))


def respelled(text: bytes, key: str | None, other: str | None) -> bytes:
    """Return the JSON of a record with the number of one key in place of that of another."""
    if key is None or other is None or key == other:
        return text
    return renumbered(text, key.partition(KIND)[0], other.partition(KIND)[0])


Saved = tuple[int, int]
"""Which run saved a record, by the id of its name, and when, in seconds since 1970."""


def find_unchanged(connection: sqlite3.Connection, rows: PreparedRows) -> dict[int, Saved]:
    """Return the rows that equal what was saved, by their positions, and by which run.

    Lines of an earlier format that equal a record get the digest that the record has today. Rows
    that the server is to number, and lines of error reports, are compared once all are staged.
    """
    saved = iter(_saved(connection, (rows.customers, rows.addresses)))
    customers, addresses = rows.customers.positions, rows.addresses.positions
    found = dict(zip(customers, islice(saved, len(customers)), strict=True))
    found.update((i, None) for i, by in zip(addresses, saved, strict=True) if by is None)
    of = rows.built.rows
    return {
        position: by
        for position, by in found.items()
        if by is not None and of[position].origin is None and not of[position].unknown
    }


def _saved(
    connection: sqlite3.Connection, records: Sequence[PreparedRecords]
) -> Sequence[Saved | None]:
    """Return by whom each record was saved last; None if it does not equal that."""
    keys = [key or "" for some in records for key in some.known_keys]
    # In the order of their keys, neighbours are on one page of the ledger.
    order = sorted(range(len(keys)), key=keys.__getitem__)
    asked = orjson.dumps([keys[place] for place in order]).decode()
    *found, spelled = connection.execute(_KNOWN, (asked,)).fetchone()
    known, runs, times = map(orjson.loads, found)
    contents = [content for some in records for content in some.digests]
    if spelled:
        _renew(connection, records, order, asked, known)
    saved: list[Saved | None] = [None] * len(keys)
    by = zip(runs, times, strict=True)
    for place, content, each in zip(order, known, by, strict=True):
        if content == contents[place]:
            saved[place] = each
    return saved


def _renew(
    connection: sqlite3.Connection,
    records: Sequence[PreparedRecords],
    order: Sequence[int],
    asked: str,
    known: list[int | None],
) -> None:
    """Compare records with digests of an earlier format, which hold numbers as they were spelled.

    Args:
        connection: the ledger's, inside a transaction.
        records: the records.
        order: their places among all, as they were looked up.
        asked: their keys, in that order, as JSON.
        known: the digest that is known of each; those of equal records are renewed.
    """
    columns = [(some.texts, some.known_keys, some.digests) for some in records]
    lines = [line for some in columns for line in zip(*some, strict=True)]
    for at, spelled in connection.execute(_SPELLED, (asked,)).fetchall():
        text, key, content = lines[order[at]]
        is_equal = digests([respelled(text, key, spelled)], [spelled]) == [known[at]]
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
