"""Damaged workbooks by the hundred thousand: each gives its rows or an InputFileError.

Changes the markup of one part, or the bytes of the whole file, and reads the result. Prints how
many were read, how many refused, the slowest, and the peak memory; stops at anything else.

    python tests/benchmarks/fuzz_xlsx.py [--count 200000] [--seconds 600] [--seed 1]
"""

import argparse
import io
import random
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from processes import own_peak

from customer_import.errors import InputFileError
from customer_import.readers.xlsx.workbook import open_workbook
from customer_import.table import Source

DATA = Path(__file__).parents[1] / "data" / "xlsx"
SMALL = 8_000
TOKENS = [
    b"<", b">", b"/>", b"&", b"&amp;", b"&#0;", b"<!--", b"-->", b"<![CDATA[", b"]]>",
    b"<!DOCTYPE a>", b"<?a?>",
    b'"', b"'", b"=", b"\0", b"\r", b"\xff", b"\xf0\x9f\x98\x80", b"<row>", b"</row>",
    b'<row r="', b"<c>", b"</c>", b"<v>", b"</v>", b"<v/>", b"<f>", b"<is><t>", b"</t></is>",
    b'<c r="XFD1048576">', b' t="s"', b' t="e"', b' t="d"', b' t="inlineStr"', b' s="99999999999"',
    b"1E+308", b"-1", b"1e400", b"NaN", b"_x0000_", b"_xD800_", b"9" * 30, b" ", b"\n", b"A" * 70,
    b"<si>", b"</si>", b"<rPh>", b"<sheetData>", b"</sheetData>", b'encoding="utf-16"', b"[h]:mm",
]  # fmt: skip

Parts = dict[str, bytes]
Change = Callable[[random.Random, bytes], bytes]


def seeds() -> list[Parts]:
    """Return the parts of the small workbooks among the tests' data."""
    found = []
    for path in sorted(DATA.glob("*/*.xlsx")):
        if path.stat().st_size < SMALL and zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                parts = {name: archive.read(name) for name in archive.namelist()}
            found.append({name: text for name, text in parts.items() if "theme" not in name})
    return found


def _replace(source: random.Random, content: bytes) -> bytes:
    at = source.randrange(len(content) + 1)
    return content[:at] + source.choice(TOKENS) + content[at + source.choice((0, 0, 1, 5)) :]


def _cut(source: random.Random, content: bytes) -> bytes:
    at = source.randrange(len(content) + 1)
    return content[:at] + content[at + source.choice((1, 2, 10, 100, 10_000)) :]


def _repeat(source: random.Random, content: bytes) -> bytes:
    at = source.randrange(len(content) + 1)
    piece = content[at : at + source.randrange(200)]
    return content[:at] + piece * source.choice((2, 3, 50)) + content[at:]


def _flip(source: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(source.choice((1, 1, 2, 8))):
        if changed:
            changed[source.randrange(len(changed))] = source.randrange(256)
    return bytes(changed)


CHANGES: tuple[Change, ...] = (_replace, _replace, _replace, _cut, _repeat, _flip)


def mutate(source: random.Random, parts: Parts) -> bytes:
    """Return a workbook with one part or the whole file changed one to three times."""
    parts = dict(parts)
    whole = source.random() < 0.2
    if not whole:
        sheets = [name for name in parts if "sheet" in name.lower()]
        name = source.choice(sheets if sheets and source.random() < 0.7 else list(parts))
        for _ in range(source.randint(1, 3)):
            parts[name] = source.choice(CHANGES)(source, parts[name])
    file = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if whole and source.random() < 0.5 else zipfile.ZIP_STORED
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    content = file.getvalue()
    return source.choice(CHANGES)(source, content) if whole else content


def read(content: bytes, source: Source) -> str:
    """Read a workbook to its end and tell how it went."""
    try:
        with open_workbook(io.BytesIO(content), source) as table:
            count = sum(1 for _ in table.rows)
    except InputFileError:
        return "refused"
    return "read" if count else "read, no rows"


def main() -> None:
    """Fuzz for so many inputs or so many seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200_000)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    source = random.Random(options.seed)  # noqa: S311 - the same inputs every time
    books = seeds()
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    began = time.monotonic()
    while outcomes.total() < options.count and time.monotonic() - began < options.seconds:
        content = mutate(source, source.choice(books))
        choice = Source(sheet=source.choice((None, None, None, 1, "Sheet1")))
        started = time.monotonic()
        outcomes[read(content, choice)] += 1
        slowest = max(slowest, time.monotonic() - started)
    told = ", ".join(f"{count:,} {outcome}" for outcome, count in outcomes.most_common())
    sys.stdout.write(
        f"{outcomes.total():,} inputs in {time.monotonic() - began:.0f} s: {told}; nothing else. "
        f"The slowest took {slowest:.2f} s; peak memory {own_peak():.0f} MiB.\n"
    )


if __name__ == "__main__":
    main()
