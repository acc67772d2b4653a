import json
from typing import Any, NamedTuple

from hypothesis import assume, given
from hypothesis import strategies as st

from customer_import.api.answer import Answer
from customer_import.api.match import Fit, all_saved, match
from customer_import.endpoints import STAGED, Call
from customer_import.sandbox.answers import Outcome, Problem, answer
from customer_import.sandbox.shapes import ODD_SHAPES, SHAPES, WHOLE


class Sent(NamedTuple):
    """A record that was sent."""

    row: int
    number: str | None


UNTRUE = {"silent", "all-refused", "all-saved"}
"""Shapes that say what is not true, and nothing in them shows it."""
TRUE_SHAPES = [each for each in (*SHAPES, *ODD_SHAPES) if each not in UNTRUE]
TOTALS = ("SuccessfullResults", "TotalResults", "ErrorCount")


@st.composite
def requests(draw: st.DrawFn) -> tuple[list[Sent], list[bool], Call]:
    """Draw records, whether each was saved, and the call; rows and numbers look alike."""
    call = draw(st.sampled_from(STAGED))
    rows = draw(st.lists(st.integers(1, 9), min_size=1, max_size=7, unique=True))
    number = st.integers(1, 9).map(str)
    if call == Call.CUSTOMERS:
        keys = st.one_of(st.none(), number)
        size = len(rows)
        numbers = draw(
            st.lists(keys, min_size=size, max_size=size, unique_by=lambda n: n or object())
        )
    else:
        numbers = [draw(number) for _ in rows]
    saved = draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    return [Sent(*each) for each in zip(sorted(rows), numbers, strict=True)], saved, call


@given(
    request=requests(),
    shape=st.sampled_from(TRUE_SHAPES),
    dropped=st.sets(st.sampled_from(TOTALS)),
)
def test_nothing_is_said_to_be_saved_that_was_not(
    request: tuple[list[Sent], list[bool], Call], shape: str, dropped: set[str]
) -> None:
    """In every shape of answer, what is matched is true, and what is called refused is refused."""
    sent, saved, call = request
    outcomes = [
        Outcome(
            "" if call == Call.ADDRESSES else str(record.row),
            record.number or "",
            problems=() if good else (Problem("CustomerName", f"No to {record.row}."),),
        )
        for record, good in zip(sent, saved, strict=True)
    ]
    body = json.loads(answer(shape, outcomes).body)
    for name in dropped if body["Data"] else ():
        del body["Data"][name]
    done = saved if not shape.startswith("whole") or all(saved) else [False] * len(saved)
    matched = match(Answer.model_validate(body), sent, call)
    if matched.fit == Fit.MATCHED:
        assert [each.succeeded for each in matched.said] == done
        wrong = [each.message for each in matched.said if not each.succeeded]
        assert wrong == [f"No to {r.row}." for r, good in zip(sent, done, strict=True) if not good]
    if matched.fit == Fit.REFUSED_WHOLE:
        assert not any(done)


@given(
    results=st.lists(
        st.fixed_dictionaries(
            {"ResultCode": st.sampled_from([0, 0, 0, -1, None])},
            optional={
                "Message": st.sampled_from([None, "", " CustomerId 7 "]),
                "HttpStatusCode": st.sampled_from([200, 201, None, 400]),
                "FieldName": st.sampled_from([None, "", "1", "2", "Email"]),
            },
        ),
        max_size=3,
    ),
    more=st.fixed_dictionaries(
        {},
        optional={
            "HasError": st.booleans(),
            "HasHttpError": st.booleans(),
            "Messages": st.sampled_from([None, [], [{"ResultCode": -1}], [{"ResultCode": 0}]]),
        },
    ),
    counts=st.fixed_dictionaries({}, optional=dict.fromkeys(TOTALS, st.integers(0, 3))),
    count=st.integers(1, 3),
)
def test_the_short_way_to_success_says_what_the_long_one_says(
    results: list[dict[str, Any]], more: dict[str, Any], counts: dict[str, int], count: int
) -> None:
    """If the short way says that all are saved, matching each record says the same."""
    answer = Answer.model_validate({"Data": {"ResultList": results, **counts}, **more})
    sent = [Sent(row, str(row)) for row in range(2, 2 + count)]
    said = all_saved(answer, count)
    if said:
        matched = match(answer, sent, Call.CUSTOMERS)
        assert matched.fit == Fit.MATCHED
        assert [(True, each) for each in said] == [each[:2] for each in matched.said]


MUTE = (*WHOLE, "zero-totals", "silent", "has-error", *UNTRUE)
"""Shapes that do not say of each record what became of it, or say too little to be believed."""
TELLING = [each for each in (*SHAPES, *ODD_SHAPES) if each not in MUTE]
"""All others do."""


@given(
    saved=st.lists(st.booleans(), min_size=1, max_size=7),
    shape=st.sampled_from(TELLING),
    call=st.sampled_from(STAGED),
)
def test_what_is_said_of_each_record_is_matched(saved: list[bool], shape: str, call: Call) -> None:
    """Where numbers do not look like rows, a shape that tells of each record is always matched."""
    # Failures listed twice may be as many as the records: then they look like a list of all.
    assume(shape != "twice" or 2 * saved.count(False) != len(saved))
    sent = [Sent(row, f"C{row}") for row in range(2, 2 + len(saved))]
    rows = ["" if call == Call.ADDRESSES else str(each.row) for each in sent]
    outcomes = [
        Outcome(row, record.number or "", problems=() if good else (Problem("Name", "No."),))
        for row, record, good in zip(rows, sent, saved, strict=True)
    ]
    matched = match(Answer.model_validate_json(answer(shape, outcomes).body), sent, call)
    assert matched.fit == Fit.MATCHED
    assert [each.succeeded for each in matched.said] == saved
    assert all(each.message in ("", "No.") for each in matched.said)
