import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from customer_import.formula import neutralise, restore

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


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_in_front_gets_an_apostrophe(sign: str) -> None:
    """A text that begins as a formula does is shown with an apostrophe before it."""
    assert neutralise(f"{sign}1+1") == f"'{sign}1+1"


@pytest.mark.parametrize("text", ["", "555-0100", "a=b", "'", "O'Neil", "'tis", " plain"])
def test_harmless_texts_stay_as_they_are(text: str) -> None:
    """A text no spreadsheet would run is not touched, either way."""
    assert neutralise(text) == restore(text) == text
