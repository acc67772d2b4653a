"""Rows without a number: the run that they come from tells which is which."""

from typing import Any

import pytest

from customer_import.api.reply import NoReply, Trouble
from customer_import.importer import Options
from customer_import.ledger.runs.history import History
from customer_import.table import Origin, Row

LOST = NoReply(Trouble.MAYBE_DONE, "timed out")
RESEND_UNKNOWN = Options(resend_unknown=True)
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
    staged = bench.run(*autos(bench, names), file=file, send=False).staged
    return int(staged.changed_auto)


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
    """What the runs of a list created still counts for it, as often as runs are purged."""
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


def test_a_row_fixed_to_equal_a_saved_one_is_a_customer_of_its_own(bench: Any) -> None:
    """A report holds none of the saved rows, so what is in it was never sent."""
    refuse(bench, "Bad")
    first = bench.run(*autos(bench, "Ada Bad"))
    report = bench.report(first, r3=bench.auto("Ada"))
    assert bench.run(*report, **REPORT).states == {2: "saved"}
    assert bench.run(*report, **REPORT).states == {2: "skipped"}
    assert bench.run(*autos(bench, "Ada Ada")).counts == {"skipped": 2}
    assert bench.run(*report, **REPORT).states == {2: "skipped"}
    assert bench.account.created == ["Ada", "Ada"]


def test_the_report_of_a_report_goes_on_where_that_ended(bench: Any) -> None:
    """Rows that are fixed in one report after the other to equal content are as many customers."""
    refuse(bench, "Bad", "Worse")
    first = bench.run(*autos(bench, "Ada Bob Bad Worse Bad"))
    fixed = {"r4": bench.auto("Ada"), "r5": bench.auto("Worse"), "r6": bench.auto("Ada")}
    second = bench.run(*bench.report(first, **fixed), **REPORT)
    assert second.states == {2: "saved", 3: "failed", 4: "saved"}
    last = bench.report(second, r3=bench.auto("Ada"))
    assert bench.run(*last, file="list.errors-2.csv", is_report=True).states == {2: "saved"}
    for again, file in (
        (bench.report(first, **fixed | {"r5": bench.auto("Ada")}), "list.errors.csv"),
        (last, "list.errors-2.csv"),
    ):
        ran = bench.run(*again, file=file, is_report=True)
        assert set(ran.states.values()) == {"skipped"}
    assert bench.account.created == ["Ada", "Bob", "Ada", "Ada", "Ada"]


def test_a_report_that_several_runs_may_have_written_doubles_nobody(bench: Any) -> None:
    """Where a list and its report are wrong in the same rows, equal rows are for a person."""
    refuse(bench, "Bad", "Worse")
    first = bench.run(*autos(bench, "Bad Worse Ada"))
    fixed = {"r2": bench.auto("Ada"), "r3": bench.auto("Worse")}
    second = bench.run(*bench.report(first, **fixed), **REPORT)
    assert second.states == {2: "saved", 3: "failed"}
    [row] = bench.report(second, r3=bench.auto("Ada"))
    held = bench.run(row, **REPORT)
    assert held.states == {2: "unknown"}
    assert "nobody can tell whether this row is one of them" in held.problems[2][0]
    other = bench.report(second, r3=bench.auto("Eve"))
    assert bench.run(*other, **REPORT).states == {2: "saved"}


def test_the_parts_of_a_report_are_run_one_after_the_other(bench: Any) -> None:
    """A report cut in two is sent whole, and once; what was lost may be told to be sent again."""
    bench.limits = type(bench.limits)(concurrency=1, records=1)
    bench.account.fault = lambda n, _: (LOST, False) if n > 1 else None
    first = bench.run(*autos(bench, "Same Same Same Same"))
    assert first.counts == {"saved": 1, "unknown": 3}
    bench.account.fault = lambda _, __: None
    report = bench.report(
        first, r3=bench.auto("Same"), r4=bench.auto("Same"), r5=bench.auto("Same")
    )
    for part in (report[:1], report[1:]):
        ran = bench.run(*part, options=RESEND_UNKNOWN, **REPORT)
        assert set(ran.states.values()) == {"saved"}
        again = bench.run(*part, options=RESEND_UNKNOWN, **REPORT)
        assert set(again.states.values()) == {"skipped"}
    assert bench.account.created == ["Same"] * 4


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
    "origin", [None, Origin(3, "", "email"), Origin(2, "", "refused"), Origin(99, "", "")]
)
def test_a_report_nobody_wrote_says_what_it_cannot_tell(bench: Any, origin: Origin | None) -> None:
    """Where its own columns were edited, a row that equals saved ones is for a person to decide."""
    refuse(bench, "Bad")
    bench.run(*autos(bench, "Ada Bad"))
    row = Row(2, bench.auto("Ada"), origin=origin)
    held = bench.run(row, **REPORT)
    assert held.states == {2: "unknown"}
    assert "nobody can tell whether this row is one of them" in held.problems[2][0]
    assert bench.run(Row(2, bench.auto("Eve"), origin=origin), **REPORT).states == {2: "saved"}


