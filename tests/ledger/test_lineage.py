"""Rows without a number, told apart by the run they come from."""

from typing import Any

import pytest

from customer_import.ledger.history import History
from customer_import.table import Origin, Row

REPORT = {"file": "list.errors.csv", "is_report": True}


def refuse(bench: Any, *names: str) -> None:
    """From now on records of these names are refused."""
    bench.account.refuses = lambda record: "No." if record.get("CustomerName") in names else ""


def autos(bench: Any, names: str) -> list[Any]:
    """Rows without a number, of these names."""
    return [bench.auto(name) for name in names.split()]


def purge(bench: Any) -> None:
    """Forget every run there was."""
    bench.time.sleep(1)
    with bench.opened() as (ledger, _), ledger.writing():
        History(ledger.connection).purge(bench.time.now())
        assert History(ledger.connection).runs() == []


def changed(bench: Any, names: str, file: str = "list.csv") -> int:
    """How many rows of a list are held to be changed ones."""
    plan = bench.run(*autos(bench, names), file=file, send=False).plan
    return int(plan.changed_auto)


def test_changed_rows_are_counted(bench: Any) -> None:
    """As many as are gone from the last run of the list and new in this one: a person decides."""
    bench.run(*autos(bench, "A B C D E"))
    assert changed(bench, "A x C y E z") == 2
    assert changed(bench, "A B C D E F G") == 0
    assert changed(bench, "v w x y z") == 5


@pytest.mark.parametrize(
    ("names", "count"),
    [
        ("A x C y E z", 2),
        ("A B C x", 1),
        ("C x", 1),
        ("A x y z", 0),
        ("v w x y z", 0),
        ("A B C D E F G", 0),
    ],
)
def test_a_list_under_another_name_is_known_by_half_of_its_rows(
    bench: Any, names: str, count: int
) -> None:
    """Of the shorter of the two; a list that shares fewer is another list."""
    bench.run(*autos(bench, "A B C D E"), file="old.csv")
    assert changed(bench, names, "new.csv") == count


def test_a_list_is_held_against_its_own_last_run(bench: Any) -> None:
    """Other lists in between, and runs that created nobody, do not matter."""
    bench.run(*autos(bench, "A B C"))
    bench.run(*autos(bench, "P Q R"), file="other.csv")
    bench.run(*autos(bench, "A B C"))
    assert changed(bench, "A B x") == 1
    bench.run(*autos(bench, "A B x"))
    assert changed(bench, "A B x y") == 0
    assert changed(bench, "P Q z", "other.csv") == 1


def test_purging_hides_no_changed_row(bench: Any) -> None:
    """What the runs of a list created is still held against it, as often as runs are purged."""
    bench.run(*autos(bench, "A B C D"), file="some/list.csv")
    purge(bench)
    assert changed(bench, "A B C x") == 1
    bench.run(*autos(bench, "A B C x"))
    purge(bench)
    purge(bench)
    assert changed(bench, "A B C x y") == 0
    assert changed(bench, "A B C y") == 1
    assert changed(bench, "A B y z", "renamed.csv") == 2


def test_what_a_purge_leaves_of_a_list_is_its_last_run_only(bench: Any) -> None:
    """Neither a list's earlier runs nor lists whose customers have numbers leave anything."""
    bench.run(*autos(bench, "A B"), file="dir/list.csv")
    bench.run(*autos(bench, "A B C"), file="dir/list.csv")
    bench.run(bench.keyed("C1"), file="keyed.csv")
    purge(bench)
    with bench.opened() as (ledger, _):
        left = ledger.connection.execute("SELECT id, file, mapping, target FROM runs").fetchall()
    assert left == [(2, "list.csv", "", "")]


def test_a_row_mended_to_equal_a_saved_one_is_a_customer_of_its_own(bench: Any) -> None:
    """A report holds none of the saved rows, so what stands in it was never sent."""
    refuse(bench, "Bad")
    first = bench.run(*autos(bench, "Ada Bad"))
    report = bench.report(first, r3=bench.auto("Ada"))
    assert bench.run(*report, **REPORT).states == {2: "saved"}
    assert bench.run(*report, **REPORT).states == {2: "skipped"}
    assert bench.run(*autos(bench, "Ada Ada")).counts == {"skipped": 2}
    assert bench.run(*report, **REPORT).states == {2: "skipped"}
    assert bench.account.created == ["Ada", "Ada"]


def test_the_report_of_a_report_goes_on_where_that_ended(bench: Any) -> None:
    """Rows mended one report after the other to the same content are as many customers."""
    refuse(bench, "Bad", "Worse")
    first = bench.run(*autos(bench, "Ada Bad Worse Bad"))
    mended = {"r3": bench.auto("Ada"), "r4": bench.auto("Worse"), "r5": bench.auto("Ada")}
    second = bench.run(*bench.report(first, **mended), **REPORT)
    assert second.states == {2: "saved", 3: "failed", 4: "saved"}
    last = bench.report(second, r3=bench.auto("Ada"))
    assert bench.run(*last, file="list.errors-2.csv", is_report=True).states == {2: "saved"}
    for again, file in (
        (bench.report(first, **mended | {"r4": bench.auto("Ada")}), "list.errors.csv"),
        (last, "list.errors-2.csv"),
    ):
        ran = bench.run(*again, file=file, is_report=True)
        assert set(ran.states.values()) == {"skipped"}
    assert bench.account.created == ["Ada"] * 4


def test_of_twins_that_failed_those_left_in_the_report_are_sent_once(bench: Any) -> None:
    """Lines that were deleted from it count for nothing."""
    refuse(bench, "Twin")
    first = bench.run(*autos(bench, "Twin Twin Twin"))
    refuse(bench)
    report = bench.report(first, r3=bench.auto("Twin"), r4=bench.auto("Twin"))
    assert bench.run(*report, **REPORT).counts == {"saved": 2}
    assert bench.run(*report, **REPORT).counts == {"skipped": 2}
    assert bench.run(*report[:1], **REPORT).counts == {"skipped": 1}


@pytest.mark.parametrize(
    "origin", [None, Origin(3, "something else"), Origin(2, "It is wrong."), Origin(99, "")]
)
def test_a_report_nobody_wrote_doubles_nobody(bench: Any, origin: Origin | None) -> None:
    """Where its own columns were edited, a row is held to be the saved one of its content."""
    refuse(bench, "Bad")
    bench.run(*autos(bench, "Ada Bad"))
    row = Row(2, bench.auto("Ada"), origin=origin)
    assert bench.run(row, **REPORT).states == {2: "skipped"}


def test_a_report_whose_run_is_forgotten_doubles_nobody(bench: Any) -> None:
    """After a purge a row is held to be the saved one of its content."""
    refuse(bench, "Bad")
    report = bench.report(bench.run(*autos(bench, "Ada Bad")), r3=bench.auto("Ada"))
    purge(bench)
    assert bench.run(*report, **REPORT).states == {2: "skipped"}
