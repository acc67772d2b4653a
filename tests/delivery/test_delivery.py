import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest

from customer_import.api.reply import NoReply, Reply, Trouble
from customer_import.delivery.delivery import Limits
from customer_import.endpoints import Call
from customer_import.errors import (
    AllAlike,
    BadCertificate,
    Refused,
    Stopped,
    Unreachable,
    WrongAnswer,
)
from customer_import.events import Delivered, Waiting
from customer_import.sandbox.shapes import SHAPES

LOST = NoReply(Trouble.MAYBE_DONE, "timed out")
NOBODY = NoReply(Trouble.NOT_SENT, "connection refused")
BUSY = Reply(429, {"retry-after": "3"}, b"")


def refusing(*names: str) -> Callable[[dict[str, Any]], str]:
    """Make a rule that refuses records with these names, or addresses with these cities."""
    return lambda record: (
        f"{found} is wrong"
        if (found := record.get("CustomerName") or record.get("AddressCity")) in names
        else ""
    )


def only(number: int, outcome: Reply | NoReply) -> Any:
    """Make a fault that replaces the n-th request, which is then not carried out."""
    return lambda n, _: (outcome, False) if n == number else None


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", ["keyed", "noted", "auto"])
def test_a_bad_row_costs_itself_alone(bench: Any, shape: str, kind: str) -> None:
    """Whatever shape the answer has, exactly the bad rows fail, and each row is saved once."""
    makers: dict[str, Callable[[int, str], Any]] = {
        "keyed": lambda i, name: bench.keyed(f"C{i}", name),
        "noted": lambda i, name: bench.keyed(f"C{i}", name, note=f"Note {i}"),
        "auto": lambda _, name: bench.auto(name),
    }
    names = [f"Bad {i}" if i in (4, 17, 18) else f"Good {i}" for i in range(30)]
    nobody_knows = {
        "keyed": (),
        "noted": ("whole-500",),
        "auto": ("whole-500", "failures-by-number"),
    }[kind]
    bench.account.shape = shape
    bench.account.refuses = refusing(*(name for name in names if name.startswith("Bad")))
    ran = bench.run(*(makers[kind](i, name) for i, name in enumerate(names)))
    saved = Counter(bench.account.created)
    saved.update(record["CustomerName"] for record in bench.account.customers.values())
    assert max(saved.values()) == 1
    assert max(Counter(bench.account.notes).values(), default=1) == 1
    if shape in nobody_knows:
        # It may be done, and these must not be sent again to find out.
        assert ran.counts["unknown"] >= 3
        said = {names[row - 2] for row, state in ran.states.items() if state == "saved"}
        assert said <= set(saved)
        return
    assert set(saved) == {name for name in names if name.startswith("Good")}
    assert {row for row, state in ran.states.items() if state == "failed"} == {6, 19, 20}
    assert all(f"Bad {row - 2} is wrong" in ran.problems[row][0] for row in (6, 19, 20))


@pytest.mark.parametrize("shape", SHAPES)
def test_a_bad_address_costs_itself_alone(bench: Any, shape: str) -> None:
    """A refused address fails its own row only, and the message says so."""
    bench.account.shape = shape
    bench.account.refuses = refusing("Nowhere")
    cities = ["Nowhere" if i == 5 else "Leeds" for i in range(12)]
    ran = bench.run(*(bench.keyed(f"C{i}", "", "", city, "Ely") for i, city in enumerate(cities)))
    assert ran.counts == {"saved": 11, "failed": 1}
    assert ran.codes[7] == ["address-refused"]
    assert len(bench.account.addresses) == 23
    bench.account.refuses = refusing()
    again = bench.run(*(bench.keyed(f"C{i}", "", "", city, "Ely") for i, city in enumerate(cities)))
    assert again.counts == {"skipped": 11, "saved": 1}
    assert [each["AddressCity"] for each in bench.account.seen[-1].records] == ["Nowhere"]


def test_a_record_the_server_cannot_digest_costs_its_row(bench: Any) -> None:
    """A record that makes every request fail with 500 is found by halving, and only it fails."""

    def poison(seen: Any) -> bool:
        return any(record.get("CustomerName") == "Poison" for record in seen.records)

    bench.account.fault = lambda _, seen: (Reply(500, {}, b"Oops"), False) if poison(seen) else None
    names = ["Poison" if i == 40 else "Ada" for i in range(65)]
    ran = bench.run(*(bench.keyed(f"C{i}", name) for i, name in enumerate(names)))
    assert ran.ended.stopped is None
    assert ran.counts == {"saved": 64, "failed": 1}
    assert ran.problems[42] == ["The server refused it: the server failed (500: Oops)."]
    assert Counter(len(each.records) for each in bench.account.seen if poison(each))[64] == 2


