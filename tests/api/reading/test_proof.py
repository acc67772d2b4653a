"""What an answer proves, whatever is in it: pure, with answers that no sandbox gives."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_import.api.reading.listed import Elements, read_elements
from customer_import.api.reading.proof import Asked, learn, pair, weigh
from customer_import.api.reading.seen import SeenCustomer

NOBODY = ("random-1", "random-2")
FIRST = Asked((), ["K-1"], NOBODY)


def answer(*elements: Any, **more: Any) -> Elements:
    """Read an answer with these elements."""
    found = read_elements(json.dumps({"Data": elements, "HasError": False, **more}).encode())
    assert found is not None
    return found


def record(number: Any, **fields: Any) -> dict[str, Any]:
    """Make a record."""
    return {"CustomerNumber": number, "CustomerName": f"Name of {number}", **fields}


def refused(number: str, **more: Any) -> dict[str, Any]:
    """Make the envelope of a number that does not exist."""
    said = {"ResultCode": 5, "Message": f"No customer {number}!", "HttpStatusCode": 404, **more}
    return {"Data": None, "HasError": True, "Messages": [said]}


def settled(asked: tuple[str, ...], found: Elements, first: Elements) -> tuple[set[str], ...]:
    """Return which numbers are present, absent and open, for a server that began so."""
    proof = weigh(Asked(asked, ["K-1"], ["random-3"]), found, learn(FIRST, first))
    return set(proof.present), set(proof.absent), set(proof.open)


NAMED = answer(refused("random-1"), record("K-1"), refused("random-2"))
LEFT_OUT = answer(record("K-1"))


@pytest.mark.parametrize(
    ("first", "found", "absent"),
    [
        (LEFT_OUT, answer(record("K-1"), record("A")), {"B"}),
        (LEFT_OUT, answer(record("K-1"), record("A"), record("Z")), set()),
        (LEFT_OUT, answer(record("K-1"), record("A"), None), set()),
        (LEFT_OUT, answer(record("A")), set()),
        (LEFT_OUT, answer(record("K-1"), record("A"), TotalRecordsLongCount=3), set()),
        (LEFT_OUT, answer(record("K-1"), record("A"), TotalRecordsLongCount=0), {"B"}),
        (
            LEFT_OUT,
            answer(record("K-1"), record("A"), HasSuccessWithMoreDataRemaining=True),
            set(),
        ),
        (NAMED, answer(record("K-1"), refused("random-3"), record("A"), refused("B")), {"B"}),
        (NAMED, answer(record("K-1"), refused("random-3"), record("A")), set()),
        (NAMED, answer(record("K-1"), record("A"), refused("B")), {"B"}),
        (NAMED, answer(record("K-1"), refused("random-3"), record("A"), record("Z")), set()),
        (
            NAMED,
            answer(record("K-1"), refused("random-3"), record("A"), refused("B", ResultCode=9)),
            set(),
        ),
        (
            NAMED,
            answer(record("K-1"), refused("random-3"), record("A"), refused("B", Message="Busy")),
            set(),
        ),
        (
            NAMED,
            answer(record("K-1"), refused("random-3"), record("A"), refused("B"), record("Z")),
            {"B"},
        ),
    ],
)
def test_a_number_is_absent_only_if_that_is_proven(
    first: Elements, found: Elements, absent: set[str]
) -> None:
    """A number left out, or a mark unlike the first ones, proves nothing by itself."""
    present, gone, still = settled(("A", "B"), found, first)
    assert (present, gone) == ({"A"}, absent)
    assert still == {"B"} - absent


def test_a_random_number_that_exists_is_a_lie() -> None:
    """Then nothing of the answer is believed."""
    proof = weigh(
        Asked(("A",), ["K-1"], ["random-3"]),
        answer(record("K-1"), record("A"), record("random-3")),
        learn(FIRST, LEFT_OUT),
    )
    assert proof.lies
    assert not proof.present


def test_records_of_one_number_that_differ_are_not_believed() -> None:
    """Twice the same is one; two that differ leave the number open."""
    twice = answer(record("K-1"), record("A"), record("A"), TotalRecordsLongCount=3)
    assert settled(("A",), twice, LEFT_OUT)[0] == {"A"}
    differ = answer(record("K-1"), record("A"), record("A", CustomerName="Other"))
    assert settled(("A",), differ, LEFT_OUT) == (set(), set(), {"A"})


@pytest.mark.parametrize(
    ("first", "tells"),
    [
        (LEFT_OUT, True),
        (NAMED, True),
        (answer(None, None, record("K-1")), True),
        (answer(None, record("K-1")), True),
        (answer(None, None, None, record("K-1")), False),
        (answer(5, 6, record("K-1")), False),
        (answer(record("K-1"), record("Z")), False),
        (answer(record("K-1"), HasSuccessWithMoreDataRemaining=True), False),
        (answer(record("K-1"), TotalRecordsLongCount=3), False),
    ],
)
def test_a_server_may_not_show_which_numbers_are_absent(first: Elements, tells: bool) -> None:  # noqa: FBT001 - a case
    """An answer that fits no form teaches that absent numbers cannot be known."""
    assert learn(FIRST, first).tells_absent is tells


def test_numbers_are_compared_as_the_mapping_says() -> None:
    """Without case, unless case matters; outer blanks never do."""
    found = [SeenCustomer("ab ", {})]
    assert pair(Asked(("AB",), (), ()), found).present
    exact = Asked(("AB",), (), (), str.strip)
    assert pair(exact, found).strangers == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "Data",
                    "data",
                    "Messages",
                    "HasError",
                    "CustomerNumber",
                    "CustomFields",
                    "DcfLabel",
                    "DCFDataType",
                    "DcfTextValue",
                    "DcfValueRecordStatus",
                    "Message",
                    "HttpStatusCode",
                    "TotalRecordsLongCount",
                    "x",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(JSON)
def test_any_json_is_read_without_a_failure(body: Any) -> None:
    """An answer may be anything: it is read, or it is not the API's."""
    found = read_elements(json.dumps(body).encode())
    if found is not None:
        settled(("A", "B"), found, LEFT_OUT)
        learn(FIRST, found)


TRUTH = {"A": True, "B": False, "C": True, "D": False}


@settings(max_examples=300, deadline=None)
@given(st.data(), st.sampled_from([LEFT_OUT, NAMED]))
def test_a_spoilt_answer_proves_nothing_wrong(data: st.DataObject, first: Elements) -> None:
    """Elements lost, doubled, moved or added make a number open, never wrong.

    A record that is lost from an answer which leaves absent numbers out cannot be noticed, unless
    the witness is lost too; so none is lost there.
    """
    names = first is NAMED
    marks = [refused("random-3"), refused("B"), refused("D")] if names else []
    elements: list[Any] = [record("K-1"), record("A"), record("C"), *marks]
    if names:
        lost = data.draw(st.sets(st.integers(0, len(elements) - 1)))
        elements = [each for place, each in enumerate(elements) if place not in lost]
    elements += data.draw(st.lists(st.sampled_from([*elements, None, {}, 7, record("Z")])))
    found = answer(*data.draw(st.permutations(elements)))
    present, absent, _ = settled(tuple(TRUTH), found, first)
    assert present <= {number for number, exists in TRUTH.items() if exists}
    assert absent <= {number for number, exists in TRUTH.items() if not exists}
