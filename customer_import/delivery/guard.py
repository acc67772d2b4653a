"""What looks at customers once more, just before the request that writes them leaves."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from customer_import.api.reading.calibrate import ADVICE, Calibration
from customer_import.errors import CannotRead, Stopped
from customer_import.ledger.rows.request_batch import RecordOutcome, RequestBatch
from customer_import.ledger.sending.outbox import Outbox


class Checked(NamedTuple):
    """What a look at the server says of a request.

    Attributes:
        batch: the records that may be sent; there may be none.
        outcomes: what became of the others.
    """

    batch: RequestBatch
    outcomes: tuple[RecordOutcome, ...]


class Guard(Protocol):
    """Decides which records may be sent."""

    @property
    def is_unproven(self) -> bool:
        """Return whether nothing proves yet that reads tell the truth: rows go one by one."""

    @property
    def left_open(self) -> Stopped | None:
        """Say why the run is not complete, if customers could not be read."""

    def check(self, batch: RequestBatch) -> Checked:
        """Look at the customers of a request.

        Raises:
            Stopped: the server cannot be read.
            Interrupted: the user asked to stop.
        """


class Calibrates(Protocol):
    """Finds out how the server answers reads."""

    calibration: Calibration | None

    def calibrate(self, known: Iterable[str] = ()) -> Calibration:
        """Find out how the server answers."""


def is_unproven(reader: Calibrates) -> bool:
    """Return whether the server had nobody to calibrate by."""
    return reader.calibration is not None and reader.calibration.is_empty


def prove(reader: Calibrates, outbox: Outbox) -> None:
    """Calibrate by what the run created, where the server had nobody to calibrate by.

    Raises:
        CannotRead: a customer that was created cannot be read back.
        Stopped, Interrupted: as of any request.
    """
    if not is_unproven(reader):
        return
    saved = outbox.saved_numbers()
    if reader.calibrate(saved).is_empty and saved:
        message = f"Customer {saved[0]} was created, and the server does not show it."
        raise CannotRead(message, ADVICE)


@dataclass(frozen=True, slots=True)
class ReadBack:
    """Lets everything be sent, once a customer that was created first was read back.

    Attributes:
        reader: of the server, which was empty.
        outbox: of the run.
    """

    reader: Calibrates
    outbox: Outbox

    @property
    def is_unproven(self) -> bool:
        """Return whether nothing was read back yet: rows go one by one."""
        return is_unproven(self.reader)

    @property
    def left_open(self) -> Stopped | None:
        """Return nothing: every row may be sent."""
        return None

    def check(self, batch: RequestBatch) -> Checked:
        """Let a request be sent.

        Raises:
            CannotRead: what was created cannot be read back.
            Stopped, Interrupted: as of any request.
        """
        prove(self.reader, self.outbox)
        return Checked(batch, ())
