from typing import Any

import pytest

from customer_import.customer import PHONES
from customer_import.mapping.load import parse_mapping
from customer_import.problems import Code
from customer_import.records.built.built_rows import Built
from customer_import.records.row_builder import row_builder
from customer_import.table import Row

EMPTY = "source: {empty: [-]}\n"


def built(field: str, cells: str, top: str = "") -> Built:
    """A row of the columns A, B, C; its cells stand between bars."""
    text = f"version: 1\n{EMPTY}{top}\nfields: {{CustomerNumber: {{value: C1}}, {field}}}\n"
    row = Row(2, tuple(cells.split("|")))
    return next(row_builder(parse_mapping(text, "m.yaml"), ("A", "B", "C")).build([row]))


def sent(field: str, cells: str, top: str = "") -> Any:
    """What fills the field; "nothing" where it is left out."""
    row = built(field, cells, top)
    assert row.problems == []
    return row.customer.get(field.partition(":")[0], "nothing")


@pytest.mark.parametrize("name", PHONES)
@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        ("555-0100", {"PhoneNumber": "555-0100"}),
        (" 555-0100 x12 ", {"PhoneNumber": "555-0100", "PhoneExtension": "12"}),
        (" ", "nothing"),
        ("-", "nothing"),
    ],
)
def test_a_plain_phone_has_number_and_extension_but_no_type(
    name: str, cell: str, phone: object
) -> None:
    """A phone given as a plain text fills number and extension, and sends no type."""
    assert sent(f"{name}: A", f"{cell}||") == phone


def test_a_phone_is_made_of_its_parts() -> None:
    """A phone given part by part sends what its parts say, as they say it."""
    field = "CustomerContactCell: {PhoneNumber: A, PhoneExtension: B, PhoneTypeName: C}"
    assert sent(field, "555 x1|2|Cell") == {
        "PhoneNumber": "555 x1",
        "PhoneExtension": "2",
        "PhoneTypeName": "Cell",
    }
    assert sent(field, "555||") == {"PhoneNumber": "555"}


def test_an_extension_no_column_gives_is_taken_from_the_number() -> None:
    """Where nothing else fills the extension, the one behind the number does."""
    field = "CustomerContactCell: {PhoneNumber: A, PhoneTypeName: {value: Cell}}"
    phone = {"PhoneNumber": "555", "PhoneExtension": "12", "PhoneTypeName": "Cell"}
    assert sent(field, "555 x12||") == phone


def test_a_normalised_phone_keeps_its_extension() -> None:
    """E.164 changes the number, not the extension beside it."""
    field = "CustomerContactCell: {column: A, normalize: e164, region: US}"
    assert sent(field, "(212) 555-0100 ext. 12||") == {
        "PhoneNumber": "+12125550100",
        "PhoneExtension": "12",
    }


BLANK_GROUPS = [
    "CustomerContactCell: {PhoneNumber: A, PhoneTypeName: {value: Cell}}",
    "CustomerContactCell: {PhoneNumber: {column: A, default: 555}, PhoneExtension: B}",
    "CustomerContactCell: {PhoneNumber: {template: '{A}{B}'}, PhoneTypeName: {value: Cell}}",
    "CustomerContactCell: {column: A, default: 555-0100}",
    "CustomerContactCell: {columns: [A, B], default: 555-0100}",
    "CustomFields: {L: {column: A, default: x}}",
    "CustomFields: {L: {template: 'No. {A}', default: x}, M: {column: B, default: '1'}}",
    "CustomerNotes: [{NoteText: {column: A, default: x}, UserLogon: {value: me}}]",
    "CustomerNotes: [{NoteText: {value: x}, NoteDate: A}]",
]


@pytest.mark.parametrize("field", BLANK_GROUPS)
@pytest.mark.parametrize("cells", ["|| ", "-|\u00a0|C"])
def test_a_group_whose_own_columns_are_blank_is_blank(field: str, cells: str) -> None:
    """Constants and defaults make no phone, note or custom field of blank cells."""
    assert sent(field, cells) == "nothing"


