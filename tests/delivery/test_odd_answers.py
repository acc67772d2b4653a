from collections import Counter
from typing import Any

import pytest

from customer_import.api.reply import NoReply, Reply, Trouble
from customer_import.delivery.delivery import Limits
from customer_import.delivery.resolve import Custom
from customer_import.endpoints import Call
from customer_import.errors import (
    AllAlike,
    NoSuchHost,
    Refused,
    ServerFails,
    Unreachable,
    WrongAnswer,
)
from customer_import.events import Waiting

PAGE = Reply(200, {"content-type": "text/html"}, b"<html><h1>Sign in</h1></html>")
OOPS = Reply(500, {}, b"Oops")
NOBODY = NoReply(Trouble.NOT_SENT, "connection refused")
LOST = NoReply(Trouble.MAYBE_DONE, "connection reset")
NO_HOST = NoReply(Trouble.NO_SUCH_HOST, "no.example does not exist")
MATCHED = ("list", "failures-by-row", "failures-by-number", "failures-by-message", "twice")


def refuse(*names: str) -> Any:
    """Make a rule that refuses records with these names."""
    return lambda record: "It is bad." if record.get("CustomerName") in names else ""


def keyed(bench: Any, count: int, bad: int = 0) -> list[Any]:
    """Make rows with a number; the first is good, and so many of the last are bad."""
    return [bench.keyed(f"C{i}", "Bad" if i >= count - bad else "Ada") for i in range(count)]


def noted(bench: Any, count: int) -> list[Any]:
    """Make rows with a note, which must not be sent twice."""
    return [bench.keyed(f"C{i}", note=f"Note {i}") for i in range(count)]


def sizes(bench: Any) -> list[int]:
    """Return the number of records of each request."""
    return [len(seen.records) for seen in bench.account.seen]


@pytest.mark.parametrize("shape", MATCHED)
def test_an_answer_that_tells_of_each_row_needs_no_second_request(bench: Any, shape: str) -> None:
    """Each shape that says what became of each row is matched as it is, and nothing is halved."""
    bench.account.shape = shape
    bench.account.refuses = refuse("Bad")
    ran = bench.run(*keyed(bench, 30, bad=7))
    assert sizes(bench) == [1, 29]
    assert ran.counts == {"saved": 23, "failed": 7}
    assert {row for row, state in ran.states.items() if state == "failed"} == set(range(25, 32))
    assert ran.problems[31] == ["The server refused it: It is bad."]


@pytest.mark.parametrize("shape", ["list", "failures-by-number", "failures-by-message", "twice"])
def test_an_answer_that_tells_of_each_address_needs_no_second_request(
    bench: Any, shape: str
) -> None:
    """The same holds for addresses, which are named by their customer's number."""
    bench.account.shape = shape
    bench.account.refuses = lambda record: "No." if record.get("AddressCity") == "Ely" else ""
    rows = [bench.keyed(f"C{i}", billing="Ely" if i == 3 else "Leeds") for i in range(9)]
    ran = bench.run(*rows)
    assert ran.counts == {"saved": 8, "failed": 1}
    assert sizes(bench) == [1, 8, 9]


@pytest.mark.parametrize("shape", ["zero-totals", "silent"])
@pytest.mark.parametrize("kind", [keyed, noted])
def test_totals_of_0_are_learnt_from_a_few_requests(bench: Any, shape: str, kind: Any) -> None:
    """Rows are then sent one by one; those without an error count as saved, and that is told."""
    bench.account.shape = shape
    ran = bench.run(*kind(bench, 40))
    assert (ran.counts, ran.ended.stopped) == ({"saved": 40}, None)
    assert ran.requests <= 42
    sent = Counter(number for seen in bench.account.seen for number in seen.numbers)
    assert max(sent.values()) <= (2 if kind is keyed else 1)
    assert "did not say that they were saved" in ran.ended.notice
    assert "40 records" in ran.ended.notice


def test_an_error_beside_totals_of_0_is_told_of_its_row(bench: Any) -> None:
    """What is listed for a single row counts, whatever the totals say."""
    bench.account.shape = "zero-totals"
    bench.account.refuses = refuse("Bad")
    ran = bench.run(*keyed(bench, 40, bad=5))
    assert (ran.counts, ran.ended.stopped) == ({"saved": 35, "failed": 5}, None)
    assert ran.requests <= 60


