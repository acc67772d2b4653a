"""A dry run of a CSV against bare `csv.reader`, and the start of the program against typer's own.

`python tests/benchmarks/dry_run.py [ROWS ...]` prints a line for each; the ratios are of one run on
one machine, whole processes against whole processes.
"""

import csv
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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
BARE = "import csv, sys\nfor row in csv.reader(open(sys.argv[1], newline='')): pass"


def write_list(path: Path, rows: int) -> None:
    """A list of so many rows and 20 columns."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS.split())
        for i in range(rows):
            first, last = ("Ada", "Bob", "Carl")[i % 3], ("Smith", "Müller")[i % 2]
            mail = f"{first}.{i}@example.com"
            writer.writerow(
                [
                    *(f"C-{i:07d}", first, last, f"{last} & Sons {i % 977}", mail),
                    *(
                        f"x{i}@example.org" if i % 3 else "",
                        f"https://example.com/{i}",
                        "ST"[i % 2],
                    ),
                    *(f"555-01{i % 100:02d} x{i % 50}", f"555-{i % 10000:04d}", ""),
                    *(f"{i % 300} Main St", "Leeds", "TX", f"{i % 99999:05d}", "United States"),
                    *(f"{i % 5000}.50", f"20{i % 20:02d}-0{i % 9 + 1}-1{i % 9}", "N", "x"),
                ]
            )


def seconds(*command: str | Path) -> float:
    """How long a process takes."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def best(*command: str | Path, times: int = 3) -> float:
    """The shortest of several runs."""
    return min(seconds(*command) for _ in range(times))


def main() -> None:
    """Print the lines."""
    python, program = sys.executable, (sys.executable, "-m", "customer_import")
    with tempfile.TemporaryDirectory() as folder:
        mapping = Path(folder) / "list.yaml"
        mapping.write_text(MAPPING)
        for rows in map(int, sys.argv[1:] or ("200000",)):
            path = Path(folder) / "list.csv"
            write_list(path, rows)
            bare = best(python, "-c", BARE, path)
            ours = best(*program, "run", path, "--dry-run", "--show", "none", "--state-dir", folder)
            print(f"dry run, {rows:,} rows: {ours:.2f} s, {ours / bare:.1f} x csv.reader")  # noqa: T201 - its output
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"peak memory of any process: {peak:.0f} MiB")  # noqa: T201 - its output
    typer = best(python, "-c", "import typer")
    print(f"--version: {best(*program, '--version') / typer:.2f} x import typer")  # noqa: T201 - its output


if __name__ == "__main__":
    main()
