"""The top of the page: what was imported, when, where to, how it went, what there is to do now."""

from collections.abc import Iterable, Iterator

from customer_import.reports.advice import Advice
from customer_import.reports.html.about import About
from customer_import.reports.html.markup import data, numbered, rows_of, section
from customer_import.result import ExitStatus, RunResult
from customer_import.states import RowState

_TROUBLES = {
    RowState.INVALID: "invalid",
    RowState.FAILED: "failed",
    RowState.UNKNOWN: "sent without an answer",
}
_WHOLE = 4_000
"""Characters that a path, an address or an explanation is surely shown with."""


def header(about: About, advised: Iterable[Advice]) -> Iterator[str]:
    """The title, how the run went, and what there is to do."""
    result = about.result
    tone = {ExitStatus.OK: "good", ExitStatus.SOME_FAILED: "mixed"}.get(result.exit_status, "bad")
    name = f" {data(result.run)}" if result.run else ""
    yield f'<header class="{tone}">\n<p class="kind">customer-import{name}</p>\n'
    yield f"<h1>{data(about.title)}</h1>\n"
    yield f'<p class="verdict">{verdict(result)}</p>\n'
    for note in (*about.notes, *(each.text for each in advised)):
        yield f"<p>{data(note, _WHOLE)}</p>\n"
    yield "</header>\n"


def verdict(result: RunResult) -> str:
    """How a run went, in a sentence."""
    if not result.rows:
        return "No row was read."
    if result.dry_run:
        wrong = result.counts[RowState.INVALID]
        return _of_all(wrong, result.rows, "cannot be sent yet", "can be sent")
    skipped = result.counts[RowState.SKIPPED]
    open_ = [_troubled(result), _not_reached(result)]
    if skipped and not any(open_):
        return f"Saved: {rows_of(result.rows)}, {skipped:,} of them already before this run."
    return " ".join(filter(None, open_)) or f"All is well: {rows_of(result.rows)} saved."


def _troubled(result: RunResult) -> str:
    """How many rows somebody has to look at, and why; an unknown row may well be saved."""
    counts = {name: result.counts[state] for state, name in _TROUBLES.items()}
    count = sum(counts.values())
    why = ", ".join(f"{each:,} {name}" for name, each in counts.items() if each)
    need = "needs" if count == 1 else "need"
    return f"{count:,} of {rows_of(result.rows)} {need} a look: {why}." if count else ""


def _not_reached(result: RunResult) -> str:
    count = result.counts[RowState.PENDING]
    what = "not sent" if result.held_back else "not reached"
    was = "was" if count == 1 else "were"
    return f"{count:,} of {rows_of(result.rows)} {was} {what}." if count else ""


def _of_all(wrong: int, total: int, what: str, otherwise: str) -> str:
    if not wrong:
        return f"All is well: {rows_of(total)} {otherwise}."
    return f"{wrong:,} of {rows_of(total)} {what}."


def facts(about: About) -> Iterator[str]:
    """What, when, where to."""
    yield '<dl class="facts">\n'
    for name, fact in _facts(about):
        yield f"<div><dt>{name}</dt><dd>{fact}</dd></div>\n"
    yield "</dl>\n"


def _facts(about: About) -> Iterator[tuple[str, str]]:
    result, started = about.result, about.started
    yield "File", data("standard input" if result.file == "-" else result.file, _WHOLE)
    yield "Server", data(result.target or "none was named", _WHOLE)
    moment = started.isoformat(sep=" ", timespec="seconds")
    yield "Started", f'<time datetime="{started.isoformat()}">{moment}</time>'
    yield "Took", _duration(result.seconds)
    yield "Requests", f"{result.requests:,} {'would be sent' if result.dry_run else 'sent'}"
    yield "Mapping", f'<a href="#mapping">{data(result.mapping, _WHOLE)}</a>'
    yield "Program", f"customer-import {about.version}"


def _duration(seconds: float) -> str:
    minute = 60
    if seconds < minute:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), minute)
    hours, minutes = divmod(minutes, minute)
    return f"{hours:,} h {minutes} min" if hours else f"{minutes} min {rest} s"


def mapping(about: About) -> Iterator[str]:
    """The mapping, word for word."""
    content = f'<pre tabindex="0"><code>{numbered(about.mapping_text)}</code></pre>\n'
    named = f"<p>{data(about.result.mapping, _WHOLE)}</p>\n"
    yield from section("mapping", "Mapping used", (named, content))
