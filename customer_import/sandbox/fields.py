"""The fields of the API's records, as the vendor's page lists them, and what each may hold.

A value is checked for its type, its form and, if it names a type, whether that type exists. A null
is always right: it means that the field is blank.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from customer_import.sandbox.answers import Problem
from customer_import.sandbox.settings import Settings

Check = Callable[[str, Any], Iterator[Problem]]
"""Yields what is wrong with a value, given its field's name and the value."""

MOST_INTEGER = 2**31
MOST_NUMBER = 1e28
"""About the most that a .NET decimal holds; what is not finite is more."""
SURROGATE = re.compile("[\ud800-\udfff]")
ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)


def text(name: str, value: Any) -> Iterator[Problem]:
    """Check that a value is text, in Unicode."""
    if not isinstance(value, str):
        yield Problem(name, f"{name} must be text.")
    elif SURROGATE.search(value):
        yield Problem(name, f"{name} is not valid Unicode.")


def integer(name: str, value: Any) -> Iterator[Problem]:
    """Check that a value is a 32-bit integer."""
    if type(value) is not int or not -MOST_INTEGER <= value < MOST_INTEGER:
        yield Problem(name, f"{name} must be an integer.")


def number(name: str, value: Any) -> Iterator[Problem]:
    """Check that a value is a number."""
    if type(value) not in {int, float} or not abs(value) < MOST_NUMBER:
        yield Problem(name, f"{name} must be a number.")


def boolean(name: str, value: Any) -> Iterator[Problem]:
    """Check that a value is true or false."""
    if not isinstance(value, bool):
        yield Problem(name, f"{name} must be true or false.")


def date(name: str, value: Any) -> Iterator[Problem]:
    """Check that a value is a date, or a date and time, in ISO 8601."""
    if not isinstance(value, str) or not ISO.fullmatch(value) or not _exists(value):
        yield Problem(name, f"{name} must be an ISO date, such as 2021-03-04.")


