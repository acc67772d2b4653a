"""The page put together, written piece by piece."""

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator
from html import escape
from importlib.resources import files
from pathlib import Path

from customer_import.ledger.results import RowResult
from customer_import.reports.advice import advice
from customer_import.reports.files import written
from customer_import.reports.html.about import About
from customer_import.reports.html.markup import section
from customer_import.reports.html.picture import counts_picture
from customer_import.reports.html.problems import problems
from customer_import.reports.html.rows import rows_table
from customer_import.reports.html.summary import facts, header, mapping
from customer_import.reports.html.survey import Survey
from customer_import.reports.mapping_lines import lines_of
from customer_import.reports.text import plain

GENERATOR = '<meta name="generator" content="customer-import">'
"""What tells a report of ours from another page."""
NAVIGATION = """\
<nav aria-label="On this page"><a href="#counts">Counts</a> <a href="#problems">Problems</a>
<a href="#mapping">Mapping</a> <a href="#rows">Rows</a></nav>
"""


def write_html_report(path: Path, about: About, rows: Callable[[], Iterable[RowResult]]) -> None:
    """Write the report.

    Args:
        path: where to.
        about: the run.
        rows: reads all its rows, in the file's order; called twice.

    Raises:
        SettingError: it cannot be written there.
    """
    # No mark at the start: it is for spreadsheets, and a browser is told the encoding.
    with written(path, encoding="utf-8") as file:
        file.writelines(page(about, rows))


def page(about: About, rows: Callable[[], Iterable[RowResult]]) -> Iterator[str]:
    """The page in pieces."""
    survey = Survey(about.result.rows)
    survey.look_at(rows())
    lines = lines_of(about.result.mapping, about.mapping_text)
    script = _shipped("script.js")
    yield _head(about.title, _shipped("style.css"), script)
    yield from header(about, advice(about.result, survey.causes.found(), lines))
    yield NAVIGATION + "<main>\n"
    yield from facts(about)
    yield from section("counts", "Counts", counts_picture(about.result))
    yield from problems(survey, lines)
    yield from mapping(about)
    yield from rows_table(rows(), survey, dry_run=about.result.dry_run)
    yield f"</main>\n<script>{script}</script>\n</body>\n</html>\n"


def _shipped(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


def _head(title: str, style: str, script: str) -> str:
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
    """How a policy names the one style or script it allows."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
