"""Past runs for scripts: JSON objects."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import IO, Any

from customer_import.ledger.history import PastRequest, PastRun
from customer_import.ledger.results import CauseCount
from customer_import.states import Keeps


def write_runs(out: IO[str], runs: Sequence[PastRun], *, has_more: bool) -> None:
    """Write a page of runs, the latest first, and whether there are earlier ones."""
    _write(out, {"runs": [_facts(run) for run in runs], "more": has_more})


def write_run(
    out: IO[str], run: PastRun, requests: Sequence[PastRequest], causes: Sequence[CauseCount]
) -> None:
    """Write one run, with its requests; or, once these are forgotten, its problems by cause."""
    sent = [{**each._asdict(), "call": str(each.call)} for each in requests]
    counted = [each._asdict() for each in causes]
    _write(out, {**_facts(run), "requests": sent, "causes": counted})


def write_soundness(out: IO[str], found: Mapping[str, Sequence[str]]) -> None:
    """Write what is wrong with each ledger, by its path."""
    ledgers = [{"ledger": path, "faults": list(faults)} for path, faults in found.items()]
    _write(out, {"ledgers": ledgers})


def _write(out: IO[str], value: Mapping[str, Any]) -> None:
    # In ASCII, so that no code page and no terminal makes something else of it.
    out.write(json.dumps(value) + "\n")


def _facts(run: PastRun) -> dict[str, Any]:
    counts = {str(state): count for state, count in run.counts.items()}
    return {
        "run": run.name,
        "state": str(run.state),
        "started": _iso(run.started),
        "finished": _iso(run.finished),
        "seconds": run.seconds,
        "file": run.file,
        "mapping": run.mapping,
        "target": run.target,
        "rows": sum(counts.values()),
        **counts,
        "stopped": run.stopped,
        "version": run.version,
        "rows_kept": run.keeps >= Keeps.ROWS,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
