import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from customer_import.api.reply import Reply
from customer_import.importer import Options
from customer_import.ledger.file.soundness import faults
from customer_import.ledger.rows.skipped_rows import BLOCK
from customer_import.ledger.runs.history import History
from customer_import.ledger.runs.results import Results


def lines(bench: Any) -> dict[str, int]:
    """Return how many lines the tables have that are written for each row."""
    with bench.opened() as (ledger, _):
        return {
            table: ledger.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("rows", "items", "cells", "packets", "blocks", "skipped")
        }


def keyed(bench: Any, count: int) -> list[Any]:
    """Return rows of customers with numbers and addresses."""
    return [bench.keyed(f"C{i}", f"Name {i}", billing="Ely") for i in range(count)]


def test_a_list_that_is_run_again_writes_no_lines_for_its_rows(bench: Any) -> None:
    """All of them are skipped, told in their order, and share their blocks with the next run."""
    rows = keyed(bench, BLOCK + 30)
    first = bench.run(*rows)
    before = lines(bench)
    for file in ("list.csv", "other.csv"):
        ran = bench.run(*rows, file=file)
        assert ran.requests == 0
        assert ran.counts == {"skipped": len(rows)}
        assert list(ran.states) == list(range(2, len(rows) + 2))
        said = f"saved by run {first.staged.run.name} on 2026-03-04 09:16; --resend sends it"
        assert {message.startswith(said) for message in ran.messages.values()} == {True}
    assert lines(bench) == {**before, "blocks": 2, "skipped": 4}


def test_only_rows_that_differ_are_written(bench: Any) -> None:
    """A changed name, a changed address, a new number; the others are skipped beside them."""
    rows = keyed(bench, 50)
    bench.run(*rows)
    before, before_run = lines(bench), len(bench.account.seen)
    rows[10] = bench.keyed("C10", "Ann", billing="Ely")
    rows[20] = bench.keyed("C20", "Name 20", billing="York")
    rows[30] = bench.keyed("D1")
    ran = bench.run(*rows)
    assert ran.counts == {"saved": 3, "skipped": 47}
    assert list(ran.states) == list(range(2, 52))
    assert [row for row, state in ran.states.items() if state == "saved"] == [12, 22, 32]
    assert lines(bench)["rows"] == before["rows"] + 3
    assert lines(bench)["items"] == before["items"] + 5
    sent = [number for seen in bench.account.seen[before_run:] for number in seen.numbers]
    assert sorted(sent) == ["C10", "C20", "D1"]


def test_a_skipped_row_whose_number_stands_twice_is_invalid(bench: Any) -> None:
    """Both rows have their cells in the error report, however far apart they are."""
    rows = keyed(bench, 40)
    bench.run(*rows)
    with bench.opened() as (ledger, importer):
        staged = bench.stage(importer, [*rows, bench.keyed("c7", "Other")], Options())
        wrong = [row for row in importer.results(staged.run).rows() if row.problems]
        assert faults(ledger.connection) == []
    assert [(row.number, str(row.state)) for row in wrong] == [(9, "invalid"), (42, "invalid")]
    assert [row.cells[:3] for row in wrong] == [["C7", "", "Name 7"], ["c7", "", "Other"]]
    assert staged.counts["skipped"] == 39


def test_what_is_said_of_a_skipped_number_is_told(bench: Any) -> None:
    """A number that seems to have lost its zeros is warned of, though its row is skipped."""
    bench.run(bench.keyed("12"))
    ran = bench.run(bench.keyed("007"), bench.keyed("12"), bench.keyed("008"))
    assert ran.states == {2: "saved", 3: "skipped", 4: "saved"}
    assert ran.codes[3] == ["lost-zeros"]
    assert ran.messages[3].startswith("saved by run ")
    assert ran.staged.warned == 1


def test_zeros_that_the_list_has_too_are_not_lost(bench: Any) -> None:
    """Also where the row with the zeros is skipped."""
    bench.run(bench.keyed("0042"), bench.keyed("0043"))
    ran = bench.run(bench.keyed("0042"), bench.keyed("42", "X"), bench.keyed("43", "X"))
    assert [(each.now, each.saved) for each in ran.staged.lost_zeros] == [("43", "0043")]
    warned = [row for row, said in ran.problems.items() if "saved before" in " ".join(said)]
    assert warned == [4]


