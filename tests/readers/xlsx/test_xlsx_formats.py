"""Number formats: which of them are dates, which are masks, which are only looks."""

from decimal import Decimal

import pytest

from customer_import.readers.xlsx.cell_texts import TypedCells, UnusableCell
from customer_import.readers.xlsx.formats import BUILT_IN, Masked, Styles, read_format
from customer_import.readers.xlsx.numerals import Shown, show


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("yyyy-mm-dd", Shown.DATE),
        ("YYYY\\-MM\\-DD", Shown.DATE),
        ('mmmm" "yyyy', Shown.DATE),
        ('yyyy"-"mm"-"dd', Shown.DATE),
        ('[$-409]mmmm" "d", "yyyy', Shown.DATE),
        ('[$-411]ggge"年"m"月"d"日";@', Shown.DATE),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", Shown.DATE),
        ("[Red]dd.mm.yyyy;@", Shown.DATE),
        ("mmm-yy", Shown.DATE),
        ('"Today is"\\ m/d/yyyy', Shown.DATE),
        ("dd/mm/yyyy hh:mm", Shown.DATE_TIME),
        ("m/d/yy\\ h:mm\\ AM/PM", Shown.DATE_TIME),
        ("h:mm AM/PM", Shown.TIME),
        ("mm:ss", Shown.TIME),
        ("mmss.0", Shown.TIME),
        ("[$-F400]h:mm:ss\\ AM/PM", Shown.TIME),
        ("[h]:mm", Shown.ELAPSED),
        ("[hh]:mm:ss", Shown.ELAPSED),
        ("[mm]:ss", Shown.ELAPSED),
    ],
)
def test_a_format_with_date_codes_is_a_date(code: str, shown: Shown) -> None:
    """Codes outside of quotes, escapes, colours and locales decide, elapsed ones first."""
    assert read_format(code) is shown


@pytest.mark.parametrize(
    "code",
    [
        "General", "GENERAL", "Standard", "@", "0", "#", "0.00", "#,##0", "#,##0.00", "0%",
        "0.00E+00", '#,##0.00 "€"', "[$€-407]#,##0.00", "[$€-407]0", '"$"0', "[Red]0", "0_)",
        '0 "days"', "_-* #,##0_-", '#" kg"', "[Blue][>100]0.0;0", "", ";;;", '"', "\\", "[", '"dd"',
    ],
)  # fmt: skip
def test_a_format_of_mere_looks_leaves_the_value_alone(code: str) -> None:
    """Decimals, thousands, percent, currency and units are not part of the value."""
    assert read_format(code) is None


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("00000", "42", "00042"),
        ("00000", "123456", "123456"),
        ("00000", "0", "00000"),
        ("00000", "-42", "-00042"),
        ("00000", "42.6", "00043"),
        ("0000000000", "5551234567.0", "5551234567"),
        ("000-00-0000", "12345678", "012-34-5678"),
        ("000\\-00\\-0000", "123456789", "123-45-6789"),
        ("(000) 000-0000", "5551234567", "(555) 123-4567"),
        ('00"-"000', "42", "00-042"),
        ("00000\\-0000", "21234567", "02123-4567"),
        ("[<=9999999]###\\-####;\\(###\\)\\ ###\\-####", "5551234", "555-1234"),
        ("[<=9999999]###\\-####;\\(###\\)\\ ###\\-####", "2125551234", "(212) 555-1234"),
        ('"C-"00000', "7", "C-00007"),
        ('"K"0', "7", "K7"),
        ("\\D\\-00000", "1234", "D-01234"),
        ("[$-407]00000", "1234", "01234"),
        ("00000;00000", "-5", "00005"),
        ("00000;-00000;\\-", "0", "0"),
        ("00000;\\(00000\\)", "-5", "(00005)"),
        ("###-###", "1234", "1-234"),
        ("0##", "5", "005"),
        ("00000", "1E+20", "100000000000000000000"),
        ("00000;0.00", "-1.5", "-1.5"),
        ("[>1000]00000;00", "5", "05"),
        ("[>=5]000;[<>7]0000;00", "5", "005"),
        ("[>=5]000;[<>7]0000;00", "-3", "-0003"),
        ("[=5]000;[< 7]0000;00", "7", "07"),
        ("[<abc5]00000", "5", "00005"),
    ],
)
def test_a_mask_is_applied_as_displayed(code: str, value: str, text: str) -> None:
    """Zeros that a format pads and literals it puts between digits belong to the value."""
    cells = TypedCells([], [None, read_format(code)], ".", since_1904=False)
    assert cells.text("n", "1", value) == text


