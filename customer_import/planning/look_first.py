"""Reads which customers of a staged run exist, before anything of it is sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from customer_import.api.reading.seen import Existence, Reads
from customer_import.ledger.ledger import Ledger
from customer_import.ledger.runs.runs import Run
from customer_import.ledger.sending.existing import Existing
from customer_import.problems import Code, Problem

BATCH = 500
"""Readings that are noted in one write."""
EXISTS = "left out by --only create, because the customer exists already"
"""The message of a row that would update a customer."""


@dataclass(frozen=True, slots=True)
class MostChanged:
    """How much a run may do.

    Attributes:
        creates: most customers to be created; None for any number.
        updates: most customers to be updated; None for any number.
    """

    creates: int | None = None
    updates: int | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a run would do.

    Attributes:
        creates: customers that do not exist, and those that the server numbers.
        updates: customers that exist.
        unread: customers whose existence is not known.
        is_empty: the server does not have any customer, so the first one is to be read back.
    """

    creates: int
    updates: int
    unread: int
    is_empty: bool = False

    def over(self, limits: MostChanged) -> str:
        """Say which limit would be exceeded; blank if none is.

        Of whom it is not known counts as created and as updated.
        """
        pairs = (
            ("creates", "create", self.creates, limits.creates),
            ("updates", "update", self.updates, limits.updates),
        )
        for name, does, count, most in pairs:
            if most is not None and count + self.unread > most:
                also = f", and {self.unread:,} more might" if self.unread else ""
                return (
                    f"Nothing was sent, because of --max-{name} {most}: {count:,} "
                    f"{'row' if count == 1 else 'rows'} would {does} a customer{also}. Look at the "
                    "list, or give a higher limit."
                )
        return ""


@dataclass(frozen=True, slots=True)
class LookFirst:
    """Looks the customers of one run up.

    Attributes:
        ledger: of the server.
        run: what is staged.
    """

    ledger: Ledger
    run: Run

    def look(self, reads: Reads, *, only_create: bool) -> Outlook:
        """Read which customers exist, and count what would be done.

        Args:
            reads: looks customers up.
            only_create: customers that exist are not updated.

        Raises:
            Stopped: the server cannot be read.
            Interrupted: the user asked to stop.
        """
        existing = self._existing
        existing.begin()
        for some in self._readings(reads):
            existing.note(some)
        counts = existing.counts()
        return Outlook(
            counts.get(Existence.ABSENT, 0) + existing.without_number(),
            0 if only_create else counts.get(Existence.PRESENT, 0),
            counts.get(Existence.UNKNOWN, 0),
        )

    def leave_existing_out(self) -> None:
        """Skip the rows whose customer exists; hold those where nobody knows."""
        with self.ledger.writing():
            self._existing.leave_out(Existence.PRESENT, EXISTS)
            self._existing.hold(Existence.UNKNOWN, unread)

    @property
    def _existing(self) -> Existing:
        return Existing(self.ledger.connection, self.run.id)

    def _readings(self, reads: Reads) -> Iterator[Sequence[tuple[int, str, str]]]:
        waiting = self._existing.waiting
        pairs = zip(
            (row for row, _ in waiting()), reads.read(key for _, key in waiting()), strict=True
        )
        found = ((row, reading.existence, reading.why) for row, reading in pairs)
        while some := list(islice(found, BATCH)):
            yield some


def unread(why: str) -> Problem:
    """Return the problem of a row whose customer may exist or not."""
    message = (
        f"Whether the customer exists could not be read ({why}), so it was not sent. Run the list "
        "again, or leave --only create out."
    )
    return Problem(Code.UNREADABLE, message)
