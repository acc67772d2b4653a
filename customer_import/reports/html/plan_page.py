"""A plan as a page: for a colleague to read, search, print and approve."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from customer_import.comparing.change import Action, ChangedFields, FieldChange, RowPlan, Value
from customer_import.comparing.compare import is_blank, said_value
from customer_import.planning.plan_result import PlanResult, changed_fields
from customer_import.reports.files import written
from customer_import.reports.html.elements import data, section, state_mark, table_head
from customer_import.reports.html.page import head, shipped
from customer_import.reports.html.rows import TOOLS
from customer_import.reports.plan_words import not_compared, summary, title
from customer_import.reports.wording import rows_of

MOST = 10_000
"""Rows that the page shows."""
_LONG = 4_000
_NOTE = (
    "<p>Nothing of this is sent before the plan is applied. Rows whose customers change until then "
    "are held.</p>\n"
)


def write_plan_page(path: Path, result: PlanResult) -> None:
    """Write the page.

    Args:
        path: where to.
        result: the plan.

    Raises:
        SettingError: it cannot be written there.
    """
    with written(path, is_marked=False) as file:
        file.writelines(plan_page(result))


def plan_page(result: PlanResult) -> Iterator[str]:
    """Give the page in pieces."""
    fields, script = changed_fields(result), shipped("script.js")
    yield head(title(result), shipped("style.css"), script)
    tone = "mixed" if result.exit_status else "good"
    yield f'<header class="{tone}">\n<p class="kind">customer-import {data(result.run)}</p>\n'
    yield f"<h1>{data(title(result))}</h1>\n"
    yield f'<p class="verdict">{data(summary(result))}</p>\n{_NOTE}</header>\n<main>\n'
    yield from _facts(result)
    yield from section("fields", "Fields that change", _fields(fields, not_compared(result)))
    yield from section("rows", "Rows", _rows(result))
    yield f"</main>\n<script>{script}</script>\n</body>\n</html>\n"


def _facts(result: PlanResult) -> Iterator[str]:
    facts = {
        "File": result.file,
        "Mapping": result.mapping,
        "Server": result.target,
        "Rows": f"{result.count:,}",
    }
    yield '<dl class="facts">\n'
    for name, fact in facts.items():
        yield f"<div><dt>{name}</dt><dd>{data(fact, _LONG)}</dd></div>\n"
    yield "</dl>\n"


def _fields(fields: ChangedFields, told: str) -> Iterator[str]:
    if told:
        yield f"<p>{data(told, _LONG)}</p>\n"
    if not fields.names:
        yield "<p>No field that can be compared changes.</p>\n"
        return
    yield "<table>\n" + table_head("Field", "Changes", "Fills in new ones") + "<tbody>\n"
    for name in fields.names:
        counts = (fields.updated[name], fields.filled[name])
        cells = "".join(f'<td class="number">{count:,}</td>' for count in counts)
        yield f'<tr><td class="place">{data(name)}</td>{cells}</tr>\n'
    yield "</tbody></table>\n"


def _rows(result: PlanResult) -> Iterator[str]:
    actions = [action for action in Action if action != Action.UNCHANGED or result.undoes]
    total = sum(result.actions[action] for action in actions)
    if total > MOST:
        yield f"<p>The first {MOST:,} of {rows_of(total)}; a plan.xlsx has all of them.</p>\n"
    yield from _table(islice(result.rows(*actions), MOST))


def _table(plans: Iterable[RowPlan]) -> Iterator[str]:
    yield TOOLS + '<table class="rows">\n'
    yield table_head("Row", "Customer", "Action", "Old → new") + "<tbody>\n"
    for plan in plans:
        yield (
            f'<tr id="row-{plan.row}" data-state="{plan.action}">'
            f'<th scope="row">{plan.row}</th><td class="key">{data(plan.number or "")}</td>'
            f"<td>{state_mark(plan.action)}</td>"
            f'<td class="said"><ul>{_lines(plan)}</ul></td></tr>\n'
        )
    yield "</tbody></table>\n"


def _lines(plan: RowPlan) -> str:
    lines = [_change(plan.action, change) for change in plan.changes]
    if plan.uncompared:
        unseen = data(f"not compared: {', '.join(plan.uncompared)}")
        lines.append(f'<span class="quiet">{unseen}</span>')
    if plan.note:
        lines.append(f'<span class="quiet">{data(plan.note, _LONG)}</span>')
    return "".join(f"<li>{line}</li>" for line in lines)


def _change(action: Action, change: FieldChange) -> str:
    name = f'<b class="place">{data(change.field)}:</b> '
    if action == Action.CREATE:
        return name + _value("ins", change.new)
    if action == Action.DELETE:
        return name + _value("del", change.old)
    return f"{name}{_value('del', change.old)} → {_value('ins', change.new)}"


def _value(tag: str, value: Value) -> str:
    if is_blank(value):
        return f'<span class="none">{data(said_value(value))}</span>'
    return f"<{tag}>{data(said_value(value))}</{tag}>"
