"""Brings a ledger of an earlier format to today's: one function for each step.

All steps are one transaction, so a ledger whose migration is interrupted is as it was.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from xxhash import xxh3_128_digest

from customer_import.customer import folded
from customer_import.ledger.rows.packets import (
    Packet,
    Packets,
    as_contents,
    digest,
    unpacked_packet,
)
from customer_import.ledger.rows.request_batch import NOT_AS_STAGED
from customer_import.ledger.runs.results import NOTE_COUNTS, packed_counts
from customer_import.ledger.schema import VERSION, statements
from customer_import.records.built.record_batch import KIND
from customer_import.states import Keeps, KnownState

INCREMENTAL = 2
"""The mode of a file that gives free space back bit by bit."""


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Bring a ledger to today's format, and let it give back its free space.

    Raises:
        sqlite3.Error: the disk refuses, or the ledger is damaged; it is as it was.
    """
    with _for_large_changes(connection):
        if version < VERSION:
            _take_steps(connection, version)
        if connection.execute("PRAGMA auto_vacuum").fetchone() != (INCREMENTAL,):
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            connection.execute("VACUUM")


def _take_steps(connection: sqlite3.Connection, version: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for number in range(version, VERSION):
            STEPS[number](connection)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.commit()
    finally:
        # Nothing is left of a step that failed; once all are done, there is nothing to undo.
        connection.rollback()


@contextmanager
def _for_large_changes(connection: sqlite3.Connection) -> Iterator[None]:
    """Let tables be replaced; what is sorted meanwhile never reaches the system's own folder."""
    settings = {"foreign_keys": "ON", "legacy_alter_table": "OFF", "secure_delete": "ON"}
    settings["temp_store"] = "DEFAULT"
    for name, value in zip(settings, ("OFF", "ON", "OFF", "MEMORY"), strict=True):
        connection.execute(f"PRAGMA {name} = {value}")
    try:
        yield
    finally:
        for name, value in settings.items():
            connection.execute(f"PRAGMA {name} = {value}")


def _from_2_to_3(connection: sqlite3.Connection) -> None:
    """Know records by folded numbers and small digests, apart from what is in flight."""
    connection.create_function("folded_key", 1, _folded_key, deterministic=True)
    connection.create_function("as_content", 1, _as_content, deterministic=True)
    _make_room(connection, _CHANGED)
    for statement in _COPY:
        connection.execute(statement)
    _renew_packets(connection)
    for table in ("runs", "items"):
        _carry_over_ids(connection, table)
    for table in _CHANGED:
        connection.execute(f"DROP TABLE old_{table}")
    for (run,) in connection.execute("SELECT id FROM runs WHERE NOT behind").fetchall():
        connection.execute(NOTE_COUNTS, (packed_counts(connection, run), run))


STEPS: dict[int, Callable[[sqlite3.Connection], None]] = {2: _from_2_to_3}
"""What makes the next format, by the one it begins with."""
OLDEST = min(STEPS)


def _make_room(connection: sqlite3.Connection, tables: tuple[str, ...]) -> None:
    """Set tables aside, and make those of the next format."""
    names = {statement.split()[2] for statement in statements()}
    indexes = "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql NOT NULL"
    for (index,) in connection.execute(f"{indexes} AND tbl_name IN {tables}").fetchall():
        if index in names:
            connection.execute(f"DROP INDEX {index}")
    for table in tables:
        connection.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    made = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    for statement in statements():
        if statement.split()[2] not in made:
            connection.execute(statement)


def _carry_over_ids(connection: sqlite3.Connection, table: str) -> None:
    """Let no id be given twice, also where its line is gone."""
    connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
    renamed = "UPDATE sqlite_sequence SET name = ? WHERE name = ?"
    connection.execute(renamed, (table, f"old_{table}"))


def _folded_key(key: str) -> str:
    number, mark, kind = key.partition(KIND)
    return folded(number) + mark + kind


def _as_content(found: bytes | None) -> int | None:
    return None if found is None else as_contents([found])[0]


def _renew_packets(connection: sqlite3.Connection) -> None:
    """Give the records that are still to be sent their new digests, and their packets new seals.

    Raises:
        sqlite3.DatabaseError: a record is not what was staged.
    """
    for first, seal, packed, items in connection.execute(_OLD_PACKETS).fetchall():
        if xxh3_128_digest((items or "").encode()) != seal:
            raise sqlite3.DatabaseError(NOT_AS_STAGED)
        contents = _new_contents(unpacked_packet(packed), first)
        connection.executemany("UPDATE items SET content = ? WHERE id = ?", contents)
        Packets(connection).reseal([first])


def _new_contents(packet: Packet, first: int) -> Iterator[tuple[int, int]]:
    """Yield the digest and the item of each record of a packet that is still there."""
    lines = zip(packet.records.split(b"\n"), packet.rows, packet.keys, strict=True)
    for item, (payload, row, key) in enumerate(lines, first):
        if payload:
            yield digest(payload, row, key, _folded_key(key) if key else None), item


def _folded(column: str) -> str:
    """Return a key as it is known. Plain ones are folded by SQLite itself, in less time."""
    return f"CASE WHEN {column} GLOB '*[^!-~]*' THEN folded_key({column}) ELSE lower({column}) END"


def _seconds(column: str) -> str:
    return f"ifnull(CAST(strftime('%s', {column}) AS INTEGER), 0)"


def _state(column: str) -> str:
    codes = " ".join(f"WHEN '{each.name.lower()}' THEN {each:d}" for each in KnownState)
    return f"CASE {column} {codes} END"


_OLD_PACKETS = """
SELECT first, seal, packet, group_concat(hex(content) || ifnull(key, ''))
FROM packets LEFT JOIN old_items ON id >= first AND id < first + records GROUP BY first
"""
_CHANGED = ("runs", "rows", "items", "problems", "known")
_COPY = (
    "INSERT INTO run_names (id, name) SELECT id, name FROM old_runs",
    # Names of runs that are forgotten get ids that no run has had.
    """
    INSERT INTO run_names (id, name) SELECT -row_number() OVER (ORDER BY run), run FROM
        (SELECT run FROM old_known UNION SELECT before_run FROM old_known WHERE before_run NOT NULL)
    WHERE run NOT IN (SELECT name FROM old_runs)
    """,
    "DELETE FROM sqlite_sequence WHERE name = 'run_names'",
    """
    INSERT INTO sqlite_sequence (name, seq)
    SELECT 'run_names', seq FROM sqlite_sequence WHERE name = 'old_runs'
    """,
    f"INSERT INTO runs SELECT *, NULL, {Keeps.ALL:d} FROM old_runs",
    "INSERT INTO rows SELECT * FROM old_rows",
    f"""
    INSERT INTO items (id, run, row, shape, key, content, state, request)
    SELECT id, run, row, shape, {_folded("key")}, as_content(content), state, request
    FROM old_items ORDER BY id
    """,
    """
    INSERT INTO problems
        (run, row, field, "column", value, code, message, severity, cause, sent)
    SELECT run, nullif(row, 0), field, "column", value, code, message, severity, '', sent
    FROM old_problems ORDER BY rowid
    """,
    f"""
    INSERT INTO known (key, content, state, run, at, is_new, spelled)
    SELECT {_folded("key")}, as_content(content), {_state("state")}, run_names.id, {_seconds("at")},
        FALSE, nullif(key, {_folded("key")})
    FROM old_known JOIN run_names ON run_names.name = run WHERE key NOT NULL
    ORDER BY call, key
    ON CONFLICT (key) DO UPDATE SET
        state = CASE WHEN {KnownState.UNKNOWN:d} IN (state, excluded.state)
            THEN {KnownState.UNKNOWN:d} ELSE {KnownState.SENT:d} END,
        run = CASE WHEN excluded.at < at THEN run ELSE excluded.run END,
        content = CASE WHEN excluded.at < at THEN content ELSE excluded.content END,
        spelled = NULL, at = max(at, excluded.at)
    """,
    f"""
    INSERT INTO flying (item, key, was_content, was_state, was_run, was_at, was_spelled)
    SELECT item, {_folded("key")}, as_content(before_content), {_state("before_state")},
        run_names.id, {_seconds("before_at")}, nullif(key, {_folded("key")})
    FROM old_known LEFT JOIN run_names ON run_names.name = before_run
    WHERE item NOT NULL AND key NOT NULL
    """,
    f"""
    CREATE TEMP TABLE lines AS
    SELECT as_content(content) AS content,
        row_number() OVER (PARTITION BY content ORDER BY old_known.id) AS nth,
        {_state("state")} AS state, run_names.id AS run, {_seconds("at")} AS at, item,
        {_state("before_state")} AS was_state, was.id AS was_run, {_seconds("before_at")} AS was_at
    FROM old_known JOIN run_names ON run_names.name = run
    LEFT JOIN run_names AS was ON was.name = before_run WHERE key IS NULL
    """,
    "INSERT INTO created SELECT content, nth, state, run, at FROM temp.lines ORDER BY content, nth",
    """
    INSERT INTO flying (item, content, nth, was_content, was_state, was_run, was_at)
    SELECT item, content, nth, content, was_state, was_run, was_at FROM temp.lines
    WHERE item NOT NULL
    """,
    "DROP TABLE temp.lines",
)
