"""Rows that were built: what each sends, and all that is wrong with it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

import orjson

from customer_import.mapping.model import TYPE_NAME
from customer_import.problems import Problem
from customer_import.records.built.joined_rows import JoinedRows
from customer_import.records.built.parts import PartColumn, objects_of
from customer_import.records.built.record_batch import ROW, RowShape, with_row
from customer_import.table import Row

Record = dict[str, Any]
_NUMBER = "CustomerNumber"


class Built(NamedTuple):
    """What became of one row.

    Attributes:
        row: the row.
        customer: a record of `customers/save`; blank where the row's cells cannot be trusted, or
            where it continues the customer of another.
        addresses: records of `addresses/customer/save` that the row itself fills.
        problems: all that is wrong; an error among them makes the row invalid.
        shape: what it sends, should it be valid.
        left_out: why the mapping leaves it out; blank if it does not.
        continues: the number of the row whose customer it adds its addresses to; None if it is a
            customer of its own.
    """

    row: Row
    customer: Record
    addresses: list[Record]
    problems: list[Problem]
    shape: RowShape
    left_out: str = ""
    continues: int | None = None

    @property
    def valid(self) -> bool:
        """Tell whether the row can be sent."""
        return not has_error(self.problems)

    @property
    def number(self) -> str | None:
        """Return the row's `CustomerNumber`."""
        return self.customer.get(_NUMBER)


def has_error(problems: Iterable[Problem]) -> bool:
    """Tell whether a row with these problems is invalid."""
    return any(problem.severity == "error" for problem in problems)


class WrittenAddress(NamedTuple):
    """The JSON of one address.

    Attributes:
        position: of its row in the batch.
        kind: its type.
        text: the record.
    """

    position: int
    kind: str
    text: bytes


