import re
from fnmatch import filter as matching
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from customer_import.mapping.doubts import doubts
from customer_import.mapping.find import find_mapping
from customer_import.mapping.json_schema import mapping_schema
from customer_import.mapping.load import LoadedMapping
from customer_import.readers.open_table import open_table
from customer_import.records.built_rows import Built
from customer_import.records.row_builder import RowBuilder, row_builder
from customer_import.sandbox.settings import ADDRESS_TYPES
from customer_import.table import Source

SAMPLES = Path(__file__).parent.parent / "sample_data" / "ready"

EXPECTED: dict[str, dict[str, object]] = {
    "hubspot": {
        "CustomerNumber": "51001",
        "CustomerName": "Greta Holloway",
        "CustomerCompanyName": "Holloway Tools",
        "CustomerBusinessPhone": {"PhoneNumber": "(212) 555-0101", "PhoneExtension": "12"},
        "CustomerContactCell": {"PhoneNumber": "212-555-0102"},
        "Main": ("8 Anvil Road", "New York", "NY", "United States", "10001"),
    },
    "odoo": {
        "CustomerNumber": "__export__.res_partner_101_1a2b3c4d",
        "CustomerName": "Alder Metalworks",
        "CustomerWebsite": "http://alder.example.com",
        "Main": ("14 Forge Street", "Building B", "Ghent", "Belgium", "9000"),
    },
    "quickbooks": {
        "CustomerNumber": "Saltmarsh Boats",
        "CustomerCompanyName": "Saltmarsh Boats LLC",
        "CustomerBusinessPhone": {"PhoneNumber": "(207) 555-0131"},
        "Billing": ("1 Slipway", "Portland", "ME", "United States", "04101"),
    },
    "salesforce-accounts": {
        "CustomerNumber": "001Ready0000001AAA",
        "CustomerName": "Larkspur Instruments",
        "CustomerBusinessFax": {"PhoneNumber": "(206) 555-0122"},
        "Billing": ("500 Quay Street Floor 2", "Seattle", "WA", "United States", "98101"),
        "Shipping": ("77 Depot Avenue", "Tacoma", "WA", "United States", "98402"),
    },
    "salesforce-contacts": {
        "CustomerNumber": "003Ready0000001AAA",
        "CustomerLastName": "Osgood",
        "CustomerDepartment": "Stores",
        "CustomerBusinessPhone": {"PhoneNumber": "(206) 555-0124", "PhoneExtension": "7"},
        "CustomerContactPhone": {"PhoneNumber": "(206) 555-0128"},
        "Main": ("500 Quay Street Floor 2", "Seattle", "WA", "United States", "98101"),
        "Other": ("77 Depot Avenue", "Tacoma", "WA", "United States", "98402"),
    },
    "shopify": {
        "CustomerNumber": "7210448301101",
        "CustomerName": "Ada Northgate",
        "CustomerBusinessPhone": {"PhoneNumber": "+15185550142"},
        "Main": ("12 Foundry Lane", "Unit 4", "Albany", "NY", "US", "12207"),
    },
    "stripe": {
        "CustomerNumber": "cus_Nq7Xw2Lk9Ready1",
        "CustomerName": "Pinewood Workshop",
        "CustomerEmail": "orders@example.com",
    },
    "woocommerce": {
        "CustomerNumber": "412",
        "CustomerName": "Dora Ellwood",
        "CustomerContactEmail": "bills@example.com",
        "Billing": ("88 Easel Street", "Suite 3", "Denver", "CO", "US", "80202"),
        "Shipping": ("90 Easel Street", "Denver", "CO", "US", "80202"),
    },
    "xero": {
        "CustomerNumber": "VAL-001",
        "CustomerName": "Vale Joinery",
        "CustomerContactFirstName": "Una",
        "CustomerContactPhone": {"PhoneNumber": "1 212 5550154"},
        "Billing": ("PO Box 12", "Wellington", "New Zealand", "6011"),
        "Shipping": ("Unit 2", "30 Timber Road", "Wellington", "New Zealand", "6012"),
    },
}
"""Of each ready mapping, what the first row of its sample becomes: fields, and addresses by type
with what they say in the API's order."""

each_mapping = pytest.mark.parametrize("name", EXPECTED)


class Read(NamedTuple):
    """A sample with its ready mapping applied."""

    loaded: LoadedMapping
    builder: RowBuilder
    rows: list[Built]

    @property
    def comment(self) -> str:
        """The mapping's opening comment, in one line."""
        lines = takewhile(lambda line: line.startswith("#"), self.loaded.text.splitlines())
        return " ".join(line.removeprefix("#").strip() for line in lines)

    @property
    def left_over(self) -> list[str]:
        """The columns the comment names as left over; `*` stands for the rest of a name."""
        return re.findall("`([^`]+)`", self.comment.partition("Left over:")[2])


