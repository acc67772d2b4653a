"""Lists in .xls and .ods, run from end to end."""

from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[2] / "data" / "workbooks"
MAPPING = """\
version: 1
fields:
  CustomerNumber: Number
  CustomerName: Name
  CustomerContactPhone: Phone
  CustomFields:
    Limit: {column: Limit, type: number}
    Active: Active
  Addresses:
    Billing: {AddressPostalCode: Zip}
"""


@pytest.fixture
def desk(shell: Any) -> Any:
    """Put a list of each kind on the desk, with one mapping for both."""
    shell.file("formats.yaml", MAPPING)
    for name in ("formats.xls", "formats.ods"):
        shell.file(name, (DATA / name).read_bytes())
    return shell


def test_an_xls_is_imported_as_it_is_shown(desk: Any) -> None:
    """The zeros of numbers and postcodes arrive, and nothing is doubted."""
    done = desk.run("formats.xls", "--sandbox", "--strict", "--json")
    assert (done.status, done.states) == (0, {"saved": 3})
    sent = [record for payload in desk.arrived() for record in payload.get("Data", [payload])]
    numbers = {record["CustomerNumber"] for record in sent if "CustomerName" in record}
    assert numbers == {"00042", "00043", "00044"}


def test_numbers_of_an_ods_are_doubted_where_zeros_matter(desk: Any) -> None:
    """A number, a phone and a postcode have a warning; a limit and a text have none."""
    done = desk.run("formats.ods", "--sandbox", "--json", "--limit", "1")
    assert (done.status, done.states) == (0, {"saved": 1})
    found = {(each["code"], each["field"], each["severity"]) for each in done.json["problems"]}
    assert {field for code, field, _ in found if code == "zeros-unknown"} == {
        "CustomerNumber",
        "CustomerContactPhone",
        "Addresses.Billing.AddressPostalCode",
    }
    assert "does not tell how a number is displayed" in " ".join(done.err.split())


def test_strict_sends_nothing_of_an_ods_until_the_doubt_is_accepted(desk: Any) -> None:
    """`accept` in the mapping says that these numbers are right."""
    assert desk.run("formats.ods", "--sandbox", "--strict").status == 1
    accepted = MAPPING.replace("fields:", "accept: [zeros-unknown, lost-zeros]\nfields:", 1)
    desk.file("formats.yaml", accepted)
    assert desk.run("formats.ods", "--sandbox", "--strict").status == 0
