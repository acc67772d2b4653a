from collections.abc import Callable
from typing import Any

import pytest

from customer_import.sandbox import Part, Sandbox

Start = Callable[..., Sandbox]
Save = Callable[..., Any]


@pytest.fixture
def sandbox(start: Start, save: Save) -> Sandbox:
    """Start a sandbox that has the customer C-1."""
    made = start()
    save(made, {"CustomerNumber": "C-1"})
    return made


def address(**more: object) -> dict[str, object]:
    """Return the main address of C-1."""
    return {"CustomerNumber": "C-1", "AddressTypeName": "Main", **more}


def test_an_address_is_known_by_customer_and_type(sandbox: Sandbox, save_addresses: Save) -> None:
    """The same customer and type is the same address; another type is another."""
    save_addresses(sandbox, address(AddressLine1="old", AddressCity="Leeds"))
    save_addresses(
        sandbox, address(AddressLine1="new"), address(AddressTypeName="Billing", ContactPhone="1")
    )
    assert sandbox.store.addresses() == [
        Part("C-1", "Billing", {"ContactPhone": "1"}),
        Part("C-1", "Main", {"AddressLine1": "new"}),
    ]
    outcomes = [event.outcome for event in sandbox.store.events() if event.call == "addresses"]
    assert outcomes == ["created", "updated", "created"]


def test_every_field_of_an_address_is_taken(sandbox: Sandbox, save_addresses: Save) -> None:
    """All fields of the API are accepted; the server ignores FormId and PrimaryNumber."""
    names = [
        *("AddressLine1", "AddressLine2", "AddressLine3", "AddressLine4", "AddressCity"),
        *("AddressStateProvince", "AddressCountry", "AddressPostalCode"),
        *("ContactPhone", "ContactEmail"),
    ]
    filled = dict.fromkeys(names, "text")
    got = save_addresses(sandbox, address(**filled, FormId=1, PrimaryNumber="x"))
    assert not got.json["HasError"]
    assert sandbox.store.addresses("C-1") == [Part("C-1", "Main", filled)]


def test_the_older_name_of_the_number_is_taken(sandbox: Sandbox, save_addresses: Save) -> None:
    """CustomerNo is the older name of CustomerNumber."""
    save_addresses(sandbox, {"CustomerNo": "C-1", "AddressTypeName": "Main"})
    assert [each.number for each in sandbox.store.addresses()] == ["C-1"]


REFUSED = [
    (address(CustomerNumber="C-2"), ("CustomerNumber", 404, "does not exist")),
    (address(CustomerNumber=None), ("CustomerNumber", 400, "is needed")),
    (address(AddressTypeName="Igloo"), ("AddressTypeName", 400, "'Igloo' does not exist")),
    (address(AddressTypeName=None), ("AddressTypeName", 400, "is needed")),
    (address(AddressCity=5), ("AddressCity", 400, "must be text")),
    (address(Planet="Mars"), ("Planet", 400, "is not a field")),
    (address(ImportRowNumber=2), ("ImportRowNumber", 400, "is not a field")),
]


@pytest.mark.parametrize(("record", "said"), REFUSED)
def test_a_bad_address_is_refused(
    sandbox: Sandbox,
    save_addresses: Save,
    record: dict[str, Any],
    said: tuple[str, int, str],
) -> None:
    """An unknown customer, type or field refuses the address; the good one beside it is saved."""
    bad, good = save_addresses(sandbox, record, address(AddressTypeName="Home")).entries
    field, status, message = said
    assert (bad["FieldName"], bad["HttpStatusCode"]) == (field, status)
    assert message in bad["Message"]
    assert good["ResultCode"] == 0
    assert [each.type for each in sandbox.store.addresses()] == ["Home"]


def test_an_address_that_is_not_an_object_is_refused(
    sandbox: Sandbox, save_addresses: Save
) -> None:
    """An address must be an object."""
    [entry] = save_addresses(sandbox, "1 High Street").entries
    assert "must be an object" in entry["Message"]


def test_address_types_can_be_set(start: Start, save: Save, save_addresses: Save) -> None:
    """A setting says which address types exist."""
    sandbox = start(address_types=frozenset({"Igloo"}))
    save(sandbox, {"CustomerNumber": "C-1"})
    got = save_addresses(sandbox, address(AddressTypeName="Igloo"), address())
    assert [entry["ResultCode"] == 0 for entry in got.entries] == [True, False]


@pytest.mark.parametrize("shape", ["failures-by-row", "failures-by-number"])
def test_failures_of_addresses_are_named_by_customer_number(
    start: Start, save: Save, save_addresses: Save, shape: str
) -> None:
    """Addresses carry no row number, so their failures are named by customer number."""
    sandbox = start(shape=shape)
    save(sandbox, {"CustomerNumber": "C-1"})
    got = save_addresses(sandbox, address(), address(CustomerNumber="C-2"))
    assert [entry["FieldName"] for entry in got.entries] == ["C-2"]
