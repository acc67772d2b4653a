"""The page put together, written piece by piece."""

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator
from html import escape
from importlib.resources import files
from pathlib import Path

from customer_import.ledger.runs.results import RowResult
from customer_import.reports.advice import advice
from customer_import.reports.files import written
from customer_import.reports.html.elements import section
from customer_import.reports.html.rows import Findings, problems, rows_table
from customer_import.reports.html.summary import PageFacts, counts_picture, facts, header, mapping
from customer_import.reports.mapping_lines import lines_of
from customer_import.reports.wording import plain

GENERATOR = '<meta name="generator" content="customer-import">'
"""The start of our pages, by which they are known."""
NAVIGATION = """\
<nav aria-label="On this page"><a href="#counts">Counts</a> <a href="#problems">Problems</a>
<a href="#mapping">Mapping</a> <a href="#rows">Rows</a></nav>
"""


def write_html_report(
    path: Path, about: PageFacts, rows: Callable[[], Iterable[RowResult]]
) -> None:
    """Write the report.

    Args:
        path: where to.
        about: the run.
        rows: reads all its rows, in the file's order; called twice.

    Raises:
        SettingError: it cannot be written there.
    """
    # Without a mark at the start: only spreadsheets need it.
    with written(path, is_marked=False) as file:
        file.writelines(page(about, rows))


def page(about: PageFacts, rows: Callable[[], Iterable[RowResult]]) -> Iterator[str]:
    """Give the page in pieces."""
    findings = Findings(about.result.rows)
    findings.look_at(rows())
    lines = lines_of(about.result.mapping, about.mapping_text)
    script = shipped("script.js")
    yield head(about.title, shipped("style.css"), script)
    yield from header(about, advice(about.result, findings.causes.found(), lines))
    yield NAVIGATION + "<main>\n"
    yield from facts(about)
    yield from section("counts", "Counts", counts_picture(about.result))
    yield from problems(about.result.of_list, findings, lines)
    yield from mapping(about)
    yield from rows_table(rows(), findings, dry_run=about.result.dry_run)
    yield f"</main>\n<script>{script}</script>\n</body>\n</html>\n"


def shipped(name: str) -> str:
    """Return a file that comes with the pages."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def head(title: str, style: str, script: str) -> str:
    """Return the head of a page, with the policy that allows its own style and script alone."""
    policy = (
        f"default-src 'none'; style-src {_allowed(style)}; script-src {_allowed(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return f"""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
{GENERATOR}
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>{escape(plain(title))}</title>
<style>{style}</style>
</head>
<body>
"""


def _allowed(content: str) -> str:
    """Return how a policy names the one style or script that it allows."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
