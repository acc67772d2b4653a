import pytest

from customer_import.mapping.load import parse_mapping
from customer_import.mapping.suggest.draft import Draft
from customer_import.mapping.suggest.several_rows import (
    add_only_addresses,
    columns_of_types,
    several_rows,
)
from customer_import.mapping.suggest.suggestion import Suggestion
from customer_import.mapping.suggest.write import suggestion_for, written
from customer_import.records.row_builder import row_builder
from customer_import.table import Row, Source, Table

HEADER = "Customer Number|Customer Name|Kind|Street|City"
ALPHA = ("K1|Alpha|Billing|1 A St|Leeds", "K1|Alpha|Shipping|2 B St|York")
BETA = ("K2|Beta|Billing|3 C St|Hull",)


def table_of(*rows: str, header: str = HEADER) -> Table:
    """Return a list; a row that is blank is left out, as a reader does."""
    cells = [row.split("|") for row in rows]
    read = (Row(number, each) for number, each in enumerate(cells, start=2) if any(each))
    return Table(tuple(header.split("|")), read)


def suggested(*rows: str, header: str = HEADER) -> Suggestion:
    """Return what a list suggests."""
    return suggestion_for(table_of(*rows, header=header))


def found_in(*rows: str, header: str = HEADER) -> list[tuple[str, list[int]]]:
    """Return the numbers of customers with several rows, and their rows."""
    found = several_rows(suggested(*rows, header=header))
    return [(each.number, [row.number for row in each.rows]) for each in found]


@pytest.mark.parametrize(
    "below",
    [
        "K1|Alpha|Shipping|2 B St|York",
        "K1||Shipping|2 B St|York",
        "||Shipping|2 B St|York",
        "|||2 B St|",
    ],
)
def test_a_row_below_that_adds_an_address_is_seen(below: str) -> None:
    """It has the same number, or none and nothing but an address."""
    assert found_in(ALPHA[0], below, *BETA) == [("K1", [2, 3])]


@pytest.mark.parametrize(
    "below",
    [
        "K1|Alpha|Billing|1 A St|Leeds",
        "K1|Alpha|Shipping||",
        "K3|Alpha|Shipping|2 B St|York",
        "|Gamma|Shipping|2 B St|York",
        "||Shipping||",
        "|Total|||",
    ],
)
def test_other_rows_below_are_not_asked_about(below: str) -> None:
    """A row that is repeated, another customer, and a total do not add an address."""
    assert found_in(ALPHA[0], below, *BETA) == []


def test_only_rows_directly_below_are_together() -> None:
    """A blank row, or another customer, ends a customer; several rows go together."""
    assert found_in(ALPHA[0], "||||", ALPHA[1]) == []
    assert found_in(ALPHA[0], *BETA, ALPHA[1]) == []
    third = "||Home|5 E St|Bath"
    assert found_in(*BETA, *ALPHA, third) == [("K1", [3, 4, 5])]


def test_a_list_without_addresses_or_numbers_has_nothing_to_ask() -> None:
    """Rows of one customer can add addresses only, and a number says whose they are."""
    assert found_in("K1|Ada", "K1|Ada", header="Customer Number|Note") == []
    given = suggested("Alpha|1 A St", "Alpha|2 B St", header="Customer Name|Street")
    assert several_rows(given) == ()


@pytest.mark.parametrize(
    ("below", "is_likely"),
    [
        ("K1|Alpha|Shipping|2 B St|York", True),
        ("K1||Shipping|2 B St|York", True),
        ("K1|Gamma|Shipping|2 B St|York", False),
    ],
)
def test_rows_that_differ_elsewhere_may_be_other_customers(below: str, is_likely: bool) -> None:  # noqa: FBT001 - a table of cases
    """Enter means yes only where all else that is mapped is the same, or blank."""
    given = suggested(ALPHA[0], below, *BETA)
    assert add_only_addresses(given, several_rows(given)) is is_likely


def test_columns_that_can_have_the_type_are_offered() -> None:
    """These are texts, few, and another one in each row of a customer."""
    header = f"{HEADER}|State of it|Line|Seen|Code"
    rows = (
        "K1|Alpha|Billing|1 A St|Leeds|open|1|2021-03-04|a1",
        "K1|Alpha|Shipping|2 B St|York|open|2|2021-03-05|a2",
        *(f"K{n}|Beta|Billing|{n} C St|Hull|shut|1|2021-03-04|b{n}" for n in range(2, 8)),
    )
    given = suggested(*rows, header=header)
    columns = columns_of_types(given, several_rows(given))
    assert [column.name for column in columns] == ["Kind"]


def test_the_mapping_takes_the_rows_as_one_customer() -> None:
    """What a person agreed to is written, and fits the list; the type comes from its column."""
    given = suggested(*ALPHA, *BETA)
    draft = Draft(given).continued(next(each for each in given.columns if each.name == "Kind"))
    assert draft.address_types() == ()
    free = draft.free_paths(["Addresses.*.AddressCity", "Addresses.*.AddressLine2"])
    assert free == ["Addresses.*.AddressLine2"]
    text = written(draft.finished(), "list.csv", Source())
    table = table_of(*ALPHA, *BETA)
    built = list(row_builder(parse_mapping(text, "m.yaml"), table.headers).build(table.rows))
    assert [each.problems for each in built if each.problems] == []
    assert "\nrows:\n  continue: true  # " in text
    assert "      AddressTypeName: Kind\n" in text


TYPES = "Customer Number|Customer Name|Billing Street|Shipping Street"


def test_types_in_columns_of_their_own_need_no_column_of_types() -> None:
    """One row fills the billing address, the next the shipping address; two of one type collide."""
    rows = ("K1|Alpha|1 A St|", "K1|Alpha||2 B St")
    given = suggested(*rows, header=TYPES)
    assert [each.number for each in several_rows(given)] == ["K1"]
    text = written(Draft(given).continued().finished(), "list.csv", Source())
    table = table_of(*rows, header=TYPES)
    built = list(row_builder(parse_mapping(text, "m.yaml"), table.headers).build(table.rows))
    assert [each.problems for each in built if each.problems] == []
    assert found_in("K1|Alpha|1 A St|", "K1|Alpha|9 Z St|2 B St", header=TYPES) == []


def test_a_number_that_repeats_is_offered_by_its_header() -> None:
    """A column `Id` has the number of a customer with several rows too, or only in the first."""
    header = HEADER.replace("Customer Number", "Id")
    for below in ("1|Alpha|Shipping|2 B St|York", "||Shipping|2 B St|York"):
        rows = ("1|Alpha|Billing|1 A St|Leeds", below, "2|Beta|Billing|3 C St|Hull")
        draft = Draft(suggested(*rows, header=header))
        assert "Id" in [column.name for column in draft.likely("CustomerNumber")]
