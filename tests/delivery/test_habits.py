from itertools import count

import pytest

from customer_import.api.match import Fit
from customer_import.api.verdict import Act, Done, Verdict
from customer_import.delivery.habits import Habits
from customer_import.delivery.queue import Job
from customer_import.delivery.resolve import Resolution
from customer_import.endpoints import Call
from customer_import.errors import WrongAnswer
from customer_import.ledger.rows.request_batch import (
    Item,
    RecordOutcome,
    RequestBatch,
    RequestShape,
)
from customer_import.states import ItemState

ANSWERED = Verdict(Act.MATCH, Done.ANSWERED, "answered")
ROOTS = count()


def job(*ids: int, root: int | None = None) -> Job:
    """Make a job of records with these ids, one for each row."""
    batch = RequestBatch(
        RequestShape(Call.CUSTOMERS, (), safe=True), ids, ids, tuple(map(str, ids))
    )
    return Job(batch, next(ROOTS) if root is None else root)


def saved(*ids: int, fit: Fit = Fit.MATCHED) -> Resolution:
    """Make the resolution of a request whose records are saved."""
    return Resolution(ANSWERED, "answered", saved=[""] * len(ids), fit=fit)


def failed(item: int) -> Resolution:
    """Make the resolution of a request whose record is refused."""
    outcome = RecordOutcome(Item(item, item, str(item)), ItemState.FAILED)
    return Resolution(ANSWERED, "answered", (outcome,), fit=Fit.MATCHED)


VAGUE = Resolution(ANSWERED, "vague", fit=Fit.VAGUE)
EMPTY = Resolution(ANSWERED, "empty", fit=Fit.EMPTY)


def test_empty_answers_are_learnt_from_two() -> None:
    """After two answers that count nothing, records are sent one by one, without halving."""
    habits = Habits()
    habits.note(job(1), saved(1, fit=Fit.EMPTY))
    assert habits.is_cautious
    assert not habits.custom.one_by_one
    habits.note(job(2, 3, 4), EMPTY)
    assert habits.custom.one_by_one


def test_an_answer_that_tells_of_several_records_speaks_against_it() -> None:
    """A server that can tell of several records is asked for several again."""
    habits = Habits()
    habits.note(job(1), saved(1, fit=Fit.EMPTY))
    habits.note(job(2, 3), saved(2, 3))
    habits.note(job(4, 5), EMPTY)
    assert not habits.custom.one_by_one


def test_rows_that_count_as_saved_are_told_once() -> None:
    """One notice for the run says how many rows are assumed to be saved, and how to change that."""
    habits = Habits()
    assert habits.notice == ""
    for i in range(3):
        habits.note(job(i), saved(i, fit=Fit.EMPTY))
    assert "3 records" in habits.notice
    assert "empty_answer_is_saved: false" in habits.notice
    assert habits.stop is None


def pair(habits: Habits, root: int, *resolutions: Resolution) -> None:
    """Note an unclear answer to two records, and the answers to each of them."""
    habits.note(job(2 * root, 2 * root + 1, root=root), VAGUE)
    for i, resolution in enumerate(resolutions):
        habits.note(job(2 * root + i, root=root), resolution)


def test_unclear_answers_about_good_rows_are_learnt_from_two() -> None:
    """If both records of an unclear answer are good, it was unclear for no fault of theirs."""
    habits = Habits()
    pair(habits, 0, saved(0), saved(1))
    assert not habits.custom.one_by_one
    pair(habits, 1, saved(2), saved(3))
    assert habits.custom.one_by_one


def test_unclear_answers_about_bad_rows_teach_nothing() -> None:
    """A bad record may be what makes an answer unclear, so halving goes on."""
    habits = Habits()
    for root in range(5):
        pair(habits, root, saved(2 * root), failed(2 * root + 1))
        pair(habits, root, failed(2 * root))
    assert not habits.custom.one_by_one


def test_three_single_rows_with_an_unclear_answer_end_the_run() -> None:
    """If not even single rows are told of, more requests tell nothing more."""
    habits = Habits()
    for i in range(2):
        habits.note(job(i), VAGUE)
    assert habits.stop is None
    habits.note(job(7), VAGUE)
    assert isinstance(habits.stop, WrongAnswer)


@pytest.mark.parametrize("clear", [saved(9), failed(9), saved(9, fit=Fit.EMPTY)])
def test_a_clear_answer_lets_the_run_go_on(clear: Resolution) -> None:
    """What single rows left open counts only in a row, also if the clear answer comes late."""
    habits = Habits()
    for i in range(3):
        habits.note(job(i), VAGUE)
    habits.note(job(9), clear)
    assert habits.stop is None
    habits.note(job(10), VAGUE)
    assert habits.stop is None


def test_the_rows_of_one_request_count_once() -> None:
    """Three unclear rows of one request say nothing of other requests."""
    habits = Habits()
    for i in range(5):
        habits.note(job(i, root=3), VAGUE)
    assert habits.stop is None


def test_what_was_left_open_is_told_at_the_end() -> None:
    """A run with rows of which no answer tells is not complete."""
    habits = Habits()
    assert habits.left_open is None
    habits.note(job(1), VAGUE)
    assert "1 of the records" in str(habits.left_open)
