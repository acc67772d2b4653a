from contextlib import suppress

import pytest
from email_validator import SPECIAL_USE_DOMAIN_NAMES, validate_email
from hypothesis import example, given
from hypothesis import strategies as st

from customer_import.problems import Code
from customer_import.records.values import values
from customer_import.records.values.values import FALSE, TRUE, Unfit

FORMS = ("%d.%m.%Y", "%m/%d/%Y", "%Y%m%d", "%j %Y")


def code_of(unfit: pytest.ExceptionInfo[Unfit], text: str) -> Code:
    """The code, once the message is seen to name the text and to say what to do."""
    assert unfit.value.message.startswith(text)
    assert unfit.value.message.endswith(".")
    return unfit.value.code


@pytest.mark.parametrize(
    ("text", "point", "comma"),
    [
        ("0", 0, 0),
        ("-12", -12, -12),
        ("+007", 7, 7),
        ("1.5", 1.5, None),
        ("1,5", None, 1.5),
        (".5", 0.5, None),
        (",5", None, 0.5),
        ("1.234", 1.234, 1234),
        ("1,234", 1234, 1.234),
        ("1,234,567.89", 1234567.89, None),
        ("1.234.567,89", None, 1234567.89),
        ("1 234,50", None, 1234.5),
        ("1\u00a0234.50", 1234.5, None),
        ("1\u202f234\u202f567", 1234567, 1234567),
        ("1'234.50", 1234.5, None),
        ("1’234", 1234, 1234),
        ("1.5e3", 1500, None),
        ("2E-3", 0.002, 0.002),
        ("-0", 0, 0),
        ("12,34,567", None, None),
        ("1,234 567", None, None),
        ("1 2345", None, None),
        ("1 23", None, None),
        ("5.", None, None),
        ("12%", None, None),
        ("$5", None, None),
        ("(5)", None, None),
        ("5-", None, None),
        ("0x10", None, None),
        ("1_000", None, None),
        ("٣", None, None),
        ("nan", None, None),
        ("inf", None, None),
        ("-", None, None),
        (".", None, None),
        ("E5", None, None),
        ("-e12", None, None),
    ],
)
def test_a_number_is_read_by_its_declared_sign(
    text: str, point: float | None, comma: float | None
) -> None:
    """The decimal sign is declared, groups are of three, and nothing else is guessed at."""
    for sign, expected in ((".", point), (",", comma)):
        if expected is not None:
            assert values.number(text, "." if sign == "." else ",") == expected
            continue
        with pytest.raises(Unfit) as unfit:
            values.number(text, "." if sign == "." else ",")
        assert code_of(unfit, text) == Code.NUMBER


@pytest.mark.parametrize(
    ("text", "decimal", "hint"), [("1,5", ".", 'decimal: ","'), ("1.5", ",", 'decimal: "."')]
)
def test_a_number_of_the_other_sign_names_the_way_out(text: str, decimal: str, hint: str) -> None:
    """Where the other decimal sign would read the text, the message says how to declare it."""
    with pytest.raises(Unfit, match=hint):
        values.number(text, "." if decimal == "." else ",")


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("approx. 500", "approx."),
        ("500 Euros", "Euros"),
        ("Fr. 500", "Fr."),
        ("500 €", "€"),
        ("5%", "%"),
        ("USD500", "USD"),
    ],
)
def test_what_is_written_beside_a_number_is_named_whole(text: str, beside: str) -> None:
    """The message says what to take off: the whole word or sign, not a part of it."""
    with pytest.raises(Unfit) as unfit:
        values.number(text)
    assert f": take off {beside};" in unfit.value.message


@pytest.mark.parametrize("text", ["(250,00)", "(1,234.50)", "250-", "1.250,00 -", "−250", "–250"])
def test_a_number_below_zero_is_not_made_one_above(text: str) -> None:
    """Whoever takes off the sign of an account changes the amount."""
    with pytest.raises(Unfit) as unfit:
        values.number(text)
    assert "write it with the minus in front, like -1200.50" in unfit.value.message


