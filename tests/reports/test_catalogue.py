import re
from typing import Any

import pytest

from customer_import.customer import api_fields
from customer_import.reports.catalogue import show_fields

FIELDS = api_fields()


def printed(console: Any, word: str = "") -> tuple[int, str]:
    """Return the status and what is printed for a word."""
    status = show_fields(console, FIELDS, word)
    return status, console.file.getvalue()


def test_every_field_is_shown_with_its_name_whole(paper: Any) -> None:
    """All fields are listed, and where there is room a name is never broken."""
    _, text = printed(paper(80))
    assert [each.path for each in FIELDS if each.path not in text] == []


def test_fields_that_cannot_be_mapped_are_shown_apart(paper: Any) -> None:
    """The fields that the server owns have a table of their own, with the reason."""
    _, text = printed(paper(80))
    mapped, _, refused = text.partition("Fields that cannot be mapped")
    assert refused
    for each in FIELDS:
        assert each.path in (refused if each.refused else mapped)


@pytest.mark.parametrize("word", ["email", "EMAIL", "eMail"])
def test_word_finds_fields_in_any_case(paper: Any, word: str) -> None:
    """A word chooses the fields that have it in their name, type or meaning."""
    status, text = printed(paper(), word)
    assert status == 0
    assert "CustomerEmail" in text
    assert "CustomerWebsite" not in text


@pytest.mark.parametrize("word", ["zip", "Zip code", "PLZ", "code postal"])
def test_a_word_that_lists_use_finds_the_field(paper: Any, word: str) -> None:
    """A postcode is found by what a list calls it, in any language that we know."""
    status, text = printed(paper(), word)
    assert status == 0
    assert "Addresses.*.AddressPostalCode" in text
    assert "CustomerEmail" not in text


def test_a_field_is_a_few_lines(paper: Any) -> None:
    """In a usual window the name has a line of its own, and the meaning takes one or two."""
    _, text = printed(paper(80))
    assert len(text.splitlines()) < 3 * len(FIELDS)


@pytest.mark.parametrize(
    ("word", "absent"),
    [("LastUpdated", "Fields to map"), ("CustomerEmail", "Fields that cannot be mapped")],
)
def test_no_table_is_empty(paper: Any, word: str, absent: str) -> None:
    """A table without a field is not shown."""
    assert absent not in printed(paper(), word)[1]


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("CustomrEmail", "No field has CustomrEmail in its name or meaning. Did you mean Cust"),
        ("qqq", "No field has qqq in its name or meaning. `customer-import fields` lists all.\n"),
        ("\x1b[31m[red]", r"No field has \x1b[31m[red] in its name or meaning."),
    ],
)
def test_word_that_finds_nothing_is_answered(paper: Any, word: str, said: str) -> None:
    """Where nothing is found it is said, with the nearest name, and is exit 1."""
    status, text = printed(paper(200), word)
    assert status == 1
    assert said in text


def test_narrow_window_breaks_names_and_loses_nothing(paper: Any) -> None:
    """In 40 columns a name is folded, never cut."""
    _, text = printed(paper(40), "PhoneExtension")
    folded = "".join(re.findall(r"^(\S+)", text, re.MULTILINE))
    assert "CustomerContactPhone.PhoneExtension" in folded
    assert max(map(len, text.splitlines())) <= 40
