import re
from datetime import UTC, datetime, timedelta
from pathlib import PurePath
from typing import Any

import pytest

from customer_import.api.reply import NoReply, Reply, Trouble
from customer_import.importer import Options
from customer_import.ledger.runs.history import History
from customer_import.ledger.runs.results import Results
from customer_import.ledger.runs.runs import run_name
from customer_import.states import RunState
from customer_import.table import list_name

LOST = NoReply(Trouble.MAYBE_DONE, "timed out")
CLOSED = Reply(401, {}, b"")


def shut(bench: Any, after: int = 0) -> None:
    """From now on, but for so many requests, the token is refused."""
    begun = len(bench.account.seen)
    bench.account.fault = lambda n, _: (CLOSED, False) if n > begun + after else None


def opened(bench: Any) -> None:
    """From now on all goes well."""
    bench.account.fault = lambda _, __: None


def test_a_run_is_called_by_its_time() -> None:
    """A person can read when it was, and type it."""
    assert re.fullmatch(r"20261123-0942-[a-z2-9]{4}", run_name(datetime(2026, 11, 23, 9, 42, 5)))  # noqa: DTZ001 - only its figures are used


def test_the_same_command_goes_on_with_an_unfinished_run(bench: Any) -> None:
    """What an attempt saved is skipped by the next; what failed is tried again."""
    bench.limits = type(bench.limits)(concurrency=1, records=2)
    bench.account.refuses = lambda record: "No." if record["CustomerNumber"] == "C1" else ""
    rows = [bench.keyed(f"C{i}") for i in range(6)]
    shut(bench, after=2)
    first = bench.run(*rows)
    assert first.counts == {"saved": 2, "failed": 1, "pending": 3}
    bench.account.refuses = lambda _: ""
    opened(bench)
    second = bench.run(*rows)
    assert second.staged.run.name == first.staged.run.name
    assert second.counts == {"skipped": 2, "saved": 4}
    assert second.messages[2].startswith(f"saved by run {second.staged.run.name} on ")
    assert second.problems[3] == []
    third = bench.run(*rows)
    assert third.staged.run.name != first.staged.run.name
    assert third.counts == {"skipped": 6}


def test_an_address_left_over_is_sent_by_the_next_attempt(bench: Any) -> None:
    """A row whose customer is saved goes on with its addresses."""
    shut(bench, after=1)
    assert bench.run(bench.keyed("C1", billing="Ely")).states == {2: "pending"}
    opened(bench)
    assert bench.run(bench.keyed("C1", billing="Ely")).states == {2: "saved"}
    assert len(bench.account.customers) == len(bench.account.addresses) == 1
    assert [each.call for each in bench.account.seen] == ["customers", "addresses", "addresses"]


@pytest.mark.parametrize("unknown", [False, True])
def test_an_unfinished_run_sends_unknown_rows_only_when_told(bench: Any, unknown: bool) -> None:  # noqa: FBT001 - a case
    """A run that goes on does not send again what nobody knows of."""
    bench.account.fault = lambda n, _: (LOST, False) if n == 1 else (CLOSED, False)
    rows = [bench.auto("N1"), bench.auto("N2")]
    assert bench.run(*rows).counts == {"unknown": 1, "pending": 1}
    opened(bench)
    ran = bench.run(*rows, options=Options(resend_unknown=unknown))
    assert ran.staged.run.resumed == (not unknown)
    assert ran.states == {2: "saved" if unknown else "unknown", 3: "saved"}
    assert ran.codes[2] == ([] if unknown else ["no-answer"])


@pytest.mark.parametrize("note", ["", "VIP"])
def test_what_comes_to_be_unknown_while_it_is_resent_stays_so(bench: Any, note: str) -> None:
    """The same command goes on; it was told to send again what was unknown before it began."""
    bench.limits = type(bench.limits)(concurrency=1, records=1)
    row = bench.keyed("C1", note=note) if note else bench.auto("N1")
    rows, again = [row, bench.auto("N2")], Options(resend_unknown=True)
    bench.account.fault = lambda n, _: {1: (LOST, True), 2: (CLOSED, False)}.get(n)
    assert bench.run(*rows, options=again).counts == {"unknown": 1, "pending": 1}
    opened(bench)
    assert bench.run(*rows, options=again).counts == {"unknown": 1, "saved": 1}
    assert sorted(bench.account.created + bench.account.notes) == sorted(["N2", note or "N1"])


def test_a_resend_that_was_cut_short_goes_on(bench: Any) -> None:
    """The same command sends what is left; what it has sent again is not sent a third time."""
    rows = [bench.keyed(f"C{i}", note="VIP") for i in range(4)]
    bench.run(*rows)
    bench.limits = type(bench.limits)(concurrency=1, records=1)
    shut(bench, after=2)
    again = Options(resend=True)
    assert bench.run(*rows, options=again).counts == {"saved": 2, "pending": 2}
    opened(bench)
    assert bench.run(*rows, options=again).counts == {"skipped": 2, "saved": 2}
    assert bench.account.notes == ["VIP"] * 8


