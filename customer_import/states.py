"""The words that are in the ledger's columns."""

from enum import IntEnum, StrEnum


class RowState(StrEnum):
    """What became of a row; every row has exactly one, and they add up.

    A HELD one is not sent, because its customer changed at the server since the plan, or whether
    it exists could not be read.
    """

    SAVED = "saved"
    FAILED = "failed"
    INVALID = "invalid"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    HELD = "held"
    PENDING = "pending"


SETTLED = (RowState.SAVED, RowState.SKIPPED)
"""The states of rows and records whose content is not kept."""
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
    HELD = "held"


class RunState(StrEnum):
    """How far a run has come.

    A PLANNED one waits for a person to apply it; it stays so until all of it is done.

    A PURGED one has only what the next run of its list is compared with.
    """

    STAGING = "staging"
    STAGED = "staged"
    PLANNED = "planned"
    DONE = "done"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    CLOSED = "closed"
    PURGED = "purged"


UNFINISHED = (RunState.STAGED, RunState.STOPPED, RunState.INTERRUPTED)
"""A run in one of these goes on when its command is given again."""


class Keeps(IntEnum):
    """What a ledger keeps of a run: counts and causes; what became of each row; all.

    FORGETTING is on the way to COUNTS: some rows are gone already, so none is shown.
    """

    COUNTS = 0
    FORGETTING = 1
    ROWS = 2
    ALL = 3


class KnownState(IntEnum):
    """What is known of a record from one run to the next.

    SENT: something was sent under its number, and nobody knows which content stands there now.
    """

    SENT = 0
    SAVED = 1
    UNKNOWN = 2
