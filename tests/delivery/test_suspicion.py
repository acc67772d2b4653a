from customer_import.api.match import Fit
from customer_import.api.verdict import Act, Done, Failure, Verdict
from customer_import.delivery.queue import Job
from customer_import.delivery.resolve import Resolution
from customer_import.delivery.suspicion import Suspicion
from customer_import.endpoints import Call
from customer_import.errors import IF_NEW, NO_LONGER, AllAlike, ServerFails, Unreachable
from customer_import.ledger.rows.request_batch import (
    Item,
    RecordOutcome,
    RequestBatch,
    RequestShape,
)
from customer_import.problems import Code, Problem
from customer_import.states import ItemState

ANSWERED = Verdict(Act.MATCH, Done.ANSWERED, "answered")
TELLING = Verdict(
    Act.RETRY, Done.MAYBE, "the server failed (500: no phone)", Failure.FAULT, blames=True
)
FAULT = Verdict(Act.RETRY, Done.MAYBE, "the server failed (500)", Failure.FAULT)


def job(*ids: int, root: int = 0, size: int = 0) -> Job:
    """Make a job of records with these ids, one for each row."""
    batch = RequestBatch(
        RequestShape(Call.CUSTOMERS, (), safe=True), ids, ids, tuple(f"C{i}" for i in ids)
    )
    return Job(batch, root, size=size)


def outcome(item: int, state: ItemState, reason: str = "") -> RecordOutcome:
    """Make the outcome of a record."""
    problem = Problem(Code.REFUSED, f"The server refused: {reason}.") if reason else None
    return RecordOutcome(Item(item, item, f"C{item}"), state, problem)


def answered(*outcomes: RecordOutcome, verdict: Verdict = ANSWERED) -> Resolution:
    """Make the resolution of an answer."""
    return Resolution(verdict, "", outcomes, fit=Fit.MATCHED)


def refuse(suspicion: Suspicion, root: int, *ids: int, reason: str = "no", size: int = 0) -> None:
    """Send some rows, and have them refused."""
    sent = job(*ids, root=root, size=size)
    suspicion.sent(sent)
    suspicion.note(sent, answered(*(outcome(i, ItemState.FAILED, reason) for i in ids)))


def save(suspicion: Suspicion, item: int, root: int = 99) -> None:
    """Send a row, and have it saved."""
    suspicion.note(job(item, root=root), Resolution(ANSWERED, "", saved=[""], fit=Fit.MATCHED))


def fail(
    suspicion: Suspicion,
    item: int,
    root: int,
    state: ItemState = ItemState.FAILED,
    verdict: Verdict = FAULT,
) -> None:
    """Send a row, and have the server fail."""
    found = outcome(item, state, verdict.reason)
    suspicion.note(job(item, root=root), answered(found, verdict=verdict))


def test_three_requests_refused_alike_end_the_run() -> None:
    """Three requests refused alike blame the mapping; digits in a reason do not count."""
    suspicion = Suspicion()
    refuse(suspicion, 0, 1, reason="C1 has no field X7 in row 2")
    assert suspicion.raised
    refuse(suspicion, 1, 2, reason="C2 has no field X7 in row 3")
    assert suspicion.shown == {0, 1}
    assert suspicion.stop is None
    refuse(suspicion, 2, 3, reason="C3 has no field X7 in row 14")
    assert isinstance(suspicion.stop, AllAlike)
    assert "C3 has no field X7 in row 14" in suspicion.stop.message
    assert "The mapping or the account seems to be wrong" in suspicion.stop.remedy
    assert suspicion.doubtful(suspicion.stop) == []


def test_customers_that_are_only_updated_may_be_new() -> None:
    """Whoever only updates new customers learns so first, before and after a row was saved."""
    for saved in (False, True):
        suspicion = Suspicion(only_update=True, saved=saved)
        for root in range(3):
            refuse(suspicion, root, *rows(root))
        assert isinstance(suspicion.stop, AllAlike)
        assert suspicion.stop.remedy.startswith(f"{IF_NEW} If not, ")
        assert len(suspicion.doubtful(suspicion.stop)) == (30 if saved else 0)


