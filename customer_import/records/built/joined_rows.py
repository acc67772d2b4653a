"""Which rows of a batch are of one customer."""

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace

from customer_import.records.columns.cells import CellTexts


@dataclass(frozen=True, slots=True)
class JoinedRows:
    """The rows of a batch that continue the customer of another; named by their positions.

    Attributes:
        leads: of each such row, the first row of its customer.
        followers: of each such first row, the others.
    """

    leads: Mapping[int, int] = field(default_factory=dict)
    followers: Mapping[int, Sequence[int]] = field(default_factory=dict)

    @property
    def several(self) -> set[int]:
        """Return the rows whose customer has others too."""
        return {*self.leads, *self.followers}

    def of_customer(self, lead: int) -> tuple[int, ...]:
        """Return the rows of a customer, by its first."""
        return (lead, *self.followers.get(lead, ()))

    def that_share(self, fate: Container[int]) -> "JoinedRows":
        """Return the same without the rows that have a fate which their first row does not have."""
        apart = [row for row, lead in self.leads.items() if row in fate and lead not in fate]
        if not apart:
            return self
        return joined_rows({row: lead for row, lead in self.leads.items() if row not in apart})

    def as_first(self, numbers: Sequence[str | None]) -> list[str | None]:
        """Return the number of each row's customer, as its first row spells it."""
        return [numbers[self.leads.get(row, row)] for row in range(len(numbers))]

    def only_first(self, rows: Collection[int]) -> Collection[int]:
        """Return which of some rows do not continue the customer of another."""
        return set(rows).difference(self.leads) if self.leads else rows

    def with_blanks_filled(self, cells: CellTexts) -> CellTexts:
        """Return cells, where a blank one says what the first row of its customer says."""
        if not self.leads:
            return cells
        columns = {
            at: [text or texts[self.leads.get(row, row)] for row, text in enumerate(texts)]
            for at, texts in cells.columns.items()
        }
        return replace(cells, columns=columns)


NOT_JOINED = JoinedRows()


def joined_rows(leads: Mapping[int, int]) -> JoinedRows:
    """Return which rows are of one customer.

    Args:
        leads: of each row that continues a customer, its first row; in the order of the rows.
    """
    followers: dict[int, list[int]] = {}
    for row, lead in leads.items():
        followers.setdefault(lead, []).append(row)
    return JoinedRows(leads, followers)
