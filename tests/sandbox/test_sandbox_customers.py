from collections.abc import Callable
from typing import Any

import pytest

from customer_import.sandbox import Note, Sandbox

Start = Callable[..., Sandbox]
Save = Callable[..., Any]


def custom(label: str, kind: int, **value: object) -> dict[str, object]:
    """Return a custom field as the API takes it."""
    return {"DcfLabel": label, "DCFDataType": kind, **value}


def fields_of(sandbox: Sandbox, number: str) -> dict[str, Any]:
    """Return the stored columns of a customer."""
    customer = sandbox.store.customer(number)
    assert customer is not None
    return customer.fields


def test_an_unknown_number_creates_and_says_the_customer_id(start: Start, save: Save) -> None:
    """An unknown number creates a customer and the answer carries its CustomerId."""
    sandbox = start()
    got = save(sandbox, {"CustomerNumber": "C-1"}, {"CustomerNumber": "C-2"})
    ids = [customer.id for customer in sandbox.store.customers()]
    assert [entry["Message"] for entry in got.entries] == [f"CustomerId {each}" for each in ids]
    assert len(set(ids)) == 2


def test_a_known_number_updates(start: Start, save: Save) -> None:
    """A known number updates that customer, which keeps its id."""
    sandbox = start()
    first = save(sandbox, {"CustomerNumber": "C-1", "CustomerName": "Old"})
    second = save(sandbox, {"CustomerNumber": "C-1", "CustomerName": "New"})
    assert first.entries == second.entries
    assert fields_of(sandbox, "C-1") == {"CustomerName": "New"}


@pytest.mark.parametrize("fields", [None, []])
def test_without_applicable_fields_all_columns_are_written(
    start: Start, save: Save, fields: list[str] | None
) -> None:
    """A null or empty ApplicableFields means all columns: those not sent are wiped."""
    sandbox = start()
    full = {
        "CustomerNumber": "C-1",
        "CustomerName": "Ada",
        "CustomerEmail": "ada@example.org",
        "CustomerBusinessPhone": {"PhoneNumber": "1"},
        "CustomFields": [custom("Region", 1, DcfTextValue="North")],
    }
    save(sandbox, full)
    save(sandbox, {"CustomerNumber": "C-1", "CustomerName": "Eve"}, fields=fields)
    assert fields_of(sandbox, "C-1") == {"CustomerName": "Eve"}


def test_only_applicable_fields_are_written(start: Start, save: Save) -> None:
    """An update writes the named columns and leaves the others, sent or not."""
    sandbox = start()
    save(sandbox, {"CustomerNumber": "C-1", "CustomerName": "Ada", "CustomerEmail": "ada@a.org"})
    save(
        sandbox,
        {"CustomerNumber": "C-1", "CustomerName": "Eve", "CustomerEmail": "eve@a.org"},
        fields=["CustomerNumber", "CustomerName"],
    )
    assert fields_of(sandbox, "C-1") == {"CustomerName": "Eve", "CustomerEmail": "ada@a.org"}


@pytest.mark.parametrize("record", [{"CustomerName": None}, {}])
def test_an_applicable_field_that_is_null_is_emptied(
    start: Start, save: Save, record: dict[str, None]
) -> None:
    """A null, or nothing, in a named field empties it."""
    sandbox = start()
    save(sandbox, {"CustomerNumber": "C-1", "CustomerName": "Ada", "CustomerEmail": "ada@a.org"})
    save(sandbox, {"CustomerNumber": "C-1", **record}, fields=["CustomerName"])
    assert fields_of(sandbox, "C-1") == {"CustomerEmail": "ada@a.org"}


def test_a_new_customer_gets_all_that_is_sent(start: Start, save: Save) -> None:
    """ApplicableFields matters for updates alone: a new customer gets the other fields too."""
    sandbox = start()
    record = {"CustomerNumber": "C-1", "CustomerName": "Ada", "CustomerNote": "VIP"}
    save(sandbox, record, fields=["CustomerName"])
    assert sandbox.store.notes("C-1") == [Note("VIP")]


def test_custom_fields_are_merged_by_label(start: Start, save: Save) -> None:
    """Custom fields missing from the list stay, a null empties one, a value replaces one."""
    sandbox = start()
    stored = [
        custom("Region", 1, DcfTextValue="North"),
        custom("Limit", 2, DcfNumberValue=10.5),
        custom("Since", 3, DcfDateValue="2021-03-04"),
    ]
    save(sandbox, {"CustomerNumber": "C-1", "CustomFields": stored})
    sent = [custom("Region", 1, DcfTextValue=None), custom("Limit", 2, DcfNumberValue=7)]
    save(sandbox, {"CustomerNumber": "C-1", "CustomFields": sent}, fields=["CustomFields"])
    assert fields_of(sandbox, "C-1") == {"CustomFields": {"Limit": 7, "Since": "2021-03-04"}}


