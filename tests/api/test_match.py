from typing import Any, NamedTuple

import pytest

from customer_import.api.answer import Answer
from customer_import.api.match import Fit, Matched, RecordAnswer, match
from customer_import.endpoints import Call


class Sent(NamedTuple):
    """A record that was sent."""

    row: int
    number: str | None


ROWS = [Sent(12, "A"), Sent(13, "B"), Sent(14, "C")]
"""Three customers whose numbers do not look like rows."""
SAVED, FAILED = (
    RecordAnswer(succeeded=True, message=""),
    RecordAnswer(succeeded=False, message="No.", status=400),
)
GOOD = {"ResultCode": 0, "Message": None, "HttpStatusCode": 200, "FieldName": None}
NO_TOTALS: dict[str, int | None] = {}


def bad(name: str | int | None = None, message: str = "No.", status: int = 400) -> dict[str, Any]:
    """Make a result that says failure."""
    return {"ResultCode": -1, "Message": message, "HttpStatusCode": status, "FieldName": name}


def totals(saved: int | None, total: int | None, errors: int | None) -> dict[str, int | None]:
    """Make the totals of an answer."""
    return {"SuccessfullResults": saved, "TotalResults": total, "ErrorCount": errors}


def matched_to(
    results: list[dict[str, Any]] | None,
    counts: dict[str, int | None],
    sent: list[Sent],
    *,
    failed: bool | None = True,
    call: Call = Call.CUSTOMERS,
) -> Matched:
    """Match an answer to what was sent."""
    given = {"Data": {"ResultList": results, **counts}, "HasError": failed}
    return match(Answer.model_validate(given), sent, call)


def states(matched: Matched) -> str:
    """Write `+` or `-` for each record (saved or failed), or how else the answer fits."""
    signs = "".join("+" if each.succeeded else "-" for each in matched.said)
    return signs if matched.fit == Fit.MATCHED else matched.fit.value


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (NO_TOTALS, "+-+"),
        (totals(2, 3, 1), "+-+"),
        (totals(2, None, None), "+-+"),
        (totals(None, 3, None), "+-+"),
        (totals(3, 3, 0), "vague"),
        (totals(2, 3, 0), "vague"),
        (totals(2, 2, 1), "vague"),
        (totals(0, 0, 0), "vague"),
    ],
)
def test_one_entry_a_record_is_matched_by_position(
    counts: dict[str, int | None], expected: str
) -> None:
    """A list as long as the request is matched by position, unless its totals contradict it."""
    assert states(matched_to([GOOD, bad(), GOOD], counts, ROWS)) == expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (totals(2, 3, 1), "+-+"),
        (totals(2, 1, 1), "+-+"),
        (totals(2, None, None), "+-+"),
        (totals(None, 3, 1), "+-+"),
        (NO_TOTALS, "vague"),
        (totals(None, None, 1), "vague"),
        (totals(None, 1, 1), "vague"),
        (totals(0, 0, 0), "vague"),
        (totals(1, 3, 2), "vague"),
        (totals(0, 1, 1), "vague"),
        (totals(3, 3, 1), "vague"),
        (totals(2, 4, 1), "vague"),
    ],
)
@pytest.mark.parametrize("name", ["13", 13, "B", " B "])
def test_named_failures_are_matched_by_name(
    name: str | int, counts: dict[str, int | None], expected: str
) -> None:
    """If only failures are listed, names find the records, and totals prove the others saved."""
    assert states(matched_to([bad(name)], counts, ROWS)) == expected


def test_several_problems_of_one_record_are_joined() -> None:
    """A record that is listed twice failed once, for both reasons, each said once."""
    results = [bad("B", "No phone."), bad("B", "No name."), bad("B", "No phone.")]
    for counts in (totals(2, 3, 1), totals(2, 3, 3)):
        matched = matched_to(results, counts, ROWS)
        assert matched.said == (SAVED, RecordAnswer(False, "No phone.; No name.", 400), SAVED)


def test_all_named_need_no_totals() -> None:
    """If every record is named as failed, totals are not needed."""
    assert states(matched_to([bad("C"), bad("A"), bad("B")], NO_TOTALS, ROWS)) == "---"


@pytest.mark.parametrize("message", ["", "  ", None])
def test_a_failure_without_words_is_told_by_its_code(message: str) -> None:
    """A failure without a message is shown by its code."""
    matched = matched_to([bad("A", message)], totals(0, 1, 1), ROWS[:1])
    assert matched.said[0].message == "refused without a reason (ResultCode -1)"