def test_a_vague_answer_is_asked_for_again_in_halves(bench: Any) -> None:
    """Safe rows are sent in smaller requests until each is known; what stays vague waits."""
    vague = Reply(200, {}, b'{"HasError": true, "Data": {"SuccessfullResults": 7}}')
    bench.account.fault = lambda _, seen: (vague, True) if "C3" in seen.numbers else None
    ran = bench.run(*(bench.keyed(f"C{i}") for i in range(9)))
    assert ran.counts == {"saved": 8, "pending": 1}
    assert ran.states[5] == "pending"
    assert "whether 1 of the records were saved" in str(ran.ended.stopped)
    assert isinstance(ran.ended.stopped, WrongAnswer)
    bench.account.fault = lambda _, __: None
    assert bench.run(*(bench.keyed(f"C{i}") for i in range(9))).counts == {"skipped": 8, "saved": 1}


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        (Reply(401, {}, b""), Refused),
        (Reply(403, {}, b'{"Message": "No."}'), Refused),
        (Reply(404, {}, b"<html></html>"), WrongAnswer),
        (Reply(302, {}, b""), WrongAnswer),
        (Reply(400, {}, b"invalid_token"), Refused),
        (Reply(418, {}, b""), WrongAnswer),
        (NoReply(Trouble.CERTIFICATE, "self-signed"), BadCertificate),
        (NoReply(Trouble.UNFORESEEN, "what?"), Unreachable),
        (Reply(200, {}, b'{"Messages": [{"ResultCode": 1, "HttpStatusCode": 403}]}'), Refused),
    ],
)
@pytest.mark.parametrize("when", [1, 2, 4])
def test_what_cannot_go_on_stops_and_goes_on_later(
    bench: Any, outcome: Reply | NoReply, kind: type[Stopped], when: int
) -> None:
    """Nothing more is sent; once the cause is fixed, the same command sends what is left."""
    bench.limits = Limits(concurrency=1, records=3)
    rows = [bench.keyed(f"C{i}", billing="Leeds") for i in range(7)]
    bench.account.fault = only(when, outcome)
    ran = bench.run(*rows)
    assert type(ran.ended.stopped) is kind
    assert len(bench.account.seen) == when
    assert ran.counts["pending"] == 7 - ran.counts.get("saved", 0)
    again = bench.run(*rows)
    assert again.staged.run.name == ran.staged.run.name
    assert again.counts == {"saved": ran.counts["pending"]} | (
        {"skipped": ran.counts["saved"]} if "saved" in ran.counts else {}
    )
    assert len(bench.account.addresses) == 7


def test_a_field_the_server_does_not_know_is_said_once(bench: Any) -> None:
    """Three requests refused alike before anything is saved stop the run at one row each."""
    bench.limits = Limits(concurrency=1, records=10)
    bench.account.shape = "whole"
    bench.account.refuses = lambda _: "Colour is not a field."
    ran = bench.run(*(bench.keyed(f"C{i}") for i in range(100)))
    assert isinstance(ran.ended.stopped, AllAlike)
    assert [len(each.records) for each in bench.account.seen] == [1, 1, 1]
    assert ran.counts == {"failed": 3, "pending": 97}
    bench.account.refuses = refusing()
    assert bench.run(*(bench.keyed(f"C{i}") for i in range(100))).counts == {"saved": 100}


def test_one_saved_row_clears_the_mapping(bench: Any) -> None:
    """Once a row was saved, the run goes on, however many rows are refused for one reason."""
    bench.account.refuses = lambda record: "" if record["CustomerNumber"] == "C0" else "No."
    ran = bench.run(*(bench.keyed(f"C{i}") for i in range(20)))
    assert (ran.counts, ran.ended.stopped) == ({"saved": 1, "failed": 19}, None)


def test_what_an_earlier_attempt_saved_clears_the_mapping_too(bench: Any) -> None:
    """A run that continues remembers that an earlier attempt saved rows."""
    bench.limits = Limits(concurrency=1, records=3)
    rows = [bench.keyed(f"C{i}") for i in range(20)]
    bench.account.fault = only(2, Reply(401, {}, b""))
    assert bench.run(*rows).counts == {"saved": 1, "pending": 19}
    bench.account.refuses = lambda _: "No."
    ran = bench.run(*rows)
    assert (ran.counts, ran.ended.stopped) == ({"skipped": 1, "failed": 19}, None)


