import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from customer_import.api.reply import NoReply, Reply, Trouble
from customer_import.errors import LedgerInUse
from customer_import.ledger.file.database import open_ledger
from customer_import.ledger.file.request_count import count_file
from customer_import.ledger.file.soundness import faults
from customer_import.ledger.ledger import ledger_at
from customer_import.ledger.merge import take_over
from customer_import.ledger.runs.history import History
from customer_import.ledger.runs.results import Results

LOST = NoReply(Trouble.MAYBE_DONE, "timed out")


@pytest.fixture
def two(desk: Any, tmp_path: Path) -> tuple[Any, Any]:
    """Two desks with a ledger each, and one account: what two spellings of a server came to."""
    made = []
    for name in ("own", "other"):
        (tmp_path / name).mkdir()
        made.append(desk(tmp_path / name))
    own, other = made
    other.account = own.account
    own.run(own.keyed("C1", "Ada"), own.keyed("C2", "Bob", billing="Ely"), own.auto("Twin"))
    other.time.sleep(86_400)
    other.run(other.keyed("c1", "Ada"), other.keyed("C2", "Ben"), other.auto("Twin"))
    other.run(other.keyed("c1", "Ada"), other.keyed("D1", "Dan"), other.auto("Twin"))
    return own, other


def merge(own: Any, other: Any) -> None:
    """Let the first take the other over."""
    own.time.sleep(3 * 86_400)
    take_over(own.path, [own.folder / "none.sqlite", other.path], own.time.now())


def test_a_ledger_of_another_spelling_is_adopted(desk: Any, tmp_path: Path) -> None:
    """It gets the name that it should have, with its count of requests; nothing is sent again."""
    bench = desk(tmp_path)
    bench.run(bench.keyed("C1"), bench.auto("N1"))
    (tmp_path / "new").mkdir()
    again = desk(tmp_path / "new", bench.account)
    take_over(again.path, [bench.path], bench.time.now())
    assert not list(tmp_path.glob("ledger.sqlite*"))
    assert count_file(again.path).exists()
    assert again.run(bench.keyed("C1"), bench.auto("N1")).counts == {"skipped": 2}


def test_what_both_know_is_known_once(two: tuple[Any, Any]) -> None:
    """Equal content stays known, content that differs is sent again, and so is what one knows."""
    own, other = two
    merge(own, other)
    assert not list(other.folder.glob("ledger.sqlite*"))
    rows = [own.keyed("C1", "Ada"), own.keyed("C2", "Ben"), own.keyed("D1", "Dan")]
    ran = own.run(*rows, file="new.csv")
    assert ran.states == {2: "skipped", 3: "saved", 4: "skipped"}
    assert [seen.numbers for seen in own.account.seen[-1:]] == [["C2"]]


def test_customers_that_both_created_are_all_known(two: tuple[Any, Any]) -> None:
    """Both are at the server: a list with three of them creates one more."""
    own, other = two
    merge(own, other)
    ran = own.run(*[own.auto("Twin")] * 3, file="twins.csv")
    assert list(ran.states.values()) == ["skipped", "skipped", "saved"]
    with own.opened() as (ledger, _):
        assert faults(ledger.connection) == []


def test_the_history_has_the_runs_of_both(two: tuple[Any, Any]) -> None:
    """With their rows, what the server said of them, and by which run others were saved."""
    own, other = two
    with other.opened() as (ledger, _):
        before = {
            run.name: list(Results(ledger.connection, run.id).rows())
            for run in History(ledger.connection).runs()
        }
    merge(own, other)
    with own.opened() as (ledger, _):
        runs = History(ledger.connection).runs()
        after = {run.name: list(Results(ledger.connection, run.id).rows()) for run in runs}
    assert len(after) == 3
    assert {name: after[name] for name in before} == before


def test_an_unknown_row_stays_unknown(desk: Any, tmp_path: Path) -> None:
    """Whatever the other ledger knows of its number."""
    own, other = (desk(tmp_path / name) for name in ("own", "other"))
    for each in (own, other):
        each.folder.mkdir()
    own.account.fault = lambda _, __: (LOST, True)
    own.run(own.keyed("C1", "A", note="VIP"))
    other.time.sleep(60)
    other.run(other.keyed("C1", "A", note="VIP"))
    own.account.fault = lambda _, __: None
    merge(own, other)
    assert own.run(own.keyed("C1", "A", note="VIP"), file="b.csv").counts == {"unknown": 1}


def test_nobody_goes_on_with_runs_of_before(desk: Any, tmp_path: Path) -> None:
    """Runs under the other name may have sent newer content: the rows are compared anew."""
    own, other = (desk(tmp_path / name) for name in ("own", "other"))
    for each in (own, other):
        each.folder.mkdir()
        each.account.fault = lambda _, __: (Reply(401, {}, b""), False)
        each.run(each.keyed("C1", "A"), each.keyed("C2", "A"))
    own.account.fault = lambda _, __: None
    merge(own, other)
    ran = own.run(own.keyed("C1", "A"), own.keyed("C2", "A"))
    assert (ran.staged.run.resumed, ran.counts) == (False, {"saved": 2})


def test_a_merge_that_was_cut_short_adds_nothing_twice(two: tuple[Any, Any]) -> None:
    """After a crash between adding and deleting, the other ledger is only deleted."""
    own, other = two
    copy = own.folder / "copy.sqlite"
    with other.opened():
        pass
    shutil.copy(other.path, copy)
    merge(own, other)
    shutil.copy(copy, other.path)
    copy.unlink()
    merge(own, other)
    assert not other.path.exists()
    with own.opened() as (ledger, _):
        created = "SELECT count(*) FROM created"
        assert ledger.connection.execute(created).fetchone() == (2,)
        assert len(History(ledger.connection).runs()) == 3


def test_a_ledger_in_use_is_not_taken_over(two: tuple[Any, Any]) -> None:
    """Neither is changed: the run that holds one goes on."""
    own, other = two
    with ledger_at(other.path, other.time.now()), pytest.raises(LedgerInUse):
        merge(own, other)
    assert other.path.exists()


def test_who_opened_a_file_that_got_another_name_notices(bench: Any) -> None:
    """Two programs never use one ledger by two names."""
    bench.run(bench.keyed("C1"))
    moved = bench.folder / "moved.sqlite"
    connect = sqlite3.connect

    class Late(sqlite3.Connection):
        """A connection that was opened just before the file got another name."""

        def execute(self, sql: str, *values: Any) -> Any:
            """Rename the file once it is open."""
            found = super().execute(sql, *values)
            if "user_version" in sql and bench.path.exists():
                bench.path.rename(moved)
            return found

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sqlite3, "connect", lambda *a, **k: connect(*a, factory=Late, **k))
        with pytest.raises(LedgerInUse, match="has got another name meanwhile"):
            open_ledger(bench.path)
