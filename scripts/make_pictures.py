"""Make the pictures of the docs: what the program itself prints for the sample lists, as SVG.

`python scripts/make_pictures.py [FOLDER]` writes them to docs/, or to another folder. What differs
from run to run (its name and its time) is put at fixed values.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parent.parent
WIDTH = 96
PICTURES = {
    "clean-run": ("run", "sample_data/customers.csv", "--sandbox"),
    "run-with-problems": ("run", "sample_data/customers-with-problems.csv", "--sandbox"),
    "preview": ("preview", "sample_data/customers.csv", "--rows", "1"),
}
"""Each picture's name, and the command it shows."""


def printed(arguments: tuple[str, ...]) -> str:
    """Return what a command prints, with its colours and without what differs from run to run."""
    # One request at a time, so that the sandbox numbers customers in the same order each time.
    more = ("--state-dir", "state", "--concurrency", "1") if arguments[0] == "run" else ()
    colours = {"FORCE_COLOR": "1", "COLUMNS": str(WIDTH), "TERM": "xterm-256color"}
    with tempfile.TemporaryDirectory() as folder:
        for name in ("sample_data", "mappings"):
            shutil.copytree(ROOT / name, Path(folder) / name)
        done = subprocess.run(
            (sys.executable, "-m", "customer_import", *arguments, *more),
            cwd=folder,
            env=os.environ | colours,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            check=False,
        )
    return fixed(done.stdout)


def fixed(text: str) -> str:
    """Return a text with fixed values where runs differ."""
    text = re.sub(r"\d{8}-\d{4}-[a-z0-9]{4}", "20261123-0942-k3f9", text)
    # The picture's command does not name it either.
    text = text.replace(" --state-dir state", "")
    return re.sub(r"\d\.\d s", "0.3 s", text)


def picture(name: str) -> str:
    """Draw a picture as SVG."""
    arguments = PICTURES[name]
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True)
    console.print(Text(f"$ customer-import {' '.join(arguments)}", style="bold"))
    console.print(Text.from_ansi(printed(arguments)))
    return console.export_svg(title="customer-import", unique_id=name)


def main() -> None:
    """Write every picture."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs"
    for name in PICTURES:
        (folder / f"{name}.svg").write_text(picture(name), encoding="utf-8")


if __name__ == "__main__":
    main()
