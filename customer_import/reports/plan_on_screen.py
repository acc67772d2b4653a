"""A plan as tables for a terminal."""

from collections.abc import Iterator
from itertools import islice

from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from customer_import.comparing.change import Action, ChangedFields, RowPlan
from customer_import.comparing.compare import NOTHING, said_value
from customer_import.planning.plan_result import PlanResult, changed_fields
from customer_import.reports.causes import causes_of
from customer_import.reports.plan_words import ACTIONS, not_compared, summary, title
from customer_import.reports.tables import show_causes
from customer_import.reports.wording import print_prose, shown

FEW = 20
"""Rows that are shown; `-o` writes all of them."""
MOST_FIELDS = 15
MOST_LINES = 8
"""Fields that are counted, and fields of one row that are shown."""


def show_plan(console: Console, result: PlanResult) -> None:
    """Print what a plan does: the counts, the fields, the first rows.

    Args:
        console: where to.
        result: the plan.
    """
    console.print(_panel(result))
    console.print()
    print_prose(console, f"{summary(result)[:1].upper()}{summary(result)[1:]}.", "bold")
    fields = changed_fields(result)
    if fields.names:
        console.print()
        console.print(_fields(fields))
    if told := not_compared(result):
        console.print()
        print_prose(console, told)
    _show_rows(console, result)
    _show_problems(console, result)


def _show_problems(console: Console, result: PlanResult) -> None:
    causes = [each for each in causes_of(result.results()) if each.severity != "notice"]
    of_list = [each for each in result.of_list if each.severity != "notice"]
    if causes or of_list:
        console.print()
        show_causes(console, "What is wrong", of_list, [(cause, None) for cause in causes])


def _panel(result: PlanResult) -> Panel:
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    for name, fact in _facts(result):
        facts.add_row(name, shown(fact))
    colour = "green" if not result.exit_status else "yellow"
    body = Group(facts, Text(), _counts(result))
    return Panel(
        body, title=Text(title(result), "bold"), border_style=colour, expand=False, padding=(0, 1)
    )


def _facts(result: PlanResult) -> Iterator[tuple[str, str]]:
    if result.undoes:
        yield "Undo", result.run
    yield "File", result.file
    yield "Mapping", result.mapping
    yield "Server", result.target
    yield "Time", f"{result.seconds:.1f} s"


def _counts(result: PlanResult) -> Table:
    counts = Table.grid(padding=(0, 2))
    counts.add_column(justify="right", no_wrap=True)
    counts.add_column(no_wrap=True)
    counts.add_column(style="dim", overflow="fold")
    for action, look in ACTIONS.items():
        count = result.unreadable if action == Action.UNREADABLE else result.actions[action]
        if count:
            counts.add_row(f"{count:,}", Text(action, look.colour), look.meaning)
    if result.invalid:
        counts.add_row(f"{result.invalid:,}", Text("invalid", "red"), "not sent: has errors")
    if result.skipped:
        counts.add_row(f"{result.skipped:,}", Text("skipped", "cyan"), "saved before, or left out")
    total = "row" if result.count == 1 else "rows"
    counts.add_row(Text(f"{result.count:,}", "bold"), Text(total, "bold"), "")
    return counts


def _fields(fields: ChangedFields) -> Table:
    table = _table("Field", "Changes", "Fills in new ones")
    table.columns[1].justify = table.columns[2].justify = "right"
    for name in fields.names[:MOST_FIELDS]:
        updated, filled = fields.updated[name], fields.filled[name]
        table.add_row(
            shown(name), f"{updated:,}" if updated else "", f"{filled:,}" if filled else ""
        )
    if (more := len(fields.names) - MOST_FIELDS) > 0:
        table.add_row(_more(more, "field"), "", "")
    return table


def _show_rows(console: Console, result: PlanResult) -> None:
    table = _table("Row", "Customer", "Action", "Old → new")
    wanted = (*ACTIONS,) if result.undoes else (*_SHOWN,)
    plans = result.rows(*wanted)
    for plan in islice(plans, FEW):
        colour = ACTIONS[plan.action].colour
        lines = changes_text(plan)
        table.add_row(str(plan.row), shown(plan.number or ""), Text(plan.action, colour), lines)
    if table.row_count:
        console.print()
        console.print(table)
    # A customer with several rows is one line of the plan, so counts of rows do not tell how many.
    if more := sum(1 for _ in plans):
        # Only `plan` can write all of them.
        all_of_it = "." if result.undoes else "; -o plan.xlsx or plan.html has all."
        print_prose(console, f"{_more(more, 'row')}{all_of_it}", "dim")


def _more(count: int, thing: str) -> str:
    return f"… and {count:,} more {thing}{'' if count == 1 else 's'}"


_SHOWN = tuple(action for action in ACTIONS if action != Action.UNCHANGED)


def changes_text(plan: RowPlan) -> Text:
    """Return what happens to a row, a line for each field, in colours."""
    lines = [_line(plan, place) for place in range(min(len(plan.changes), MOST_LINES))]
    if (more := len(plan.changes) - MOST_LINES) > 0:
        lines.append(Text(_more(more, "field"), "dim"))
    if plan.uncompared:
        lines.append(shown(f"not compared: {', '.join(plan.uncompared)}", "dim"))
    if plan.note:
        lines.append(shown(plan.note, "magenta"))
    return Text("\n").join(lines)


def _line(plan: RowPlan, place: int) -> Text:
    field, old, new, _ = plan.changes[place]
    name = shown(f"{field}: ", "bold")
    if plan.action == Action.CREATE:
        return Text.assemble(name, _value(said_value(new), "green"))
    if plan.action == Action.DELETE:
        return Text.assemble(name, _value(said_value(old), "red"))
    return Text.assemble(
        name, _value(said_value(old), "red"), " → ", _value(said_value(new), "green")
    )


def _value(text: str, colour: str) -> Text:
    return shown(text, "dim" if text == NOTHING else colour)


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    table.columns[0].no_wrap = len(columns) > len("old")
    return table
