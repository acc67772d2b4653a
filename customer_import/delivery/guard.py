"""What looks at customers once more, just before the request that writes them leaves."""

from typing import NamedTuple, Protocol

from customer_import.errors import Stopped
from customer_import.ledger.request_batch import RecordOutcome, RequestBatch


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
