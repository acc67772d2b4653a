"""Which rows can share a request: those that fill the same fields and are equally safe."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress

from customer_import.mapping.assumptions import Assumptions
from customer_import.records.built.parts import PartColumn
from customer_import.records.built.record_batch import Filled, RowShape

ADDED_AGAIN = {
    "CustomerNote": "notes_are_added_again",
    "CustomerNotes": "notes_are_added_again",
    "AttachmentsToAdd": "attachments_are_added_again",
    "AttachmentsToDelete": "attachments_are_added_again",
}
"""What a record sent twice may do twice, and the assumption that says so."""


@dataclass(frozen=True, slots=True)
class RowShapes:
    """Finds what each row sends.

    Attributes:
        assume: what the mapping takes the API to do.
    """

    assume: Assumptions

    def find(
        self, count: int, parts: dict[str, PartColumn], addresses: dict[str, PartColumn]
    ) -> Sequence[RowShape]:
        """Return what each row sends; rows that fill the same have one shape."""
        again = self._added_again(parts)
        masks = [column.filled for column in (*parts.values(), *addresses.values())]
        some = [mask for mask in (*masks, again) if mask is not None]
        if not some:
            return [self._shape(parts, len(addresses), again=False)] * count
        rows = list(zip(*some, strict=True))
        known = {}
        for row in set(rows):
            told = iter(row)
            filled = [True if mask is None else next(told) for mask in masks]
            named = list(compress(parts, filled))
            known[row] = self._shape(named, sum(filled[len(parts) :]), again=next(told, False))
        return list(map(known.__getitem__, rows))

    def _added_again(self, parts: dict[str, PartColumn]) -> Sequence[bool] | None:
        """Tell which rows have something that a second sending would add once more."""
        rules = (name for name, rule in ADDED_AGAIN.items() if getattr(self.assume, rule))
        columns = [parts[name].make() for name in rules if name in parts]
        return list(map(any, zip(*columns, strict=True))) if columns else None

    def _shape(self, named: Iterable[str], addresses: int, *, again: bool) -> RowShape:
        """Return the shape of rows that fill these fields.

        `ApplicableFields` is never blank, for that means all.
        """
        names = tuple(named)
        safe = "CustomerNumber" in names and not again
        if not self.assume.name_customer_number and len(names) > 1:
            names = tuple(name for name in names if name != "CustomerNumber")
        return RowShape(Filled(names, safe), addresses)
