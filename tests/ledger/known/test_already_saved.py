from collections import Counter
from typing import Any

import pytest

from customer_import.api.reply import NoReply, Reply, Trouble
from customer_import.endpoints import Call
from customer_import.importer import Options
from customer_import.ledger.sending.outbox import Outbox
from customer_import.table import Row

LOST = NoReply(Trouble.MAYBE_DONE, "timed out")
RESEND = Options(resend=True)
RESEND_UNKNOWN = Options(resend_unknown=True)
REPORT = {"file": "list.errors.csv", "is_report": True}


def lose(bench: Any, *names: str, done: bool = False) -> None:
    """From now on no answer comes to a request with one of these names; to no name, all do."""
    bench.account.fault = lambda _, seen: (
        (LOST, done)
        if any(record.get("CustomerName") in names for record in seen.records)
        else None
    )


def refuse(bench: Any, *names: str) -> None:
    """From now on records of these names are refused."""
    bench.account.refuses = lambda record: (
        "It is wrong." if record.get("CustomerName") in names else ""
    )


def test_only_the_last_content_counts(bench: Any) -> None:
    """What was saved and then overwritten is sent again; what stands there now is not."""
    states = [bench.run(bench.keyed("C1", name)).states[2] for name in ("A", "B", "A", "A")]
    assert states == ["saved", "saved", "saved", "skipped"]
    assert bench.account.customers["C1"]["CustomerName"] == "A"


def test_a_number_is_known_in_every_list(bench: Any) -> None:
    """What another list saved under a number is skipped in this one, in whatever row."""
    bench.run(bench.keyed("C1"), bench.keyed("C2"))
    ran = bench.run(bench.keyed("C3"), bench.keyed("C2"), file="other.csv")
    assert ran.states == {2: "saved", 3: "skipped"}


def test_a_skipped_row_says_by_which_run_and_when(bench: Any) -> None:
    """The message tells how to send it again, where that is possible at all."""
    first = bench.run(bench.keyed("C1"), bench.auto("N1"))
    ran = bench.run(bench.keyed("C1"), bench.auto("N1"), bench.keyed("C2"))
    saved = f"saved by run {first.staged.run.name} on 2026-03-04 09:16"
    assert ran.messages[2] == f"{saved}; --resend sends it again"
    assert ran.messages[3] == saved


def test_an_unanswered_sending_clears_what_was_known(bench: Any) -> None:
    """Nobody knows whether B arrived: so A, though it was saved once, is sent again."""
    bench.run(bench.keyed("C1", "A"))
    lose(bench, "B", done=True)
    assert bench.run(bench.keyed("C1", "B")).states == {2: "pending"}
    assert bench.account.customers["C1"]["CustomerName"] == "B"
    lose(bench)
    assert bench.run(bench.keyed("C1", "A")).states == {2: "saved"}
    assert bench.account.customers["C1"]["CustomerName"] == "A"


def test_a_refusal_after_a_lost_answer_does_not_bring_the_old_content_back(bench: Any) -> None:
    """B may have arrived before the server was busy: A is not known to stand there any more."""
    bench.run(bench.keyed("C1", "A"))
    gone = {1: (LOST, True), 2: (Reply(429, {"retry-after": "9999"}, b""), False)}
    before = len(bench.account.seen)
    bench.account.fault = lambda n, _: gone.get(n - before)
    assert bench.run(bench.keyed("C1", "B")).states == {2: "pending"}
    assert bench.run(bench.keyed("C1", "A")).states == {2: "saved"}
    assert bench.account.customers["C1"]["CustomerName"] == "A"


def test_a_crash_clears_what_was_known(bench: Any) -> None:
    """B was in flight when the program died, and was refused later: A is not known any more."""
    bench.run(bench.keyed("C1", "A"))
    bench.run(bench.keyed("C1", "B"), send=False)
    with bench.opened() as (ledger, _):
        outbox = Outbox(ledger.connection, 2, "run", bench.time.now)
        outbox.intend(next(outbox.batches(Call.CUSTOMERS, 1, 1000)), 1)
    bench.account.fault = lambda _, __: (Reply(401, {}, b""), False)
    assert bench.run(bench.keyed("C1", "B")).states == {2: "pending"}
    lose(bench)
    assert bench.run(bench.keyed("C1", "A")).states == {2: "saved"}


@pytest.mark.parametrize("status", [401, 404, 429])
def test_what_was_not_done_leaves_the_old_content_known(bench: Any, status: int) -> None:
    """A request refused before anything was done changes nothing."""
    bench.run(bench.keyed("C1", "A"))
    bench.account.fault = lambda _, __: (Reply(status, {"retry-after": "9999"}, b""), False)
    assert bench.run(bench.keyed("C1", "B")).states == {2: "pending"}
    assert bench.run(bench.keyed("C1", "A")).states == {2: "skipped"}


