from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import.api.pace import LONGEST_WAIT, PAGE_WAIT, UNANSWERED, Pace, backoff
from customer_import.api.verdict import Act, Done, Failure, Verdict
from customer_import.errors import NoSuchHost, Unreachable, WrongAnswer
from customer_import.events import Waiting

PATIENCE = 120.0


def failure(*, wait: float | None = None) -> Verdict:
    """Make a failure of a server that answers."""
    kind = Failure.FAULT if wait is None else Failure.BUSY
    return Verdict(Act.RETRY, Done.NOTHING, "busy", kind, wait)


AWAY = Verdict(Act.RETRY, Done.NOTHING, "connection refused", Failure.AWAY, answered=False)
WRONG = WrongAnswer("A web page.", "Check.")
PAGE = Verdict(Act.RETRY, Done.MAYBE, "a web page answered", Failure.PAGE, stop=WRONG)
NO_HOST = replace(AWAY, stop=NoSuchHost("The server x.example does not exist.", "Check."))


def pace(most: int = 8, luck: float = 1.0, patience: float = PATIENCE) -> Pace:
    """Make a pace whose chance is always the same."""
    return Pace(most, patience, lambda: luck)


@given(attempt=st.integers(1, 10_000), luck=st.floats(0, 1))
def test_a_wait_doubles_up_to_a_cap_with_jitter(attempt: int, luck: float) -> None:
    """A wait lies between a limit, doubled with each attempt up to a cap, and its half."""
    longest = backoff(attempt, lambda: 1.0)
    assert longest == min(LONGEST_WAIT, 2.0 ** min(attempt, 16) / 2)
    assert backoff(attempt, lambda: luck) == longest * (1 + luck) / 2


def test_a_busy_server_slows_everyone_down() -> None:
    """Each 429 halves the pace, never below one request at a time, and nothing leaves before."""
    slowed = pace(8)
    limits = []
    for _ in range(5):
        assert slowed.failed(failure(wait=5.0), 1, 100.0, safe=True) == 105.0
        limits.append(slowed.limit)
    assert limits == [4.0, 2.0, 1.0, 1.0, 1.0]
    assert slowed.not_before == 105.0


def test_the_pace_recovers() -> None:
    """Each success gives back a little, up to where it began."""
    slowed = pace(4)
    slowed.failed(failure(wait=5.0), 1, 100.0, safe=True)
    seen = []
    for _ in range(12):
        slowed.went_well()
        seen.append(slowed.limit)
    assert seen == sorted(seen)
    assert seen[0] == 2.5
    assert seen[-1] == 4.0


def test_a_server_that_asks_for_no_time_in_particular_gets_some() -> None:
    """A 429 without `Retry-After` is waited for like any other failure."""
    slowed = pace()
    assert slowed.failed(failure(wait=0.0), 2, 100.0, safe=True) == 102.0
    assert slowed.not_before == 102.0


def test_a_failure_of_safe_rows_holds_up_nobody_else() -> None:
    """A request that can be sent again waits alone."""
    failed = pace()
    assert failed.failed(failure(), 3, 100.0, safe=True) == 104.0
    assert (failed.limit, failed.not_before) == (8.0, 0.0)


def test_failures_of_unsafe_rows_slow_down_all() -> None:
    """Rows that a failure makes unknown are sent one at a time, more and more slowly."""
    failed = pace()
    waits = []
    for _ in range(3):
        failed.failed(failure(), 1, 100.0, safe=False)
        waits.append(failed.not_before - 100.0)
    assert waits == [1.0, 2.0, 4.0]
    assert failed.limit == 1.0


@pytest.mark.parametrize(
    ("answered", "patience", "borne"),
    [
        (True, PATIENCE, PATIENCE),
        (False, PATIENCE, UNANSWERED),
        (False, 3.0, 3.0),
        (True, 3.0, 3.0),
    ],
)
def test_failure_is_borne_for_so_long(answered: bool, patience: float, borne: float) -> None:  # noqa: FBT001 - a case
    """Patience counts from the first failure; it is short if nothing was ever answered."""
    failed = pace(patience=patience)
    failed.failed(failure() if answered else AWAY, 1, 100.0, safe=True)
    failed.failed(AWAY, 2, 100.0 + borne / 2, safe=True)
    assert failed.given_up(AWAY, 100.0 + borne - 0.01) is None
    why = failed.given_up(AWAY, 100.0 + borne)
    assert why is not None
    assert "Gave up on the server: connection refused." in str(why)
    assert "run the same command to go on" in why.remedy


def test_success_restores_patience() -> None:
    """Any success restores the full patience."""
    failed = pace()
    failed.failed(AWAY, 1, 100.0, safe=True)
    failed.went_well()
    assert not failed.failing
    failed.failed(AWAY, 1, 109.0, safe=True)
    assert failed.failing
    assert failed.given_up(AWAY, 109.0 + UNANSWERED) is None


