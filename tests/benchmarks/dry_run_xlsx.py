"""A dry run of a workbook against python-calamine alone, whole processes against whole processes.

    pip install python-calamine
    python tests/benchmarks/dry_run_xlsx.py [--rows 100000] [--rounds 3]

Both read the workbooks of `xlsx_reader.py`: 20 columns, with shared and with inline texts.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from processes import Cost, best, cost
from side_by_side import PROGRAM, QUIET
from xlsx_reader import write

MAPPING = """
version: 1
fields:
  CustomerNumber: Id
  CustomerFirstName: First
  CustomerLastName: {column: Last, required: true}
  CustomerName: {template: "{First} {Last}"}
  CustomerCompanyName: {column: Company, max_length: 60}
  CustomerEmail: {column: Email, transform: lower}
  CustomerBusinessPhone: Phone
  CustomerContactCellNumber: Mobile
  CustomFields:
    Credit: {column: Credit, type: number}
    Discount: {column: Discount, type: number}
    Active: Active
    Since: {column: Since, type: date}
    Last order: {column: LastOrder, type: date}
    Group: Group
    Region: Region
    Remark: Note
  Addresses:
    Billing: {AddressLine1: Street, AddressCity: City, AddressStateProvince: State,
              AddressPostalCode: Zip, AddressCountry: Country}
"""
CALAMINE = """
import sys
from python_calamine import CalamineWorkbook
CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()
"""


def measured(command: Sequence[str], rounds: int) -> Cost:
    """Return the best of several runs."""
    return best([cost(command) for _ in range(rounds)])


def main() -> None:
    """Print a line for each workbook."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    rival = find_spec("python_calamine") is not None
    if not rival:
        sys.stdout.write("To compare: pip install python-calamine\n")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        path.with_suffix(".yaml").write_text(MAPPING)
        for shared in (True, False):
            write(path, options.rows, shared=shared)
            ours = measured([*PROGRAM, str(path), "--dry-run", *QUIET, folder], options.rounds)
            line = f"{'shared' if shared else 'inline'} texts: {ours.seconds:.2f} s"
            if rival:
                theirs = measured([sys.executable, "-c", CALAMINE, str(path)], options.rounds)
                line += f", {ours.seconds / theirs.seconds:.2f} x calamine ({theirs.peak:.0f} MiB)"
            sys.stdout.write(f"{line}, peak memory {ours.peak:.0f} MiB\n")


if __name__ == "__main__":
    main()
