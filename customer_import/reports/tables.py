"""A run's result as tables for a terminal."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from customer_import.ledger.results import RowResult
from customer_import.reports.advice import advice
from customer_import.reports.causes import Cause
from customer_import.reports.mapping_lines import NO_LINES, MappingLines, Spot
from customer_import.reports.wording import (
    STATES,
    TROUBLED,
    shown,
    state_name,
    state_shown,
    who,
    whole,
)
from customer_import.result import RunResult
from customer_import.states import RowState

FEW = 30
"""Rows up to which all are shown if nothing else is asked for."""
MANY = 50
"""Rows with problems that are shown then; the error report has all."""
SAMPLE = 10
"""Rows that are shown then if nothing is wrong."""
MOST_CAUSES = 15
MOST_NUMBERS = 8
"""Causes, and row numbers of one, that are shown."""
PIECE = 1_000
"""Rows that one table holds at most."""


@dataclass(frozen=True, slots=True)
class View:
    """Which rows the table shows.

    Attributes:
        states: rows in these states; all, if none is named.
        most: so many of them; None for no limit.
    """

    states: tuple[RowState, ...] = ()
    most: int | None = None


def view_of(result: RunResult, show: str | None) -> View | None:
    """Return which rows to show: all of few, and problems of many.

    Args:
        result: the run.
        show: what the user asked for: `all`, `problems` or `none`.
    """
    if show is not None:
        return {"all": View(), "problems": View(TROUBLED), "none": None}[show]
    if result.rows <= FEW:
        return View()
    if any(result.counts[state] for state in TROUBLED):
        return View(TROUBLED, MANY)
    return View(most=SAMPLE)


def show_result(
    console: Console,
    result: RunResult,
    causes: Sequence[Cause],
    rows: Iterable[RowResult],
    view: View | None,
    *,
    lines: MappingLines = NO_LINES,
) -> None:
    """Print the summary, then what is wrong by its cause, then the rows.

    Args:
        console: where to.
        result: the result.
        causes: of the problems, those of most rows first.
        rows: those the view names, in the file's order.
        view: which rows are shown; None for none.
        lines: of the mapping, in which it can be fixed.
    """
    console.print(_summary(result))
    console.print()
    # If all troubled rows are shown below, these tell the causes of single rows.
    below = view is not None and sum(result.counts[state] for state in TROUBLED) <= MANY
    told = ((cause, lines.spot(cause)) for cause in causes)
    _show_causes(console, [(c, spot) for c, spot in told if not below or _is_shared(c, spot)])
    if view is not None:
        _show_rows(console, result, rows, view)
    # Below the frame and on one line, so that a path can be copied.
    for text, colour in advice(result, causes, lines):
        console.print(whole(text, colour), soft_wrap=True)


def _is_shared(cause: Cause, spot: Spot | None) -> bool:
    """Tell whether a cause is more than what its one row says below."""
    shared = cause.rows > 1 or cause.severity == "warning"
    # Whoever is sent to the mapping has to know where to.
    return shared or bool(spot and (spot.is_to_blame or "mapping" in cause.reason))


def _show_causes(console: Console, causes: Sequence[tuple[Cause, Spot | None]]) -> None:
    if not causes:
        return
    console.print("What is wrong", style="bold")
    for cause, spot in causes[:MOST_CAUSES]:
        more = " …" if cause.rows > MOST_NUMBERS else ""
        numbers = ", ".join(map(str, cause.first[:MOST_NUMBERS])) + more
        plural = "row" if cause.rows == 1 else "rows"
        line = Text.assemble((f"{cause.rows:,} {plural}: ", "bold"))
        if cause.severity == "warning":
            line.append("warning: ", "yellow")
        line.append_text(shown(cause.reason.rstrip(".")))
        line.append(f": {plural} {numbers}", style="dim")
        console.print(line)
        if where := _where(cause, spot):
            console.print(Padding(shown(where, "dim"), (0, 0, 0, 2), expand=False))
    if len(causes) > MOST_CAUSES:
        console.print(f"… and {len(causes) - MOST_CAUSES:,} more causes.", style="dim")
    console.print()


def _where(cause: Cause, spot: Spot | None) -> str:
    """Return the column, and the line of the mapping, in which a cause can be fixed."""
    if spot and spot.is_to_blame:
        return f"Mend the mapping: {spot}"
    column = f"column {cause.column}" if cause.column else ""
    return "; ".join(filter(None, (column, str(spot) if spot else "")))


def _show_rows(console: Console, result: RunResult, rows: Iterable[RowResult], view: View) -> None:
    chosen, count = islice(rows, view.most), 0
    # In pieces, so that a million rows need not be held to be shown.
    while piece := list(islice(chosen, PIECE)):
        console.print(_table(result, piece))
        count += len(piece)
    if more := sum(result.counts[state] for state in view.states or RowState) - count:
        what = "rows with problems" if view.states else "rows"
        console.print(f"… and {more:,} more {what}; --show all shows every row.", style="dim")
    console.print()


def _table(result: RunResult, rows: Iterable[RowResult]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", expand=False)
    table.add_column("Row", justify="right", no_wrap=True)
    table.add_column("Customer", overflow="fold", max_width=24)
    table.add_column("State", no_wrap=True)
    table.add_column("Message", overflow="fold", ratio=1)
    for row in rows:
        state = _state(result, row.state)
        table.add_row(str(row.number), shown(who(row)), state, problem_lines(row))
    return table


def _state(result: RunResult, state: RowState) -> Text:
    look = state_shown(state, dry_run=result.dry_run)
    return Text(state_name(state, dry_run=result.dry_run), style=look.colour)


def problem_lines(row: RowResult) -> Text:
    """Return what there is to say of a row, a line each."""
    lines = [shown(row.message, "dim")] if row.message else []
    for problem in row.problems:
        place = problem.column or problem.field
        named = shown(f"{place}: " if place else "", "bold")
        lines.append(Text.assemble(named, shown(problem.message)))
    return Text("\n").join(lines)


def _summary(result: RunResult) -> RenderableType:
    colour = {0: "green", 1: "yellow"}.get(result.exit_status, "red")
    body = Group(_facts(result), Text(), _counts(result))
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
    yield "Requests", f"{result.requests:,} {'would be sent' if result.dry_run else 'sent'}"
    yield "Time", f"{result.seconds:.1f} s"


def _counts(result: RunResult) -> Table:
    counts = Table.grid(padding=(0, 2))
    counts.add_column(justify="right", no_wrap=True)
    counts.add_column(no_wrap=True)
    counts.add_column(style="dim", overflow="fold")
    for state in STATES:
        if count := result.counts[state]:
            meaning = state_shown(state, dry_run=result.dry_run).meaning
            counts.add_row(f"{count:,}", _state(result, state), Text(meaning))
    total = "row" if result.rows == 1 else "rows"
    counts.add_row(Text(f"{result.rows:,}", style="bold"), Text(total, style="bold"), "")
    return counts
