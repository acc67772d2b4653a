"""What a ledger costs that has been used for years: time, bytes and memory.

    python tests/benchmarks/ledger_for_years.py [--rows 500000] [--known 0 1000000 10000000]
                                                [--runs 1000] [--rounds 3] [--old 2500000]

Ledgers with many known records are made by SQL, in seconds. Each run is a process of its own.
Seconds are the processor's: they say the same on a busy machine. Prints a table in Markdown.
"""

import argparse
import csv
import random
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from multiprocessing import Process
from pathlib import Path
from time import perf_counter, process_time

from dry_run import MAPPING, write_list
from processes import best, cost, own_peak
from waiting_server import served, waiting_server

from customer_import.ledger.file.database import open_ledger
from customer_import.ledger.file.migrations import migrate
from customer_import.ledger.ledger import ledger_at

FEW = 100
PROGRAM = (sys.executable, "-m", "customer_import", "run")
ROOT = Path(__file__).parents[2]
OLD = ROOT / "tests" / "data" / "ledgers" / "version-2-used.sql"
NUMBER = "printf('K{}-%017d', i)"
"""A number of 20 characters, with a figure of its own for each time that some are made."""
LINES = {
    "rows": "number, state, key, message, origin",
    "items": "row, shape, key, content, state, request",
}
SERIES = "WITH RECURSIVE series(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM series WHERE i < :most)"


