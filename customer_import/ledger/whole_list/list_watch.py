"""What only all rows of a list together show, gathered batch by batch while they are built."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from customer_import.ledger.staging.staging import Staging
from customer_import.ledger.whole_list.alike_numbers import warn_of_alike
from customer_import.ledger.whole_list.numbers import Numbers
from customer_import.ledger.whole_list.twins import AutoRows, Twin, warn_of_near_twins
from customer_import.records.built.built_rows import BuiltRows
from customer_import.records.checks.nameless import NamelessRows
from customer_import.records.row_builder import RowBuilder
from customer_import.table import Row


@dataclass(slots=True)
class ListWatch:
    """Watches the rows of one list.

    Attributes:
        builder: the mapping, fitted to the list.
        only_update: customers are only updated, so nobody is created twice or without a name.
        numbers: of the list.
    """

    builder: RowBuilder
    only_update: bool
    numbers: Numbers = field(init=False)
    _auto: AutoRows = field(default_factory=AutoRows)
    _nameless: NamelessRows = field(init=False)
    _last: Sequence[Row] = ()
    """The last batch of rows."""
    _alike: set[int] | None = None
    """What was found so far of numbers that are alike."""

    def __post_init__(self) -> None:
        """Begin without a row."""
        self.numbers = Numbers(self.builder.as_known)
        self._nameless = self.builder.nameless_rows()

    def add(self, built: BuiltRows) -> None:
        """Take a batch of rows."""
        self._last = built.rows
        self.numbers.add_built(built)
        if not self.only_update:
            self._auto.add(built)
            self._nameless.add(built)

    def twins(self) -> list[Twin]:
        """Return the rows that are refused because they equal an earlier one of the list."""
        return self._auto.twins() if self.builder.refuses_twins else []

    def suspects(self) -> set[int]:
        """Return the rows of which something may have to be said beside others."""
        twins = (twin.row for twin in self.twins())
        self._alike = self.numbers.alike()
        return self.numbers.suspects().union(self._alike, twins, self._auto.near_twins())

    def say_of_list(self, staging: Staging, beyond: Row | None = None) -> None:
        """Write what is to be said of the list as a whole.

        Args:
            staging: of its rows.
            beyond: the first row that is not read, because of a limit.
        """
        cut = self.builder.cut_customer(self._last, beyond) if beyond else []
        staging.say_of_list([*self.builder.of_list(), *self._nameless.problems(), *cut])

    def warn(self, staging: Staging) -> None:
        """Warn of rows that may be one customer, once all wrong ones are refused."""
        warn_of_near_twins(staging, self._auto)
        alike = self.numbers.alike() if self._alike is None else self._alike
        warn_of_alike(staging, alike)
