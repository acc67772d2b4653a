import json
from datetime import UTC, datetime
from typing import Any

import pytest

from customer_import.api.reply import NoReply, Reply, Trouble
from customer_import.delivery.queue import Job
from customer_import.delivery.resolve import USUAL, Custom, Resolution, resolve
from customer_import.endpoints import Call
from customer_import.errors import Refused
from customer_import.ledger.rows.request_batch import RequestBatch, RequestShape
from customer_import.problems import Code
from customer_import.states import ItemState

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
LOST = NoReply(Trouble.MAYBE_DONE, "timed out")
NOT_SENT = NoReply(Trouble.NOT_SENT, "no such name")
GOOD = {"ResultCode": 0, "HttpStatusCode": 200}


def job(
    count: int = 3, *, safe: bool = True, call: Call = Call.CUSTOMERS, failures: int = 0
) -> Job:
    """Make a job of so many records, one for each row."""
    keys = tuple(f"C{i}" if safe else None for i in range(count))
    batch = RequestBatch(RequestShape(call, (), safe), range(count), range(2, count + 2), keys)
    return Job(batch, 7, faults=failures)


def bad(message: str = "No.", status: int = 400) -> dict[str, Any]:
    """Make a result that says failure."""
    return {"ResultCode": -1, "Message": message, "HttpStatusCode": status}


def answered(*results: dict[str, Any], status: int = 200, **more: Any) -> Reply:
    """Make an answer with a list."""
    given = {"Data": {"ResultList": results}, "HasError": GOOD not in results, **more}
    return Reply(status, {}, json.dumps(given).encode())


def summary(resolution: Resolution) -> tuple[str, list[int]]:
    """Write the first letter of each settled state, and the size of each repeated request."""
    states = "".join(outcome.state[:2] for outcome in resolution.outcomes)
    states += "sa" * len(resolution.saved)
    return states, [len(each.items) for each in resolution.again]


@pytest.mark.parametrize(
    ("outcome", "safe", "unsafe"),
    [
        (NOT_SENT, ("ststst", [3]), ("ststst", [3])),
        (Reply(429, {}, b""), ("ststst", [3]), ("ststst", [3])),
        (LOST, ("", [3]), ("ununun", [])),
        (Reply(502, {}, b""), ("", [3]), ("ununun", [])),
        (Reply(500, {}, b""), ("", [3]), ("ununun", [])),
        (Reply(200, {}, b""), ("", [3]), ("ununun", [])),
        (Reply(200, {}, b'{"Data": nul}'), ("", [3]), ("ununun", [])),
        (Reply(200, {}, b"<html>"), ("", [3]), ("ununun", [])),
        (Reply(418, {}, b""), ("", []), ("ununun", [])),
        (Reply(401, {}, b""), ("ststst", []), ("ststst", [])),
        (Reply(404, {}, b""), ("ststst", []), ("ststst", [])),
        (Reply(301, {}, b""), ("ststst", []), ("ststst", [])),
        (Reply(302, {}, b""), ("", []), ("ununun", [])),
        (Reply(400, {}, b"invalid_token"), ("ststst", []), ("ststst", [])),
        (Reply(400, {}, b""), ("ststst", [1, 2]), ("ststst", [1, 2])),
        (Reply(200, {}, b'{"HasError": true}'), ("ststst", [1, 2]), ("ststst", [1, 2])),
        (answered(GOOD, bad(), GOOD), ("safasa", []), ("safasa", [])),
        (answered(GOOD), ("", [1, 2]), ("ununun", [])),
        (Reply(200, {}, b'{"HasError": false}'), ("", [1, 2]), ("ununun", [])),
    ],
)
def test_what_follows_from_an_outcome(
    outcome: Reply | NoReply, safe: tuple[str, list[int]], unsafe: tuple[str, list[int]]
) -> None:
    """Safe rows are sent again until it is known what became of them; others become unknown."""
    assert summary(resolve(job(), outcome, NOW)) == safe
    assert summary(resolve(job(safe=False), outcome, NOW)) == unsafe


@pytest.mark.parametrize(
    ("outcome", "failures", "state"),
    [
        (Reply(400, {}, b"Bad date"), 0, ItemState.FAILED),
        (Reply(500, {}, b"Bad date"), 1, ItemState.FAILED),
    ],
)
def test_a_single_row_is_settled(outcome: Reply, failures: int, state: ItemState) -> None:
    """Halving ends at the single row, with the server's own text if there is one."""
    resolution = resolve(job(1, failures=failures), outcome, NOW)
    (settled,) = resolution.outcomes
    assert (settled.state, resolution.again) == (state, ())
    assert settled.problem
    assert "Bad date" in settled.problem.message


EMPTY = Reply(200, {}, b'{"HasError": false}')
VAGUE = answered(GOOD, HasError=True)
WARY = Custom(empty_is_saved=False)


@pytest.mark.parametrize(
    ("reply", "custom", "safe", "unsafe"),
    [
        (EMPTY, USUAL, "sa", "sa"),
        (EMPTY, WARY, "", "un"),
        (VAGUE, USUAL, "", "un"),
    ],
)
def test_a_single_row_with_an_unclear_answer(
    reply: Reply, custom: Custom, safe: str, unsafe: str
) -> None:
    """An answer without an error counts as saved, if assumed; a safe row is never unknown."""
    for is_safe, states in ((True, safe), (False, unsafe)):
        resolution = resolve(job(1, safe=is_safe), reply, NOW, custom)
        assert summary(resolution) == (states, [])
        assert resolution.stop is None


