from typing import Any

import pytest

from customer_import.errors import MappingError
from customer_import.mapping.load import parse_mapping
from customer_import.records.built.built_rows import Built
from customer_import.records.row_builder import RowBuilder, row_builder
from customer_import.table import Row


def builder(field: str, headers: tuple[str, ...], top: str = "") -> RowBuilder:
    """A mapping whose fifth line is a field, fitted to the headers."""
    text = f"version: 1\n{top}\nfields:\n  CustomerNumber: {{value: C1}}\n  {field}\n"
    return row_builder(parse_mapping(text, "m.yaml"), headers)


def name_of(leaf: str, cells: dict[str, str], top: str = "") -> Any:
    """The name that a leaf makes of a row, its cells by their headers."""
    built: Built = next(
        builder(f"CustomerName: {leaf}", tuple(cells), top).build([Row(2, tuple(cells.values()))])
    )
    assert built.valid
    return built.customer.get("CustomerName")


def refusal(field: str, headers: tuple[str, ...] = ("Name", "City")) -> str:
    """Why a field does not fit the headers."""
    with pytest.raises(MappingError) as caught:
        builder(field, headers)
    return caught.value.message


@pytest.mark.parametrize(
    "header", ["No", "Yes", "On", "007", "2021-03-04", "true", "1e3", "Customer Id", "ÄÖ"]
)
def test_a_column_is_named_as_the_file_spells_it(header: str) -> None:
    """A column may be called anything; YAML reads no type into its name."""
    assert name_of(header, {header: "Ada"}) == "Ada"
    assert name_of(f"' {header} '", {header: "Ada"}) == "Ada"


@pytest.mark.parametrize(
    ("cell", "sent"),
    [
        ("Ada", "Ada"),
        (" \tAda B.\u00a0\r\n", "Ada B."),
        ("", None),
        (" \u00a0\u2003\n", None),
        ("N/A", None),
        (" - ", None),
        ("n/a", "n/a"),
        ("N/A.", "N/A."),
        ("0", "0"),
    ],
)
def test_outer_blanks_go_and_empty_cells_are_blank(cell: str, sent: str | None) -> None:
    """Cells are trimmed always; those that `empty` names count as blank, as they are spelt."""
    assert name_of("A", {"A": cell}, 'source: {empty: ["N/A", " - "]}') == sent


@pytest.mark.parametrize(
    ("cells", "sent"),
    [
        (("12", "High Street", "Leeds"), "12, High Street, Leeds"),
        ((" 12 ", "", "Leeds"), "12, Leeds"),
        (("", "-", "Leeds"), "Leeds"),
        (("", " ", "-"), None),
    ],
)
def test_columns_are_joined_without_gaps(cells: tuple[str, str, str], sent: str | None) -> None:
    """Blank columns leave no separator behind, and all blank is blank."""
    row = dict(zip("ABC", cells, strict=True))
    assert name_of("{columns: [A, B, C], separator: ', '}", row, "source: {empty: [-]}") == sent


@pytest.mark.parametrize(
    ("template", "sent"),
    [
        ("{A} {B}", "Ada Lovelace"),
        ("{ A } {B}", "Ada Lovelace"),
        ("{A}{A}", "AdaAda"),
        ("Dr. {B}", "Dr. Lovelace"),
        ("{C} {B}", "Lovelace"),
        ("{A} {C}", "Ada"),
        ("{{{A}}} {{B}}", "{Ada} {B}"),
        ("Ms. {C}", None),
        ("{C} {D}", None),
        ("{E} {{A}}", "{B} {A}"),
        ("%s {A.__class__}", "%s x"),
        ("{F} {C}", "-5  m"),
    ],
)
def test_a_template_is_text_with_columns(template: str, sent: str | None) -> None:
    """A template is blank where all its columns are; doubled braces are braces; it is not code."""
    cells = {
        "A": "Ada",
        "B": " Lovelace",
        "C": "",
        "D": "-",
        "E": "{B}",
        "F": "-5  m",
        "A.__class__": "x",
    }
    assert name_of(f"{{template: '{template}'}}", cells, "source: {empty: [-]}") == sent


@pytest.mark.parametrize(
    ("template", "sent"),
    [
        ("{A} {C} {B}", "Ada Lovelace"),
        ("{A}, {C}, {B}", "Ada, Lovelace"),
        ("{C}, {B}", "Lovelace"),
        ("{A} ({C})", "Ada"),
        ("({C}) {B}", "Lovelace"),
        ("{A} / {C} / {D}", "Ada"),
        ("{A}: no. {C}", "Ada: no."),
        ("{A}!", "Ada!"),
        ("{C|B}", "Lovelace"),
        ("{A|B}", "Ada"),
        ("{ C | D | B }", "Lovelace"),
        ("{C|D}", None),
        ("{X|Y}", "either"),
    ],
)
def test_a_blank_part_leaves_no_trace(template: str, sent: str | None) -> None:
    """A blank column takes the signs along that join it; `|` names another for its place."""
    cells = {"A": "Ada", "B": "Lovelace", "C": "", "D": "-", "X|Y": "either"}
    assert name_of(f"{{template: '{template}'}}", cells, "source: {empty: [-]}") == sent


