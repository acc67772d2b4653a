"""Rows that continue the customer above, in the ledger: they become what their customer becomes."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from customer_import.api.reply import NoReply, Reply, Trouble
from customer_import.importer import Options
from customer_import.ledger.file.retention import KEPT, LAST_RUNS, Retention
from customer_import.ledger.file.soundness import faults
from customer_import.ledger.merge import take_over
from customer_import.ledger.runs.results import Results
from customer_import.mapping.row_rules import RowRules
from customer_import.problems import Code
from customer_import.table import Row


@pytest.fixture
def joined(bench: Any) -> Any:
    """A desk for lists with several rows for a customer."""
    rules = RowRules.model_validate({"continue": True})
    mapping = bench.mapping
    return replace(
        bench,
        mapping=replace(mapping, mapping=mapping.mapping.model_copy(update={"rows": rules})),
    )


def billing(bench: Any, number: str, city: str, name: str = "Ada", note: str = "") -> Any:
    """The first row of a customer."""
    return bench.keyed(number, name, note=note, billing=city)


def shipping(bench: Any, city: str, number: str = "") -> Any:
    """A row that adds an address."""
    return bench.keyed(number, "", shipping=city)


def two_customers(bench: Any, city: str = "York") -> list[Any]:
    """Rows 2 and 3 are of C1, row 4 is C2, rows 5 and 6 are of C3."""
    return [
        billing(bench, "C1", "Ely"),
        shipping(bench, city),
        billing(bench, "C2", "Bath"),
        billing(bench, "C3", "Hull"),
        shipping(bench, "Leeds", "c3"),
    ]


def test_a_customer_is_sent_once_with_the_addresses_of_all_its_rows(joined: Any) -> None:
    """Every row of the list counts, in one state; the second run skips all of them."""
    ran = joined.run(*two_customers(joined))
    assert ran.counts == {"saved": 5}
    assert sorted(joined.account.customers) == ["C1", "C2", "C3"]
    assert sorted(joined.account.addresses) == [
        ("C1", "Billing"),
        ("C1", "Shipping"),
        ("C2", "Billing"),
        ("C3", "Billing"),
        ("C3", "Shipping"),
    ]
    again = joined.run(*two_customers(joined), file="again.csv")
    assert (again.counts, again.requests) == ({"skipped": 5}, 0)
    assert len(set(again.messages.values())) == 1


def test_a_changed_row_sends_its_address_alone(joined: Any) -> None:
    """All rows of its customer are saved then, and those of others are skipped."""
    joined.run(*two_customers(joined))
    before = len(joined.account.seen)
    ran = joined.run(*two_customers(joined, "Whitby"), file="again.csv")
    assert list(ran.states.values()) == ["saved"] * 2 + ["skipped"] * 3
    sent = joined.account.seen[before:]
    assert [record["AddressCity"] for each in sent for record in each.records] == ["Whitby"]


def test_a_refused_address_fails_all_rows_of_its_customer(joined: Any) -> None:
    """Each of them says that the customer is saved; what is sent again is the address."""
    joined.account.refuses = lambda record: "no" if record.get("AddressCity") == "York" else ""
    ran = joined.run(*two_customers(joined))
    assert list(ran.states.values()) == ["failed"] * 2 + ["saved"] * 3
    assert ran.codes[2] == ran.codes[3] == [Code.ADDRESS_REFUSED]
    assert all("customer is saved" in ran.problems[row][0] for row in (2, 3))
    before = len(joined.account.seen)
    report = joined.report(ran, r2=billing(joined, "C1", "Ely"), r3=shipping(joined, "Ripon"))
    fixed = joined.run(*report, file="list.errors.csv", is_report=True)
    assert fixed.counts == {"saved": 2}
    assert [len(each.records) for each in joined.account.seen[before:]] == [1]


def test_a_run_that_goes_on_forgives_all_rows_of_a_customer(joined: Any) -> None:
    """What was refused and what waited is sent again; nothing is said twice."""
    refusals = iter([True, False])
    joined.account.refuses = lambda record: (
        "no" if record.get("AddressCity") == "York" and next(refusals) else ""
    )
    joined.account.fault = lambda n, _: (Reply(401, {}, b""), False) if n == 6 else None
    joined.limits = replace(joined.limits, records=1)
    first = joined.run(*two_customers(joined))
    assert first.counts == {"failed": 2, "pending": 3}
    joined.account.fault = lambda _, __: None
    again = joined.run(*two_customers(joined))
    assert set(again.counts) <= {"saved", "skipped"}
    assert sum(again.counts.values()) == 5
    assert not any(again.codes.values())
    assert len(joined.account.addresses) == 5


@pytest.mark.parametrize("gap", [1, 2])
def test_a_number_that_is_there_again_refuses_all_rows(joined: Any, gap: int) -> None:
    """Not directly below, it is the same number twice; the other rows say which row is wrong."""
    rows = two_customers(joined)
    far = Row(6 + gap, billing(joined, "C1", "Rye"))
    if gap == 1:
        rows = [*rows[:3], rows[3], shipping(joined, "Leeds")]
    ran = joined.run(*rows, far)
    assert [ran.states[row] for row in (2, 3, 6 + gap)] == ["invalid"] * 3
    assert ran.codes[2] == ran.codes[6 + gap] == [Code.CUSTOMER_NUMBER_TWICE]
    assert ran.codes[3] == [Code.ANOTHER_ROW]
    assert "Row 2" in ran.problems[3][0]
    assert ran.counts == {"invalid": 3, "saved": 3}
    report = joined.report(
        ran,
        r2=billing(joined, "C1", "Ely"),
        r3=shipping(joined, "York"),
        **{f"r{6 + gap}": billing(joined, "C1", "Rye")},
    )
    unfixed = joined.run(*report, file="list.errors.csv", is_report=True)
    assert unfixed.counts == {"invalid": 3}


def test_a_number_that_was_saved_and_is_there_twice_is_refused_in_all_rows(joined: Any) -> None:
    """Rows that equal what was saved are invalid all the same."""
    joined.run(*two_customers(joined))
    rows = [*two_customers(joined), billing(joined, "c3", "Rye")]
    rows.insert(5, billing(joined, "C4", "Deal"))
    ran = joined.run(*rows, file="again.csv")
    assert ran.counts == {"skipped": 3, "saved": 1, "invalid": 3}
    assert ran.codes[6] == [Code.ANOTHER_ROW]


def test_no_answer_leaves_all_rows_unknown_until_that_is_settled(joined: Any) -> None:
    """A note is not sent twice, so nobody knows of any row of its customer."""
    lost = NoReply(Trouble.MAYBE_DONE, "timed out")
    joined.account.fault = lambda _, seen: (
        (lost, True) if seen.numbers == ["C1"] and seen.call == "customers" else None
    )
    rows = [billing(joined, "C1", "Ely", note="Hi"), shipping(joined, "York")]
    ran = joined.run(*rows, billing(joined, "C2", "Bath"))
    assert list(ran.states.values()) == ["unknown", "unknown", "saved"]
    assert ran.codes[2] == ran.codes[3] == [Code.NO_ANSWER]
    joined.account.fault = lambda _, __: None
    again = joined.run(*rows, file="again.csv")
    assert again.counts == {"unknown": 2}
    assert again.codes[2] == again.codes[3] == [Code.STILL_UNKNOWN]
    sent = joined.run(*rows, file="third.csv", options=Options(resend_unknown=True))
    assert sent.counts == {"saved": 2}


def test_a_limit_that_cuts_a_customer_is_told(joined: Any) -> None:
    """It is the first so many rows; the rest of the customer comes with the whole list."""
    for limit, cut in ((1, True), (2, False), (4, True), (5, False)):
        ran = joined.run(*two_customers(joined), options=Options(limit=limit), send=False)
        assert sum(ran.counts.values()) == limit
        with joined.opened() as (_, importer):
            said = [each.code for each in importer.results(ran.staged.run).of_list()]
        assert (Code.LIMIT_CUTS in said) == cut
    assert joined.run(*two_customers(joined), options=Options(limit=1)).counts == {"saved": 1}
    assert joined.run(*two_customers(joined)).counts == {"saved": 5}
    assert len(joined.account.customers) == 3
    assert len(joined.account.addresses) == 5


def test_only_update_leaves_no_row_of_a_customer_behind(joined: Any) -> None:
    """A row that has its number from the row above is not one without a number."""
    joined.run(*two_customers(joined))
    rows = [*two_customers(joined, "Whitby")]
    ran = joined.run(*rows, file="b.csv", options=Options(only_update=True), send=False)
    assert list(ran.states.values()) == ["pending"] * 2 + ["skipped"] * 3


def test_rows_are_forgotten_with_their_customers(joined: Any) -> None:
    """After thirty days and ten runs the counts and causes stay, and no row."""
    joined.account.refuses = lambda record: "no" if record.get("AddressCity") == "York" else ""
    ran = joined.run(*two_customers(joined))
    joined.time.sleep(KEPT.total_seconds() + 60)
    for i in range(LAST_RUNS):
        joined.run(joined.keyed(f"X{i}"), file="later.csv")
    for _ in range(40):
        with joined.opened() as (ledger, _), ledger.writing():
            Retention(ledger.connection, joined.time.now(), lambda: 1.0).forget()
    with joined.opened() as (ledger, _):
        results = Results(ledger.connection, ran.staged.run.id)
        assert ledger.connection.execute("SELECT count(*) FROM followers").fetchone() == (0,)
        assert [(each.code, each.rows) for each in results.causes()] == [("address-refused", 2)]
        counts = {str(state): count for state, count in results.counts().items() if count}
        assert counts == {"failed": 2, "saved": 3}
        assert faults(ledger.connection) == []
    again = joined.run(*two_customers(joined)[2:], file="again.csv")
    assert again.counts == {"skipped": 3}


def test_the_rows_of_two_ledgers_of_one_server_come_together(joined: Any, tmp_path: Path) -> None:
    """Merged, a run has all its rows, and says of each no more than before."""
    joined.account.refuses = lambda record: "no" if record.get("AddressCity") == "York" else ""
    joined.run(*two_customers(joined))
    folder = tmp_path / "other"
    folder.mkdir()
    other = replace(joined, folder=folder)
    ran = other.run(*two_customers(joined), file="other.csv")
    take_over(joined.path, [other.path], joined.time.now())
    with joined.opened() as (ledger, _):
        results = Results(ledger.connection, 2)
        rows = [(row.number, str(row.state), len(row.problems)) for row in results.rows()]
    assert rows == [(row, ran.states[row], len(ran.codes[row])) for row in ran.states]


def test_zeros_that_a_row_of_a_report_lost_keep_its_customer_back(joined: Any) -> None:
    """The row that a spreadsheet changed is named in the other rows of the customer."""
    joined.account.refuses = lambda record: "no" if record.get("AddressCity") == "00042" else ""
    ran = joined.run(billing(joined, "C1", "Ely"), shipping(joined, "00042"))
    assert ran.counts == {"failed": 2}
    report = joined.report(ran, r2=billing(joined, "C1", "Ely"), r3=shipping(joined, "42"))
    fixed = joined.run(*report, file="list.errors.csv", is_report=True)
    assert fixed.counts == {"invalid": 2}
    assert (fixed.codes[2], fixed.codes[3]) == ([Code.ANOTHER_ROW], [Code.LOST_ZEROS])
    assert "Row 3" in fixed.problems[2][0]
