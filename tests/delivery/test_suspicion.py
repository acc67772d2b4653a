from customer_import.delivery.suspicion import Suspicion
from customer_import.ledger.request_batch import Item, RecordOutcome
from customer_import.problems import Code, Problem
from customer_import.states import ItemState


def refused(reason: str, number: str = "C1") -> tuple[RecordOutcome, ...]:
    """Make the outcome of a refused record."""
    item = Item(1, 2, number)
    return (
        RecordOutcome(
            item, ItemState.FAILED, Problem(Code.REFUSED, f"The server refused: {reason}.")
        ),
    )


def saved() -> tuple[RecordOutcome, ...]:
    """Make the outcome of a saved record."""
    return (RecordOutcome(Item(1, 2, "C1"), ItemState.SAVED),)


def test_three_requests_refused_alike_end_the_run() -> None:
    """Three requests refused alike blame the mapping; digits in a reason do not count."""
    suspicion = Suspicion()
    assert suspicion.note(0, refused("C1 has no field X7 in row 2", "C1")) is None
    assert suspicion.raised
    assert suspicion.note(1, refused("C2 has no field X7 in row 3", "C2")) is None
    why = suspicion.note(2, refused("AB has no field X7 in row 14", "AB"))
    assert why is not None
    assert "AB has no field X7 in row 14" in why.message
    assert "The mapping or the account seems to be wrong" in why.remedy


def test_only_the_first_refusal_of_a_request_counts() -> None:
    """The rows of one request, halved, do not prove anything about other requests."""
    suspicion = Suspicion()
    notes = [suspicion.note(0, refused("no")) for _ in range(5)]
    assert notes == [None] * 5
    assert suspicion.reasons.keys() == {0}


def test_refusals_for_different_reasons_are_the_rows_own() -> None:
    """Rows that are refused for different reasons are wrong themselves."""
    suspicion = Suspicion()
    assert not any(suspicion.note(i, refused(why)) for i, why in enumerate("abcab"))
    assert suspicion.note(5, refused("c")) is None
    assert suspicion.note(6, refused("c")) is not None


def test_once_something_is_saved_nothing_is_suspected() -> None:
    """The mapping and the account work; the rows are to blame."""
    suspicion = Suspicion()
    assert suspicion.note(0, refused("no")) is None
    assert suspicion.note(1, refused("no") + saved()) is None
    assert not suspicion.raised
    assert suspicion.note(2, refused("no")) is None
    assert suspicion.note(3, refused("no")) is None


def test_what_says_nothing_of_rows_is_not_counted() -> None:
    """Rows that wait again or are unknown were not refused."""
    suspicion = Suspicion()
    item = Item(1, 2, None)
    for state in (ItemState.STAGED, ItemState.UNKNOWN):
        assert suspicion.note(0, (RecordOutcome(item, state),)) is None
    assert not suspicion.raised
