"""A dry run of a CSV against bare `csv.reader`, and the start of the program against typer's own.

`python tests/benchmarks/dry_run.py [ROWS ...]` prints a line for each list: one with few blanks,
one with half its cells blank, one with every number twice; the ratios are of one run on
one machine, whole processes against whole processes, by turns, so that other work on the machine
meets both alike. Seconds are the processor's: they say the same on a busy machine.
"""

import csv
import random
import sys
import tempfile
from pathlib import Path

from processes import Cost, best, cost

COLUMNS = """
Id First Last Company Email ContactEmail Web Dept Phone Mobile Fax Street City State Zip Country
Limit Since Region Remark
"""
MAPPING = """
version: 1
fields:
  CustomerNumber: Id
  CustomerFirstName: First
  CustomerLastName: {column: Last, required: true}
  CustomerName: {template: "{First} {Last}"}
  CustomerCompanyName: {column: Company, max_length: 60}
  CustomerEmail: {column: Email, transform: lower}
  CustomerContactEmail: ContactEmail
  CustomerWebsite: Web
  CustomerDepartment: {column: Dept, values: {S: Sales, T: Service}}
  CustomerBusinessPhone: Phone
  CustomerContactCellNumber: Mobile
  CustomerBusinessFaxNumber: Fax
  CustomFields:
    Limit: {column: Limit, type: number}
    Since: {column: Since, type: date}
    Region: {column: Region, one_of: [N, E, S, W]}
    Remark: Remark
  Addresses:
    Billing: {AddressLine1: Street, AddressCity: City, AddressStateProvince: State,
              AddressPostalCode: Zip, AddressCountry: Country}
"""
PYTHON = sys.executable
PROGRAM = (PYTHON, "-m", "customer_import")
ENDS = (0, 1)
"""Statuses of a dry run: some lists have rows that are wrong."""
TIMES = 5
KEPT = 3
"""Columns from the first that are never blank: the number and the name."""
LISTS = {"few blanks": (0.0, 1), "half its cells blank": (0.5, 1), "every number twice": (0.0, 2)}
"""The share of blank cells, and how often each row is in the list."""
ONE_COMMAND = """
import typer
app = typer.Typer()
@app.command()
def greet(name: str, *, formal: bool = False) -> None: "Greet someone."
app()
"""
BARE = "import csv, sys\nfor row in csv.reader(open(sys.argv[1], newline='')): pass"


def write_list(path: Path, rows: int, blank: float = 0.0, times: int = 1) -> None:
    """Write a list of 20 columns.

    Args:
        path: of the list.
        rows: how many.
        blank: the share of blank cells, apart from the number and the name.
        times: how often each row is in the list.
    """
    chance = random.Random(1)  # noqa: S311 - the same list every time
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS.split())
        for _ in range(times):
            for row in map(_row, range(rows // times)):
                kept = [cell if chance.random() >= blank else "" for cell in row[KEPT:]]
                writer.writerow([*row[:KEPT], *kept])


def _row(i: int) -> list[str]:
    first, last = ("Ada", "Bob", "Carl")[i % 3], ("Smith", "Müller")[i % 2]
    return [
        *(f"C-{i:07d}", first, last, f"{last} & Sons {i % 977}", f"{first}.{i}@example.com"),
        *(f"x{i}@example.org" if i % 3 else "", f"https://example.com/{i}", "ST"[i % 2]),
        *(f"555-01{i % 100:02d} x{i % 50}", f"555-{i % 10000:04d}", ""),
        *(f"{i % 300} Main St", "Leeds", "TX", f"{i % 99999:05d}", "United States"),
        *(f"{i % 5000}.50", f"20{i % 20:02d}-0{i % 9 + 1}-1{i % 9}", "N", "x"),
    ]


def compared(one: tuple[str | Path, ...], other: tuple[str | Path, ...]) -> tuple[Cost, Cost]:
    """Return the least seconds, and the most memory, of two processes that run by turns."""
    pairs = [(cost(one, ENDS), cost(other, ENDS)) for _ in range(TIMES)]
    first, second = zip(*pairs, strict=True)
    return best(first), best(second)


def dry_run(rows: int, kind: str, folder: Path) -> str:
    """Compare a dry run of so many rows with bare `csv.reader`, in a line."""
    path = folder / "list.csv"
    path.with_suffix(".yaml").write_text(MAPPING)
    write_list(path, rows, *LISTS[kind])
    options = ("--dry-run", "--show", "none", "--state-dir", folder)
    bare, ours = compared((PYTHON, "-c", BARE, path), (*PROGRAM, "run", path, *options))
    ratio = ours.cpu / bare.cpu
    name = f"{rows:,} rows, {kind}"
    return f"{name}: {ours.cpu:.2f} s, {ratio:.1f} x csv.reader, {ours.peak:.0f} MiB"


def main() -> None:
    """Print the lines."""
    with tempfile.TemporaryDirectory() as folder:
        for rows in map(int, sys.argv[1:] or ("200000",)):
            for kind in LISTS:
                sys.stdout.write(f"dry run, {dry_run(rows, kind, Path(folder))}\n")
    typer, version = compared((PYTHON, "-c", "import typer"), (*PROGRAM, "--version"))
    sys.stdout.write(f"--version: {version.cpu / typer.cpu:.2f} x import typer\n")
    one_command = (PYTHON, "-c", ONE_COMMAND, "--help")
    theirs, help_ = compared(one_command, (*PROGRAM, "--help"))
    ratio = help_.cpu / theirs.cpu
    sys.stdout.write(f"--help: {ratio:.2f} x that of a typer app with one command\n")


if __name__ == "__main__":
    main()
