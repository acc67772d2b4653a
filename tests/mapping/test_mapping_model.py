import pytest

from customer_import.customer import (
    ADDRESS_OWNED,
    PHONES,
    SERVER_OWNED,
    Address,
    Customer,
    Note,
    Number,
    Phone,
    Text,
    about,
)
from customer_import.mapping.assumptions import Assumptions
from customer_import.mapping.leaf_model import SOURCES, AnyLeaf, Leaf
from customer_import.mapping.load import parse_mapping
from customer_import.mapping.mirror import Mirror, mirrors
from customer_import.mapping.model import (
    FORMS,
    AddressMapping,
    CustomerMapping,
    Fields,
    NoteMapping,
    PhoneMapping,
    PhonePartsMapping,
)


def mapping(fields: str, top: str = "") -> CustomerMapping:
    """Read a mapping of these fields, with what is above them."""
    return parse_mapping(f"version: 1\n{top}\nfields: {fields}\n", "m.yaml").mapping


def test_the_fields_of_a_mapping_are_those_of_the_api() -> None:
    """A mapping has every field of a customer, in the API's order, and the addresses."""
    ours = [name for name in Customer.model_fields if name != "ImportRowNumber"]
    assert list(Fields.model_fields) == [*ours, "Addresses"]


def test_the_parts_of_a_mapping_are_those_of_the_api() -> None:
    """A phone, a note and an address are mapped part by part, by the API's names."""
    own = [name for name in Address.model_fields if name not in ADDRESS_OWNED]
    assert list(PhonePartsMapping.model_fields) == list(Phone.model_fields)
    assert list(NoteMapping.model_fields) == list(Note.model_fields)
    assert list(AddressMapping.model_fields) == own


def test_a_new_field_of_the_api_needs_no_second_place() -> None:
    """A field that `customer.py` lists can be mapped, whatever it holds."""

    class Longer(Customer):
        """The record of a later version of the API."""

        CustomerRating: Number | None = about("how good the customer is", 5)
        CustomerHomePhone: Phone | None = about("the phone at home", "555-0106")
        CustomerTags: list[Text] | None = about("words about the customer", "VIP")
        CustomerVisits: list[Note] | None = about("visits", [])

    @mirrors(Longer, AnyLeaf, SERVER_OWNED, FORMS)
    class LongerFields(Mirror):
        """Its fields in a mapping."""

    given = {"CustomerRating": "A", "CustomerHomePhone": "B", "CustomerTags": ["C", "D"]}
    fields = LongerFields.model_validate({**given, "CustomerVisits": [{"NoteText": "E"}]})
    assert fields.CustomerRating == Leaf(column="A")
    assert fields.CustomerHomePhone == PhoneMapping(whole=Leaf(column="B"))
    assert fields.CustomerTags == [Leaf(column="C"), Leaf(column="D")]
    assert fields.CustomerVisits == [NoteMapping.model_validate({"NoteText": "E"})]
    assert LongerFields.model_json_schema()["properties"]["CustomerRating"]["description"]


def test_the_phone_objects_of_a_mapping_are_those_of_the_api() -> None:
    """What is an object at the API is one in a mapping, from one text or part by part."""
    whole = mapping("{" + ", ".join(f"{name}: P" for name in PHONES) + "}").fields
    parts = mapping("{" + ", ".join(f"{name}: {{PhoneNumber: P}}" for name in PHONES) + "}").fields
    for name in PHONES:
        assert getattr(whole, name) == PhoneMapping(whole=Leaf(column="P"))
        assert getattr(parts, name).parts.PhoneNumber == Leaf(column="P")


@pytest.mark.parametrize("source", SOURCES)
def test_a_leaf_has_any_one_source(source: str) -> None:
    """A value comes from a column, several, a template or a constant."""
    given = "[A, B]" if source == "columns" else "'{A}'"
    leaf = mapping(f"{{CustomerName: {{{source}: {given}}}}}").fields.CustomerName
    assert leaf is not None
    assert getattr(leaf, source) == (["A", "B"] if source == "columns" else "{A}")


def test_a_plain_text_is_a_column() -> None:
    """The short form says the same as the long one."""
    assert mapping("{CustomerName: A}").fields == mapping("{CustomerName: {column: A}}").fields


@pytest.mark.parametrize("given", ["A", "[A]", "{column: A}", "[{column: A}]"])
def test_attachments_are_one_leaf_or_several(given: str) -> None:
    """A list of texts is filled by one leaf or by a list of them."""
    assert mapping(f"{{AttachmentsToAdd: {given}}}").fields.AttachmentsToAdd == [Leaf(column="A")]


def test_one_transform_needs_no_list() -> None:
    """A single transform may stand alone."""
    leaf = mapping("{CustomerName: {column: A, transform: lower}}").fields.CustomerName
    assert leaf is not None
    assert leaf.transform == ["lower"]


@pytest.mark.parametrize(("word", "value"), [("yes", True), ("On", True), ("false", False)])
def test_a_switch_is_written_as_people_write_it(word: str, value: object) -> None:
    """The few switches of a mapping take the usual words."""
    leaf = mapping(f"{{CustomerName: {{column: A, required: {word}}}}}").fields.CustomerName
    assert leaf is not None
    assert leaf.required is value


@pytest.mark.parametrize(("written", "sign"), [("tab", "\t"), (r"\t", "\t"), ("';'", ";")])
def test_a_tab_can_be_written_in_words(written: str, sign: str) -> None:
    """A delimiter is one character; a tab may be spelt."""
    assert mapping("{}", f"source: {{delimiter: {written}}}").source.delimiter == sign


@pytest.mark.parametrize(
    "form", ["%d.%m.%Y", "%Y-%m-%dT%H:%M:%S%z", "%j/%Y", "%d %B %y", "%b %d, %Y", "%m/%d/%Y %H:%M"]
)
def test_a_date_form_that_tells_the_day_is_taken(form: str) -> None:
    """Any form that strptime knows and that names the whole day will do."""
    assert mapping("{}", f"source: {{dates: '{form}'}}").source.dates == form


@pytest.mark.parametrize("word", ["NULL", "null", "~"])
def test_a_cell_that_says_null_can_count_as_blank(word: str) -> None:
    """`empty: [NULL]` means cells that say NULL, as databases export them."""
    assert mapping("{}", f"source: {{empty: [{word}]}}").source.empty == [word]


@pytest.mark.parametrize("word", ["null", "empty"])
def test_what_clears_is_named_by_its_word(word: str) -> None:
    """`cleared_as: null` needs no quotes."""
    assert mapping("{}", f"assume: {{cleared_as: {word}}}").assume.cleared_as == word


def test_what_is_not_said_is_the_careful_choice() -> None:
    """Without a word a blank keeps, a short row is refused, and notes count as added again."""
    plain = mapping("{}")
    assert (plain.blank, plain.source.short_rows, plain.source.decimal) == ("keep", "refuse", ".")
    assert plain.assume == Assumptions()
    assert plain.assume.notes_are_added_again
    assert plain.assume.attachments_are_added_again
