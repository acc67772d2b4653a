from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import.mapping.suggest.date_forms import dates_in
from customer_import.mapping.suggest.value_shapes import ValueShape, evidence_of


@pytest.mark.parametrize(
    ("values", "shape"),
    [
        (["ada@example.com", "b.o+b@shop.example.co.uk"], ValueShape.EMAIL),
        (["https://a.example", "www.example.org", "shop.example.de/x"], ValueShape.URL),
        (["2021-03-04", "2021-03-04T10:00:00.000Z"], ValueShape.DATE),
        (["31.12.2021", "1.2.2021"], ValueShape.DATE),
        (["yes", "no"], ValueShape.YES_NO),
        (["WAHR", "FALSCH"], ValueShape.YES_NO),
        (["1.234,50", "7"], ValueShape.NUMBER),
        (
            ["+49 30 23125-226", "(011) 7008 2582", "01.23.45.67.89", "555-0100 x12"],
            ValueShape.PHONE,
        ),
        (["Germany", "Pays-Bas", "IT", "USA"], ValueShape.COUNTRY),
        (["12227-000", "1012 AB", "SW1A 1AA", "02139"], ValueShape.POSTCODE),
        (["Active", "inactive"], ValueShape.STATUS),
        (["Ada", "Bob"], None),
        (["NO", "NO"], ValueShape.COUNTRY),
        (["10.0.0.1", "192.168.1.1"], None),
        ([], None),
    ],
)
def test_values_show_what_they_are(values: list[str], shape: ValueShape | None) -> None:
    """A column is of a type where nearly all of its values look so."""
    assert evidence_of(values).shape is shape


@pytest.mark.parametrize(
    ("values", "decimal"),
    [
        (["1.234,50", "12"], ","),
        (["1,234.50", "12"], "."),
        (["0.5"], "."),
        (["0,5"], ","),
        (["1.5", "2,5"], None),
        (["12", "-3"], ""),
        (["1.234"], "?"),
        (["007", "12"], None),
        (["12 %"], None),
        ([], None),
    ],
)
def test_decimal_sign_is_proven(values: list[str], decimal: str | None) -> None:
    """A decimal sign is told only where it reads every number, and the other does not."""
    assert evidence_of(values).decimal == decimal


@pytest.mark.parametrize(
    ("values", "forms"),
    [
        (["31.12.2021", "01.02.2021"], ("%d.%m.%Y",)),
        (["12/31/2021"], ("%m/%d/%Y",)),
        (["31-12-21"], ("%d-%m-%y",)),
        (["01/02/2021", "03/04/2021"], ("%d/%m/%Y", "%m/%d/%Y")),
        (["2021/12/31"], ("%Y/%m/%d",)),
        (["31/12/2021 23:59"], ("%d/%m/%Y %H:%M",)),
        (["12/31/2021 11:59:00 PM"], ("%m/%d/%Y %I:%M:%S %p",)),
        (["2006-02-14 00:00:00,000"], ("%Y-%m-%d %H:%M:%S,%f",)),
        (["2021-12-31", "31.12.2021"], ("%d.%m.%Y",)),
        (["15 Mar 2021"], ("%d %b %Y",)),
        (["2021-12-31", "2021-01-02T10:00:00Z"], ()),
    ],
)
def test_form_of_dates_is_proven(values: list[str], forms: tuple[str, ...]) -> None:
    """Only a day above 12 tells day from month; else both forms are named. ISO needs none."""
    found = dates_in(values)
    assert found is not None
    assert found.forms == forms
    assert found.proven == (forms[0] if len(forms) == 1 else "")


@pytest.mark.parametrize(
    "values", [[], ["Ada"], ["31.12.2021", "12/31/2021"], ["31.02.2021"], ["13.13.2021"]]
)
def test_no_form_reads_what_is_no_date(values: list[str]) -> None:
    """Words, days that do not exist and several forms in one column have no form."""
    assert dates_in(values) is None


DAYS = st.dates(min_value=date(1000, 1, 1))


@given(st.lists(DAYS, min_size=1, max_size=20), st.sampled_from(["%d.%m.%Y", "%m/%d/%Y"]))
def test_a_form_reads_the_dates_it_was_found_in(days: list[date], form: str) -> None:
    """Whatever forms are named, the right one is among them."""
    written = [f"{day:{form}}" for day in days]
    found = dates_in(written)
    assert found is not None
    assert form in found.forms
    read = [datetime.strptime(text, form).date() for text in written]  # noqa: DTZ007 - no zone
    assert read == days


def test_words_for_none_are_no_values() -> None:
    """`N/A` and the like neither spoil a column's type nor make its rows complete."""
    seen = evidence_of(["ada@example.com", "N/A", " - ", ""])
    assert (seen.rows, seen.filled, seen.shape) == (4, 1, ValueShape.EMAIL)
    assert seen.placeholders == {"N/A", "-"}
    assert not seen.is_unique


def test_a_key_differs_in_every_row() -> None:
    """What tells rows apart is there in each of them, and in no two the same."""
    assert evidence_of(["1", "2", "3"]).is_unique
    assert not evidence_of(["1", "2", "2"]).is_unique
    assert not evidence_of(["1", "2", ""]).is_unique
    assert not evidence_of([]).is_unique


def test_a_long_text_is_only_text() -> None:
    """A cell of thousands of digits is looked at no closer."""
    assert evidence_of(["1" * 30_000 + "@"]).shape is None
