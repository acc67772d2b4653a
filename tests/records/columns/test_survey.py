from collections.abc import Sequence

import pytest

from customer_import.mapping.load import parse_mapping
from customer_import.problems import Code, Problem
from customer_import.records.built.built_rows import Built
from customer_import.records.columns.survey import SURVEYED, with_first_rows
from customer_import.records.row_builder import row_builder
from customer_import.table import Row

HEADERS = ("Id", "Phone", "Zip", "State", "Country", "Since")
MAPPING = """
version: 1
fields:
  CustomerNumber: Id
  CustomerBusinessPhoneNumber: Phone
  CustomFields: {Since: {column: Since, type: date}}
  Addresses: {Main: {AddressPostalCode: Zip, AddressStateProvince: State, AddressCountry: Country}}
"""


def built(column: str, *cells: Sequence[str] | str) -> list[Built]:
    """Build a list whose rows differ in one column, or in some of them."""
    rows = []
    for number, cell in enumerate(cells, 2):
        row = {"Id": f"C-{number}", column: cell} if isinstance(cell, str) else cell
        given = row if isinstance(row, dict) else dict(zip(HEADERS, row, strict=True))
        rows.append(Row(number, [given.get(name, "") for name in HEADERS]))
    builder = row_builder(parse_mapping(MAPPING, "m.yaml"), HEADERS).surveyed(rows)
    return list(builder.build(rows))


def told(found: Sequence[Built], code: Code) -> list[str]:
    """Return the cells of which something is said; each time a warning."""
    problems: list[Problem] = [problem for each in found for problem in each.problems]
    assert {(problem.code, problem.severity) for problem in problems} <= {(code, "warning")}
    return [problem.value for problem in problems]


@pytest.mark.parametrize(
    ("column", "cells", "doubted"),
    [
        ("Zip", ["4103", "6108", "50667", "80331", "1067"], ["4103", "6108", "1067"]),
        ("Zip", ["02110", "1970", "94105"], ["1970"]),
        ("Zip", ["0150", "150", "1234"], ["150"]),
        ("Phone", ["7911123456", "07911123457", "7911123459"], ["7911123456", "7911123459"]),
        ("Phone", ["3415550100", "03515550104", "+492215550102"], ["3415550100"]),
    ],
)
def test_lost_zeros_are_told_by_the_neighbours(
    column: str, cells: list[str], doubted: list[str]
) -> None:
    """A number with a digit less than others that have their zero may have lost its own."""
    assert told(built(column, *cells), Code.LOST_ZEROS) == doubted


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("Zip", ["1010", "1220", "8010"]),
        ("Zip", ["SW1A 1AA", "M1 1AE", "123"]),
        ("Zip", ["94105", "10001"]),
        ("Phone", ["6175550100", "2125550101"]),
        ("Phone", ["030123456", "493012345678", "110"]),
    ],
)
def test_columns_that_are_alike_are_not_doubted(column: str, cells: list[str]) -> None:
    """Where no value shows a zero or one digit more, nothing was lost."""
    assert told(built(column, *cells), Code.LOST_ZEROS) == []


@pytest.mark.parametrize(
    ("zip_code", "state", "country", "is_doubted"),
    [
        ("2110", "MA", "US", True),
        ("2110-1234", "MA", "US", True),
        ("601", "PR", "", True),
        ("7102", "NJ", "", True),
        ("7102", "", "United States", True),
        ("4103", "", "Deutschland", True),
        ("600001", "", "Japan", True),
        ("10010", "", "Japan", True),
        ("94105", "CA", "JP", False),
        ("118", "RM", "IT", True),
        ("800", "NT", "Australia", True),
        ("1010", "", "Austria", False),
        ("8000", "ZH", "CH", False),
        ("1000", "", "Danmark", False),
        ("94105", "CA", "US", False),
        ("02110", "MA", "US", False),
        ("2000", "NSW", "Australia", False),
    ],
)
def test_lost_zeros_are_told_by_country_and_state(
    zip_code: str, state: str, country: str, *, is_doubted: bool
) -> None:
    """Each country has postcodes of its own length; the states of one with zeros are known."""
    found = built("Zip", ["C-1", "", zip_code, state, country, ""])
    assert told(found, Code.LOST_ZEROS) == ([zip_code] if is_doubted else [])


def test_a_column_of_numbers_with_decimals_is_cleaned() -> None:
    """Where every value ends in `.0`, a program has made numbers of them."""
    rows = [
        ["1001.0", "5551234567.0", "94105.0", "", "", ""],
        ["1002.0", "5551234568.0", "10001.00", "", "", ""],
    ]
    first, second = built("Id", *rows)
    assert (first.number, second.number) == ("1001", "1002")
    assert first.customer["CustomerBusinessPhoneNumber"] == "5551234567"
    assert [each.addresses[0]["AddressPostalCode"] for each in (first, second)] == [
        "94105",
        "10001",
    ]
    assert [first.problems, second.problems] == [[], []]


def test_a_column_without_its_decimals_is_told_once() -> None:
    """One notice for each such column, not one for each row."""
    rows = [Row(n, (f"{n}.0", "", "", "", "", "")) for n in range(2, 9)]
    builder = row_builder(parse_mapping(MAPPING, "m.yaml"), HEADERS)
    assert builder.of_list() == []
    (problem,) = builder.surveyed(rows).of_list()
    assert (problem.code, problem.severity, problem.column) == (Code.FLOAT, "notice", "Id")
    assert problem.message.startswith("Every number in the column Id ends in .0")


def test_a_single_number_with_decimals_is_doubted() -> None:
    """Beside other values nobody knows whether `.0` belongs to it."""
    rows = [[each, "", "", "", "", ""] for each in ("1", "1.0", "AB-1")]
    assert told(built("Id", *rows), Code.FLOAT) == ["1.0"]
    assert [each.number for each in built("Id", *rows)] == ["1", "1.0", "AB-1"]


def test_only_the_first_rows_are_looked_at() -> None:
    """All rows come after the look at the first, in their order, and are read once."""
    rows = (Row(number, (str(number),)) for number in range(2, SURVEYED + 100))
    first, again = with_first_rows(rows)
    assert len(first) == SURVEYED
    assert [row.number for row in again] == list(range(2, SURVEYED + 100))