def _exists(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def anything(*_given: Any) -> Iterator[Problem]:
    """Accept every value: the server sets the field itself, or ignores it."""
    yield from ()


def one_of(known: Collection[str]) -> Check:
    """Make a check for the name of a type that already exists at the vendor."""

    def check(name: str, value: Any) -> Iterator[Problem]:
        yield from text(name, value)
        if isinstance(value, str) and value not in known:
            yield Problem(name, f"{name} '{value}' does not exist.")

    return check


def each(check_item: Check) -> Check:
    """Make a check for a list, whose items have a check of their own."""

    def check(name: str, value: Any) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(name, f"{name} must be a list.")
            return
        for item in value:
            yield from check_item(name, item)

    return check


def an_object(spec: Mapping[str, Check]) -> Check:
    """Make a check for an object that has no other fields than those named."""

    def check(name: str, value: Any) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(name, f"{name or 'A record'} must be an object.")
            return
        for field, item in value.items():
            check_field = spec.get(field)
            if check_field is None:
                yield Problem(field, f"{field} is not a field of the API.")
            elif item is not None:
                yield from check_field(field, item)

    return check


TEXTS = (
    "CustomerFirstName",
    "CustomerLastName",
    "CustomerEmail",
    "CustomerDepartment",
    "CustomerCompanyName",
    "CustomerContactEmail",
    "CustomerWebsite",
    "CustomerContactFirstName",
    "CustomerContactLastName",
    "CustomerName",
)
PHONE_NUMBERS = (
    "CustomerContactCellNumber",
    "CustomerBusinessPhoneNumber",
    "CustomerContactPhoneNumber",
    "CustomerBusinessFaxNumber",
    "CustomerContactFaxNumber",
)
PHONES = (
    "CustomerContactCell",
    "CustomerBusinessPhone",
    "CustomerContactPhone",
    "CustomerBusinessFax",
    "CustomerContactFax",
)
ADDRESS_TEXTS = (
    "AddressLine1",
    "AddressLine2",
    "AddressLine3",
    "AddressLine4",
    "AddressCity",
    "AddressStateProvince",
    "AddressCountry",
    "AddressPostalCode",
    "ContactPhone",
    "ContactEmail",
)
PHONE_TEXTS = ("PhoneNumber", "PhoneExtension")
VALUE_OF = {1: "DcfTextValue", 2: "DcfNumberValue", 3: "DcfDateValue"}
"""Where a custom field has its value, by `DCFDataType`; public code knows only 1."""

NOTE: Mapping[str, Check] = MappingProxyType(
    {"NoteText": text, "NoteDate": date, "UserLogon": text}
)
CUSTOM_FIELD: Mapping[str, Check] = MappingProxyType(
    {
        "ImportRowNumber": integer,
        "DcfLabel": text,
        "DCFDataType": integer,
        "DcfTextValue": text,
        "DcfNumberValue": number,
        "DcfDateValue": date,
        "DcfValueRecordStatus": integer,
    }
)
ATTACHMENT: Mapping[str, Check] = MappingProxyType({"Key": text, "Value": text})
OWNER: Mapping[str, Check] = MappingProxyType(
    {"CustomerNumber": text, "CustomerNo": text, "FormId": anything, "PrimaryNumber": anything}
)
"""What a record of a call for parts of a customer has besides the part itself."""


def customer_fields(settings: Settings) -> Mapping[str, Check]:
    """Return the fields of `CustomerModelInfo`."""
    return {
        "ImportRowNumber": integer,
        "CustomerNumber": text,
        **dict.fromkeys((*TEXTS, *PHONE_NUMBERS), text),
        "Addresses": each(an_object(_address(settings))),
        **dict.fromkeys(PHONES, an_object(_phone(settings))),
        "CustomerNote": text,
        "CustomerNotes": each(_note),
        "CustomFields": each(_custom_field),
        "HasAttachment": boolean,
        "IsAutogeneratedCustomerNumber": boolean,
        "AttachmentsToAdd": each(text),
        "AttachmentsToDelete": each(text),
        "LastUpdated": date,
        "AttachmentNames": each(an_object(ATTACHMENT)),
    }


def address_fields(settings: Settings) -> Mapping[str, Check]:
    """Return the fields of a record of `addresses/customer/save`."""
    return {**OWNER, **_address(settings)}


def phone_fields(settings: Settings) -> Mapping[str, Check]:
    """Return the fields of a record of `phones/customer/save`."""
    owner = {name: check for name, check in OWNER.items() if name != "PrimaryNumber"}
    return {**owner, **_phone(settings)}


def _address(settings: Settings) -> Mapping[str, Check]:
    texts = dict.fromkeys(ADDRESS_TEXTS, text)
    return {**texts, "AddressTypeName": one_of(settings.address_types)}


def _phone(settings: Settings) -> Mapping[str, Check]:
    texts = dict.fromkeys(PHONE_TEXTS, text)
    return {**texts, "PhoneTypeName": one_of(settings.phone_types)}


def _note(name: str, value: Any) -> Iterator[Problem]:
    found = list(an_object(NOTE)(name, value))
    yield from found
    if not found and not value.get("NoteText"):
        yield Problem("NoteText", "NoteText is needed in a note.")


def _custom_field(name: str, value: Any) -> Iterator[Problem]:
    found = list(an_object(CUSTOM_FIELD)(name, value))
    yield from found or _typed_value(value)


def _typed_value(field: dict[str, Any]) -> Iterator[Problem]:
    """Check that a value is where its type has it; others may be beside it, as in the sample."""
    if not field.get("DcfLabel"):
        yield Problem("DcfLabel", "DcfLabel is needed in a custom field.")
    own = VALUE_OF.get(field.get("DCFDataType", 0))
    values = [name for name in VALUE_OF.values() if field.get(name) is not None]
    if own is None:
        yield Problem("DCFDataType", "DCFDataType must be 1 (text), 2 (number) or 3 (date).")
    elif values and own not in values:
        message = f"DCFDataType {field['DCFDataType']} takes {own}, not {values[0]}."
        yield Problem("DCFDataType", message)