def fill(ledger: Path, records: int) -> None:
    """Let a ledger know so many records: customers with one address each."""
    number = NUMBER.format(len(str(records)))
    with closing(open_ledger(ledger)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        connection.execute(
            f"{SERIES} INSERT INTO known (key, content, state, run, at, is_new) SELECT"
            f" {number} || iif(kind, char(31) || 'Billing', ''), random(), 1, 1, 1800000000, 0"
            " FROM series, (SELECT 0 AS kind UNION ALL SELECT 1)",
            {"most": records // 2},
        )
        connection.execute("INSERT OR IGNORE INTO run_names (id, name) VALUES (1, 'before')")
        connection.commit()


def repeat_run(ledger: Path, times: int) -> None:
    """Let a ledger have its last run so many times more, as if it had been run each night."""
    with closing(open_ledger(ledger)) as connection:
        connection.execute("BEGIN")
        (last,) = connection.execute("SELECT max(id) FROM runs").fetchone()
        columns = [each[1] for each in connection.execute("PRAGMA table_info(runs)")]
        others = ", ".join(each for each in columns if each not in ("id", "name"))
        for i in range(times):
            made = connection.execute("INSERT INTO run_names (name) VALUES (?)", (f"copy-{i}",))
            connection.execute(
                f"INSERT INTO runs (id, name, {others})"
                f" SELECT id, name, {others} FROM run_names, (SELECT {others} FROM runs"
                " WHERE id = ?) WHERE id = ?",
                (last, made.lastrowid),
            )
            for table, kept in LINES.items():
                copied = f"SELECT ?, {kept} FROM {table} WHERE run = ?"
                connection.execute(
                    f"INSERT INTO {table} (run, {kept}) {copied}", (made.lastrowid, last)
                )
        connection.commit()


class Desk:
    """A folder with a list, its mapping and a state folder, and a server that answers at once."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url, self.state = folder, url, folder / "state"
        (folder / "m.yaml").write_text(MAPPING)

    @property
    def ledger(self) -> Path:
        """Return the ledger's file."""
        return next((self.state / "ledgers").glob("*.sqlite"))

    def run(self, rows: Path, *more: str, rounds: int = 1) -> tuple[float, float, int]:
        """Run a list, and return seconds, peak and by how many bytes the ledger grew."""
        before = self.ledger.stat().st_size if (self.state / "ledgers").exists() else 0
        command = [*PROGRAM, str(rows), "-m", str(self.folder / "m.yaml"), "--base-url", self.url]
        command += ["--yes", "--quiet", "--show", "none", "--state-dir", str(self.state), *more]
        found = best([cost(command, (0, 1)) for _ in range(rounds)])
        return found.cpu, found.peak, (self.ledger.stat().st_size - before) // rounds


def rewritten(source: Path, target: Path, **how: int | str) -> Path:
    """Return a list written once more, by a process of its own: it holds all of it in memory."""
    process = Process(target=rewrite, args=(source, target), kwargs=how)
    process.start()
    process.join()
    return target


def rewrite(source: Path, target: Path, *, changed: int = 0, order: str = "same") -> None:
    """Write a list once more: some rows changed, or in another order."""
    with source.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    for row in rows[:: max(1, len(rows) // changed)] if changed else ():
        row[3] = "Changed & Sons"
    if order == "reversed":
        rows.reverse()
    if order == "shuffled":
        random.Random(1).shuffle(rows)  # noqa: S311 - the same order every time
    with target.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])


def say(what: str, seconds: float, more: str = "") -> None:
    """Print a line of the table."""
    sys.stdout.write(f"| {what} | {seconds:.3f} | {more} |\n")
    sys.stdout.flush()


def long_lists(desk: Desk, rows: int, rounds: int) -> None:
    """Measure lists that are run again, beside their dry run."""
    source = desk.folder / "list.csv"
    write_list(source, rows)
    dry = desk.run(source, "--dry-run", rounds=rounds) if desk.state.exists() else None
    first = desk.run(source)
    say(f"{rows:,} rows, all new", first[0], f"{first[1]:.0f} MiB, {first[2]:,} bytes")
    dry = dry or desk.run(source, "--dry-run", rounds=rounds)
    say(f"{rows:,} rows, dry run", dry[0], f"{dry[1]:.0f} MiB")
    for name, path in (
        ("unchanged", source),
        ("unchanged once more", source),
        ("10 rows changed", rewritten(source, desk.folder / "a.csv", changed=10)),
        ("reversed", rewritten(source, desk.folder / "b.csv", order="reversed")),
        ("shuffled", rewritten(source, desk.folder / "c.csv", order="shuffled")),
    ):
        again = desk.run(path)
        ratio = f"{again[0] / dry[0]:.2f} × the dry run, {again[1]:.0f} MiB"
        say(f"{rows:,} rows, {name}", again[0], f"{ratio}, {again[2]:,} bytes more")
    forget(desk)


def forget(desk: Desk, commands: int = 50) -> None:
    """Measure what commands spend on forgetting, once all runs are old."""
    with closing(sqlite3.connect(desk.ledger)) as connection:
        connection.execute("UPDATE runs SET started = '2020-02-03T04:05:06+00:00'")
        connection.execute("UPDATE sqlite_sequence SET seq = seq + 10 WHERE name = 'runs'")
        connection.commit()
    before, took = desk.ledger.stat().st_size, []
    for _ in range(commands):
        began = process_time()
        with ledger_at(desk.ledger, datetime.now(UTC)):
            took.append(process_time() - began)
    freed = before - desk.ledger.stat().st_size
    say("opening that forgets, the longest", max(took), f"{freed:,} bytes less after {commands}")


def few_rows(desk: Desk, known: Sequence[int], runs: int, rounds: int) -> None:
    """Measure a short list at ledgers of several sizes."""
    source = desk.folder / "few.csv"
    write_list(source, FEW)
    desk.run(source)
    for records in known:
        if records:
            before = desk.ledger.stat().st_size
            began = perf_counter()
            fill(desk.ledger, records)
            made = perf_counter() - began
            each = (desk.ledger.stat().st_size - before) / records
            say(f"{records:,} known records made", made, f"{each:.1f} bytes each")
        measure_few(desk, f"{records:,} known", rounds)
    repeat_run(desk.ledger, runs)
    measure_few(desk, f"{known[-1]:,} known and {runs:,} runs", rounds)


def measure_few(desk: Desk, where: str, rounds: int) -> None:
    """Measure a run of a short list, changed each time, and an opening."""
    source = desk.folder / "few.csv"
    desk.run(source)
    seconds, peak, more = desk.run(source, "--resend", rounds=rounds)
    say(f"{FEW} rows, {where}", seconds, f"{peak:.0f} MiB, {more:,} bytes more")
    began = process_time()
    open_ledger(desk.ledger).close()
    say(f"opening, {where}", process_time() - began)


def migration(folder: Path, customers: int) -> None:
    """Measure the migration of a ledger of format 2 that knows so many customers.

    Called in a process of its own, whose memory is measured too.
    """
    with closing(sqlite3.connect(folder / "old.sqlite", isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(OLD.read_text(encoding="utf-8"))
        connection.execute("BEGIN")
        connection.execute(
            f"{SERIES} INSERT INTO known (call, key, content, state, run, at)"
            f" SELECT 'customers', {NUMBER.format(0)}, randomblob(16), 'saved',"
            " '20260304-0916-abcd', '2026-03-04T09:16:40.000+00:00' FROM series",
            {"most": customers},
        )
        connection.commit()
        connection.execute("PRAGMA journal_mode = WAL")
        before = (folder / "old.sqlite").stat().st_size
        began = process_time()
        migrate(connection, 2)
        took = process_time() - began
    after = (folder / "old.sqlite").stat().st_size
    more = f"{own_peak():.0f} MiB, {before:,} bytes before, {after:,} after"
    say(f"migration of {customers:,} customers", took, more)


@contextmanager
def desk_at(folder: Path) -> Iterator[Desk]:
    """Give a desk in a folder of its own."""
    folder.mkdir()
    with served(*waiting_server(0)) as url:
        yield Desk(folder, url)


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--known", type=int, nargs="+", default=[0, 1_000_000, 10_000_000])
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--old", type=int, default=2_500_000)
    given = parser.parse_args()
    sys.stdout.write("| what | seconds | more |\n|---|---:|---|\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.rows:
            with desk_at(folder / "long") as desk:
                long_lists(desk, given.rows, given.rounds)
        with desk_at(folder / "few") as desk:
            few_rows(desk, given.known, given.runs, given.rounds)
        if given.old:
            process = Process(target=migration, args=(folder, given.old))
            process.start()
            process.join()


if __name__ == "__main__":
    main()
