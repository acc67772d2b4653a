"""The top of the page: what was imported, when, where to, how it went, what there is to do now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from customer_import import __version__
from customer_import.reports.advice import Advice
from customer_import.reports.html.elements import advised, data, numbered, percent, section
from customer_import.reports.wording import STATES, counted, meaning_of, rows_of, state_name
from customer_import.result import ExitStatus, RunResult
from customer_import.states import RowState

_TROUBLES = {
    RowState.INVALID: "invalid",
    RowState.FAILED: "failed",
    RowState.UNKNOWN: "not confirmed by the server",
    RowState.HELD: "held, because they changed or could not be read",
}
_WHOLE = 4_000
"""Characters of a path, an address or an explanation that are shown."""
_LEAST = 1.0
"""Percent of the bar that a state takes at least, so that one row in a million is seen."""
_ROOM_FOR_NUMBER = 9
_ROOM_FOR_NAME = 26
"""Percent of the bar from which a part has room for its label, on a phone too."""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the page has to know of a run, beside its rows.

    Attributes:
        result: what became of it.
        mapping_text: the mapping it used.
        started: when this attempt began, in a zone.
        version: of the program that ran it.
        notes: what else a reader has to know, a sentence or two each.
    """

    result: RunResult
    mapping_text: str
    started: datetime
    version: str = __version__
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Return the title of the page."""
        name = "standard input" if self.result.file == "-" else PurePath(self.result.file).name
        return f"{'Dry run' if self.result.dry_run else 'Import'} of {name}"


def header(about: PageFacts, advices: Iterable[Advice]) -> Iterator[str]:
    """Give the title, how the run went, and what there is to do."""
    result = about.result
    tone = {ExitStatus.OK: "good", ExitStatus.SOME_FAILED: "mixed"}.get(result.exit_status, "bad")
    name = f" {data(result.run)}" if result.run else ""
    yield f'<header class="{tone}">\n<p class="kind">customer-import{name}</p>\n'
    yield f"<h1>{data(about.title)}</h1>\n"
    yield f'<p class="verdict">{verdict(result)}</p>\n'
    for note in (*map(Advice, about.notes), *advices):
        yield advised(note.text, note.command, _WHOLE)
    yield "</header>\n"


def verdict(result: RunResult) -> str:
    """Say in a sentence how a run went."""
    if not result.rows:
        return "No row was read."
    if result.dry_run:
        wrong = result.counts[RowState.INVALID]
        return _of_all(wrong, result.rows, "cannot be sent yet", "can be sent")
    skipped = result.counts[RowState.SKIPPED]
    open_ = [_troubled(result), _not_reached(result)]
    if skipped and not any(open_):
        return f"All is well: {rows_of(result.rows)} saved, {skipped:,} of them before this run."
    return " ".join(filter(None, open_)) or f"All is well: {rows_of(result.rows)} saved."


def _troubled(result: RunResult) -> str:
    """Say how many rows somebody has to look at, and why; an unknown row may be saved."""
    counts = {name: result.counts[state] for state, name in _TROUBLES.items()}
    count = sum(counts.values())
    why = ", ".join(f"{each:,} {name}" for name, each in counts.items() if each)
    need = "needs" if count == 1 else "need"
    return f"{count:,} of {rows_of(result.rows)} {need} your attention: {why}." if count else ""


def _not_reached(result: RunResult) -> str:
    count = result.counts[RowState.PENDING]
    what = "not sent" if result.held_back or result.over_limit else "not sent, or not completely"
    was = "was" if count == 1 else "were"
    return f"{count:,} of {rows_of(result.rows)} {was} {what}." if count else ""


def _of_all(wrong: int, total: int, what: str, otherwise: str) -> str:
    if not wrong:
        return f"All is well: {rows_of(total)} {otherwise}."
    return f"{wrong:,} of {rows_of(total)} {what}."


def facts(about: PageFacts) -> Iterator[str]:
    """Give the list, the server, the time, the mapping."""
    yield '<dl class="facts">\n'
    for name, fact in _facts(about):
        yield f"<div><dt>{name}</dt><dd>{fact}</dd></div>\n"
    yield "</dl>\n"


def _facts(about: PageFacts) -> Iterator[tuple[str, str]]:
    result, started = about.result, about.started
    yield "File", data("standard input" if result.file == "-" else result.file, _WHOLE)
    yield "Server", data(result.target or "none", _WHOLE)
    moment = _moment(started)
    yield "Started", f'<time datetime="{started.isoformat()}">{moment}</time>'
    yield "Took", _duration(result.seconds)
    yield "Requests", f"{result.requests:,} {'would be sent' if result.dry_run else 'sent'}"
    yield "Mapping", f'<a href="#mapping">{data(result.mapping, _WHOLE)}</a>'
    yield "Program", f"customer-import {about.version}"


def _moment(when: datetime) -> str:
    """Return a moment as a person reads it, with what its clock is ahead of UTC."""
    told = when.isoformat(sep=" ", timespec="seconds")
    zone = len("+00:00")
    return f"{told[:-zone]} UTC{told[-zone:]}".removesuffix("+00:00")


def _duration(seconds: float) -> str:
    minute = 60
    if seconds < minute:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), minute)
    hours, minutes = divmod(minutes, minute)
    return f"{hours:,} h {minutes} min" if hours else f"{minutes} min {rest} s"


def counts_picture(result: RunResult) -> Iterator[str]:
    """Give the counts as a bar with a part for each state, and its legend."""
    dry_run = result.dry_run
    counts = {state: result.counts[state] for state in STATES if result.counts[state]}
    names = {state: state_name(state, dry_run=dry_run) for state in counts}
    yield '<svg class="picture" role="img" width="100%" height="44" aria-labelledby="told">\n'
    told = counted(result.counts, dry_run=dry_run)
    yield f'<title id="told">{rows_of(result.rows)}: {told}</title>\n'
    left = 0.0
    for (state, count), width in zip(counts.items(), _widths(list(counts.values())), strict=True):
        yield _part(names[state], count, left, width)
        left += width
    yield '</svg>\n<ul class="legend">\n'
    for state, count in counts.items():
        meaning = meaning_of(state, count=count, left_out=result.left_out, dry_run=dry_run)
        yield _entry(names[state], count, result.rows, meaning)
    yield "</ul>\n"


def _widths(counts: list[int]) -> list[float]:
    """Return percents of the bar; what small parts get in addition is taken from the largest."""
    widths = [max(100 * count / sum(counts), _LEAST) for count in counts]
    if widths:
        widths[widths.index(max(widths))] += 100 - sum(widths)
    return widths


def _part(name: str, count: int, left: float, width: float) -> str:
    label = f"{count:,} {name}" if width >= _ROOM_FOR_NAME else f"{count:,}"
    middle = f'x="{left + width / 2:.3f}%" y="50%"'
    text = f"<text {middle}>{label}</text>" if width >= _ROOM_FOR_NUMBER else ""
    return (
        f'<g class="{name}"><title>{rows_of(count)} {name}</title>'
        f'<rect x="{left:.3f}%" width="{width:.3f}%" height="100%"/>{text}</g>\n'
    )


def _entry(name: str, count: int, total: int, meaning: str) -> str:
    swatch = f'<svg class="swatch {name}" width="12" height="12" aria-hidden="true">'
    return (
        f'<li>{swatch}<rect width="12" height="12" rx="3"/></svg> '
        f"<b>{count:,}</b> {name} <small>{percent(count, total)}, {meaning}</small></li>\n"
    )


def mapping(about: PageFacts) -> Iterator[str]:
    """Give the mapping, word for word."""
    content = f'<pre tabindex="0"><code>{numbered(about.mapping_text)}</code></pre>\n'
    named = f"<p>{data(about.result.mapping, _WHOLE)}</p>\n"
    yield from section("mapping", "Mapping used", (named, content))
