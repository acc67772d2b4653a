"""Build the program as one file that needs no Python, for the system this runs on, and try it.

    pip install . pyinstaller
    python scripts/make_single_file.py [FOLDER]

The file goes to dist/single/, or to another folder, and is named after the system. What it is tried
with: the version, a ready mapping, lists of each kind, a run on the sandbox, and the same again.
"""

import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PyInstaller.__main__ import run as build

ROOT = Path(__file__).parent.parent
SAMPLE = str(ROOT / "sample_data" / "customers.csv")
WORKBOOK = str(ROOT / "sample_data" / "clientes.xlsx")
OTHERS = ROOT / "tests" / "data" / "workbooks"
IMPORTED_BY_NAME = ("phonenumbers.data", "rich._unicode_data", "keyring.backends")
"""Packages whose modules are imported by names that are put together as the program runs."""
WITH_FILES = ("customer_import", "chardet")
"""Packages that read files of their own."""
NOT_NEEDED = ("tkinter", "PIL", "numpy", "lxml", "zstandard._cffi")
"""What a library would use if it were there."""
TRIALS = (
    ("--version",),
    ("mapping", "show", "shopify"),
    ("run", SAMPLE, "--dry-run", "--quiet", "--show", "none"),
    ("run", WORKBOOK, "--dry-run", "--quiet", "--show", "none", "--report", "page.html"),
    ("preview", str(OTHERS / "formats.xls")),
    ("preview", str(OTHERS / "formats.ods")),
    ("run", SAMPLE, "--sandbox", "--quiet", "--show", "none", "--state-dir", "state"),
    ("run", SAMPLE, "--sandbox", "--quiet", "--show", "none", "--state-dir", "state"),
)


def options(folder: Path, work: Path) -> list[str]:
    """Return what PyInstaller is told."""
    machine = platform.machine().lower()
    return [
        *("--onefile", "--console", "--noconfirm", "--log-level=WARN"),
        f"--name=customer-import-{platform.system().lower()}-{machine}",
        *(f"--distpath={folder}", f"--workpath={work}", f"--specpath={work}"),
        f"--add-data={ROOT / 'mappings'}:customer_import/ready",
        *(f"--collect-submodules={name}" for name in IMPORTED_BY_NAME),
        *(f"--collect-data={name}" for name in WITH_FILES),
        *(f"--exclude-module={name}" for name in NOT_NEEDED),
        str(ROOT / "customer_import" / "__main__.py"),
    ]


def try_out(program: Path) -> None:
    """Run the program in an empty folder; print its size and how long each trial took.

    Raises:
        CalledProcessError: it cannot do what it should.
    """
    print(f"{program.name}: {program.stat().st_size / 1e6:.1f} MB")
    with tempfile.TemporaryDirectory() as folder:
        for trial in TRIALS:
            before = time.perf_counter()
            subprocess.run((program, *trial), cwd=folder, stdout=subprocess.DEVNULL, check=True)
            print(f"{time.perf_counter() - before:6.2f} s  {' '.join(trial)}")


def main() -> None:
    """Build the file and try it."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist" / "single"
    with tempfile.TemporaryDirectory() as work:
        build(options(folder.resolve(), Path(work)))
    for program in folder.glob("customer-import-*"):
        try_out(program.resolve())


if __name__ == "__main__":
    main()
