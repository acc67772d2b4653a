"""A run's result as tables for a terminal."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from customer_import.ledger.runs.results import RowResult
from customer_import.problems import Problem
from customer_import.reports.advice import advice
from customer_import.reports.causes import Cause
from customer_import.reports.mapping_lines import NO_LINES, MappingLines, Spot
from customer_import.reports.wording import (
    STATES,
    TROUBLED,
    keeps_words,
    meaning_of,
    print_command,
    print_prose,
    shown,
    state_name,
    state_shown,
    who,
    whole,
)
from customer_import.result import RunResult
from customer_import.states import RowState

FEW = 20
"""Rows that are shown if nothing else is asked for: all of a short list, else those with problems;
the error report has all."""
SAMPLE = 10
"""Rows that are shown of a long list without problems."""
MOST_CAUSES = 50
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
        brief: a problem shows its cell only; the causes above say what is wrong with it.
    """

    states: tuple[RowState, ...] = ()
    most: int | None = None
    brief: bool = False


NOT_SKIPPED = tuple(state for state in STATES if state != RowState.SKIPPED)
"""Skipped rows are a line, unless every row is asked for."""


def view_of(result: RunResult, show: str | None) -> View | None:
    """Return which rows to show: all of a short list, else those with problems.

    Args:
        result: the run.
        show: what the user asked for: `all`, `problems` or `none`.
    """
    if show is not None:
        return {"all": View(), "problems": View(TROUBLED), "none": None}[show]
    if result.rows <= FEW:
        return View(NOT_SKIPPED, brief=True)
    if any(result.counts[state] for state in TROUBLED):
        return View(TROUBLED, FEW, brief=True)
    return View(NOT_SKIPPED, SAMPLE, brief=True)


def show_result(
    console: Console,
    result: RunResult,
    causes: Sequence[Cause],
    rows: Iterable[RowResult],
    view: View | None,
    *,
    lines: MappingLines = NO_LINES,
    skipped: RowResult | None = None,
) -> None:
    """Print the summary, what is wrong by its cause, the rows, and what there is to do.

    Args:
        console: where to.
        result: the result.
        causes: of the problems, those of most rows first.
        rows: those the view names, in the file's order.
        view: which rows are shown; None for none.
        lines: of the mapping, in which it can be fixed.
        skipped: the first row that was skipped.
    """
    summary = _summary(result)
    if keeps_words(console, summary):
        console.print(summary)
    else:
        _show_summary(console, result)
    console.print()
    for title, is_notice in (("What is wrong", False), ("Notices", True)):
        of_list = [each for each in result.of_list if (each.severity == "notice") is is_notice]
        told = [each for each in causes if (each.severity == "notice") is is_notice]
        show_causes(console, title, of_list, [(cause, lines.spot(cause)) for cause in told])
    if view is not None:
        _show_rows(console, result, rows, view)
        if skipped and RowState.SKIPPED not in (view.states or RowState):
            print_prose(console, _about_skipped(result, skipped), "cyan")
    # Below the frame, so that paths and commands can be copied.
    for each in advice(result, causes, lines):
        print_prose(console, each.text, each.colour)
        if each.command:
            print_command(console, each.command, each.colour)


def _about_skipped(result: RunResult, first: RowResult) -> str:
    count = result.counts[RowState.SKIPPED]
    message = first.message.rstrip(".")
    if count == 1:
        return f"1 row was skipped: {message}."
    return f"{count:,} rows were skipped. Row {first.number}: {message}."


def show_causes(
    console: Console,
    title: str,
    of_list: Sequence[Problem],
    causes: Sequence[tuple[Cause, Spot | None]],
) -> None:
    """Print problems by their cause, those of the list as a whole first.

    Args:
        console: where to.
        title: stands above them.
        of_list: the problems of the list as a whole.
        causes: of the problems of its rows, each with the place in the mapping to fix it.
    """
    if not causes and not of_list:
        return
    console.print(title, style="bold")
    for problem in of_list:
        line = Text("The list: ", style="bold")
        if problem.severity == "warning":
            line.append("warning: ", "yellow")
        print_prose(console, line.append_text(whole(problem.message)))
    for cause, spot in causes[:MOST_CAUSES]:
        line = Text(f"{cause.rows:,} {'row' if cause.rows == 1 else 'rows'}: ", style="bold")
        if cause.severity == "warning":
            line.append("warning: ", "yellow")
        print_prose(console, line.append_text(whole(cause.reason)))
        print_prose(console, _where(cause, spot), "dim", indent=2)
    if len(causes) > MOST_CAUSES:
        console.print(f"… and {len(causes) - MOST_CAUSES:,} more causes.", style="dim")
    console.print()


