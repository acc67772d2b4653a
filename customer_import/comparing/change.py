"""What is planned for one row: its action, and each field with its old and its new value."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

import orjson

from customer_import.customer import Kind

Value = str | int | float | bool | None
"""A value of a field; None where it is blank."""


class Action(StrEnum):
    """What a plan does about a row.

    Attributes:
        CREATE: the server does not know its number.
        UPDATE: the customer has other values, or the row fills what cannot be compared.
        UNCHANGED: the customer has all its values already.
        UNREADABLE: what the server has is not known, so nothing is sent.
        DELETE: an undo takes the customer away that the plan created.
    """

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    UNREADABLE = "unreadable"
    DELETE = "delete"


SENDING = (Action.CREATE, Action.UPDATE, Action.DELETE)
"""The actions that send something."""


class FieldChange(NamedTuple):
    """A field and what is written to it.

    Attributes:
        field: its name; a custom field is `CustomFields.LABEL`.
        old: what the server has; None where that is blank.
        new: what is written.
        kind: of both.
    """

    field: str
    old: Value
    new: Value
    kind: Kind = Kind.TEXT


class RowPlan(NamedTuple):
    """What is planned for one row.

    Attributes:
        row: as a spreadsheet shows it.
        number: the customer number; None for the server to make.
        action: what is done.
        changes: the fields that are compared and change; all that are filled, if it creates.
        uncompared: the fields that it fills and that cannot be compared.
        note: what a person has to know of the row; blank if nothing.
    """

    row: int
    number: str | None
    action: Action
    changes: Sequence[FieldChange] = ()
    uncompared: Sequence[str] = ()
    note: str = ""


@dataclass(slots=True)
class ChangedFields:
    """How many rows change each field; creates fill theirs."""

    updated: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)

    def add(self, plan: RowPlan) -> None:
        """Count the fields of a row."""
        counter = self.filled if plan.action == Action.CREATE else self.updated
        counter.update(change.field for change in plan.changes)

    @property
    def names(self) -> list[str]:
        """Return the fields, those that change most rows first."""
        both = self.updated + self.filled
        return [name for name, _ in both.most_common()]


def packed_changes(plan: RowPlan) -> str:
    """Return the changes of a row as one text."""
    changes = [tuple(change) for change in plan.changes]
    return orjson.dumps([changes, plan.uncompared]).decode()


def row_plan(row: int, number: str | None, action: str, packed: str, note: str = "") -> RowPlan:
    """Return the plan of a row, from what `packed_changes` made of its changes."""
    changes, uncompared = orjson.loads(packed)
    made = tuple(FieldChange(field, old, new, Kind(kind)) for field, old, new, kind in changes)
    return RowPlan(row, number, Action(action), made, tuple(uncompared), note)
