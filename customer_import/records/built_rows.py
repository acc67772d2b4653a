"""Rows that were built: what each sends, and all that is wrong with it."""

from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from customer_import.mapping.model import TYPE_NAME
from customer_import.problems import Problem
from customer_import.records.leaf import BLANK
from customer_import.records.parts import PartColumn
from customer_import.records.record_batch import RowShape
from customer_import.table import Row

Record = dict[str, Any]


class Built(NamedTuple):
    """What became of one row.

    Attributes:
        row: the row.
        customer: a record of `customers/save`; blank where the row's cells cannot be trusted.
        addresses: records of `addresses/customer/save`.
        problems: all that is wrong; an error among them makes the row invalid.
        shape: what it sends, should it be valid.
        left_out: why the mapping leaves it out; blank if it does not.
    """

    row: Row
    customer: Record
    addresses: list[Record]
    problems: list[Problem]
    shape: RowShape
    left_out: str = ""

    @property
    def valid(self) -> bool:
        """Tell whether the row can be sent."""
        return not has_error(self.problems)

    @property
    def number(self) -> str | None:
        """Return the row's `CustomerNumber`."""
        return self.customer.get("CustomerNumber")


def has_error(problems: Iterable[Problem]) -> bool:
    """Tell whether a row with these problems is invalid."""
    return any(problem.severity == "error" for problem in problems)


@dataclass(frozen=True, slots=True)
class BuiltRows:
    """What became of a batch of rows; a row is named by its position in the batch.

    Attributes:
        rows: the rows.
        numbers: the customer number of each; None where the server makes it, or none is known.
        shapes: what each sends, should it be valid.
        problems: all that is wrong with the rows that have problems.
        untrusted: rows whose cells may be in the wrong columns: no record is made of them.
        left_out: rows that the mapping leaves out, and why.
        nameless: rows whose columns for names are blank.
    """

    rows: Sequence[Row]
    numbers: Sequence[str | None]
    shapes: Sequence[RowShape]
    problems: Mapping[int, Sequence[Problem]]
    untrusted: frozenset[int]
    left_out: Mapping[int, str]
    nameless: Collection[int]
    _parts: Mapping[str, PartColumn]
    _addresses: Mapping[str, PartColumn]

    def is_valid(self, position: int) -> bool:
        """Tell whether a row can be sent."""
        return position not in self.problems or not has_error(self.problems[position])

    def not_sent(self) -> set[int]:
        """Return the rows that are wrong or left out."""
        return {i for i in self.problems if not self.is_valid(i)}.union(self.left_out)

    def count_shapes(self, left_out: Container[int] = ()) -> Counter[RowShape]:
        """Count what the rows send, some of them left out by their positions."""
        # Equal shapes are one object, and its id is quicker to count by than all its fields.
        shapes = {id(shape): shape for shape in self.shapes}
        counts = Counter(map(id, self.shapes))
        counts.subtract(id(shape) for i, shape in enumerate(self.shapes) if i in left_out)
        return Counter({shapes[each]: count for each, count in counts.items() if count})

    def customers(self) -> Iterator[Record]:
        """Make the record of each row's customer, with the number of its row."""
        names = ("ImportRowNumber", *self._parts)
        numbers = [row.number for row in self.rows]
        columns = [numbers, *(column.make() for column in self._parts.values())]
        for values in zip(*columns, strict=True):
            pairs = zip(names, values, strict=True)
            if BLANK in values:
                yield {name: value for name, value in pairs if value is not BLANK}
            else:
                yield dict(pairs)

    def contents(self) -> Iterator[int]:
        """Yield a hash of what each row's customer sends, the number of the row aside."""
        columns = [_comparable(column.make(), self.rows) for column in self._parts.values()]
        return map(hash, zip(*columns, strict=True)) if columns else iter([0] * len(self.rows))

    def texts(self, name: str) -> Sequence[str]:
        """Return what a field holds in each row: a text, or the number of a phone; else a blank."""
        if name not in self._parts:
            return ()
        values = self._parts[name].make()
        return [value if isinstance(value, str) else _phone_of(value) for value in values]

    def addresses(self) -> Iterator[list[Record]]:
        """Make the records of each row's addresses."""
        kinds = list(self._addresses)
        columns = [column.make() for column in self._addresses.values()]
        objects: Iterable[Sequence[Any]] = zip(*columns, strict=True)
        if not columns:
            objects = [()] * len(self.rows)
        for number, row in zip(self.numbers, objects, strict=True):
            yield [
                {"CustomerNumber": number, **each, "AddressTypeName": each.get(TYPE_NAME, kind)}
                for kind, each in zip(kinds, row, strict=True)
                if each
            ]

    def __iter__(self) -> Iterator[Built]:
        """Yield what became of each row, one by one."""
        records = zip(self.customers(), self.addresses(), strict=True)
        for position, (customer, addresses) in enumerate(records):
            if position in self.untrusted or position in self.left_out:
                customer, addresses = {}, []  # noqa: PLW2901 - nothing is made of it
            row, shape = self.rows[position], self.shapes[position]
            problems = list(self.problems.get(position, ()))
            left_out = self.left_out.get(position, "")
            yield Built(row, customer, addresses, problems, shape, left_out)


def _phone_of(value: object) -> str:
    return str(value.get("PhoneNumber") or "") if isinstance(value, dict) else ""


def _comparable(values: Sequence[Any], rows: Sequence[Row]) -> Sequence[Any]:
    """Return values as they can be compared: objects as JSON, without the number of their row."""
    if not {dict, list} & set(map(type, values)):
        return values
    texts = (orjson.dumps(value) if value else b"" for value in values)
    return [
        text.replace(b'"ImportRowNumber":%d,' % row.number, b"")
        for text, row in zip(texts, rows, strict=True)
    ]
