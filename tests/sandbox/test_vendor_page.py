"""The sandbox and the program know the same fields: those of the vendor's page."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from customer_import.customer import SERVER_OWNED, api_fields
from customer_import.sandbox import ADDRESS_TYPES, PHONE_TYPES, Sandbox, Settings
from customer_import.sandbox.answers import Outcome, answer
from customer_import.sandbox.fields import (
    ATTACHMENT,
    CUSTOM_FIELD,
    NOTE,
    address_fields,
    customer_fields,
    phone_fields,
)

VENDOR = Path(__file__).parents[1] / "data" / "vendor"
PAGE = VENDOR.joinpath("customers-save.txt").read_text(encoding="utf-8")


def samples() -> Iterator[Any]:
    """Yield the samples of the page: the request, then the answer."""
    for part in PAGE.split("Sample:\n")[1:]:
        yield json.JSONDecoder().raw_decode(part)[0]


REQUEST, ANSWER = samples()
RECORD: dict[str, Any] = REQUEST["Data"][0]
OWNER = {"CustomerNumber", "CustomerNo", "FormId"}


def test_the_record_kept_by_itself_is_the_pages() -> None:
    """The record that other tests read is the first one of the page."""
    assert json.loads(VENDOR.joinpath("customer.json").read_text(encoding="utf-8")) == RECORD


@pytest.mark.parametrize(
    ("known", "sample", "more"),
    [
        (customer_fields(Settings()), RECORD, set()),
        (address_fields(Settings()), RECORD["Addresses"][0], {*OWNER, "PrimaryNumber"}),
        (phone_fields(Settings()), RECORD["CustomerContactCell"], OWNER),
        (NOTE, RECORD["CustomerNotes"][0], set()),
        (CUSTOM_FIELD, RECORD["CustomFields"][0], set()),
        (ATTACHMENT, RECORD["AttachmentNames"][0], set()),
    ],
)
def test_the_sandbox_knows_the_fields_of_the_page(
    known: Mapping[str, object], sample: dict[str, Any], more: set[str]
) -> None:
    """A field that the page has and the sandbox lacks fails here, and the other way round."""
    assert known.keys() == sample.keys() | more


def test_the_program_maps_no_field_that_the_sandbox_refuses() -> None:
    """Every field that a mapping can fill is one of the page, or of the server's own."""
    names = {field.path.partition(".")[0].removesuffix("[]") for field in api_fields()}
    assert names - SERVER_OWNED.keys() <= RECORD.keys()
    assert names >= RECORD.keys()


def test_the_sample_of_the_page_is_saved(
    start: Callable[..., Sandbox], post: Callable[..., Any]
) -> None:
    """The vendor's own request goes through as it is, where the types that it names exist."""
    named = {
        RECORD["CustomerContactCell"]["PhoneTypeName"],
        RECORD["Addresses"][0]["AddressTypeName"],
    }
    sandbox = start(phone_types=PHONE_TYPES | named, address_types=ADDRESS_TYPES | named)
    body = {**REQUEST, "ApplicableFields": list(RECORD)}
    got = post(sandbox, "customers/save", body)
    assert (got.status, got.json["HasError"]) == (200, False), got.json
    [customer] = sandbox.store.customers()
    assert customer.number == RECORD["CustomerNumber"]
    assert customer.fields["CustomerName"] == RECORD["CustomerName"]
    assert customer.fields["CustomerContactCell"] == RECORD["CustomerContactCell"]


def test_the_answer_is_that_of_the_page() -> None:
    """An answer has the keys of the vendor's sample, on every level, and values of its types."""
    told = json.loads(answer("list", [Outcome("2", "C-1", "CustomerId 1")]).body)
    told["Messages"] = told["Data"]["ResultList"]
    assert _form(told) == _form(ANSWER)


def _form(value: Any) -> Any:
    """Return the keys and types of a JSON value; a list is as its first item."""
    if isinstance(value, dict):
        return {name: _form(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_form(value[0])]
    # A null says nothing of its type, and FieldName is null for what was saved.
    return str if value is None else type(value)
