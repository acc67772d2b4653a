"""The server's customers as a list to edit and run, with the mapping that reads it back."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from customer_import.api.reading.pages import Listing, Moved, incomplete
from customer_import.api.reading.seen import SeenCustomer, Value
from customer_import.comparing.fields import COMPARED, custom_name
from customer_import.customer import Customer, Kind
from customer_import.mapping.yaml import quoted

NUMBER = "CustomerNumber"
SINGLE = tuple(name for name in Customer.model_fields if name == NUMBER or name in COMPARED)
"""The fields that an export can have, in the API's order; custom fields come behind."""
MIDNIGHT = "T00:00:00"


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """One column of an export.

    Attributes:
        name: its header.
        kind: of its values; None if customers differ in it, or none has a value.
        label: of the custom field; blank for a field of the API.
    """

    name: str
    kind: Kind | None
    label: str = ""

    def value(self, customer: SeenCustomer) -> Value:
        """Return what a customer has there; None is blank."""
        if not self.label:
            return customer.fields.get(self.name)
        custom = (customer.custom or {}).get(self.label)
        return custom.value if custom else None

    def text(self, customer: SeenCustomer) -> str:
        """Return the same as the text of a cell."""
        value = self.value(customer)
        if value is None:
            return ""
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, (int, float)):
            return plain_number(value)
        return value.removesuffix(MIDNIGHT) if self.kind == Kind.DATE else value


def plain_number(value: float) -> str:
    """Return a number without an exponent, and without decimals where it has none."""
    exact = Decimal(repr(value))
    return f"{exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact:f}"


@dataclass(slots=True)
class Survey:
    """What the customers of one reading have.

    Attributes:
        customers: how many there are.
    """

    customers: int = 0
    _names: set[str] = field(default_factory=set)
    _kinds: dict[str, set[Kind]] = field(default_factory=dict)

    def add(self, customer: SeenCustomer) -> None:
        """Take a customer."""
        self.customers += 1
        self._names.update(customer.fields)
        for label, custom in (customer.custom or {}).items():
            kinds = self._kinds.setdefault(label, set())
            if custom.value is not None and custom.kind is not None:
                kinds.add(custom.kind)

    @property
    def columns(self) -> tuple[ExportColumn, ...]:
        """Return a column for everything that an answer had; all, if nobody was found."""
        names = self._names or set(SINGLE)
        single = [ExportColumn(name, _kind(name)) for name in SINGLE if name in names]
        custom = [
            ExportColumn(custom_name(label), min(kinds) if len(kinds) == 1 else None, label)
            for label, kinds in sorted(self._kinds.items())
        ]
        return (*single, *custom)

    @property
    def unread(self) -> list[str]:
        """Return the fields that could be read, but that no answer had."""
        return [name for name in SINGLE if self._names and name not in self._names]


def _kind(name: str) -> Kind:
    return COMPARED.get(name, Kind.TEXT)


def headers(columns: Iterable[ExportColumn]) -> list[str]:
    """Return the names of columns."""
    return [column.name for column in columns]


MOST_READINGS = 5
"""Readings of all customers before it is given up that two of them agree."""

Write = Callable[[Sequence[ExportColumn], Iterator[SeenCustomer]], None]
"""Writes customers as they come; writes nothing if they end with an exception."""


def export(listing: Listing, write: Write) -> Survey:
    """Read all customers and write them.

    The first reading shows which columns there are. A later one is written; it counts only if it
    has the same customers in the same order as the reading before it, and no other columns.

    Args:
        listing: reads all customers.
        write: writes them.

    Returns:
        what was written.

    Raises:
        CannotRead: not all customers can be read, or they kept moving.
        Stopped, Interrupted: as of any request.
    """
    columns: tuple[ExportColumn, ...] | None = None
    for _ in range(MOST_READINGS):
        survey = Survey()
        try:
            if columns is None:
                for customer in listing.once():
                    survey.add(customer)
            else:
                write(columns, _agreed(listing, survey, columns))
                return survey
        except Moved:
            pass
        # What a broken reading has shown is a column, too.
        columns = survey.columns if listing.order is not None else None
    raise incomplete("others were created or deleted while they were read")


def _agreed(
    listing: Listing, survey: Survey, columns: Sequence[ExportColumn]
) -> Iterator[SeenCustomer]:
    """Yield all customers; fail at the end if they are not those of the reading before.

    Raises:
        Moved: they are not.
    """
    for customer in listing.once():
        survey.add(customer)
        yield customer
    if not listing.agrees or survey.columns != columns:
        raise Moved


def mapping_text(columns: Sequence[ExportColumn], name: str) -> str:
    """Return the mapping of an export.

    Args:
        columns: of the export.
        name: of its file, for the heading.
    """
    return "\n".join(_lines(columns, name)) + "\n"


def _lines(columns: Sequence[ExportColumn], name: str) -> Iterator[str]:
    yield f"# Written by `customer-import export` beside {quoted(name)}."
    yield "# A blank cell leaves the stored value alone; `blank: clear` would empty it."
    yield "version: 1"
    yield "source:"
    yield "  apostrophes: restore"
    yield "blank: keep"
    yield "fields:"
    for column in columns:
        if not column.label:
            yield f"  {column.name}: {quoted(column.name)}"
    custom = [column for column in columns if column.label]
    if custom:
        yield "  CustomFields:"
    for column in custom:
        yield f"    {quoted(column.label)}: {_leaf(column)}"


def _leaf(column: ExportColumn) -> str:
    name = quoted(column.name)
    if column.kind in (Kind.NUMBER, Kind.DATE):
        return f"{{column: {name}, type: {column.kind}}}"
    return name
