"""The results for scripts: a CSV with a line for every row, and one JSON object for the run."""

import csv
import json
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import IO

from customer_import.formula import neutralise
from customer_import.ledger.results import RowResult
from customer_import.problems import Problem
from customer_import.reports.files import written
from customer_import.reports.wording import state_name
from customer_import.result import RunResult
from customer_import.states import RowState
from customer_import.table import JOINT

COLUMNS = ("import_row", "import_status", "CustomerNumber", "import_code", "import_message")
MARK = ",".join(COLUMNS).encode() + b"\r\n"
"""The start of our results, by which they are known."""


def write_results(path: Path, rows: Iterable[RowResult], *, dry_run: bool) -> None:
    """Write the CSV.

    Args:
        path: where to.
        rows: all of them.
        dry_run: rows that would be sent are valid, and none is pending.

    Raises:
        SettingError: it cannot be written there.
    """
    with written(path) as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(result_row(row, state_name(row.state, dry_run=dry_run)) for row in rows)


def result_row(row: RowResult, state: str) -> list[str]:
    """Return a row as `COLUMNS` name its cells."""
    codes = JOINT.join(problem.code for problem in row.problems)
    messages = (row.message, *(problem.message for problem in row.problems))
    message = JOINT.join(filter(None, messages))
    return [str(row.number), state, neutralise(row.key or ""), codes, neutralise(message)]


def write_json(out: IO[str], result: RunResult, rows: Iterable[RowResult]) -> None:
    """Write the JSON object; its problems are streamed, never held whole.

    Args:
        out: where to.
        result: the result.
        rows: those with problems.
    """
    # In ASCII, so that no code page and no terminal makes something else of it.
    out.write(json.dumps(summary(result))[:-1] + ', "problems": [')
    separator = ""
    for problem in chain(_of_list(result), _problems(rows, dry_run=result.dry_run)):
        out.write(separator + json.dumps(problem))
        separator = ", "
    out.write("]}\n")


_COUNTED = ("saved", "failed", "unknown", "skipped", "held", "pending")


def summary(result: RunResult) -> dict[str, object]:
    """Return all that is said of a run but its problems: nothing of any row."""
    counts = result.counts
    # A dry run asks no server; what is left out is known without one.
    known = {RowState.SKIPPED} if result.dry_run else RowState
    sent = {state.value: counts[state] if state in known else 0 for state in RowState}
    return {
        "run": result.run,
        "file": result.file,
        "mapping": result.mapping,
        "target": result.target,
        "dry_run": result.dry_run,
        "rows": result.rows,
        "valid": result.valid,
        "invalid": counts[RowState.INVALID],
        **{name: sent[name] for name in _COUNTED},
        "requests": result.requests,
        "errors_file": str(result.errors_file) if result.errors_file else None,
        "seconds": round(result.seconds, 3),
    }


def _of_list(result: RunResult) -> Iterator[dict[str, object]]:
    """Yield the problems of the list as a whole."""
    yield from map(problem_of_list, result.of_list)


def _problems(rows: Iterable[RowResult], *, dry_run: bool) -> Iterator[dict[str, object]]:
    for row in rows:
        yield from problems_of_row(row, state_name(row.state, dry_run=dry_run))


def problem_of_list(problem: Problem) -> dict[str, object]:
    """Return a problem of the list as a whole, as `--json` has it."""
    return _problem(None, None, problem)


def problems_of_row(row: RowResult, status: str) -> Iterator[dict[str, object]]:
    """Yield the problems of a row, as `--json` has them."""
    for problem in row.problems:
        yield _problem(row.number, status, problem)


def _problem(row: int | None, status: str | None, problem: Problem) -> dict[str, object]:
    return {
        "row": row,
        "status": status,
        "field": problem.field,
        "code": problem.code,
        "message": problem.message,
        "severity": problem.severity,
    }