def test_notes_are_added_each_time(start: Start, save: Save) -> None:
    """Notes are added again each time they are sent, and never taken away."""
    sandbox = start()
    notes = [{"NoteText": "Rang", "NoteDate": "2021-03-04T10:00:00Z", "UserLogon": "ann"}]
    record = {"CustomerNumber": "C-1", "CustomerNote": "VIP", "CustomerNotes": notes}
    save(sandbox, record)
    save(sandbox, record, fields=["CustomerNote"])
    save(sandbox, {"CustomerNumber": "C-1"})
    expected = [Note("VIP"), Note("Rang", "2021-03-04T10:00:00Z", "ann"), Note("VIP")]
    assert sandbox.store.notes("C-1") == expected


def test_notes_that_are_not_applicable_are_not_added(start: Start, save: Save) -> None:
    """An update that does not name the notes adds none."""
    sandbox = start()
    save(sandbox, {"CustomerNumber": "C-1"})
    save(sandbox, {"CustomerNumber": "C-1", "CustomerNote": "VIP"}, fields=["CustomerName"])
    assert sandbox.store.notes("C-1") == []


def test_attachments_are_added_and_taken_off(start: Start, save: Save) -> None:
    """Attachment ids are added each time and taken off by AttachmentsToDelete."""
    sandbox = start()
    save(sandbox, {"CustomerNumber": "C-1", "AttachmentsToAdd": ["7", "8"]})
    save(sandbox, {"CustomerNumber": "C-1", "AttachmentsToAdd": ["9"]})
    save(sandbox, {"CustomerNumber": "C-1", "AttachmentsToDelete": ["8"]})
    customer = sandbox.store.customer("C-1")
    assert customer is not None
    assert customer.attachments == ["7", "9"]


def test_auto_numbers_create_each_time(start: Start, save: Save) -> None:
    """The server makes a new number each time, also after a restart, and never one in use."""
    record = {"IsAutogeneratedCustomerNumber": True, "CustomerName": "Ada"}
    save(start(), record, {"CustomerNumber": "AUTO-000003"}, record)
    sandbox = start()
    save(sandbox, record)
    numbers = [event.number for event in sandbox.store.events()]
    assert numbers == ["AUTO-000001", "AUTO-000003", "AUTO-000002", "AUTO-000004"]


def test_a_number_beats_autogeneration(start: Start, save: Save) -> None:
    """A record with a number is that customer, as in the vendor's sample, which has both."""
    sandbox = start()
    save(sandbox, {"CustomerNumber": "C-1", "IsAutogeneratedCustomerNumber": True})
    assert [customer.number for customer in sandbox.store.customers()] == ["C-1"]


def test_addresses_in_a_customer_are_not_written(start: Start, save: Save) -> None:
    """The Addresses of a customer are accepted and ignored: they have a call of their own."""
    sandbox = start()
    address = {"AddressLine1": "1 High Street", "AddressTypeName": "Main"}
    got = save(sandbox, {"CustomerNumber": "C-1", "Addresses": [address]})
    assert not got.json["HasError"]
    assert sandbox.store.addresses() == []


def test_every_field_of_the_vendors_page_is_taken(start: Start, save: Save) -> None:
    """The vendor's sample record is taken, server-owned fields and both kinds of phone included."""
    moment = "2026-05-28T12:43:08.4068156+00:00"
    phone = {"PhoneNumber": "1", "PhoneExtension": "2", "PhoneTypeName": "Work"}
    dcf = custom("L", 1, DcfTextValue="a", DcfNumberValue=1.0, DcfDateValue=moment)
    names = [
        *("FirstName", "LastName", "Email", "Department", "CompanyName", "ContactEmail"),
        *("Website", "ContactFirstName", "ContactLastName", "ContactCellNumber", "Name"),
        *("BusinessPhoneNumber", "ContactPhoneNumber", "BusinessFaxNumber", "ContactFaxNumber"),
    ]
    phones = ["ContactCell", "BusinessPhone", "ContactPhone", "BusinessFax", "ContactFax"]
    columns: dict[str, object] = {
        **{f"Customer{name}": "text" for name in names},
        **{f"Customer{name}": phone for name in phones},
    }
    record = {
        "ImportRowNumber": 1,
        "CustomerNumber": "C-1",
        **columns,
        "CustomerNote": "note",
        "CustomerNotes": [{"NoteText": "note", "NoteDate": moment, "UserLogon": "ann"}],
        "CustomFields": [{"ImportRowNumber": 1, "DcfValueRecordStatus": 0, **dcf}],
        "HasAttachment": True,
        "IsAutogeneratedCustomerNumber": True,
        "AttachmentsToAdd": ["1"],
        "AttachmentsToDelete": ["2"],
        "LastUpdated": moment,
        "AttachmentNames": [{"Key": "1", "Value": "a.pdf"}],
    }
    sandbox = start()
    got = save(sandbox, record, fields=list(record))
    assert not got.json["HasError"], got.json
    assert fields_of(sandbox, "C-1") == {**columns, "CustomFields": {"L": "a"}}


