"""The smallest parts of a page: text that cannot be markup, figures, tables."""

import re
from collections.abc import Iterable, Iterator
from html import escape

from customer_import.problems import Severity
from customer_import.reports.wording import plain

MOST_SHOWN = 300
"""Characters of one cell that the page shows."""
_CODE = re.compile("`([^`]+)`")


def data(text: str, most: int = MOST_SHOWN) -> str:
    """Return text of a file or a server as HTML that is shown and not obeyed, whatever it holds."""
    cut = text if len(text) <= most else text[:most] + "…"
    return f"<bdi>{escape(plain(cut))}</bdi>"


def sentence(message: str, most: int) -> str:
    """Return a sentence as HTML, with what it puts between backticks set as code."""
    return _CODE.sub(r"<code>\1</code>", data(message, most))


def advised(text: str, command: str, most: int) -> str:
    """Return a sentence as a paragraph, and the command that it ends with below it."""
    typed = f'<pre class="command"><code>{escape(plain(command))}</code></pre>\n' if command else ""
    return f"<p>{sentence(text, most)}</p>\n{typed}"


def numbered(mapping: str) -> str:
    """Return the whole text of a mapping, each line with an id for links."""
    lines = enumerate(mapping.splitlines(), 1)
    return "\n".join(f'<span id="{line_id(n)}">{escape(plain(line))}</span>' for n, line in lines)


def line_id(number: int) -> str:
    """Return the id of a line of the mapping."""
    return f"mapping-{number}"


def percent(count: int, total: int) -> str:
    """Return a share, rounded to 0% or 100% only if it is exactly that."""
    share = 100 * count / total if total else 0.0
    least, most = 0.1, 99.9
    if 0 < share < least:
        return f"under {least}%"
    if most < share and count < total:
        return f"over {most}%"
    return f"{share:.1f}".removesuffix(".0") + "%"


def state_mark(name: str) -> str:
    """Return a state as a small coloured label."""
    return f'<span class="state {name}">{name}</span>'


def severity_mark(severity: Severity) -> str:
    """Return a warning or a notice as a small label; errors need none."""
    return "" if severity == "error" else f'<em class="{severity}">{severity}</em> '


def table_head(*names: str) -> str:
    """Return the head of a table."""
    cells = "".join(f'<th scope="col">{name}</th>' for name in names)
    return f"<thead><tr>{cells}</tr></thead>\n"


def section(id_: str, title: str, content: Iterable[str]) -> Iterator[str]:
    """Give a part of the page under its own heading."""
    yield f'<section id="{id_}" aria-labelledby="{id_}-title">\n'
    yield f'<h2 id="{id_}-title">{title}</h2>\n'
    yield from content
    yield "</section>\n"
