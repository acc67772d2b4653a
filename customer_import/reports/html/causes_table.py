"""What is wrong with the rows: by cause, and by column."""

from collections.abc import Iterator, Sequence

from customer_import.problems import Problem
from customer_import.reports.causes import Cause, TroubledColumn
from customer_import.reports.html.elements import (
    data,
    line_id,
    percent,
    rows_of,
    section,
    sentence,
    severity_mark,
    table_head,
)
from customer_import.reports.html.rows import Findings
from customer_import.reports.mapping_lines import MappingLines, Spot

MOST_SHOWN = 200
"""Causes, or columns, that the page shows."""
_MESSAGE = 600
_WHOLE_ROW = '<span class="none">the whole row</span>'


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
    return f"<p>{warning}{sentence(problem.message, _MESSAGE)}</p>\n"


def _causes(causes: Sequence[Cause], lines: MappingLines, last: int) -> Iterator[str]:
    yield '<table class="causes">\n' + table_head("Rows", "What is wrong", "Column", "Which rows")
    yield "<tbody>\n"
    for cause in causes[:MOST_SHOWN]:
        mark = severity_mark(cause.severity)
        place = data(cause.column or cause.field) if cause.column or cause.field else _WHOLE_ROW
        yield (
            f'<tr><td class="number">{cause.rows:,}</td>'
            f"<td>{sentence(cause.reason, _MESSAGE)}{mark and f' {mark}'}{_values(cause)}</td>"
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