def test_only_the_first_refusal_of_a_request_counts() -> None:
    """The rows of one request, halved, do not prove anything about other requests."""
    suspicion = Suspicion()
    for i in range(5):
        refuse(suspicion, 0, i)
    assert suspicion.stop is None


def test_a_refused_row_counts_once_the_others_of_its_request_are_settled() -> None:
    """A row of a larger request may be the only bad one, so the others are waited for."""
    suspicion = Suspicion()
    for root in range(3):
        suspicion.sent(job(10 * root, 10 * root + 1, root=root))
    for root in range(3):
        refuse(suspicion, root, 10 * root)
    assert suspicion.stop is None
    for root in range(3):
        refuse(suspicion, root, 10 * root + 1)
    assert isinstance(suspicion.stop, AllAlike)


def test_refusals_for_different_reasons_are_the_rows_own() -> None:
    """Rows that are refused for different reasons are wrong themselves."""
    suspicion = Suspicion()
    for root, reason in enumerate(("no phone", "no name", "no phone", "no mail")):
        refuse(suspicion, root, root, reason=reason)
    assert suspicion.stop is None
    refuse(suspicion, 4, 4, reason="no phone")
    assert suspicion.stop is not None


def test_once_something_is_saved_nothing_is_suspected() -> None:
    """The mapping and the account work; the rows are to blame. So are they after the fact."""
    for late in (False, True):
        suspicion = Suspicion()
        refuse(suspicion, 0, 0)
        if not late:
            save(suspicion, 50)
        for root in range(1, 4):
            refuse(suspicion, root, root)
        if late:
            save(suspicion, 50)
        assert suspicion.stop is None
        assert not suspicion.raised
        assert suspicion.shown == set()


def test_a_mapping_that_saved_before_is_trusted() -> None:
    """Rows that an earlier run saved with the same mapping prove it right; so does insisting."""
    for suspicion in (Suspicion(trusted=True), Suspicion(insists=True)):
        for root in range(5):
            refuse(suspicion, root, root)
        assert suspicion.stop is None
        assert not suspicion.raised


def test_what_says_nothing_of_rows_is_not_counted() -> None:
    """Rows that wait again or are unknown were not refused."""
    suspicion = Suspicion()
    for root in range(5):
        found = outcome(root, ItemState.STAGED), outcome(10 + root, ItemState.UNKNOWN)
        suspicion.note(job(root, 10 + root, root=root), answered(*found))
    assert suspicion.stop is None
    assert not suspicion.raised


def rows(root: int, count: int = 10) -> tuple[int, ...]:
    """Return the ids of the records of a request."""
    return tuple(range(100 * root, 100 * root + count))


def test_three_whole_requests_in_a_row_end_a_run_that_saved() -> None:
    """A right was taken away, or a quota is used up: the rows are not to blame, and wait."""
    suspicion = Suspicion(saved=True)
    for root in range(3):
        assert suspicion.stop is None
        refuse(suspicion, root, *rows(root))
    assert isinstance(suspicion.stop, AllAlike)
    assert suspicion.stop.message.startswith(NO_LONGER)
    assert len(suspicion.doubtful(suspicion.stop)) == 30


def test_a_whole_request_may_be_refused_row_by_row() -> None:
    """Halved down to the row, a request counts as one, once its last row is refused."""
    suspicion = Suspicion(saved=True)
    for root in range(3):
        for item in rows(root):
            assert suspicion.stop is None
            refuse(suspicion, root, item, size=10)
    assert suspicion.stop is not None


def test_what_breaks_the_row_of_refused_requests() -> None:
    """A saved row, another reason, or fewer rows: then the rows are to blame."""
    for broken in ("saved", "reason", "few", "partly", "insists"):
        suspicion = Suspicion(saved=True, insists=broken == "insists")
        for root in range(4):
            reason = f"no {'ab'[root % 2]}" if broken == "reason" else "no"
            if broken == "partly":
                good = outcome(100 * root + 50, ItemState.SAVED)
                bad = (outcome(i, ItemState.FAILED, "no") for i in rows(root))
                suspicion.note(job(*rows(root, 11), root=root), answered(good, *bad))
            else:
                refuse(suspicion, root, *rows(root, 9 if broken == "few" else 10), reason=reason)
            if broken == "saved":
                save(suspicion, 9)
        assert suspicion.stop is None, broken


