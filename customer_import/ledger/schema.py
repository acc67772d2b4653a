"""The tables of a ledger.

What is known from one run to the next stays for years, in two of them. `known` has a line for each
customer with a number, and for each of its addresses, by the number as it is compared. `created`
has one for each customer that the server numbered, by content: the first of its equals, the second
and so on. A line of `known` that is lost only sends its record again; one of `created` would double
a customer, so these are sealed. `flying` has what was known before a record was sent that is not
answered yet. `plans` has a line for each planned run, `changes` one for each row that it looked up,
with the old values: these are personal data.

Where a list has several rows of one customer, `rows` has the first of them, and `followers` has the
others. They have the state of the first, and what the server says of it holds for all of them.

Times in them are seconds since 1970; `run` is the id of the run's name, which outlives the run.
"""

import sqlite3
from collections.abc import Iterable

from customer_import.states import ItemState, Keeps, KnownState, RowState, RunState

APPLICATION = 0x43494D50
"""`CIMP`, in the file's header: this is a ledger and no other database."""
VERSION = 3
"""Of the tables below. A change of them needs a new version, and a step in `migrations`."""
BUCKET = 50
"""Customers that the server numbered are sealed in buckets: by the digest without so many bits."""


def _one_of(states: Iterable[str]) -> str:
    # Else a word that a damaged file turned into another would be counted nowhere. Not by IN:
    # SQLite would make a table anew for each row it looks at.
    allowed = " OR ".join(f"state = '{state}'" for state in states)
    return f"TEXT NOT NULL CHECK ({allowed})"


_KNOWN = f"INTEGER NOT NULL CHECK (state BETWEEN {min(KnownState)} AND {max(KnownState)})"


def sealed(line: str = "") -> str:
    """Return what a line of `created` adds to its seal; its columns may be named after the line."""
    return f"({line}content % 1000000007) * (4 * {line}nth + {line}state + 1)"


def _resealed(sign: str, line: str) -> str:
    """Return what a trigger does for a line that comes (+) or goes (-)."""
    return (
        f"INSERT INTO seals VALUES ({line}content >> {BUCKET}, {sign}1, {sign}{sealed(line)})"
        " ON CONFLICT (bucket) DO UPDATE SET lines = lines + excluded.lines,"
        " total = total + excluded.total"
    )


SCHEMA = f"""
CREATE TABLE run_names (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE
);
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
    behind INTEGER NOT NULL DEFAULT FALSE,
    counts BLOB,
    keeps INTEGER NOT NULL DEFAULT {Keeps.ALL:d}
);
CREATE INDEX runs_by_state ON runs (state);
CREATE INDEX runs_behind ON runs (id) WHERE behind;
CREATE INDEX runs_by_keeping ON runs (keeps, started);
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
CREATE TABLE followers (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    number INTEGER NOT NULL,
    lead INTEGER NOT NULL,
    origin INTEGER,
    PRIMARY KEY (run, number)
) WITHOUT ROWID;
CREATE INDEX followers_by_lead ON followers (run, lead);
CREATE VIEW following_rows AS
    SELECT followers.run, followers.number, state, key, message, followers.origin, lead
    FROM followers JOIN rows ON rows.run = followers.run AND rows.number = lead;
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
    content INTEGER NOT NULL,
    state {_one_of(ItemState)},
    request INTEGER
);
CREATE INDEX items_by_row ON items (run, row);
CREATE INDEX items_without_key ON items (run) WHERE key IS NULL;
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
    row INTEGER,
    field TEXT NOT NULL,
    "column" TEXT NOT NULL,
    value TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    severity TEXT NOT NULL,
    cause TEXT NOT NULL,
    sent INTEGER NOT NULL
);
CREATE INDEX problems_by_row ON problems (run, row);
CREATE TRIGGER problems_of_followers AFTER INSERT ON problems WHEN new.sent BEGIN
    INSERT INTO problems
    SELECT new.run, number, new.field, new."column", new.value, new.code, new.message,
        new.severity, new.cause, new.sent
    FROM followers WHERE run = new.run AND lead = new.row; END;
CREATE TABLE causes (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    severity TEXT NOT NULL,
    code TEXT NOT NULL,
    field TEXT NOT NULL,
    "column" TEXT NOT NULL,
    cause TEXT NOT NULL,
    rows INTEGER NOT NULL,
    PRIMARY KEY (run, severity, code, field, "column", cause)
) WITHOUT ROWID;
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
CREATE TABLE blocks (
    id INTEGER PRIMARY KEY,
    seal BLOB NOT NULL UNIQUE,
    packed BLOB NOT NULL
);
CREATE TABLE skipped (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    block INTEGER NOT NULL REFERENCES blocks,
    PRIMARY KEY (run, first)
) WITHOUT ROWID;
CREATE INDEX skipped_by_block ON skipped (block);
CREATE TABLE known (
    key TEXT PRIMARY KEY,
    content INTEGER NOT NULL,
    state {_KNOWN},
    run INTEGER NOT NULL,
    at INTEGER NOT NULL,
    is_new INTEGER NOT NULL,
    spelled TEXT
) WITHOUT ROWID;
CREATE TABLE zero_lengths (
    length INTEGER PRIMARY KEY
);
CREATE TRIGGER known_with_zeros AFTER INSERT ON known
    WHEN new.key >= '0' AND new.key < '1' AND new.key NOT GLOB '*[^0-9]*'
    BEGIN INSERT OR IGNORE INTO zero_lengths VALUES (length(new.key)); END;
CREATE TABLE merged (
    name TEXT NOT NULL,
    last TEXT NOT NULL,
    PRIMARY KEY (name, last)
) WITHOUT ROWID;
CREATE TABLE created (
    content INTEGER NOT NULL,
    nth INTEGER NOT NULL,
    state {_KNOWN},
    run INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (content, nth)
) WITHOUT ROWID;
CREATE TABLE seals (
    bucket INTEGER PRIMARY KEY,
    lines INTEGER NOT NULL,
    total INTEGER NOT NULL
);
CREATE TRIGGER created_comes AFTER INSERT ON created BEGIN {_resealed("+", "new.")}; END;
CREATE TRIGGER created_goes AFTER DELETE ON created BEGIN {_resealed("-", "old.")}; END;
CREATE TRIGGER created_changes AFTER UPDATE ON created
    BEGIN {_resealed("-", "old.")}; {_resealed("+", "new.")}; END;
CREATE TABLE flying (
    item INTEGER PRIMARY KEY,
    key TEXT,
    content INTEGER,
    nth INTEGER,
    was_content INTEGER,
    was_state INTEGER,
    was_run INTEGER,
    was_at INTEGER,
    was_spelled TEXT
);
CREATE INDEX flying_created ON flying (content, nth) WHERE key IS NULL;
CREATE TABLE plans (
    run INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
    undoes TEXT NOT NULL,
    guesses TEXT NOT NULL,
    lacking TEXT NOT NULL,
    not_compared TEXT NOT NULL
);
CREATE TABLE changes (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    row INTEGER NOT NULL,
    number TEXT,
    action TEXT NOT NULL,
    fields TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (run, row)
) WITHOUT ROWID;
CREATE INDEX changes_by_action ON changes (run, action);
"""


def statements(schema: str = SCHEMA) -> list[str]:
    """Return what makes tables, one by one."""
    found: list[str] = []
    for part in schema.strip().split("\n"):
        begins = not found or sqlite3.complete_statement(found[-1])
        found = [*found, part] if begins else [*found[:-1], f"{found[-1]}\n{part}"]
    return [each.removesuffix(";") for each in found]
