import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from customer_import.formula import neutralise, neutralise_all, restore

SIGNS = ("=", "+", "-", "@", "\t", "\r")


@given(st.text() | st.text("'=+-@\t\ra", max_size=6))
@example("'=1")
@example("''")
def test_restoring_gives_back_any_text(text: str) -> None:
    """Whatever a cell holds comes back as it was."""
    assert restore(neutralise(text)) == text


@given(st.text() | st.text("'=+-@\t\ra", max_size=6))
def test_a_neutralised_text_is_never_run(text: str) -> None:
    """No text leaves with a sign in front that a spreadsheet would run."""
    assert not neutralise(text).startswith(SIGNS)


@given(st.lists(st.text() | st.text("'=+-@\t\r\0a", max_size=4)))
def test_cells_of_a_row_are_treated_as_single_ones(cells: list[str]) -> None:
    """All cells of a row at once come to the same as one by one."""
    assert neutralise_all(cells) == [neutralise(cell) for cell in cells]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_in_front_gets_an_apostrophe(sign: str) -> None:
    """A text that begins as a formula does is shown with an apostrophe before it."""
    assert neutralise(f"{sign}1+1") == f"'{sign}1+1"


@pytest.mark.parametrize("text", ["", "555-0100", "a=b", "'", "O'Neil", "'tis", " plain"])
def test_harmless_texts_stay_as_they_are(text: str) -> None:
    """A text no spreadsheet would run is not touched, either way."""
    assert neutralise(text) == restore(text) == text
