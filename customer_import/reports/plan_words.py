"""How reports speak of plans: actions, values and changes in words."""

from collections.abc import Iterator

from customer_import.comparing.change import Action, FieldChange, RowPlan
from customer_import.comparing.compare import said_value
from customer_import.planning.plan_result import PlanResult
from customer_import.reports.wording import StateShown

ACTIONS = {
    Action.CREATE: StateShown("green", "new customers"),
    Action.UPDATE: StateShown("yellow", "customers that change"),
    Action.DELETE: StateShown("red", "customers that the run created"),
    Action.UNCHANGED: StateShown("cyan", "customers that stay as they are"),
    Action.UNREADABLE: StateShown("magenta", "not sent: the server did not show the customer"),
}
"""All actions, in the order in which reports count them."""


def said_change(change: FieldChange, action: Action) -> str:
    """Return what happens to a field, in one line."""
    if action == Action.CREATE:
        return f"{change.field}: {said_value(change.new)}"
    if action == Action.DELETE:
        return f"{change.field}: {said_value(change.old)}"
    return f"{change.field}: {said_value(change.old)} → {said_value(change.new)}"


def said_changes(plan: RowPlan) -> list[str]:
    """Return what happens to a row, line by line."""
    lines = [said_change(change, plan.action) for change in plan.changes]
    if plan.uncompared:
        lines.append(f"sent, not compared: {', '.join(plan.uncompared)}")
    return [*lines, *([plan.note] if plan.note else [])]


def summary(result: PlanResult) -> str:
    """Return the plan in one line: what is created, updated and left."""
    return " · ".join(_parts(result)) or "nothing to do"


def _parts(result: PlanResult) -> Iterator[str]:
    actions, invalid = result.actions, result.invalid
    if count := actions[Action.CREATE]:
        yield f"create {count:,}"
    if count := actions[Action.UPDATE]:
        yield f"{'put back' if result.undoes else 'update'} {count:,}"
    if count := actions[Action.DELETE]:
        yield f"delete {count:,}"
    if count := actions[Action.UNCHANGED]:
        yield f"leave {count:,} as {'it is' if count == 1 else 'they are'}"
    if count := result.unreadable:
        yield f"{count:,} could not be read"
    if invalid:
        yield f"{invalid:,} {'is' if invalid == 1 else 'are'} invalid"
    if count := result.skipped:
        yield f"{count:,} skipped"


def title(result: PlanResult) -> str:
    """Return the title of a plan."""
    return f"Undo of {result.undoes}" if result.undoes else f"Plan {result.run}"


def not_compared(result: PlanResult) -> str:
    """Say which fields are sent though nobody can see what they overwrite; blank if none is."""
    if not result.not_compared:
        return ""
    what = ", ".join(result.not_compared)
    if result.undoes:
        return f"Not undone, because the server does not show them: {what}."
    return f"Sent, not compared, because the server does not show them: {what}."


def noted(result: PlanResult) -> Iterator[str]:
    """Yield a line for each row of which more is to be said than what changes."""
    for plan in result.rows(*ACTIONS):
        if plan.note:
            customer = f", customer {plan.number}" if plan.number else ""
            yield f"Row {plan.row}{customer}: {plan.note}."
