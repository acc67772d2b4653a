from collections.abc import Iterator

from customer_import.delivery.queue import Ahead, Job, Need, Piece, Queue
from customer_import.endpoints import Call
from customer_import.ledger.rows.request_batch import RequestBatch, RequestShape

NOBODY: frozenset[int] = frozenset()


def job(*rows: int, root: int = 0, due: float = 0.0, safe: bool = True, attempts: int = 0) -> Job:
    """Make a job with one record for each number of a row."""
    keys = tuple(f"C{row}" for row in rows)
    batch = RequestBatch(RequestShape(Call.CUSTOMERS, (), safe), range(len(rows)), rows, keys)
    return Job(batch, root, attempts, due=due)


def rows(found: Job | None) -> list[int] | None:
    """Return the rows of a job."""
    return None if found is None else [item.row for item in found.items]


CAUTIOUS = Need(cautious=True)
TRIES = Need(tries=True, cautious=True)


def drained(queue: Queue, fresh: Iterator[Job], need: Need = Need()) -> list[list[int] | None]:  # noqa: B008 - frozen
    """Take all jobs from a queue, in order."""
    found = []
    while (each := queue.next(fresh, 100.0, NOBODY, need)) is not None:
        found.append(rows(each))
    return found


def test_what_was_halved_goes_first_one_branch_before_the_other() -> None:
    """A failing row is found before new rows are tried."""
    queue, fresh = Queue(), iter([job(9, root=1)])
    queue.put([job(1, 2), job(3, 4)])
    assert rows(queue.next(fresh, 0.0, NOBODY, Need())) == [1, 2]
    queue.put([job(1), job(2)])
    assert drained(queue, fresh) == [[1], [2], [3, 4], [9]]


def test_what_is_not_due_lets_others_go_first() -> None:
    """A wait delays only the request that waits."""
    queue = Queue()
    queue.put([job(1, due=5.0), job(2, due=7.0)])
    fresh = iter([job(3)])
    found = [rows(queue.next(fresh, now, NOBODY, Need())) for now in (0.0, 1.0, 6.0, 6.0, 7.0)]
    assert found == [[3], None, [1], None, [2]]


def test_a_row_in_flight_is_not_sent_beside_itself() -> None:
    """The same customer is never in two requests at once."""
    queue = Queue()
    queue.put([job(1, 2), job(3)])
    busy = frozenset({2})
    assert rows(queue.next(iter(()), 0.0, busy, Need())) == [3]
    assert queue.next(iter(()), 0.0, busy, Need()) is None
    assert rows(queue.next(iter(()), 0.0, NOBODY, Need())) == [1, 2]
    fresh = iter([job(2), job(2, 3), job(4)])
    assert rows(queue.next(fresh, 0.0, busy, Need())) == [4]
    assert queue.next(fresh, 0.0, busy, Need()) is None
    assert drained(queue, fresh) == [[2], [2, 3]]


def test_under_suspicion_other_requests_show_their_first_row() -> None:
    """While everything is refused, each request first sends one row alone."""
    queue = Queue()
    queue.put([job(1, 2)])
    fresh = iter([job(3, 3, 4, root=1), job(5, root=2)])
    assert rows(queue.next(fresh, 0.0, NOBODY, Need(Piece.ROW, {0}))) == [3, 3]
    assert rows(queue.next(fresh, 0.0, NOBODY, Need(Piece.ROW, {0, 1}))) == [5]
    assert drained(queue, fresh) == [[4], [1, 2]]


def test_rows_far_from_each_other_may_count_as_different_requests() -> None:
    """Where each request has shown a row, the next rows come from the midst of what is left."""
    queue = Queue()
    queue.put([job(*range(1, 9), root=1)])
    found: list[list[int] | None] = []
    shown = {1}
    for _ in range(3):
        each = queue.next(iter(()), 0.0, NOBODY, Need(Piece.ROW, shown, spread=True))
        found.append(rows(each))
        assert each is not None
        assert each.root not in shown
        shown.add(each.root)
    assert found == [[5], [7], [8]]
    assert drained(queue, iter(())) == [[6], [1, 2, 3, 4]]


def test_records_may_be_sent_one_by_one() -> None:
    """Where only answers to single records can be matched, a row's addresses are parted too."""
    fresh = iter([job(3, 3, 4)])
    assert drained(Queue(), fresh, Need(Piece.RECORD)) == [[3], [3], [4]]


def test_unsafe_rows_are_risked_one_at_a_time_while_requests_fail() -> None:
    """Each failure makes an unsafe row unknown, so one is sent at a time; safe rows go on."""
    queue = Queue()
    fresh = iter([job(1, 2, 3, safe=False), job(4, 5, root=1)])
    assert drained(queue, fresh, CAUTIOUS) == [[1], [2], [3], [4, 5]]
    assert drained(queue, iter([job(1, 2, safe=False)])) == [[1, 2]]


def test_a_request_that_failed_is_repeated_as_it_was() -> None:
    """A failed request is repeated unchanged: only then does a second failure blame its rows."""
    queue = Queue()
    queue.put([job(1, 2, root=1, attempts=1)])
    assert drained(queue, iter(()), Need(Piece.ROW, {0})) == [[1, 2]]


def test_an_unsafe_request_that_never_left_is_repeated_row_by_row() -> None:
    """That it was not sent says nothing of its rows, and a failure would make all unknown."""
    queue = Queue()
    queue.put([job(1, 2, attempts=1, safe=False)])
    assert drained(queue, iter(()), CAUTIOUS) == [[1], [2]]


def test_a_server_is_tried_with_what_may_be_sent_twice() -> None:
    """A request that is safe to send twice tries the server, also one that was never sent."""
    queue, fresh = Queue(), iter([job(3, 4, root=1)])
    queue.put([job(1, 2, safe=False)])
    assert rows(queue.next(fresh, 100.0, NOBODY, TRIES)) == [3, 4]
    assert rows(queue.next(fresh, 100.0, NOBODY, TRIES)) == [1]
    assert drained(queue, fresh) == [[2]]


def test_a_server_is_tried_with_the_request_that_waits_longest() -> None:
    """A request that the server never answers does not keep the others from being tried."""
    queue = Queue()
    queue.put([job(1, due=9.0), job(2, due=3.0), job(3, due=6.0), job(4, due=200.0)])
    assert drained(queue, iter(()), TRIES) == [[2], [3], [1]]


def test_a_web_page_is_looked_into_with_nothing_that_may_be_doubled() -> None:
    """Where a wrong address may answer, no row is sent that could become unknown."""
    queue, fresh = Queue(), iter([job(1, safe=False), job(2, safe=False)])
    need = Need(tries=True, only_safe=True)
    assert queue.next(fresh, 100.0, NOBODY, need) is None
    queue.put([job(3)])
    assert rows(queue.next(fresh, 100.0, NOBODY, need)) == [3]
    assert drained(queue, fresh) == [[1], [2]]


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
