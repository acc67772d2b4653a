"""Measure what reading a server costs: by numbers, and all customers page by page.

    python tests/benchmarks/reading.py [CUSTOMERS] [LATENCY]

The server is the sandbox, in a process of its own; it is filled first. Each reading runs in a fresh
process, whose peak memory is told.
"""

import json
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from processes import own_peak

from customer_import.api.client import Client
from customer_import.api.pace import Pace
from customer_import.api.reading.courier import Courier
from customer_import.api.reading.server_reader import ServerReader
from customer_import.clock import Clock
from customer_import.endpoints import Call
from customer_import.events import nobody
from customer_import.exporting import export

CUSTOMERS, LATENCY = 100_000, 0.05


def fill(data: Path, count: int) -> None:
    """Fill a sandbox."""
    with Served(data, 0.0) as url, Client(url, "x") as client, ThreadPoolExecutor(2) as pool:
        list(
            pool.map(lambda first: client.post(Call.CUSTOMERS, _body(first)), range(0, count, 500))
        )


def _body(first: int) -> bytes:
    records = [
        {
            "CustomerNumber": f"C{n:07}",
            "CustomerName": f"Customer {n}",
            "CustomerEmail": f"c{n}@a.org",
        }
        for n in range(first, first + 500)
    ]
    return json.dumps({"ApplicableFields": [], "Data": records}).encode()


class Served:
    """A sandbox in a process of its own; a context that gives its address."""

    def __init__(self, data: Path, latency: float, *variants: str) -> None:
        command = [sys.executable, "-m", "customer_import", "sandbox", "--data", str(data)]
        chosen = [word for each in variants for word in ("--variant", each)]
        self._command = [*command, "--port", "0", "--latency", str(latency), *chosen]

    def __enter__(self) -> str:
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        return next(word for word in line.split() if word.startswith("http"))

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()


def reading(what: str, url: str, count: int) -> dict[str, Any]:
    """Read in this process, and say what it cost."""
    clock = Clock()
    base, started = own_peak(), time.perf_counter()
    with Client(url, "x") as client, ThreadPoolExecutor(4) as executor:
        courier = Courier(
            client.post, executor, Pace(4, 60, clock.chance), clock, nobody, lambda: False
        )
        reader = ServerReader(courier)
        reader.calibrate()
        found = _READ[what](reader, count)
    seconds = time.perf_counter() - started
    return {
        "what": what,
        "customers": found,
        "requests": courier.requests,
        "seconds": round(seconds, 1),
        "MiB": round(own_peak()),
        "MiB before": round(base),
    }


def _numbers(reader: ServerReader, count: int) -> int:
    """Read every number, and as many that do not exist."""
    return sum(1 for _ in reader.read(f"C{n:07}" for n in range(count)))


def _export(reader: ServerReader, _: int) -> int:
    def write(__: Any, customers: Any) -> None:
        for _ in customers:
            pass

    return export(reader.everybody(), write).customers


_READ = {"numbers": _numbers, "export": _export}


def main(count: int, latency: float) -> None:
    """Fill a server, and measure each reading."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "sandbox.db")
        fill(data, count)
        with Served(data, latency) as url:
            for what in _READ:
                code = [sys.executable, __file__, "--one", what, url, str(count)]
                subprocess.run(code, check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        sys.stdout.write(json.dumps(reading(sys.argv[2], sys.argv[3], int(sys.argv[4]))) + "\n")
    else:
        given = [float(each) for each in sys.argv[1:]]
        main(int((given or [CUSTOMERS])[0]), (given + [LATENCY] * 2)[1])
