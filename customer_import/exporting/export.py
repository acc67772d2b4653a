"""Reads all customers until two readings agree, and has the second one written."""

from collections.abc import Callable, Iterator, Sequence

from customer_import.api.reading.pages import Listing, Moved, incomplete
from customer_import.api.reading.seen import SeenCustomer
from customer_import.exporting.columns import ExportColumn, Survey

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
