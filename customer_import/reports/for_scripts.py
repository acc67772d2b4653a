"""Results, plans and past runs for scripts: a CSV with a line for every row, and JSON."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import IO, Any

from customer_import.comparing.change import Action, FieldChange, RowPlan
from customer_import.formula import neutralise
from customer_import.ledger.runs.history import PastRequest, PastRun
from customer_import.ledger.runs.results import CauseCount, RowResult
from customer_import.planning.plan_result import PlanResult
from customer_import.problems import Code, Problem
from customer_import.reports.files import written
from customer_import.reports.wording import state_name
from customer_import.result import RunResult
from customer_import.states import Keeps, RowState
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
    _write_each(out, chain(_of_list(result), _problems(rows, dry_run=result.dry_run)))
    out.write("]}\n")


def _write_each(out: IO[str], found: Iterator[dict[str, object]]) -> None:
    separator = ""
    for each in found:
        out.write(separator + json.dumps(each))
        separator = ", "


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


def write_plan_json(out: IO[str], result: PlanResult) -> None:
    """Write a plan as one JSON object; its changes and problems are streamed, never held whole.

    Args:
        out: where to.
        result: the plan.
    """
    out.write(json.dumps(_plan_summary(result))[:-1] + ', "changes": [')
    _write_each(out, map(_change, result.changing()))
    out.write('], "problems": [')
    _write_each(out, _plan_problems(result))
    out.write("]}\n")


def _plan_summary(result: PlanResult) -> dict[str, object]:
    actions = result.actions
    return {
        "run": result.run,
        "file": result.file,
        "mapping": result.mapping,
        "target": result.target,
        "rows": result.count,
        "create": actions[Action.CREATE],
        "update": actions[Action.UPDATE],
        "unchanged": actions[Action.UNCHANGED],
        "unreadable": result.unreadable,
        "invalid": result.invalid,
        "skipped": result.skipped,
        "not_compared": list(result.not_compared),
        "seconds": round(result.seconds, 3),
    }


def _change(plan: RowPlan) -> dict[str, object]:
    return {
        "row": plan.row,
        "number": plan.number,
        "action": plan.action,
        "fields": [_field(change) for change in plan.changes],
    }


def _field(change: FieldChange) -> dict[str, object]:
    return {"field": change.field, "old": change.old, "new": change.new}


def _plan_problems(result: PlanResult) -> Iterator[dict[str, object]]:
    for problem in result.of_list:
        yield problem_of_list(problem)
    for row in result.results():
        unread = any(each.code == Code.UNREADABLE for each in row.problems)
        status = Action.UNREADABLE if unread else state_name(row.state, dry_run=True)
        yield from problems_of_row(row, str(status))


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
