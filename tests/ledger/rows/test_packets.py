from typing import Any

import pytest

from customer_import.importer import Options
from customer_import.ledger.rows.packets import MOST, Packet, Packets, digest


def packets(ledger: Any) -> list[tuple[int, int, int]]:
    """Of each packet its records, those of them that are kept, and those whose items wait."""
    found = []
    for (shape,) in ledger.connection.execute("SELECT id FROM shapes").fetchall():
        for first, end in Packets(ledger.connection).ranges(shape):
            packet = Packets(ledger.connection).get(first)
            kept = [record for record in packet.records.split(b"\n") if record]
            assert len(packet.rows) == len(packet.keys) == end - first
            found.append((end - first, len(kept), packet.waiting))
    return found


def test_the_first_record_is_packed_alone(bench: Any) -> None:
    """It is sent alone; so the others leave as they are packed, a whole request a packet."""
    bench.run(*(bench.keyed(f"C{i}") for i in range(2 * MOST + 11)), send=False)
    with bench.opened() as (ledger, _):
        assert packets(ledger) == [(1, 1, 1), (MOST, MOST, MOST), (MOST, MOST, MOST), (10, 10, 10)]


def test_rows_that_are_refused_late_leave_their_packets(bench: Any) -> None:
    """Which numbers stand twice is known once all rows are packed; the others are sent."""
    rows = [bench.keyed(f"C{i}", billing="Ely") for i in range(2 * MOST)]
    for one, other in ((3, 4), (0, 700), (MOST, MOST + 1)):
        rows[other] = rows[one]
    ran = bench.run(*rows)
    twice = {3, 4, 0, 700, MOST, MOST + 1}
    assert ran.counts == {"saved": len(rows) - len(twice), "invalid": len(twice)}
    expected = [f"C{i}" for i in range(len(rows)) if i not in twice]
    assert list(bench.account.customers) == expected
    assert [number for number, _ in bench.account.addresses] == expected


def test_a_packet_keeps_the_records_that_are_not_settled(bench: Any) -> None:
    """What was refused can still be reported; the content of the others is gone."""
    bench.account.refuses = lambda record: "No." if record.get("CustomerName") == "Bad" else ""
    rows = [bench.keyed(f"C{i}", "Bad" if i % 3 == 1 else "Ada") for i in range(10)]
    bench.run(*rows)
    with bench.opened() as (ledger, _):
        assert packets(ledger) == [(9, 3, 0)]
    bench.account.refuses = lambda _: ""
    ran = bench.run(*rows)
    assert ran.counts == {"saved": 3, "skipped": 7}
    with bench.opened() as (ledger, _):
        assert packets(ledger) == [(9, 3, 0)], "those of the first run, and none of the second"


def test_a_line_twice_has_two_records_in_its_packet(bench: Any) -> None:
    """Records the server numbers may be equal; none stands for the other."""
    bench.run(*[bench.auto("Ada")] * 5)
    assert bench.account.created == ["Ada"] * 5


def test_a_record_that_is_not_kept_is_a_blank_line(bench: Any) -> None:
    """So the others keep their places, which tell their items."""
    packet = Packet([2, 3, 4], ["A", "B", None], b"{1}\n{2}\n{3}")
    assert packet.only([True, False, True]) == ([2, 4], ["A", None], b"{1}\n{3}", 0)
    bench.run(bench.keyed("A"), bench.keyed("B"), send=False)
    with bench.opened() as (ledger, _):
        ledger.connection.execute("UPDATE items SET state = 'saved' WHERE key = 'b'")
        Packets(ledger.connection).thin(1)
        assert packets(ledger) == [(1, 1, 1)]
        assert [b'"A"' in each for each in Packets(ledger.connection).records(1)] == [True]


