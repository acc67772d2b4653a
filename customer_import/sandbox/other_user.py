"""Another user of the account, who writes between the requests of a client.

Tests use it, and so do the faults that begin with `other-`, to see what a client does if the
server's data changes while it works.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from customer_import.sandbox.calls import Batch
from customer_import.sandbox.customers import CreateCall, DeleteCall, SaveCall, UpdateCall
from customer_import.sandbox.faults import Fault
from customer_import.sandbox.fields import VALUE_OF
from customer_import.sandbox.session import Session
from customer_import.sandbox.settings import Settings

PATH = "another user"
"""What the requests of the store say in place of a path."""


class OtherUser:
    """Writes what somebody else would, past all faults and permissions.

    Args:
        open_session: opens a transaction for each thing that is written.
        settings: those of the sandbox.
    """

    def __init__(
        self, open_session: Callable[[], AbstractContextManager[Session]], settings: Settings
    ) -> None:
        self._open = open_session
        self._settings = settings

    def change(self, number: str, **columns: Any) -> None:
        """Write columns of a customer that exists; None empties one.

        Args:
            number: the customer number.
            columns: values by the API's names; `CustomFields` can be a value by label.

        Raises:
            ValueError: the customer or a column does not exist, or a value is not right.
        """
        self._write(UpdateCall(self._settings), number, columns)

    def create(self, number: str, **columns: Any) -> None:
        """Create a customer; as `change`, but the number must be free."""
        variants = self._settings.variants | {"create-refuses"}
        self._write(CreateCall(replace(self._settings, variants=variants)), number, columns)

    def delete(self, number: str) -> None:
        """Delete a customer that exists, as `customers/delete` does."""
        self._carry_out(DeleteCall(self._settings), number, Batch([number]), {})

    def _write(self, call: SaveCall, number: str, columns: dict[str, Any]) -> None:
        if isinstance(custom := columns.get("CustomFields"), dict):
            columns["CustomFields"] = [_custom_field(*each) for each in custom.items()]
        record = {"CustomerNumber": number, **columns}
        self._carry_out(call, record, Batch([record], frozenset(columns or record)), record)

    def _carry_out(
        self, call: SaveCall | DeleteCall, record: Any, batch: Batch, payload: dict[str, Any]
    ) -> None:
        with self._open() as session:
            if problems := call.problems(record, session):
                raise ValueError(" ".join(problem.message for problem in problems))
            session.begin(PATH, None, 1, "")
            done = call.carry_out(record, batch, session)
            session.event("other", done.number, done.outcome, payload)


def _custom_field(label: str, value: str | float | None) -> dict[str, Any]:
    kind = 1 if value is None or isinstance(value, str) else 2
    return {"DcfLabel": label, "DCFDataType": kind, VALUE_OF[kind]: value}


Action = Callable[[OtherUser], object]
"""What another user does."""


@dataclass(slots=True)
class Moment:
    """When another user does something.

    Attributes:
        action: what it does.
        left: how many requests are still to come, with the one that it is about.
        call: one of `CALLS`, whose requests alone are counted; None for all.
        after: whether it comes after the request was carried out, before it is answered; else
            before it is carried out.
    """

    action: Action
    left: int
    call: str | None
    after: bool


class Moments:
    """What other users are going to do; can be used from several threads."""

    def __init__(self) -> None:
        self._planned: list[Moment] = []
        self._lock = Lock()

    def add(self, moment: Moment) -> None:
        """Plan something."""
        with self._lock:
            self._planned.append(moment)

    def due(self, call: str) -> list[Moment]:
        """Return what is due at the request that has just come, and forget it."""
        with self._lock:
            for moment in self._planned:
                moment.left -= moment.call in (None, call)
            due = [moment for moment in self._planned if moment.left == 0]
            self._planned = [moment for moment in self._planned if moment.left > 0]
        return due


def act(fault: Fault, user: OtherUser, session: Session) -> None:
    """Do what a fault lets another user do; nothing if the customer is not there.

    Args:
        fault: its argument is the customer number; else the first customer of a search is
            changed or deleted, and one is created that comes before it.
        user: who does it.
        session: shows what there is.
    """
    first = session.first_customer()
    number = fault.argument or (first.number if first else "")
    if fault.kind == "other-creates":
        number = fault.argument or f"!{session.next_number()}"
        if not session.is_taken(number):
            user.create(number, CustomerName="Customer of another user")
    elif number and session.customer(number):
        if fault.kind == "other-deletes":
            user.delete(number)
        else:
            user.change(number, CustomerName="Changed by another user")