def _where(cause: Cause, spot: Spot | None) -> str:
    """Return which rows a cause has, and where it can be fixed: list, mapping or server."""
    more = " …" if cause.rows > MOST_NUMBERS else ""
    numbers = ", ".join(map(str, cause.first[:MOST_NUMBERS])) + more
    places = [f"{'row' if cause.rows == 1 else 'rows'} {numbers}"]
    if spot and spot.is_to_blame:
        return f"{places[0]}; fix the mapping: {spot}"
    if cause.column:
        places.append(f"list: column {cause.column}")
    if spot:
        places.append(f"mapping: {spot}")
    return "; ".join(places)


def _show_rows(console: Console, result: RunResult, rows: Iterable[RowResult], view: View) -> None:
    chosen, count = islice(rows, view.most), 0
    # In pieces, so that a million rows need not be held to be shown.
    while piece := list(islice(chosen, PIECE)):
        table = _table(result, piece, brief=view.brief)
        if keeps_words(console, table):
            console.print(table)
        else:
            show_one_by_one(console, piece, dry_run=result.dry_run, brief=view.brief)
        count += len(piece)
    if more := sum(result.counts[state] for state in view.states or RowState) - count:
        what, report = "rows", ""
        if view.states == TROUBLED:
            what = "rows with problems"
            report = f"{result.errors_file} has all; " if result.errors_file else ""
        print_prose(
            console, f"… and {more:,} more {what}; {report}--show all shows every row.", "dim"
        )
    if count:
        console.print()


def show_one_by_one(
    console: Console, rows: Iterable[RowResult], *, dry_run: bool = False, brief: bool = False
) -> None:
    """Show rows where a table would break their words."""
    for row in rows:
        state = state_name(row.state, dry_run=dry_run)
        name = f", {shown(who(row))}" if who(row) else ""
        print_prose(
            console,
            f"Row {row.number}{name}: {state}",
            state_shown(row.state, dry_run=dry_run).colour,
        )
        for line in problem_lines(row, brief=brief).plain.splitlines():
            print_prose(console, line, indent=2)


def _table(result: RunResult, rows: Sequence[RowResult], *, brief: bool) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", expand=False)
    table.add_column("Row", justify="right", no_wrap=True)
    widest = max((cell_len(shown(who(row)).plain) for row in rows), default=0)
    # Only the messages wrap.
    table.add_column("Customer", no_wrap=True, min_width=widest)
    table.add_column("State", no_wrap=True)
    table.add_column("Message", overflow="fold", ratio=1)
    for row in rows:
        state = _state(result, row.state)
        table.add_row(str(row.number), shown(who(row)), state, problem_lines(row, brief=brief))
    return table


def _state(result: RunResult, state: RowState) -> Text:
    look = state_shown(state, dry_run=result.dry_run)
    return Text(state_name(state, dry_run=result.dry_run), style=look.colour)


def problem_lines(row: RowResult, *, brief: bool = False) -> Text:
    """Return what there is to say of a row, a line each.

    Args:
        row: the row.
        brief: of a problem with a cell only the cell, and no notice.
    """
    lines = [shown(row.message, "dim")] if row.message else []
    for problem in row.problems:
        if brief and problem.severity == "notice":
            continue
        place = problem.column or problem.field
        named = shown(f"{place}: " if place else "", "bold")
        cell = problem.value.strip() if brief else ""
        lines.append(Text.assemble(named, shown(cell or problem.message)))
    return Text("\n").join(lines)


def _summary(result: RunResult) -> RenderableType:
    colour = {0: "green", 1: "yellow"}.get(result.exit_status, "red")
    body = Group(_facts(result), Text(), _counts(result))
    return Panel(body, title=_title(result), border_style=colour, expand=False, padding=(0, 1))


def _show_summary(console: Console, result: RunResult) -> None:
    """Show the summary where a frame would break its words."""
    console.print(_title(result))
    for name, fact in _known_facts(result):
        print_prose(console, f"{name}: {shown(fact)}")
    console.print(_counts(result))


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
            meaning = meaning_of(
                state, count=count, left_out=result.left_out, dry_run=result.dry_run
            )
            counts.add_row(f"{count:,}", _state(result, state), Text(meaning))
    total = "row" if result.rows == 1 else "rows"
    counts.add_row(Text(f"{result.rows:,}", style="bold"), Text(total, style="bold"), "")
    return counts
