"""Find customers that a list seems to have in several rows, each with an address.

A person is asked about them, so this looks at cells as they are. Which rows are of one customer is
decided where rows are built.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from customer_import.mapping.suggest.column import Column
from customer_import.mapping.suggest.customer_number import NUMBER
from customer_import.mapping.suggest.suggestion import Suggestion
from customer_import.table import Row

ADDRESSES = "Addresses."


@dataclass(frozen=True, slots=True)
class SeveralRows:
    """The rows of one customer, directly below each other.

    Attributes:
        number: the customer's.
        rows: two or more.
    """

    number: str
    rows: Sequence[Row]

    def repeats(self, position: int) -> bool:
        """Tell whether a column says in each row what it says in the first one, or nothing."""
        first, *others = self.texts(position)
        return all(text in ("", first) for text in others)

    def tells_apart(self, column: Column) -> bool:
        """Tell whether a column says something else in each row."""
        texts = {text.casefold() for text in self.texts(column.position)}
        return "" not in texts and len(texts) == len(self.rows)

    def texts(self, position: int) -> list[str]:
        """Return the cells of a column."""
        return [row.cells[position].strip() for row in self.rows]


@dataclass(frozen=True, slots=True)
class MappedColumns:
    """The positions of the columns of a list, by what they fill.

    Attributes:
        number: the customer's number.
        addresses: addresses, by their type.
        own: anything else.
    """

    number: tuple[int, ...]
    addresses: dict[str, set[int]]
    own: frozenset[int]

    def number_of(self, row: Row) -> str:
        """Return the number of a row; blank if it has none."""
        return " ".join(row.cells[at].strip() for at in self.number).strip()

    def adds_only_address(self, row: Row) -> bool:
        """Tell whether a row fills an address, and nothing else of a customer."""
        of_address = (at for positions in self.addresses.values() for at in positions)
        has_address = any(row.cells[at].strip() for at in of_address)
        return has_address and not any(row.cells[at].strip() for at in self.own)

    def belongs(self, row: Row, above: Sequence[Row]) -> bool:
        """Tell whether a row seems to be of the customer of the rows directly above."""
        if not above or row.number != above[-1].number + 1:
            return False
        number = self.number_of(row)
        return number == self.number_of(above[0]) if number else self.adds_only_address(row)

    def has_new_address(self, customer: SeveralRows) -> bool:
        """Tell whether a later row has an address that the first one does not have."""
        return any(not customer.repeats(at) for kind in self.addresses.values() for at in kind)

    def collides(self, customer: SeveralRows) -> bool:
        """Tell whether two rows have different addresses of one type."""
        return any(len(_addresses(customer, kind)) > 1 for kind in self.addresses.values())


def _addresses(customer: SeveralRows, positions: set[int]) -> set[tuple[str, ...]]:
    each = (tuple(row.cells[at].strip() for at in sorted(positions)) for row in customer.rows)
    return {address for address in each if any(address)}


def several_rows(given: Suggestion) -> tuple[SeveralRows, ...]:
    """Return the customers whose rows seem to add addresses, among the rows that were looked at.

    Where the columns are of several types of addresses, nothing but these types can tell them
    apart: there is nothing to ask if two rows fill the same type.
    """
    mapped = _mapped(given)
    if not (mapped.number and mapped.addresses):
        return ()
    found = tuple(each for each in _together(given.lines, mapped) if mapped.has_new_address(each))
    has_types = len(mapped.addresses) > 1
    return () if has_types and any(map(mapped.collides, found)) else found


def add_only_addresses(given: Suggestion, customers: Sequence[SeveralRows]) -> bool:
    """Tell whether all else that is mapped is the same in all rows of a customer, or blank."""
    own = _mapped(given).own
    return all(customer.repeats(at) for customer in customers for at in own)


def columns_of_types(given: Suggestion, customers: Sequence[SeveralRows]) -> tuple[Column, ...]:
    """Return the columns of few texts that differ in the rows of at least half of the customers."""
    return tuple(
        column
        for column in given.left_over
        if _has_few_texts(column)
        and 2 * sum(each.tells_apart(column) for each in customers) >= len(customers)
    )


def _has_few_texts(column: Column) -> bool:
    seen = column.evidence
    is_text = seen.decimal is None and seen.dates is None
    return is_text and 0 < seen.distinct <= len(seen.samples)


def _mapped(given: Suggestion) -> MappedColumns:
    number: tuple[int, ...] = ()
    addresses: dict[str, set[int]] = {}
    own = {custom.column.position for custom in given.customs}
    for choice in given.choices:
        positions = tuple(column.position for column in choice.columns)
        if choice.path == NUMBER:
            number = positions
        elif choice.path.startswith(ADDRESSES):
            addresses.setdefault(choice.path.split(".")[1], set()).update(positions)
        else:
            own.update(positions)
    return MappedColumns(number, addresses, frozenset(own))


def _together(rows: Sequence[Row], mapped: MappedColumns) -> Iterator[SeveralRows]:
    together: list[Row] = []
    for row in (*rows, None):
        if row is not None and mapped.belongs(row, together):
            together.append(row)
            continue
        number = mapped.number_of(together[0]) if together else ""
        if number and len(together) > 1:
            yield SeveralRows(number, tuple(together))
        together = [] if row is None else [row]
