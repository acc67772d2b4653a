from collections.abc import Sequence
from typing import Any

import orjson
import pytest

from customer_import.errors import MappingError
from customer_import.mapping.load import parse_mapping
from customer_import.problems import Code
from customer_import.records.built.built_rows import Built
from customer_import.records.row_builder import BATCH, RowBuilder, row_builder
from customer_import.records.which_rows.belonging import LONGEST
from customer_import.table import Flaw, Origin, Row

HEADERS = ("No", "Name", "Email", "Kind", "Street", "City", "Status")
FIELDS = """
  CustomerNumber: {column: No, required: true}
  CustomerName: {column: Name, required: true}
  CustomerEmail: {column: Email, transform: [lower], default: nobody@x.org}
  Addresses:
    "*": {AddressTypeName: Kind, AddressLine1: Street, AddressCity: City}
"""
ALPHA = ("1", "Alpha", "a@x.org", "Billing", "1 A St", "Ely", "")
SHIPPING = ("", "", "", "Shipping", "2 B St", "York", "")
SITE = ("", "", "", "Site", "3 C St", "Hull", "")
BETA = ("2", "Beta", "b@x.org", "Billing", "4 D St", "Ely", "")


def builder(fields: str = FIELDS, rules: str = "continue: true", more: str = "") -> RowBuilder:
    """A mapping of these fields, whose rows may continue a customer."""
    text = f"version: 1\nrows: {{{rules}}}\n{more}fields: {fields}\n"
    return row_builder(parse_mapping(text, "m"), HEADERS)


def numbered(rows: Sequence[Sequence[str] | Row], first: int = 40) -> list[Row]:
    """Rows that follow each other, but for those that have numbers of their own."""
    return [row if isinstance(row, Row) else Row(i, row) for i, row in enumerate(rows, first)]


def built(*rows: Sequence[str] | Row, **how: Any) -> list[Built]:
    """What becomes of rows that follow each other."""
    return list(builder(**how).build(numbered(rows)))


def sent(*rows: Sequence[str] | Row, **how: Any) -> list[tuple[str, list[str]]]:
    """The number of each customer, with the types of its addresses, as they are sent."""
    making = builder(**how)
    found = []
    for batch in making.batches(numbered(rows)):
        made = making.build_batch(batch)
        out = {*made.not_sent(), *made.joined.leads}
        firsts = [i for i in range(len(batch)) if i not in out]
        kinds: dict[int, list[str]] = {i: [] for i in firsts}
        for each in made.addresses_of_customers(made.numbers, firsts):
            assert orjson.loads(each.text)["CustomerNumber"] == made.numbers[each.position]
            kinds[each.position].append(each.kind)
        found += [(str(made.numbers[i]), kinds[i]) for i in firsts]
    return found


def codes(found: Sequence[Built]) -> list[list[str]]:
    """What is wrong with each row."""
    return [[each.code for each in b.problems if each.severity == "error"] for b in found]


ANOTHER = [Code.ANOTHER_ROW]


@pytest.mark.parametrize("number", ["", "1", " 1 "])
def test_a_row_directly_below_adds_its_addresses(number: str) -> None:
    """It has no number or the same, and whatever else it fills equals the first row."""
    rows = (ALPHA, (number, *SHIPPING[1:]), (number, "Alpha", "A@x.org", *SITE[3:]), BETA)
    wanted = [("1", ["Billing", "Shipping", "Site"]), ("2", ["Billing"])]
    assert sent(*rows) == wanted
    found = built(*rows)
    assert codes(found) == [[]] * 4
    assert [b.continues for b in found] == [None, 40, 40, None]
    assert [b.customer for b in found][1:3] == [{}, {}]


def test_numbers_are_compared_as_everywhere() -> None:
    """Without case, and with it where the mapping says that it matters."""
    rows = [("ab-1", *ALPHA[1:]), ("AB-1", *SHIPPING[1:])]
    assert sent(*rows) == [("ab-1", ["Billing", "Shipping"])]
    strict = "assume: {number_case_matters: true}\n"
    assert [len(b.addresses) for b in built(*rows, more=strict)] == [1, 1]
    assert [b.continues for b in built(*rows, more=strict)] == [None, None]


def test_without_the_word_such_rows_are_refused_with_the_way_out() -> None:
    """The message names `rows: {continue: true}` where the row only adds addresses."""
    found = built(ALPHA, SHIPPING, rules="")
    assert codes(found) == [[], [Code.CONTINUES_ROW]]
    assert "`rows: {continue: true}`" in found[1].problems[0].message
    contact = "CustomerContactLastName: Status, CustomerName: Name, CustomerNumber: No"
    found = built(ALPHA, ("", "", "", "", "", "", "Bob"), rules="", fields=f"{{{contact}}}")
    assert codes(found) == [[], [Code.CONTINUES_ROW]]
    assert "continue: true" not in found[1].problems[0].message


