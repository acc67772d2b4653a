import json
from collections.abc import Callable
from typing import Any

import pytest

from customer_import.sandbox import CREATE, UPDATE, Sandbox

Start = Callable[..., Sandbox]
Send = Callable[..., Any]

CUSTOMERS = "/public-api/customers/save"
UPDATES = "/public-api/customers/updateExisting"
ADDRESSES = "/public-api/addresses/customer/save"
BODY = b'{"ApplicableFields": [], "Data": [{"CustomerNumber": "C-1"}]}'


def headers(**changed: str | None) -> dict[str, str]:
    """The headers that are required, some changed, or left out where None."""
    given = {
        "Authorization": "Bearer secret",
        "User_Agent": "x",
        "Content_Type": "application/json",
    }
    return {k.replace("_", "-"): v for k, v in {**given, **changed}.items() if v is not None}


@pytest.mark.parametrize(
    "path", ["/", "/public-api/customers/delete", "/public-api/customers/save/"]
)
def test_other_paths_are_an_html_404(start: Start, send: Send, path: str) -> None:
    """A path that is none of the calls answers with IIS's own page."""
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
    """Any token is taken unless one is set; then only that one."""
    assert send(start(token=token), "POST", CUSTOMERS, BODY, headers()).status == status


def test_content_type_parameters_are_let_pass(start: Start, send: Send) -> None:
    """A charset behind the Content-Type changes nothing, and neither does a query."""
    given = headers(Content_Type="Application/JSON; charset=utf-8", Authorization="bearer x")
    assert send(start(), "POST", CUSTOMERS + "?x=1", BODY, given).status == 200


MISSHAPEN = [
    (CUSTOMERS, b""),
    (CUSTOMERS, b"{"),
    (CUSTOMERS, b"\xff"),
    (CUSTOMERS, b'{"Data": [NaN]}'),
    (CUSTOMERS, b"[" * 100_000),
    (CUSTOMERS, b"[]"),
    (CUSTOMERS, b"{}"),
    (CUSTOMERS, b'{"Data": null}'),
    (CUSTOMERS, b'{"Data": [], "Fields": []}'),
    (CUSTOMERS, b'{"Data": [], "ApplicableFields": "CustomerName"}'),
    (CUSTOMERS, b'{"Data": [], "ApplicableFields": [1]}'),
    (ADDRESSES, b"{}"),
    (ADDRESSES, b'{"Data": []}'),
]


@pytest.mark.parametrize(("path", "body"), MISSHAPEN)
def test_a_body_of_another_shape_is_refused(
    start: Start, send: Send, path: str, body: bytes
) -> None:
    """What is no JSON, or not the call's, is refused with 400 and a message."""
    got = send(start(), "POST", path, body)
    assert got.status == 400
    assert got.json["Message"].startswith("The request is invalid")


@pytest.mark.parametrize("path", [CUSTOMERS, UPDATES, ADDRESSES])
@pytest.mark.parametrize(("count", "status"), [(500, 200), (501, 400)])
def test_more_than_500_records_are_refused_whole(
    start: Start, send: Send, path: str, count: int, status: int
) -> None:
    """500 records are taken, 501 are refused in the envelope and none is saved."""
    sandbox = start()
    records = [{"CustomerNumber": f"C-{n}"} for n in range(count)]
    body = json.dumps(records if path == ADDRESSES else {"Data": records}).encode()
    got = send(sandbox, "POST", path, body)
    assert got.status == status
    assert (got.json["Data"] is None) == (status == 400)
    if status == 400:
        assert "500" in got.json["Messages"][0]["Message"]
        assert sandbox.store.events() == []


@pytest.mark.parametrize(
    ("path", "held", "missing"),
    [
        (CUSTOMERS, {CREATE, UPDATE}, None),
        (CUSTOMERS, {CREATE}, UPDATE),
        (CUSTOMERS, {UPDATE}, CREATE),
        (CUSTOMERS, set(), CREATE),
        (UPDATES, {UPDATE}, None),
        (UPDATES, {CREATE}, UPDATE),
        (ADDRESSES, {UPDATE}, None),
        (ADDRESSES, {CREATE}, UPDATE),
    ],
)
def test_permissions(
    start: Start, send: Send, path: str, held: set[str], missing: str | None
) -> None:
    """`save` needs both permissions, also to update; the other calls need Update alone."""
    send(start(), "POST", CUSTOMERS, BODY)
    sandbox = start(permissions=frozenset(held))
    body = b'[{"CustomerNumber": "C-1", "AddressTypeName": "Main"}]' if path == ADDRESSES else BODY
    answer = send(sandbox, "POST", path, body).json
    assert answer["HasError"] == (missing is not None)
    assert len(sandbox.store.events()) == (2 if missing is None else 1)
    if missing:
        [message] = answer["Messages"]
        assert message["HttpStatusCode"] == 403
        assert missing in message["Message"]


def test_requests_that_are_turned_away_are_noted_without_a_number(start: Start, send: Send) -> None:
    """What is refused at the door is on record, and faults do not count it."""
    sandbox = start()
    send(sandbox, "POST", "/elsewhere", b"")
    send(sandbox, "POST", CUSTOMERS, BODY, headers(Authorization=None))
    send(sandbox, "POST", CUSTOMERS, BODY)
    noted = [(each.number, each.records, each.status) for each in sandbox.store.requests()]
    assert noted == [(None, None, 404), (None, None, 401), (1, 1, 200)]
