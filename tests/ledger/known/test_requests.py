import sqlite3
from contextlib import closing
from typing import Any

import pytest

from customer_import.ledger.known.known import IS_NAMED, named_records


@pytest.mark.parametrize(
    "number", ["C\u30001", "C\u200d1", "Zoë \U0001f600", '"', "\\u0000", "C\n1"]
)
def test_any_number_is_kept_whole(bench: Any, number: str) -> None:
    """Whatever a number is made of, SQLite's JSON gives it back as it was."""
    rows = [bench.keyed(number, billing="Ely"), bench.keyed("C", billing="Ely")]
    assert bench.run(*rows).counts == {"saved": 2}
    assert list(bench.account.customers) == [number, "C"]
    assert bench.run(*rows, file="again.csv").counts == {"skipped": 2}
    with bench.opened() as (ledger, _):
        keys = ledger.connection.execute("SELECT key FROM rows WHERE run = 1").fetchall()
    assert keys == [(number,), ("C",)]


@pytest.mark.parametrize("ids", [[4], [2, 3, 4], [2, 4, 9], [9, 2], [1, 2, 3, 5]])
def test_records_are_found_by_their_ids(ids: list[int]) -> None:
    """Whether they follow each other or not, those that are named are found and no others."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE items (id INTEGER PRIMARY KEY)")
        connection.executemany("INSERT INTO items VALUES (?)", [(i,) for i in range(1, 12)])
        found = connection.execute(f"SELECT id FROM items WHERE {IS_NAMED}", named_records(ids))
        assert [id_ for (id_,) in found] == sorted(ids)