def test_a_format_that_names_no_mask_for_a_number_says_so() -> None:
    """Where the section in use is not a mask, the caller writes the plain value."""
    form = read_format("00000;0.00")
    assert isinstance(form, Masked)
    assert form.show(Decimal(-1)) is None


@pytest.mark.parametrize(
    ("serial", "shown", "calendar", "text"),
    [
        (1.0, Shown.DATE, 1900, "1900-01-01"),
        (59.0, Shown.DATE, 1900, "1900-02-28"),
        (61.0, Shown.DATE, 1900, "1900-03-01"),
        (44259.0, Shown.DATE, 1900, "2021-03-04"),
        (44259.9, Shown.DATE, 1900, "2021-03-04"),
        (42797.0, Shown.DATE, 1904, "2021-03-04"),
        (0.0, Shown.DATE, 1904, "1904-01-01"),
        (2958465.0, Shown.DATE, 1900, "9999-12-31"),
        (44259.3541666667, Shown.DATE_TIME, 1900, "2021-03-04T08:30:00"),
        (44259.0, Shown.DATE_TIME, 1900, "2021-03-04"),
        (44258.999999999, Shown.DATE_TIME, 1900, "2021-03-04"),
        (44259.3541666667, Shown.TIME, 1900, "08:30:00"),
        (0.0, Shown.TIME, 1900, "00:00:00"),
        (10.63206, Shown.ELAPSED, 1900, "255:10:10"),
        (-0.5, Shown.ELAPSED, 1904, "-12:00:00"),
    ],
)
def test_a_day_number_is_iso_text(serial: float, shown: Shown, calendar: int, text: str) -> None:
    """Both calendars, the false leap day of the first, seconds rounded as they are displayed."""
    assert show(serial, shown, since_1904=calendar == 1904) == text


@pytest.mark.parametrize("serial", [-1.0, 0.5, 60.0, 60.9, 2958466.0, 1e300])
def test_a_day_that_never_was_is_refused(serial: float) -> None:
    """Excel shows ####, a day zero, or 29 February 1900 there."""
    with pytest.raises(ValueError, match=r"^-?\d"):
        show(serial, Shown.DATE, since_1904=False)


def test_an_impossible_date_keeps_its_number_as_text() -> None:
    """What a person can look for in the file is the number."""
    cells = TypedCells([], [Shown.DATE], ".", since_1904=False)
    with pytest.raises(UnusableCell, match="no date has the number 3000000") as caught:
        cells.text("", "0", "3000000.0")
    assert caught.value.text == "3000000"


@pytest.mark.parametrize(
    ("number", "form"),
    [("14", Shown.DATE), ("22", Shown.DATE_TIME), ("46", Shown.ELAPSED), ("0", None), ("x", None)],
)
def test_a_style_may_name_a_built_in_format(number: str, form: Shown | None) -> None:
    """Ids below 164 need no code in the file, and nonsense is General."""
    styles = Styles()
    start, end = styles.handlers.start, styles.handlers.end
    assert end is not None
    start("cellXfs", {})
    start("xf", {"numFmtId": number})
    end("cellXfs")
    start("xf", {"numFmtId": "14"})
    assert styles.formats == [form]


def test_built_in_formats_are_dates_and_times_only() -> None:
    """The plain ones among the built-in formats stay out of the table."""
    assert not set(map(int, BUILT_IN)) & {*range(14), *range(37, 45), 48, 49}
