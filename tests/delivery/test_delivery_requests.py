import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest

from customer_import.api.reply import NoReply, Reply, Trouble
from customer_import.delivery.delivery import Limits
from customer_import.endpoints import MOST_BYTES, MOST_RECORDS, Call
from customer_import.events import Delivered
from customer_import.states import ItemState

LOST = NoReply(Trouble.MAYBE_DONE, "timed out")
BUSY = Reply(429, {}, b"")


def refusing(*names: str) -> Callable[[dict[str, Any]], str]:
    """Make a rule that refuses records with these names, or addresses with these cities."""
    return lambda record: (
        f"{found} is wrong"
        if (found := record.get("CustomerName") or record.get("AddressCity")) in names
        else ""
    )


def test_the_first_request_carries_one_row(bench: Any) -> None:
    """A wrong token, address or field costs one row; the rest follow, 500 at the most a request."""
    ran = bench.run(*(bench.keyed(f"C{i}") for i in range(1200)))
    assert [len(each.records) for each in bench.account.seen] == [1, 500, 500, 199]
    assert (ran.counts, ran.requests) == ({"saved": 1200}, 4)


def test_the_vendors_limits_are_kept_unless_told_otherwise() -> None:
    """At most 500 records or 4 MB a request."""
    assert (Limits().records, Limits().size) == (MOST_RECORDS, MOST_BYTES) == (500, 4_000_000)


@pytest.mark.parametrize("size", [700, 1000, 3000])
def test_a_request_is_never_larger_than_allowed(bench: Any, size: int) -> None:
    """All bytes that are sent count, row numbers, names and commas too."""
    bench.limits = Limits(concurrency=1, size=size)
    rows = [bench.keyed(f"C{i}", "x" * (i % 90), billing="ü" * (i % 40)) for i in range(300)]
    assert bench.run(*rows).counts == {"saved": 300}
    sizes = [each.size for each in bench.account.seen]
    assert size * 0.75 < max(sizes) <= size


def test_the_row_numbers_are_those_of_the_file(bench: Any) -> None:
    """`ImportRowNumber` is the row that a spreadsheet shows; an address does not have it."""
    bench.run(bench.keyed("A", billing="Leeds"), bench.keyed("B"))
    first, second, addresses = bench.account.seen
    rows = [record["ImportRowNumber"] for each in (first, second) for record in each.records]
    assert rows == [2, 3]
    assert addresses.records == [
        {"CustomerNumber": "A", "AddressCity": "Leeds", "AddressTypeName": "Billing"}
    ]


def test_rows_share_a_request_only_with_their_like(bench: Any) -> None:
    """A request has one set of filled fields; all its rows are safe to send twice, or none."""
    kinds: list[Callable[[int], Any]] = [
        lambda i: bench.keyed(f"C{i}"),
        lambda i: bench.keyed(f"C{i}", name=""),
        lambda i: bench.keyed(f"C{i}", note="VIP"),
        lambda i: bench.auto(f"N{i}"),
    ]
    bench.run(*(kinds[i % 4](i) for i in range(40)))
    for seen in bench.account.seen:
        assert all(
            record.keys() - {"ImportRowNumber"} == set(seen.fields) for record in seen.records
        )
    assert len(bench.account.seen) == 1 + len(kinds)


def test_addresses_follow_their_customers(bench: Any) -> None:
    """An address is sent after its customer was saved, and only then."""
    bench.account.refuses = refusing("Bad")
    rows = [bench.keyed(f"C{i}", "Bad" if i == 3 else "Ada", "", "Leeds") for i in range(6)]
    ran = bench.run(*rows)
    calls = [each.call for each in bench.account.seen]
    assert calls == sorted(calls, key=list(Call).index)
    assert {number for number, _ in bench.account.addresses} == set(bench.account.customers)
    assert ran.counts == {"saved": 5, "failed": 1}


def test_the_listener_hears_of_every_request(bench: Any) -> None:
    """Each request is told once, with what became of its rows."""
    bench.account.refuses = refusing("Bad")
    bench.run(bench.keyed("C1"), bench.keyed("C2", "Bad", billing="Leeds"), bench.keyed("C3"))
    told = [each for each in bench.events if isinstance(each, Delivered)]
    saved, failed = ItemState.SAVED, ItemState.FAILED
    assert [(each.call, each.rows, each.note) for each in told] == [
        (Call.CUSTOMERS, {saved: [2]}, "answered"),
        (Call.CUSTOMERS, {failed: [3], saved: [4]}, "answered"),
    ]


@dataclass
class Watched:
    """An account that is slow, and notes which customers are in flight together."""

    account: Any
    lock: threading.Lock = field(default_factory=threading.Lock)
    flying: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    levels: list[int] = field(default_factory=list)
    doubled: set[str] = field(default_factory=set)

    def __call__(self, call: Call, body: bytes) -> Reply:
        """Take a request as slowly as a server would."""
        with self.lock:
            reply: Reply = self.account(call, body)
            numbers = set(filter(None, self.account.seen[-1].numbers))
            self.flying.update(numbers)
            self.requests += 1
            self.levels.append(self.requests)
            self.doubled |= {number for number in numbers if self.flying[number] > 1}
        time.sleep(0.002)
        with self.lock:
            self.flying.subtract(numbers)
            self.requests -= 1
        return reply


@pytest.mark.parametrize("records", [1, 7])
def test_a_customer_is_never_in_two_requests_at_once(bench: Any, records: int) -> None:
    """Requests in flight never share a customer and never exceed the limit, halved or repeated."""
    bench.account.shape = "whole"
    bench.account.refuses = refusing("Bad", "Nowhere")
    bench.account.fault = lambda n, _: (LOST, True) if n % 5 == 2 else None
    rows = [
        bench.keyed(
            f"C{i}", "Bad" if i % 13 == 4 else "Ada", "", "Nowhere" if i % 5 else "Ely", "Ely"
        )
        for i in range(60)
    ]
    account, watched = bench.account, Watched(bench.account)
    bench.account, bench.limits = watched, Limits(concurrency=6, records=records)
    with ThreadPoolExecutor(12) as bench.executor:
        ran = bench.run(*rows)
    assert ran.ended.stopped is None
    assert watched.doubled == set()
    assert 2 <= max(watched.levels) <= 6
    bad = {row for row in range(2, 62) if (row - 2) % 13 == 4 or (row - 2) % 5}
    assert {row for row, state in ran.states.items() if state == "failed"} == bad
    assert set(account.customers) == {f"C{i}" for i in range(60) if i % 13 != 4}


def test_a_slowed_run_sends_fewer_requests_at_a_time(bench: Any) -> None:
    """On 429 the pace drops for everyone, and recovers."""
    watched = Watched(bench.account)
    bench.account.fault = lambda n, _: (BUSY, False) if 2 <= n <= 9 else None
    bench.account, bench.limits = watched, Limits(concurrency=8, records=1)
    with ThreadPoolExecutor(8) as bench.executor:
        ran = bench.run(*(bench.auto(f"N{i}") for i in range(120)))
    assert ran.counts == {"saved": 120}
    assert len(watched.account.created) == 120
    assert watched.levels[:1] == watched.levels[9:10] == [1]
    assert 2 <= max(watched.levels[60:]) <= 8
