"""What the code of an earlier format saved is recognised by the code that is there now."""

import runpy
import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
STORED = ROOT / "tests" / "data" / "ledgers"


@pytest.fixture(scope="session")
def lists() -> SimpleNamespace:
    """Return the script that wrote the ledgers, which has the lists they know."""
    return SimpleNamespace(**runpy.run_path(str(ROOT / "scripts" / "make_stored_ledger.py")))


@pytest.fixture(params=sorted({path.stem.rpartition("-")[0] for path in STORED.glob("*.sql")}))
def stored(request: pytest.FixtureRequest, bench: Any) -> Callable[[str], Any]:
    """Return what puts a stored ledger at a desk, a day after it was last used."""

    def put(kind: str) -> Any:
        connection = sqlite3.connect(bench.path)
        connection.executescript((STORED / f"{request.param}-{kind}.sql").read_text("utf-8"))
        connection.close()
        bench.time.sleep(2 * 86_400)
        return bench

    return put


def test_what_was_saved_is_skipped(stored: Any, lists: SimpleNamespace) -> None:
    """The same list sends nothing that was saved, and holds back what got no answer."""
    bench = stored("used")
    ran = bench.run(*lists.people(bench), send=False)
    saved = {4: "skipped", 5: "skipped", 9: "skipped", 10: "skipped", 11: "skipped", 13: "skipped"}
    assert {row: ran.states[row] for row in saved} == saved
    assert (ran.states[6], ran.states[12]) == ("unknown", "unknown")
    assert (ran.states[7], ran.states[8]) == ("pending", "invalid")
    assert ran.messages[5].startswith("saved by run 20260304-0916-")


def test_the_content_of_a_record_is_known_by_the_same_digest(
    stored: Any, lists: SimpleNamespace
) -> None:
    """A changed value is sent, and nothing beside it."""
    bench = stored("used")
    rows = [list(row) for row in lists.people(bench)]
    rows[3][2] = "Eva"
    ran = bench.run(*rows)
    assert (ran.states[5], ran.states[4]) == ("saved", "skipped")
    assert "00042" in bench.account.customers


def test_a_report_and_its_list_know_each_other(stored: Any) -> None:
    """A line of the report that was saved is not sent again, nor taken for its twin."""
    bench = stored("used")
    twins = [bench.auto("Twin")] * 4
    assert list(bench.run(*twins).states.values()) == ["skipped"] * 3 + ["saved"]
    assert bench.account.created == ["Twin"]


def test_a_stopped_run_ends(stored: Any, lists: SimpleNamespace) -> None:
    """What it had saved is skipped; the rest is sent, and no note and no customer twice."""
    bench = stored("used")
    assert bench.run(*lists.cut(bench), file="cut.csv").counts == {"saved": 10, "skipped": 1}
    assert sorted(bench.account.notes) == ["VIP"] * 2
    assert sorted(bench.account.created) == ["Noa 0", "Noa 0", "Noa 1", "Noa 1"]
    assert len(bench.account.addresses) == 4
    assert not bench.account.customers.keys() & {"K0", "K1", "K2", "K3", "M0"}


def test_what_was_in_flight_is_never_sent_blindly(stored: Any, lists: SimpleNamespace) -> None:
    """After a kill, answered requests are saved; a customer without a number is unknown."""
    bench = stored("killed")
    ran = bench.run(*lists.cut(bench), file="cut.csv")
    assert ran.counts == {"saved": 6, "skipped": 3, "unknown": 2}
    assert [row for row, state in ran.states.items() if state == "unknown"] == [9, 10]
    assert bench.account.created == ["Noa 1", "Noa 1"]
    assert bench.account.notes == []
    assert len(bench.account.addresses) == 4


def test_a_migrated_ledger_has_the_states_of_plans(stored: Any) -> None:
    """Rows can be held in a ledger that was made before there were plans, and it stays sound."""
    bench = stored("used")
    with bench.opened() as (ledger, _):
        ledger.connection.execute("UPDATE rows SET state = 'held' WHERE number = 7")
    with bench.opened() as (ledger, _):
        held = ledger.connection.execute("SELECT count(*) FROM rows WHERE state = 'held'")
        assert held.fetchone()[0]
