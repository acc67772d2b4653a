"""The API's request model: what `customers/save` and `addresses/customer/save` take.

Names, nesting and types are the vendor's (`POST public-api/customers/save`). A blank value is
either left out or null: null empties the stored value where `ApplicableFields` names it.
A request never holds the fields that only the server fills; `SERVER_OWNED` says why.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo


class Kind(StrEnum):
    """What a value of a field is."""

    TEXT = "text"
    EMAIL = "email"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"


Text = Annotated[str, Kind.TEXT]
Email = Annotated[str, Kind.EMAIL]
Number = Annotated[float, Kind.NUMBER]
Date = Annotated[str, Kind.DATE, Field(pattern=r"^\d{4}-\d\d-\d\d")]
Boolean = Annotated[bool, Kind.BOOLEAN]


class Record(BaseModel):
    """What all parts of a request share: no unknown names, no silent conversions."""

    # A run reads what fields there are, and validates none: so it does not wait for what would.
    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)


def about(meaning: str, example: object) -> Any:
    """Describe a field that may be left out, as `customer-import fields` shows it."""
    return Field(default=None, description=meaning, examples=[example])


class Phone(Record):
    """A phone number with its extension and type."""

    PhoneNumber: Text | None = about("the number as it is dialled", "555-0100")
    PhoneExtension: Text | None = about("the extension", "12")
    PhoneTypeName: Text | None = about("a phone type that already exists at the vendor", "Cell")


class Note(Record):
    """A note on the customer."""

    NoteText: Text = Field(
        description="the note itself", examples=["Prefers delivery in the morning"]
    )
    NoteDate: Date | None = about("when it was written", "2021-03-04T00:00:00")
    UserLogon: Text | None = about("the user who wrote it", "jsmith")


class CustomField(Record):
    """One custom field of the account, by its label, with the value of its type."""

    ImportRowNumber: int
    DcfLabel: Text
    DCFDataType: int
    DcfTextValue: Text | None = None
    DcfNumberValue: Number | None = None
    DcfDateValue: Date | None = None
    DcfValueRecordStatus: int


class Address(Record):
    """One address of a customer, as `addresses/customer/save` takes it."""

    CustomerNumber: Text
    AddressLine1: Text | None = about("street and number", "12 High Street")
    AddressLine2: Text | None = about("second line", "Unit 4")
    AddressLine3: Text | None = about("third line", "Gate B")
    AddressLine4: Text | None = about("fourth line", "c/o Miller")
    AddressCity: Text | None = about("city", "Leeds")
    AddressStateProvince: Text | None = about("state, province or county", "TX")
    AddressCountry: Text | None = about("country", "United States")
    AddressPostalCode: Text | None = about("postal code, leading zeros kept", "02139")
    AddressTypeName: Text
    ContactPhone: Text | None = about("phone at this address, used only for orders", "555-0101")
    ContactEmail: Email | None = about("e-mail at this address, used only for orders", "a@b.org")


class Customer(Record):
    """One record of `customers/save`, less what only the server fills."""

    ImportRowNumber: int
    CustomerNumber: Text | None = about(
        "the customer's number: unknown to the server creates, known updates", "C-1001"
    )
    CustomerFirstName: Text | None = about("the customer's first name", "Ada")
    CustomerLastName: Text | None = about("the customer's last name", "Lovelace")
    CustomerEmail: Email | None = about("the customer's e-mail address", "ada@example.com")
    CustomerDepartment: Text | None = about("department", "Sales")
    CustomerCompanyName: Text | None = about("company", "Analytical Engines Ltd")
    CustomerContactEmail: Email | None = about("the contact's e-mail address", "bob@example.com")
    CustomerWebsite: Text | None = about("website", "https://example.com")
    CustomerContactFirstName: Text | None = about("the contact's first name", "Bob")
    CustomerContactLastName: Text | None = about("the contact's last name", "Baker")
    CustomerContactCellNumber: Text | None = about("the contact's mobile, number only", "555-0102")
    CustomerBusinessPhoneNumber: Text | None = about("business phone, number only", "555-0100")
    CustomerContactPhoneNumber: Text | None = about("the contact's phone, number only", "555-0103")
    CustomerBusinessFaxNumber: Text | None = about("business fax, number only", "555-0104")
    CustomerContactFaxNumber: Text | None = about("the contact's fax, number only", "555-0105")
    CustomerContactCell: Phone | None = about("the contact's mobile", "555-0102 x7")
    CustomerBusinessPhone: Phone | None = about("business phone", "555-0100 x12")
    CustomerContactPhone: Phone | None = about("the contact's phone", "555-0103")
    CustomerBusinessFax: Phone | None = about("business fax", "555-0104")
    CustomerContactFax: Phone | None = about("the contact's fax", "555-0105")
    CustomerNote: Text | None = about("one note, text only; may be added again by a re-send", "VIP")
    CustomerNotes: list[Note] | None = about("notes with date and author", [])
    CustomFields: list[CustomField] | None = about("the account's own fields, by label", {})
    CustomerName: Text | None = about("the customer's name as lists show it", "Analytical Engines")
    IsAutogeneratedCustomerNumber: Boolean | None = about(
        "true lets the server make the number; the row must have none", True
    )
    AttachmentsToAdd: list[Text] | None = about("ids of files uploaded beforehand", "4711")
    AttachmentsToDelete: list[Text] | None = about("ids of attached files to take off", "4712")


SERVER_OWNED = {
    "CustomerId": "it is the server's own; what a customer is known by is the CustomerNumber",
    "ImportRowNumber": "customer-import fills it with the row number the spreadsheet shows",
    "HasAttachment": "the server sets it from the files attached",
    "LastUpdated": "the server keeps it",
    "AttachmentNames": "the server lists the files attached",
}
"""Fields that cannot be mapped, and why (assumed, but for the first two)."""

ADDRESS_OWNED = {
    "CustomerNumber": "it is the customer's own number",
    "CustomerNo": "it is the older name of CustomerNumber",
    "AddressTypeName": "the name the address stands under is its type",
    "FormId": "the server sets it",
    "PrimaryNumber": "the server sets it",
}
"""Fields of an address that cannot be mapped, and why."""

ADDRESSES_MEANING = "addresses by type, sent through addresses/customer/save after the customer"


@dataclass(frozen=True, slots=True)
class ApiField:
    """One field of the API, as `customer-import fields` lists it.

    Attributes:
        path: its name, dotted; `*` stands for a label or type of the user's own.
        kind: `text`, `number` …, or the form of what has parts of its own.
        meaning: what it is.
        example: a value, as text; blank where there is none.
        refused: why it cannot be mapped; blank where it can.
    """

    path: str
    kind: str
    meaning: str
    example: str = ""
    refused: str = ""


def held_by(field: FieldInfo) -> Any:
    """Return the type of what a field holds, whether it may be left out or not."""
    held: Any = field.annotation
    if get_origin(held) in (Union, UnionType):
        held = next(part for part in get_args(held) if part is not NoneType)
    return held


PHONES = tuple(name for name, field in Customer.model_fields.items() if held_by(field) is Phone)
"""The five phone objects."""


def kind_of(field: FieldInfo) -> Kind | None:
    """Return the kind of a field's value, or of each of its values; None for what has parts."""
    # pydantic takes the mark of a field that must be filled off its type.
    marks = (*field.metadata, *_marks(field.annotation))
    return next((mark for mark in marks if isinstance(mark, Kind)), None)


