"""A plan as one JSON object; its changes and problems are streamed, never held whole."""

import json
from collections.abc import Iterator
from typing import IO

from customer_import.comparing.change import Action, FieldChange, RowPlan
from customer_import.planning.plan_result import PlanResult
from customer_import.problems import Code
from customer_import.reports.for_scripts import problem_of_list, problems_of_row
from customer_import.reports.wording import state_name


def write_plan_json(out: IO[str], result: PlanResult) -> None:
    """Write the JSON object.

    Args:
        out: where to.
        result: the plan.
    """
    out.write(json.dumps(_summary(result))[:-1] + ', "changes": [')
    _write_each(out, map(_change, result.changing()))
    out.write('], "problems": [')
    _write_each(out, _problems(result))
    out.write("]}\n")


def _write_each(out: IO[str], found: Iterator[dict[str, object]]) -> None:
    separator = ""
    for each in found:
        out.write(separator + json.dumps(each))
        separator = ", "


def _summary(result: PlanResult) -> dict[str, object]:
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


def _problems(result: PlanResult) -> Iterator[dict[str, object]]:
    for problem in result.of_list:
        yield problem_of_list(problem)
    for row in result.results():
        unread = any(each.code == Code.UNREADABLE for each in row.problems)
        status = Action.UNREADABLE if unread else state_name(row.state, dry_run=True)
        yield from problems_of_row(row, str(status))