def test_an_update_writes_as_save_does(start: Start, save: Save, update: Save) -> None:
    """`updateExisting` writes the applicable columns of a customer that exists."""
    sandbox = start()
    save(sandbox, {"CustomerNumber": "C-1", "CustomerName": "Ada", "CustomerEmail": "ada@a.org"})
    got = update(sandbox, {"CustomerNumber": "C-1", "CustomerName": "Eve"}, fields=["CustomerName"])
    assert not got.json["HasError"]
    assert fields_of(sandbox, "C-1") == {"CustomerName": "Eve", "CustomerEmail": "ada@a.org"}
    assert [event[1:4] for event in sandbox.store.events()] == [
        ("customers", "C-1", "created"),
        ("update", "C-1", "updated"),
    ]


@pytest.mark.parametrize(
    ("record", "status"),
    [
        ({"CustomerNumber": "C-2"}, 404),
        ({"CustomerName": "Ada"}, 400),
        ({"IsAutogeneratedCustomerNumber": True, "CustomerName": "Ada"}, 400),
    ],
)
def test_an_update_creates_nobody(
    start: Start, save: Save, update: Save, record: dict[str, Any], status: int
) -> None:
    """A record of an unknown customer is refused by itself; the one beside it is written."""
    sandbox = start()
    save(sandbox, {"CustomerNumber": "C-1"})
    bad, good = update(sandbox, record, {"CustomerNumber": "C-1", "CustomerName": "Eve"}).entries
    assert (bad["FieldName"], bad["HttpStatusCode"]) == ("CustomerNumber", status)
    assert good["ResultCode"] == 0
    assert [customer.number for customer in sandbox.store.customers()] == ["C-1"]


@pytest.mark.parametrize("addresses", [[{"Planet": "Mars"}], "nowhere", [{"AddressCity": "Ely"}]])
def test_an_update_ignores_addresses(
    start: Start, save: Save, update: Save, addresses: object
) -> None:
    """Addresses inside a record are ignored, whatever they are."""
    sandbox = start()
    save(sandbox, {"CustomerNumber": "C-1"})
    got = update(sandbox, {"CustomerNumber": "C-1", "Addresses": addresses})
    assert not got.json["HasError"]
    assert sandbox.store.addresses() == []


SPELLINGS = ["c-1", " C-1 ", "\tc-1\u00a0"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_numbers_are_compared_without_case_and_outer_blanks(
    start: Start, save: Save, update: Save, save_addresses: Save, spelling: str
) -> None:
    """Each call finds the customer, who keeps the number as it was first written."""
    sandbox = start()
    save(sandbox, {"CustomerNumber": "C-1"})
    save(sandbox, {"CustomerNumber": spelling, "CustomerNote": "VIP"})
    update(sandbox, {"CustomerNumber": spelling, "CustomerName": "Ada"})
    save_addresses(sandbox, {"CustomerNumber": spelling, "AddressTypeName": "Main"})
    assert [customer.number for customer in sandbox.store.customers()] == ["C-1"]
    assert {event.number for event in sandbox.store.events()} == {"C-1"}
    assert fields_of(sandbox, spelling) == {"CustomerName": "Ada"}
    assert len(sandbox.store.addresses("C-1")) == len(sandbox.store.notes("C-1")) == 1


def test_case_is_ignored_in_every_script(start: Start, save: Save) -> None:
    """Case is ignored in every script, not only in ASCII."""
    sandbox = start()
    save(sandbox, {"CustomerNumber": "STRAßE-É"}, {"CustomerNumber": "strasse-é"})
    assert len(sandbox.store.customers()) == 1


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_numbers_can_be_compared_exactly(
    start: Start, save: Save, update: Save, spelling: str
) -> None:
    """With `exact_numbers` another spelling is another customer, also in the same data."""
    sandbox = start(exact_numbers=True)
    save(sandbox, {"CustomerNumber": "C-1"})
    assert update(sandbox, {"CustomerNumber": spelling}).json["HasError"]
    save(sandbox, {"CustomerNumber": spelling})
    assert [each.number for each in sandbox.store.customers()] == ["C-1", spelling]
    assert fields_of(sandbox, spelling) == {}
    start(exact_numbers=True)
    save(start(), {"CustomerNumber": spelling, "CustomerName": "Ada"})
    assert fields_of(sandbox, "C-1") == {"CustomerName": "Ada"}
