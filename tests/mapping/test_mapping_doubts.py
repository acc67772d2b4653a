import pytest

from customer_import.mapping.doubtful import doubts
from customer_import.mapping.load import parse_mapping
from customer_import.mapping.yaml import YamlPlace

NUMBER = "version: 1\nfields:\n  CustomerNumber: Id\n"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (
            "CustomerContactCell: A\n  CustomerContactCellNumber: B",
            "both fill the same phone; keep one of them",
        ),
        ("CustomFields: {L: {column: A,\n  default: x}}", "this default never fills L"),
        ("CustomerName: A\n  CustomerNote:", "nothing fills CustomerNote; write its column"),
    ],
)
def test_what_is_doubtful_is_told_with_its_line(line: str, says: str) -> None:
    """A mapping that is right may still not mean what it says."""
    (issue,) = doubts(parse_mapping(f"{NUMBER}  {line}\n", "m.yaml"))
    assert says in issue.message
    assert issue.place.line == 5


@pytest.mark.parametrize(
    "line", ["CustomerContactCell: A", "CustomFields: {L: {value: x, default: y}, M: B}"]
)
def test_what_is_not_doubtful_is_not_told(line: str) -> None:
    """A plain mapping raises no doubts."""
    assert doubts(parse_mapping(f"{NUMBER}  {line}\n", "m.yaml"), ("Id", "A", "B")) == []


def test_columns_that_are_hard_to_tell_apart_are_told() -> None:
    """Headers that differ only in case or blanks, and columns nobody uses, are said."""
    loaded = parse_mapping(NUMBER, "m.yaml")
    headers = ("Id", "E Mail", "email", "", "Sum", "")
    alike, _, unused = doubts(loaded, headers, ("Sum", "email"))
    assert alike.message == "the columns “E Mail” and “email” differ only in case or blanks"
    assert unused.message == "these columns are not imported: Sum, email"
    assert alike.place == unused.place == YamlPlace(1, 1)


def test_columns_without_a_header_of_their_own_are_said() -> None:
    """A check says what a mapping can call two columns of one name, and one without."""
    loaded = parse_mapping(f"{NUMBER}", "m.yaml")
    issues = doubts(loaded, ("Id", "Phone", "Phone", ""))
    assert [issue.message for issue in issues] == [
        "2 columns are called Phone; a mapping calls them Phone (1), Phone (2)",
        "a mapping calls what has no header Column 4",
    ]