def test_an_address_whose_own_columns_are_blank_is_blank() -> None:
    """Constants and defaults make no address of blank cells."""
    field = (
        "Addresses: {Main: {AddressCity: {column: A, default: Leeds}, AddressCountry: {value: GB}}}"
    )
    assert built(field, "-||").addresses == []
    assert [each["AddressCountry"] for each in built(field, "York||").addresses] == ["GB"]


@pytest.mark.parametrize(
    "leaf", ["{column: A, transform: digits}", "{column: A, values: {none: ''}}"]
)
def test_a_phone_of_a_type_alone_is_no_phone(leaf: str) -> None:
    """Where the steps leave nothing of a phone's own columns, its constants make no phone."""
    field = f"CustomerContactCell: {{PhoneNumber: {leaf}, PhoneTypeName: {{value: Cell}}}}"
    assert sent(field, "none||") == "nothing"


def test_defaults_fill_the_blanks_of_a_group_that_is_not_blank() -> None:
    """One filled column of its own is enough for constants and defaults to count."""
    field = (
        "CustomerContactCell: {PhoneNumber: {column: A, default: '555'},"
        " PhoneExtension: B, PhoneTypeName: {value: Cell}}"
    )
    assert sent(field, "|7|") == {
        "PhoneNumber": "555",
        "PhoneExtension": "7",
        "PhoneTypeName": "Cell",
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("CustomerContactCell: {value: 555-0100}", {"PhoneNumber": "555-0100"}),
        ("CustomerContactCell: {PhoneNumber: {value: '555'}}", {"PhoneNumber": "555"}),
        ("CustomerNotes: [{NoteText: {value: Imported}}]", [{"NoteText": "Imported"}]),
    ],
)
def test_a_group_without_columns_is_the_same_in_every_row(field: str, value: object) -> None:
    """What is made of constants alone is sent with every row."""
    assert sent(field, "||") == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("CustomerContactCell: A", None),
        ("CustomerContactCell: {PhoneNumber: A, PhoneTypeName: {value: Cell}}", None),
        ("CustomerContactCell: {PhoneNumber: {column: A, blank: keep}}", "nothing"),
        ("CustomerNotes: [{NoteText: A}]", "nothing"),
        ("AttachmentsToAdd: [A, B]", "nothing"),
        ("CustomFields: {L: {column: A, blank: keep}}", "nothing"),
    ],
)
def test_clear_empties_what_can_be_emptied(field: str, value: object) -> None:
    """A blank phone is cleared as a whole; notes and attachments are added, never cleared."""
    assert sent(field, "||", "blank: clear") == value


def test_clear_empties_single_parts() -> None:
    """Under clear the blank part of a phone or an address that is not blank is null."""
    phone = "CustomerContactCell: {PhoneNumber: A, PhoneExtension: B}"
    assert sent(phone, "555||", "blank: clear") == {"PhoneNumber": "555", "PhoneExtension": None}
    address = built(
        "Addresses: {Main: {AddressCity: A, AddressLine1: B}}", "York||", "blank: clear"
    )
    assert address.addresses[0]["AddressLine1"] is None


CUSTOM = {
    "ImportRowNumber": 2,
    "DcfLabel": "L",
    "DCFDataType": 1,
    "DcfTextValue": None,
    "DcfNumberValue": None,
    "DcfDateValue": None,
    "DcfValueRecordStatus": 0,
}


@pytest.mark.parametrize(
    ("leaf", "cell", "filled"),
    [
        ("A", "x", {"DcfTextValue": "x"}),
        ("{column: A, type: text}", "007", {"DcfTextValue": "007"}),
        ("{column: A, type: email}", "a@x.org", {"DcfTextValue": "a@x.org"}),
        ("{column: A, type: number}", "1,200.5", {"DCFDataType": 2, "DcfNumberValue": 1200.5}),
        ("{column: A, type: number}", "0", {"DCFDataType": 2, "DcfNumberValue": 0}),
        (
            "{column: A, type: date, format: '%d.%m.%Y'}",
            "4.3.2021",
            {"DCFDataType": 3, "DcfDateValue": "2021-03-04T00:00:00"},
        ),
        ("{column: A, type: number, blank: clear}", "", {"DCFDataType": 2}),
    ],
)
def test_a_custom_field_carries_the_value_of_its_type(
    leaf: str, cell: str, filled: dict[str, object]
) -> None:
    """A custom field has all its keys, and one value: that of its type, or null to clear it."""
    assert sent(f"CustomFields: {{L: {leaf}}}", f"{cell}||") == [CUSTOM | filled]