def test_rows_refused_alike_stop_a_run_once(bench: Any) -> None:
    """Given again, the same command tries every row, so bad rows never block good ones."""
    bench.limits = Limits(concurrency=1, records=1)
    bench.account.refuses = lambda record: "No." if record["CustomerName"] == "Bad" else ""
    rows = [bench.keyed(f"C{i}", "Bad" if i < 4 else "Good") for i in range(8)]
    first = bench.run(*rows)
    assert isinstance(first.ended.stopped, AllAlike)
    assert "the same command tries each of them" in first.ended.stopped.remedy
    ran = bench.run(*rows)
    assert (ran.counts, ran.ended.stopped) == ({"failed": 4, "saved": 4}, None)


def test_rows_that_were_under_way_may_refute_what_was_refused(bench: Any) -> None:
    """If a row is saved after three were refused alike, the run goes on."""
    bench.account.refuses = lambda record: "No." if record["CustomerName"] == "Bad" else ""
    bench.limits = Limits(concurrency=4, records=1)
    rows = [bench.keyed(f"C{i}", "Good" if i == 3 else "Bad") for i in range(4)]
    with ThreadPoolExecutor(4) as bench.executor:
        ran = bench.run(*rows)
    assert (ran.counts, ran.ended.stopped) == ({"failed": 3, "saved": 1}, None)


def test_a_suspicion_that_is_refuted_leaves_nothing_unsent(bench: Any) -> None:
    """The rows that were not sent yet are sent if a row is saved after all."""

    def late(_: int, seen: Any) -> None:
        while seen.numbers == ["C1"] and sum(type(e) is Delivered for e in bench.events) < 3:
            time.sleep(0.001)

    bench.account.fault = late
    bench.account.refuses = lambda record: "No." if record["CustomerName"] == "Bad" else ""
    bench.limits = Limits(concurrency=4, records=1)
    rows = [bench.keyed(f"C{i}", "Bad" if i in {0, 2, 3} else "Good") for i in range(40)]
    with ThreadPoolExecutor(4) as bench.executor:
        ran = bench.run(*rows)
    assert (ran.counts, ran.ended.stopped) == ({"failed": 3, "saved": 37}, None)


@pytest.mark.parametrize("tick", [0.03, 0.06, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5])
def test_a_wait_that_ends_at_any_moment_leaves_nothing_unsent(bench: Any, tick: float) -> None:
    """A wait may end at any moment between two checks, also if nothing else waits or flies."""
    ticks = count(1000.0, tick)
    seconds = property(lambda _: next(ticks), lambda *_: None)
    bench.time = type("Ticking", (type(bench.time),), {"seconds": seconds})()
    bench.account.fault = only(1, LOST)
    ran = bench.run(*(bench.auto(f"N{i}") for i in range(9)))
    assert (ran.counts, ran.ended.stopped) == ({"unknown": 1, "saved": 8}, None)


def test_a_server_that_never_answers_is_given_up_after_ten_seconds(bench: Any) -> None:
    """No row of a run that never reached a server is lost or unknown."""
    bench.account.fault = lambda _, __: (NOBODY, False)
    started = bench.time.seconds
    ran = bench.run(bench.keyed("C1"), bench.auto("N1"))
    assert isinstance(ran.ended.stopped, Unreachable)
    assert bench.time.seconds - started == pytest.approx(10.0)
    assert ran.counts == {"pending": 2}


def test_a_server_that_stops_answering_is_given_up_when_patience_ends(bench: Any) -> None:
    """What was saved stays saved; the rest waits for the next attempt."""
    bench.limits = Limits(concurrency=2, records=2, patience=40.0)
    bench.account.fault = lambda n, _: (LOST, False) if n > 2 else None
    started = bench.time.seconds
    ran = bench.run(*(bench.keyed(f"C{i}") for i in range(9)))
    assert isinstance(ran.ended.stopped, Unreachable)
    assert bench.time.seconds - started == pytest.approx(40.0, abs=0.5)
    assert ran.counts == {"saved": 3, "pending": 6}


def test_a_busy_server_is_left_alone(bench: Any) -> None:
    """Nothing is sent while the server asks to wait; the listener hears why; no row is lost."""
    bench.account.fault = only(2, BUSY)
    ran = bench.run(*(bench.auto(f"N{i}") for i in range(5)))
    assert ran.counts == {"saved": 5}
    assert len(bench.account.created) == 5
    assert sum(bench.time.slept) == pytest.approx(3.0)
    assert max(bench.time.slept) <= 0.25
    assert Waiting(3.0, "the server is busy (429)") in bench.events


def test_unsafe_rows_are_lost_one_at_a_time(bench: Any) -> None:
    """A server that drops everything costs few of the rows that must not be sent twice."""
    bench.limits = Limits(concurrency=4, records=10, patience=60.0)
    bench.account.fault = lambda n, _: (LOST, False) if n > 1 else None
    ran = bench.run(*(bench.auto(f"N{i}") for i in range(200)))
    assert isinstance(ran.ended.stopped, Unreachable)
    assert ran.counts["unknown"] < 60
    assert [len(each.records) for each in bench.account.seen[5:]] == [1] * (ran.requests - 5)


