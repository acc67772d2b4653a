"""Beside a ledger: how many requests it has written down, so that it cannot forget one unnoticed.

SQLite takes a write-ahead log whose end is lost or damaged for one that ended there. What such a
ledger forgot may have reached the server, and the next run would send it again.
"""

import sqlite3
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path

from customer_import.errors import LedgerError

_WRITTEN = "SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = 'requests'"


def count_file(ledger: Path) -> Path:
    """Return the file with the count of a ledger's requests."""
    return ledger.with_name(f"{ledger.name}.requests")


def requests_forgotten(connection: sqlite3.Connection, ledger: Path) -> int:
    """Count the requests a ledger no longer knows of.

    Raises:
        LedgerError: what is told of them cannot be read.
    """
    try:
        told = int(count_file(ledger).read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return 0
    except OSError as error:
        raise _unusable(count_file(ledger), error) from error
    (written,) = connection.execute(_WRITTEN).fetchone()
    return max(0, told - int(written))


@dataclass(slots=True)
class RequestCount:
    """Takes note of each request that a ledger has written down.

    It need not be on the disk before the request leaves: after a power cut it says too little,
    never too much.
    """

    ledger: Path
    _file: FileIO | None = field(default=None, init=False)

    def note(self, request: int) -> None:
        """Take note of a request that is written down, by its id in the ledger.

        Raises:
            LedgerError: the disk refuses.
        """
        path = count_file(self.ledger)
        try:
            if self._file is None:
                path.touch(mode=0o600, exist_ok=True)
                self._file = FileIO(path, "r+")
            self._file.seek(0)
            self._file.write(b"%020d\n" % request)
        except OSError as error:
            raise _unusable(path, error) from error

    def close(self) -> None:
        """Close its file."""
        if self._file is not None:
            self._file.close()


def _unusable(path: Path, error: OSError) -> LedgerError:
    message = f"{path}, which belongs to the ledger, cannot be used: {error.strerror}."
    return LedgerError(message, "Make it readable and writable, or take it away.")
