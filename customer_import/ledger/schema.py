"""The tables of a ledger."""

from collections.abc import Iterable

from customer_import.states import KNOWN, ItemState, RowState, RunState

APPLICATION = 0x43494D50
"""`CIMP`, in the file's header: this is a ledger and no other database."""
VERSION = 2
_LATER = (" OR state = 'held'", " OR state = 'planned'")
"""States that ledgers of this version did not have at first; format 3 always has them."""


def _one_of(states: Iterable[str]) -> str:
    # Else a word that a damaged file turned into another would be counted nowhere. Not by IN:
    # SQLite would make a table anew for each row it looks at.
    allowed = " OR ".join(f"state = '{state}'" for state in states)
    return f"TEXT NOT NULL CHECK ({allowed})"


SCHEMA = f"""
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    identity TEXT NOT NULL,
    state {_one_of(RunState)},
    started TEXT NOT NULL,
    finished TEXT,
    seconds REAL NOT NULL DEFAULT 0,
    file TEXT NOT NULL,
    file_digest TEXT NOT NULL,
    mapping TEXT NOT NULL,
    mapping_text TEXT NOT NULL,
    target TEXT NOT NULL,
    headers TEXT NOT NULL,
    delimiter TEXT NOT NULL,
    is_report INTEGER NOT NULL,
    is_whole INTEGER NOT NULL,
    path TEXT NOT NULL,
    wrote INTEGER,
    parent INTEGER,
    version TEXT NOT NULL,
    stopped TEXT NOT NULL DEFAULT '',
    behind INTEGER NOT NULL DEFAULT FALSE
);
CREATE TABLE rows (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    number INTEGER NOT NULL,
    state {_one_of(RowState)},
    key TEXT,
    message TEXT NOT NULL DEFAULT '',
    origin INTEGER,
    PRIMARY KEY (run, number)
) WITHOUT ROWID;
CREATE INDEX rows_by_origin ON rows (run, origin) WHERE origin NOTNULL;
CREATE TABLE cells (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    texts BLOB NOT NULL,
    PRIMARY KEY (run, first)
);
CREATE TABLE shapes (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    call TEXT NOT NULL,
    fields TEXT NOT NULL,
    safe INTEGER NOT NULL,
    seal BLOB NOT NULL
);
CREATE INDEX shapes_by_run ON shapes (run);
CREATE TABLE items (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    row INTEGER NOT NULL,
    shape INTEGER NOT NULL,
    key TEXT,
    content BLOB NOT NULL,
    state {_one_of(ItemState)},
    request INTEGER
);
CREATE INDEX items_by_row ON items (run, row);
CREATE INDEX items_sent ON items (run) WHERE state = 'sent';
CREATE INDEX items_troubled ON items (run, row) WHERE state = 'failed' OR state = 'unknown';
CREATE TABLE packets (
    first INTEGER PRIMARY KEY,
    shape INTEGER NOT NULL REFERENCES shapes ON DELETE CASCADE,
    records INTEGER NOT NULL,
    seal BLOB NOT NULL,
    packet BLOB NOT NULL
);
CREATE INDEX packets_by_shape ON packets (shape, first);
CREATE TABLE problems (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    row INTEGER NOT NULL,
    field TEXT NOT NULL,
    "column" TEXT NOT NULL,
    value TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    severity TEXT NOT NULL,
    sent INTEGER NOT NULL
);
CREATE INDEX problems_by_row ON problems (run, row);
CREATE TABLE requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    call TEXT NOT NULL,
    records INTEGER NOT NULL,
    size INTEGER NOT NULL,
    is_open INTEGER NOT NULL DEFAULT TRUE,
    is_saved INTEGER NOT NULL DEFAULT FALSE,
    carries BLOB NOT NULL,
    said BLOB,
    takes_unknown INTEGER NOT NULL,
    sent TEXT NOT NULL,
    answered TEXT,
    status INTEGER,
    outcome TEXT NOT NULL DEFAULT ''
);
CREATE INDEX requests_by_run ON requests (run);
CREATE INDEX requests_open ON requests (id) WHERE is_open;
CREATE TABLE known (
    id INTEGER PRIMARY KEY,
    call TEXT NOT NULL,
    key TEXT,
    content BLOB NOT NULL,
    state {_one_of(KNOWN)},
    run TEXT NOT NULL,
    at TEXT NOT NULL,
    item INTEGER,
    before_content BLOB,
    before_state TEXT,
    before_run TEXT,
    before_at TEXT
);
CREATE UNIQUE INDEX known_by_key ON known (call, key) WHERE key IS NOT NULL;
CREATE INDEX known_by_content ON known (content) WHERE key IS NULL;
CREATE INDEX known_by_item ON known (item) WHERE item IS NOT NULL;
"""


def statements() -> list[str]:
    """Return what makes them, one by one."""
    return [statement for each in SCHEMA.split(";") if (statement := each.strip())]


def before_later_states(statement: str) -> str:
    """Return a statement as it was before the tables had the states that came later."""
    for state in _LATER:
        statement = statement.replace(state, "")
    return statement
