from typing import Any

import pytest

from customer_import.mapping.load import AUTOMATIC
from customer_import.reports.causes import Cause
from customer_import.reports.mapping_lines import NO_LINES, lines_of

MAPPING = """\
version: 1
fields:
  CustomerNumber: Id
  CustomerEmail:
    column: Email
  CustomerNote: {value: Web}
  CustomerContactCell:
    PhoneNumber: Mobile
    PhoneTypeName: {value: Pager}
  CustomFields:
    Credit. Limit: {column: Limit, type: number}
  CustomerNotes:
    - NoteText: Comments
      UserLogon: {value: importer}
  Addresses:
    Foo: {AddressCity: City}
"""


def cause(field: str = "", column: str = "", code: str = "email", reason: str = "") -> Cause:
    """Return a cause as these lines look at it."""
    return Cause(code, "error", field, column, reason, 1, (2,), ())


def spot(**given: Any) -> tuple[str, bool] | None:
    """Return where it is fixed, and whether the mapping is to blame."""
    found = lines_of("a/list.yaml", MAPPING).spot(cause(**given))
    return (str(found), found.is_to_blame) if found else None


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("CustomerNumber", 3),
        ("CustomerEmail", 4),
        ("CustomerContactCell.PhoneNumber", 8),
        ("CustomFields.Credit. Limit", 11),
        ("CustomerNotes.0.NoteText", 13),
        ("Addresses.Foo.AddressCity", 16),
        ("Addresses.Foo", 16),
        ("Addresses", 15),
        ("Addresses.Bar.AddressCity", 15),
    ],
)
def test_a_field_leads_to_the_line_that_fills_it(field: str, line: int) -> None:
    """The line is that of the field, or of the nearest part of it that the mapping has."""
    assert spot(field=field, column="x") == (f"list.yaml, line {line}", False)


@pytest.mark.parametrize("field", ["", "CustomerName"])
def test_what_the_mapping_does_not_fill_has_no_line(field: str) -> None:
    """A cause of whole rows, or of a field that is not mapped, names no line."""
    assert spot(field=field) is None


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"field": "CustomerNote", "code": "email"}, 6),
        ({"code": "refused", "reason": "The server refused it: no type 'Pager'."}, 9),
        ({"code": "refused", "reason": 'No user "importer".'}, 14),
        ({"code": "address-refused", "field": "Addresses.Foo", "reason": "No type “Foo”."}, 16),
    ],
)
def test_a_constant_that_is_wrong_is_the_mapping_s_fault(given: dict[str, str], line: int) -> None:
    """If the value comes from the mapping itself, changing a cell does not help."""
    assert spot(**given) == (f"list.yaml, line {line}", True)


@pytest.mark.parametrize(
    "given",
    [
        {"code": "refused", "reason": "The server refused it: no type 'Telex'."},
        {"code": "refused", "reason": "The server refused it: no page for Web."},
        {"code": "email", "column": "Email", "reason": "'Pager' is not one."},
    ],
)
def test_what_a_cell_may_have_brought_is_not_blamed_on_the_mapping(given: dict[str, str]) -> None:
    """Only what the server quotes and the mapping has as a constant is surely the mapping's."""
    assert spot(**given) is None


@pytest.mark.parametrize(
    ("name", "text"), [(AUTOMATIC, MAPPING), ("m.yaml", "{"), ("m.yaml", ""), ("m.yaml", "- a")]
)
def test_a_mapping_that_cannot_be_opened_has_no_lines(name: str, text: str) -> None:
    """One made from the headers is not a file, and one that cannot be read has no lines."""
    assert lines_of(name, text).spot(cause("CustomerNumber")) is None


def test_no_lines_lead_nowhere() -> None:
    """Without a mapping no cause has a line."""
    assert NO_LINES.spot(cause("CustomerNumber")) is None