def test_blank_custom_fields_are_left_out() -> None:
    """Of several custom fields those that are not blank are sent."""
    entries = sent("CustomFields: {L: A, M: B, N: C}", "x||y")
    assert [entry["DcfLabel"] for entry in entries] == ["L", "N"]


def test_a_note_needs_its_text() -> None:
    """A date or an author alone is not a note."""
    field = "CustomerNotes: [{NoteText: A, UserLogon: B}, {NoteText: C, NoteDate: {value: X}}]"
    assert sent(field, "|me|") == "nothing"
    assert sent("CustomerNotes: [{NoteText: A, UserLogon: B}, {NoteText: C}]", "a|me|c") == [
        {"NoteText": "a", "UserLogon": "me"},
        {"NoteText": "c"},
    ]


def test_attachments_are_the_cells_that_are_not_blank() -> None:
    """A list of texts has those of its leaves that are filled."""
    assert sent("AttachmentsToAdd: [A, B, {value: x}]", "1| |") == ["1", "x"]
    assert sent("AttachmentsToDelete: A", "-||") == "nothing"


def test_each_address_has_its_type_and_its_customer() -> None:
    """Addresses are records of their own, in the mapping's order."""
    field = "Addresses: {Billing: {AddressCity: A}, Shipping: {AddressCity: B, AddressLine1: C}}"
    assert built(field, "York|Leeds|1 Road").addresses == [
        {"CustomerNumber": "C1", "AddressCity": "York", "AddressTypeName": "Billing"},
        {
            "CustomerNumber": "C1",
            "AddressLine1": "1 Road",
            "AddressCity": "Leeds",
            "AddressTypeName": "Shipping",
        },
    ]
    assert [each["AddressTypeName"] for each in built(field, "|Leeds|").addresses] == ["Shipping"]


@pytest.mark.parametrize(
    ("field", "cells", "path"),
    [
        ("CustomerContactCell: {column: A, max_length: 2}", "555||", "CustomerContactCell"),
        (
            "CustomerContactCell: {PhoneNumber: {column: A, pattern: x}}",
            "555||",
            "CustomerContactCell.PhoneNumber",
        ),
        (
            "CustomerContactCell: {PhoneNumber: {column: A, values: {x: y}}}",
            "z||",
            "CustomerContactCell.PhoneNumber",
        ),
        ("CustomerNotes: [{NoteText: A, NoteDate: B}]", "x|soon|", "CustomerNotes.0.NoteDate"),
        ("CustomFields: {L M: {column: A, type: number}}", "x||", "CustomFields.L M"),
        ("Addresses: {Main: {ContactEmail: A}}", "x||", "Addresses.Main.ContactEmail"),
        ("AttachmentsToAdd: [A, {column: B, one_of: [x]}]", "1|2|", "AttachmentsToAdd.1"),
    ],
)
def test_a_problem_names_the_part(field: str, cells: str, path: str) -> None:
    """What is wrong inside a group is told with the dotted name of the part."""
    (problem,) = built(field, cells).problems
    assert problem.field == path


@pytest.mark.parametrize(
    "field",
    [
        "CustomerContactCell: {PhoneNumber: {column: A, required: true}}",
        "CustomerContactCell: {column: A, required: true}",
        "CustomFields: {L: {column: A, required: true}}",
        "Addresses: {Main: {AddressCity: {column: A, required: true}, AddressLine1: B}}",
    ],
)
def test_a_required_part_is_required_of_a_blank_group_too(field: str) -> None:
    """`required` is kept, whether the rest of the group is blank or not."""
    (problem,) = built(field, "||").problems
    assert problem.code == Code.REQUIRED


def test_a_blank_group_has_no_other_problems() -> None:
    """A default that would not fit is not a problem of a group that is not sent."""
    field = "CustomFields: {L: {column: A, type: number, default: none}}"
    assert sent(field, "||") == "nothing"
    address = "Addresses: {Main: {AddressCity: A, ContactEmail: {value: nobody}}}"
    assert built(address, "||").problems == []
