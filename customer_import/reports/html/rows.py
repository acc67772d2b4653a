"""The rows that the page shows, to be searched: their state and what there is to say of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from customer_import.ledger.results import RowResult
from customer_import.problems import Problem
from customer_import.reports.causes import Causes
from customer_import.reports.html.elements import (
    data,
    rows_of,
    section,
    sentence,
    severity_mark,
    state_mark,
    table_head,
)
from customer_import.reports.wording import TROUBLED, state_name, who

FEW = 2_000
"""Rows up to which the page shows all."""
MOST = 5_000
"""Rows with problems that it shows of a longer list."""
_MESSAGE = 1_000
TOOLS = """\
<form id="tools" hidden>
<label>Search <input type="search" id="q" autocomplete="off" spellcheck="false"
 placeholder="number, customer, column, message"></label>
<fieldset id="states"><legend>State</legend></fieldset>
<output id="found" aria-live="polite"></output>
</form>
"""


@dataclass(slots=True)
class Findings:
    """What a first look at all rows found: their problems by cause, and which of them are shown.

    Attributes:
        total: rows of the list.
        causes: of the problems.
        troubled: rows with problems.
        last: the number of the last row that the page shows.
    """

    total: int
    causes: Causes = field(default_factory=Causes)
    troubled: int = 0
    last: int = 0

    @property
    def all_shown(self) -> bool:
        """Tell whether the page shows every row."""
        return self.total <= FEW

    def look_at(self, rows: Iterable[RowResult]) -> None:
        """Look at every row once."""
        for row in rows:
            self.causes.add(row)
            self.troubled += _is_troubled(row)
            if self.all_shown or (_is_troubled(row) and self.troubled <= MOST):
                self.last = row.number

    def shown(self, rows: Iterable[RowResult]) -> Iterator[RowResult]:
        """Give those of the same rows that the page shows."""
        for row in rows:
            if row.number > self.last:
                return
            if self.all_shown or _is_troubled(row):
                yield row


def _is_troubled(row: RowResult) -> bool:
    """Tell whether somebody has to look at a row."""
    found = any(problem.severity != "notice" for problem in row.problems)
    return found or row.state in TROUBLED


def rows_table(rows: Iterable[RowResult], findings: Findings, *, dry_run: bool) -> Iterator[str]:
    """Give the section of the rows."""
    table = _table(findings.shown(rows), dry_run=dry_run) if findings.last else ()
    yield from section("rows", "Rows", chain((f"<p>{_told(findings)}</p>\n",), table))


def _told(findings: Findings) -> str:
    """Say which rows are shown."""
    if findings.all_shown:
        return f"All {rows_of(findings.total)} of the list."
    if findings.troubled <= MOST:
        return f"Those with problems: {findings.troubled:,} of {rows_of(findings.total)}."
    return (
        f"The first {MOST:,} of {rows_of(findings.troubled)} with problems; the list has "
        f"{rows_of(findings.total)}. <code>--results</code> writes every one of them to a CSV."
    )


def _table(rows: Iterable[RowResult], *, dry_run: bool) -> Iterator[str]:
    yield TOOLS + '<table class="rows">\n'
    yield table_head("Row", "Customer", "State", "Message") + "<tbody>\n"
    for row in rows:
        yield _row(row, state_name(row.state, dry_run=dry_run))
    yield "</tbody></table>\n"


def _row(row: RowResult, state: str) -> str:
    return (
        f'<tr id="row-{row.number}" data-state="{state}"><th scope="row">{row.number}</th>'
        f'<td class="key">{data(who(row))}</td><td>{state_mark(state)}</td>'
        f'<td class="said">{_messages(row)}</td></tr>\n'
    )


def _messages(row: RowResult) -> str:
    message = f'<span class="quiet">{data(row.message)}</span>' if row.message else ""
    if not row.problems:
        return message
    return f"{message}<ul>{' '.join(map(_problem, row.problems))}</ul>"


def _problem(problem: Problem) -> str:
    place = problem.column or problem.field
    named = f'<b class="place">{data(place)}:</b> ' if place else ""
    # Most messages begin with the cell; it is not shown twice.
    missing = problem.value.strip() and problem.value.strip() not in problem.message
    value = f"<code>{data(problem.value)}</code> " if missing else ""
    mark = severity_mark(problem.severity)
    return f"<li>{named}{mark}{value}{sentence(problem.message, _MESSAGE)}</li>"
