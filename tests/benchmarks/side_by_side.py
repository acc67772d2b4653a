"""One list, by customer-import and by what people write instead: rows a second and peak memory.

    pip install pandas requests pydantic email-validator frictionless dlt
    python tests/benchmarks/side_by_side.py [--rows 100000] [--latency 0 0.2] [--rounds 1]

Each is a whole process, from its start to its end, on the list of `dry_run.py`: 20 columns, one
address a row. All but the two that only check post to the same server, a process of its own that
answers success after the latency. The scripts are in `contenders/`. Prints a table in Markdown.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from dry_run import MAPPING, write_list
from processes import Cost, best, cost
from waiting_server import served, waiting_server

SCRIPTS = Path(__file__).parent / "contenders"
PROGRAM = (sys.executable, "-m", "customer_import", "run")
QUIET = ("--quiet", "--show", "none", "--state-dir")


class Contender(NamedTuple):
    """One way to do it.

    Attributes:
        name: in the table.
        checks: what it sees of bad rows.
        command: from the list, the server's address and an empty folder.
        packages: what it needs.
        sends: it posts, rather than only checks.
    """

    name: str
    checks: str
    command: Callable[[str, str, str], Sequence[str]]
    packages: tuple[str, ...] = ()
    sends: bool = True


def _script(name: str) -> Callable[[str, str, str], Sequence[str]]:
    return lambda path, url, _: (sys.executable, str(SCRIPTS / f"{name}.py"), path, url)


ALL = (
    Contender(
        "`customer-import run`",
        "types, formats, required, lengths, choices, numbers twice, damage; every answer",
        lambda path, url, folder: (*PROGRAM, path, "--base-url", url, "--yes", *QUIET, folder),
    ),
    Contender("pandas + requests", "nothing", _script("pandas_requests"), ("pandas", "requests")),
    Contender(
        "pandas + pydantic + requests",
        "types, formats, required, lengths, choices",
        _script("pandas_pydantic"),
        ("pandas", "pydantic", "requests"),
    ),
    Contender(
        "dlt, custom destination", "nothing", _script("dlt_destination"), ("dlt", "requests")
    ),
    Contender(
        "`customer-import run --dry-run`",
        "as above, sends nothing",
        lambda path, _, folder: (*PROGRAM, path, "--dry-run", *QUIET, folder),
        sends=False,
    ),
    Contender(
        "frictionless `validate`",
        "types, formats, required, lengths, choices, numbers twice; sends nothing",
        lambda path, url, _: _script("frictionless_validate")(path, url, "")[:-1],
        ("frictionless",),
        sends=False,
    ),
)


def measured(contender: Contender, path: Path, latency: float, rounds: int) -> Cost:
    """Return the best of several runs, each in an empty folder and with a server of its own."""
    costs = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder, served(*waiting_server(latency)) as url:
            costs.append(cost(contender.command(str(path), url, folder)))
    return best(costs)


def missing(contender: Contender) -> list[str]:
    """List the packages of a contender that are not installed."""
    return [package for package in contender.packages if _version(package) is None]


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def row(contender: Contender, path: Path, rows: int, options: argparse.Namespace) -> str:
    """Return a contender's row of the table."""
    if absent := missing(contender):
        cells = [f"not installed: `pip install {' '.join(absent)}`"]
        return _line([contender.name, *cells * len(options.latency), "", contender.checks])
    latencies = options.latency if contender.sends else options.latency[:1]
    costs = [measured(contender, path, latency, options.rounds) for latency in latencies]
    rates = [f"{rows / each.seconds:,.0f}" for each in costs]
    rates += [""] * (len(options.latency) - len(rates))
    return _line(
        [contender.name, *rates, f"{max(each.peak for each in costs):.0f} MiB", contender.checks]
    )


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def main() -> None:
    """Print the table, and what it was made with."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--latency", type=float, nargs="+", default=[0.0], help="of the server")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", default="", help="those whose name holds this")
    options = parser.parse_args()
    write = sys.stdout.write
    rates = [f"rows/s, server takes {latency * 1000:.0f} ms" for latency in options.latency]
    write(_line([f"{options.rows:,} rows", *rates, "peak memory", "bad rows it sees"]))
    write(_line(["---", *["---:"] * (len(rates) + 1), "---"]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        write_list(path, options.rows)
        path.with_suffix(".yaml").write_text(MAPPING)
        for contender in ALL:
            if options.only in contender.name:
                write(row(contender, path, options.rows, options))
                sys.stdout.flush()
    packages = sorted({package for contender in ALL for package in contender.packages})
    versions = [f"{package} {_version(package) or 'not installed'}" for package in packages]
    write(f"\nPython {sys.version.split()[0]}, {', '.join(versions)}\n")


if __name__ == "__main__":
    main()