@pytest.mark.parametrize("done", [False, True])
def test_a_lost_answer_is_asked_for_again_only_where_that_is_safe(bench: Any, done: bool) -> None:  # noqa: FBT001 - a case
    """A keyed row is sent again; an auto-numbered one or one with a note is unknown."""
    bench.account.fault = lambda n, seen: (
        (LOST, done) if n == 2 or seen.numbers in ([None], ["C3"]) else None
    )
    rows = [bench.keyed("C1"), bench.keyed("C2"), bench.auto("N1"), bench.keyed("C3", note="VIP")]
    ran = bench.run(*rows)
    assert ran.states == {2: "saved", 3: "saved", 4: "unknown", 5: "unknown"}
    assert ran.codes[4] == ran.codes[5] == ["no-answer"]
    assert (len(bench.account.created), len(bench.account.notes)) == (done, done)


def test_an_interruption_settles_what_is_in_flight(bench: Any) -> None:
    """Asked to stop, the run sends nothing more, and goes on later without doubling anything."""
    bench.limits = Limits(concurrency=1, records=2)
    bench.stopping = lambda: len(bench.account.seen) >= 3
    rows = [bench.auto(f"N{i}") for i in range(9)]
    ran = bench.run(*rows)
    assert ran.ended.interrupted
    assert ran.counts == {"saved": 5, "pending": 4}
    bench.stopping = lambda: False
    assert bench.run(*rows).counts == {"skipped": 5, "saved": 4}
    assert sorted(bench.account.created) == [f"N{i}" for i in range(9)]


def test_a_pending_row_whose_customer_is_saved_says_so(bench: Any) -> None:
    """Between customers and addresses, rows with an address are pending, but not all unsent."""
    rows = [bench.keyed("C1", billing="Ely"), bench.keyed("C2", shipping="Ely"), bench.keyed("C3")]
    bench.stopping = lambda: len(bench.account.seen) >= 2
    ran = bench.run(*rows)
    assert list(bench.account.customers) == ["C1", "C2", "C3"]
    assert ran.states == {2: "pending", 3: "pending", 4: "saved"}
    waits = "its customer is saved; an address is still to be sent"
    assert [ran.messages[row].startswith(waits) for row in (2, 3, 4)] == [True, True, False]
    bench.stopping = lambda: False
    ran = bench.run(*rows)
    assert not any(message.startswith(waits) for message in ran.messages.values())


def test_an_interruption_that_finds_all_done_is_none(bench: Any) -> None:
    """A run that is asked to stop during its last request has nothing left to stop."""
    rows = [bench.keyed("C1", billing="Ely"), bench.keyed("C2", billing="Ely")]
    bench.stopping = lambda: len(bench.account.seen) >= 3
    ran = bench.run(*rows)
    assert not ran.ended.interrupted
    assert ran.counts == {"saved": 2}
    bench.stopping = lambda: True
    assert not bench.run(*rows).ended.interrupted


@pytest.mark.parametrize("after", [1, 2, 3])
def test_an_interruption_with_records_left_is_one(bench: Any, after: int) -> None:
    """The run is interrupted if anything is left: customers, addresses, a request to repeat."""
    bench.account.fault = lambda n, _: (Reply(500, {}, b""), False) if n == 3 else None
    bench.stopping = lambda: len(bench.account.seen) >= after
    ran = bench.run(bench.keyed("C1", billing="Ely"), bench.keyed("C2", billing="Ely"))
    assert ran.ended.interrupted
    assert ran.counts["pending"] >= 1


def test_a_mistake_of_ours_never_doubles(bench: Any) -> None:
    """If the program fails with requests in flight, unsafe rows are unknown, the others wait."""

    def broken(call: Call, body: bytes) -> Any:
        if b"N1" in body or b"C1" in body:
            raise ZeroDivisionError
        return account(call, body)

    account = bench.account
    rows = [bench.keyed("C0"), bench.auto("N0"), bench.auto("N1"), bench.keyed("C1")]
    bench.limits = Limits(concurrency=4, records=1)
    with ThreadPoolExecutor(4) as bench.executor:
        bench.account = broken
        with pytest.raises(ZeroDivisionError):
            bench.run(*rows)
    bench.account = account
    bench.executor = type(bench)(bench.folder).executor
    ran = bench.run(*rows)
    assert ran.states[4] == "unknown"
    assert ran.states[5] in ("saved", "skipped")
    assert "N1" not in account.created
    assert len(account.created) <= 1
