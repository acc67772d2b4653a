"""What is assumed of the calls that read: the vendor documents none of them.

Each has a name here, a line in docs/reading-the-server.md, and a key under `assume:` of a mapping,
or an option of the commands that have no mapping.
"""

from dataclasses import dataclass

from customer_import.customer import folded
from customer_import.mapping.assumptions import Assumptions

NUMBERS_PER_READ = 100
"""Numbers in one request of `GetCustomersByNumber`. Its maximum is not known; writes take 500."""
PAGE_SIZE = 500
"""Customers on a page of `advancedinfosearch`. Public clients are advised 100, and use 500."""
RANDOM_NUMBERS = 2
"""Numbers that nobody has, asked for when a command calibrates."""
MOST_CANDIDATES = 8
"""Numbers that should exist, asked for when a command calibrates: some may have been deleted."""


@dataclass(frozen=True, slots=True)
class ReadAssumptions:
    """How the calls that read are used.

    Attributes:
        numbers_per_read: customer numbers in one request.
        page_size: customers on a page.
        number_case_matters: numbers that differ in case only are two customers.
    """

    numbers_per_read: int = NUMBERS_PER_READ
    page_size: int = PAGE_SIZE
    number_case_matters: bool = False

    @classmethod
    def of(cls, assume: Assumptions) -> "ReadAssumptions":
        """Return what a mapping assumes."""
        return cls(assume.numbers_per_read, number_case_matters=assume.number_case_matters)

    def key(self, number: str) -> str:
        """Return what two numbers share if they are one customer's."""
        return number.strip() if self.number_case_matters else folded(number)


USUALLY = ReadAssumptions()
