import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import.api.verdict import Act, Done, Verdict
from customer_import.delivery.pace import LONGEST_WAIT, UNANSWERED, Pace, backoff

PATIENCE = 120.0


def failure(*, wait: float | None = None, answered: bool = True) -> Verdict:
    """Make a failure that may pass."""
    return Verdict(Act.RETRY, Done.NOTHING, "busy", wait=wait, answered=answered)


def pace(most: int = 8, luck: float = 1.0, patience: float = PATIENCE) -> Pace:
    """Make a pace whose chance is always the same."""
    return Pace(most, patience, lambda: luck)


@given(attempt=st.integers(1, 10_000), luck=st.floats(0, 1))
def test_a_wait_doubles_up_to_a_cap_with_full_jitter(attempt: int, luck: float) -> None:
    """A wait lies between 0 and a limit that doubles with each attempt, up to a cap."""
    longest = backoff(attempt, lambda: 1.0)
    assert longest == min(LONGEST_WAIT, 2.0 ** min(attempt, 16) / 2)
    assert backoff(attempt, lambda: luck) == luck * longest


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
    failed.failed(failure(answered=answered), 1, 100.0, safe=True)
    failed.failed(failure(answered=False), 2, 100.0 + borne / 2, safe=True)
    assert failed.given_up(failure(), 100.0 + borne - 0.01) is None
    why = failed.given_up(failure(), 100.0 + borne)
    assert why is not None
    assert "Gave up on the server: busy." in str(why)
    assert "run the same command to go on" in why.remedy


def test_success_restores_patience() -> None:
    """Any success restores the full patience."""
    failed = pace()
    failed.failed(failure(answered=False), 1, 100.0, safe=True)
    failed.went_well()
    assert not failed.failing
    failed.failed(failure(answered=False), 1, 109.0, safe=True)
    assert failed.failing
    assert failed.given_up(failure(), 109.0 + UNANSWERED) is None


def test_the_last_attempt_falls_on_the_end_of_patience() -> None:
    """No wait reaches beyond the time at which the run would give up."""
    failed = pace()
    failed.failed(failure(answered=False), 1, 100.0, safe=True)
    assert failed.failed(failure(answered=False), 10, 105.0, safe=True) == 110.0


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
