from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customer_import.api.reply import NoReply, Reply, Trouble
from customer_import.clock import Interrupted
from customer_import.endpoints import MOST_BYTES
from customer_import.errors import NotStarted, Stopped, Unreachable
from customer_import.events import Staged, nobody
from customer_import.importer import Ended, Options
from customer_import.records.row_builder import BATCH
from customer_import.states import RowState, RunState
from customer_import.table import Flaw, Row

LOST = NoReply(Trouble.MAYBE_DONE, "timed out")
CLOSED = Reply(401, {}, b"")


def test_every_row_is_checked_before_the_first_is_sent(bench: Any) -> None:
    """A staged run says what is valid, and nothing has left by then."""
    flawed = Row(4, bench.keyed("C3"), (Flaw("row-short", "It is short."),))
    warned = Row(5, bench.keyed("C4"), (Flaw("quote", "It is odd.", 2, "warning"),))
    ran = bench.run(
        bench.keyed("C1"), bench.keyed("", "Nobody"), flawed, warned, bench.keyed("C5"), send=False
    )
    assert ran.states == {2: "pending", 3: "invalid", 4: "invalid", 5: "pending", 6: "pending"}
    assert ran.codes == {
        2: [],
        3: ["customer-number-missing"],
        4: ["row-short"],
        5: ["quote"],
        6: [],
    }
    assert (ran.staged.rows, ran.staged.warned, ran.staged.counts[RowState.INVALID]) == (5, 1, 2)
    assert not bench.account.seen
    assert bench.run(
        bench.keyed("C1"), bench.keyed("", "Nobody"), flawed, warned, bench.keyed("C5")
    ).counts == {"saved": 3, "invalid": 2}


def test_a_number_that_stands_twice_makes_all_its_rows_invalid(bench: Any) -> None:
    """Each names the others, the first of them where they are many; none is sent."""
    many = [bench.keyed("D") for _ in range(13)]
    ran = bench.run(bench.keyed("A"), bench.keyed(" B"), bench.keyed("B ", "Bob"), *many)
    assert ran.counts == {"saved": 1, "invalid": 15}
    advice = "keep one of them, or correct the number."
    assert ran.problems[3] == [f"B is in row 4 too; {advice}"]
    assert ran.problems[4] == [f"B is in row 3 too; {advice}"]
    named = ", ".join(map(str, range(6, 16)))
    assert ran.problems[5] == [f"D is in rows {named} … too; {advice}"]
    assert ran.codes[17] == ["customer-number-twice"]
    assert list(bench.account.customers) == ["A"]


def test_a_number_counts_as_twice_also_where_a_row_is_wrong(bench: Any) -> None:
    """A row with another problem may still be the right one of the two."""
    wrong = Row(3, bench.keyed("A"), (Flaw("cell-error", "It is an error.", 2),))
    ran = bench.run(bench.keyed("A"), wrong)
    assert ran.codes == {2: ["customer-number-twice"], 3: ["cell-error", "customer-number-twice"]}


def test_a_record_larger_than_any_request_is_refused_here(bench: Any) -> None:
    """The server would refuse it without a word; as large as can be, it is sent."""
    large = "x" * (MOST_BYTES - 11_000)
    ran = bench.run(bench.keyed("C1", large), bench.keyed("C2", large + "x" * 2000))
    assert ran.states == {2: "saved", 3: "invalid"}
    assert ran.codes[3] == ["record-too-large"]
    assert bench.account.seen[0].size <= MOST_BYTES


def test_a_limit_makes_the_first_rows_the_file(bench: Any) -> None:
    """No row beyond it is read."""
    rows = [bench.keyed(f"C{i}") for i in range(9)]
    assert bench.run(*rows, options=Options(limit=3)).counts == {"saved": 3}