def test_a_constant_is_trimmed_too() -> None:
    """A constant is a value like any other; without one nothing is sent."""
    assert name_of("{value: ' Ada '}", {"A": ""}) == "Ada"
    assert name_of("{value: ' '}", {"A": ""}) is None


@pytest.mark.parametrize(
    ("field", "says"),
    [
        ("CustomerName: Nam", "the file has no column Nam; did you mean Name?"),
        ("CustomerName: name", "the file has no column name; did you mean Name?"),
        ("CustomerName: qqq", "the file has no column qqq; write one that it has (Name, City)."),
        ("CustomerName: {columns: [Name, Cty]}", "no column Cty; did you mean City?"),
        ("CustomerName: {template: '{Nme}'}", "no column Nme; did you mean Name?"),
        ("CustomerName: {template: '{Name|Cty}'}", "no column Cty; did you mean City?"),
        ("CustomerName: {template: 'a {Name'}", "a brace in a {Name has no partner"),
        ("CustomerName: {template: '{Name}}'}", "has no partner; double it to write one"),
        ("CustomerName: {template: '{a{Name}'}", "has no partner"),
        ("CustomerName: {template: Name}", "Name names no {Column}; for a constant use `value`"),
        ("CustomerContactCell: {PhoneNumber: Tel}", "no column Tel"),
        ("CustomerContactCell: {}", "CustomerContactCell names nothing that fills it"),
        ("CustomFields: {L: Limit}", "no column Limit"),
        ("CustomFields: {L: {column: Name, type: boolean}}", "text, number or date, not boolean"),
        ("CustomerNotes: [{NoteText: Text}]", "no column Text"),
        ("Addresses: {Main: {AddressCity: Cty}}", "no column Cty; did you mean City?"),
        ("Addresses: {Main: {}}", "Main names nothing that fills it"),
        ("AttachmentsToAdd: [Name, Id]", "no column Id"),
        ("CustomerName: {column: Name, format: '%d.%m.%Y'}", "add `type: date`"),
        ("CustomerName: {column: Name, region: US}", "region goes with `normalize: e164`"),
        (
            "IsAutogeneratedCustomerNumber: {column: Name, type: text}",
            "IsAutogeneratedCustomerNumber is a boolean; it cannot be read as text",
        ),
        ("CustomerName: {column: Name, normalize: e164, region: XX}", "XX"),
        ("CustomerName: {column: Name, normalize: e164, region: Germany}", "Germany"),
    ],
)
def test_a_mapping_that_does_not_fit_names_line_and_remedy(field: str, says: str) -> None:
    """A column that is not there, or an option out of place, is told with the line."""
    message = refusal(field)
    assert message.startswith("m.yaml:5:")
    assert says in message


def test_a_mapped_name_that_the_header_has_twice_is_an_error() -> None:
    """Of two columns of one name none is taken; unmapped, they harm nobody."""
    twice = ("Name", "City", "Name")
    says = "the file has 2 columns Name; name one: Name (1) or Name (2)"
    assert says in refusal("CustomerName: Name", twice)
    assert builder("CustomerName: City", twice).unused == ("Name (1)", "Name (2)")


@pytest.mark.parametrize(
    ("name", "sent"), [("Name (1)", "Ada"), ("Name (2)", "Bob"), ("Column 3", "Cy")]
)
def test_a_column_without_a_name_of_its_own_can_be_mapped(name: str, sent: str) -> None:
    """`Name (2)` is the second column Name, and `Column 3` the third one, without a header."""
    fitted = builder(f"CustomerName: {name}", ("Name", "Name", ""))
    assert next(fitted.build([Row(2, ("Ada", "Bob", "Cy"))])).customer["CustomerName"] == sent


def test_a_header_goes_before_a_made_name() -> None:
    """A column that is really called `Name (2)` keeps its name; the second Name gets another."""
    fitted = builder("CustomerName: Name (2)", ("Name", "Name", "Name (2)"))
    assert next(fitted.build([Row(2, ("Ada", "Bob", "Cy"))])).customer["CustomerName"] == "Cy"


OPTIONAL = "optional: true"
FAX = f"{{column: Fax, {OPTIONAL}}}"


