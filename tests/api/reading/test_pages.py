"""All customers, page by page, whatever the server says of its pages and whoever moves them."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from customer_import.api.reading.listed import Elements
from customer_import.api.reading.pages import Listing
from customer_import.api.reading.seen import SeenCustomer
from customer_import.errors import CannotRead, Stopped
from customer_import.exporting import ExportColumn, export

MakeDesk = Callable[..., Any]

FLAGS = ("", "false-flag", "true-flag")
TOTALS = ("", "zero-total")
ENDS = ("", "short-pages", "last-page-again")
RECORDS = ("", "mixed", "few-keys", "lower-case")
PASSING = ("500-before", "503:1", "429:1", "html", "truncated", "empty", "drop-after", "slow:0.05")


def read_all(desk: Any) -> list[str]:
    """Read all customers until two readings agree; return their numbers."""
    found: list[SeenCustomer] = []

    def write(_: Sequence[ExportColumn], customers: Any) -> None:
        found[:] = []
        found.extend(customers)

    survey = export(desk.reader.everybody(), write)
    assert survey.customers == len(found)
    return [each.number for each in found]


def numbers_of(desk: Any) -> list[str]:
    """Return the numbers that the server has now."""
    return sorted(each.number for each in desk.sandbox.store.customers())


def variants(*names: str) -> tuple[str, ...]:
    """Return the variants that are chosen."""
    return tuple(filter(None, names))


@pytest.mark.table
@pytest.mark.parametrize("record", RECORDS)
@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("total", TOTALS)
@pytest.mark.parametrize("flag", FLAGS)
@pytest.mark.parametrize("size", [7, 8, 30, 500])
def test_all_customers_are_read_whatever_the_flags_say(
    desk_at: MakeDesk, *, size: int, flag: str, total: str, end: str, record: str
) -> None:
    """A flag or a total that lies neither ends the reading early nor keeps it going for ever."""
    desk = desk_at(variants=variants(flag, total, end, record), page_size=size)
    assert read_all(desk) == list(desk.present)


@pytest.mark.parametrize("total", TOTALS)
def test_a_server_that_gives_at_most_100_is_read_by_hundreds(desk_at: MakeDesk, total: str) -> None:
    """A first page that is short, though there is more, shows how long the pages are."""
    numbers = tuple(f"N{n:04}" for n in range(250))
    desk = desk_at(numbers, variants("short-pages", "false-flag", total), page_size=500)
    assert read_all(desk) == list(numbers)


@pytest.mark.parametrize("size", [8, 500])
def test_without_customers_there_is_nothing_to_read(desk_at: MakeDesk, size: int) -> None:
    """An empty server is read as empty."""
    assert read_all(desk_at((), page_size=size)) == []


@pytest.mark.table
@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("which", ["1", "3", "6", "2,5"])
def test_a_page_that_fails_is_asked_for_again(
    desk_at: MakeDesk, fault: str, end: str, which: str
) -> None:
    """What may pass costs time, and no customer."""
    desk = desk_at(variants=variants(end), faults=[f"search:{fault}@{which}"])
    assert read_all(desk) == list(desk.present)


@pytest.mark.parametrize("fault", ["500-before@1-2", "refused@1"])
def test_large_pages_that_fail_are_asked_for_in_smaller_ones(desk_at: MakeDesk, fault: str) -> None:
    """A server that fails at the size of the pages is read in pages of a hundred."""
    numbers = tuple(f"N{n:04}" for n in range(150))
    desk = desk_at(numbers, faults=[f"search:{fault}"], page_size=500)
    assert read_all(desk) == list(numbers)


@pytest.mark.table
@pytest.mark.parametrize("total", TOTALS)
@pytest.mark.parametrize("flag", FLAGS)
@pytest.mark.parametrize(
    "deed",
    [
        "other-creates",
        "other-creates:C-010x",
        "other-creates:Z",
        "other-deletes",
        "other-deletes:C-000",
        "other-deletes:C-012",
        "other-deletes:C-029",
        "other-changes:C-003",
    ],
)
@pytest.mark.parametrize("which", ["1", "2", "3", "4", "5", "6", "8", "2,3", "2,5,9,14"])
def test_customers_that_move_are_refused_or_right(
    desk_at: MakeDesk, *, deed: str, which: str, flag: str, total: str
) -> None:
    """If others come or go while pages are read, the end is the truth, or a refusal."""
    desk = desk_at(variants=variants(flag, total), faults=[f"search:{deed}@{which}"])
    before = numbers_of(desk)
    try:
        found = read_all(desk)
    except CannotRead:
        assert which == "2,5,9,14", "a deed or two are outlasted"
        return
    # What happened after the last page was read may be missing.
    assert sorted(found) in (numbers_of(desk), before)


@pytest.mark.parametrize("deed", ["creates", "deletes"])
def test_a_server_that_never_rests_is_refused(desk_at: MakeDesk, deed: str) -> None:
    """Where customers come or go with every page, nothing is written, and it is said why."""
    desk = desk_at(faults=[f"search:other-{deed}@*"])
    with pytest.raises(CannotRead, match="created or deleted"):
        read_all(desk)


def test_one_who_goes_while_another_comes_is_noticed(desk_at: MakeDesk) -> None:
    """A customer deleted on a page already read moves the next ones up; the total is the same."""
    desk = desk_at()

    def swap(user: Any) -> None:
        user.delete("C-001")
        user.create("Z-1")

    desk.sandbox.before(3, swap, "search")
    assert read_all(desk) == numbers_of(desk)
    assert "C-016" in numbers_of(desk)


@pytest.mark.parametrize("fault", ["404", "401", "400-token", "refused-403"])
@pytest.mark.parametrize("which", ["1", "3", "7"])
def test_a_refusal_ends_the_reading(desk_at: MakeDesk, fault: str, which: str) -> None:
    """What stops a run stops the reading of pages."""
    with pytest.raises(Stopped):
        read_all(desk_at(faults=[f"search:{fault}@{which}"]))


@pytest.mark.parametrize("total", [5, 31, 10**9])
def test_a_total_that_is_not_the_number_of_customers_is_refused(total: int) -> None:
    """Nobody can know whether all were read."""
    desk = _Told(total)
    with pytest.raises(CannotRead):
        export(desk.listing(), lambda _, customers: deque(customers, 0).clear())


class _Told:
    """A server of thirty customers that tells another total."""

    def __init__(self, total: int) -> None:
        self.total = total

    def listing(self) -> Any:
        """Return what reads it."""
        everybody = [SeenCustomer(str(n), {}) for n in range(30)]

        def ask(page: int, size: int) -> tuple[Any, str]:
            part = tuple(everybody[(page - 1) * size : page * size])
            return Elements(part, (), has_list=True, total=self.total), ""

        return Listing(ask, 8, lambda _: None)
