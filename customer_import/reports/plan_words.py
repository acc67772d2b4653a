"""How reports speak of plans: actions, values and changes in words."""

from collections.abc import Iterator

from customer_import.comparing.change import Action, FieldChange, RowPlan
from customer_import.comparing.compare import said_value
from customer_import.planning.plan_result import PlanResult
from customer_import.reports.wording import StateShown, customers, rows_of

ACTIONS = {
    Action.CREATE: StateShown("green", "the customer is new"),
    Action.UPDATE: StateShown("yellow", "the customer changes"),
    Action.DELETE: StateShown("red", "the run created the customer"),
    Action.UNCHANGED: StateShown("cyan", "the customer stays as it is"),
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
    """Return the plan in one line: which customers are created, updated and left."""
    return " · ".join(_parts(result)) or "nothing to do"


def _parts(result: PlanResult) -> Iterator[str]:
    for place, (doing, count, how) in enumerate(_doings(result)):
        # The first says of whom all are; several rows may be of one customer.
        yield f"{doing} {f'{count:,}' if place else customers(count)}{how}"
    if count := result.unreadable:
        yield f"{rows_of(count)} could not be read"
    if count := result.invalid:
        yield f"{rows_of(count)} {'is' if count == 1 else 'are'} invalid"
    if count := result.skipped:
        yield f"{rows_of(count)} skipped"


def _doings(result: PlanResult) -> Iterator[tuple[str, int, str]]:
    """Yield what is done to how many customers."""
    who = result.customers
    if count := who[Action.CREATE]:
        yield "create", count, ""
    if count := who[Action.UPDATE]:
        yield "put back" if result.undoes else "update", count, ""
    if count := who[Action.DELETE]:
        yield "delete", count, ""
    if count := who[Action.UNCHANGED]:
        yield "leave", count, f" as {'it is' if count == 1 else 'they are'}"


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