@pytest.mark.parametrize("kind", [keyed, noted])
def test_an_empty_answer_is_not_taken_as_saved_where_that_is_not_assumed(
    bench: Any, kind: Any
) -> None:
    """Without the assumption three rows show that nothing can be learnt; the others wait."""
    bench.limits = Limits(concurrency=1, records=10, custom=Custom(empty_is_saved=False))
    bench.account.shape = "silent"
    ran = bench.run(*kind(bench, 40))
    assert isinstance(ran.ended.stopped, WrongAnswer)
    assert sizes(bench) == [1, 1, 1]
    lost = {"unknown": 3} if kind is noted else {}
    assert ran.counts == lost | {"pending": 40 - sum(lost.values())}
    assert ran.ended.notice == ""


@pytest.mark.parametrize("kind", [keyed, noted])
def test_an_error_that_is_none_is_learnt_from_three_rows(bench: Any, kind: Any) -> None:
    """A server that reports an error for what it applied tells nothing: rows wait, few are lost."""
    bench.limits = Limits(concurrency=1, records=10)
    bench.account.shape = "has-error"
    ran = bench.run(*kind(bench, 40))
    assert isinstance(ran.ended.stopped, WrongAnswer)
    assert sizes(bench) == [1, 1, 1]
    lost = {"unknown": 3} if kind is noted else {}
    assert ran.counts == lost | {"pending": 40 - sum(lost.values())}
    bench.account.shape = "list"
    again = bench.run(*kind(bench, 40))
    assert again.counts == lost | {"saved": 40 - sum(lost.values())}


def test_unclear_answers_to_several_rows_are_learnt(bench: Any) -> None:
    """Where only answers to single rows can be matched, later requests are not halved."""
    vague = Reply(200, {}, b'{"HasError": true, "Data": {"SuccessfullResults": 7}}')
    bench.limits = Limits(concurrency=1, records=32)
    bench.account.fault = lambda _, seen: (vague, True) if len(seen.records) > 1 else None
    ran = bench.run(*keyed(bench, 128))
    assert (ran.counts, ran.ended.stopped) == ({"saved": 128}, None)
    # One request is halved to the row: afterwards each row goes alone.
    assert ran.requests <= 128 + 12


@pytest.mark.parametrize("when", [1, 2, 4])
def test_a_web_page_that_comes_once_does_not_end_a_run(bench: Any, when: int) -> None:
    """The request is sent again some seconds later, and the run goes on."""
    bench.limits = Limits(concurrency=1, records=3)
    bench.account.fault = lambda n, _: (PAGE, False) if n in (when, when + 1) else None
    started = bench.time.seconds
    ran = bench.run(*keyed(bench, 10))
    assert (ran.counts, ran.ended.stopped) == ({"saved": 10}, None)
    assert bench.time.seconds - started == pytest.approx(6.0, abs=0.5)
    assert Waiting(3.0, "a web page answered") in bench.events


@pytest.mark.parametrize("when", [1, 4])
def test_a_web_page_that_comes_thrice_ends_a_run(bench: Any, when: int) -> None:
    """A wrong address costs three requests, and no row."""
    bench.limits = Limits(concurrency=1, records=3)
    bench.account.fault = lambda n, _: (PAGE, False) if n >= when else None
    ran = bench.run(*keyed(bench, 20))
    assert isinstance(ran.ended.stopped, WrongAnswer)
    assert "https://TENANT.waspinventorycloud.com" in ran.ended.stopped.remedy
    assert len(bench.account.seen) == when + 2
    assert "unknown" not in ran.counts


def test_a_wrong_address_does_not_make_a_list_unknown(bench: Any) -> None:
    """Where no row may be sent twice, the server is tried by reading: one row is lost."""
    bench.limits = Limits(concurrency=1, records=3)
    bench.account.fault = lambda _, __: (PAGE, False)
    ran = bench.run(*noted(bench, 20))
    assert isinstance(ran.ended.stopped, WrongAnswer)
    assert ran.counts == {"unknown": 1, "pending": 19}
    calls = [seen.call for seen in bench.account.seen]
    assert calls == [Call.CUSTOMERS, Call.BY_NUMBER, Call.BY_NUMBER]
    assert ran.requests == 1


def test_a_web_page_costs_one_row_that_may_not_be_sent_twice(bench: Any) -> None:
    """Once a read is answered, the rows that wait are sent."""
    bench.limits = Limits(concurrency=1, records=3)
    bench.account.fault = lambda n, _: (PAGE, False) if n in (3, 4) else None
    ran = bench.run(*noted(bench, 20))
    assert ran.ended.stopped is None
    assert ran.counts == {"saved": 17, "unknown": 3}


