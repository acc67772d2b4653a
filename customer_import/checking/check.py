"""Finds out what can be known of a server without changing anything there."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from customer_import.api.reading.calibrate import Calibration
from customer_import.api.reading.seen import SeenCustomer
from customer_import.api.reading.server_reader import ServerReader
from customer_import.api.token import expiry
from customer_import.api.verdict import HOW_TO_RENEW
from customer_import.checking.fact import Certainty, Fact, proven, refuted, unknown
from customer_import.checking.fields_seen import field_facts
from customer_import.checking.try_update import try_update
from customer_import.errors import BadCertificate, CannotRead, Refused, WrongAnswer
from customer_import.mapping.model import CustomerMapping

SERVER, TOKEN, LIST, READS = "server", "token", "list of customers", "reads by number"
UPDATE, CREATE = "right to update", "right to create"
FROM_SEARCH = 4
"""Numbers of the first page that calibrating takes, in addition to those of the ledger."""


@dataclass(slots=True)
class ServerCheck:
    """Checks one server.

    Attributes:
        reader: reads it.
        token: as it is sent.
        secure: its address begins with https.
        now: the time of day.
        known: numbers that should exist.
        mapping: whose fields are looked for; None if none is given.
        tries_update: whether an update of a number that nobody has is sent.
    """

    reader: ServerReader
    token: str
    secure: bool
    now: Callable[[], datetime]
    known: Iterable[str] = ()
    mapping: CustomerMapping | None = None
    tries_update: bool = False
    _sample: tuple[SeenCustomer, ...] = field(default=(), init=False)

    def facts(self) -> Iterator[Fact]:
        """Yield the facts, as far as they can be found out.

        Raises:
            Unreachable: the server does not answer.
            Interrupted: the user asked to stop.
        """
        ends = expiry(self.token)
        if ends is not None and ends <= self.now():
            yield refuted(TOKEN, f"It expired on {_time(ends)}. {HOW_TO_RENEW}")
            return
        try:
            reads = [self._fact(LIST, self._listed), self._fact(READS, self._read)]
        except BadCertificate as why:
            yield refuted(SERVER, f"{why}")
        except Refused as why:
            yield proven(SERVER, self._answers)
            yield refuted(TOKEN, f"{why}")
        except WrongAnswer as why:
            yield refuted(SERVER, f"{why}")
        else:
            yield proven(SERVER, self._answers)
            yield self._token(ends, reads)
            yield from reads
            yield from self._of_mapping()
            yield from self._rights()

    @property
    def _answers(self) -> str:
        return "It answers, and its certificate is good." if self.secure else "It answers."

    def _fact(self, name: str, find_out: Callable[[], Fact]) -> Fact:
        """Return a fact, or that it is refuted because the server cannot be read."""
        try:
            return find_out()
        except CannotRead as why:
            return refuted(name, f"{why}".strip())

    def _token(self, ends: datetime | None, reads: Sequence[Fact]) -> Fact:
        """Say that the token is accepted, if a read was answered."""
        until = "when it ends cannot be read from it" if ends is None else f"until {_time(ends)}"
        if all(each.certainty == Certainty.REFUTED for each in reads):
            return unknown(TOKEN, f"No answer shows whether it is accepted; {until}.")
        return proven(TOKEN, f"It is accepted; {until}.")

    def _listed(self) -> Fact:
        """Look at the first page of all customers."""
        page = self.reader.everybody().first()
        self._sample = page.customers
        if page.total is None or page.total < len(page.customers):
            return unknown(LIST, "The server lists customers, and does not say how many there are.")
        count = f"{page.total:,} {'customer' if page.total == 1 else 'customers'}"
        return proven(LIST, f"The server lists {count}.")

    def _read(self) -> Fact:
        numbers = [*(each.number for each in self._sample[:FROM_SEARCH]), *self.known]
        return self._calibrated(self.reader.calibrate(numbers))

    def _of_mapping(self) -> Iterator[Fact]:
        if self.mapping is not None:
            yield from field_facts(self.mapping, self._sample)

    def _calibrated(self, found: Calibration) -> Fact:
        if found.is_empty:
            return unknown(
                READS, "The server does not have any customer yet, so every number is a new one."
            )
        if found.manner.tells_absent:
            return proven(READS, "It is certain which numbers exist, and which do not.")
        return unknown(
            READS,
            "Customers who exist are found; that a number does not exist cannot be seen, so such "
            "rows are unreadable in a plan.",
        )

    def _rights(self) -> Iterator[Fact]:
        if self.tries_update:
            yield try_update(UPDATE, self.reader)
        else:
            yield unknown(
                UPDATE, "Only writing shows it; --try-update tries it on a number that nobody has."
            )
        yield unknown(CREATE, "Only writing shows it. The token has exactly its user's rights.")


def _time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
