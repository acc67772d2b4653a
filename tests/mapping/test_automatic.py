import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import.customer import PHONES, Address, Customer, kinds
from customer_import.mapping import synonyms
from customer_import.mapping.automatic import ADDRESS_TYPE, automatic_mapping, quoted
from customer_import.mapping.leaf import Leaf
from customer_import.mapping.load import LoadedMapping
from customer_import.mapping.synonyms import SYNONYMS
from customer_import.mapping.yaml import read_yaml

OWN_NAMES = [name for name in (*kinds(Customer), *PHONES) if name != "ImportRowNumber"]


def automatic(*headers: str) -> LoadedMapping:
    """The mapping of headers that make one."""
    loaded = automatic_mapping(headers)
    assert loaded is not None
    return loaded


@given(st.text())
def test_any_text_can_be_quoted(text: str) -> None:
    """A column's name written into a mapping is read back as it is."""
    assert read_yaml(f"a: {quoted(text)} # b").data == {"a": text}


@pytest.mark.parametrize("name", OWN_NAMES)
def test_a_name_of_the_api_is_no_guess(name: str) -> None:
    """A column called as the API's field fills it, and is not asked about."""
    loaded = automatic(name)
    assert getattr(loaded.mapping.fields, name) is not None
    assert loaded.guesses == ()


def test_an_own_name_goes_before_a_synonym() -> None:
    """A field is filled by the column of its own name, wherever that stands."""
    loaded = automatic("E-Mail", "customer email")
    assert loaded.mapping.fields.CustomerEmail == Leaf(column="customer email")
    assert loaded.guesses == ()


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Kunden-Nr.", "CustomerNumber"),
        ("E-Mail-Adresse", "CustomerEmail"),
        ("Prénom", "CustomerFirstName"),
        ("TELÉFONO", "CustomerBusinessPhone"),
        ("Straße", "Address.AddressLine1"),
    ],
)
def test_a_synonym_is_a_guess(header: str, field: str) -> None:
    """A known synonym, whatever its case, accents and signs, is taken and said to be a guess."""
    assert f"{field}: {header}" in automatic("Qqq", header).guesses


def test_address_columns_make_one_address() -> None:
    """Columns of an address fill one address, of the type that is assumed."""
    addresses = automatic("Customer Id", "Street", "City").mapping.fields.Addresses
    assert addresses is not None
    assert list(addresses) == [ADDRESS_TYPE]
    assert addresses[ADDRESS_TYPE].AddressCity == Leaf(column="City")


def test_a_column_fills_one_field_and_a_field_has_one_column() -> None:
    """Of two columns for one field the first is taken; a name that stands twice never is."""
    fields = automatic("Id", "Customer Id", "Client Id", "Email", "Email").mapping.fields
    assert fields.CustomerNumber == Leaf(column="Customer Id")
    assert fields.CustomerEmail is None


@pytest.mark.parametrize("headers", [(), ("",), ("Qqq", "Xyz")])
def test_unknown_headers_make_no_mapping(headers: tuple[str, ...]) -> None:
    """Where no header is known there is nothing to suggest."""
    assert automatic_mapping(headers) is None


def test_every_synonym_stands_for_one_field() -> None:
    """A name is a synonym of one field only, and that field is the API's."""
    names = [name for listed in synonyms._BY_FIELD.values() for name in listed.split()]
    known = {*OWN_NAMES, *(f"Address.{name}" for name in kinds(Address))}
    assert len(names) == len(SYNONYMS)
    assert set(SYNONYMS.values()) <= known


def test_every_synonym_is_found() -> None:
    """A synonym is written as headers are compared: no case, no accents, no signs."""
    assert [name for name in SYNONYMS if not automatic(f"{name.upper()}-").guesses] == []
    assert SYNONYMS.keys().isdisjoint(map(str.casefold, OWN_NAMES))