@pytest.mark.parametrize(
    ("field", "headers", "filled"),
    [
        (f"CustomerName: {{column: Fax, {OPTIONAL}}}", ("Name",), {}),
        (f"CustomerName: {{column: Name, {OPTIONAL}}}", ("Name",), {"CustomerName": "Ada"}),
        (
            f"CustomerName: {{column: Fax, {OPTIONAL}, default: none}}",
            ("Name",),
            {"CustomerName": "none"},
        ),
        (
            f"CustomerName: {{columns: [Title, Name], {OPTIONAL}}}",
            ("Name",),
            {"CustomerName": "Ada"},
        ),
        (
            f"CustomerName: {{template: '{{Title}} {{Nick|Name}}', {OPTIONAL}}}",
            ("Name",),
            {"CustomerName": "Ada"},
        ),
        (f"CustomerName: {{template: 'Dr {{Title}}', {OPTIONAL}}}", ("Name",), {}),
        (f"CustomerContactFax: {{column: Fax, {OPTIONAL}}}", ("Name",), {}),
        (
            f"CustomerContactFax: {{PhoneTypeName: {{value: Fax}}, PhoneNumber: {FAX}}}",
            ("Name",),
            {},
        ),
        (f"CustomFields: {{A: {{column: Fax, {OPTIONAL}, default: x}}}}", ("Name",), {}),
        (f"CustomerNotes: [{{NoteText: {{column: Fax, {OPTIONAL}}}}}]", ("Name",), {}),
        (f"AttachmentsToAdd: [{{column: Fax, {OPTIONAL}}}]", ("Name",), {}),
    ],
)
@pytest.mark.parametrize("top", ["", "blank: clear"])
def test_an_optional_column_may_be_missing(
    field: str, headers: tuple[str, ...], filled: dict[str, str], top: str
) -> None:
    """A missing column is blank: its field is not filled, and nothing stored is cleared."""
    built = next(builder(field, headers, top).build([Row(2, ("Ada",))]))
    assert built.valid
    own = ("ImportRowNumber", "CustomerNumber")
    assert {k: v for k, v in built.customer.items() if k not in own} == filled


def test_an_address_of_missing_columns_is_not_sent() -> None:
    """An address needs one column of its own; a missing one in it is left out."""
    city = f"AddressCity: {{column: City, {OPTIONAL}}}"
    line = f"AddressLine1: {{column: Street, {OPTIONAL}}}"
    field = f"Addresses: {{Main: {{{line}, {city}, AddressCountry: {{value: UK}}}}}}"
    assert next(builder(field, ("Name",)).build([Row(2, ("Ada",))])).addresses == []
    (address,) = next(builder(field, ("City",)).build([Row(2, ("Leeds",))])).addresses
    assert "AddressLine1" not in address
    assert (address["AddressCity"], address["AddressCountry"]) == ("Leeds", "UK")


def test_what_is_not_optional_must_be_there() -> None:
    """One optional column does not excuse another, nor is a missing number overlooked."""
    optional = f"CustomerFirstName: {{column: First, {OPTIONAL}}}"
    assert "no column Last" in refusal(f"{optional}\n  CustomerLastName: Last")
    text = f"version: 1\nfields:\n  CustomerNumber: {{column: Id, {OPTIONAL}}}\n"
    with pytest.raises(MappingError, match="nothing fills CustomerNumber"):
        row_builder(parse_mapping(text, "m.yaml"), ("Name",))


def test_names_that_differ_in_case_are_two_columns() -> None:
    """Headers that differ in their spelling are different columns."""
    assert name_of("NAME", {"Name": "Ada", "NAME": "Bob"}) == "Bob"


def test_columns_without_a_name_are_not_offered() -> None:
    """A message lists the columns that have a name."""
    assert "write one that it has (A, B)." in refusal("CustomerName: qqq", ("A", "", "B", ""))


def test_all_that_does_not_fit_is_told_at_once() -> None:
    """Every fault of the mapping comes in one error, each with its line."""
    lines = refusal("CustomerName: Nme\n  CustomerNote: Cty").splitlines()
    assert [line.split(" ")[0] for line in lines] == ["m.yaml:5:3:", "m.yaml:6:3:"]


def test_a_mapping_must_fill_the_number() -> None:
    """Without a number, and without leave to make one, no customer can be told from another."""
    loaded = parse_mapping("version: 1\nfields:\n  CustomerName: A\n", "m.yaml")
    with pytest.raises(MappingError, match=r"m.yaml:2:1: nothing fills CustomerNumber"):
        row_builder(loaded, ("A",))


def test_the_unused_columns_are_known() -> None:
    """A column counts as used wherever a leaf reads it; one without a name is none."""
    field = "CustomerName: {template: '{A} {B}'}\n  Addresses: {Main: {AddressCity: C}}"
    assert builder(field, ("A", "B", "C", "D", "", "E")).unused == ("D", "E")
