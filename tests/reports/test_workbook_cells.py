import html
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from customer_import.readers.xlsx.text import decode
from customer_import.reports.workbook_cells import as_number, escaped

FORMATS = (
    *("General", "@", "0.00", "#,##0.00 €", "00000", "(000) 000-0000", "0%"),
    *("mm-dd-yy", "d. mmmm yyyy", "yyyy-mm-dd hh:mm", "hh:mm:ss", "[h]:mm:ss", "m/d/yy h:mm"),
)


@given(st.text() | st.text("_x0041DdFf\0\x01\r\ufffe", max_size=20))
@example("_x0041_x0042_")
@example("_xD800_")
def test_escaped_texts_are_decoded_to_what_they_were(text: str) -> None:
    """Whatever a text holds, even escapes of its own, and XML can hold what stands for it."""
    stored = escaped(text)
    assert decode(stored) == text
    assert not any(c < " " and c not in "\t\n" for c in html.escape(stored))


@pytest.mark.parametrize(
    ("text", "number_format", "number"),
    [
        ("1234", "General", 1234),
        ("-5", "#,##0", -5),
        ("1234.5", "#,##0.00", 1234.5),
        ("00042", "00000", 42),
        ("(555) 123-4567", "(000) 000-0000", 5551234567),
        ("2021-03-04", "mm-dd-yy", 44259),
        ("2021-03-04T12:00:00", "yyyy-mm-dd hh:mm", 44259.5),
        ("06:00:00", "hh:mm:ss", 0.25),
        ("36:00:00", "[h]:mm:ss", 1.5),
        ("-06:00:00", "[h]:mm:ss", -0.25),
    ],
)
def test_what_a_typed_cell_shows_is_that_cell_again(
    text: str, number_format: str, number: float
) -> None:
    """Numbers, masked ids, dates and times are numbers where the format shows them so."""
    assert as_number(text, number_format, ".") == number


@pytest.mark.parametrize(
    ("text", "number_format"),
    [
        ("", "General"),
        (" 5", "General"),
        ("042", "General"),
        ("5.0", "0.00"),
        ("1,234", "General"),
        ("12345678901234567", "General"),
        ("4 kg", "General"),
        ("-", "00000"),
        ("42", "00000"),
        ("2021-02-30", "mm-dd-yy"),
        ("04.03.2021", "mm-dd-yy"),
        ("1900-02-01", "mm-dd-yy"),
        ("noon", "hh:mm:ss"),
        ("25:00:00", "hh:mm:ss"),
        ("99999999:00:00", "[h]:mm:ss"),
        ("²", "General"),
        ("٣", "General"),
    ],
)
def test_what_would_read_otherwise_stays_text(text: str, number_format: str) -> None:
    """A number is written only where the very same text is read from it."""
    assert as_number(text, number_format, ".") is None


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("1,5", ",", 1.5),
        ("1.5", ",", None),
        ("1,5", ".", None),
        ("1.5", None, None),
        ("15", None, 15),
        ("1.234,5", ",", None),
    ],
)
def test_fractions_need_the_decimal_sign_of_the_mapping(
    text: str, decimal: Literal[".", ","] | None, number: float | None
) -> None:
    """What is written with the other sign, or whose sign is not known, stays text."""
    assert as_number(text, "General", decimal) == number


@given(
    st.text("0123456789-:.,T() ", max_size=20)
    | st.integers().map(str)
    | st.dates().map(str)
    | st.datetimes().map(lambda moment: moment.isoformat(timespec="seconds"))
    | st.floats(allow_nan=False).map(str),
    st.sampled_from(FORMATS),
    st.sampled_from([".", ",", None]),
)
def test_no_text_breaks_it(
    text: str, number_format: str, decimal: Literal[".", ","] | None
) -> None:
    """Any text has a number or none, and none is too long to be stored exactly."""
    number = as_number(text, number_format, decimal)
    assert number is None or float(f"{number:.16g}") == pytest.approx(number, rel=1e-15)
