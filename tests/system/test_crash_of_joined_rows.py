"""The program, killed while it imports a list with several rows for a customer; then run again.

Every second customer has a note, which a second request would add again: of these nobody may know
what became of them, and then all their rows say so.
"""

import csv
from collections.abc import Callable
from typing import Any

import pytest

from customer_import.sandbox import Sandbox, Settings, parse_fault

CUSTOMERS = range(1, 25)
HEADERS = ("Id", "Name", "Note", "Kind", "Street")
MAPPING = """\
version: 1
rows: {continue: true}
fields:
  CustomerNumber: Id
  CustomerName: Name
  CustomerNotes: [{NoteText: Note}]
  Addresses:
    "*": {AddressTypeName: Kind, AddressLine1: Street}
"""
ROWS = 1 + 2 * len(CUSTOMERS)


def write(program: Any) -> None:
    """Write a list of two rows for each customer; odd ones repeat their number."""
    (program.folder / "list.yaml").write_text(MAPPING, encoding="utf-8")
    rows = []
    for i in CUSTOMERS:
        number = f"C-{i}"
        rows.append((number, f"Ada {i}", f"Note {i}" if i % 2 else "", "Billing", f"{i} A St"))
        rows.append((number if i % 2 else "", "", "", "Shipping", f"{i} B St"))
    with program.list_path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADERS, *rows])


@pytest.mark.table(kinds=lambda request: ["early" if request < 6 else "late"])
@pytest.mark.parametrize("request_", [1, 2, 4, 6, 9, 12, 14, 16])
def test_a_killed_import_joins_the_same_rows_again(
    request_: int, program: Callable[..., Any], arrived: Callable[..., None]
) -> None:
    """Both rows of a customer have one state, its addresses arrive, and nothing is doubled."""
    killed = program([], "a", "--concurrency", "2")
    write(killed)
    data = killed.folder / "sandbox.sqlite"
    fault = parse_fault(f"hang-after@{request_}")
    with Sandbox(data, Settings(faults=(fault,), latency=0.005)) as sandbox:
        process = killed.start(sandbox.url)
        arrived(sandbox.store, request_)
        process.kill()
        process.wait()
    with Sandbox(data, Settings()) as sandbox:
        said = killed.said(killed.start(sandbox.url))
        store = sandbox.store
        assert sorted(said.states) == list(range(2, ROWS + 1))
        created = [e.number for e in store.events() if e.call == "customers"]
        for i in CUSTOMERS:
            first, second = said.states[2 * i], said.states[2 * i + 1]
            assert first == second
            assert first in ({"saved", "skipped", "unknown"} if i % 2 else {"saved", "skipped"})
            assert len(store.notes(f"C-{i}")) == created.count(f"C-{i}") * (i % 2)
            if first != "unknown":
                found = sorted(each.fields["AddressLine1"] for each in store.addresses(f"C-{i}"))
                assert found == [f"{i} A St", f"{i} B St"]
                assert len(store.notes(f"C-{i}")) == i % 2