@cache
def read(name: str) -> Read:
    """Read a sample with the ready mapping of a name."""
    loaded = find_mapping(name, Path("list.csv"), Path())
    assert loaded
    source = Source(**loaded.mapping.source.model_dump(exclude={"dates", "empty"}))
    with open_table(SAMPLES / f"{name}.csv", source) as table:
        builder = row_builder(loaded, table.headers)
        return Read(loaded, builder, list(builder.build(table.rows)))


def phones(row: Built) -> list[dict[str, Any]]:
    """List the phones of a row."""
    return [value for value in row.customer.values() if isinstance(value, dict)]


def said(address: dict[str, Any]) -> tuple[str, ...]:
    """Return what an address says, without whose and of which type it is."""
    return tuple(v for k, v in address.items() if k not in {"CustomerNumber", "AddressTypeName"})


def test_every_sample_has_its_mapping() -> None:
    """There is one sample for each ready mapping, under its name."""
    assert {path.stem for path in SAMPLES.iterdir()} == set(EXPECTED)


@each_mapping
def test_every_row_of_a_sample_is_right(name: str) -> None:
    """A ready mapping fits its export's header, and nothing is wrong with the rows."""
    rows = read(name).rows
    assert len(rows) >= 3
    assert all(each.severity == "notice" for row in rows for each in row.problems)
    assert len({row.number for row in rows}) == len(rows)


@each_mapping
def test_first_row_becomes_the_record_it_should(name: str) -> None:
    """Each column of an export goes where a person would put it."""
    row = read(name).rows[0]
    addresses = {each["AddressTypeName"]: said(each) for each in row.addresses}
    assert {**row.customer, **addresses} == {**row.customer, **EXPECTED[name]}
    assert addresses.keys() == EXPECTED[name].keys() & ADDRESS_TYPES


@each_mapping
def test_a_ready_mapping_needs_nothing_but_address_types(name: str) -> None:
    """An account needs no custom fields and no phone types, only the address types told."""
    loaded, _, rows = read(name)
    told = read(name).comment.partition("Types:")[2].partition("Left over:")[0]
    assert all(re.search(rf"\b{kind}\b", told) for kind in loaded.mapping.fields.Addresses or {})
    assert all("CustomFields" not in row.customer for row in rows)
    assert not any("PhoneTypeName" in phone for row in rows for phone in phones(row))


@each_mapping
def test_rows_of_a_ready_mapping_are_safe_to_send_twice(name: str) -> None:
    """What goes on after a fault or is imported every night adds nothing a second time."""
    _, _, rows = read(name)
    assert all(row.shape.filled.safe for row in rows)


@each_mapping
def test_every_column_is_mapped_or_named_as_left_over(name: str) -> None:
    """A column that fills nothing is named in the comment, and no other is."""
    found = read(name)
    patterns = found.left_over
    named = {column for pattern in patterns for column in matching(found.builder.headers, pattern)}
    assert named == set(found.builder.unused)
    assert all(matching(found.builder.headers, pattern) for pattern in patterns)


@each_mapping
def test_comment_says_what_it_is_for_and_where_the_header_is_from(name: str) -> None:
    """The comment names the sample, the source of the header with its date, and the number."""
    comment = read(name).comment
    assert comment.startswith("For the ")
    assert f"sample_data/ready/{name}.csv" in comment
    assert "Header: looked up 2026-11-23." in comment
    parts = ["Header", "Number", "Types", "Left over"]
    assert re.findall(rf"\b({'|'.join(parts)}):", comment) == parts


@each_mapping
def test_nothing_is_doubtful_about_a_ready_mapping(name: str) -> None:
    """A check finds nothing to look at, and an editor nothing to underline."""
    loaded, builder, _ = read(name)
    assert doubts(loaded, builder.headers) == []
    data: Any = YAML(typ="safe", pure=True).load(loaded.text)
    assert list(Draft202012Validator(mapping_schema()).iter_errors(data)) == []


@each_mapping
def test_people_of_a_sample_are_invented(name: str) -> None:
    """E-mail addresses and phones are those set aside for examples."""
    sample = (SAMPLES / f"{name}.csv").read_text(encoding="utf-8")
    assert set(re.findall(r"@([\w.-]+)", sample)) <= {"example.com"}
    for phone in (phone for row in read(name).rows for phone in phones(row)):
        assert re.search(r"55501\d\d$", re.sub(r"\D", "", phone["PhoneNumber"]))


@pytest.mark.parametrize(
    ("name", "row", "field", "wanted"),
    [
        ("shopify", 1, "CustomerBusinessPhone", None),
        ("stripe", 1, "CustomerName", "edda.lund@example.com"),
        ("xero", 1, "CustomerNumber", "00072"),
        ("odoo", 1, "CustomerCompanyName", "Alder Metalworks"),
        ("quickbooks", 1, "CustomerNumber", "Saltmarsh Boats:Winter storage"),
    ],
)
def test_rows_that_lack_something_are_filled_from_what_is_there(
    name: str, row: int, field: str, wanted: object
) -> None:
    """Where a cell is blank, only what surely replaces it is taken."""
    assert read(name).rows[row].customer.get(field) == wanted
