import sqlite3
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from customer_import.endpoints import Call
from customer_import.errors import LedgerStopped
from customer_import.ledger.sending.outbox import Outbox
from customer_import.states import RowState


def noted(bench: Any, *rows: Any) -> None:
    """Stage a list, note that all its customers are saved, and die before that is worked in."""
    bench.run(*rows, send=False)
    with bench.opened() as (ledger, _):
        outbox = Outbox(ledger.connection, 1, "run", bench.time.now)
        for batch in list(outbox.batches(Call.CUSTOMERS, 10, 10_000)):
            with outbox.writing():
                request = outbox.intend(batch, 10)
            with outbox.writing():
                outbox.note_saved(request, [f"Id {row}" for row in batch.rows], 200, "answered")
            for record in batch.items:
                bench.account.customers[record.number] = {}
        states = ledger.connection.execute("SELECT DISTINCT state FROM items").fetchall()
        assert states == [("staged",)]


def test_what_is_noted_as_saved_is_saved_after_a_crash(bench: Any) -> None:
    """The note is on the disk: what it means is written when the ledger is opened again."""
    rows = [bench.keyed("C1"), bench.keyed("C2", note="VIP"), bench.auto("N1")]
    noted(bench, *rows)
    ran = bench.run(*rows)
    assert ran.counts == {"skipped": 3}
    assert bench.run(*rows, file="again.csv").counts == {"skipped": 3}
    assert bench.account.seen == []


def test_what_was_noted_is_told_of_its_rows(bench: Any) -> None:
    """With what the server said of each, and nothing of the list is kept."""
    rows = [bench.keyed("C1"), bench.keyed("C2", note="VIP"), bench.auto("N1")]
    noted(bench, *rows)
    with bench.opened() as (ledger, importer):
        run = ledger.connection.execute("SELECT identity FROM runs").fetchone()[0]
        found = list(importer.results(ledger.runs.unfinished(run)).rows())
        kept = "SELECT (SELECT count(*) FROM cells), (SELECT count(*) FROM packets)"
        assert ledger.connection.execute(kept).fetchone() == (0, 0)
        behind = "SELECT count(*) FROM runs WHERE behind UNION SELECT 0 FROM requests WHERE is_open"
        assert ledger.connection.execute(behind).fetchall() == [(0,)]
    assert [(str(row.state), row.message) for row in found] == [
        ("saved", "Id 2"),
        ("saved", "Id 3"),
        ("saved", "Id 4"),
    ]


def test_addresses_follow_what_was_noted(bench: Any) -> None:
    """A customer noted as saved counts as saved for its addresses, before it is worked in."""
    rows = [bench.keyed("C1", billing="Ely", shipping="York"), bench.keyed("C2", billing="Ely")]
    noted(bench, *rows)
    assert bench.run(*rows).counts == {"saved": 2}
    assert {seen.call for seen in bench.account.seen} == {Call.ADDRESSES}
    assert len(bench.account.addresses) == 3


def test_work_is_done_a_request_at_a_time_where_asked(bench: Any) -> None:
    """So an answer that lands meanwhile is not kept waiting for all of it."""
    bench.run(*(bench.keyed(f"C{i}") for i in range(6)), send=False)
    with bench.opened() as (ledger, _):
        outbox = Outbox(ledger.connection, 1, "run", bench.time.now)
        for batch in list(outbox.batches(Call.CUSTOMERS, 2, 10_000)):
            with outbox.writing():
                request = outbox.intend(batch, 10)
                outbox.note_saved(request, ["", ""], 200, "answered")
        count = "SELECT count(*) FROM items WHERE state = 'saved'"
        found = []
        while outbox.behind:
            outbox.work_in(1)
            found.append(ledger.connection.execute(count).fetchone()[0])
        ledger.connection.commit()
    assert found == [2, 4, 6]


@pytest.mark.parametrize("moment", range(1, 9))
@pytest.mark.parametrize("row", ["auto", "keyed"])
def test_rows_of_an_attempt_that_broke_off_are_told_what_became_of_them(
    bench: Any, row: str, moment: int
) -> None:
    """Where the disk refuses once, rows that were under way are unknown, or wait; and say so."""
    rows = [getattr(bench, row)(f"N{i}") for i in range(30)]
    bench.limits = type(bench.limits)(concurrency=2, records=10)
    bench.run(*rows, send=False)
    now, told = bench.time.now, count(-1)  # The ledger is opened first.

    def full() -> Any:
        if next(told) == moment:
            raise sqlite3.OperationalError("database or disk is full")
        return now()

    bench.time.now = full
    ran = bench.run(*rows)
    assert isinstance(ran.ended.stopped, LedgerStopped)
    bench.time.now = now
    with bench.opened() as (ledger, importer):
        found = list(importer.results(ran.staged.run).rows())
        items = dict(ledger.connection.execute("SELECT row, state FROM items").fetchall())
    states = {"staged": "pending"}
    assert {each.number: str(each.state) for each in found} == {
        number: states.get(state, state) for number, state in items.items()
    }
    sent = len(bench.account.created) + len(bench.account.customers)
    told_of = [each for each in found if each.state in (RowState.SAVED, RowState.UNKNOWN)]
    assert len(told_of) >= (sent if row == "auto" else 0)
    assert all(each.problems for each in found if each.state == RowState.UNKNOWN)
    bench.run(*rows)
    assert len(bench.account.created) + len(bench.account.customers) <= 30


def test_a_disk_that_refuses_the_end_of_a_run_has_stopped_it(desk: Any, tmp_path: Path) -> None:
    """All is saved and told of; that the run is done is noted by the same command."""
    asked: list[int] = []

    def run(name: str, last: int) -> Any:
        (tmp_path / name).mkdir()
        bench = desk(tmp_path / name)
        now = bench.time.now
        asked.clear()

        def at_last() -> Any:
            asked.append(1)
            if len(asked) == last:
                raise sqlite3.OperationalError("database or disk is full")
            return now()

        bench.time.now = at_last
        return bench.run(bench.keyed("C1"), bench.auto("N1"))

    assert run("well", 0).ended.stopped is None
    ran = run("full", len(asked))
    assert isinstance(ran.ended.stopped, LedgerStopped)
    assert ran.counts == {"saved": 2}