def test_a_single_row_that_meets_a_web_page_is_told_why(bench: Any) -> None:
    """Also where nothing is left to send, the address is looked into."""
    bench.account.fault = lambda _, __: (PAGE, False)
    ran = bench.run(*noted(bench, 1))
    assert isinstance(ran.ended.stopped, WrongAnswer)
    assert ran.counts == {"unknown": 1}


@pytest.mark.parametrize("when", [1, 3])
def test_a_token_that_is_refused_with_400_ends_a_run(bench: Any, when: int) -> None:
    """The rows are not to blame: none is failed, nothing is halved, all that is left waits."""
    bench.limits = Limits(concurrency=1, records=5)
    invalid = Reply(400, {}, b'{"error": "invalid_token"}')
    bench.account.fault = lambda n, _: (invalid, False) if n >= when else None
    ran = bench.run(*keyed(bench, 20))
    assert isinstance(ran.ended.stopped, Refused)
    assert len(bench.account.seen) == when
    assert set(ran.counts) <= {"saved", "pending"}


def test_a_server_that_fails_every_request_is_at_fault(bench: Any) -> None:
    """Single rows of three requests show it; no row is blamed, and all wait."""
    bench.limits = Limits(concurrency=1, records=100)
    bench.account.fault = lambda _, __: (OOPS, False)
    ran = bench.run(*keyed(bench, 1000))
    assert isinstance(ran.ended.stopped, ServerFails)
    assert "500: Oops" in ran.ended.stopped.message
    assert ran.counts == {"pending": 1000}
    assert sum(map(len, ran.problems.values())) == 0
    assert ran.requests == 6
    bench.account.fault = lambda _, __: None
    assert bench.run(*keyed(bench, 1000)).counts == {"saved": 1000}


def test_a_server_that_begins_to_fail_is_at_fault(bench: Any) -> None:
    """The same in the middle of a run, whose rows were saved before."""
    bench.limits = Limits(concurrency=1, records=100)
    bench.account.fault = lambda n, _: (OOPS, False) if n > 3 else None
    ran = bench.run(*keyed(bench, 1000))
    assert isinstance(ran.ended.stopped, ServerFails)
    assert ran.counts == {"saved": 201, "pending": 799}
    assert ran.requests <= 20


@pytest.mark.parametrize("count", [40, 300])
def test_a_short_list_shows_a_failing_server_too(bench: Any, count: int) -> None:
    """Where there are fewer requests than three, rows far from each other show it."""
    bench.account.fault = lambda _, __: (OOPS, False)
    ran = bench.run(*keyed(bench, count))
    assert isinstance(ran.ended.stopped, ServerFails)
    assert (ran.counts, ran.requests) == ({"pending": count}, 6)


def test_a_row_that_the_server_cannot_digest_is_found_in_a_short_list(bench: Any) -> None:
    """One bad row at the beginning is blamed, and the others are saved."""
    bench.account.fault = lambda _, seen: (OOPS, False) if "C0" in seen.numbers else None
    ran = bench.run(*keyed(bench, 40))
    assert (ran.counts, ran.ended.stopped) == ({"saved": 39, "failed": 1}, None)


def test_of_rows_that_may_not_be_sent_twice_a_failing_server_costs_few(bench: Any) -> None:
    """They may have been saved, so they stay unknown; the others wait."""
    bench.limits = Limits(concurrency=1, records=100)
    bench.account.fault = lambda _, __: (OOPS, False)
    ran = bench.run(*noted(bench, 1000))
    assert isinstance(ran.ended.stopped, ServerFails)
    assert ran.counts == {"unknown": 3, "pending": 997}


def test_a_server_that_is_away_is_tried_by_one_request_at_a_time(bench: Any) -> None:
    """The waits grow; once it answers, everything goes on at once."""
    started = bench.time.seconds
    back = started + 30.0
    tries: list[float] = []

    def away(n: int, _: Any) -> Any:
        if n > 2 and bench.time.seconds < back:
            tries.append(bench.time.seconds)
            return NOBODY, False
        return None

    bench.limits = Limits(concurrency=4, records=5)
    bench.account.fault = away
    ran = bench.run(*keyed(bench, 60))
    assert (ran.counts, ran.ended.stopped) == ({"saved": 60}, None)
    # Requests that had left already count once.
    assert len(tries) <= 4 + 6
    assert sorted({round(each - started) for each in tries}) == [0, 1, 3, 7, 15]
    assert bench.time.seconds - started == pytest.approx(31.0, abs=0.5)
    told = [each for each in bench.events if isinstance(each, Waiting)]
    assert told[0].reason == "connection refused"
    assert told[0].gives_up == pytest.approx(120.0)
    assert any(round(each.seconds) == 8 and round(each.gives_up or 0) == 113 for each in told)


