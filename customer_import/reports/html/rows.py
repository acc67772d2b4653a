"""The rows of the page, to be searched; and above them what is wrong, by cause and by column."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from customer_import.ledger.runs.results import RowResult
from customer_import.problems import Problem
from customer_import.reports.causes import Cause, Causes, TroubledColumn
from customer_import.reports.html.elements import (
    data,
    line_id,
    percent,
    section,
    sentence,
    severity_mark,
    state_mark,
    table_head,
)
from customer_import.reports.mapping_lines import MappingLines, Spot
from customer_import.reports.wording import TROUBLED, rows_of, state_name, who

FEW = 2_000
"""Rows up to which the page shows all."""
MOST = 5_000
"""Rows with problems that it shows of a longer list."""
MOST_SHOWN = 200
"""Causes, or columns, that the page shows."""
_CAUSE = 600
_WHOLE_ROW = '<span class="none">the whole row</span>'
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


def problems(of_list: Sequence[Problem], findings: Findings, lines: MappingLines) -> Iterator[str]:
    """Give what is wrong with the list as a whole, then both tables; a sentence if there is none.

    Args:
        of_list: the problems of the list as a whole.
        findings: what is wrong with its rows.
        lines: of the mapping.
    """
    causes, columns = findings.causes.found(), findings.causes.columns()
    if of_list:
        yield from section("list", "The list as a whole", map(_of_list, of_list))
    if not causes:
        yield from section("problems", "Problems", ("<p>No row has a problem.</p>\n",))
        return
    told = (
        f"<p>{rows_of(findings.troubled)} with problems. Fix a cause once for all its rows.</p>\n"
    )
    yield from section(
        "problems", "Problems by cause", (told, *_causes(causes, lines, findings.last))
    )
    yield from section("columns", "Problems by column", _columns(columns, findings.troubled))


def _of_list(problem: Problem) -> str:
    warning = '<em class="warning">warning</em> ' if problem.severity == "warning" else ""
    return f"<p>{warning}{sentence(problem.message, _CAUSE)}</p>\n"


def _causes(causes: Sequence[Cause], lines: MappingLines, last: int) -> Iterator[str]:
    yield '<table class="causes">\n' + table_head("Rows", "What is wrong", "Column", "Which rows")
    yield "<tbody>\n"
    for cause in causes[:MOST_SHOWN]:
        mark = severity_mark(cause.severity)
        place = data(cause.column or cause.field) if cause.column or cause.field else _WHOLE_ROW
        yield (
            f'<tr><td class="number">{cause.rows:,}</td>'
            f"<td>{sentence(cause.reason, _CAUSE)}{mark and f' {mark}'}{_values(cause)}</td>"
            f'<td class="place">{place}{_line(lines.spot(cause))}</td>'
            f'<td class="which">{_numbers(cause, last)}</td></tr>\n'
        )
    yield "</tbody></table>\n" + _more(len(causes), "causes")


def _line(spot: Spot | None) -> str:
    """Return a link to the line of the mapping that fills the field."""
    if spot is None:
        return ""
    blamed = "Fix the mapping: " if spot.is_to_blame else ""
    link = f'<a href="#{line_id(spot.line)}">{data(str(spot))}</a>'
    return f'\n<div class="line">{blamed}{link}</div>'


def _values(cause: Cause) -> str:
    if not cause.values:
        return ""
    shown = " ".join(f"<code>{data(value, 80)}</code>" for value in cause.values)
    return f'\n<div class="values">{shown}</div>'


def _numbers(cause: Cause, last: int) -> str:
    """Return the first rows of a cause; those that the page shows, as links."""
    links = [
        f'<a href="#row-{number}">{number}</a>' if number <= last else str(number)
        for number in cause.first
    ]
    return ", ".join(links) + (" …" if cause.rows > len(cause.first) else "")


def _columns(columns: Sequence[TroubledColumn], troubled: int) -> Iterator[str]:
    yield '<table class="columns">\n' + table_head(
        "Rows", "Column", "Fields of the API", "Share of the rows with problems"
    )
    yield "<tbody>\n"
    for column in columns[:MOST_SHOWN]:
        fields = ", ".join(data(field) for field in column.fields if field)
        name = data(column.name) if column.name else '<span class="none">none</span>'
        yield (
            f'<tr><td class="number">{column.rows:,}</td><td class="place">{name}</td>'
            f"<td>{fields or _WHOLE_ROW}</td>"
            f'<td class="share">{_share(column.rows, troubled)}</td></tr>\n'
        )
    yield "</tbody></table>\n" + _more(len(columns), "columns")


def _share(rows: int, troubled: int) -> str:
    return (
        f'<svg role="img" aria-label="{percent(rows, troubled)}" width="100%" height="10">'
        '<rect class="track" width="100%" height="10" rx="3"/>'
        f'<rect width="{100 * rows / troubled:.2f}%" height="10" rx="3"/></svg>'
    )


def _more(count: int, what: str) -> str:
    left = count - MOST_SHOWN
    return f"<p>… and {left:,} more {what}.</p>\n" if left > 0 else ""
