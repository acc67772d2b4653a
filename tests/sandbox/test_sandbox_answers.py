from collections.abc import Callable
from typing import Any

import pytest

from customer_import.sandbox import ODD_SHAPES, SHAPE_HELP, SHAPES, Sandbox, Settings

Start = Callable[..., Sandbox]
Save = Callable[..., Any]

GOOD = {"CustomerNumber": "C-1", "ImportRowNumber": 2}
BAD = {"CustomerNumber": "C-2", "ImportRowNumber": 3, "CustomerName": 5}
ALSO_GOOD = {"CustomerNumber": "C-3", "ImportRowNumber": 4}


@pytest.mark.parametrize("shape", SHAPE_HELP)
def test_the_envelope_has_all_keys_of_the_vendors_page(
    start: Start, save: Save, shape: str
) -> None:
    """Every answer has every key of `WaspResultOfResults`, in success and failure."""
    sandbox = start(shape=shape)
    envelope = {
        *("Data", "Messages", "BatchNumber", "HasError", "HasHttpError", "HasMessage"),
        *("HasSuccessWithMoreDataRemaining", "TotalRecordsLongCount"),
    }
    result = {"ResultCode", "Message", "HttpStatusCode", "FieldName"}
    for records in ([GOOD], [GOOD, BAD]):
        answer = save(sandbox, *records).json
        assert answer.keys() == envelope
        entries = [*answer["Messages"], *(answer["Data"] or {}).get("ResultList", [])]
        assert all(entry.keys() == result for entry in entries)


@pytest.mark.parametrize("shape", SHAPES)
def test_success_is_counted_in_every_shape(start: Start, save: Save, shape: str) -> None:
    """If all records are saved, the totals say so and HasError is false."""
    got = save(start(shape=shape), GOOD, ALSO_GOOD)
    data = got.json["Data"]
    assert (got.status, got.json["HasError"]) == (200, False)
    assert (data["SuccessfullResults"], data["TotalResults"], data["ErrorCount"]) == (2, 2, 0)
    assert len(data["ResultList"]) == (2 if shape == "list" else 0)


@pytest.mark.parametrize(
    ("shape", "names"),
    [
        ("list", [None, "CustomerName", None]),
        ("failures-by-row", ["3"]),
        ("failures-by-number", ["C-2"]),
    ],
)
def test_the_good_records_are_written_beside_a_bad_one(
    start: Start, save: Save, shape: str, names: list[str | None]
) -> None:
    """The good records are saved, the bad one is reported, with 200 and HasError."""
    sandbox = start(shape=shape)
    got = save(sandbox, GOOD, BAD, ALSO_GOOD)
    data = got.json["Data"]
    assert (got.status, got.json["HasError"]) == (200, True)
    assert [entry["FieldName"] for entry in got.entries] == names
    assert (data["SuccessfullResults"], data["TotalResults"], data["ErrorCount"]) == (2, 3, 1)
    assert [each.number for each in sandbox.store.customers()] == ["C-1", "C-3"]


@pytest.mark.parametrize(
    ("shape", "status"), [("whole", 400), ("whole-200", 200), ("whole-500", 500)]
)
def test_one_bad_record_fails_the_whole_and_is_not_named(
    start: Start, save: Save, shape: str, status: int
) -> None:
    """Nothing is written, and the messages name neither a row nor a number nor a field."""
    sandbox = start(shape=shape)
    got = save(sandbox, GOOD, BAD, ALSO_GOOD)
    [message] = got.json["Messages"]
    assert (got.status, got.json["HasError"], got.json["Data"]) == (status, True, None)
    assert message["FieldName"] is None
    assert "C-2" not in message["Message"]
    assert sandbox.store.events() == []
    assert sandbox.store.customers() == []


def test_a_row_without_a_number_is_named_by_its_customer(start: Start, save: Save) -> None:
    """A record without ImportRowNumber is named by its customer number."""
    record = {"CustomerNumber": "C-9", "CustomerName": 5}
    [entry] = save(start(shape="failures-by-row"), record).entries
    assert entry["FieldName"] == "C-9"


def test_a_request_without_records_succeeds(start: Start, save: Save) -> None:
    """A request without records succeeds and counts none."""
    got = save(start())
    assert (got.status, got.json["HasError"], got.json["Data"]["TotalResults"]) == (200, False, 0)


@pytest.mark.parametrize(
    ("settings", "named"), [({"shape": "round"}, "round"), ({"permissions": {"Fly"}}, "Fly")]
)
def test_settings_that_do_not_exist_are_refused(settings: dict[str, Any], named: str) -> None:
    """A shape or permission that does not exist is refused by name."""
    with pytest.raises(ValueError, match=named):
        Settings(**settings)


ODD = [
    # The shape; for records that all are good, and for one bad among them: HasError, the codes of
    # the list, and saved, total and failed as they are counted.
    ("failures-by-message", (False, [], (2, 2, 0)), (True, [-1], (2, 3, 1))),
    ("twice", (False, [0, 0] * 2, (2, 2, 0)), (True, [0, -1, 0] * 2, (2, 3, 1))),
    ("zero-totals", (False, [], (0, 0, 0)), (True, [-1], (0, 0, 0))),
    ("silent", (False, [], (0, 0, 0)), (False, [], (0, 0, 0))),
    ("has-error", (True, [0, 0], (2, 2, 0)), (True, [0, -1, 0], (2, 3, 1))),
    ("all-refused", (True, [-1, -1], (0, 2, 2)), (True, [-1, -1, -1], (0, 3, 3))),
    ("all-saved", (False, [0, 0], (2, 2, 0)), (False, [0, 0, 0], (3, 3, 0))),
]


@pytest.mark.parametrize(("shape", "good", "mixed"), ODD)
def test_an_odd_shape_does_what_it_should_and_says_what_it_says(
    start: Start, save: Save, shape: str, good: object, mixed: object
) -> None:
    """The good records are saved, the bad one is not, whatever the answer tells of them."""
    sandbox = start(shape=shape)
    assert _told(save(sandbox, GOOD, ALSO_GOOD)) == good
    assert _told(save(sandbox, GOOD, BAD, ALSO_GOOD)) == mixed
    assert [event.number for event in sandbox.store.events()] == ["C-1", "C-3"] * 2


def _told(got: Any) -> object:
    data = got.json["Data"]
    totals = (data["SuccessfullResults"], data["TotalResults"], data["ErrorCount"])
    return got.json["HasError"], [entry["ResultCode"] for entry in got.entries], totals


def test_every_odd_shape_is_tried() -> None:
    """The table above has every odd shape, and the help lists every shape."""
    assert {row[0] for row in ODD} == set(ODD_SHAPES)
    assert list(SHAPE_HELP) == [*SHAPES, *ODD_SHAPES]


def test_a_message_can_name_the_customer(start: Start, save: Save) -> None:
    """FieldName is blank, and the text has the number, as it was seen on item calls."""
    [entry] = save(start(shape="failures-by-message"), GOOD, BAD).entries
    expected = "CustomerNumber: C-2 is fail, message: CustomerName must be text."
    assert (entry["FieldName"], entry["Message"]) == ("", expected)