@pytest.mark.parametrize(
    ("results", "counts", "expected"),
    [
        (None, totals(3, 3, 0), "+++"),
        ([], totals(3, None, None), "+++"),
        ([], totals(3, 3, 1), "vague"),
        ([], totals(3, 4, 0), "vague"),
        ([], totals(2, 3, 0), "vague"),
        (None, NO_TOTALS, "empty"),
        ([], totals(0, 0, 0), "empty"),
        ([], totals(0, 3, 0), "empty"),
        ([], totals(0, 0, 3), "vague"),
        ([], totals(2, 0, 0), "vague"),
        ([GOOD], NO_TOTALS, "empty"),
        ([GOOD] * 3, totals(0, 0, 0), "empty"),
        ([GOOD, GOOD], totals(3, 3, 0), "vague"),
        ([GOOD] * 4, totals(4, 4, 0), "vague"),
    ],
)
def test_success_needs_a_number(
    results: list[dict[str, Any]] | None, counts: dict[str, int | None], expected: str
) -> None:
    """Without a list, all are saved only if the totals say exactly so many."""
    assert states(matched_to(results, counts, ROWS, failed=False)) == expected


@pytest.mark.parametrize("key", ["HasError", "HasHttpError"])
def test_an_answer_that_calls_itself_an_error_is_no_success(key: str) -> None:
    """An answer with an error flag is not a success, whatever its status and list say."""
    listed = {"Data": {"ResultList": [GOOD] * 3, **totals(3, 3, 0)}, key: True}
    counted = {"Data": {"ResultList": [], **totals(3, 3, 0)}, key: True}
    for given_answer in (listed, counted):
        matched = match(Answer.model_validate(given_answer), ROWS, Call.CUSTOMERS)
        assert matched.fit == Fit.VAGUE


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (None, Fit.REFUSED_WHOLE),
        ({"ResultList": None}, Fit.REFUSED_WHOLE),
        ({"ResultList": [], **totals(0, 0, 0)}, Fit.REFUSED_WHOLE),
        ({"ResultList": [], **totals(0, 3, 3)}, Fit.REFUSED_WHOLE),
        ({"ResultList": [bad("CustomerEmail")], **totals(0, 3, 3)}, Fit.REFUSED_WHOLE),
        ({"ResultList": [], **totals(1, 3, 2)}, Fit.VAGUE),
        ({"ResultList": [bad("CustomerEmail")]}, Fit.VAGUE),
        ({"ResultList": [bad("CustomerEmail")], **totals(0, 0, 0)}, Fit.VAGUE),
        ({"ResultList": [bad(), GOOD], **totals(0, 3, 3)}, Fit.VAGUE),
    ],
)
def test_a_request_is_refused_whole_only_where_nothing_was_saved(
    data: dict[str, Any] | None, expected: Fit
) -> None:
    """An error that blames no record refused the whole request, if nothing of it can be saved."""
    given_answer = {"Data": data, "Messages": [bad(message="Bad field.")], "HasError": True}
    matched = match(Answer.model_validate(given_answer), ROWS, Call.CUSTOMERS)
    assert matched.fit == expected
    assert matched.reason.endswith("Bad field.")


def test_an_entry_that_contradicts_itself_makes_the_answer_vague() -> None:
    """A code of success with a status of failure may mean either."""
    contradictory = {**GOOD, "HttpStatusCode": 409}
    assert states(matched_to([GOOD, contradictory, GOOD], NO_TOTALS, ROWS)) == "vague"


def test_an_entry_without_a_code_is_no_success() -> None:
    """Only a code of 0 is a success; a missing code is not."""
    entry = {"Message": "Hm."}
    assert states(matched_to([GOOD, entry, GOOD], NO_TOTALS, ROWS)) == "+-+"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["CustomerEmail", "", None], "---"),
        (["A", "B", "C"], "---"),
        ([None, "B", None], "---"),
        (["A", "13", "C"], "vague"),
        ([None, "A", None], "vague"),
    ],
)
def test_a_name_may_speak_against_the_position(names: list[str | None], expected: str) -> None:
    """A list in order may name fields or its own records, but not other records."""
    assert states(matched_to([bad(name) for name in names], NO_TOTALS, ROWS)) == expected