def test_unclear_answers_are_asked_for_one_by_one_where_only_that_helps() -> None:
    """Halving is skipped once it is known that only answers to single records can be matched."""
    for reply in (EMPTY, VAGUE):
        resolution = resolve(job(5), reply, NOW, Custom(one_by_one=True))
        assert summary(resolution) == ("", [1] * 5)
        assert [each.whole for each in resolution.again] == [5] * 5


def test_a_request_that_never_left_is_noted_as_such() -> None:
    """Where no connection was made, nothing was sent, and no request is counted."""
    assert resolve(job(), NOT_SENT, NOW).note == "not sent: no such name"
    stopped = resolve(job(), NoReply(Trouble.CERTIFICATE, "self-signed"), NOW)
    assert stopped.note == "not sent: self-signed"
    assert not resolve(job(), LOST, NOW).note.startswith("not sent")
    assert not resolve(job(), Reply(429, {}, b""), NOW).note.startswith("not sent")


def test_a_second_500_halves() -> None:
    """A second 500 halves the request, since one record may be the cause; a first one may pass."""
    first = resolve(job(5), Reply(500, {}, b"Oops"), NOW)
    assert [(len(each.items), each.faults) for each in first.again] == [(5, 1)]
    second = resolve(first.again[0], Reply(500, {}, b"Oops"), NOW)
    assert [(len(each.items), each.faults) for each in second.again] == [(2, 0), (3, 0)]
    assert second.outcomes == ()


def test_halves_keep_a_rows_records_together() -> None:
    """The addresses of one row stay together while the request holds another row."""

    def of(*rows: int) -> Job:
        keys = tuple(f"C\x1f{i}" for i in range(len(rows)))
        return Job(
            RequestBatch(RequestShape(Call.ADDRESSES, (), safe=True), range(len(rows)), rows, keys),
            0,
        )

    def parted(*rows: int) -> list[list[int]]:
        return [[item.row for item in half.items] for half in of(*rows).halves()]

    assert parted(2, 2, 2, 3) == [[2, 2, 2], [3]]
    assert parted(2, 3, 3, 3, 3) == [[2], [3, 3, 3, 3]]
    assert parted(2, 2) == [[2], [2]]


@pytest.mark.parametrize("status", [401, 403])
def test_a_result_that_refuses_the_permission_stops_the_run(status: int) -> None:
    """If a result refuses the permission, saved and refused rows are settled; the rest waits."""
    outcome = answered(GOOD, bad("No.", 400), bad("Log in.", status))
    resolution = resolve(job(), outcome, NOW)
    assert summary(resolution) == ("safast", [])
    assert isinstance(resolution.stop, Refused)
    assert "Log in." in resolution.stop.message
    says = "newer token" if status == 401 else "Update Customer permission"
    assert says in resolution.stop.remedy


@pytest.mark.parametrize(
    ("more", "safe", "unsafe"),
    [
        ({"Data": None, "HasError": True}, "ststst", "ststst"),
        ({"Data": None, "HasError": False}, "", "ununun"),
    ],
)
def test_a_message_that_refuses_the_permission_stops_the_run(
    more: dict[str, Any], safe: str, unsafe: str
) -> None:
    """All rows wait if the whole was refused; if that is not clear, unsafe rows are unknown."""
    outcome = answered(Messages=[bad("Log in.", 401)], **more)
    for each, expected in ((job(), safe), (job(safe=False), unsafe)):
        resolution = resolve(each, outcome, NOW)
        assert summary(resolution) == (expected, [])
        assert isinstance(resolution.stop, Refused)


def test_an_unknown_row_says_what_to_check() -> None:
    """The message of an unknown row says when it was sent, where to look, and what to do."""
    (settled, *_) = resolve(job(safe=False), LOST, NOW).outcomes
    assert settled.problem
    assert settled.problem.code == Code.NO_ANSWER
    assert (
        "sent at 2026-03-04 09:00 UTC, but no clear answer came (timed out); "
        in settled.problem.message
    )
    assert "--resend-unknown" in settled.problem.message


def test_a_refused_address_says_that_its_customer_is_saved() -> None:
    """The message says that the customer is saved and that another run sends what is missing."""
    address = RequestBatch(
        RequestShape(Call.ADDRESSES, (), safe=True), (1,), (2,), ("C1\x1fBilling",)
    )
    sent = Job(address, 0)
    (settled,) = resolve(sent, answered(bad("Unknown type.")), NOW).outcomes
    assert settled.problem
    assert (settled.problem.code, settled.problem.field) == (
        Code.ADDRESS_REFUSED,
        "Addresses.Billing",
    )
    assert settled.problem.message == (
        "The customer is saved, but the server refused the Billing address: Unknown type. "
        "Running it again sends what is missing."
    )


def test_what_the_server_says_of_a_saved_row_is_kept() -> None:
    """The message of a saved row (its CustomerId) is kept."""
    result = {**GOOD, "Message": " CustomerId 7 "}
    assert resolve(job(1), answered(result, HasError=False), NOW).saved == ["CustomerId 7"]
    (settled, _) = resolve(job(2), answered(result, bad()), NOW).outcomes
    assert (settled.state, settled.message) == (ItemState.SAVED, "CustomerId 7")


def test_a_refusal_without_words_has_some() -> None:
    """A refusal without a message still shows a reason."""
    (settled,) = resolve(job(1), Reply(200, {}, b'{"HasError": true}'), NOW).outcomes
    assert settled.problem
    assert settled.problem.message == "The server refused it: refused without a reason."