@pytest.mark.parametrize(
    "row",
    [
        ("", "Gamma", *SHIPPING[2:]),
        ("1", "Alpha", "other@x.org", *SHIPPING[3:]),
        ("", "", "nobody@x.org", *SHIPPING[3:]),
    ],
)
def test_a_row_may_not_say_something_else_than_the_first(row: Sequence[str]) -> None:
    """It is refused with its value, and the whole customer with it."""
    found = built(ALPHA, SITE, row, BETA)
    assert codes(found) == [ANOTHER, ANOTHER, [Code.DIFFERS_FROM_FIRST], []]
    problem = found[2].problems[0]
    assert problem.value in row
    assert "row 40" in problem.message
    assert "Row 42 " in found[0].problems[0].message


def test_a_default_does_not_make_a_row_differ() -> None:
    """What a row leaves blank is what the first row says, whatever would fill a blank cell."""
    assert codes(built(ALPHA, SHIPPING)) == [[], []]


def test_a_constant_and_a_template_are_compared_by_the_cells_of_the_row() -> None:
    """A part of a name that equals the first row's is not another name."""
    fields = """
  CustomerNumber: No
  CustomerName: {template: "{Name} {Email}"}
  CustomerNote: {value: Imported}
  CustomFields: {State: Status}
  Addresses: {"*": {AddressTypeName: Kind, AddressLine1: Street}}
"""
    assert codes(built(ALPHA, ("", "Alpha", "", *SHIPPING[3:]), fields=fields)) == [[], []]
    other = ("", "", "", *SHIPPING[3:6], "new")
    assert codes(built(ALPHA, other, fields=fields)) == [ANOTHER, [Code.DIFFERS_FROM_FIRST]]


def test_two_addresses_of_one_type_are_refused() -> None:
    """Case aside; the row above is named. An address that is repeated as it is, is sent once."""
    other = ("", "", "", "billing", "9 Z St", "Ely", "")
    found = built(ALPHA, SHIPPING, other)
    assert codes(found) == [ANOTHER, ANOTHER, [Code.ADDRESS_TYPE_TWICE]]
    assert "Row 40" in found[2].problems[0].message
    repeated = ("1", "", "", "Billing", "1 A St", "Ely", "")
    assert sent(ALPHA, repeated, SHIPPING) == [("1", ["Billing", "Shipping"])]


def test_one_wrong_row_refuses_the_customer_and_no_other() -> None:
    """Every row of it has an error: its own, or that another is wrong."""
    bad = ("1", "", "bad@", *SITE[3:])
    found = built(ALPHA, SHIPPING, bad, BETA, SHIPPING)
    assert codes(found)[:2] == [ANOTHER, ANOTHER]
    assert Code.EMAIL in codes(found)[2]
    assert codes(found)[3:] == [[], []]


def test_a_required_address_may_be_blank_below() -> None:
    """A row that adds one address does not lack another that the first row has."""
    fields = """
  CustomerNumber: No
  Addresses:
    Main: {AddressLine1: {column: Street, required: true}}
    Other: {AddressLine1: Name, AddressCity: {column: Status, required: true}}
"""
    first = ("1", "9 Z St", "", "", "1 A St", "", "Bath")
    below = ("", "", "", "", "", "", "")
    assert codes(built(first, below, fields=fields)) == [[], []]
    partly = ("", "8 Y St", "", "", "", "", "")
    assert Code.REQUIRED in codes(built(first, partly, fields=fields))[1]


def test_only_a_row_directly_below_continues() -> None:
    """Not below a blank row, a line of a report, or a row without a number."""
    missing = [Code.CUSTOMER_NUMBER_MISSING]
    rows = [Row(40, ALPHA), Row(42, SHIPPING), Row(43, SITE)]
    assert [bool(found) for found in codes(built(*rows))] == [False, True, True]
    total = ("Total", "", "", "", "", "12", "")
    found = codes(built(ALPHA, total, SHIPPING))
    assert found[0] == []
    assert Code.TOTAL_ROW in found[1]
    assert found[2]
    assert Code.ANOTHER_ROW not in found[2]
    plain = "{CustomerNumber: No, Addresses: {Main: {AddressLine1: Street}}}"
    assert codes(built(SHIPPING, ALPHA, fields=plain)) == [missing, []]


def test_a_row_whose_cells_are_not_in_their_columns_keeps_its_customer_back() -> None:
    """Where its number is blank or that of the customer; with another number it is its own."""
    flaw = (Flaw(Code.ROW_SHORT, "This row is short."),)
    for number in ("", "1"):
        short = Row(41, (number, "", ""), flaw)
        assert codes(built(ALPHA, short, BETA)) == [ANOTHER, [Code.ROW_SHORT], []]
    own = Row(41, ("9", "", ""), flaw)
    assert codes(built(ALPHA, own, SHIPPING, BETA)) == [[], [Code.ROW_SHORT], ANOTHER, []]