COUNTED = [Sent(2, "1"), Sent(3, "2"), Sent(4, "3")]
"""Customers numbered 1, 2, 3 below a header: row 2 is customer 1, customer 2 is row 3."""
SWAPPED = [Sent(1, "2"), Sent(2, "1")]
SAME = [Sent(1, "1"), Sent(2, "2"), Sent(3, "3")]


@pytest.mark.parametrize(
    ("sent", "results", "expected"),
    [
        (COUNTED, [bad("2")], "vague"),
        (COUNTED, [bad("1")], "-++"),
        (COUNTED, [bad("4")], "++-"),
        (COUNTED, [bad("1"), bad("2")], "--+"),
        (COUNTED, [bad("3"), bad("4")], "+--"),
        (COUNTED, [bad("2"), bad("3")], "vague"),
        (COUNTED, [bad("1"), bad("2"), bad("3")], "---"),
        (COUNTED, [GOOD, bad("2"), GOOD], "vague"),
        (COUNTED, [bad("1"), bad("4")], "vague"),
        (SAME, [bad("2")], "+-+"),
        (SAME, [GOOD, bad("2"), GOOD], "+-+"),
        (SWAPPED, [bad("1"), bad("2")], "refused whole"),
    ],
)
def test_numbers_that_look_like_rows(
    sent: list[Sent], results: list[dict[str, Any]], expected: str
) -> None:
    """If a name may be a row or a number, and these differ, nothing is matched."""
    failed = sum(each["ResultCode"] != 0 for each in results)
    counts = totals(len(sent) - failed, len(sent), failed)
    assert states(matched_to(results, counts, sent)) == expected


def test_auto_numbered_records_are_known_by_their_row() -> None:
    """A record without a number of its own can only be named by its row."""
    sent = [Sent(2, None), Sent(3, None)]
    assert states(matched_to([bad("3")], totals(1, 2, 1), sent)) == "+-"


@pytest.mark.parametrize(
    ("results", "counts", "expected"),
    [
        ([bad("B")], totals(2, 3, 1), "++-"),
        ([bad("A")], totals(2, 3, 1), "vague"),
        ([bad("A"), bad("A")], totals(1, 3, 2), "vague"),
        ([bad("13")], totals(2, 3, 1), "vague"),
        ([bad("A"), GOOD, bad("B")], totals(1, 3, 2), "-+-"),
    ],
)
def test_addresses_are_named_by_their_customers_number(
    results: list[dict[str, Any]], counts: dict[str, int | None], expected: str
) -> None:
    """A number that two addresses share names neither; a name is never read as a row."""
    sent = [Sent(12, "A"), Sent(12, "A"), Sent(13, "B")]
    assert states(matched_to(results, counts, sent, call=Call.ADDRESSES)) == expected


@pytest.mark.parametrize("failed", [None, True])
def test_only_an_answer_that_denies_an_error_is_empty(failed: bool | None) -> None:  # noqa: FBT001 - a case
    """An answer that counts nothing is empty only if it says that there was no error."""
    assert states(matched_to([], totals(0, 0, 0), ROWS, failed=failed)) != "empty"


@pytest.mark.parametrize(
    ("results", "counts", "expected"),
    [
        ([GOOD, GOOD], totals(1, 1, 0), "+"),
        ([GOOD, GOOD], totals(2, 2, 0), "+"),
        ([GOOD], totals(0, 0, 0), "empty"),
        ([GOOD], totals(0, 0, 1), "vague"),
        ([], totals(0, 0, 0), "empty"),
        ([bad("A")], totals(0, 0, 0), "-"),
        ([bad("Z")], totals(0, 0, 0), "-"),
        ([bad("CustomerEmail"), bad("CustomerName", "No name.")], NO_TOTALS, "-"),
        ([bad("A")], totals(1, 1, 0), "vague"),
        ([bad("A"), GOOD], totals(0, 0, 0), "vague"),
        ([bad(None, "CustomerNumber: Z is fail, message: No.")], totals(0, 0, 0), "-"),
    ],
)
def test_all_that_is_listed_for_a_single_record_is_about_it(
    results: list[dict[str, Any]], counts: dict[str, int | None], expected: str
) -> None:
    """Totals that lie do not hide what is said of a single record, unless they contradict it."""
    failed = any(each["ResultCode"] for each in results)
    assert states(matched_to(results, counts, ROWS[:1], failed=failed)) == expected


