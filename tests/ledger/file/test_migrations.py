import sqlite3
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from customer_import.api.reply import NoReply, Trouble
from customer_import.errors import LedgerError
from customer_import.ledger.file.migrations import INCREMENTAL, OLDEST, STEPS, migrate
from customer_import.ledger.file.soundness import faults
from customer_import.ledger.known.known import is_new
from customer_import.ledger.ledger import ledger_at
from customer_import.ledger.schema import VERSION, statements

STORED = Path(__file__).parents[2] / "data" / "ledgers"
OLD = sorted(STORED.glob("version-*.sql"))


def stored(path: Path, name: str) -> sqlite3.Connection:
    """Make a ledger that the code of an earlier format left, and return a connection to it."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript((STORED / f"{name}.sql").read_text("utf-8"))
    return connection


def known(connection: sqlite3.Connection) -> dict[str, tuple[int, str | None]]:
    """Return state and old spelling of what is known, by key."""
    found = connection.execute("SELECT key, state, spelled FROM known").fetchall()
    return {key: (state, spelled) for key, state, spelled in found}


def test_the_tables_are_those_of_the_version() -> None:
    """Tables that change need a new version, and a step that makes them of the old ones.

    What is pinned may change only as long as no release has written ledgers of this version.
    """
    pinned = (STORED / f"schema-{VERSION}.txt").read_text("utf-8")
    assert ";\n".join([*statements(), ""]) == pinned
    assert sorted(STEPS) == list(range(OLDEST, VERSION))


@pytest.mark.parametrize("name", [path.stem for path in OLD])
def test_a_migrated_ledger_is_like_a_new_one(tmp_path: Path, name: str) -> None:
    """It has the same tables, is sound, and gives back its free space."""
    path = tmp_path / "a.sqlite"
    connection = stored(path, name)
    migrate(connection, int(name.split("-")[1]))
    made = connection.execute("SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite%'")
    assert sorted(sql for (sql,) in made) == sorted(statements())
    assert faults(connection) == []
    assert connection.execute("PRAGMA auto_vacuum").fetchone() == (INCREMENTAL,)
    connection.close()


def test_two_spellings_of_a_number_become_one(tmp_path: Path) -> None:
    """The later one stays; content that differs is forgotten; an unknown one wins."""
    connection = stored(tmp_path / "a.sqlite", "version-2-used")
    late = "2027-01-01T00:00:00+00:00"
    lines = [("C7", "unknown"), ("c6", "saved"), ("E1", "saved"), ("e1", "sent")]
    connection.executemany(
        "INSERT INTO known (call, key, content, state, run, at)"
        f" VALUES ('customers', ?, randomblob(16), ?, 'late', '{late}')"
        " ON CONFLICT (call, key) WHERE key NOT NULL DO NOTHING",
        lines,
    )
    migrate(connection, 2)
    found = known(connection)
    assert {key: found[key] for key in ("c1", "c6", "e1", "c2\x1fBilling", "00042", "ä-5")} == {
        "c1": (0, None),
        "c6": (2, None),
        "e1": (0, None),
        "c2\x1fBilling": (1, "C2\x1fBilling"),
        "00042": (1, None),
        "ä-5": (1, "Ä-5"),
    }
    of_run = "SELECT name FROM known JOIN run_names ON run_names.id = run WHERE key = 'c6'"
    assert connection.execute(of_run).fetchone() == ("late",)
    connection.close()


def test_a_number_in_another_case_is_skipped_where_an_earlier_version_saved_it(bench: Any) -> None:
    """The digest of that time has the number as it was spelled then; it is compared once."""
    stored(bench.path, "version-2-used").close()
    rows = [bench.keyed("ä-5", "Zoë", note="Called twice"), bench.keyed("D1"), bench.keyed("d2")]
    assert bench.run(*rows, file="x.csv").states == {2: "skipped", 3: "skipped", 4: "saved"}
    rows[0] = bench.keyed("Ä-5", "Zoë", note="Called twice")
    assert set(bench.run(*rows, file="x.csv").states.values()) == {"skipped"}
    with bench.opened() as (ledger, _):
        assert known(ledger.connection)["ä-5"] == (1, None)


def test_no_id_is_given_twice_after_a_migration(tmp_path: Path) -> None:
    """Also where the last runs, records and requests are gone; names of forgotten runs stay."""
    connection = stored(tmp_path / "a.sqlite", "version-2-used")
    last = dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    for table in ("items", "packets", "requests", "runs"):
        connection.execute(f"DELETE FROM {table}")
    migrate(connection, 2)
    now = dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    assert now == {**last, "run_names": last["runs"]}
    names = connection.execute("SELECT count(*) FROM run_names WHERE id < 0").fetchone()
    assert names > (0,)
    connection.close()


@pytest.mark.parametrize("moment", [1, 30, 60, 90])
def test_an_interrupted_migration_leaves_the_ledger_as_it_was(tmp_path: Path, moment: int) -> None:
    """The version that wrote it can go on with it, and so can this one."""
    connection = stored(tmp_path / "a.sqlite", "version-2-used")
    before, steps = list(connection.iterdump()), count(1)
    connection.set_progress_handler(lambda: next(steps) >= moment, 100)
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        migrate(connection, 2)
    connection.set_progress_handler(None, 0)
    assert list(connection.iterdump()) == before
    assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    migrate(connection, 2)
    assert known(connection)
    connection.close()


def test_a_damaged_record_is_not_migrated(bench: Any) -> None:
    """What would be sent is compared with its old seal before it gets a new one."""
    connection = stored(bench.path, "version-2-used")
    waiting = "(SELECT max(id) FROM items WHERE state = 'staged')"
    connection.execute(f"UPDATE items SET key = 'K9' WHERE id = {waiting}")
    connection.close()
    with pytest.raises(LedgerError, match="a record in it is not what was staged"):
        bench.run(bench.keyed("C1"))


def test_a_lost_line_of_a_created_customer_is_noticed(bench: Any) -> None:
    """It would be created once more: nothing is sent."""
    bench.run(*(bench.auto(f"N{i}") for i in range(5)))
    with bench.opened() as (ledger, _):
        ledger.connection.execute("DROP TRIGGER created_goes")
        sql = next(each for each in statements() if "created_goes" in each)
        one = ledger.connection.execute("SELECT content FROM created LIMIT 1").fetchone()
        ledger.connection.execute("DELETE FROM created WHERE content = ?", one)
        ledger.connection.execute(sql)
    with pytest.raises(LedgerError, match="it has lost customers that the server numbered"):
        bench.run(*(bench.auto(f"N{i}") for i in range(5)), file="b.csv")
    assert len(bench.account.created) == 5
    assert bench.run(bench.keyed("C1")).counts == {"saved": 1}
    with bench.opened() as (ledger, _):
        assert faults(ledger.connection) == ["it has lost customers that the server numbered."]


def test_whether_a_number_was_known_before_a_request_is_kept(bench: Any) -> None:
    """Equal values at the server prove that a request was done only for a new customer."""
    bench.run(bench.keyed("C1", "A"))
    bench.account.fault = lambda _, __: (NoReply(Trouble.MAYBE_DONE, "timed out"), True)
    bench.run(bench.keyed("C1", "B", note="VIP"), bench.keyed("C2", "B", note="VIP"))
    with ledger_at(bench.path, bench.time.now()) as ledger:
        assert [is_new(ledger.connection, key) for key in ("c1", "c2", "c3")] == [
            False,
            True,
            False,
        ]