def test_a_refused_update_is_followed_by_the_old_content(bench: Any) -> None:
    """Other content was sent since: where that is harmless, the row is sent once more."""
    bench.run(bench.keyed("C1", "A"), bench.keyed("C2", "A", note="VIP"))
    refuse(bench, "B")
    ran = bench.run(bench.keyed("C1", "B"), bench.keyed("C2", "B", note="VIP"))
    assert ran.counts == {"failed": 2}
    again = bench.run(bench.keyed("C1", "A"), bench.keyed("C2", "A", note="VIP"))
    assert again.states == {2: "saved", 3: "skipped"}
    assert bench.account.notes == ["VIP"]


def test_a_failed_row_is_sent_again(bench: Any) -> None:
    """Running the same file again sends what failed, and only that."""
    refuse(bench, "B")
    rows = [bench.keyed("C1", "A"), bench.keyed("C2", "B"), bench.auto("A"), bench.auto("B")]
    assert bench.run(*rows).counts == {"saved": 2, "failed": 2}
    refuse(bench)
    assert bench.run(*rows).states == {2: "skipped", 3: "saved", 4: "skipped", 5: "saved"}


def test_resend_sends_saved_rows_again_but_never_creates(bench: Any) -> None:
    """A keyed row may be sent twice; a saved auto-numbered one would be a second customer."""
    rows = [bench.keyed("C1", billing="Ely"), bench.auto("N1"), bench.keyed("C2", note="VIP")]
    bench.run(*rows)
    assert bench.run(*rows, options=RESEND).states == {2: "saved", 3: "skipped", 4: "saved"}
    assert bench.account.created == ["N1"]
    assert bench.account.notes == ["VIP", "VIP"]


def test_equal_auto_numbered_rows_are_as_many_customers_once(bench: Any) -> None:
    """The same row three times is three customers; run again, none more."""
    rows = [bench.auto("Twin")] * 3
    assert bench.run(*rows).counts == {"saved": 3}
    assert bench.run(*rows, file="again.csv").counts == {"skipped": 3}
    assert bench.run(*rows, bench.auto("Twin")).states[5] == "saved"
    assert bench.account.created == ["Twin"] * 4


def test_auto_numbered_rows_are_not_known_by_their_position(bench: Any) -> None:
    """A row deleted from the middle, or moved, creates nobody again."""
    names = [f"N{i}" for i in range(9)]
    bench.run(*(bench.auto(name) for name in names))
    without = names[:4] + names[5:]
    assert bench.run(*(bench.auto(name) for name in without)).counts == {"skipped": 8}
    assert bench.run(*(bench.auto(name) for name in reversed(names))).counts == {"skipped": 9}
    assert bench.account.created == names


def test_a_failed_twin_is_sent_from_its_error_report_once(bench: Any) -> None:
    """A report holds some of equal rows: those that were saved are not taken for them."""
    bench.limits = type(bench.limits)(concurrency=1, records=1)
    seen = Counter[str]()

    def second(record: dict[str, Any]) -> str:
        seen.update([record["CustomerName"]])
        return "It is wrong." if seen["Twin"] == 2 else ""

    bench.account.refuses = second
    first = bench.run(*[bench.auto("Twin")] * 3)
    assert first.states == {2: "saved", 3: "failed", 4: "saved"}
    report = bench.report(first, r3=bench.auto("Twin"))
    assert bench.run(*report, **REPORT).states == {2: "saved"}
    assert bench.run(*report, **REPORT).states == {2: "skipped"}
    assert bench.run(*[bench.auto("Twin")] * 3).counts == {"skipped": 3}
    assert bench.account.created == ["Twin"] * 3


@pytest.mark.parametrize("done", [False, True])
def test_unknown_stays_unknown_until_it_is_to_be_sent_again(bench: Any, done: bool) -> None:  # noqa: FBT001 - a case
    """However often the list is run, a row nobody knows of is not sent without a word."""
    lose(bench, "N1", done=done)
    rows = [bench.auto("N0"), bench.auto("N1"), bench.keyed("C1", "N1", note="VIP")]
    assert bench.run(*rows).states == {2: "saved", 3: "unknown", 4: "unknown"}
    lose(bench)
    requests = len(bench.account.seen)
    for file in ("list.csv", "other.csv"):
        ran = bench.run(*rows, file=file)
        assert ran.states == {2: "skipped", 3: "unknown", 4: "unknown"}
        assert ran.codes[3] == ran.codes[4] == ["still-unknown"]
    assert len(bench.account.seen) == requests
    assert bench.run(*rows, options=RESEND_UNKNOWN).counts == {"skipped": 1, "saved": 2}
    assert bench.run(*rows).counts == {"skipped": 3}
    assert Counter(bench.account.created) == {"N0": 1, "N1": 1 + done}


