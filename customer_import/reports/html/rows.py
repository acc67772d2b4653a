"""The rows, to be searched: their state and what there is to say of them."""

from collections.abc import Iterable, Iterator
from itertools import chain

from customer_import.ledger.results import RowResult
from customer_import.problems import Problem
from customer_import.reports.html.markup import data, rows_of, said, section, state_mark, table_head
from customer_import.reports.html.survey import MOST, Survey
from customer_import.reports.results_csv import state_name
from customer_import.reports.who import who

_MESSAGE = 1_000
_TOOLS = """\
<form id="tools" hidden>
<label>Search <input type="search" id="q" autocomplete="off" spellcheck="false"
 placeholder="number, customer, column, message"></label>
<fieldset id="states"><legend>State</legend></fieldset>
<output id="found" aria-live="polite"></output>
</form>
"""


def rows_table(rows: Iterable[RowResult], survey: Survey, *, dry_run: bool) -> Iterator[str]:
    """The section of the rows."""
    table = _table(survey.shown(rows), dry_run=dry_run) if survey.last else ()
    yield from section("rows", "Rows", chain((f"<p>{_told(survey)}</p>\n",), table))


def _told(survey: Survey) -> str:
    """Which rows are shown, in words."""
    if survey.all_shown:
        return f"All {rows_of(survey.total)} of the list."
    if survey.troubled <= MOST:
        return f"Those with problems: {survey.troubled:,} of {rows_of(survey.total)}."
    return (
        f"The first {MOST:,} of {rows_of(survey.troubled)} with problems; the list has "
        f"{rows_of(survey.total)}. <code>--results</code> writes every one of them to a CSV."
    )


def _table(rows: Iterable[RowResult], *, dry_run: bool) -> Iterator[str]:
    yield _TOOLS + '<table class="rows">\n'
    yield table_head("Row", "Customer", "State", "Message") + "<tbody>\n"
    for row in rows:
        yield _row(row, state_name(row.state, dry_run=dry_run))
    yield "</tbody></table>\n"


def _row(row: RowResult, state: str) -> str:
    return (
        f'<tr id="row-{row.number}" data-state="{state}"><th scope="row">{row.number}</th>'
        f'<td class="key">{data(who(row))}</td><td>{state_mark(state)}</td>'
        f'<td class="said">{_said(row)}</td></tr>\n'
    )


def _said(row: RowResult) -> str:
    message = f'<span class="quiet">{data(row.message)}</span>' if row.message else ""
    if not row.problems:
        return message
    return f"{message}<ul>{' '.join(map(_problem, row.problems))}</ul>"


def _problem(problem: Problem) -> str:
    place = problem.column or problem.field
    named = f'<b class="place">{data(place)}:</b> ' if place else ""
    # Most messages begin with the cell; it is not said twice.
    missing = problem.value.strip() and problem.value.strip() not in problem.message
    value = f"<code>{data(problem.value)}</code> " if missing else ""
    warning = '<em class="warning">warning</em> ' if problem.severity == "warning" else ""
    return f"<li>{named}{warning}{value}{said(problem.message, _MESSAGE)}</li>"