def test_the_listener_hears_how_far_staging_is(bench: Any) -> None:
    """Now and then, and at the end; nobody need listen."""
    bench.run(*(bench.auto(f"N{i}") for i in range(BATCH * 2 + 1)), send=False)
    told = [each.rows for each in bench.events if isinstance(each, Staged)]
    assert told == [BATCH, BATCH * 2, BATCH * 2 + 1]
    nobody(Staged(1))


def test_an_interruption_of_staging_leaves_nothing_behind(bench: Any) -> None:
    """Nothing was sent, so nothing is left to go on with."""
    bench.stopping = lambda: True
    with pytest.raises(Interrupted):
        bench.run(*(bench.auto(f"N{i}") for i in range(BATCH + 1)))
    with bench.opened() as (ledger, _):
        assert ledger.connection.execute("SELECT count(*) FROM runs").fetchone() == (0,)
        assert ledger.connection.execute("SELECT count(*) FROM items").fetchone() == (0,)


def test_an_empty_list_is_done(bench: Any) -> None:
    """There is nothing to send, and nothing wrong."""
    ran = bench.run()
    assert (ran.counts, ran.requests, ran.ended) == ({}, 0, Ended())


@pytest.mark.parametrize(
    ("ended", "state"),
    [
        (Ended(), RunState.DONE),
        (Ended(stopped=Unreachable("It is gone.", "")), RunState.STOPPED),
        (Ended(interrupted=True), RunState.INTERRUPTED),
    ],
)
def test_how_sending_ended_is_the_runs_state(ended: Ended, state: RunState) -> None:
    """Only a run that is done is not gone on with."""
    assert ended.state == state


def test_stopping_part_way_is_not_a_start_that_failed() -> None:
    """Something was sent: a script must be able to tell."""
    assert not issubclass(Stopped, NotStarted)


def refused(bench: Any, rows: list[Any], options: Options) -> None:
    """Stage a list, or go on with it; and nobody agrees to send it."""
    with bench.opened() as (_, importer):
        importer.discard(bench.stage(importer, rows, options).run)


def test_a_run_nobody_agreed_to_is_forgotten(bench: Any) -> None:
    """It is as if it had never been staged."""
    rows = [bench.keyed("C1"), bench.auto("N1")]
    refused(bench, rows, Options())
    with bench.opened() as (ledger, _):
        assert ledger.connection.execute("SELECT count(*) FROM runs").fetchone() == (0,)
    assert bench.run(*rows).counts == {"saved": 2}


@pytest.mark.parametrize("options", [Options(), Options(resend_unknown=True)])
def test_an_unfinished_run_nobody_agreed_to_go_on_with_waits(bench: Any, options: Options) -> None:
    """What it did is kept; and unknown rows, though they were to be sent, stay unknown."""
    bench.limits = type(bench.limits)(concurrency=1, records=1)
    bench.account.fault = lambda n, _: {2: (LOST, True), 4: (CLOSED, False)}.get(n)
    rows = [bench.auto("Twin"), bench.auto("Twin"), bench.keyed("C1", note="VIP"), bench.auto("N1")]
    first = bench.run(*rows)
    assert first.counts == {"saved": 2, "unknown": 1, "pending": 1}
    bench.account.fault = lambda _, __: None
    refused(bench, rows, options)
    ran = bench.run(*rows)
    assert (ran.staged.run.name == first.staged.run.name) == (not options.resend_unknown)
    assert ran.counts == {"skipped": 2, "unknown": 1, "saved": 1}
    assert sum(map(len, ran.problems.values())) == 1
    assert Counter(bench.account.created) == {"Twin": 2, "N1": 1}


class Weather:
    """What goes wrong, drawn as it is asked for.

    Attributes:
        data: draws.
        left: faults, so that a run ends.
    """

    def __init__(self, data: st.DataObject, left: int) -> None:
        self.data, self.left = data, left

    def __call__(self, _: int, seen: Any) -> tuple[Reply | NoReply, bool] | None:
        """Perhaps a fault for a request."""
        self.left -= 1
        if self.left < 0 or not self.data.draw(st.booleans(), label="fault"):
            return None
        return self.data.draw(st.sampled_from(FAULTS), label=f"of {len(seen.records)} records")


