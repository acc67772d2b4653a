"""How close sending comes to what the server's latency allows, and what a row costs us.

    python tests/benchmarks/sending.py [--rows 100000] [--latency 0.2] [--connections 8] [--sandbox]

The server is a process of its own that waits and answers success (`waiting_server.py`), or our
sandbox, which also stores every record. Each list is staged, then sent: the time is compared with
requests x latency / connections; the CPU is this process's alone, the ledger included. The first
request carries one row and goes alone, and addresses wait for the last customer, so there are
waves that are not full: "at best" is the time of these waves if all else took none. Then the same
as a whole command, from its start to its end.
"""

import argparse
import csv
import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from dry_run import MAPPING, write_list
from processes import ENVIRONMENT, cpu_of_children
from waiting_server import served, waiting_server

from customer_import.api.client import Client
from customer_import.clock import Clock
from customer_import.delivery.delivery import Delivery, Limits
from customer_import.endpoints import Call
from customer_import.importer import Importer, Options
from customer_import.ledger.ledger import ledger_at
from customer_import.ledger.runs.runs import NewRun, Run
from customer_import.ledger.sending.outbox import Outbox
from customer_import.mapping.load import parse_mapping
from customer_import.readers.open_table import open_table
from customer_import.records.row_builder import row_builder
from customer_import.states import RowState
from customer_import.table import Source

SANDBOX = """
import sys
from customer_import.sandbox import Sandbox, Settings
with Sandbox(settings=Settings(latency=float(sys.argv[1]))) as sandbox:
    print(sandbox.url, flush=True)
    sys.stdin.read()
"""


class Sent(NamedTuple):
    """One sending.

    Attributes:
        seconds: on the clock.
        cpu: seconds of this process.
        requests: how many, by call.
        saved: rows.
    """

    seconds: float
    cpu: float
    requests: dict[str, int]
    saved: int


def send(path: Path, mapping: str, url: str, limits: Limits) -> Sent:
    """Stage a list in a new ledger, then send it; the sending alone is measured."""
    clock = Clock()
    with ledger_at(path.with_suffix(".sqlite"), clock.now()) as ledger:
        importer = Importer(ledger, clock, lambda _: None, lambda: False)
        with open_table(path, Source()) as table:
            builder = row_builder(parse_mapping(mapping, "list.yaml"), table.headers)
            new = NewRun("", path.name, "", "", mapping, url, table.headers, ",", is_report=False)
            plan = importer.stage(new, builder, table.rows, Options())

        def delivery(client: Client, executor: ThreadPoolExecutor, run: Run) -> Delivery:
            outbox = Outbox(ledger.connection, run.id, run.name, clock.now)
            listener, stopping = importer.listener, importer.stopping
            return Delivery(outbox, client.post, executor, limits, clock, listener, stopping)

        workers = limits.concurrency
        with Client(url, "t", connections=workers) as client, ThreadPoolExecutor(workers) as pool:
            began, used = time.perf_counter(), time.process_time()
            importer.send(plan.run, partial(delivery, client, pool))
            took, cpu = time.perf_counter() - began, time.process_time() - used
        found = ledger.connection.execute("SELECT call, count(*) FROM requests GROUP BY call")
        return Sent(took, cpu, dict(found), importer.results(plan.run).counts()[RowState.SAVED])


def at_best(requests: dict[str, int], latency: float, connections: int) -> float:
    """Return the least seconds that the waves of requests take: the first alone, then by call."""
    counts = [requests.get(call, 0) for call in Call]
    counts[0] -= 1
    return latency * (1 + sum(math.ceil(count / connections) for count in counts))


def run_command(path: Path, url: str, limits: Limits) -> Sent:
    """Run the command as a user does, in a process of its own and with a new ledger."""
    command = (sys.executable, "-m", "customer_import", "run", path, "--base-url", url, "--yes")
    options = ("--concurrency", str(limits.concurrency), "--chunk-size", str(limits.records))
    state = ("--state-dir", path.parent / "state", "--json", "--quiet")
    began, used = time.perf_counter(), cpu_of_children()
    whole = (*command, *options, *state)
    done = subprocess.run(whole, check=True, capture_output=True, env=ENVIRONMENT)
    took, cpu = time.perf_counter() - began, cpu_of_children() - used
    said = json.loads(done.stdout)
    return Sent(took, cpu, {"all": said["requests"]}, said[RowState.SAVED])


def bare(path: Path) -> float:
    """Return the fewest seconds of this process that `csv.reader` alone takes for a list."""
    used = []
    for _ in range(3):
        began = time.process_time()
        with path.open(newline="", encoding="utf-8") as file:
            for _row in csv.reader(file):
                pass
        used.append(time.process_time() - began)
    return min(used)


def line(what: str, sent: Sent, rows: int, latency: float, connections: int) -> str:
    """Return what is printed of one sending."""
    count = sum(sent.requests.values())
    ideal = count * latency / connections
    parts = [f"{what}: {sent.saved:,} of {rows:,} rows saved, {count} requests"]
    if ideal:
        parts.append(f"{sent.seconds:.2f} s, {sent.seconds / ideal:.3f} x {ideal:.2f} s")
        parts.append(f"at best {at_best(sent.requests, latency, connections) / ideal:.3f} x")
    else:
        parts.append(f"{sent.seconds:.2f} s")
    return f"{'; '.join(parts)}; CPU {sent.cpu / rows * 1e6:.1f} µs a row"


def main(given: Sequence[str] | None = None) -> None:
    """Print a line for each list, and for each as a command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--latency", type=float, default=0.2)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--chunk", type=int, default=500)
    parser.add_argument("--sandbox", action="store_true", help="send to the sandbox")
    options = parser.parse_args(given)
    server = waiting_server(options.latency)
    if options.sandbox:
        server = (sys.executable, "-c", SANDBOX, str(options.latency))
    kinds = {"customers": MAPPING.partition("  Addresses:")[0], "with addresses": MAPPING}
    for kind, mapping in kinds.items():
        with tempfile.TemporaryDirectory() as folder, served(*server) as url:
            path = Path(folder) / "list.csv"
            write_list(path, options.rows)
            path.with_suffix(".yaml").write_text(mapping)
            measure(kind, path, url, options)


def measure(kind: str, path: Path, url: str, options: argparse.Namespace) -> None:
    """Print what sending one list takes, then what the whole command takes."""
    rows, limits = options.rows, Limits(options.connections, options.chunk)
    sent = send(path, path.with_suffix(".yaml").read_text(), url, limits)
    said = line(kind, sent, rows, options.latency, options.connections)
    sys.stdout.write(f"{said}, {sent.cpu / bare(path):.1f} x csv.reader\n")
    sys.stdout.flush()
    whole = run_command(path, url, limits)
    sys.stdout.write(
        f"  whole command: {whole.saved:,} rows saved in {whole.seconds:.2f} s, "
        f"{rows / whole.seconds:,.0f} rows/s; CPU {whole.cpu / rows * 1e6:.1f} µs a row\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
