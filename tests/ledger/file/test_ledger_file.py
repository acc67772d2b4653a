import os
import random
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from zstandard import FRAME_HEADER, ZstdDecompressor, ZstdError

from customer_import.api.reply import NoReply, Trouble
from customer_import.errors import LedgerError
from customer_import.ledger.file.request_count import RequestCount
from customer_import.ledger.file.retention import KEPT
from customer_import.ledger.file.soundness import faults
from customer_import.ledger.ledger import Ledger, ledger_at, ledger_for_a_dry_run
from customer_import.ledger.rows.packets import pack, unpack
from customer_import.ledger.runs.history import History
from customer_import.ledger.runs.results import Results
from customer_import.ledger.schema import APPLICATION, VERSION

KINDS = {"packet": "BLOB", "seal": "BLOB", "key": "TEXT", "content": "INTEGER"}
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def opened(path: Path, now: datetime = NOW) -> list[str]:
    """Open a ledger, and return what it counts of each of its runs."""
    with ledger_at(path, now) as ledger:
        runs = ledger.connection.execute("SELECT id FROM runs ORDER BY id").fetchall()
        return [repr(Results(ledger.connection, run).counts()) for (run,) in runs]


def database(path: Path, *statements: str) -> None:
    """Make a database, or change one."""
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_only_the_user_can_read_it(tmp_path: Path) -> None:
    """The ledger holds personal data: also one that somebody made readable."""
    path = tmp_path / "state" / "ledgers" / "a.sqlite"
    opened(path)
    path.chmod(0o644)
    opened(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["a.sqlite"]


def test_a_second_run_on_the_same_server_has_to_wait(tmp_path: Path) -> None:
    """The lock of the ledger is the run's lock; it goes when the run does."""
    path = tmp_path / "a.sqlite"
    with ledger_at(path, NOW):
        with pytest.raises(LedgerError, match="Another run on this server is under way"):
            opened(path)
        assert opened(tmp_path / "b.sqlite") == []
    assert opened(path) == []


def test_its_settings_make_it_durable_and_private(tmp_path: Path) -> None:
    """A power cut loses nothing that was written; what is deleted is overwritten."""
    with ledger_at(tmp_path / "a.sqlite", NOW) as ledger:
        wanted = {
            "journal_mode": "wal",
            "synchronous": 2,
            "secure_delete": 1,
            "foreign_keys": 1,
            "locking_mode": "exclusive",
            "application_id": APPLICATION,
            "user_version": VERSION,
        }
        read = {name: ledger.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
    assert read == wanted


def test_a_dry_run_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its ledger has no file that anybody could find."""
    monkeypatch.chdir(tmp_path)
    with ledger_for_a_dry_run() as ledger:
        assert ledger.path is None
        assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("statements", "says"),
    [
        (["CREATE TABLE a (b)"], "is not a ledger"),
        (["PRAGMA application_id = 7"], "is not a ledger"),
        ([f"PRAGMA application_id = {APPLICATION}"], "is damaged"),
    ],
)
def test_another_database_is_left_alone(tmp_path: Path, statements: list[str], says: str) -> None:
    """What is not ours is not written to."""
    path = tmp_path / "a.sqlite"
    database(path, *statements)
    with pytest.raises(LedgerError, match=says):
        opened(path)


def test_a_ledger_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    """It may mean something else by the same words."""
    path = tmp_path / "a.sqlite"
    opened(path)
    database(path, f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(LedgerError, match=r"newer customer-import \(version 4\). Upgrade"):
        opened(path)


def test_a_ledger_of_the_first_version_is_left_alone(tmp_path: Path) -> None:
    """It kept other things; an empty one in its place would double what it knows to be saved."""
    path = tmp_path / "a.sqlite"
    opened(path)
    database(path, "PRAGMA user_version = 1")
    with pytest.raises(LedgerError, match=r"earlier customer-import \(version 1\)") as error:
        opened(path)
    assert "Go on with the one that wrote it" in error.value.remedy
    assert "sends every row again" in error.value.remedy


@pytest.mark.parametrize("content", [b"", b"x", b"Id,Name\n" * 100, bytes(5000)])
def test_what_is_no_database_is_no_ledger(tmp_path: Path, content: bytes) -> None:
    """A ledger that lost its content is never taken for a new one."""
    path = tmp_path / "a.sqlite"
    path.write_bytes(content)
    with pytest.raises(LedgerError, match="damaged"):
        opened(path)
    with pytest.raises(LedgerError, match="first check at the server what was saved"):
        opened(path)


def test_a_ledger_whose_making_was_cut_short_is_made_anew(tmp_path: Path) -> None:
    """A program killed before the first run leaves nothing that hinders the next one."""
    path = tmp_path / "a.sqlite"
    path.touch()
    path.with_name("a.sqlite.new").touch()
    assert opened(path) == []
    assert [each.name for each in tmp_path.iterdir()] == ["a.sqlite"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """The remedy is another folder."""
    (tmp_path / "state").touch()
    with pytest.raises(LedgerError, match=r"state folder .*state cannot be .* --state-dir"):
        opened(tmp_path / "state" / "a.sqlite")


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("DELETE FROM nowhere", "cannot be used: no such table"),
        ("INSERT INTO rows (run, number, state) VALUES (1, 1, 'lost')", "damaged"),
    ],
)
def test_errors_of_the_database_are_told_in_our_words(
    tmp_path: Path, statement: str, says: str
) -> None:
    """No error of SQLite reaches the user as it is, and nothing half done is left."""

    def write(ledger: Ledger) -> None:
        with ledger.writing():
            ledger.connection.execute(
                "INSERT INTO known (key, content, state, run, at, is_new)"
                " VALUES ('c1', 0, 1, 1, 0, FALSE)"
            )
            ledger.connection.execute(statement)

    with ledger_at(tmp_path / "a.sqlite", NOW) as ledger:
        with pytest.raises(LedgerError, match=says):
            write(ledger)
        assert ledger.connection.execute("SELECT count(*) FROM known").fetchone() == (0,)


@pytest.fixture
def used(bench: Any) -> Any:
    """A desk whose ledger knows two runs, with every state there is but pending."""
    bench.account.refuses = lambda record: "No." if record.get("CustomerName") == "Bad" else ""
    bench.account.fault = lambda _, seen: (
        (NoReply(Trouble.MAYBE_DONE, "timed out"), True) if None in seen.numbers else None
    )
    rows = [bench.keyed(f"C{i}", "Bad" if i % 7 == 3 else f"Name {i}") for i in range(20)]
    bench.run(*rows, bench.keyed("C5"), bench.auto("N1"))
    bench.run(*rows, bench.keyed("D1", billing="Leeds"), file="other.csv")
    return bench


def seen(path: Path, content: bytes) -> list[str] | None:
    """What a ledger of this content counts; None where it is said to be damaged."""
    path.write_bytes(content)
    try:
        return opened(path)
    except LedgerError:
        return None
    finally:
        for each in path.parent.glob(f"{path.name}*"):
            each.unlink()


def test_a_cut_ledger_is_never_miscounted(used: Any, tmp_path: Path) -> None:
    """Cut off anywhere, it is said to be damaged; or counts what it did, its last page cut."""
    truth, whole = opened(used.path), used.path.read_bytes()
    first, last = range(0, 4096, 99), range(len(whole) - 4096, len(whole) + 1, 64)
    lengths = [*first, *range(4096, len(whole), 4096), *last]
    found = {n: seen(tmp_path / "cut.sqlite", whole[:n]) for n in lengths}
    assert not any(counts for n, counts in found.items() if n <= len(whole) - 4096)
    assert all(counts in (None, truth) for counts in found.values())


def test_a_corrupted_ledger_is_never_miscounted(used: Any, tmp_path: Path) -> None:
    """With a byte changed anywhere, it is said to be damaged, or counts what it counted."""
    truth, chance = opened(used.path), random.Random(7)  # noqa: S311 - which bit it is
    whole, found = used.path.read_bytes(), []
    for place in [*range(0, 100, 3), *range(100, len(whole), 131)]:
        damaged = bytearray(whole)
        damaged[place] ^= 1 << chance.randrange(8)
        found.append(seen(tmp_path / "changed.sqlite", bytes(damaged)))
    assert all(counts in (None, truth) for counts in found)
    assert found.count(None) > len(found) / 20
    assert found.count(truth) > len(found) / 20


def test_a_word_that_is_no_state_is_damage(used: Any) -> None:
    """A row in a state there is not would be counted nowhere."""
    whole = used.path.read_bytes()
    at = whole.rindex(b"skipped", 0, whole.rindex(b"unknown"))
    used.path.write_bytes(whole[:at] + b"slipped" + whole[at + 7 :])
    with pytest.raises(LedgerError, match="damaged"):
        opened(used.path)


def test_a_table_that_is_not_as_it_was_made_is_damage(tmp_path: Path) -> None:
    """Our own words would mean something else in it."""
    path = tmp_path / "a.sqlite"
    opened(path)
    database(path, "ALTER TABLE problems RENAME COLUMN code TO mode")
    with pytest.raises(LedgerError, match="not as they were made"):
        opened(path)


def test_a_row_without_its_run_is_found(used: Any) -> None:
    """It would be counted nowhere; the counts that were noted are those there were."""
    truth = opened(used.path)
    database(used.path, "UPDATE rows SET run = 9 WHERE run = 1 AND number = 2")
    assert opened(used.path) == truth
    with used.opened() as (ledger, _):
        found = faults(ledger.connection)
    assert found[0] == "The table rows has lines of a run that is missing."
    assert "rows of it are missing." in found[1]


def personal(bench: Any) -> bool:
    """Whether the ledger's files still hold a name of a customer, plain or packed."""
    files = [path.read_bytes() for path in bench.folder.glob("ledger.sqlite*")]
    return any(b"Name " in text for file in files for text in (file, *frames(file)))


def frames(file: bytes) -> Iterator[bytes]:
    """What was packed into a file, as far as it can be read."""
    for frame in file.split(FRAME_HEADER)[1:]:
        with suppress(ZstdError):
            yield ZstdDecompressor().decompressobj().decompress(FRAME_HEADER + frame)


@pytest.mark.parametrize("place", ["packets.packet", "packets.seal", "items.key", "items.content"])
@pytest.mark.parametrize("byte", [0.0, 0.5, 0.99])
def test_a_record_that_is_not_what_was_staged_is_not_sent(
    bench: Any, place: str, byte: float
) -> None:
    """A record that changed on the disk, where SQLite sees nothing, does not leave."""
    rows = [bench.keyed(f"C{i}", billing="Ely") for i in range(9)]
    bench.run(*rows, send=False)
    table, column = place.split(".")
    with bench.opened() as (ledger, _):
        read = f"SELECT rowid, CAST({column} AS BLOB) FROM {table}"
        row, changed = ledger.connection.execute(read).fetchone()
        at = int(len(changed) * byte)
        changed = changed[:at] + bytes([changed[at] ^ 1]) + changed[at + 1 :]
        kept = f"UPDATE {table} SET {column} = CAST(? AS {KINDS[column]}) WHERE rowid = ?"
        ledger.connection.execute(kept, (changed, row))
    ran = bench.run(*rows)
    assert " is damaged (" in ran.ended.stopped.message
    assert bench.account.seen == []


def lost_end(bench: Any, keep: Callable[[Path], None]) -> None:
    """Kill a run after its last request, and let only so much of its log remain."""
    image = {}

    def last(_: int, seen: Any) -> None:
        if seen.numbers == ["D2"]:
            for each in bench.folder.iterdir():
                image[each.name] = each.read_bytes()

    bench.run(bench.keyed("C1"))
    bench.account.fault = last
    bench.limits = type(bench.limits)(concurrency=1, records=1)
    bench.run(bench.keyed("D1", note="VIP"), bench.keyed("D2", note="VIP"))
    for name, content in image.items():
        (bench.folder / name).write_bytes(content)
    keep(bench.folder / f"{bench.path.name}-wal")


@pytest.mark.parametrize(
    "keep",
    [
        lambda log: log.stat(),
        lambda log: log.with_name("ledger.sqlite.requests").unlink(),
        lambda log: log.with_name("ledger.sqlite.requests").write_text("?"),
    ],
    ids=["all", "no count", "no number"],
)
def test_a_ledger_with_all_of_its_log_goes_on(bench: Any, keep: Callable[[Path], None]) -> None:
    """What was in flight when the program was killed is known, even without the count file."""
    lost_end(bench, keep)
    counts = opened(bench.path)
    assert len(counts) == 2
    assert "UNKNOWN: 'unknown'>: 1" in counts[1]


@pytest.mark.parametrize("part", [0.0, 0.3, 0.6, 0.9])
@pytest.mark.parametrize("cut", [True, False], ids=["cut", "changed"])
def test_a_ledger_that_lost_the_end_of_its_log_is_said_to(
    bench: Any,
    part: float,
    cut: bool,  # noqa: FBT001 - a case
) -> None:
    """A request nobody remembers may be done: nothing is sent until a person has looked."""

    def keep(log: Path) -> None:
        content = log.read_bytes()
        place = int(len(content) * part)
        rest = b"" if cut else bytes([content[place] ^ 1]) + content[place + 1 :]
        log.write_bytes(content[:place] + rest)

    lost_end(bench, keep)
    with pytest.raises(LedgerError, match="has lost its end") as caught:
        opened(bench.path)
    assert "delete ledger.sqlite.requests beside it to go on" in caught.value.remedy
    (bench.folder / "ledger.sqlite.requests").unlink()
    assert opened(bench.path)


def test_a_count_of_requests_that_cannot_be_used_is_said(bench: Any) -> None:
    """The ledger is not used without it: what it would tell is missing then."""
    bench.run(bench.keyed("C1"))
    count = bench.folder / "ledger.sqlite.requests"
    count.unlink()
    count.mkdir()
    with pytest.raises(LedgerError, match="which belongs to the ledger, cannot be used"):
        opened(bench.path)
    with pytest.raises(LedgerError, match="which belongs to the ledger, cannot be used"):
        RequestCount(bench.path).note(1)


def test_a_purged_ledger_has_not_lost_its_end(bench: Any) -> None:
    """Requests that were forgotten on purpose are none that are missing."""
    bench.run(bench.keyed("C1"))
    bench.time.sleep(1)
    with bench.opened() as (ledger, _), ledger.writing():
        assert History(ledger.connection).purge(bench.time.now()) == 1
    assert opened(bench.path) == []
    bench.run(bench.keyed("C2"))
    assert len(opened(bench.path)) == 1


def test_a_new_ledger_in_place_of_one_moved_away_begins_anew(bench: Any) -> None:
    """As the message about a damaged ledger tells the user to do."""
    bench.run(bench.keyed("C1"))
    bench.path.unlink()
    assert bench.run(bench.keyed("C1")).counts == {"saved": 1}


def test_what_is_saved_is_dropped(bench: Any) -> None:
    """Neither record nor cells of a saved row are kept, not even in deleted pages."""
    bench.run(*(bench.keyed(f"C{i}", f"Name {i}", billing="Name of a city") for i in range(60)))
    with bench.opened() as (ledger, _):
        count = "SELECT (SELECT count(*) FROM cells), (SELECT count(*) FROM packets)"
        assert ledger.connection.execute(count).fetchone() == (0, 0)
    assert not personal(bench)


def test_what_was_not_saved_is_dropped_after_thirty_days(used: Any) -> None:
    """Until then it can be reported and sent; the counts stay, and what is known."""
    assert personal(used)
    truth = opened(used.path, used.time.now() + KEPT - timedelta(hours=1))
    assert personal(used)
    assert opened(used.path, used.time.now() + KEPT + timedelta(hours=1)) == truth
    assert not personal(used)
    ran = used.run(used.keyed("C0", "Name 0"), used.auto("N1"))
    assert ran.states == {2: "skipped", 3: "unknown"}


@pytest.mark.parametrize(
    "change",
    ["call = 'custmmers'", "fields = '[]'", "safe = NOT safe", "safe = 'x'", "seal = x'00'"],
)
def test_a_shape_that_is_not_what_was_staged_is_damage(bench: Any, change: str) -> None:
    """It says whether a record may be sent twice, and what it may write."""
    bench.run(bench.auto("N1"), send=False)
    database(bench.path, f"UPDATE shapes SET {change}")
    with pytest.raises(LedgerError, match="is damaged"):
        bench.run(bench.auto("N1"))
    assert bench.account.seen == []


def test_a_record_of_another_shape_is_damage(bench: Any) -> None:
    """It would be sent as what it is not."""
    rows = [bench.auto("N1"), bench.auto("N2"), bench.keyed("C1")]
    bench.run(*rows, send=False)
    database(bench.path, "UPDATE items SET shape = (SELECT max(shape) FROM items) WHERE id = 2")
    stopped = bench.run(*rows).ended.stopped
    assert "is damaged (a record in it is not what was staged)" in stopped.message


def test_damage_that_is_seen_late_is_damage_too(bench: Any) -> None:
    """Also where it is a report that reads it, once all is sent."""
    bench.account.refuses = lambda _: "No."
    bench.run(bench.keyed("C1"), bench.keyed("C2"))
    database(bench.path, "UPDATE problems SET message = CAST(x'ff' AS TEXT) WHERE row = 3")
    with pytest.raises(LedgerError, match="is damaged"), bench.opened() as (ledger, _):
        list(Results(ledger.connection, 1).rows())


@pytest.mark.parametrize("text", [b"x", b"[1]", b"Ada" * 500])
def test_no_changed_bit_of_what_is_packed_goes_unseen(text: bytes) -> None:
    """Neither in the text nor in what is told of it; a text is never taken for another."""
    whole = pack(text)
    for place in range(8 * len(whole)):
        damaged = bytearray(whole)
        damaged[place // 8] ^= 1 << place % 8
        with suppress(sqlite3.DatabaseError):
            assert unpack(bytes(damaged)) == text


def test_an_unfinished_run_is_closed_after_thirty_days(bench: Any) -> None:
    """Its records are gone: the same command begins anew, from the file."""
    bench.account.fault = lambda _, __: (NoReply(Trouble.CERTIFICATE, "self-signed"), False)
    first = bench.run(bench.keyed("C1"))
    bench.account.fault = lambda _, __: None
    bench.time.sleep(KEPT.total_seconds() + 60)
    again = bench.run(bench.keyed("C1"))
    assert again.staged.run.name != first.staged.run.name
    assert again.counts == {"saved": 1}
