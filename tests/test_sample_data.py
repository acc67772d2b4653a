import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from openpyxl import load_workbook

from customer_import.mapping.find import find_mapping
from customer_import.mapping.load import LoadedMapping
from customer_import.readers.open_table import open_table
from customer_import.records.built.built_rows import Built
from customer_import.records.row_builder import RowBuilder, row_builder
from customer_import.sandbox.settings import ADDRESS_TYPES, PHONE_TYPES
from customer_import.table import Source

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "sample_data"

Codes = dict[int, set[str]]


class Expected(NamedTuple):
    """A list as it is meant to be.

    Attributes:
        rows: how many it has.
        bad: what is wrong on purpose, by row, as far as a row alone shows it.
        twice: the number of two rows.
        refused: the phone type that only the server knows to be wrong.
    """

    rows: int
    bad: Codes
    twice: str = ""
    refused: str = ""


PROBLEMS: Codes = {
    **{row: {"email"} for row in (5, 9, 12, 16)},
    20: {"date-ambiguous"},
    23: {"number"},
    27: {"required"},
    34: {"value-unknown"},
    38: {"max-length"},
    42: {"customer-number-missing"},
    50: {"row-short"},
    54: {"row-long"},
    57: {"email", "number", "value-unknown"},
}
LARGE_PROBLEMS: Codes = {
    **{row: {"email"} for row in (41, 118, 365, 633, 1444)},
    **{row: {"date"} for row in (203, 720, 1290)},
    **{row: {"number"} for row in (287, 808)},
    **{row: {"value-unknown"} for row in (452, 1126)},
    540: {"required"},
    911: {"phone"},
    1004: {"email", "required"},
}
LISTS = {
    "customers.csv": Expected(300, {}),
    "customers-with-problems.csv": Expected(60, PROBLEMS, twice="C-00128", refused="Pager"),
    "kunden.csv": Expected(120, {}),
    "clientes.xlsx": Expected(80, {}),
    "large.csv": Expected(1500, LARGE_PROBLEMS),
    "new-contacts.xlsx": Expected(25, {}),
}

each_list = pytest.mark.parametrize("name", LISTS)


class Read(NamedTuple):
    """A list with its mapping applied."""

    builder: RowBuilder
    rows: list[Built]

    def row(self, number: int) -> Built:
        """Return the row that a spreadsheet shows under this number."""
        return next(built for built in self.rows if built.row.number == number)


def mapping_of(name: str) -> LoadedMapping:
    """Find the mapping of a list when none is named."""
    found = find_mapping(None, SAMPLES / name, ROOT)
    assert found
    return found


@cache
def read(name: str) -> Read:
    """Read a list as a run does."""
    loaded = mapping_of(name)
    source = Source(**loaded.mapping.source.model_dump(exclude={"dates", "empty"}))
    with open_table(SAMPLES / name, source) as table:
        builder = row_builder(loaded, table.headers)
        return Read(builder, list(builder.build(table.rows)))


def custom(built: Built, label: str) -> Any:
    """Return the value of a custom field, whatever its type."""
    field = next(each for each in built.customer["CustomFields"] if each["DcfLabel"] == label)
    values = (field[f"Dcf{kind}Value"] for kind in ("Text", "Number", "Date"))
    return next(value for value in values if value is not None)


def phone_types(built: Built) -> set[str]:
    """List the phone types of a row."""
    phones = (value for value in built.customer.values() if isinstance(value, dict))
    return {phone["PhoneTypeName"] for phone in phones if "PhoneTypeName" in phone}


def bad_rows(expected: Expected) -> int:
    """Count the rows that do not come through, here or at the server."""
    return len(expected.bad) + (2 if expected.twice else 0) + (1 if expected.refused else 0)


@each_list
def test_only_the_rows_meant_to_be_bad_are_bad(name: str) -> None:
    """Every sample list has its rows, and exactly the problems it is meant to show."""
    rows = read(name).rows
    bad = {b.row.number: {p.code for p in b.problems} for b in rows if b.problems}
    assert (len(rows), bad) == (LISTS[name].rows, LISTS[name].bad)


@each_list
def test_numbers_are_unique_but_where_a_duplicate_is_shown(name: str) -> None:
    """Two rows have one number only where the list shows what happens then."""
    numbers = Counter(built.number for built in read(name).rows if built.number)
    twice = {number: count for number, count in numbers.items() if count > 1}
    assert twice == ({LISTS[name].twice: 2} if LISTS[name].twice else {})


@each_list
def test_types_are_those_of_the_sandbox(name: str) -> None:
    """The sandbox knows every phone and address type, but the one that it is to refuse."""
    valid = [built for built in read(name).rows if built.valid]
    phones = Counter(kind for built in valid for kind in phone_types(built))
    addresses = {each["AddressTypeName"] for built in valid for each in built.addresses}
    unknown = {kind: count for kind, count in phones.items() if kind not in PHONE_TYPES}
    assert unknown == ({LISTS[name].refused: 1} if LISTS[name].refused else {})
    assert addresses <= ADDRESS_TYPES


