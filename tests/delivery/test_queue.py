from collections.abc import Iterator

from customer_import.delivery.queue import Ahead, Queue
from customer_import.delivery.resolve import Job
from customer_import.delivery.suspicion import Suspicion
from customer_import.endpoints import Call
from customer_import.ledger.request_batch import RequestBatch, RequestShape

NOBODY: frozenset[int] = frozenset()


def job(*rows: int, root: int = 0, due: float = 0.0, safe: bool = True, attempts: int = 0) -> Job:
    """Make a job with one record for each number of a row."""
    keys = tuple(f"C{row}" for row in rows)
    batch = RequestBatch(RequestShape(Call.CUSTOMERS, (), safe), range(len(rows)), rows, keys)
    return Job(batch, root, attempts, due=due)


def rows(found: Job | None) -> list[int] | None:
    """Return the rows of a job."""
    return None if found is None else [item.row for item in found.items]


def drained(queue: Queue, fresh: Iterator[Job], *, failing: bool = False) -> list[list[int] | None]:
    """Take all jobs from a queue, in order."""
    found = []
    while (each := queue.next(fresh, 100.0, NOBODY, failing=failing)) is not None:
        found.append(rows(each))
    return found


def test_what_was_halved_goes_first_one_branch_before_the_other() -> None:
    """A failing row is found before new rows are tried."""
    queue, fresh = Queue(Suspicion()), iter([job(9, root=1)])
    queue.put([job(1, 2), job(3, 4)])
    assert rows(queue.next(fresh, 0.0, NOBODY, failing=False)) == [1, 2]
    queue.put([job(1), job(2)])
    assert drained(queue, fresh) == [[1], [2], [3, 4], [9]]


def test_what_is_not_due_lets_others_go_first() -> None:
    """A wait delays only the request that waits."""
    queue = Queue(Suspicion())
    queue.put([job(1, due=5.0), job(2, due=7.0)])
    fresh = iter([job(3)])
    found = [
        rows(queue.next(fresh, now, NOBODY, failing=False)) for now in (0.0, 1.0, 6.0, 6.0, 7.0)
    ]
    assert found == [[3], None, [1], None, [2]]


def test_a_row_in_flight_is_not_sent_beside_itself() -> None:
    """The same customer is never in two requests at once."""
    queue = Queue(Suspicion())
    queue.put([job(1, 2), job(3)])
    busy = frozenset({2})
    assert rows(queue.next(iter(()), 0.0, busy, failing=False)) == [3]
    assert queue.next(iter(()), 0.0, busy, failing=False) is None
    assert rows(queue.next(iter(()), 0.0, NOBODY, failing=False)) == [1, 2]
    fresh = iter([job(2), job(2, 3), job(4)])
    assert rows(queue.next(fresh, 0.0, busy, failing=False)) == [4]
    assert queue.next(fresh, 0.0, busy, failing=False) is None
    assert drained(queue, fresh) == [[2], [2, 3]]


def test_under_suspicion_other_requests_show_their_first_row() -> None:
    """While everything is refused, each request first sends one row alone."""
    suspicion = Suspicion(reasons={0: "no"})
    queue = Queue(suspicion)
    queue.put([job(1, 2)])
    fresh = iter([job(3, 3, 4, root=1), job(5, root=2)])
    found = rows(queue.next(fresh, 0.0, NOBODY, failing=False))
    assert found == [3, 3]
    suspicion.reasons[1] = "no"
    assert rows(queue.next(fresh, 0.0, NOBODY, failing=False)) == [5]
    suspicion.saved = True
    assert drained(queue, fresh) == [[4], [1, 2]]


def test_unsafe_rows_are_risked_one_at_a_time_while_requests_fail() -> None:
    """Each failure makes an unsafe row unknown, so one is sent at a time; safe rows go on."""
    queue = Queue(Suspicion())
    fresh = iter([job(1, 2, 3, safe=False), job(4, 5, root=1)])
    assert drained(queue, fresh, failing=True) == [[1], [2], [3], [4, 5]]
    assert drained(queue, iter([job(1, 2, safe=False)])) == [[1, 2]]


def test_a_request_that_failed_is_repeated_as_it_was() -> None:
    """A failed request is repeated unchanged: only then does a second failure blame its rows."""
    queue = Queue(Suspicion(reasons={0: "no"}))
    queue.put([job(1, 2, root=1, attempts=1)])
    assert drained(queue, iter(()), failing=True) == [[1, 2]]


def test_jobs_are_made_ahead_up_to_a_limit() -> None:
    """Jobs are made ahead only as far as asked, and keep their order."""
    made = []

    def jobs() -> Iterator[Job]:
        for row in range(5):
            made.append(row)
            yield job(row)

    ahead = Ahead(jobs(), 2)
    assert [ahead.fetch(), ahead.fetch(), ahead.fetch()] == [True, True, False]
    assert made == [0, 1]
    assert [rows(each) for each in ahead] == [[0], [1], [2], [3], [4]]
    assert not ahead.fetch()
