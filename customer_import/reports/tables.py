"""A run's result as tables for a terminal."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Literal

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from customer_import.ledger.names import RowState
from customer_import.ledger.results import RowResult
from customer_import.reports.results_csv import said_of
from customer_import.reports.text import shown
from customer_import.result import RunResult

Show = Literal["all", "problems", "none"]
FEW = 30
"""Rows up to which all are shown unasked."""
MANY = 50
"""Rows of problems that are shown unasked; the error report has all."""

STYLES = {
    RowState.SAVED: "green",
    RowState.FAILED: "red",
    RowState.INVALID: "red",
    RowState.UNKNOWN: "magenta",
    RowState.SKIPPED: "cyan",
    RowState.PENDING: "yellow",
}
MEANINGS = {
    RowState.SAVED: "the server took it",
    RowState.FAILED: "the server refused it",
    RowState.INVALID: "refused here, not sent",
    RowState.UNKNOWN: "sent, no answer, not safe to send again",
    RowState.SKIPPED: "already saved with the same content",
    RowState.PENDING: "not reached",
}
ORDER = (
    RowState.SAVED,
    RowState.SKIPPED,
    RowState.INVALID,
    RowState.FAILED,
    RowState.UNKNOWN,
    RowState.PENDING,
)


def show_result(
    console: Console, result: RunResult, rows: Iterable[RowResult], show: Show | None
) -> None:
    """Print the table of rows, then the summary.

    Args:
        console: where to.
        result: the result.
        rows: all of them, in the file's order, or those with problems; as `rows_wanted` says.
        show: what the user asked for.
    """
    if show != "none":
        _show_rows(console, result, rows, show)
    console.print(_summary(result))


def wants_all(result: RunResult, show: Show | None) -> bool:
    """Whether the table holds all rows, or only those with problems."""
    return show == "all" or (show is None and result.rows <= FEW)


def _show_rows(
    console: Console, result: RunResult, rows: Iterable[RowResult], show: Show | None
) -> None:
    left = iter(rows)
    troubled = sum(result.counts[state] for state in TROUBLED)
    most = None if show else max(FEW, MANY if troubled else 0) if result.rows <= FEW else SAMPLE
    if troubled and show is None:
        most = MANY
    while chunk := list(islice(left, min(most or CHUNK, CHUNK))):
        console.print(_table(result, chunk))
        if most:
            break
    more = sum(1 for _ in left)
    if more and troubled:
        console.print(f"… and {more:,} more rows with problems; the error report has them all.")
    elif more:
        console.print(f"… and {more:,} more rows; --show all shows them.")


def _table(result: RunResult, rows: Iterable[RowResult]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", expand=False)
    table.add_column("Row", justify="right", no_wrap=True)
    table.add_column("Customer", overflow="fold", max_width=24)
    table.add_column("State", no_wrap=True)
    table.add_column("Message", overflow="fold", ratio=1)
    for row in rows:
        state = _state(result, row.state)
        table.add_row(str(row.number), shown(row.key or ""), state, _message(row))
    return table


def _state(result: RunResult, state: RowState) -> Text:
    if result.dry_run and state == RowState.PENDING:
        return Text("valid", style="green")
    return Text(state, style=STYLES[state])


def _message(row: RowResult) -> Text:
    if not row.problems:
        return shown(said_of(row), "dim")
    lines = Text()
    for number, problem in enumerate(row.problems):
        place = problem.column or problem.field
        lines.append("\n" if number else "")
        lines.append_text(shown(f"{place}: " if place else "", "bold"))
        lines.append_text(shown(problem.message))
    return lines


def _summary(result: RunResult) -> RenderableType:
    colour = {0: "green", 1: "yellow"}.get(result.exit_status, "red")
    body = Group(_facts(result), Text(), _counts(result), *_endings(result))
    return Panel(body, title=_title(result), border_style=colour, expand=False, padding=(0, 1))


def _title(result: RunResult) -> Text:
    return Text("Dry run" if result.dry_run else f"Import {result.run}", style="bold")


def _facts(result: RunResult) -> Table:
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    for name, fact in _known_facts(result):
        facts.add_row(name, shown(fact))
    return facts


def _known_facts(result: RunResult) -> Iterator[tuple[str, str]]:
    yield "File", result.file
    yield "Mapping", result.mapping
    if result.target:
        yield "Server", result.target
    word = "would take" if result.dry_run else "took"
    plural = "" if result.requests == 1 else "s"
    yield "Requests", f"it {word} {result.requests:,} request{plural}"
    yield "Time", f"{result.seconds:.1f} s"


def _counts(result: RunResult) -> Table:
    counts = Table.grid(padding=(0, 2))
    counts.add_column(justify="right", no_wrap=True)
    counts.add_column(no_wrap=True)
    counts.add_column(style="dim", overflow="fold")
    for state in ORDER:
        if result.counts[state]:
            name = _state(result, state)
            valid = result.dry_run and state == RowState.PENDING
            meaning = "can be sent" if valid else MEANINGS[state]
            counts.add_row(f"{result.counts[state]:,}", name, Text(meaning))
    total = "row" if result.rows == 1 else "rows"
    counts.add_row(Text(f"{result.rows:,}", style="bold"), Text(total, style="bold"), "")
    return counts


def _endings(result: RunResult) -> Iterator[RenderableType]:
    """What there is to do now."""
    if result.held_back:
        yield Text("\nNothing was sent, because of --strict.", style="yellow")
    if result.errors_file:
        message = f"\nFix the rows in {result.errors_file} and run it with the same mapping."
        yield shown(message)
    if result.ended.interrupted:
        yield Text("\nInterrupted. Run the same command to go on.", style="yellow")
    if result.ended.stopped:
        yield shown(f"\n{result.ended.stopped}", "red")
