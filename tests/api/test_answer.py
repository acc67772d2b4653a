import json
from typing import Any

import pytest

from customer_import.api.answer import Answer, messages, read_answer, reason

GOOD = {"ResultCode": 0, "Message": None, "HttpStatusCode": 200, "FieldName": None}


def bad(message: str = "No.", status: int = 400) -> dict[str, Any]:
    """Make a result that says failure."""
    return {"ResultCode": -1, "Message": message, "HttpStatusCode": status}


def test_a_refusal_of_the_token_is_seen_wherever_it_stands() -> None:
    """401 and 403 may come in a message or in a result."""
    for status in (401, 403):
        wrapped = Answer.model_validate({"Messages": [bad(message="Log in.", status=status)]})
        assert wrapped.forbidden
        assert reason(wrapped.forbidden) == "Log in."
    assert Answer.model_validate({"Data": {"ResultList": [bad(status=403)]}}).forbidden
    assert not Answer.model_validate({"Data": {"ResultList": [bad(), GOOD]}}).forbidden


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (b'{"HasError": false}', True),
        (b'{"Data": {}, "BatchNumber": 1, "New": {"a": []}}', True),
        (b'{"Messages": [{"Message": 7, "New": 1}]}', True),
        (b'{"Data": null, "Messages": []}', False),
        (b'{"Data": null}', False),
        (b"{}", False),
        (b'{"Message": "An error has occurred."}', False),
        (b'{"HasError": "perhaps"}', False),
        (b'{"Data": {"ResultList": {}}}', False),
        (b'{"Data"', False),
        (b'{"a": "\xff"}', False),
        (b"", False),
    ],
)
def test_only_the_apis_answer_is_an_answer(body: bytes, read: bool) -> None:  # noqa: FBT001 - a case
    """Unknown keys are ignored; what says nothing, or is not an object, is not an answer."""
    assert (read_answer(body) is not None) == read


def test_the_words_of_a_failure_are_said_once() -> None:
    """The reasons of all failures are joined, each once."""
    body = {"Data": {"ResultList": [bad(), GOOD, bad()]}, "Messages": [bad(message="Sorry.")]}
    assert messages(json.dumps(body).encode()) == "No.; Sorry."
