import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import.problems import Code
from customer_import.records.values.phones import check_phone, e164, find_fault, split_phone
from customer_import.records.values.values import Unfit


@pytest.mark.parametrize(
    "mark",
    [
        *(" x12", "x12", " x 12", " X12", " x.12", ", x12", ";x12", " #12", "#12", " # 12"),
        *(" ext 12", " ext12", "ext12", " ext. 12", "ext.12", " Ext: 12", ", ext.: 12", " EXT 12"),
        *(" extn 12", " extn. 12", " extension 12", ", Extension: 12"),
    ],
)
def test_a_mark_begins_an_extension(mark: str) -> None:
    """An extension follows x, # or its word, with or without blanks and signs around it."""
    assert split_phone(f"555-0100{mark}") == ("555-0100", "12")


@pytest.mark.parametrize(
    "text",
    [
        "555-0100",
        "Max 12",
        "5 Max 12",
        "#5550100",
        "x12",
        "555 x",
        "0100 x12 (home)",
        "call me",
        "#31#0301234",
    ],
)
def test_what_is_no_extension_stays_with_the_number(text: str) -> None:
    """Where no number stands before the mark, or more after it, the text is left whole."""
    assert split_phone(text) == (text, "")


@pytest.mark.parametrize("text", ["1" * 9000, "1" + " " * 9000 + "y", "1 x" * 3000, "x " * 4500])
def test_a_long_text_is_split_in_no_time(text: str) -> None:
    """A cell as long as Excel allows must not hang the run."""
    start = time.process_time()
    split_phone(text)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("text", "region", "sent"),
    [
        ("(212) 555-0100", "US", "+12125550100"),
        ("+44 20 7946 0018", None, "+442079460018"),
        ("+44 20 7946 0018", "US", "+442079460018"),
        ("030 23125226", "DE", "+493023125226"),
        ("212-555-0100 x12", "US", "+12125550100 x12"),
        ("212-555-0100 ext12", "US", "+12125550100 x12"),
        ("212-555-0100 extn. 12", "US", "+12125550100 x12"),
        ("212-555-0100;ext=12", "US", "+12125550100 x12"),
        ("212-555-0100 int 12", "US", "+12125550100 x12"),
        ("030-123456 Durchwahl 12", "DE", "+4930123456 x12"),
        ("(030) 123456 DW 34", "DE", "+4930123456 x34"),
        ("01 23 45 67 89 poste 12", "FR", "+33123456789 x12"),
        ("+49 (0) 30 123456", None, "+4930123456"),
        ("0049 30 123456", "DE", "+4930123456"),
        ("030 / 123 456 - 78", "DE", "+493012345678"),
        ("tel:+49-30-123456", None, "+4930123456"),
        ("030.123.456", "DE", "+4930123456"),
    ],
)
def test_a_phone_is_written_as_e164(text: str, region: str | None, sent: str) -> None:
    """A number is written with its country, and no extension is ever lost."""
    assert e164(region)(text) == sent