FAULTS: list[tuple[Reply | NoReply, bool]] = [
    (LOST, True),
    (LOST, False),
    (NoReply(Trouble.NOT_SENT, "no such name"), False),
    (Reply(500, {}, b""), True),
    (Reply(500, {}, b""), False),
    (Reply(429, {"retry-after": "1"}, b""), False),
    (Reply(429, {"retry-after": "9999"}, b""), False),
    (Reply(401, {}, b""), False),
    (Reply(200, {}, b"<html></html>"), True),
    (Reply(200, {}, b'{"Data"'), True),
    (Reply(200, {}, b'{"HasError": true, "Data": {"SuccessfullResults": 7}}'), True),
]
NUMBERS = st.sampled_from(["C1", "C2", "C3"])
NAMES = st.sampled_from(["Ada", "Bob", "Bad"])
CITIES = st.sampled_from(["", "Ely", "Bad"])
KEYED = st.tuples(NUMBERS, st.just(""), NAMES, st.sampled_from(["", "VIP"]), CITIES, CITIES)
AUTO = st.tuples(st.just(""), st.just("true"), NAMES, *[st.just("")] * 3)
LISTS = st.lists(st.one_of(KEYED, AUTO), min_size=1, max_size=6)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), shape=st.sampled_from(["list", "failures-by-row", "whole", "whole-200"]))
def test_the_states_add_up_and_nobody_is_created_twice(
    data: st.DataObject, shape: str, desk: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever is sent, changed, lost and refused: each row has one state, and it is the truth."""
    bench = desk(Path(tmp_path_factory.mktemp("desk")))
    bench.limits = type(bench.limits)(concurrency=2, records=data.draw(st.integers(1, 3)))
    bench.account.shape = shape
    bench.account.refuses = lambda record: (
        "No." if "Bad" in (record.get("CustomerName"), record.get("AddressCity")) else ""
    )
    wanted: Counter[str] = Counter()
    for _ in range(data.draw(st.integers(1, 4), label="runs")):
        rows = data.draw(LISTS, label="rows")
        wanted |= Counter(row[2] for row in rows if row[1])
        bench.account.fault = Weather(data, 4)
        ran = bench.run(*rows)
        assert sum(ran.counts.values()) == len(ran.states) == len(rows)
        assert Counter(bench.account.created) <= wanted
        if ran.ended == Ended():
            assert "pending" not in ran.counts
        for number, row in enumerate(rows, 2):
            if ran.states[number] not in ("saved", "skipped"):
                continue
            if row[0]:
                assert bench.account.customers[row[0]]["CustomerName"] == row[2]
            else:
                assert row[2] in bench.account.created


def test_a_disk_that_refuses_ends_the_run_part_way(bench: Any) -> None:
    """The run stops and says so; rows that may have arrived are unknown, the others wait."""
    rows = [bench.keyed("C1"), bench.auto("N1"), bench.keyed("C2")]
    account = bench.account
    with bench.opened() as (ledger, importer):

        def full(call: Any, body: bytes) -> Reply:
            reply: Reply = account(call, body)
            if b"N1" in body:
                ledger.connection.execute("PRAGMA query_only = ON")
            return reply

        bench.account = full
        staged = bench.stage(importer, rows, Options())
        ended = importer.send(staged.run, bench.delivery(ledger, Options(), staged))
        assert ended.state == RunState.STOPPED
        assert isinstance(ended.stopped, Stopped)
        assert "cannot be used" in ended.stopped.message
        assert "run the same command: it settles" in ended.stopped.remedy
    bench.account = account
    assert bench.run(*rows).states == {2: "skipped", 3: "unknown", 4: "skipped"}
    assert account.created == ["N1"]
