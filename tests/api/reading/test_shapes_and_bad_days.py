"""Every shape of the reads on every bad day: no number ends wrongly.

What a number should be is known: C-… exist, X-… do not. A number ends so, or as unknown, or the
command ends with a reason.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from customer_import.api.reading.seen import Existence
from customer_import.errors import CannotRead, Stopped

MakeDesk = Callable[..., Any]

ELEMENTS = ("", "records", "mixed")
MISSING = ("", "absent-null", "absent-missing", "absent-blank")
RECORDS = ("", "few-keys", "no-nulls", "null-phones", "camel-case", "lower-case")
ORDERS = ("", "reversed", "duplicates")
PASSING = (
    "500-before",
    "503:1",
    "429:2",
    "429-reset:2",
    "html",
    "blip",
    "truncated",
    "empty",
    "slow:0.05",
    "drop-before",
    "drop-after",
)
"""What may pass: the second try is answered."""
STOPPING = ("404", "401", "400-token", "400-token-json", "refused-403")
LYING = (
    "as:all-exist",
    "as:none-exist",
    "as:strangers",
    "as:duplicates",
    "as:reversed",
    "as:records",
    "as:mixed",
    "as:absent-null",
    "as:absent-missing",
    "as:absent-blank",
    "as:lower-case",
    "refused",
    "refused:C-003 does not exist",
)
"""Answers that differ from those with which the command has calibrated."""


def shape(*names: str) -> tuple[str, ...]:
    """Return the variants of a shape."""
    return tuple(filter(None, names))


def expected(desk: Any) -> dict[str, Existence]:
    """Return what each number should be."""
    here, away = Existence.PRESENT, Existence.ABSENT
    return {number: here if number in desk.present else away for number in desk.asked}


def check(desk: Any) -> dict[str, Existence]:
    """Read everything; check that no number ended wrongly, and return those that are unknown."""
    found = desk.found(desk.asked)
    truth = expected(desk)
    assert found.keys() == truth.keys()
    wrong = {
        number: each
        for number, each in found.items()
        if each not in (truth[number], Existence.UNKNOWN)
    }
    assert not wrong
    return {number: each for number, each in found.items() if each == Existence.UNKNOWN}


@pytest.mark.table
@pytest.mark.parametrize("record", RECORDS)
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("missing", MISSING)
@pytest.mark.parametrize("element", ELEMENTS)
def test_each_number_is_settled_in_every_shape(
    desk_at: MakeDesk, element: str, missing: str, order: str, record: str
) -> None:
    """Whatever an answer looks like, a good day settles every number, and shows its record."""
    desk = desk_at(variants=shape(element, missing, order, record))
    desk.reader.calibrate(desk.present[:2])
    assert not check(desk)
    reading = desk.read(["C-004"])["C-004"]
    assert reading.customer.fields["CustomerName"] == "Name of C-004"


@pytest.mark.parametrize("missing", MISSING)
@pytest.mark.parametrize("element", ELEMENTS)
def test_strangers_prove_nobody_absent_who_is_not_named(
    desk_at: MakeDesk, element: str, missing: str
) -> None:
    """With customers that nobody asked for, only a sign that names a number makes it absent."""
    desk = desk_at(variants=shape(element, missing, "strangers"))
    desk.reader.calibrate(desk.present[:2])
    unknown = check(desk)
    assert unknown.keys() <= set(desk.absent)
    assert bool(unknown) is not (element == missing == "")


@pytest.mark.parametrize("stranger", ["", "strangers"])
@pytest.mark.parametrize("missing", MISSING)
@pytest.mark.parametrize("element", ELEMENTS)
@pytest.mark.parametrize("lie", ["all-exist", "none-exist"])
def test_a_server_that_lies_about_all_numbers_is_not_read(
    desk_at: MakeDesk, element: str, missing: str, stranger: str, lie: str
) -> None:
    """A random number that exists, or a known one that does not, ends calibrating."""
    desk = desk_at(variants=shape(element, missing, stranger, lie))
    with pytest.raises(CannotRead):
        desk.reader.calibrate(desk.present[:2])


@pytest.mark.table
@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("stranger", ["", "strangers"])
@pytest.mark.parametrize("missing", MISSING)
@pytest.mark.parametrize("element", ELEMENTS)
def test_what_may_pass_is_asked_again(
    desk_at: MakeDesk, element: str, missing: str, stranger: str, fault: str
) -> None:
    """After a failure that may pass, the same read is sent again, and nothing is lost."""
    desk = desk_at(variants=shape(element, missing, stranger), faults=[f"numbers:{fault}@1,3"])
    good = desk_at(variants=shape(element, missing, stranger))
    for each in (desk, good):
        each.reader.calibrate(each.present[:2])
    assert desk.found(desk.asked) == good.found(good.asked)


@pytest.mark.table
@pytest.mark.parametrize("fault", [*LYING, *PASSING])
@pytest.mark.parametrize("stranger", ["", "strangers"])
@pytest.mark.parametrize("missing", MISSING)
@pytest.mark.parametrize("element", ELEMENTS)
@pytest.mark.parametrize("which", ["2", "3-4", "2-"])
def test_answers_that_change_make_no_number_wrong(
    desk_at: MakeDesk, *, element: str, missing: str, stranger: str, fault: str, which: str
) -> None:
    """An answer unlike the first ones proves nothing: a number is right, or unknown."""
    desk = desk_at(variants=shape(element, missing, stranger), faults=[f"numbers:{fault}@{which}"])
    desk.reader.calibrate(desk.present[:2])
    with suppress(Stopped):
        check(desk)


@pytest.mark.parametrize("fault", STOPPING)
@pytest.mark.parametrize("which", ["1", "2", "3"])
def test_what_stops_a_run_stops_a_read(desk_at: MakeDesk, fault: str, which: str) -> None:
    """A refused token, a missing right or call ends the command with a sentence that says so."""
    desk = desk_at(faults=[f"numbers:{fault}@{which}"])
    with pytest.raises(Stopped, match=r"404|refused"):
        check_all(desk)


def check_all(desk: Any) -> None:
    """Calibrate and read everything."""
    desk.reader.calibrate(desk.present[:2])
    check(desk)
