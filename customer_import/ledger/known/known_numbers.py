"""Customer numbers that a ledger knows to exist at its server."""

import sqlite3

from customer_import.records.built.record_batch import KIND
from customer_import.states import KnownState

RUNS = 10
"""So many of the last runs are looked at first, for their customers are most likely still there."""


def known_numbers(connection: sqlite3.Connection, most: int) -> list[str]:
    """Return numbers of customers that were saved, at most so many; those of the last runs first.

    They are as they were spelled, or folded where the run that saved them is gone.
    """
    latest = connection.execute(_OF_LAST_RUNS, {"runs": RUNS, "most": most})
    found = dict.fromkeys(key for (key,) in latest)
    if len(found) < most:
        others = connection.execute(_OF_ALL, {"kind": KIND, "most": most})
        found.update(dict.fromkeys(key for (key,) in others))
    return list(found)[:most]


_OF_LAST_RUNS = """
SELECT key FROM rows WHERE run > (SELECT max(id) FROM runs) - :runs
    AND state = 'saved' AND key NOT NULL
ORDER BY run DESC, number DESC LIMIT :most
"""
_OF_ALL = f"""
SELECT key FROM known WHERE state = {KnownState.SAVED:d} AND instr(key, :kind) = 0 LIMIT :most
"""
