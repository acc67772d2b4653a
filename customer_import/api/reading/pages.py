"""Reads all customers page by page, and notices if they move meanwhile.

The end of the pages is not documented: the total is counted anew with every page, and the
reading goes on until it is reached, the page is not full and the flag says that it is the last.
Where no total is told, it goes on to an empty page. A page that repeats ends it too. A customer who
is created or deleted meanwhile moves the others from page to page: so whoever needs all of them
reads twice, and both readings must have the same customers in the same order.
"""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from customer_import.api.reading.listed import Elements
from customer_import.api.reading.seen import SeenCustomer
from customer_import.errors import CannotRead
from customer_import.events import Listener, LookedUp

SMALL_PAGE = 100
"""The size to go back to if the server refuses larger pages, or fails at them."""


def search(page: int, size: int) -> dict[str, Any]:
    """Return the body of a search for all customers."""
    return {
        "PageSize": size,
        "PageNumber": page,
        "TotalCountFromPriorFetch": None,
        "AdditionalSkipCount": 0,
        "Filter": None,
    }


class Moved(Exception):
    """The customers moved, or the page size has changed, while the pages were read."""


AskPage = Callable[[int, int], tuple[Elements | None, str]]
"""Asks for a page of a size; returns its elements, or why there are none."""


@dataclass(slots=True)
class Listing:
    """Reads all customers, once or several times.

    Attributes:
        ask: asks for a page.
        size: customers on a page.
        listener: hears how many were read.
        order: the customers of the last whole reading, in their order, each by its hash.
        agrees: whether the last reading had the same customers as the one before it.
    """

    ask: AskPage
    size: int
    listener: Listener
    order: "array[int] | None" = None
    agrees: bool = False
    _total: int | None = field(default=None, init=False)

    def first(self) -> Elements:
        """Return the first page.

        Raises:
            CannotRead: it cannot be read.
        """
        page, why = self.ask(1, min(self.size, SMALL_PAGE))
        if page is None or not page.has_list or page.marks:
            why = why or "the answer has no list of customers"
            raise CannotRead(f"The server does not list its customers: {why.rstrip('.')}.", "")
        return page

    def once(self) -> Iterator[SeenCustomer]:
        """Yield every customer once.

        Raises:
            Moved: they moved meanwhile; what was yielded is not all.
            CannotRead: a page cannot be read, or there are fewer customers than the total says.
        """
        order: array[int] = array("q")
        before, self._total, self.agrees = self.order, None, False
        self.order = None
        for page in self._pages(order):
            yield from page
        if self._total and self._total != len(order):
            raise Moved
        if any(one == other for one, other in pairwise(sorted(order))):
            raise Moved
        self.order, self.agrees = order, before == order

    def _pages(self, order: "array[int]") -> Iterator[tuple[SeenCustomer, ...]]:
        number, last = 1, array("q")
        while True:
            page = self._page(number)
            hashes = array("q", [hash(each.id or each.number) for each in page.customers])
            if hashes == last:
                # A page that repeats is the last one again, or the second empty one.
                return
            order.extend(hashes)
            self.listener(LookedUp(len(order)))
            yield page.customers
            if self._is_last(page, len(order)):
                return
            if number == 1 and len(page.customers) < self.size:
                self.size = len(page.customers) or self.size
            number, last = number + 1, hashes

    def _is_last(self, page: Elements, count: int) -> bool:
        if not self._total:
            return not page.customers and not page.more
        return len(page.customers) < self.size and count >= self._total and not page.more

    def _page(self, number: int) -> Elements:
        page, why = self.ask(number, self.size)
        if page is None or not page.has_list:
            if self.size > SMALL_PAGE:
                self.size = SMALL_PAGE
                raise Moved
            raise incomplete(f"page {number:,}: {why or 'the answer has no list'}")
        if page.marks:
            raise incomplete(f"page {number:,} has {page.marks[0].kind} in it")
        if number > 1 and page.total != self._total:
            raise Moved
        self._total = page.total
        return page


def incomplete(why: str) -> CannotRead:
    """Say that not all customers could be read."""
    return CannotRead(
        f"Not all customers could be read ({why.rstrip('.')}).",
        "Nothing was written. Run the same command again.",
    )
