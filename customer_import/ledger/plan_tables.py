"""The tables of plans: a ledger has them from its first plan on."""

import sqlite3

PLAN_TABLES = (
    """\
CREATE TABLE plans (
    run INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
    undoes TEXT NOT NULL,
    lacking TEXT NOT NULL,
    not_compared TEXT NOT NULL
)""",
    """\
CREATE TABLE changes (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    row INTEGER NOT NULL,
    number TEXT,
    action TEXT NOT NULL,
    fields TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (run, row)
) WITHOUT ROWID""",
    "CREATE INDEX changes_by_action ON changes (run, action)",
)
"""`plans` has a line for each planned run, `changes` one for each row that it looked up, with the
old values: these are personal data."""


def has_plans(connection: sqlite3.Connection) -> bool:
    """Return whether a ledger ever had a plan."""
    found = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'plans'")
    return found.fetchone() is not None


def make_plan_tables(connection: sqlite3.Connection) -> None:
    """Make the tables of plans, where they are missing; inside a transaction."""
    if not has_plans(connection):
        for statement in PLAN_TABLES:
            connection.execute(statement)