def test_one_of_equal_rows_unknown_holds_one_of_them(bench: Any) -> None:
    """Of twins, as many are held as were lost; the others go."""
    bench.limits = type(bench.limits)(concurrency=1, records=1)
    bench.account.fault = lambda n, _: (LOST, True) if n == 2 else None
    assert bench.run(*[bench.auto("Twin")] * 3).counts == {"saved": 2, "unknown": 1}
    assert bench.run(*[bench.auto("Twin")] * 4).counts == {"skipped": 2, "unknown": 1, "saved": 1}
    ran = bench.run(*[bench.auto("Twin")] * 4, options=RESEND_UNKNOWN)
    assert ran.counts == {"skipped": 3, "saved": 1}
    assert bench.run(*[bench.auto("Twin")] * 4).counts == {"skipped": 4}
    assert len(bench.account.created) == 5


def test_a_twin_lost_while_it_is_sent_again_is_not_taken_for_the_other(bench: Any) -> None:
    """What comes to be unknown in a run stays so, though unknown rows are to be sent."""
    bench.limits = type(bench.limits)(concurrency=1, records=1)
    bench.account.fault = lambda n, _: (LOST, True) if n == 1 else None
    ran = bench.run(*[bench.auto("Twin")] * 2, options=RESEND_UNKNOWN)
    assert ran.counts == {"saved": 1, "unknown": 1}
    assert bench.run(*[bench.auto("Twin")] * 2).counts == {"skipped": 1, "unknown": 1}
    assert bench.account.created == ["Twin"] * 2


def test_a_row_nobody_knows_of_is_held_with_other_content_too(bench: Any) -> None:
    """Under a number, the doubt is about the customer: editing the row does not settle it."""
    lose(bench, "A")
    bench.run(bench.keyed("C1", "A", note="VIP"))
    lose(bench)
    assert bench.run(bench.keyed("C1", "B", note="VIP")).states == {2: "unknown"}
    assert bench.run(bench.keyed("C1", "B")).states == {2: "unknown"}


def test_an_unknown_row_of_a_report_is_held_also_when_edited(bench: Any) -> None:
    """The report says that it was unknown; only the user can say that it is to be sent."""
    lose(bench, "N1")
    bench.run(bench.auto("N1"))
    lose(bench)
    edited = Row(2, bench.auto("N1 fixed"), unknown=True)
    assert bench.run(edited, **REPORT).states == {2: "unknown"}
    assert bench.run(edited, options=RESEND_UNKNOWN, **REPORT).states == {2: "saved"}
    assert bench.account.created == ["N1 fixed"]


def test_an_unknown_row_of_a_report_that_was_saved_since_is_skipped(bench: Any) -> None:
    """Once it was sent again and saved, the same content under its number is known."""
    lose(bench, "A")
    bench.run(bench.keyed("C1", "A", note="VIP"))
    lose(bench)
    row = Row(2, bench.keyed("C1", "A", note="VIP"), unknown=True)
    assert bench.run(row, options=RESEND_UNKNOWN, **REPORT).states == {2: "saved"}
    assert bench.run(row, **REPORT).states == {2: "skipped"}


def test_a_resend_that_was_not_done_leaves_the_row_unknown(bench: Any) -> None:
    """Asked to send it again, but refused before it was: the earlier doubt remains."""
    lose(bench, "N1", done=True)
    bench.run(bench.auto("N1"), bench.keyed("C1", "N1", note="VIP"))
    bench.account.fault = lambda _, __: (Reply(401, {}, b""), False)
    rows = [bench.auto("N1"), bench.keyed("C1", "N1", note="VIP")]
    assert bench.run(*rows, options=RESEND_UNKNOWN).counts == {"pending": 2}
    lose(bench)
    assert bench.run(*rows, bench.auto("N2")).states == {2: "unknown", 3: "unknown", 4: "saved"}


def test_missing_addresses_are_sent_alone(bench: Any) -> None:
    """A customer that is saved is not sent again for the sake of an address."""
    bench.account.refuses = lambda record: "No." if record.get("AddressCity") == "Bad" else ""
    rows = [bench.keyed("C1", billing="Bad", shipping="Ely"), bench.keyed("C2")]
    assert bench.run(*rows).states == {2: "failed", 3: "saved"}
    bench.account.refuses = lambda _: ""
    before = len(bench.account.seen)
    assert bench.run(*rows).states == {2: "saved", 3: "skipped"}
    (sent,) = bench.account.seen[before:]
    assert [record["AddressTypeName"] for record in sent.records] == ["Billing"]
    added = [bench.keyed("C1", billing="Bad", shipping="York"), bench.keyed("C2")]
    assert bench.run(*added).states == {2: "saved", 3: "skipped"}
    assert [len(each.records) for each in bench.account.seen[before:]] == [1, 1]


def test_an_address_whose_answer_was_lost_is_sent_again(bench: Any) -> None:
    """An address is safe to send twice: its row is pending, and saved by the next attempt."""
    bench.account.fault = lambda n, _: (LOST, True) if n > 1 else None
    assert bench.run(bench.keyed("C1", billing="Ely")).states == {2: "pending"}
    bench.account.fault = lambda _, __: None
    assert bench.run(bench.keyed("C1", billing="Ely")).states == {2: "saved"}
    assert [each.call for each in bench.account.seen[-1:]] == ["addresses"]
