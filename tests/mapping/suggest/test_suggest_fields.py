import re
from typing import Any

import pytest

from customer_import.table import Row

PEOPLE = ("1|Ada|ada@example.com", "2|Bob|bob@example.com", "3|Cy|cy@example.com")


def test_what_is_plain_is_sure(suggest: Any) -> None:
    """A header that says one thing, and values that bear it out, make a line that stands alone."""
    found = suggest("Customer ID|First name|E-mail", *PEOPLE)
    assert found.line("CustomerNumber") == "CustomerNumber: Customer ID"
    assert found.line("CustomerFirstName") == "CustomerFirstName: First name"
    assert found.line("CustomerEmail") == "CustomerEmail: E-mail"


@pytest.mark.parametrize(
    ("header", "rows", "path"),
    [
        ("Customer ID|Email|Email address", ["1|a@b.example|c@d.example"], "CustomerEmail"),
        ("Customer ID|Phone|Work phone", ["1|555-0100|555-0101"], "CustomerBusinessPhone"),
        ("Customer ID|Name", ["1|Ada King"], "CustomerName"),
        ("ID|E-mail", ["1|a@b.example", "2|c@d.example"], "CustomerNumber"),
        ("Customer ID|E-mail", ["1|ada at example", "2|bob@b.example"], "CustomerEmail"),
        ("Customer ID|E-mail", ["1|a@b.example", "1|c@d.example"], "CustomerNumber"),
        ("Customer ID|E-mail", ["1|a@b.example", "|c@d.example"], "CustomerNumber"),
        ("Customer ID|Client No", ["1|A-1", "2|A-2"], "CustomerNumber"),
        ("Customer ID|Street", ["1|High Street 1"], "Addresses.Main.AddressLine1"),
        ("Customer ID|Home city", ["1|Leeds"], "Addresses.Home.AddressCity"),
        ("Customer ID|Site", ["1|https://a.example"], "CustomerWebsite"),
        ("Customer ID|correo electrpnico", ["1|a@b.example"], "CustomerEmail"),
        ("Customer ID|First name|Last name", ["1|Ada|King"], "CustomerName"),
        ("Account Name|First name|Last name", ["Vance|Ada|King"], "CustomerFirstName"),
    ],
)
def test_what_is_doubtful_is_a_guess(suggest: Any, header: str, rows: list[str], path: str) -> None:
    """Two columns for one field, an ambiguous name, values that say otherwise: never sure."""
    assert "  # guess: " in suggest(header, *rows).line(path)


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("E-mail", ["yes", "no", "yes"]),
        ("E-mail", ["ada at example", "bob at example", "cy at example"]),
        ("Mobile", ["ask Ada", "none yet", "at work"]),
        ("Postcode", ["Leeds", "York", "Hull"]),
        ("Phone", ["2021-03-04", "2021-03-05", "2021-03-06"]),
        ("Website", ["main", "main", "shop"]),
        ("First name", ["1", "2", "3"]),
        ("City", ["true", "false", "true"]),
        ("Estado", ["Activo", "Inactivo", "Activo"]),
        ("Company", ["yes", "no", "no"]),
    ],
)
def test_values_of_another_kind_are_left_over(suggest: Any, header: str, values: list[str]) -> None:
    """A column whose values are plainly something else fills no field, and it is said why."""
    found = suggest(f"Customer ID|{header}", *(f"{i}|{v}" for i, v in enumerate(values)))
    assert found.fields_of(header) == []
    assert "its values are" in next(
        line for line in found.text.splitlines() if line.startswith(f"  #   {header}:")
    )


def test_a_column_with_values_goes_first(suggest: Any) -> None:
    """Of two columns for one field, the one that holds something fills it."""
    found = suggest("Customer ID|Email|Email addr", "1||a@b.example", "2||c@d.example")
    assert found.columns["CustomerEmail"] == ["Email addr"]


@pytest.mark.parametrize(
    ("header", "path", "column"),
    [
        ("Vorname|Name", "CustomerLastName", "Name"),
        ("Prénom|Nom", "CustomerLastName", "Nom"),
        ("Nombre|Apellidos", "CustomerFirstName", "Nombre"),
        ("Nome|Cognome", "CustomerFirstName", "Nome"),
        ("Voornaam|Achternaam|Naam", "CustomerName", "Naam"),
        ("Kunde|Ort", "CustomerName", "Kunde"),
        ("Account Name|First name", "CustomerCompanyName", "Account Name"),
        ("Account Name|City", "CustomerName", "Account Name"),
    ],
)
def test_a_name_is_told_by_its_neighbours(
    suggest: Any, header: str, path: str, column: str
) -> None:
    """What a bare `Name` is follows from what stands beside it; it stays a guess."""
    found = suggest(header)
    assert found.columns[path] == [column]
    assert not found.is_sure(path)