def test_a_report_of_no_run_is_sent_once(bench: Any) -> None:
    """That of a dry run is in no ledger: its lines are known by their place and content."""
    rows = [Row(2, bench.auto("Ada"), origin=Origin(7, "", "")), Row(3, bench.auto("Ada"))]
    rows[1] = rows[1]._replace(origin=Origin(9, "", ""))
    assert bench.run(*rows, **REPORT).counts == {"saved": 2}
    changed = [*rows, Row(4, bench.auto("Bob"), origin=Origin(11, "", ""))]
    assert bench.run(*changed, **REPORT).states == {2: "skipped", 3: "skipped", 4: "saved"}
    assert bench.account.created == ["Ada", "Ada", "Bob"]


def test_what_was_lost_is_sent_again_also_when_its_run_is_forgotten(bench: Any) -> None:
    """As many of equal rows as are unanswered go; none is said to be saved that is not."""
    bench.limits = type(bench.limits)(concurrency=1, records=1)
    bench.account.fault = lambda n, _: (LOST, False) if n > 1 else None
    first = bench.run(*autos(bench, "Same Same Same"))
    report = bench.report(first, r3=bench.auto("Same"), r4=bench.auto("Same"))
    purge(bench)
    bench.account.fault = lambda _, __: None
    assert bench.run(*report, options=RESEND_UNKNOWN, **REPORT).counts == {"saved": 2}
    assert bench.run(*report, options=RESEND_UNKNOWN, **REPORT).counts == {"skipped": 2}
    assert bench.account.created == ["Same"] * 3


@pytest.mark.parametrize("purged", [False, True])
def test_unanswered_rows_that_were_changed_are_counted(bench: Any, purged: bool) -> None:  # noqa: FBT001 - a case
    """They may have been created: sending them changed may double them."""
    bench.account.fault = lambda _, seen: (LOST, True) if len(seen.records) > 1 else None
    assert bench.run(*autos(bench, "A B C")).counts == {"saved": 1, "unknown": 2}
    if purged:
        purge(bench)
    assert changed(bench, "A x y") == 2
    assert changed(bench, "A x C") == 1


@pytest.mark.parametrize("purged", [False, True])
def test_a_run_of_the_first_rows_hides_no_changed_row(bench: Any, purged: bool) -> None:  # noqa: FBT001 - a case
    """The last run of the whole list counts beside those of its first rows since."""
    bench.run(*autos(bench, "A B C D E"))
    bench.run(*autos(bench, "x B C D y"), options=Options(limit=2))
    if purged:
        purge(bench)
    assert changed(bench, "x B C D y") == 1
    assert changed(bench, "x z C D E") == 1


def test_rows_of_a_trial_that_were_changed_are_counted(bench: Any) -> None:
    """Also where the whole list was never run."""
    bench.run(*autos(bench, "A B C D"), options=Options(limit=2))
    assert changed(bench, "A x C D") == 1
    assert changed(bench, "A B C D") == 0


def test_lines_of_a_report_that_were_sent_and_changed_since_are_counted(bench: Any) -> None:
    """A line that was saved, or may have been, and is edited again would be a second customer."""
    refuse(bench, "Bad")
    first = bench.run(*autos(bench, "A Bad Bad"))
    fixed = {"r3": bench.auto("B"), "r4": bench.auto("Bad")}
    bench.run(*bench.report(first, **fixed), **REPORT)
    fixed |= {"r3": bench.auto("Bx"), "r4": bench.auto("C")}
    staged = bench.run(*bench.report(first, **fixed), send=False, **REPORT).staged
    assert staged.changed_auto == 1


