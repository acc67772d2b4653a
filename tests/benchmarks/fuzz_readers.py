"""Broken input by the hundred thousand: no traceback, no hang, bounded memory.

    python tests/benchmarks/fuzz_readers.py [--count 200000] [--seed 1] [FOLDER of seed files]

Each input is a seed file (by default the CSV files of the tests) with some bytes changed, cut out,
doubled or swapped, or made up from the characters that matter. Anything but rows or an error that
says what to do ends the run with the input in a file.
"""

import argparse
import io
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from processes import own_peak

from customer_import.errors import NotStarted
from customer_import.readers.open_table import open_table
from customer_import.table import Source

SEEDS = Path(__file__).parents[1] / "data" / "csv"
LONGEST = 4000
TOKENS = (
    *(bytes([byte]) for byte in b",;\t|\"'\n\r\0\\ a1@#\xff\xfe\xc3\xe9"),
    *(b'""', b'\\"', b"\r\n", b"sep=;\n", b"a@b.org", b"01.02.2020", b"id,name\n", b"<html>"),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\x1f\x8b", b"PK\x03\x04", "ä".encode(), "中".encode()),
)
SOURCES = [Source()] * 6 + [
    Source(header_row=2),
    Source(delimiter=";", short_rows="fill"),
    Source(encoding="utf-8"),
    Source(encoding="utf-16"),
]


def seeds(folder: Path) -> list[bytes]:
    """Return the beginnings of the seed files."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [path.read_bytes()[:LONGEST] for path in files]


def made_up(chance: random.Random) -> bytes:
    """Return an input of nothing but characters that matter."""
    return b"".join(chance.choices(TOKENS, k=chance.randrange(60)))


def mutated(seed: bytes, chance: random.Random) -> bytes:
    """Return a seed with a few things done to it."""
    data = bytearray(seed)
    for _ in range(chance.randrange(1, 8)):
        at = chance.randrange(len(data) + 1)
        to = min(len(data), at + chance.randrange(1, 40))
        match chance.randrange(5):
            case 0:
                data[at:at] = chance.choice(TOKENS)
            case 1:
                del data[at:to]
            case 2:
                data[at:at] = data[at:to]
            case 3:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case _:
                data[at:to] = chance.choice(TOKENS)
    return bytes(data)


def consume(data: bytes, source: Source) -> str:
    """Read everything; return what came of it."""
    try:
        with open_table(Path("-"), source, io.BytesIO(data)) as table:
            flawed = sum(1 for row in table.rows if row.flaws)
    except NotStarted as error:
        return f"refused: {type(error).__name__}"
    return "read, with flaws" if flawed else "read"


def run(count: int, seed: int, files: Sequence[bytes]) -> tuple[Counter[str], float]:
    """Return what came of the inputs, and the seconds the slowest took."""
    chance = random.Random(seed)  # noqa: S311 - chance, not secrecy
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    for number in range(count):
        made = not files or chance.random() < 1 / 3
        data = made_up(chance) if made else mutated(chance.choice(files), chance)
        began = time.perf_counter()
        try:
            outcomes[consume(data, chance.choice(SOURCES))] += 1
        except Exception:
            Path(f"fuzz-{seed}-{number}.bin").write_bytes(data)
            raise
        slowest = max(slowest, time.perf_counter() - began)
    return outcomes, slowest


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=SEEDS)
    parser.add_argument("--count", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.perf_counter()
    outcomes, slowest = run(options.count, options.seed, seeds(options.folder))
    sys.stdout.write(
        f"{options.count} inputs in {time.perf_counter() - began:.0f} s, slowest "
        f"{1000 * slowest:.0f} ms, peak {own_peak():.0f} MiB: {dict(outcomes.most_common())}\n"
    )


if __name__ == "__main__":
    main()
