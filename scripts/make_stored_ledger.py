"""Write the ledgers that a few lists leave, as SQL: `make_stored_ledger.py [FOLDER]`.

Each format of the ledger has its own in `tests/data/ledgers/`, made by the code that wrote it. So
the tests can see that later code recognises what was saved then.
"""

import runpy
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
STORED = ROOT / "tests" / "data" / "ledgers"
SETTINGS = ("application_id", "user_version")
REPORT = {"file": "people.errors.csv", "is_report": True}


def people(bench: Any) -> list[Any]:
    """Return a list of all kinds of rows: with numbers, notes and addresses, without, and wrong."""
    return [
        bench.keyed("C1", "Ada", billing="Ely"),
        bench.keyed("C2", "Bob", billing="Ely", shipping="York"),
        bench.keyed("Ä-5", "Zoë", note="Called twice"),
        bench.keyed("00042", "Eve"),
        bench.keyed("C6", "Lost", note="Nobody knows"),
        bench.keyed("C7", "Bad"),
        bench.keyed("", "No number"),
        bench.auto("Twin"),
        bench.auto("Twin"),
        bench.auto("Single"),
        bench.auto("Lost"),
        bench.keyed("C8", "Nobody's", shipping="Leeds"),
    ]


def others(bench: Any) -> list[Any]:
    """Return a list that has numbers of the first in another case."""
    return [bench.keyed("c1", "Ada", billing="Ely"), bench.keyed("c2", "Ben"), bench.keyed("D1")]


def cut(bench: Any) -> list[Any]:
    """Return a list whose run is stopped, or killed, in its middle."""
    return [
        *(bench.keyed(f"K{i}", f"Kim {i}", billing="Ely") for i in range(4)),
        *(bench.keyed(f"M{i}", f"Mia {i}", note="VIP") for i in range(3)),
        *(bench.auto(f"Noa {i // 2}") for i in range(4)),
    ]


def use(bench: Any) -> None:
    """Run the lists: some rows are refused, some get no answer, and one run is stopped."""
    from customer_import.api.reply import NoReply, Reply, Trouble  # noqa: PLC0415 - of the code that is there

    bench.limits = type(bench.limits)(concurrency=1, records=1)
    bench.account.refuses = lambda record: "No." if record.get("CustomerName") == "Bad" else ""
    bench.account.fault = lambda _, seen: (
        (NoReply(Trouble.MAYBE_DONE, "timed out"), True)
        if seen.records[0].get("CustomerName") == "Lost"
        else None
    )
    first = bench.run(*people(bench))
    bench.time.sleep(86_400)
    bench.run(*others(bench), file="others.csv")
    report = bench.report(first, r7=bench.keyed("C7", "Good"), r8=bench.auto("Twin"))
    bench.run(*report, **REPORT)
    begun = len(bench.account.seen)
    bench.account.fault = lambda n, _: (Reply(401, {}, b""), False) if n > begun + 5 else None
    bench.run(*cut(bench), file="cut.csv")


def kill(bench: Any, image: Path) -> None:
    """Run a list, and copy the ledger as a power cut would leave it: with requests in flight."""

    def copy(_: int, seen: Any) -> None:
        if seen.records[0].get("CustomerName") == "Noa 0" and not list(image.iterdir()):
            for file in bench.folder.glob("ledger.sqlite*"):
                shutil.copy(file, image)

    bench.run(bench.keyed("K0", "Old name"), file="old.csv")
    bench.limits = type(bench.limits)(concurrency=1, records=2)
    bench.account.fault = copy
    bench.run(*cut(bench), file="cut.csv")


def as_sql(path: Path) -> str:
    """Return the content of a database, and its settings, as SQL."""
    connection = sqlite3.connect(path)
    settings = [
        f"PRAGMA {name} = {connection.execute(f'PRAGMA {name}').fetchone()[0]};"
        for name in SETTINGS
    ]
    text = "\n".join([*settings, *connection.iterdump()])
    connection.close()
    return f"{text}\n"


def main(folder: Path) -> None:
    """Write both ledgers of today's format into a folder."""
    from customer_import.ledger.schema import VERSION  # noqa: PLC0415 - of the code that is there

    folder.mkdir(parents=True, exist_ok=True)
    make_bench = runpy.run_path(str(ROOT / "tests" / "conftest.py"))["Bench"]
    with tempfile.TemporaryDirectory() as name:
        used, killed, image = (Path(name) / each for each in ("used", "killed", "image"))
        for each in (used, killed, image):
            each.mkdir()
        use(make_bench(used))
        kill(make_bench(killed), image)
        for kind, file in (("used", used), ("killed", image)):
            sql = as_sql(file / "ledger.sqlite")
            (folder / f"version-{VERSION}-{kind}.sql").write_text(sql, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else STORED)
