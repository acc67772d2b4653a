"""Runs of the past as tables."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice

from rich.console import Console
from rich.table import Table
from rich.text import Text

from customer_import.ledger.runs.history import PastRequest, PastRun
from customer_import.ledger.runs.results import CauseCount, RowResult
from customer_import.reports.tables import problem_lines, show_one_by_one
from customer_import.reports.wording import (
    STATES,
    TROUBLED,
    counted,
    keeps_words,
    print_command,
    print_prose,
    short_server,
    shown,
    who,
)

MOST_REQUESTS = 30
MOST_ROWS = 50


def show_runs(console: Console, runs: Sequence[PastRun]) -> None:
    """Print all runs, the latest first."""
    if not runs:
        console.print("No runs yet.")
        return
    table = _table("Run and time", "State", "Rows", "File and server", whole_columns=2)
    for run in runs:
        begun = f"{run.name}\n{_begun(run)}"
        table.add_row(begun, run.state, shown(counted(run.counts)), shown(_where(run)))
    if keeps_words(console, table):
        console.print(table)
        return
    for run in runs:
        print_prose(console, f"{run.name}, {_begun(run)}: {run.state}", "bold")
        print_prose(console, f"{shown(_where(run))}: {counted(run.counts)}", indent=2)


def _begun(run: PastRun) -> str:
    return f"{run.started.astimezone():%Y-%m-%d %H:%M}"


def _where(run: PastRun) -> str:
    return f"{run.file} → {short_server(run.target)}"


def show_run(
    console: Console,
    run: PastRun,
    requests: Sequence[PastRequest],
    rows: Iterable[RowResult],
    errors: str,
) -> None:
    """Print one run in detail.

    Args:
        console: where to.
        run: the run.
        requests: it made.
        rows: those that somebody has to look at.
        errors: the command that writes all of those.
    """
    facts = Table.grid(padding=(0, 2))
    for name, fact in _facts(run, len(requests)):
        facts.add_row(name, shown(fact))
    console.print(facts)
    if requests:
        console.print()
        console.print(_requests(requests))
    first = list(islice(rows, MOST_ROWS))
    if first:
        console.print()
        _show_troubled(console, first)
    if more := sum(run.counts[state] for state in TROUBLED) - len(first):
        print_prose(console, f"… and {more:,} more. The error report has all:", "dim")
        print_command(console, errors, "dim")


def _show_troubled(console: Console, rows: Sequence[RowResult]) -> None:
    table = _table("Row", "Customer", "State", "Message")
    table.columns[0].no_wrap = table.columns[2].no_wrap = True
    for row in rows:
        state = Text(row.state, style=STATES[row.state].colour)
        table.add_row(str(row.number), shown(who(row)), state, problem_lines(row))
    if keeps_words(console, table):
        console.print(table)
    else:
        show_one_by_one(console, rows)


def show_forgotten_run(console: Console, run: PastRun, causes: Sequence[CauseCount]) -> None:
    """Print what is still known of a run whose rows are forgotten: counts and causes."""
    facts = Table.grid(padding=(0, 2))
    for name, fact in _facts(run, None):
        facts.add_row(name, shown(fact))
    console.print(facts)
    if causes:
        table = _table("Rows", "Problem")
        for each in causes:
            table.add_row(f"{each.rows:,}", shown(_cause(each)))
        console.print()
        console.print(table)
    console.print()
    told = (
        "Its rows, their messages and its requests were forgotten after 30 days, so no report can "
        "be written. What it saved is still known."
    )
    print_prose(console, told, "dim")


def _cause(each: CauseCount) -> str:
    subject = each.field or each.column
    if not each.cause:
        return f"{subject} {each.code}".strip()
    return f"{subject} {each.cause}" if subject and each.cause[0].islower() else each.cause


def _facts(run: PastRun, requests: int | None) -> list[tuple[str, str]]:
    ended = f" to {run.finished.astimezone():%Y-%m-%d %H:%M:%S}" if run.finished else ""
    facts = [
        ("Run", run.name),
        ("State", run.state),
        ("Time", f"{run.started.astimezone():%Y-%m-%d %H:%M:%S}{ended}"),
        ("File", f"{run.file} (SHA-256 {run.file_digest[:16]}…)"),
        ("Mapping", run.mapping),
        ("Server", run.target),
        ("Rows", counted(run.counts)),
        *([("Requests", f"{requests:,}")] if requests is not None else ()),
        ("Version", run.version),
    ]
    return [*facts, ("Stopped", run.stopped)] if run.stopped else facts


def _requests(requests: Sequence[PastRequest]) -> Table:
    table = _table("Sent", "Call", "Records", "Status", "Outcome", whole_columns=4)
    for request in requests[:MOST_REQUESTS]:
        status = str(request.status or "–")
        sent = f"{datetime.fromisoformat(request.sent).astimezone():%H:%M:%S.%f}"[:-3]
        outcome = shown(request.outcome or "no answer")
        table.add_row(sent, request.call, str(request.records), status, outcome)
    if len(requests) > MOST_REQUESTS:
        table.add_row("…", f"{len(requests) - MOST_REQUESTS:,} more", "", "", "")
    return table


def _table(*columns: str, whole_columns: int = 0) -> Table:
    """Make a table; the first columns keep their words whole, the others give them room."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for position, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=position < whole_columns)
    return table
