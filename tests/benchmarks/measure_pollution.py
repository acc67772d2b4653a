"""What readers make of broken lists: ours, Python's csv and pandas (where it is installed).

Prints, for each kind of damage, how many clean rows came through and how many wrong ones were
handed on as good.

    python tests/benchmarks/measure_pollution.py [--only ours csv]
"""

import csv
import importlib
import io
import sys
from collections import Counter, defaultdict
from pathlib import Path

from pollution import Cells, Reader, all_cases, judge

from customer_import.errors import NotStarted
from customer_import.readers.open_table import open_table
from customer_import.table import Source


def read_ours(data: bytes) -> list[Cells]:
    """Return the rows that customer-import hands on as good, without a word about the list."""
    try:
        with open_table(Path("-"), Source(), io.BytesIO(data)) as table:
            if table.problems:
                return []
            return [
                tuple(row.cells)
                for row in table.rows
                if not any(flaw.severity == "error" for flaw in row.flaws)
            ]
    except NotStarted:
        return []


def read_csv(data: bytes) -> list[Cells]:
    """Return the rows of Python's csv, told nothing."""
    text = io.StringIO(data.decode("utf-8", "replace"), newline="")
    try:
        return [tuple(row) for row in csv.reader(text)][1:]
    except csv.Error:
        return []


def pandas_reader() -> Reader | None:
    """Return pandas, told to keep text as text; None where it is not installed."""
    try:
        pandas = importlib.import_module("pandas")
    except ImportError:
        return None

    def read(data: bytes) -> list[Cells]:
        try:
            frame = pandas.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)
        except (ValueError, pandas.errors.ParserError):
            return []
        return [tuple(map(str, row)) for row in frame.itertuples(index=False)]

    return read


def main() -> None:
    """Print the table."""
    readers: dict[str, Reader] = {"ours": read_ours, "csv": read_csv}
    pandas = pandas_reader()
    if pandas:
        readers["pandas"] = pandas
    if "--only" in sys.argv:
        readers = {name: readers[name] for name in sys.argv[sys.argv.index("--only") + 1 :]}
    sums: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    files: Counter[str] = Counter()
    for case in all_cases():
        files[case.kind] += 1
        for name, read in readers.items():
            outcome = judge(case, read)
            for kind in (case.kind, "TOTAL"):
                sums[kind][name][0] += outcome.clean
                sums[kind][name][1] += outcome.wrong
    files["TOTAL"] = sum(files.values())
    write = sys.stdout.write
    write(
        f"{'damage':55}{'files':>7}" + "".join(f"{n + ' clean':>14}{'wrong':>8}" for n in readers)
    )
    for kind, by_name in sums.items():
        figures = "".join(f"{by_name[n][0]:>14}{by_name[n][1]:>8}" for n in readers)
        write(f"\n{kind:55}{files[kind]:>7}{figures}")
    write("\n")


if __name__ == "__main__":
    main()
