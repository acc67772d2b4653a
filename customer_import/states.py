"""The words the ledger's columns hold."""

from enum import StrEnum


class RowState(StrEnum):
    """What became of a row; every row has exactly one, and they add up."""

    SAVED = "saved"
    FAILED = "failed"
    INVALID = "invalid"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    PENDING = "pending"


SETTLED = (RowState.SAVED, RowState.SKIPPED)
"""Of a row in one of these nothing is kept but that it is; so of a record."""
IS_SETTLED = "(" + " OR ".join(f"state = '{state}'" for state in SETTLED) + ")"
"""The same as a condition of SQL."""


class ItemState(StrEnum):
    """What became of one record of a row: its customer, or one of its addresses.

    STAGED waits to be sent; SENT was written down before a request left, and is not yet answered.
    """

    STAGED = "staged"
    SENT = "sent"
    SAVED = "saved"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


class RunState(StrEnum):
    """How far a run has come.

    Of a PURGED one nothing is left but what its list's next run is held against.
    """

    STAGING = "staging"
    STAGED = "staged"
    DONE = "done"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    CLOSED = "closed"
    PURGED = "purged"


UNFINISHED = (RunState.STAGED, RunState.STOPPED, RunState.INTERRUPTED)
"""A run in one of these goes on when its command is given again."""

KNOWN = (ItemState.SENT, ItemState.SAVED, ItemState.UNKNOWN)
"""What is known of a record from one run to the next."""