@pytest.mark.parametrize(
    "text", ["1234567890123456", "0.1234567890123456", "9" * 400, "1e999", "-1e400", "1e-400"]
)
def test_a_number_that_would_change_on_the_way_is_refused(text: str) -> None:
    """A number that a JSON number cannot keep is a problem, never rounded."""
    with pytest.raises(Unfit) as unfit:
        values.number(text)
    assert code_of(unfit, text) in {Code.NUMBER, Code.NUMBER_PRECISION}


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.sampled_from([".", ","]))
def test_a_whole_number_comes_through_unchanged(value: int, group: str) -> None:
    """Fifteen digits are kept, grouped or not, and a whole number stays one."""
    read = values.number(f"{value:,}".replace(",", group), "," if group == "." else ".")
    assert (read, type(read)) == (value, int)


@given(st.text("0123456789.,'eE+- ", min_size=1, max_size=12), st.sampled_from([".", ","]))
@example("E5", ".")
def test_any_text_is_a_finite_number_or_a_problem(text: str, sign: str) -> None:
    """Whatever a cell holds, reading it ends in a number or in a sentence."""
    with suppress(Unfit):
        assert abs(values.number(text, "." if sign == "." else ",")) < float("inf")


@pytest.mark.parametrize(
    ("words", "meaning"), [(TRUE, True), (FALSE, False)], ids=["true", "false"]
)
def test_a_yes_or_no_is_read_in_any_case(words: frozenset[str], meaning: object) -> None:
    """The words for yes and no are read in any case, and none is both."""
    assert not TRUE & FALSE
    assert {values.boolean(word) for word in words} == {meaning}
    assert {values.boolean(word.upper()) for word in words} == {meaning}


@pytest.mark.parametrize("text", ["maybe", "2", "-", "yes no", "nope"])
def test_what_is_neither_yes_nor_no_is_a_problem(text: str) -> None:
    """Any other word is not a boolean."""
    with pytest.raises(Unfit) as unfit:
        values.boolean(text)
    assert code_of(unfit, text) == Code.BOOLEAN


@given(st.from_regex(values.PLAIN_EMAIL, fullmatch=True))
def test_the_cheap_test_takes_no_address_the_full_one_refuses(text: str) -> None:
    """What the regular expression takes, email-validator takes too."""
    validate_email(text, check_deliverability=False, globally_deliverable=False)
    assert values.email(text) == text


@pytest.mark.parametrize("domain", SPECIAL_USE_DOMAIN_NAMES)
@pytest.mark.parametrize("local", ["ada", "ada.b.c"])
def test_reserved_domains_are_refused_alike(domain: str, local: str) -> None:
    """A domain nobody can have is refused, however simple the address looks."""
    with pytest.raises(Unfit) as unfit:
        values.email(f"{local}@mail.{domain}")
    assert unfit.value.code == Code.EMAIL


@pytest.mark.parametrize(
    "text",
    ["ada@example.com", "A.B+c@x-y.co.uk", "o'neil@x.org", "ü@müller.de", "a.b.c.d@x.org"],
)
def test_an_address_is_sent_as_it_stands(text: str) -> None:
    """A right address is not changed, not even in case."""
    assert values.email(text) == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ada", "@-sign"),
        ("ada@", "is not an e-mail address"),
        ("@x.org", "is not an e-mail address"),
        ("a b@x.org", "is not an e-mail address"),
        ("a..b@x.org", "two periods"),
        ("ada@x.org.", "period"),
        ("ada@-x.org", "is not an e-mail address"),
        ("ada@x", "its domain has no ending"),
        ("Ada <ada@x.org>", "is not an e-mail address"),
        ("ada@x.org; bob@x.org", "more than one"),
        ("ada@x.org/bob@x.org", "more than one"),
        ("ada@x@y.org", "is not an e-mail address"),
        (f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.{'f' * 20}.org", "is not an e-mail"),
    ],
)
def test_what_is_no_address_says_why(text: str, says: str) -> None:
    """An address with a fault of syntax is refused with the reason."""
    with pytest.raises(Unfit) as unfit:
        values.email(text)
    assert code_of(unfit, text) == Code.EMAIL
    assert says in unfit.value.message