def test_a_request_that_the_server_never_answers_does_not_keep_the_others(bench: Any) -> None:
    """All other rows are saved, and those of the one request wait."""

    def hangs(_: int, seen: Any) -> Any:
        return (LOST, False) if "C7" in seen.numbers else None

    bench.limits = Limits(concurrency=2, records=5, patience=60.0)
    bench.account.fault = hangs
    ran = bench.run(*keyed(bench, 60))
    assert isinstance(ran.ended.stopped, Unreachable)
    assert ran.counts == {"saved": 55, "pending": 5}


def test_a_host_that_does_not_exist_is_told_at_once(bench: Any) -> None:
    """Nothing was sent, nothing is waited for."""
    bench.account.fault = lambda _, __: (NO_HOST, False)
    started = bench.time.seconds
    ran = bench.run(*keyed(bench, 5))
    assert isinstance(ran.ended.stopped, NoSuchHost)
    assert str(ran.ended.stopped) == "The server no.example does not exist. Check the address."
    assert (ran.requests, ran.counts, bench.time.seconds) == (0, {"pending": 5}, started)


def test_a_laptop_that_goes_offline_waits(bench: Any) -> None:
    """A name that was answered for before is there; so is one of an earlier attempt."""
    bench.limits = Limits(concurrency=1, records=2)
    bench.account.fault = lambda n, _: (NO_HOST, False) if 2 <= n <= 4 else None
    assert bench.run(*keyed(bench, 5)).counts == {"saved": 5}
    bench.account.fault = lambda n, _: (Reply(401, {}, b""), False) if n == 8 else None
    rows = [bench.keyed(f"D{i}") for i in range(5)]
    assert isinstance(bench.run(*rows).ended.stopped, Refused)
    bench.account.fault = lambda n, _: (NO_HOST, False) if n == 9 else None
    assert bench.run(*rows).counts == {"skipped": 1, "saved": 4}


@pytest.mark.parametrize("shape", ["list", "whole", "failures-by-number"])
def test_a_right_that_is_taken_away_is_not_blamed_on_rows(bench: Any, shape: str) -> None:
    """After saves, three requests refused to the last row end the run, and their rows wait."""
    bench.limits = Limits(concurrency=1, records=10)
    bench.account.shape = shape
    rows = keyed(bench, 101)
    bench.account.refuses = lambda _: "No right." if len(bench.account.customers) > 20 else ""
    ran = bench.run(*rows)
    assert isinstance(ran.ended.stopped, AllAlike)
    assert "No right." in ran.ended.stopped.message
    assert ran.counts == {"saved": 21, "pending": 80}
    assert sum(map(len, ran.problems.values())) == 0
    # If the rows are wrong after all, the same command tries each of them.
    again = bench.run(*rows)
    assert (again.counts, again.ended.stopped) == ({"skipped": 21, "failed": 80}, None)
    bench.account.refuses = lambda _: ""
    assert bench.run(*rows).counts == {"skipped": 21, "saved": 80}


@pytest.mark.parametrize("shape", ["list", "whole", "failures-by-row", "whole-200"])
def test_bad_rows_of_a_second_run_are_the_rows_own(bench: Any, shape: str) -> None:
    """Rows that were skipped as saved before prove the mapping right, so it always ends alike."""
    bench.limits = Limits(concurrency=1, records=5)
    bench.account.shape = shape
    bench.account.refuses = refuse("Bad")
    rows = keyed(bench, 60, bad=13)
    ends = [bench.run(*rows) for _ in range(3)]
    assert [each.ended.stopped for each in ends] == [None] * 3
    assert ends[0].counts == {"saved": 47, "failed": 13}
    assert ends[1].counts == ends[2].counts == {"skipped": 47, "failed": 13}


def test_rows_skipped_under_another_mapping_prove_nothing(bench: Any) -> None:
    """What another mapping saved does not show that this one is right."""
    bench.limits = Limits(concurrency=1, records=5)
    bench.run(*keyed(bench, 20))
    bench.account.refuses = refuse("Bad")
    rows = [*keyed(bench, 20), *(bench.keyed(f"D{i}", "Bad") for i in range(20))]
    ran = bench.run(*rows, mapping_text="another")
    assert isinstance(ran.ended.stopped, AllAlike)