def test_a_second_one_fills_the_contacts_field(suggest: Any) -> None:
    """A second phone, fax or e-mail address is guessed to be the contact's; a third is left."""
    found = suggest("Customer ID|Phone 1|Phone 2|Phone 3|Email 2|Email 1|Fax privat|Fax")
    assert found.columns["CustomerBusinessPhone"] == ["Phone 1"]
    assert found.columns["CustomerContactPhone"] == ["Phone 2"]
    assert found.columns["CustomerContactEmail"] == ["Email 2"]
    assert found.columns["CustomerContactFax"] == ["Fax privat"]
    assert found.fields_of("Phone 3") == []


def test_a_contacts_whole_name_is_split(suggest: Any) -> None:
    """Where the list names the customer too, a contact's name fills first and last name."""
    found = suggest("Kundennr|Firma|Ansprechpartner", "1|Vance|Ada King", "2|Haddad|Bo Li")
    built = [each.customer for each in found.builder.build(_rows("1|Vance|Ada King"))]
    assert built[0]["CustomerContactFirstName"] == "Ada"
    assert built[0]["CustomerContactLastName"] == "King"


def test_billing_columns_stand_in_for_missing_ones(suggest: Any) -> None:
    """A shop that has a phone only in the billing address gives the customer that phone."""
    alone = suggest("Customer ID|billing_phone|billing_company|billing_city")
    assert alone.columns["CustomerBusinessPhone"] == ["billing_phone"]
    assert alone.columns["CustomerCompanyName"] == ["billing_company"]
    beside = suggest("Customer ID|phone|billing_phone|shipping_company|billing_city")
    assert beside.columns["CustomerBusinessPhone"] == ["phone"]
    assert beside.is_sure("CustomerBusinessPhone")
    assert beside.columns["Addresses.Billing.ContactPhone"] == ["billing_phone"]
    assert beside.fields_of("shipping_company") == []


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Klantnummer|Straat|Huisnummer|Plaats", "1|Dorpsstraat|12|Ede"),
        ("Código|Logradouro|Número|Cidade", "1|Rua Pocrane|1791|Betim"),
        ("Codice cliente|Via|N. civico|Comune", "1|Via Roma|3|Lodi"),
    ],
)
def test_street_and_number_are_joined(suggest: Any, header: str, row: str) -> None:
    """The number of the house goes behind its street."""
    found = suggest(header, row)
    number = row.split("|")
    address = next(iter(found.builder.build(_rows(row)))).addresses[0]
    assert address["AddressLine1"] == f"{number[1]} {number[2]}"
    assert not found.is_sure("Addresses.Main.AddressLine1")


def test_addresses_are_kept_apart(suggest: Any) -> None:
    """Columns of the billing and the shipping address are sure; what another is called is not."""
    found = suggest("Customer ID|City|Billing City|Lieferadresse Ort|Mailing City")
    assert found.columns["Addresses.Main.AddressCity"] == ["City"]
    assert found.is_sure("Addresses.Billing.AddressCity")
    assert found.columns["Addresses.Shipping.AddressCity"] == ["Lieferadresse Ort"]
    assert not found.is_sure("Addresses.Mailing.AddressCity")


@pytest.mark.parametrize(
    ("header", "rows", "column"),
    [
        ("Customer ID|ID", ["7|1", "8|2"], "Customer ID"),
        ("ID|Customer Code", ["1|7", "2|7"], "Customer Code"),
        ("Record ID|Owner ID|Store ID", ["1|7|4", "2|8|5"], "Record ID"),
        ("Customer|Name", ["10001|Ada", "10002|Bob"], "Customer"),
        ("Account No|Customer No", ["1|", "2|"], "Account No"),
    ],
)
def test_the_number_is_what_tells_customers_apart(
    suggest: Any, header: str, rows: list[str], column: str
) -> None:
    """The customer's own number goes first, then what else differs in every row."""
    assert suggest(header, *rows).columns["CustomerNumber"] == [column]


