import json
from collections.abc import Callable
from typing import Any

import pytest

from customer_import.sandbox import CALLS, CREATE, DELETE, UPDATE, Sandbox

Start = Callable[..., Sandbox]
Send = Callable[..., Any]

CUSTOMERS = "/public-api/customers/save"
BODY = b'{"ApplicableFields": [], "Data": [{"CustomerNumber": "C-1"}]}'


def headers(**changed: str | None) -> dict[str, str]:
    """Return the headers that are required, some changed; None leaves one out."""
    given = {
        "Authorization": "Bearer secret",
        "User_Agent": "x",
        "Content_Type": "application/json",
    }
    return {k.replace("_", "-"): v for k, v in {**given, **changed}.items() if v is not None}


@pytest.mark.parametrize("path", ["/", "/public-api/customers/sync", "/public-api/customers/save/"])
def test_other_paths_are_an_html_404(start: Start, send: Send, path: str) -> None:
    """A path that is not a call of the API answers with IIS's own page."""
    got = send(start(), "POST", path, BODY)
    assert (got.status, got.headers["server"]) == (404, "Microsoft-IIS/10.0")
    assert got.headers["content-type"].startswith("text/html")
    assert b"404 - File or directory not found." in got.body


REFUSED = [
    (headers(User_Agent=None), 403),
    (headers(User_Agent=" "), 403),
    (headers(Authorization=None), 401),
    (headers(Authorization="Bearer"), 401),
    (headers(Authorization="Bearer  "), 401),
    (headers(Authorization="Basic secret"), 401),
    (headers(Content_Type=None), 415),
    (headers(Content_Type="text/json"), 415),
]


@pytest.mark.parametrize(("given", "status"), REFUSED)
def test_a_request_shows_who_it_is(
    start: Start, send: Send, given: dict[str, str], status: int
) -> None:
    """A User-Agent, a Bearer token and a JSON Content-Type are required."""
    sandbox = start()
    assert send(sandbox, "POST", CUSTOMERS, BODY, given).status == status
    assert sandbox.store.events() == []


@pytest.mark.parametrize(("token", "status"), [(None, 200), ("secret", 200), ("other", 401)])
def test_a_token_can_be_required(start: Start, send: Send, token: str | None, status: int) -> None:
    """Any token is accepted unless one is set; then only that one."""
    assert send(start(token=token), "POST", CUSTOMERS, BODY, headers()).status == status


def test_content_type_parameters_are_let_pass(start: Start, send: Send) -> None:
    """A charset behind the Content-Type changes nothing, and neither does a query."""
    given = headers(Content_Type="Application/JSON; charset=utf-8", Authorization="bearer x")
    assert send(start(), "POST", CUSTOMERS + "?x=1", BODY, given).status == 200


WRITES = ("customers", "update", "create")
ARRAYS = ("delete", "addresses", "phones", "numbers")
MISSHAPEN = [
    *((call, body) for call in CALLS for body in (b"", b"{", b"\xff", b"[NaN]", b"[" * 100_000)),
    *((call, body) for call in ARRAYS for body in (b"{}", b'{"Data": []}', b"null", b'"C-1"')),
    *(
        (call, body)
        for call in WRITES
        for body in (
            b"[]",
            b"{}",
            b'{"Data": null}',
            b'{"Data": [], "Fields": []}',
            b'{"Data": [], "ApplicableFields": "CustomerName"}',
            b'{"Data": [], "ApplicableFields": [1]}',
        )
    ),
    ("numbers", b"[7]"),
    ("search", b"[]"),
    ("search", b'{"PageSize": "many"}'),
    ("search", b'{"PageNumber": -1}'),
    ("search", b'{"PageSize": true}'),
    ("search", b'{"AdditionalSkipCount": 1e3}'),
]


@pytest.mark.parametrize(("call", "body"), MISSHAPEN)
def test_a_body_of_another_shape_is_refused(
    start: Start, send: Send, call: str, body: bytes
) -> None:
    """A body that is not JSON, or not the call's, is refused with 400 and a message."""
    got = send(start(), "POST", f"/public-api/{CALLS[call]}", body)
    assert got.status == 400
    assert got.json["Message"].startswith("The request is invalid")


@pytest.mark.parametrize("call", [call for call in CALLS if call != "search"])
@pytest.mark.parametrize(("count", "status"), [(500, 200), (501, 400)])
def test_more_than_500_records_are_refused_whole(
    start: Start, send: Send, call: str, count: int, status: int
) -> None:
    """500 records are accepted; 501 are refused in the envelope, and none is saved."""
    sandbox = start()
    records: list[Any] = [{"CustomerNumber": f"C-{n}"} for n in range(count)]
    if call in {"delete", "numbers"}:
        records = [record["CustomerNumber"] for record in records]
    body = json.dumps({"Data": records} if call in WRITES else records).encode()
    got = send(sandbox, "POST", f"/public-api/{CALLS[call]}", body)
    assert got.status == status
    assert (got.json["Data"] is None) == (status == 400)
    if status == 400:
        assert "500" in got.json["Messages"][0]["Message"]
        assert sandbox.store.events() == []


NEEDED = {
    "customers": {CREATE, UPDATE},
    "update": {UPDATE},
    "create": {CREATE},
    "delete": {DELETE},
    "addresses": {UPDATE},
    "phones": {UPDATE},
    "numbers": set[str](),
    "search": set[str](),
}
BODIES = {
    **dict.fromkeys(WRITES, b'{"Data": [{"CustomerNumber": "C-1"}]}'),
    "delete": b'["C-1"]',
    "addresses": b'[{"CustomerNumber": "C-1", "AddressTypeName": "Main"}]',
    "phones": b'[{"CustomerNumber": "C-1", "PhoneTypeName": "Main"}]',
    "numbers": b'["C-1"]',
    "search": b"{}",
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    "held", [{CREATE, UPDATE, DELETE}, {CREATE, UPDATE}, {CREATE}, {UPDATE}, {DELETE}, set[str]()]
)
def test_each_call_needs_its_permissions(
    start: Start, send: Send, call: str, held: set[str]
) -> None:
    """`save` needs both Create and Update, also to update; reads need no permission."""
    send(start(), "POST", CUSTOMERS, BODY)
    sandbox = start(permissions=frozenset(held))
    answer = send(sandbox, "POST", f"/public-api/{CALLS[call]}", BODIES[call]).json
    missing = NEEDED[call] - held
    assert answer["HasError"] == bool(missing)
    if missing:
        assert len(sandbox.store.events()) == 1
        [message] = answer["Messages"]
        assert message["HttpStatusCode"] == 403
        assert all(each in message["Message"] for each in missing)


def test_requests_that_are_turned_away_are_noted_without_a_number(start: Start, send: Send) -> None:
    """A request that is refused for its path or token is noted, and faults do not count it."""
    sandbox = start()
    send(sandbox, "POST", "/elsewhere", b"")
    send(sandbox, "POST", CUSTOMERS, BODY, headers(Authorization=None))
    send(sandbox, "POST", CUSTOMERS, BODY)
    noted = [(each.number, each.records, each.status) for each in sandbox.store.requests()]
    assert noted == [(None, None, 404), (None, None, 401), (1, 1, 200)]