@each_list
def test_mapping_begins_with_the_list_it_is_for(name: str) -> None:
    """The first line of a mapping says which list it is for."""
    assert mapping_of(name).text.startswith(f"# For sample_data/{name}: ")


@each_list
def test_every_column_fills_something(name: str) -> None:
    """A mapping of a sample leaves no column out."""
    assert read(name).builder.unused == ()


@each_list
def test_readme_counts_the_rows(name: str) -> None:
    """The table of the lists says how many rows each has, and how many are bad."""
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    told = re.search(rf"^\| `{re.escape(name)}` \| (\d+) \| (\d+) \|", readme, re.MULTILINE)
    assert told
    assert (int(told[1]), int(told[2])) == (LISTS[name].rows, bad_rows(LISTS[name]))


def test_readme_lists_the_problems_by_row() -> None:
    """The table of the problems names every bad row, with its codes."""
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    told = {
        int(row): set(re.findall(r"`([a-z-]+)`", codes))
        for rows, codes in re.findall(r"^\| ([\d, ]+) \|.*\| ([^|]+) \|$", readme, re.MULTILINE)
        for row in rows.split(", ")
    }
    twice, refused = {"customer-number-twice"}, {"refused"}
    assert told == {**PROBLEMS, 30: twice, 31: twice, 46: refused}


def test_duplicate_and_refused_rows_are_those_told() -> None:
    """Rows 30 and 31 share their number, and row 46 has the phone type to refuse."""
    problems, expected = read("customers-with-problems.csv"), LISTS["customers-with-problems.csv"]
    assert [problems.row(row).number for row in (30, 31)] == [expected.twice] * 2
    assert phone_types(problems.row(46)) == {expected.refused}


def test_customers_fill_several_sets_of_fields() -> None:
    """The first list has rows that cannot share a request, with and without notes."""
    _, rows = read("customers.csv")
    sets = {built.shape.filled.fields for built in rows}
    assert len(sets) >= 5
    assert {built.shape.filled.safe for built in rows} == {True, False}


@pytest.mark.parametrize(
    ("name", "field", "wanted"),
    [
        ("customers.csv", "CustomerNumber", "000417"),
        ("kunden.csv", "CustomerNumber", "0010042"),
        ("clientes.xlsx", "CustomerNumber", "00137"),
        ("large.csv", "CustomerNumber", "00000001"),
        ("new-contacts.xlsx", "IsAutogeneratedCustomerNumber", True),
    ],
)
def test_first_row_is_numbered_as_the_list_shows(name: str, field: str, wanted: object) -> None:
    """Leading zeros stay, be they in a text or in a number format."""
    assert read(name).rows[0].customer[field] == wanted


@pytest.mark.parametrize(
    ("name", "row", "label", "wanted"),
    [
        ("customers.csv", 2, "Credit limit", 1225),
        ("customers.csv", 2, "Customer since", "2016-07-14T00:00:00"),
        ("customers.csv", 2, "Region", "South"),
        ("kunden.csv", 3, "Jahresumsatz", 45819.8),
        ("kunden.csv", 3, "Kunde seit", "2016-02-23T00:00:00"),
        ("large.csv", 2, "Encours autorisé", 32011.52),
        ("large.csv", 2, "Client depuis", "2020-05-18T00:00:00"),
    ],
)
def test_numbers_and_dates_are_read_as_the_mapping_declares(
    name: str, row: int, label: str, wanted: object
) -> None:
    """A number, a date and a code mean what the list's country means by them."""
    assert custom(read(name).row(row), label) == wanted


def test_workbook_reads_typed_and_written_cells_alike() -> None:
    """Dates and phones come out in one form, whether the cell is a number or a text."""
    rows = read("clientes.xlsx").rows
    sheet = load_workbook(SAMPLES / "clientes.xlsx")["Clientes"]
    assert {type(sheet.cell(built.row.number, 6).value) for built in rows} == {int, str}
    assert len({type(sheet.cell(built.row.number, 12).value) for built in rows}) == 2
    assert all(len(b.customer["CustomerBusinessPhone"]["PhoneNumber"]) == 10 for b in rows)
    assert all(custom(built, "Fecha de alta").endswith("T00:00:00") for built in rows)
    assert {b.addresses[0]["AddressPostalCode"] for b in rows} >= {"01000", "03100", "06700"}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the lists with the script."""
    folder = tmp_path_factory.mktemp("samples")
    script = ROOT / "scripts" / "make_sample_data.py"
    subprocess.run([sys.executable, script, folder], check=True)
    return folder


def contents(path: Path) -> object:
    """Return what counts of a file: its bytes, or a workbook's sheets, cells and formats."""
    if path.suffix == ".csv":
        return path.read_bytes()
    return [
        (sheet.title, sheet.sheet_state, [[(c.value, c.number_format) for c in r] for r in sheet])
        for sheet in load_workbook(path).worksheets
    ]


@each_list
def test_script_makes_the_lists_again(name: str, made: Path) -> None:
    """The lists are what the script makes of them, byte for byte or cell for cell."""
    assert contents(made / name) == contents(SAMPLES / name)