def test_lines_of_a_report_that_are_unanswered_and_changed_are_counted(bench: Any) -> None:
    """As in a list: they may be there."""
    refuse(bench, "Bad")
    first = bench.run(*autos(bench, "A Bad"))
    bench.account.fault = lambda _, __: (LOST, True)
    bench.account.refuses = lambda _: ""
    assert bench.run(*bench.report(first, r3=bench.auto("B")), **REPORT).counts == {"unknown": 1}
    staged = bench.run(*bench.report(first, r3=bench.auto("Bx")), send=False, **REPORT).staged
    assert staged.changed_auto == 1


def test_rows_that_were_fixed_in_a_report_count_as_the_lists_own(bench: Any) -> None:
    """Fixed in the list in another way they would be second customers; left wrong they are not."""
    wrong = ("", "", "no number", "", "", "")
    first = bench.run(*autos(bench, "A B"), wrong)
    bench.run(*bench.report(first, r4=bench.auto("C")), **REPORT)
    assert changed(bench, "A B Cx") == 1
    assert changed(bench, "A B C D") == 0
    staged = bench.run(*autos(bench, "A B D"), wrong, send=False).staged
    assert staged.changed_auto == 0


def test_a_line_that_was_unknown_is_held_whatever_its_status_says(bench: Any) -> None:
    """A status that was edited, or emptied, does not mean that the row is sent again."""
    bench.limits = type(bench.limits)(concurrency=1, records=1)
    bench.account.fault = lambda n, _: (LOST, True) if n == 2 else None
    first = bench.run(*autos(bench, "A B"))
    [row] = bench.report(first, r3=bench.auto("B"))
    assert bench.run(row._replace(unknown=False), **REPORT).states == {2: "unknown"}
    assert bench.account.created == ["A", "B"]


def test_what_a_person_was_told_of_is_sent_when_told_so(bench: Any) -> None:
    """A row held back for its equals goes once it was said, and not before."""
    refuse(bench, "Bad")
    first = bench.run(*autos(bench, "Ada Bad"))
    report = bench.report(first, r3=bench.auto("Ada"))
    purge(bench)
    assert bench.run(*report, options=RESEND_UNKNOWN, **REPORT).states == {2: "unknown"}
    assert bench.run(*report, options=RESEND_UNKNOWN, **REPORT).states == {2: "saved"}
    assert bench.run(*report, options=RESEND_UNKNOWN, **REPORT).states == {2: "skipped"}


def test_a_line_of_one_report_is_not_taken_for_that_of_another(bench: Any) -> None:
    """Row 3 of a list and row 3 of its report are two rows, though they were wrong alike."""
    refuse(bench, "Bad", "Worse")
    first = bench.run(*autos(bench, "X Bad Bad"))
    fixed = {"r3": bench.auto("Same"), "r4": bench.auto("Worse")}
    second = bench.run(*bench.report(first, **fixed), **REPORT)
    assert second.states == {2: "saved", 3: "failed"}
    last = bench.report(second, r3=bench.auto("Same"))
    assert bench.run(*last, **REPORT).states == {2: "unknown"}


def test_an_old_report_is_not_taken_for_one_of_the_list_as_it_is(bench: Any) -> None:
    """Where two versions of a list were wrong in the same row, nobody can tell."""
    refuse(bench, "Bad")
    first = bench.run(*autos(bench, "Same Bad"), file_digest="1")
    report = bench.report(first, r3=bench.auto("Same"))
    assert bench.run(*report, **REPORT).states == {2: "saved"}
    bench.run(*autos(bench, "Same Bad Same"), file_digest="2")
    assert bench.run(*report, **REPORT).states == {2: "unknown"}
    assert bench.account.created == ["Same", "Same"]


def test_a_list_that_is_only_alike_hides_no_changed_row(bench: Any) -> None:
    """What it shares with a short one says nothing of the rest."""
    bench.run(*autos(bench, "A B C D"))
    bench.run(*autos(bench, "A N"), file="extra.csv")
    assert changed(bench, "A B x D N") == 1