def test_a_stopped_run_goes_on_beside_its_skipped_rows(bench: Any) -> None:
    """They stay skipped, and the counts add up."""
    rows = keyed(bench, 20)
    bench.run(*rows)
    more = [*rows, *(bench.keyed(f"D{i}") for i in range(3))]
    bench.account.fault = lambda _, __: (Reply(401, {}, b""), False)
    assert bench.run(*more).counts == {"skipped": 20, "pending": 3}
    bench.account.fault = lambda _, __: None
    ran = bench.run(*more)
    assert ran.staged.run.resumed
    assert ran.counts == {"skipped": 20, "saved": 3}


def test_blocks_go_with_the_last_run_that_has_them(bench: Any) -> None:
    """They name customers by their numbers: a purge leaves none."""
    rows = keyed(bench, 20)
    for _ in range(3):
        bench.run(*rows)
        bench.time.sleep(60)
    with bench.opened() as (ledger, _), ledger.writing():
        assert History(ledger.connection).purge(bench.time.now() - timedelta(seconds=90)) == 2
        kept = ledger.connection.execute("SELECT count(*) FROM blocks").fetchone()
        assert kept == (1,)
        assert len(list(Results(ledger.connection, 3).rows())) == 20
        assert History(ledger.connection).purge(bench.time.now()) == 1
        assert ledger.connection.execute("SELECT count(*) FROM blocks").fetchone() == (0,)


@pytest.mark.parametrize("same", [True, False])
def test_a_refusal_of_all_new_rows_is_no_fault_of_a_mapping_that_saved(
    bench: Any,
    same: bool,  # noqa: FBT001 - a case
) -> None:
    """Rows that this mapping saved before, and skips now, show that the mapping is right."""
    rows = keyed(bench, 5)
    bench.run(*rows, mapping_text="version: 1")
    bench.account.refuses = lambda _: "No."
    bench.limits = type(bench.limits)(concurrency=1, records=1)
    new = [bench.keyed(f"D{i}") for i in range(8)]
    text = "version: 1" if same else "version: 1 "
    ran = bench.run(*rows, *new, mapping_text=text)
    assert (ran.ended.stopped is None) == same


def test_a_row_with_a_notice_has_a_line_but_no_records(bench: Any) -> None:
    """What is said of it is kept; what it would send equals what was saved."""
    rows = [*keyed(bench, 3), bench.keyed("D1", "A\u200bda", billing="Ely")]
    first = bench.run(*rows)
    assert first.counts == {"saved": 4}
    assert len(first.problems[5]) == 1
    before = lines(bench)
    ran = bench.run(*rows, file="other.csv")
    assert (ran.counts, ran.requests) == ({"skipped": 4}, 0)
    assert (ran.problems, len(set(ran.messages.values()))) == (first.problems, 1)
    added = {"rows": before["rows"] + 1, "blocks": 1, "skipped": 1}
    assert lines(bench) == {**before, **added}


def test_a_line_of_an_error_report_has_a_line_of_its_own(bench: Any) -> None:
    """It keeps which row of the list it was, also where it equals what was saved."""
    saved = bench.run(bench.keyed("C1"))
    ran = bench.run(*bench.report(saved, r2=bench.keyed("C1")), file="a.csv", is_report=True)
    assert ran.counts == {"skipped": 1}
    assert lines(bench)["skipped"] == 0


@pytest.fixture
def in_india(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let this machine be in India, five and a half hours before UTC."""
    if sys.platform == "win32":
        pytest.skip("Windows has one time zone for all processes")
    monkeypatch.setenv("TZ", "IST-5:30")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_india")
def test_it_is_told_in_local_time_when_a_row_was_saved(bench: Any) -> None:
    """As `history` tells it, whether the row has a line of its own or not."""
    bench.run(bench.keyed("C1"), bench.auto("Ada"))
    ran = bench.run(bench.keyed("C1"), bench.auto("Ada"), file="other.csv")
    assert [" on 2026-03-04 14:46" in message for message in ran.messages.values()] == [True, True]
