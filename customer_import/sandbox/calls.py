"""What the calls have in common: how a request is read, carried out and answered."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, NamedTuple

from customer_import.sandbox.answers import Outcome, Problem, Reply, answer
from customer_import.sandbox.session import Session
from customer_import.sandbox.shapes import WHOLE, Manner


class Misshapen(ValueError):
    """A body that is JSON and yet not what the call takes."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The records of one request.

    Attributes:
        records: as they were sent, of whatever type.
        applicable: the columns that an update may write; empty for all.
    """

    records: list[Any]
    applicable: frozenset[str] = frozenset()


class Done(NamedTuple):
    """A record that was carried out.

    Attributes:
        number: the customer number, as the server has it.
        outcome: `created`, `updated` or `deleted`; blank if nothing was changed.
        message: what the answer says of it.
    """

    number: str
    outcome: str
    message: str = ""


class Call(ABC):
    """One call of the API.

    Attributes:
        name: one of `CALLS`.
        permissions: all that the token's user needs.
    """

    name: str
    permissions: tuple[str, ...] = ()

    @abstractmethod
    def unpack(self, body: Any) -> Batch:
        """Return the records in a body.

        Raises:
            Misshapen: it is not what the call takes.
        """

    @abstractmethod
    def answer(self, batch: Batch, session: Session, manner: Manner) -> Reply:
        """Carry out a request; return the answer."""

    @abstractmethod
    def refuse_each(self, batch: Batch, problem: Problem, manner: Manner) -> Reply:
        """Return the answer that refuses every record for one reason."""

    def refusal(self, batch: Batch) -> Problem | None:  # noqa: ARG002 - some calls look at it
        """Return why the whole is refused, whatever its records are; None if it is not."""
        return None


class WriteCall(Call):
    """A call that writes records, each by itself."""

    @abstractmethod
    def problems(self, record: Any, session: Session) -> tuple[Problem, ...]:
        """Return everything that is wrong with a record."""

    @abstractmethod
    def number(self, record: Any) -> str:
        """Return the customer number of a record; blank if it has none."""

    @abstractmethod
    def carry_out(self, record: Any, batch: Batch, session: Session) -> Done:
        """Carry out a record that has no problems."""

    def answer(self, batch: Batch, session: Session, manner: Manner) -> Reply:
        """Carry out the records that are right; or none, if the shape fails the whole."""
        found = [self.problems(record, session) for record in batch.records]
        all_or_nothing = manner.shape in WHOLE and any(found)
        outcomes = [
            self._outcome(
                record,
                problems,
                "" if problems or all_or_nothing else self._write(record, batch, session),
            )
            for record, problems in zip(batch.records, found, strict=True)
        ]
        return answer(manner.shape, outcomes)

    def refuse_each(self, batch: Batch, problem: Problem, manner: Manner) -> Reply:
        """Return an entry for each record that says why."""
        return answer(
            manner.shape, [self._outcome(record, (problem,), "") for record in batch.records]
        )

    def _write(self, record: Any, batch: Batch, session: Session) -> str:
        done = self.carry_out(record, batch, session)
        if done.outcome:
            payload = record if isinstance(record, dict) else {"CustomerNumber": record}
            session.event(self.name, done.number, done.outcome, payload)
        return done.message

    def _outcome(self, record: Any, problems: tuple[Problem, ...], message: str) -> Outcome:
        row = record.get("ImportRowNumber") if isinstance(record, dict) else None
        named = str(row) if isinstance(row, int) else ""
        return Outcome(named, self.number(record), message, problems)


def array(body: Any, things: str) -> Batch:
    """Return the records of a bare JSON array.

    Raises:
        Misshapen: the body is not an array.
    """
    if not isinstance(body, list):
        raise Misshapen(f"The body must be an array of {things}.")
    return Batch(body)
