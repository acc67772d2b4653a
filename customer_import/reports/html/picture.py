"""The counts as a picture: one bar, a part of it for each state, and what the parts mean."""

from collections.abc import Iterator

from customer_import.reports.html.markup import percent, rows_of
from customer_import.reports.results_csv import state_name
from customer_import.reports.tables import MEANINGS, ORDER
from customer_import.result import RunResult

LEAST = 1.0
"""Percent of the bar that a state takes at the least, so that one row in a million is seen."""
ROOM_FOR_NUMBER = 9
ROOM_FOR_NAME = 26
"""Percent from which on a part has room for its label, on a phone too."""


def counts_picture(result: RunResult) -> Iterator[str]:
    """The bar and its legend."""
    counts = {state: result.counts[state] for state in ORDER if result.counts[state]}
    names = {state: state_name(state, dry_run=result.dry_run) for state in counts}
    told = ", ".join(f"{count:,} {names[state]}" for state, count in counts.items()) or "none"
    yield '<svg class="picture" role="img" width="100%" height="44" aria-labelledby="told">\n'
    yield f'<title id="told">{rows_of(result.rows)}: {told}</title>\n'
    left = 0.0
    for (state, count), width in zip(counts.items(), _widths(list(counts.values())), strict=True):
        yield _part(names[state], count, left, width)
        left += width
    yield '</svg>\n<ul class="legend">\n'
    for state, count in counts.items():
        meaning = "can be sent" if names[state] == "valid" else MEANINGS[state]
        yield _entry(names[state], count, result.rows, meaning)
    yield "</ul>\n"


def _widths(counts: list[int]) -> list[float]:
    """Percents of the bar; what the small ones are given more, the largest gives."""
    widths = [max(100 * count / sum(counts), LEAST) for count in counts]
    if widths:
        widths[widths.index(max(widths))] += 100 - sum(widths)
    return widths


def _part(name: str, count: int, left: float, width: float) -> str:
    label = f"{count:,} {name}" if width >= ROOM_FOR_NAME else f"{count:,}"
    middle = f'x="{left + width / 2:.3f}%" y="50%"'
    text = f"<text {middle}>{label}</text>" if width >= ROOM_FOR_NUMBER else ""
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