def test_the_last_attempt_falls_on_the_end_of_patience() -> None:
    """No wait reaches beyond the time at which the run would give up."""
    failed = pace()
    for now in (100.0, 101.0, 103.0, 107.0):
        failed.failed(AWAY, 1, now, safe=True)
    assert failed.not_before == 110.0
    answering = pace(patience=10.0)
    answering.failed(failure(), 1, 100.0, safe=True)
    assert answering.failed(failure(), 10, 105.0, safe=True) == 110.0


def test_a_server_that_does_not_answer_is_tried_ever_less_often() -> None:
    """One request at a time tries it, after waits that double; the others wait for its answer."""
    away = pace()
    waits = []
    for _ in range(3):
        assert away.failed(AWAY, 1, 100.0, safe=True) == 100.0
        waits.append(away.not_before - 100.0)
        assert away.held is AWAY
    assert waits == [1.0, 2.0, 4.0]
    away.went_well()
    assert (away.held, away.not_before, away.limit) == (None, 0.0, 8.0)


def test_requests_that_were_under_way_count_once() -> None:
    """That several fail at once says no more than that one does."""
    away = pace()
    for _ in range(4):
        away.failed(AWAY, 1, 100.0, safe=True, tries=False)
    assert (away.failures, away.not_before) == (1, 101.0)


@pytest.mark.parametrize("other", [failure(), failure(wait=5.0)])
def test_a_server_that_answers_with_a_failure_is_there(other: Verdict) -> None:
    """A busy server, or one that fails, need not be tried by one request at a time."""
    away = pace()
    away.failed(AWAY, 1, 100.0, safe=True)
    away.failed(other, 1, 101.0, safe=True)
    assert away.held is None


def test_how_long_a_server_is_waited_for_is_told() -> None:
    """A person reads when the next try is, and when the run gives up."""
    away = pace()
    assert away.waiting(AWAY, 100.0) is None
    away.went_well()
    away.failed(AWAY, 1, 100.0, safe=True)
    away.failed(AWAY, 1, 110.0, safe=True)
    assert away.waiting(AWAY, 110.0) == Waiting(2.0, "connection refused", PATIENCE - 10.0)
    away.went_well()
    busy = failure(wait=9.0)
    away.failed(busy, 1, 200.0, safe=True)
    assert away.waiting(busy, 200.0) == Waiting(9.0, "busy")
    single = pace()
    single.failed(failure(), 1, 100.0, safe=True)
    assert single.waiting(failure(), 100.0) is None


def test_a_web_page_is_tried_again_twice() -> None:
    """A right address may answer with a page once; a wrong one does so each time."""
    paged = pace(patience=0.0)
    for now in (100.0, 103.0):
        paged.failed(PAGE, 1, now, safe=True)
        assert paged.waits_for_page
        assert paged.not_before == now + PAGE_WAIT
        assert paged.given_up(PAGE, now) is None
    paged.failed(PAGE, 1, 106.0, safe=True)
    assert paged.given_up(PAGE, 106.0) is WRONG


def test_web_pages_that_were_under_way_are_no_tries() -> None:
    """Several requests that left before the first page came say no more than it does."""
    paged = pace()
    for _ in range(4):
        paged.failed(PAGE, 1, 100.0, safe=False, tries=False)
    assert paged.pages == 1
    assert paged.given_up(PAGE, 100.0) is None


def test_a_read_that_works_does_not_excuse_pages_in_place_of_answers() -> None:
    """Reading shows that the server is there, but only an answer shows that it takes records."""
    paged = pace()
    for now in (100.0, 110.0, 120.0):
        paged.failed(PAGE, 1, now, safe=False)
        paged.release()
    assert paged.given_up(PAGE, 120.0) is WRONG
    paged.went_well()
    assert paged.pages == 0


def test_a_host_that_does_not_exist_is_given_up_at_once() -> None:
    """A name is wrong if nothing was ever answered; else the network may be away for a while."""
    fresh, answering = pace(), pace()
    answering.went_well()
    for each in (fresh, answering):
        each.failed(NO_HOST, 1, 100.0, safe=True)
    assert fresh.given_up(NO_HOST, 100.0) is NO_HOST.stop
    assert answering.given_up(NO_HOST, 100.0) is None
    assert type(answering.given_up(NO_HOST, 100.0 + PATIENCE)) is Unreachable


def test_a_server_that_asks_for_more_than_there_is_patience_is_given_up_at_once() -> None:
    """If the server asks to wait longer than patience lasts, the run gives up at once."""
    failed, asked = pace(), failure(wait=PATIENCE + 1)
    failed.failed(asked, 1, 100.0, safe=True)
    why = failed.given_up(asked, 100.0)
    assert why is not None
    assert "it asks to wait 121 s" in str(why)


def test_what_is_no_passing_failure_is_no_reason_to_give_up() -> None:
    """A refusal of rows is an answer, so it is not a reason to give up."""
    assert pace().given_up(Verdict(Act.HALVE, Done.NOTHING, "refused"), 10**9) is None