@dataclass(frozen=True, slots=True)
class BuiltRows:
    """What became of a batch of rows; a row is named by its position in the batch.

    Attributes:
        rows: the rows.
        numbers: the customer number of each; None where the server makes it, or none is known.
        shapes: what each sends of its own, should it be valid.
        problems: all that is wrong with the rows that have problems.
        untrusted: rows whose cells may be in the wrong columns: no record is made of them.
        left_out: rows that the mapping leaves out, and why.
        nameless: rows whose columns for names are blank.
        joined: which rows are of one customer; its first row sends what all of them do.
    """

    rows: Sequence[Row]
    numbers: Sequence[str | None]
    shapes: Sequence[RowShape]
    problems: Mapping[int, Sequence[Problem]]
    untrusted: frozenset[int]
    left_out: Mapping[int, str]
    nameless: Collection[int]
    joined: JoinedRows
    _parts: Mapping[str, PartColumn]
    _addresses: Mapping[str, PartColumn]

    def is_valid(self, position: int) -> bool:
        """Tell whether a row can be sent."""
        return position not in self.problems or not has_error(self.problems[position])

    def first_rows(self, positions: Sequence[int]) -> Sequence[int]:
        """Return which of some rows do not continue the customer of another."""
        leads = self.joined.leads
        return [i for i in positions if i not in leads] if leads else positions

    def customer_numbers(self) -> Sequence[str | None]:
        """Return the number of each row that begins a customer; of the others None."""
        if not self.joined.leads:
            return self.numbers
        pairs = enumerate(self.numbers)
        return [None if i in self.joined.leads else number for i, number in pairs]

    def not_sent(self) -> set[int]:
        """Return the rows that are wrong or left out."""
        return {i for i in self.problems if not self.is_valid(i)}.union(self.left_out)

    def customers(
        self, numbers: Sequence[str | None], positions: Sequence[int] | None = None
    ) -> list[bytes]:
        """Return the JSON of the customers of rows, with `ROW` in place of the number of a row.

        Args:
            numbers: the customer number that each row of the batch is to have, where it has one.
            positions: of the rows that are asked for; None for all.
        """
        columns: dict[str, Sequence[Any]] = {"ImportRowNumber": [ROW] * len(self.rows)}
        columns.update((name, column.make()) for name, column in self._parts.items())
        if _NUMBER in columns:
            pairs = zip(numbers, columns[_NUMBER], strict=True)
            columns[_NUMBER] = [number or value for number, value in pairs]
        rows: Iterable[Sequence[Any]] = zip(*columns.values(), strict=True)
        if positions is not None and len(positions) < len(self.rows):
            rows = map(list(rows).__getitem__, positions)
        is_full = all(column.filled is None for column in self._parts.values())
        records = objects_of(list(columns), rows, is_full=is_full)
        return list(map(orjson.dumps, records))

    def contents(self) -> Iterator[int]:
        """Yield a hash of what each row's customer sends, the number of the row aside."""
        columns = [_comparable(column.make()) for column in self._parts.values()]
        return map(hash, zip(*columns, strict=True)) if columns else iter([0] * len(self.rows))

    def texts(self, name: str) -> Sequence[str]:
        """Return what a field holds in each row: a text, or the number of a phone; else a blank."""
        if name not in self._parts:
            return ()
        values = self._parts[name].make()
        return [value if isinstance(value, str) else _phone_of(value) for value in values]

    def addresses(
        self, numbers: Sequence[str | None], positions: Sequence[int] | None = None
    ) -> list[WrittenAddress]:
        """Return the JSON of the addresses of rows, in the order of the rows.

        Args:
            numbers: the customer number that each row of the batch is to have.
            positions: of the rows that are asked for; None for all.
        """
        wanted = range(len(self.rows)) if positions is None else positions
        found: list[WrittenAddress] = []
        for kind, column in self._addresses.items():
            made = column.make()
            for position in wanted:
                fields = made[position]
                if fields:
                    own = fields.get(TYPE_NAME, kind)
                    record = {_NUMBER: numbers[position], **fields, TYPE_NAME: own}
                    found.append(WrittenAddress(position, own, orjson.dumps(record)))
        return sorted(found, key=itemgetter(0)) if len(self._addresses) > 1 else found

    def addresses_of_customers(
        self, numbers: Sequence[str | None], positions: Sequence[int]
    ) -> list[WrittenAddress]:
        """Return the same of customers: all that their rows fill, at the first row of each.

        Args:
            numbers: the customer number that each row of the batch is to have.
            positions: of the first rows of the customers that are asked for.
        """
        if not self.joined.leads:
            return self.addresses(numbers, positions)
        rows = [row for first in positions for row in self.joined.of_customer(first)]
        firsts = self.joined.leads
        found = self.addresses(numbers, rows)
        moved = (each._replace(position=firsts.get(each.position, each.position)) for each in found)
        # One that is repeated as it is, is sent once.
        return list(dict.fromkeys(moved))

    def __iter__(self) -> Iterator[Built]:
        """Yield what became of each row, one by one."""
        customers, addresses = self.customers(self.numbers), defaultdict(list)
        for each in self.addresses(self.numbers):
            addresses[each.position].append(orjson.loads(each.text))
        for position, (row, text) in enumerate(zip(self.rows, customers, strict=True)):
            # Nothing is made of what is not to be sent.
            is_made = position not in self.untrusted and position not in self.left_out
            first = self.joined.leads.get(position)
            yield Built(
                row,
                orjson.loads(with_row(text, row.number)) if is_made and first is None else {},
                addresses[position] if is_made else [],
                list(self.problems.get(position, ())),
                self.shapes[position],
                self.left_out.get(position, ""),
                None if first is None else self.rows[first].number,
            )


def _phone_of(value: object) -> str:
    return str(value.get("PhoneNumber") or "") if isinstance(value, dict) else ""


def _comparable(values: Sequence[Any]) -> Sequence[Any]:
    """Return values as they can be compared: objects as JSON."""
    if not {dict, list, orjson.Fragment} & set(map(type, values)):
        return values
    return [orjson.dumps(value) if value else b"" for value in values]
