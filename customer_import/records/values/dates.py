"""Reads dates by their declared form or in ISO, and says what is wrong with one, never guessing."""

import re
from collections.abc import Iterable
from datetime import datetime

from customer_import.mapping.leaf_model import ISO_DATE
from customer_import.problems import Code
from customer_import.records.values.values import Unfit

Forms = frozenset[str]
"""Forms of dates, as `strptime` has them."""
_SHORT_DATE = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d\d)", re.ASCII)
_DAY_NUMBER = re.compile(r"[2-5]\d{4}", re.ASCII)


def read_date(text: str, form: str | None = None, column: Forms | None = None) -> datetime:
    """Read a date by its declared form, or in ISO (2021-03-04), which is always read.

    Args:
        text: the date.
        form: the declared form.
        column: the forms that fit all short dates of its column, for the message; None where the
            column is not known.

    Raises:
        Unfit: it is not a date in these forms.
    """
    if form:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - a list's dates have no zone
        except ValueError:
            pass
    if ISO_DATE.fullmatch(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError as error:
            raise Unfit(Code.DATE, text, _NOT_REAL) from error
    raise _not_a_date(text, form, column)


def common_forms(texts: Iterable[str]) -> Forms | None:
    """Return the forms that fit all short dates (03/04/2021) of a column.

    Returns:
        at most two; an empty set if no form fits all; None if no date is short.
    """
    found: Forms | None = None
    for text in texts:
        forms = fitting_forms(text)
        if forms:
            found = forms if found is None else found & forms
    return found


def fitting_forms(text: str) -> Forms:
    """Return the forms that fit a short date; none where it is not one."""
    short = _SHORT_DATE.fullmatch(text)
    if not short:
        return frozenset()
    sign, year = short[2], "%Y" if len(short[4]) == len("2021") else "%y"
    forms = (f"%d{sign}%m{sign}{year}", f"%m{sign}%d{sign}{year}")
    return frozenset(form for form in forms if _parse(text, form))


def _parse(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 - a list's dates have no zone
    except ValueError:
        return None


_NOT_REAL = "is not a real date; correct it."
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


def _not_a_date(text: str, form: str | None, column: Forms | None) -> Unfit:
    if form:
        return Unfit(Code.DATE, text, _unlike(text, form, column))
    if not _SHORT_DATE.fullmatch(text):
        looks = "is the number of a day in a spreadsheet" if _DAY_NUMBER.fullmatch(text) else ""
        remedy = "write it like 2021-03-04, or add its `format` to the mapping."
        return Unfit(Code.DATE, text, f"{looks or 'is not a date'}; {remedy}")
    fitting = fitting_forms(text)
    if not fitting:
        return Unfit(Code.DATE, text, _NOT_REAL)
    if column is not None and not column:
        return Unfit(Code.DATE_AMBIGUOUS, text, _MIXED)
    forms = sorted(fitting if column is None else fitting & column, reverse=True)
    # Day and month may be one number: then it is the same day either way.
    readings = {_parse(text, each) for each in forms}
    if len(forms) > 1 and (len(readings) > 1 or column is not None):
        return _two_readings(text, forms)
    return Unfit(Code.DATE, text, f'needs its format: add `format: "{forms[0]}"` to the mapping.')


def _unlike(text: str, form: str, column: Forms | None) -> str:
    like = datetime(2021, 3, 4).strftime(form)  # noqa: DTZ001 - an example
    predicate = f"is not a date like {like} (4 March 2021)"
    if column == frozenset() and fitting_forms(text):
        return f"{predicate}; other dates of the column are. Correct it."
    others = sorted((column or frozenset()) - {form})
    if others and form not in (column or ()):
        return f'{predicate}; the whole column fits `format: "{others[0]}"`.'
    return f"{predicate}; correct it."


_MIXED = (
    "is in a column where some dates have the day first, others the month; correct the cells, or "
    "write them like 2021-03-04."
)


def _two_readings(text: str, forms: list[str]) -> Unfit:
    days = [day for day in (_parse(text, form) for form in forms) if day]
    remedy = "add " + " or ".join(f'`format: "{form}"`' for form in forms) + " to the mapping."
    cause = f"could be two dates; {remedy}"
    if len(set(days)) == 1:
        predicate = f"is the same day in both orders, other dates of its column are not; {remedy}"
    else:
        said = " or ".join(f"{_MONTHS[day.month - 1]} {day.day}" for day in days)
        predicate = f"could be {said}; {remedy}"
    return Unfit(Code.DATE_AMBIGUOUS, text, predicate, cause=cause)
