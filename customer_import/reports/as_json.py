"""A run's result as one JSON object, its problems streamed, never held whole."""

import json
from collections.abc import Iterable, Iterator
from typing import IO

from customer_import.ledger.results import RowResult
from customer_import.reports.results_csv import state_name
from customer_import.result import RunResult
from customer_import.states import RowState


def write_json(out: IO[str], result: RunResult, rows: Iterable[RowResult]) -> None:
    """Write the result.

    Args:
        out: where to.
        result: the result.
        rows: those with problems.
    """
    # In ASCII, so that no code page and no terminal makes something else of it.
    out.write(json.dumps(summary(result))[:-1] + ', "problems": [')
    separator = ""
    for problem in _problems(rows, dry_run=result.dry_run):
        out.write(separator + json.dumps(problem))
        separator = ", "
    out.write("]}\n")


def summary(result: RunResult) -> dict[str, object]:
    """All but the problems."""
    counts = result.counts
    sent = {state.value: 0 if result.dry_run else counts[state] for state in RowState}
    return {
        "run": result.run,
        "file": result.file,
        "mapping": result.mapping,
        "target": result.target,
        "dry_run": result.dry_run,
        "rows": result.rows,
        "valid": result.valid,
        "invalid": counts[RowState.INVALID],
        **{name: sent[name] for name in ("saved", "failed", "unknown", "skipped", "pending")},
        "requests": result.requests,
        "errors_file": str(result.errors_file) if result.errors_file else None,
        "seconds": round(result.seconds, 3),
    }


def _problems(rows: Iterable[RowResult], *, dry_run: bool) -> Iterator[dict[str, object]]:
    for row in rows:
        status = state_name(row.state, dry_run=dry_run)
        for problem in row.problems:
            yield {
                "row": row.number,
                "status": status,
                "field": problem.field,
                "code": problem.code,
                "message": problem.message,
            }
