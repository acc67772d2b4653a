import pytest

from customer_import.errors import MappingError
from customer_import.mapping.load import parse_mapping
from customer_import.problems import Code
from customer_import.records.built.built_rows import Built
from customer_import.records.row_builder import RowBuilder, row_builder
from customer_import.table import Flaw, Row

HEADERS = ("Id", "Name", "Status", "Country")


def builder(rules: str) -> RowBuilder:
    """A mapping with these rules for rows."""
    text = f"version: 1\nrows: {rules}\nfields: {{CustomerNumber: Id, CustomerName: Name}}\n"
    return row_builder(parse_mapping(text, "m.yaml"), HEADERS)


def built(rules: str, *cells: str, flaws: tuple[Flaw, ...] = ()) -> Built:
    """One row, built."""
    return next(builder(rules).build([Row(40, cells, flaws)]))


@pytest.mark.parametrize(
    ("rules", "status", "country", "why"),
    [
        ("{skip: {Status: [I, closed]}}", "Closed ", "US", "because Status is Closed"),
        ("{skip: {Status: closed}}", "CLOSED", "US", "because Status is CLOSED"),
        ("{skip: {Status: ['']}}", " ", "US", "because Status is blank"),
        ("{only: {Country: [US, CA]}}", "A", "DE", "because Country is DE"),
        ("{only: {Country: [US, CA]}}", "A", "", "because Country is blank"),
        ("{only: {Country: us}, skip: {Status: i}}", "I", "US", "because Status is I"),
        ("{only: {Country: us, Status: a}}", "B", "US", "because Status is B"),
        ("{skip: {Status: i}}", "'I", "US", ""),
        ("{skip: {Status: i}}", "A", "US", ""),
        ("{only: {Country: [us, ca]}}", "A", " CA", ""),
        ("{skip: {Status: STRASSE}}", "straße", "US", "because Status is straße"),
    ],
)
def test_rows_are_left_out_by_a_cell(rules: str, status: str, country: str, why: str) -> None:
    """A row is left out if one rule says so, case and outer blanks aside, and told why."""
    row = built(rules, "7", "Ada", status, country)
    assert row.left_out.endswith(why)
    assert bool(row.left_out) == bool(why)
    assert row.problems == []


def test_what_is_wrong_with_a_row_that_is_left_out_is_not_told() -> None:
    """It is not sent, so nobody has to correct it; a line of a report is left out likewise."""
    for cells in (("", "Ada", "I", ""), ("Total", "", "I", "")):
        assert built("{skip: {Status: I}}", *cells).problems == []
        assert built("{skip: {Status: X}}", *cells).problems != []


def test_a_number_of_a_row_that_is_left_out_is_not_there_twice() -> None:
    """The row is not sent, so its number is free for another."""
    rows = builder("{skip: {Status: I}}").build_batch(
        [Row(2, ("7", "Ada", "I", "")), Row(3, ("7", "Ada", "A", ""))]
    )
    assert rows.numbers == [None, "7"]


def test_a_cell_that_cannot_be_read_leaves_no_row_out() -> None:
    """Whether the row is wanted is not known, so the row is invalid and somebody looks at it."""
    flaw = Flaw(Code.CELL_ERROR, "This cell has an error.", 3)
    row = built("{only: {Country: US}}", "7", "Ada", "A", "#N/A", flaws=(flaw,))
    assert (row.left_out, [each.code for each in row.problems]) == ("", [Code.CELL_ERROR])
    assert built("{skip: {Country: '#N/A'}}", "7", "A", "A", "#N/A", flaws=(flaw,)).left_out


def test_a_row_with_a_cell_too_few_is_not_left_out() -> None:
    """Its cells may be in the wrong columns, so none of them says anything."""
    flaw = Flaw(Code.ROW_SHORT, "This row is short.")
    row = built("{skip: {Status: I}}", "7", "Ada", "I", flaws=(flaw,))
    assert (row.left_out, row.valid) == ("", False)


def test_a_column_that_only_says_which_rows_are_meant_is_used() -> None:
    """It is not among the columns that are not imported."""
    assert builder("{skip: {Status: I}}").unused == ("Country",)


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("{skip: {Staus: I}}", "m.yaml:2:15: the file has no column Staus; did you mean Status?"),
        ("{only: {Country: []}}", "m.yaml:2:15: Country: list should have at least 1 item"),
        ("{onyl: {Country: US}}", "m.yaml:2:8: onyl is not known here; did you mean only?"),
        ("{skip: Status}", "m.yaml:2:8: skip cannot be the text Status"),
    ],
)
def test_a_rule_that_does_not_fit_is_an_error_of_the_mapping(rules: str, said: str) -> None:
    """It names the place and the nearest right name."""
    with pytest.raises(MappingError) as caught:
        builder(rules)
    assert said in str(caught.value)
