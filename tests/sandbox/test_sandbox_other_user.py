from collections.abc import Callable
from http.client import RemoteDisconnected
from typing import Any

import pytest

from customer_import.sandbox import CREATE, OtherUser, Sandbox, parse_fault

Start = Callable[..., Sandbox]
Post = Callable[..., Any]


def save(post: Post, sandbox: Sandbox, *numbers: str) -> Any:
    """Save customers that are named Ada."""
    data = [{"CustomerNumber": number, "CustomerName": "Ada"} for number in numbers]
    return post(sandbox, "customers/save", {"Data": data})


def names(sandbox: Sandbox) -> dict[str, str | None]:
    """Return the name of each customer by number."""
    return {each.number: each.fields.get("CustomerName") for each in sandbox.store.customers()}


def test_another_user_writes_at_once(start: Start, post: Post) -> None:
    """A change writes its columns only, and reads show it; so do a creation and a deletion."""
    sandbox = start()
    save(post, sandbox, "A", "B")
    other = sandbox.other_user
    other.change("a", CustomerEmail="a@a.org", CustomFields={"Region": "North", "Limit": 7.5})
    other.change("A", CustomerName=None)
    other.create("C", CustomerName="Cy")
    other.delete("B")
    assert names(sandbox) == {"A": None, "C": "Cy"}
    [element] = post(sandbox, "customers/GetCustomersByNumber", ["A"]).json["Data"]
    read = element["Data"]
    assert (read["CustomerEmail"], read["CustomerName"]) == ("a@a.org", None)
    custom = {each["DcfLabel"]: each["DCFDataType"] for each in read["CustomFields"]}
    assert custom == {"Region": 1, "Limit": 2}


def test_what_another_user_wrote_is_on_record(start: Start, post: Post) -> None:
    """Events and requests of another user have a name and a path of their own."""
    sandbox = start()
    save(post, sandbox, "A")
    sandbox.other_user.change("A", CustomerName="Eve")
    sandbox.other_user.delete("A")
    assert [(each.call, each.outcome) for each in sandbox.store.events()] == [
        ("customers", "created"),
        ("other", "updated"),
        ("other", "deleted"),
    ]
    requests = sandbox.store.requests()
    assert [each.path for each in requests[1:]] == ["another user"] * 2
    assert [each.number for each in requests] == [1, None, None]


WRONG: list[tuple[Callable[[OtherUser], None], str]] = [
    (lambda user: user.change("B", CustomerName="Eve"), "does not exist"),
    (lambda user: user.change("A", ShoeSize="9"), "ShoeSize"),
    (lambda user: user.change("A", CustomerName=7), "must be text"),
    (lambda user: user.create("a"), "already has this number"),
    (lambda user: user.delete("B"), "does not exist"),
]


@pytest.mark.parametrize(("action", "said"), WRONG, ids=range(len(WRONG)))
def test_what_another_user_cannot_do_is_an_error(
    start: Start, post: Post, action: Callable[[OtherUser], None], said: str
) -> None:
    """A mistake in a test raises an error at once, and nothing is written."""
    sandbox = start()
    save(post, sandbox, "A")
    with pytest.raises(ValueError, match=said):
        action(sandbox.other_user)
    assert names(sandbox) == {"A": "Ada"}


def test_rights_and_faults_are_the_clients_alone(start: Start, post: Post) -> None:
    """Another user needs no permission, and no fault meets it."""
    sandbox = start(
        permissions=frozenset({CREATE}),
        faults=(parse_fault("500-before"),),
        phone_types=frozenset({"Pager"}),
    )
    sandbox.other_user.create("A", CustomerContactCell={"PhoneTypeName": "Pager"})
    sandbox.other_user.delete("A")
    assert post(sandbox, "customers/save", {"Data": []}).status == 500


def test_another_user_comes_before_a_request(start: Start, post: Post) -> None:
    """What another user does before a request is there when it is carried out."""
    sandbox = start()
    save(post, sandbox, "A")
    sandbox.before(2, lambda user: user.delete("A"))
    seen = []
    for _ in range(3):
        got = post(sandbox, "customers/updateExisting", {"Data": [{"CustomerNumber": "A"}]})
        seen.append(got.json["HasError"])
    assert seen == [False, True, True]