@pytest.mark.parametrize(
    ("text", "region", "says"),
    [
        ("555", "US", "of US"),
        ("call me", "US", "has no digits"),
        ("212-555-0100", None, "(+44 …); correct it, or add its `region` to the mapping."),
        ("212-555-0100/0101", "US", "more than one phone number"),
        ("1" * 300, "US", "has too many digits"),
        ("555-0100", "US", "has no area code"),
        ("5550100", "DE", "has no area code"),
        ("030 5550100 (privat)", "DE", "holds words"),
        ("030 5550100 od. 5550101", "DE", "more than one"),
        ("0170 5550102 Mobil", "DE", "holds words"),
        ("030 5550100; 0170 5550102", "DE", "more than one"),
        ("030 5550100, 0170 5550102", "DE", "more than one"),
        ("030 5550100 / 0170 5550102", "DE", "more than one"),
        ("030 5550100\n0170 5550102", "DE", "more than one"),
        ("030 5550100 ::: 030 5550101", "DE", "more than one"),
        ("Herr Maier 030 5550100", "DE", "holds words"),
        ("+49 30 123456/-57", "DE", "more than one"),
        ("12.03.2021", "DE", "is a date"),
        ("2021-03-12", "US", "is a date"),
        ("1-800-FLOWERS", "US", "holds words"),
        ("212-555-0100 after 5pm", "US", "holds words"),
        ("2125550100/2125550101", "US", "more than one"),
        ("00", "DE", "has too few digits"),
        ("+", "DE", "has no digits"),
        ("4,9301E+11", "DE", "holds words"),
    ],
)
def test_what_is_no_whole_phone_number_is_a_problem(
    text: str, region: str | None, says: str
) -> None:
    """A number that cannot be told is refused, never half of it sent."""
    with pytest.raises(Unfit) as unfit:
        e164(region)(text)
    assert unfit.value.code == Code.PHONE
    assert says in unfit.value.message


def codes(text: str) -> list[str]:
    """Return the codes of what is said of a phone that is sent as it is."""
    unfit = check_phone(text)
    assert unfit is None or unfit.severity == "warning"
    return [unfit.code] if unfit else []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ask Mary", Code.PHONE_UNCLEAR),
        ("555-0103 (home)", Code.PHONE_UNCLEAR),
        ("Mobile: 555-0112", Code.PHONE_UNCLEAR),
        ("n/a", Code.NULL_WORD),
        ("-", Code.PHONE_UNCLEAR),
        ("12/03/2021", Code.PHONE_UNCLEAR),
        ("0903 111 222 0904 333 444", Code.PHONE_UNCLEAR),
        ("555-0102; 555-0103", Code.SEVERAL_VALUES),
        ("555-0104 / 555-0105", Code.SEVERAL_VALUES),
        ("555-0106\n555-0107", Code.SEVERAL_VALUES),
        ("555-0106 555-0107", Code.SEVERAL_VALUES),
        ("5550106  5550107", Code.SEVERAL_VALUES),
        ("555.0106 - 555.0107", Code.SEVERAL_VALUES),
        ("555-0108, 555-0109", Code.SEVERAL_VALUES),
        ("555-0110 or 555-0111", Code.SEVERAL_VALUES),
        ("Mobile: 555-0112 Work: 555-0113", Code.SEVERAL_VALUES),
        ("0903 111 222 ::: 0904 333 444", Code.SEVERAL_VALUES),
    ],
)
def test_what_is_not_one_phone_number_is_doubted(text: str, code: Code) -> None:
    """Without `normalize` the text is sent as it is, with a warning."""
    assert codes(text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        *("555-0100", "(212) 555-0100", "+49 (0) 30 123456", "030/123456", "04921/1234-56"),
        *("033203 123456", "4930 5550 1234 567", "00 49 30 5550100 12", "0171 2345678 12345"),
        *("+49 4921/1234", "555-0100 x12", "555-0100, ext. 12", "0171‑561", "030.123.456"),
        *("01.23.45.67.89", "+41 44 668 18 00", "0043 1 5352300-0", "٠٣٠١٢٣٤٥٦", "911"),
        *("555-0100 Durchwahl 3", "06 12 34 56 78", "(02) 9000 1111", "1 800 555 0100"),
    ],
)
def test_usual_ways_to_write_a_phone_are_not_doubted(text: str) -> None:
    """Areas, countries and extensions are written in many ways that are all right."""
    assert codes(text) == []


@given(st.text(alphabet="0123456789 ()-./+x,;|\nabE#:", max_size=30))
def test_a_text_is_doubted_or_refused_alike(text: str) -> None:
    """What is refused as words, several numbers or a date under e164 is doubted without it."""
    fault = find_fault(text.strip() or "1")
    assert bool(codes(text.strip() or "1")) <= bool(fault)