def _marks(annotation: object) -> Iterator[object]:
    if get_origin(annotation) is Annotated:
        yield from get_args(annotation)
    for part in get_args(annotation):
        yield from _marks(part)


def kinds(model: type[Record]) -> dict[str, Kind]:
    """Return the kinds of a model's single values by name, in the API's order."""
    found = ((name, kind_of(field)) for name, field in model.model_fields.items())
    return {name: kind for name, kind in found if kind is not None}


def api_fields() -> tuple[ApiField, ...]:
    """Return every field of the API in its order, with the parts after their whole."""
    return tuple(_customer_fields())


def _customer_fields() -> Iterator[ApiField]:
    for name, field in Customer.model_fields.items():
        if name not in SERVER_OWNED:
            yield from _with_parts(name, field)
    yield ApiField("Addresses", "addresses", ADDRESSES_MEANING)
    yield from _parts("Addresses.*", Address)
    for name, reason in SERVER_OWNED.items():
        yield ApiField(name, "", "filled for you", refused=reason)


def _with_parts(name: str, field: FieldInfo) -> Iterator[ApiField]:
    """List a field of a customer, then its parts by what it holds."""
    held = held_by(field)
    if held is Phone:
        yield _listed(name, "phone", field)
        yield from _parts(name, Phone)
    elif held == list[Note]:
        yield _listed(name, "notes", field)
        yield from _parts(f"{name}[]", Note)
    elif held == list[CustomField]:
        yield _listed(name, "custom fields", field)
        yield ApiField(f"{name}.*", "text, number or date", "one custom field, by its label")
    elif held == list[Text]:
        yield _listed(name, "list of text", field)
    else:
        yield _listed(name, str(kind_of(field)), field)


def _parts(prefix: str, model: type[Record]) -> Iterator[ApiField]:
    for name, kind in kinds(model).items():
        if name not in ADDRESS_OWNED:
            yield _listed(f"{prefix}.{name}", kind, model.model_fields[name])


def _listed(path: str, kind: str, field: FieldInfo) -> ApiField:
    example = field.examples[0] if field.examples else ""
    written = "true" if example is True else str(example or "")
    return ApiField(path, kind, field.description or "", written)


def folded(name: str) -> str:
    """Return a number or another name as the server compares it: without case and outer blanks.

    That is assumed: `number_case_matters` of a mapping.
    """
    return name.strip().casefold()