@pytest.mark.parametrize(
    ("one", "other"),
    [((b"x", "C1"), (b"y", "C1")), ((b"x", "C1"), (b"x", "C2")), ((b"x", None), (b"x", ""))],
)
def test_a_digest_tells_contents_and_keys_apart(
    one: tuple[bytes, str | None], other: tuple[bytes, str | None]
) -> None:
    """What is known of one record is never taken for another's."""
    (content, key), (other_content, other_key) = one, other
    assert digest(content, 2, key, key) != digest(other_content, 2, other_key, other_key)
    assert digest(content, 2, key, key) == digest(content, 2, key, key)


def test_the_spelling_of_a_number_is_not_a_part_of_its_content() -> None:
    """A number in another case is the same customer; elsewhere a case makes a difference."""
    record = b'{"ImportRowNumber":2,"CustomerNumber":"%s","CustomerName":"%s"}'
    lower, upper = record % (b"\xc3\xa4-1", b"Ada"), record % (b"\xc3\x84-1", b"Ada")
    assert digest(lower, 2, "ä-1", "ä-1") == digest(upper, 2, "Ä-1", "ä-1")
    other = record % (b"\xc3\x84-1", b"ada")
    assert digest(lower, 2, "ä-1", "ä-1") != digest(other, 2, "Ä-1", "ä-1")


def test_a_record_is_the_same_in_another_row() -> None:
    """The number of its row is not a part of its content, but a text like it is."""
    of_row = b'{"ImportRowNumber":%d,"CustomFields":[{"ImportRowNumber":%d,"L":"%s"}]}'
    assert digest(of_row % (2, 2, b"x"), 2, "1", "1") == digest(of_row % (7, 7, b"x"), 7, "1", "1")
    text = rb"{\"ImportRowNumber\":%d,"
    first, second = of_row % (2, 2, text % 2), of_row % (7, 7, text % 7)
    assert digest(first, 2, "1", "1") != digest(second, 7, "1", "1")


def test_what_was_staged_is_counted_by_what_shares_a_request(bench: Any) -> None:
    """Only what waits is counted, whatever packet it lies in."""
    rows = [bench.keyed(f"C{i}", billing="Ely") for i in range(MOST + 20)]
    bench.run(*rows[:7])
    with bench.opened() as (_, importer):
        staged = bench.stage(importer, rows, Options(), file="longer.csv")
        found = {str(each.call): each.records for each in importer.results(staged.run).shapes()}
    assert found == {"customers": MOST + 13, "addresses": MOST + 13}


def test_an_item_is_known_by_the_digest_of_its_record(bench: Any) -> None:
    """Digests are made by the column; what is taken from a packet has the same one by itself."""
    address = {"billing": "Ely", "shipping": "York"}
    bench.run(*(bench.keyed(f"Ä-{i}", note="VIP", **address) for i in range(3)), send=False)
    bench.run(bench.auto("Ada"), file="other.csv", send=False)
    with bench.opened() as (ledger, _):
        items = ledger.connection.execute("SELECT content, key FROM items ORDER BY id").fetchall()
        shapes = ledger.connection.execute("SELECT id FROM shapes").fetchall()
        found: dict[int, tuple[bytes, int, str | None]] = {}
        for (shape,) in shapes:
            for first, _ in Packets(ledger.connection).ranges(shape):
                packet = Packets(ledger.connection).get(first)
                lines = zip(packet.records.split(b"\n"), packet.rows, packet.keys, strict=True)
                found.update(enumerate(lines, first))
    assert len(items) == len(found) == 10
    for (content, known), (_, (record, row, key)) in zip(items, sorted(found.items()), strict=True):
        assert (key is None) == (known is None)
        assert digest(record, row, key, known) == content


def test_the_addresses_of_a_row_stay_together(bench: Any) -> None:
    """They are made by the type, and sent by the row."""
    bench.run(*(bench.keyed(f"C{i}", billing="Ely", shipping="York") for i in range(3)))
    expected = [(f"C{i}", kind) for i in range(3) for kind in ("Billing", "Shipping")]
    assert list(bench.account.addresses) == expected
