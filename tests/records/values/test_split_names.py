import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import.records.values.person_name import PARTICLES, first_name, last_name, split_name


@pytest.mark.parametrize(
    ("full", "first", "last"),
    [
        ("Ada Lovelace", "Ada", "Lovelace"),
        ("Ada King Lovelace", "Ada King", "Lovelace"),
        ("Lovelace", "", "Lovelace"),
        ("Lovelace, Ada King", "Ada King", "Lovelace"),
        ("van Gogh , Vincent", "Vincent", "van Gogh"),
        ("Lovelace,", "", "Lovelace"),
        ("Vincent van Gogh", "Vincent", "van Gogh"),
        ("Ana de la Cruz", "Ana", "de la Cruz"),
        ("Ludwig VAN Beethoven", "Ludwig", "VAN Beethoven"),
        ("Van Morrison", "Van", "Morrison"),
        ("  Ada\t Lovelace ", "Ada", "Lovelace"),
        ("", "", ""),
    ],
)
def test_a_full_name_is_split_by_rule(full: str, first: str, last: str) -> None:
    """A comma splits; else the last word, with its particles, is the last name."""
    assert (first_name(full), last_name(full)) == (first, last)


@given(st.lists(st.sampled_from(["Ada", "Lovelace", *PARTICLES]), max_size=5).map(" ".join))
def test_no_word_of_a_name_is_lost(full: str) -> None:
    """Every word goes into one of the two, in its order."""
    assert " ".join(filter(None, split_name(full))) == full
