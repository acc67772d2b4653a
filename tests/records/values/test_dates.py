from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import.problems import Code
from customer_import.records.values.dates import common_forms, fitting_forms, read_date
from customer_import.records.values.values import Unfit

FORMS = ["%d.%m.%Y", "%m/%d/%Y", "%Y%m%d", "%d-%m-%Y"]


@pytest.mark.parametrize(
    ("text", "form", "sent"),
    [
        ("2021-03-04", None, "2021-03-04T00:00:00"),
        ("2021-03-04", "%d.%m.%Y", "2021-03-04T00:00:00"),
        ("2021-03-04", "%Y-%d-%m", "2021-04-03T00:00:00"),
        ("2021-03-04 10:20", None, "2021-03-04T10:20:00"),
        ("2021-03-04T10:20:30.5", None, "2021-03-04T10:20:30.500000"),
        ("2021-03-04T10:20:30Z", None, "2021-03-04T10:20:30+00:00"),
        ("2021-03-04T10:20:30+0130", None, "2021-03-04T10:20:30+01:30"),
        ("2026-05-28T12:43:08.4068156+00:00", None, "2026-05-28T12:43:08.406815+00:00"),
        ("3.4.2021", "%d.%m.%Y", "2021-04-03T00:00:00"),
        ("03/04/2021", "%m/%d/%Y", "2021-03-04T00:00:00"),
        ("4 March 2021", "%d %B %Y", "2021-03-04T00:00:00"),
        ("29.02.2024", "%d.%m.%Y", "2024-02-29T00:00:00"),
    ],
)
def test_a_date_is_read_by_its_form_or_in_iso(text: str, form: str | None, sent: str) -> None:
    """The declared form wins; ISO is always read beside it."""
    assert read_date(text, form).isoformat() == sent


@pytest.mark.parametrize(
    ("text", "form", "code", "says"),
    [
        (
            "03/04/2021",
            None,
            Code.DATE_AMBIGUOUS,
            'could be March 4 or April 3; add `format: "%m/%d/%Y"` or `format: "%d/%m/%Y"`',
        ),
        ("3.4.21", None, Code.DATE_AMBIGUOUS, '`format: "%m.%d.%y"` or `format: "%d.%m.%y"`'),
        ("13-04-2021", None, Code.DATE, '`format: "%d-%m-%Y"`'),
        ("04/13/2021", None, Code.DATE, '`format: "%m/%d/%Y"`'),
        ("03/04-2021", None, Code.DATE, "write it like 2021-03-04"),
        ("2021/03/04", None, Code.DATE, "write it like 2021-03-04"),
        ("20210304", None, Code.DATE, "write it like 2021-03-04"),
        ("soon", None, Code.DATE, "add its `format`"),
        ("2021-02-29", None, Code.DATE, "is not a real date"),
        ("2021-03-04T25:00", None, Code.DATE, "is not a real date"),
        ("31.02.2021", "%d.%m.%Y", Code.DATE, "not a date like 04.03.2021"),
        ("03/04/2021", "%d.%m.%Y", Code.DATE, "not a date like 04.03.2021"),
        ("04.03.2021 10:00", "%d.%m.%Y", Code.DATE, "(4 March 2021)"),
    ],
)
def test_a_date_is_never_guessed(text: str, form: str | None, code: Code, says: str) -> None:
    """What the form does not read is a problem, and without a form a date of two readings is."""
    with pytest.raises(Unfit) as unfit:
        read_date(text, form)
    assert unfit.value.code == code
    assert says in unfit.value.message


@pytest.mark.parametrize("text", ["13/13/2021", "99.99.2021", "31/02/2021", "0/0/2021", "0/13/21"])
def test_no_form_is_advised_that_cannot_read_the_text(text: str) -> None:
    """For a day no calendar has, no format is the remedy."""
    with pytest.raises(Unfit) as unfit:
        read_date(text)
    assert unfit.value.code == Code.DATE
    assert "%" not in unfit.value.message


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from(FORMS))
def test_every_day_comes_through_its_form(day: date, form: str) -> None:
    """A day written by a form is read as that day."""
    assert read_date(f"{day:{form}}", form).date() == day


@given(st.dates())
def test_every_day_comes_through_in_iso(day: date) -> None:
    """A day in ISO is read as that day, declared or not."""
    assert read_date(day.isoformat()).date() == day
    assert read_date(day.isoformat(), "%d.%m.%Y").date() == day


@pytest.mark.parametrize(
    ("column", "text", "says"),
    [
        (["12/31/2026", "12/01/2026", "01/12/2026"], "12/01/2026", '`format: "%m/%d/%Y"`'),
        (["12/31/2026", "12/01/2026", "01/12/2026"], "12/31/2026", '`format: "%m/%d/%Y"`'),
        (["1/1/2025", "2/2/2025", "12/31/2024"], "1/1/2025", '`format: "%m/%d/%Y"`'),
        (["31.12.24", "01.02.24"], "01.02.24", '`format: "%d.%m.%y"`'),
        (["03/04/2021", "05/06/2021"], "03/04/2021", "could be March 4 or April 3"),
        (["1/1/2025", "03/04/2021"], "1/1/2025", "is the same day in both orders"),
        (["15/04/1991", "04/16/1991"], "04/16/1991", "where some dates have the day first"),
        (["45382", "45383"], "45382", "is the number of a day in a spreadsheet"),
    ],
)
def test_advice_uses_the_whole_column(column: list[str], text: str, says: str) -> None:
    """A date that could be two is told by the others of its column."""
    with pytest.raises(Unfit) as unfit:
        read_date(text, None, common_forms(column))
    assert says in unfit.value.message


@pytest.mark.parametrize(
    ("column", "says"),
    [
        (["15/04/1991", "16/05/1991"], 'the whole column fits `format: "%d/%m/%Y"`'),
        (["15/04/1991", "04/16/1991"], "other dates of the column are. Correct it."),
        (["15/04/1991", "03/04/1991", "x"], 'the whole column fits `format: "%d/%m/%Y"`'),
    ],
)
def test_a_declared_form_is_compared_with_the_column(column: list[str], says: str) -> None:
    """Where another form fits the whole column, the mapping is wrong and not the cell."""
    with pytest.raises(Unfit) as unfit:
        read_date("15/04/1991", "%m/%d/%Y", common_forms(column))
    assert says in unfit.value.message


@given(st.dates(), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y"]))
def test_the_form_a_date_was_written_in_fits_it(day: date, form: str) -> None:
    """Whatever other form fits too, its own does."""
    if day.year >= 1000:
        assert form in fitting_forms(f"{day:{form}}")


def test_a_column_without_short_dates_has_no_form() -> None:
    """Dates in ISO and words tell nothing of day and month."""
    assert common_forms(["2021-03-04", "soon"]) is None