@pytest.mark.parametrize(
    "header", ["NumEmp", "Tax ID", "Store ID", "Order No", "Zip", "Contact2 ID"]
)
def test_numbers_of_other_things_are_no_customers(suggest: Any, header: str) -> None:
    """A number that differs in every row is not the customer's by that alone."""
    found = suggest(f"{header}|E-mail", "17|a@b.example", "18|c@d.example")
    assert found.columns.get("CustomerNumber") != [header]


def test_the_server_numbers_where_nothing_else_does(suggest: Any) -> None:
    """A list without a number is guessed to be numbered by the server."""
    found = suggest("First name|E-mail", "Ada|a@b.example", "Bob|c@d.example")
    line = found.line("IsAutogeneratedCustomerNumber")
    assert line.startswith("IsAutogeneratedCustomerNumber: {value: true}  # guess: ")


def test_addresses_get_a_number_that_differs(suggest: Any) -> None:
    """Addresses need a number: an e-mail address serves, where it differs in every row."""
    found = suggest("E-mail|City", "a@b.example|Leeds", "c@d.example|York")
    assert found.columns["CustomerNumber"] == ["E-mail"]
    assert not found.is_sure("CustomerNumber")
    assert all(each.valid for each in found.builder.build(_rows("a@b.example|Leeds")))


def test_addresses_wait_for_a_number(suggest: Any) -> None:
    """Where nothing tells customers apart, addresses are written as comments that say so."""
    found = suggest("E-mail|City", "a@b.example|Leeds", "a@b.example|York")
    assert found.loaded.mapping.fields.Addresses is None
    assert "# An address needs its customer's number." in found.text
    assert "  #     AddressCity: City" in found.text
    assert all(each.valid for each in found.builder.build(_rows("a@b.example|Leeds")))


def test_values_alone_show_an_email_address(suggest: Any) -> None:
    """A column of e-mail addresses is guessed to be them, whatever it is called."""
    found = suggest("Customer ID|Qqq", "1|a@b.example", "2|c@d.example")
    assert found.columns["CustomerEmail"] == ["Qqq"]
    assert not found.is_sure("CustomerEmail")


def test_the_address_of_another_is_not_the_customers(suggest: Any) -> None:
    """E-mail addresses of an owner or an agent are nobody's guess for the customer's."""
    found = suggest("Customer ID|Owner e-mail", "1|a@b.example", "2|c@d.example")
    assert "CustomerEmail" not in found.columns


def test_two_columns_of_one_name_can_be_mapped(suggest: Any) -> None:
    """Columns of the same name, and one without, get names that a mapping can use, said once."""
    found = suggest("Customer ID|Email|Email||Name", "1|a@b.example|c@d.example|x|Ada")
    assert found.columns["CustomerEmail"] == ["Email (1)"]
    assert found.columns["CustomerContactEmail"] == ["Email (2)"]
    assert (
        found.text.count("2 columns are called Email; a mapping calls them Email (1), Email (2)")
        == 1
    )
    assert found.text.count("a mapping calls what has no header Column 4.") == 1
    assert "  #   Column 4: Column 4  # text, 1 different" in found.text


@pytest.mark.parametrize(
    ("header", "what"),
    [
        ("Price List", "prices and discounts"),
        ("Kundengruppe", "types and groups of customers"),
        ("Customer Type", "types and groups of customers"),
        ("Betalningsvillkor", "credit and payment terms"),
        ("信用额度", "credit and payment terms"),
    ],
)
def test_what_the_api_has_no_field_for_is_said(suggest: Any, header: str, what: str) -> None:
    """A column that the API cannot take is offered as a custom field, with the reason."""
    text = suggest(f"Customer ID|{header}", "1|A", "2|B").text
    assert re.search(rf"#   .*{header}.*; the API does not have a field for {what}\n", text)


@pytest.mark.parametrize(
    ("labels", "path", "is_sure"),
    [
        (("Mobile", "Mobile", "Mobile"), "CustomerContactCell", True),
        (("Work Fax", "Work Fax", ""), "CustomerBusinessFax", True),
        (("Mobile", "Mobile", "Work"), "CustomerContactCell", False),
        (("Work", "Work", "Home"), "CustomerBusinessPhone", False),
        (("Qqq", "Qqq", "Qqq"), "CustomerBusinessPhone", True),
    ],
)
def test_a_label_says_what_its_value_is(
    suggest: Any, labels: tuple[str, ...], path: str, is_sure: object
) -> None:
    """Of `Phone 1 - Label` and `Phone 1 - Value` the first says what the second holds."""
    rows = [f"{i}|{label}|+1 617 555 010{i}" for i, label in enumerate(labels)]
    found = suggest("Customer ID|Phone 1 - Label|Phone 1 - Value", *rows)
    assert found.columns[path] == ["Phone 1 - Value"]
    assert found.is_sure(path) is is_sure


