"""What processes take: seconds on the clock and of the processor, and memory at its peak."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

if sys.platform == "win32":
    sys.exit("Windows does not say what a process took, so nothing can be measured there.")

import resource

ENVIRONMENT: dict[str, str] = {
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
} | {"WASP_API_TOKEN": "t"}
"""Of what is measured: an installed program is compiled once, and not anew at each start."""
UNIT: int = 2**20 if sys.platform == "darwin" else 2**10
"""How many units of the system's figures for memory make a MiB."""


class Cost(NamedTuple):
    """What a process took.

    Attributes:
        seconds: on the clock.
        cpu: seconds of the processor.
        peak: memory, in MiB.
    """

    seconds: float
    cpu: float
    peak: float


def cost(command: Sequence[str | Path], ends: Sequence[int] = (0,)) -> Cost:
    """Run a process to its end; return what it took.

    Args:
        command: starts it.
        ends: the exit statuses that do not mean a failure.

    Raises:
        SystemExit: it failed.
    """
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=said, stderr=said, env=ENVIRONMENT)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in ends:
            said.seek(0)
            raise SystemExit(f"{command} failed: {said.read().decode()}")
    return Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / UNIT)


def best(costs: Sequence[Cost]) -> Cost:
    """Return the least seconds and the most memory of several runs."""
    seconds, cpu, peaks = zip(*costs, strict=True)
    return Cost(min(seconds), min(cpu), max(peaks))


def cpu_of_children() -> float:
    """Return the processor's seconds of all processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def own_peak() -> float:
    """Return the most memory this process had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / UNIT
