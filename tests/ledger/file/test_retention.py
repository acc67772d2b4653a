from datetime import timedelta
from typing import Any

import pytest

from customer_import.api.reply import Reply
from customer_import.ledger.file.retention import KEPT, LAST_RUNS, LINES, Retention
from customer_import.ledger.file.soundness import faults
from customer_import.ledger.runs.history import History
from customer_import.ledger.runs.results import Results
from customer_import.states import Keeps

TABLES = ("rows", "skipped", "blocks", "items", "requests", "packets", "cells", "problems")


def lines(bench: Any) -> dict[str, int]:
    """Return how many lines the tables have."""
    with bench.opened() as (ledger, _):
        return {
            table: ledger.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in TABLES
        }


def forget(bench: Any) -> None:
    """Open the ledger as often as it takes until nothing is left to forget."""
    for _ in range(40):
        with bench.opened() as (ledger, _), ledger.writing():
            Retention(ledger.connection, bench.time.now(), lambda: 1.0).forget()


def later(bench: Any, runs: int = LAST_RUNS) -> None:
    """Let thirty days pass, and some runs of another list."""
    bench.time.sleep(KEPT.total_seconds() + 60)
    for i in range(runs):
        bench.run(bench.keyed(f"X{i}"), file="later.csv")


def keeps(bench: Any, run: int = 1) -> Keeps:
    """Return what is kept of a run."""
    with bench.opened() as (ledger, _):
        found = ledger.connection.execute("SELECT keeps FROM runs WHERE id = ?", (run,))
        return Keeps(found.fetchone()[0])


@pytest.fixture
def used(bench: Any) -> Any:
    """A desk whose first run saved, refused, skipped and found wrong rows."""
    bench.run(*(bench.keyed(f"C{i}") for i in range(5)), file="before.csv")
    bench.account.refuses = lambda record: "No." if record.get("CustomerName") == "Bad" else ""
    bad = [bench.keyed(f"B{i}", "Bad") for i in range(3)]
    twice = [bench.keyed("T1"), bench.keyed("t1")]
    bench.run(*(bench.keyed(f"C{i}") for i in range(5)), bench.keyed("D"), *bad, *twice)
    return bench


def test_rows_of_old_runs_go_and_counts_and_causes_stay(used: Any) -> None:
    """The history still says how many rows came to which end, and why."""
    with used.opened() as (ledger, _):
        before = Results(ledger.connection, 2).counts()
    later(used)
    forget(used)
    with used.opened() as (ledger, _):
        results = Results(ledger.connection, 2)
        run = History(ledger.connection).runs()[-1]
        assert results.counts() == before
        assert [(each.code, each.rows) for each in results.causes()] == [
            ("refused", 3),
            ("customer-number-twice", 2),
        ]
        assert list(results.rows()) == []
        assert faults(ledger.connection) == []
        left = "SELECT count(*) FROM items WHERE run <= 2"
        assert ledger.connection.execute(left).fetchone() == (0,)
    assert run.keeps == Keeps.COUNTS
    assert lines(used)["blocks"] == 0


def test_what_is_known_stays(used: Any) -> None:
    """A customer of an old run is not sent again."""
    later(used)
    forget(used)
    ran = used.run(*(used.keyed(f"C{i}") for i in range(5)))
    assert ran.counts == {"skipped": 5}


def test_rows_of_the_last_runs_are_kept_longer(used: Any) -> None:
    """Somebody who imports twice a year can still look at the last list; its cells are gone."""
    later(used, runs=0)
    forget(used)
    assert keeps(used, 2) == Keeps.ROWS
    with used.opened() as (ledger, _):
        rows = list(Results(ledger.connection, 2).rows())
    assert len(rows) == 11
    assert not any(row.cells for row in rows)


def test_a_run_that_may_have_created_customers_keeps_what_its_next_is_compared_with(
    bench: Any,
) -> None:
    """Changed rows without a number are noticed, however old the list is."""
    bench.run(*(bench.auto(f"N{i}") for i in range(6)))
    later(bench)
    forget(bench)
    changed = [bench.auto(f"N{i}") for i in range(5)] + [bench.auto("New")]
    ran = bench.run(*changed, send=False)
    assert (ran.counts, ran.staged.changed_auto) == ({"skipped": 5, "pending": 1}, 1)


def test_a_stopped_run_is_not_gone_on_with_once_a_part_of_it_is_forgotten(bench: Any) -> None:
    """The same command begins anew, from the file."""
    bench.account.fault = lambda _, __: (Reply(401, {}, b""), False)
    first = bench.run(bench.keyed("C1"))
    bench.time.sleep(KEPT.total_seconds() + 60)
    bench.account.fault = lambda _, __: None
    again = bench.run(bench.keyed("C1"))
    assert again.counts == {"saved": 1}
    assert again.staged.run.name != first.staged.run.name


def test_a_command_forgets_only_a_little(bench: Any) -> None:
    """A large run goes in many steps, of which each is short; until then none of it is shown."""
    bench.run(*(bench.keyed(f"C{i}") for i in range(LINES + 500)))
    later(bench)
    found = []
    for _ in range(8):
        with bench.opened() as (ledger, _):
            sql = "SELECT (SELECT count(*) FROM rows WHERE run = 1), keeps FROM runs WHERE id = 1"
            found.append(ledger.connection.execute(sql).fetchone())
            with ledger.writing():
                Retention(ledger.connection, bench.time.now(), lambda: 1.0).forget()
    assert found[-1] == (0, Keeps.COUNTS)


def test_free_space_is_given_back(bench: Any) -> None:
    """The file gets smaller again, some pages with each command."""
    bench.run(*(bench.keyed(f"C{i}", "Name " * 20, billing="Ely") for i in range(3_000)))
    before = bench.path.stat().st_size
    later(bench)
    forget(bench)
    assert bench.path.stat().st_size < before * 0.65
    with bench.opened() as (ledger, _):
        (free,) = ledger.connection.execute("PRAGMA freelist_count").fetchone()
    assert free < 50


def test_a_purge_takes_causes_too(used: Any) -> None:
    """They are what the runs were, and go with them."""
    later(used)
    forget(used)
    with used.opened() as (ledger, _), ledger.writing():
        History(ledger.connection).purge(used.time.now() - timedelta(days=1))
        assert ledger.connection.execute("SELECT count(*) FROM causes").fetchone() == (0,)