def test_a_particle_is_joined_to_its_last_name(suggest: Any) -> None:
    """`van der` in a column of its own belongs before the last name, in each name it is in."""
    found = suggest(
        "Klantnummer|Voornaam|Tussenvoegsel|Achternaam", "1|Jo|van der|Berg", "2|An||Smit"
    )
    assert found.columns["CustomerLastName"] == ["Tussenvoegsel", "Achternaam"]
    assert found.columns["CustomerName"] == ["Voornaam", "Tussenvoegsel", "Achternaam"]
    built = list(found.builder.build(_rows("1|Jo|van der|Berg", "2|An||Smit")))
    assert [each.customer["CustomerName"] for each in built] == ["Jo van der Berg", "An Smit"]


@pytest.mark.parametrize(
    ("header", "rows", "column"),
    [
        ("E-mail|City|Qqq", ["a@b.example|Leeds|A-1", "c@d.example|York|A-2"], "Qqq"),
        ("E-mail|City|Company", ["a@b.example|Leeds|Acme", "c@d.example|York|Beta"], "Company"),
        ("E-mail|Square Customer ID", ["a@b.example|1A", "c@d.example|1B"], "Square Customer ID"),
        (
            "E-mail|Agency ID|Name",
            ["a@b.example|070001|Sun", "c@d.example|070002|Fly"],
            "Agency ID",
        ),
        ("E-mail|Name", ["a@b.example|Ada", "c@d.example|Bob"], None),
        ("E-mail|City|Qqq", ["a@b.example|Leeds|$1.50", "c@d.example|York|$2.50"], "E-mail"),
    ],
)
def test_an_email_address_is_the_last_choice_for_a_number(
    suggest: Any, header: str, rows: list[str], column: str | None
) -> None:
    """Another column that differs in every row, and automatic numbers, go before an e-mail."""
    found = suggest(header, *rows)
    assert found.columns.get("CustomerNumber") == ([column] if column else None)


def test_a_list_of_unknown_headers_is_known_by_its_values(suggest: Any) -> None:
    """Where no header says anything, the values show what they can, as guesses."""
    row = "K{0}|Ann|a{0}@b.example|+1 617 555 010{0}|www.a{0}.example|USA"
    found = suggest("A1|B2|C3|D4|E5|F6", *(row.format(i) for i in range(3)))
    assert {path: found.columns[path] for path in found.columns} == {
        "CustomerNumber": ["A1"],
        "CustomerEmail": ["C3"],
        "CustomerBusinessPhone": ["D4"],
        "CustomerWebsite": ["E5"],
        "Addresses.Main.AddressCountry": ["F6"],
    }
    assert not any(found.is_sure(path) for path in found.columns)
    assert "# CustomerName:  # no column is known to hold it" in found.text


def test_a_list_that_shows_nothing_gets_a_skeleton(suggest: Any) -> None:
    """Where neither headers nor values say anything, every column waits behind a #."""
    found = suggest("Xy|Zz", "foo|bar", "foo|baz")
    assert "# No column is known by its header or its values" in found.text
    assert "  #   Xy: Xy  # text, 1 different" in found.text
    assert "  #   Zz: Zz  # text, 2 different" in found.text


def _rows(*rows: str) -> list[Row]:
    return [Row(number, row.split("|")) for number, row in enumerate(rows, start=2)]


@pytest.mark.parametrize(
    ("header", "rows", "path", "doubt"),
    [
        ("No|Name", ["1|Ada"], "CustomerNumber", "one row cannot show that it differs"),
        ("No|Name", ["1|Ada", "2|Bob"], "CustomerNumber", "2 different values in 2 rows"),
        (
            "Customer ID|Phone",
            ["1|555-0100-22", "2|030 55", "3|31"],
            "CustomerBusinessPhone",
            "some of its values are phone numbers (1 of 3)",
        ),
        (
            "Customer ID|Phone",
            ["1|55a", "2|56b", "3|57c"],
            "CustomerBusinessPhone",
            "none of its values are phone numbers",
        ),
    ],
)
def test_a_count_reads_as_a_sentence(
    suggest: Any, header: str, rows: list[str], path: str, doubt: str
) -> None:
    """A doubt that counts rows or values is right for none, for one and for many."""
    assert doubt in suggest(header, *rows).line(path)