def test_a_late_saved_row_lets_the_run_go_on() -> None:
    """A row that was under way and is saved proves that rows are still taken."""
    suspicion = Suspicion(saved=True)
    for root in range(3):
        refuse(suspicion, root, *rows(root))
    save(suspicion, 999)
    assert suspicion.stop is None


def test_a_saved_row_of_an_earlier_request_proves_nothing() -> None:
    """Answers come in any order: what was sent before the first refusal says nothing of later."""
    suspicion = Suspicion(saved=True)
    refuse(suspicion, 11, *rows(11))
    save(suspicion, 999, root=10)
    refuse(suspicion, 12, *rows(12))
    refuse(suspicion, 13, *rows(13))
    assert suspicion.stop is not None
    refuse(suspicion, 14, *rows(14))
    assert len(suspicion.doubtful(suspicion.stop)) == 40
    save(suspicion, 999, root=13)
    assert suspicion.stop is None


def test_a_server_that_fails_at_single_rows_of_three_requests_ends_the_run() -> None:
    """The server has a fault, not the rows: they wait again."""
    suspicion = Suspicion(insists=True)
    for root in range(2):
        fail(suspicion, root, root)
        fail(suspicion, 10 + root, root)
    assert suspicion.raised
    assert suspicion.stop is None
    fail(suspicion, 2, 2)
    assert isinstance(suspicion.stop, ServerFails)
    found = suspicion.doubtful(suspicion.stop)
    assert [each.item.id for each in found] == [0, 10, 1, 11, 2]


def test_rows_that_are_unknown_stay_so_when_the_server_is_at_fault() -> None:
    """A row that may have been saved does not wait for another attempt."""
    suspicion = Suspicion()
    for root in range(3):
        fail(suspicion, root, root, ItemState.UNKNOWN)
    assert isinstance(suspicion.stop, ServerFails)
    assert suspicion.doubtful(suspicion.stop) == []


def test_a_server_that_tells_what_is_wrong_with_a_row_is_not_at_fault() -> None:
    """Some servers answer 500 to a bad record; then it counts as a refusal."""
    suspicion = Suspicion(trusted=True)
    for root in range(5):
        fail(suspicion, root, root, verdict=TELLING)
    assert suspicion.stop is None
    assert not suspicion.raised
    suspicion = Suspicion()
    for root in range(3):
        fail(suspicion, root, root, verdict=TELLING)
    assert isinstance(suspicion.stop, AllAlike)


def test_rows_blamed_before_a_server_is_given_up_wait_again() -> None:
    """A server that failed at them, and then at everything, says nothing of them."""
    suspicion = Suspicion()
    fail(suspicion, 1, 0)
    given_up = Unreachable("Gave up.", "")
    assert [each.item.id for each in suspicion.doubtful(given_up)] == [1]
    save(suspicion, 2)
    assert suspicion.doubtful(given_up) == []


def test_a_first_500_is_not_counted() -> None:
    """A single row is tried again before it counts, and so is a request of several rows."""
    suspicion = Suspicion()
    for root in range(5):
        suspicion.note(job(root, root=root), Resolution(FAULT, ""))
        suspicion.note(job(10 + root, 20 + root, root=root), Resolution(FAULT, ""))
    assert suspicion.stop is None


def test_a_server_that_saves_meanwhile_is_not_at_fault() -> None:
    """A record may make the server fail; as long as others are saved, it is the record."""
    suspicion = Suspicion()
    for root in range(6):
        fail(suspicion, root, root)
        save(suspicion, 10 + root)
    assert suspicion.stop is None
    assert not suspicion.raised


def test_a_server_that_fails_does_not_blame_the_mapping() -> None:
    """A 500 says nothing of the mapping, so it is not counted as a refusal."""
    suspicion = Suspicion()
    fail(suspicion, 0, 0)
    refuse(suspicion, 1, 1)
    refuse(suspicion, 2, 2)
    assert suspicion.stop is None
