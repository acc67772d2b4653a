"""Which letters are read: ours, charset-normalizer and chardet, on lists of random names.

Languages × encodings × 3, 30 and 300 rows, under English headers. *Right* is every cell as it was
written. What is wrong is *doubted* where a word that came out wrong is shown to the user, and
*silent* where none is. Libraries show no words, so all that they get wrong is silent.

    pip install chardet charset-normalizer
    python tests/benchmarks/encodings.py [--lists 20] [--only ours] [--seed 1] [--language French]
"""

import argparse
import io
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Literal, NamedTuple

from names_by_language import LANGUAGES, Language

from customer_import.errors import NotStarted
from customer_import.readers.open_table import open_table
from customer_import.table import Source

SIZES = (3, 30, 300)
Grade = Literal["right", "doubted", "silent"]
Rows = list[list[str]]


class Reading(NamedTuple):
    """What a reader made of a list: its rows, and what it says of the encoding."""

    rows: Rows
    said: str = ""


def rows_of(language: Language, count: int, chance: random.Random) -> Rows:
    """Return rows of number, name, street and town."""
    firsts, lasts = language.first.split(), language.last.split()
    streets, towns = language.street_names, language.towns.split()
    rows = []
    for number in range(1, count + 1):
        first, last = chance.choice(firsts), chance.choice(lasts)
        name = f"{last}{first}" if language.glued else f"{first} {last}"
        street = f"{chance.choice(streets)} {chance.randint(1, 200)}"
        rows.append([f"{number:04}", name, street, chance.choice(towns)])
    return rows


def lists(
    languages: list[str], count: int, seed: int
) -> Iterator[tuple[tuple[str, str, int], Rows, bytes]]:
    """Yield lists: language, encoding and size, the true rows, and the bytes.

    A list that its encoding cannot hold, or that is plain ASCII in it, is drawn again.
    """
    for name in languages:
        for encoding in LANGUAGES[name].encodings:
            for size in SIZES:
                chance = random.Random(f"{seed} {name} {encoding} {size}")  # noqa: S311 - no secret
                for _ in range(count):
                    rows = _drawn(LANGUAGES[name], encoding, size, chance)
                    text = "".join(";".join(row) + "\r\n" for row in rows)
                    data = f"No;Name;Street;City\r\n{text}".encode(encoding)
                    yield (name, encoding, size), rows, data


def _drawn(language: Language, encoding: str, size: int, chance: random.Random) -> Rows:
    while True:
        rows: Rows = []
        while len(rows) < size:
            row = rows_of(language, 1, chance)[0]
            try:
                "".join(row).encode(encoding)
            except UnicodeEncodeError:
                continue
            rows.append([f"{len(rows) + 1:04}", *row[1:]])
        if not all("".join(row).isascii() for row in rows):
            return rows


def ours(data: bytes) -> Reading:
    """Return the rows as customer-import reads them."""
    try:
        with open_table(Path("-"), Source(delimiter=";", header_row=1), io.BytesIO(data)) as table:
            rows = list(table.rows)
            said = [problem.message for problem in table.problems]
            said += [cell for row in rows if row.flaws for cell in row.cells]
            return Reading([[*row.cells] for row in rows], " ".join(said))
    except NotStarted as refused:
        return Reading([], refused.message)


def split(data: bytes, encoding: str | None) -> Reading:
    """Return the rows as a library's answer decodes them."""
    try:
        text = data.decode(encoding or "utf-8", "replace")
    except LookupError:
        return Reading([])
    return Reading([line.split(";") for line in text.splitlines()[1:]])


def readers() -> dict[str, Callable[[bytes], Reading]]:
    """Return the readers by name; libraries that are not installed are left out."""
    found: dict[str, Callable[[bytes], Reading]] = {"ours": ours}
    try:
        normalizer = import_module("charset_normalizer")
        found["charset-normalizer"] = lambda data: split(
            data, getattr(normalizer.from_bytes(data).best(), "encoding", None)
        )
    except ImportError:
        pass
    try:
        chardet = import_module("chardet")
        found["chardet"] = lambda data: split(
            data, chardet.detect(data, compat_names=False)["encoding"]
        )
    except ImportError:
        pass
    return found


def grade(truth: Rows, reading: Reading) -> Grade:
    """Say how well a list was read."""
    if reading.rows == truth:
        return "right"
    if not reading.rows and reading.said:
        return "doubted"
    wrong = {
        word
        for row, read in zip(truth, reading.rows, strict=False)
        for cell, other in zip(row, read, strict=False)
        if cell != other
        for word in other.split()
        if word not in cell.split()
    }
    return "doubted" if any(word in reading.said for word in wrong) else "silent"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lists", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--language", nargs="*", default=list(LANGUAGES))
    options = parser.parse_args()
    chosen = {n: r for n, r in readers().items() if not options.only or n in options.only}
    grades: dict[tuple[str, str, int], dict[str, Counter[Grade]]] = {}
    for key, rows, data in lists(options.language, options.lists, options.seed):
        by_reader = grades.setdefault(key, {name: Counter() for name in chosen})
        for name, read in chosen.items():
            by_reader[name][grade(rows, read(data))] += 1
    write = sys.stdout.write
    write("right / doubted / silently wrong, of lists of 3, 30 and 300 rows\n")
    write(f"{'language':22}{'encoding':14}" + "".join(f"{name:>36}" for name in chosen) + "\n")
    for language, encoding in dict.fromkeys(key[:2] for key in grades):
        write(f"{language:22}{encoding:14}")
        for name in chosen:
            cells = (_cell(grades[language, encoding, size][name]) for size in SIZES)
            write(f"{'  '.join(cells):>36}")
        write("\n")
    for size in SIZES:
        write(f"{'all':22}{size:<14}")
        for name in chosen:
            total: Counter[Grade] = Counter()
            for key, by_reader in grades.items():
                if key[2] == size:
                    total.update(by_reader[name])
            write(f"{_cell(total):>36}")
        write("\n")


def _cell(counts: Counter[Grade]) -> str:
    return f"{counts['right']}/{counts['doubted']}/{counts['silent']}"


if __name__ == "__main__":
    main()