def test_another_user_comes_before_an_answer(start: Start, post: Post) -> None:
    """What another user does after a request is there before the client gets its answer."""
    sandbox = start()
    sandbox.after(1, lambda user: user.change("A", CustomerName="Eve"))
    assert not save(post, sandbox, "A").json["HasError"]
    assert names(sandbox) == {"A": "Eve"}
    assert [(each.path, each.status) for each in sandbox.store.requests()] == [
        ("/public-api/customers/save", 200),
        ("another user", None),
    ]


def test_requests_are_counted_from_now_and_by_call(start: Start, post: Post) -> None:
    """A moment counts the requests that come after it was planned, of its call if it names one."""
    sandbox = start()
    save(post, sandbox, "A")
    sandbox.before(2, lambda user: user.create("X"), call="numbers")
    sandbox.before(2, lambda user: user.create("Y"))
    sandbox.before(2, lambda user: user.create("Z"))
    seen = []
    for call in ("save", "GetCustomersByNumber", "save", "GetCustomersByNumber"):
        post(sandbox, f"customers/{call}", {"Data": []} if call == "save" else [])
        seen.append("".join(names(sandbox)))
    assert seen == ["A", "AYZ", "AYZ", "AYZX"]


def test_another_user_comes_though_the_request_fails(start: Start, post: Post) -> None:
    """Another user writes also if the request itself fails."""
    sandbox = start(faults=(parse_fault("500-before@1"),))
    sandbox.before(1, lambda user: user.create("A"))
    assert save(post, sandbox, "B").status == 500
    assert list(names(sandbox)) == ["A"]


def test_an_error_in_a_moment_leaves_the_request_without_an_answer(
    start: Start, post: Post, capfd: pytest.CaptureFixture[str]
) -> None:
    """The request and what another user did before it are undone together, and the error shown."""
    sandbox = start()

    def fail(user: OtherUser) -> None:
        user.create("A")
        user.delete("nobody")

    sandbox.before(1, fail)
    with pytest.raises(RemoteDisconnected):
        save(post, sandbox, "B")
    assert names(sandbox) == {}
    sandbox.close()
    assert "The customer number 'nobody' does not exist." in capfd.readouterr().err


@pytest.mark.parametrize(
    ("fault", "after"),
    [
        ("other-changes", {"A": "Changed by another user", "B": "Ada"}),
        ("other-changes:b", {"A": "Ada", "B": "Changed by another user"}),
        ("other-changes:C", {"A": "Ada", "B": "Ada"}),
        ("other-deletes", {"B": "Ada"}),
        ("other-deletes:B", {"A": "Ada"}),
        ("other-deletes:C", {"A": "Ada", "B": "Ada"}),
        ("other-creates:C", {"A": "Ada", "B": "Ada", "C": "Customer of another user"}),
        ("other-creates:a", {"A": "Ada", "B": "Ada"}),
        (
            "other-creates",
            {"A": "Ada", "B": "Ada", "!AUTO-000001": "Customer of another user"},
        ),
    ],
)
def test_another_user_can_be_a_fault(
    start: Start, post: Post, fault: str, after: dict[str, str]
) -> None:
    """The faults change, create or delete one customer, and the request is answered as usual."""
    sandbox = start(faults=(parse_fault(f"{fault}@2"),))
    save(post, sandbox, "A", "B")
    assert post(sandbox, "customers/save", {"Data": []}).json["HasError"] is False
    assert names(sandbox) == after


@pytest.mark.parametrize("kind", ["other-changes", "other-deletes"])
def test_another_user_finds_nobody(start: Start, post: Post, kind: str) -> None:
    """Without customers nothing is changed or deleted."""
    sandbox = start(faults=(parse_fault(kind),))
    assert post(sandbox, "customers/save", {"Data": []}).status == 200
    assert names(sandbox) == {}