def test_a_changed_list_closes_its_unfinished_run(bench: Any) -> None:
    """The old rows are not gone on with, nor kept; settled ones are known by their content."""
    shut(bench, after=1)
    first = bench.run(bench.keyed("C1"), bench.keyed("C2"))
    opened(bench)
    ran = bench.run(bench.keyed("C1"), bench.keyed("C2", "Bob"))
    assert ran.states == {2: "skipped", 3: "saved"}
    with bench.opened() as (ledger, _):
        run = History(ledger.connection).run(first.staged.run.name)
        results = Results(ledger.connection, first.staged.run.id)
        left = [*results.payloads(), *(row.cells for row in results.rows() if row.cells)]
    assert run
    assert (run.state, left) == (RunState.CLOSED, [])


def test_only_the_latest_run_is_gone_on_with(bench: Any) -> None:
    """Another list may have sent the same customers since: so the rows are looked at anew."""
    shut(bench)
    first = bench.run(bench.keyed("C1", "Old"), file="a.csv")
    opened(bench)
    bench.run(bench.keyed("C1", "New"), file="b.csv")
    again = bench.run(bench.keyed("C1", "Old"), file="a.csv")
    assert again.staged.run.name != first.staged.run.name
    assert again.states == {2: "saved"}


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("a.csv", "a"),
        ("dir/a.xlsx", "a"),
        ("a.csv.gz", "a"),
        ("a.csv.ZIP", "a"),
        ("a.errors.csv", "a"),
        ("a.errors-2.csv", "a"),
        ("a.errors.xlsx", "a"),
        ("a.b.csv", "a.b"),
        ("a.errors-x.csv", "a.errors-x"),
        ("errors.csv", "errors"),
        ("a", "a"),
        ("-", "-"),
    ],
)
def test_a_list_and_its_reports_have_one_name(file: str, name: str) -> None:
    """The endings of files, packed files and error reports are not a part of it."""
    assert list_name(PurePath(file)) == name


def test_history_tells_of_every_run(bench: Any) -> None:
    """The latest first, with its counts, and with the requests it took."""
    shut(bench, after=1)
    first = bench.run(bench.keyed("C1"), bench.keyed("C2"), file="a.csv")
    opened(bench)
    second = bench.run(bench.keyed("C3"), file="b.csv")
    with bench.opened() as (ledger, _):
        history = History(ledger.connection)
        latest, before = history.runs()
        requests = history.requests(before)
        assert history.run(second.staged.run.name) == latest
        assert history.run("never") is None
    assert (latest.file, latest.state, latest.stopped) == ("b.csv", RunState.DONE, "")
    assert (before.name, before.state) == (first.staged.run.name, RunState.STOPPED)
    assert "refused the token" in before.stopped
    assert {str(state): count for state, count in before.counts.items() if count} == first.counts
    assert (before.started, before.finished) == (bench.time.now(), bench.time.now())
    assert [(each.call, each.records, each.status, each.outcome) for each in requests] == [
        ("customers", 1, 200, "answered"),
        ("customers", 1, 401, "refused (401)"),
    ]


def test_purging_forgets_runs_and_not_what_is_saved(bench: Any) -> None:
    """Runs that are done go; unfinished ones stay; nothing is sent twice for it."""
    bench.run(bench.keyed("C1"), bench.auto("N1"), file="a.csv")
    shut(bench)
    bench.run(bench.keyed("C2"), file="b.csv")
    opened(bench)
    with bench.opened() as (ledger, _), ledger.writing():
        history = History(ledger.connection)
        assert history.purge(bench.time.now()) == 0
        assert history.purge(bench.time.now() + timedelta(seconds=1)) == 1
        assert [run.file for run in history.runs()] == ["b.csv"]
        left = [
            ledger.connection.execute(f"SELECT count(*) FROM {table} WHERE run = 1").fetchone()
            for table in ("rows", "cells", "problems", "requests")
        ]
        items = ledger.connection.execute("SELECT key FROM items WHERE run = 1").fetchall()
        assert list(Results(ledger.connection, 1).payloads()) == []
    assert left == [(0,)] * 4
    assert items == [(None,)]
    assert bench.run(bench.keyed("C1"), bench.auto("N1"), file="a.csv").counts == {"skipped": 2}


def test_a_run_is_dated_with_its_zone(bench: Any) -> None:
    """Its time means the same everywhere."""
    ran = bench.run(bench.keyed("C1"))
    with bench.opened() as (ledger, _):
        run = History(ledger.connection).run(ran.staged.run.name)
    assert run
    assert run.started.tzinfo == UTC
