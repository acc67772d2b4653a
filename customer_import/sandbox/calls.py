"""What the sandbox's calls have in common."""

from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from customer_import.sandbox.answers import Problem
from customer_import.sandbox.writer import Writer


class Misshapen(ValueError):
    """A body that is JSON and yet not what the call takes."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The records of one request.

    Attributes:
        records: as they were sent, of whatever type.
        applicable: the columns an update may write; empty for all.
    """

    records: list[Any]
    applicable: frozenset[str] = frozenset()


class Saved(NamedTuple):
    """A record that was carried out: under which number, and what the answer says of it."""

    number: str
    created: bool
    message: str = ""


class Call(Protocol):
    """One call of the API that saves records."""

    @property
    def name(self) -> str:
        """Its name among the faults."""

    @property
    def permissions(self) -> tuple[str, ...]:
        """All that the token's user needs."""

    def unpack(self, body: Any) -> Batch:
        """The records in a body.

        Raises:
            Misshapen: it is not what the call takes.
        """

    def refusal(self, batch: Batch) -> Problem | None:
        """Why the whole is refused, whatever its records are."""

    def problems(self, record: Any, writer: Writer) -> tuple[Problem, ...]:
        """Everything that is wrong with a record."""

    def number(self, record: dict[str, Any]) -> str:
        """The customer number a record carries; blank where it has none."""

    def save(self, record: dict[str, Any], batch: Batch, writer: Writer) -> Saved:
        """Carry out a record that has no problems."""