def test_a_wrong_number_is_another_customer() -> None:
    """A row whose number is not read does not belong to the customer above, or to nobody."""
    fields = FIELDS.replace("column: No,", "column: No, pattern: '[0-9]+',")
    found = built(ALPHA, ("x", *BETA[1:]), SHIPPING, fields=fields)
    assert codes(found)[0] == []
    assert codes(found)[1] == [Code.PATTERN]
    assert codes(found)[2] == ANOTHER


def test_a_row_that_asks_for_a_number_is_a_customer_of_its_own() -> None:
    """The server is to make one, so nothing of it belongs to the customer above."""
    fields = FIELDS.replace("required: true}\n  CustomerName", "optional: true}\n  CustomerName")
    fields += "  IsAutogeneratedCustomerNumber: {column: Status, default: 'no'}\n"
    auto = ("", "Eve", "e@x.org", "", "", "", "yes")
    found = built(ALPHA, auto, fields=fields)
    assert codes(found) == [[], []]
    assert found[1].customer["CustomerName"] == "Eve"


SKIP = "continue: true, skip: {Status: closed}"
ONLY = "continue: true, only: {Status: active}"


@pytest.mark.parametrize(("rules", "out"), [(SKIP, "closed"), (ONLY, "old")])
def test_what_belongs_to_a_row_that_is_left_out_is_left_out(rules: str, out: str) -> None:
    """A blank cell says what the first row says, so the rules see whole customers."""
    rows = ((*ALPHA[:-1], out), SHIPPING, (*BETA[:-1], "active"), SITE)
    found = built(*rows, rules=rules)
    assert [bool(b.left_out) for b in found] == [True, True, False, False]
    assert codes(found) == [[]] * 4
    assert sent(*rows, rules=rules) == [("2", ["Billing", "Site"])]


def test_a_row_of_a_customer_may_be_left_out_alone() -> None:
    """The rows below it belong to the customer as before: the list decides, not what is left."""
    closed = (*SHIPPING[:-1], "closed")
    rows = ((*ALPHA[:-1], ""), closed, SITE)
    assert sent(*rows, rules=SKIP) == [("1", ["Billing", "Site"])]
    assert [bool(b.left_out) for b in built(*rows, rules=SKIP)] == [False, True, False]


@pytest.mark.parametrize("number", ["", "1"])
@pytest.mark.parametrize("before", [0, BATCH - 2, BATCH - 1, BATCH])
def test_rows_are_built_with_their_customer(number: str, before: int) -> None:
    """However many they are, and wherever a batch would end."""
    others = [(f"9{i}", *BETA[1:]) for i in range(before)]
    rows = [(number, "", "", f"Site {i}", "1 A St", "Ely", "") for i in range(BATCH + 7)]
    kinds = [f"Site {i}" for i in range(BATCH + 7)]
    found = sent(*others, ALPHA, *rows, BETA)
    assert found[before:] == [("1", ["Billing", *kinds]), ("2", ["Billing"])]
    assert len(found) == before + 2


def test_rows_without_end_are_not_all_held() -> None:
    """A list whose numbers are missing does not fill the memory; it is refused."""
    rows = (Row(i, ALPHA if i == 2 else SITE) for i in range(2, LONGEST * 3))
    assert max(map(len, builder().batches(rows))) <= LONGEST + BATCH


def test_a_report_keeps_apart_what_its_list_kept_apart() -> None:
    """Rows that were not directly below each other may be so in an error report."""

    def line(number: int, cells: Sequence[str], code: str) -> Row:
        return Row(number, cells, origin=Origin(number, "", code))

    rows = [line(2, ALPHA, "email"), line(3, SHIPPING, "another-row")]
    assert codes(built(*rows)) == [[], []]
    orphan = line(3, SHIPPING, "customer-number-missing | required")
    assert Code.ANOTHER_ROW not in codes(built(rows[0], orphan))[1]
    assert codes(built(rows[0], orphan))[0] == []
    twice = line(3, ("1", *SHIPPING[1:]), "customer-number-twice")
    assert [b.continues for b in built(rows[0], twice)] == [None, None]


def test_the_word_needs_a_number() -> None:
    """A mapping without CustomerNumber cannot say which rows are of one customer."""
    auto = "{IsAutogeneratedCustomerNumber: {value: true}, CustomerName: Name}"
    with pytest.raises(MappingError, match=r"`rows: \{continue: true\}` needs CustomerNumber"):
        builder(auto)


def test_the_name_is_wanted_of_the_customer_alone() -> None:
    """Rows that continue one are not counted as customers without a name."""
    making = builder(FIELDS.replace("{column: Name, required: true}", "Name"))
    made = making.build_batch(numbered([ALPHA, SHIPPING, SITE]))
    assert list(made.nameless) == []
    nameless = making.nameless_rows()
    nameless.add(made)
    assert nameless.problems() == []
