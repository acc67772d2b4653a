from collections.abc import Sequence

import pytest

from customer_import.errors import MappingError
from customer_import.mapping.load import parse_mapping
from customer_import.problems import Code
from customer_import.records.built.built_rows import Built
from customer_import.records.row_builder import RowBuilder, row_builder
from customer_import.reports.preview_table import lines
from customer_import.table import Row

HEADERS = ("Id", "Kind", "Street", "City")
STAR = '"*": {AddressTypeName: Kind, AddressLine1: Street}'


def builder(addresses: str = STAR) -> RowBuilder:
    """A mapping with these addresses."""
    text = f"version: 1\nfields:\n  CustomerNumber: Id\n  Addresses: {{{addresses}}}\n"
    return row_builder(parse_mapping(text, "m.yaml"), HEADERS)


def built(cells: Sequence[str], addresses: str = STAR) -> Built:
    """One row."""
    return next(builder(addresses).build([Row(40, cells)]))


def test_the_type_of_an_address_comes_from_a_column() -> None:
    """It is sent as the type, in the order of the record."""
    row = built(("7", "Shipping", "1 A St", ""))
    (address,) = row.addresses
    assert address == {
        "CustomerNumber": "7",
        "AddressLine1": "1 A St",
        "AddressTypeName": "Shipping",
    }
    assert (row.problems, row.shape.addresses) == ([], 1)


def test_a_type_alone_is_not_an_address() -> None:
    """Nothing is sent of it, and nothing is wrong."""
    row = built(("7", "Shipping", "", ""))
    assert (row.addresses, row.problems, row.shape.addresses) == ([], [], 0)


def test_an_address_without_its_type_is_refused() -> None:
    """The message names the column; a default fills the blank."""
    (problem,) = built(("7", "", "1 A St", "")).problems
    assert (problem.code, problem.column) == (Code.REQUIRED, "Kind")
    assert problem.field == "Addresses.*.AddressTypeName"
    star = '"*": {AddressTypeName: {column: Kind, default: Main}, AddressLine1: Street}'
    (address,) = built(("7", "", "1 A St", ""), star).addresses
    assert address["AddressTypeName"] == "Main"


@pytest.mark.parametrize(("kind", "count"), [("Billing", 2), ("main", 0), ("Main", 0)])
def test_a_type_may_be_there_once(kind: str, count: int) -> None:
    """A second address of a type would replace the first at the server."""
    both = f"{STAR}, Main: {{AddressCity: City}}"
    row = built(("7", kind, "1 A St", "Ely"), both)
    assert row.valid == bool(count)
    if not count:
        assert [each.code for each in row.problems] == [Code.ADDRESS_TYPE_TWICE]
    else:
        assert [each["AddressTypeName"] for each in row.addresses] == ["Billing", "Main"]


@pytest.mark.parametrize(
    ("addresses", "said"),
    [
        ('"*": {AddressLine1: Street}', "m.yaml:4:15: AddressTypeName is missing"),
        ("Main: {AddressTypeName: Kind}", "AddressTypeName cannot be mapped: the name the address"),
        ('"*": {AddressTypeNam: Kind}', "did you mean AddressTypeName?"),
        ('"*": {AddressTypeName: Kindd, AddressCity: City}', "no column Kindd; did you mean Kind?"),
    ],
)
def test_a_mapping_of_types_that_is_wrong_is_told(addresses: str, said: str) -> None:
    """Under `*` the type is needed; under a type it is that type."""
    with pytest.raises(MappingError) as caught:
        builder(addresses)
    assert said in str(caught.value)


def test_the_preview_shows_such_an_address() -> None:
    """Its lines are named as the mapping names them."""
    rows = builder()
    found = {
        each.field: each.sent
        for each in lines(rows, next(rows.build([Row(2, ("7", "X", "1 A", ""))])))
    }
    assert found["Addresses.*.AddressLine1"] == "1 A"
    assert found["Addresses.*.AddressTypeName"] == "X"