BACK = [GOOD, bad("CustomerEmail"), bad("CustomerName", "No name.")]


@pytest.mark.parametrize(
    ("results", "counts", "expected"),
    [
        (BACK * 2, totals(1, 3, 2), "+--"),
        (BACK * 3, totals(3, 9, 6), "+--"),
        (BACK * 2, NO_TOTALS, "+--"),
        ([each for each in BACK for _ in range(2)], totals(1, 3, 2), "+--"),
        ([GOOD] * 6, totals(3, 3, 0), "+++"),
        ([GOOD] * 6, totals(6, 6, 0), "+++"),
        (BACK * 2, totals(2, 3, 1), "vague"),
        ([*BACK, *BACK[::-1]], totals(1, 3, 2), "vague"),
        (BACK * 2 + BACK[:1], totals(1, 3, 2), "vague"),
        ([GOOD, bad("B"), GOOD] * 2, totals(2, 3, 1), "+-+"),
        ([bad("B"), GOOD, GOOD] * 2, totals(2, 3, 1), "vague"),
    ],
)
def test_a_list_that_has_each_entry_several_times_is_read_once(
    results: list[dict[str, Any]], counts: dict[str, int | None], expected: str
) -> None:
    """Entries that are repeated, all of them and as often, are matched by position."""
    failed = any(each["ResultCode"] for each in results)
    assert states(matched_to(results, counts, ROWS, failed=failed)) == expected


def told(number: str, message: str = "No phone.") -> dict[str, Any]:
    """Make a failure whose message names its record."""
    return bad("", f"CustomerNumber: {number} is fail, message: {message}")


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([told("B")], "+-+"),
        ([told("C"), told("A")], "-+-"),
        ([told(" b ")], "+-+"),
        ([bad("CustomerEmail", "CustomerNumber: B is fail, message: No phone.")], "+-+"),
        ([bad("", "customernumber = B is fail: No phone.")], "+-+"),
        ([bad("", "The save of CustomerNumber: B is fail, message: No phone.")], "+-+"),
        ([bad("C", "CustomerNumber: B is fail, message: No phone.")], "vague"),
        ([told("Z")], "vague"),
        ([told("13")], "vague"),
        ([told("B", "CustomerNumber: C is fail, message: No.")], "vague"),
        ([bad("", "CustomerNumber: B")], "vague"),
        ([bad("", "B is fail, message: No phone.")], "vague"),
        ([GOOD, told("B"), GOOD], "+-+"),
        ([told("B"), GOOD, GOOD], "vague"),
        ([told("C"), told("B"), told("A")], "---"),
    ],
)
def test_a_message_may_name_its_record(results: list[dict[str, Any]], expected: str) -> None:
    """A number in the message counts if it is one of the request's and nothing contradicts it."""
    failed = sum(each["ResultCode"] != 0 for each in results)
    counts = totals(3 - failed, 3, failed)
    assert states(matched_to(results, counts, ROWS)) == expected


def test_a_message_is_told_without_the_name_of_its_record() -> None:
    """A reason that was put to its row does not repeat the customer's number."""
    matched = matched_to([told("B")], totals(2, 3, 1), ROWS)
    assert matched.said[1].message == "No phone."


@pytest.mark.parametrize("number", ["A is fail, message: X", "A is fail", "A, B"])
def test_a_number_that_looks_like_a_message_is_not_taken_for_another(number: str) -> None:
    """A message is never matched to another record than the one it names."""
    sent = [Sent(12, "A"), Sent(13, number)]
    matched = matched_to([told(number)], totals(1, 2, 1), sent)
    assert states(matched) in {"+-", "vague"}


def test_a_number_that_looks_like_a_row_is_no_row_in_a_message() -> None:
    """A message says `CustomerNumber`, so what it names is never read as a row."""
    assert states(matched_to([told("2")], totals(2, 3, 1), COUNTED)) == "+-+"
    assert states(matched_to([GOOD, told("2"), GOOD], totals(2, 3, 1), COUNTED)) == "+-+"


def test_names_are_read_without_case() -> None:
    """The server compares numbers without case and outer blanks, so it may spell them otherwise."""
    assert states(matched_to([bad("b")], totals(2, 3, 1), ROWS)) == "+-+"
    twins = [Sent(12, "b"), Sent(13, "B")]
    assert states(matched_to([bad("b")], totals(1, 2, 1), twins)) == "vague"
