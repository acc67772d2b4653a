"""Texts that are a list to a person and not to a program: printed tables, dumps, cards.

Each is known by its first lines. Read as a CSV it would come to nothing, or to customers that
nobody meant; so it is refused, with how to get a CSV out of the program that wrote it.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

EXPORT = "Export the list as CSV or .xlsx."
_FIXED = (
    "Open it in Excel (Data > From Text/CSV, with Fixed Width as its delimiter) and save it as "
    ".xlsx, or export the list as CSV."
)
_PSQL = r"Export the list as CSV; in psql: \copy (SELECT ...) TO 'customers.csv' CSV HEADER."
_MYSQL = "Export the list as CSV; in MySQL: mysql --batch, which writes tabs between the columns."
_CARDS = "Import it into an address book, and export the contacts from there as CSV."

LINES = 40
"""Lines that are looked at, blank ones left out."""
_LEAST_ROWS = 2
"""Lines below the names of the columns, by which columns of a fixed width are known."""
_TITLES = 3
"""Lines above the names of the columns, at the most."""
_LEAST_HEADERS = 3
"""Headers of an e-mail, which tell it from a list."""
_DELIMITERS = frozenset(",;\t|^~¦")

_BORDER = re.compile(r"\s*\+[-=]{2,}(?:\+[-=]{2,})*\+\s*")
_CROSSED = re.compile(r"\s*-{2,}(?:\+-{2,})+\s*")
_BOXES = re.compile("[\\s\u2500-\u257f]*[\u2500-\u257f]{3}[\\s\u2500-\u257f]*")
_MARKDOWN = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?)?\s*")
_RULES = re.compile(r"\s*[-=]{2,}(?: +[-=]{2,})+\s*")
_GAP = re.compile(r"\S {2,}\S")
_NAME = re.compile(r"\S+(?: \S+)*")
_MAIL = re.compile(
    r"(from|to|cc|subject|date|message-id|received|return-path|mime-version): \S", re.IGNORECASE
)
_SQL = re.compile(
    r"(?:create table|insert into|drop table)\s+[\w`\"\[]|copy \S+ ?\(.*\) from stdin\b",
    re.IGNORECASE,
)
_SQL_BEGIN = re.compile(r"--|/\*|(?:create|insert|drop|copy|set|use|begin|start)\b", re.IGNORECASE)
_YAML = re.compile(r"\s*(?:- )?[\w .-]+:(?: .*)?|---|#.*")
_YAML_ITEM = re.compile(r"\s*- [\w .-]+: .*")
_MARKUP = re.compile(r"\s*<[A-Za-z_][\w:.-]*(?:\s[^<>]*)?>\s*<[A-Za-z_/!]")
Lines = Sequence[str]


class PrintedKind(NamedTuple):
    """One kind of such texts.

    Attributes:
        what: it is, as a message says.
        remedy: what to do.
        is_so: tells whether lines, of which none is blank, are of this kind.
    """

    what: str
    remedy: str
    is_so: Callable[[Lines], bool]


def printed_kind(text: str) -> PrintedKind | None:
    """Return what a text is that is not a list for programs; None where it may be one.

    Args:
        text: its first whole lines.
    """
    lines = [line for line in text.splitlines() if line.strip()][:LINES]
    return next((kind for kind in _KINDS if kind.is_so(lines)), None) if lines else None


def _begins(pattern: str) -> Callable[[Lines], bool]:
    known = re.compile(pattern, re.IGNORECASE)
    return lambda lines: known.match(lines[0]) is not None


def _has(rule: re.Pattern[str]) -> Callable[[Lines], bool]:
    return lambda lines: any(map(rule.fullmatch, lines))


def _is_markdown(lines: Lines) -> bool:
    """Tell whether there is a rule as Markdown has it; `sqlcmd` writes one without a frame."""
    for names, rule in pairwise(lines[:_TITLES]):
        if "|" in names and _MARKDOWN.fullmatch(rule):
            is_framed = all(line.lstrip().startswith("|") for line in (names, rule))
            return is_framed or ":-" in rule or "-:" in rule
    return False


def _is_mail(lines: Lines) -> bool:
    found = {match[1].lower() for line in lines if (match := _MAIL.match(line))}
    return _MAIL.match(lines[0]) is not None and len(found) >= _LEAST_HEADERS


def _is_sql(lines: Lines) -> bool:
    return _SQL_BEGIN.match(lines[0]) is not None and any(map(_SQL.match, lines))


def _is_yaml(lines: Lines) -> bool:
    return any(map(_YAML_ITEM.fullmatch, lines)) and all(map(_YAML.fullmatch, lines))


def _is_markup(lines: Lines) -> bool:
    return _MARKUP.match("\n".join(lines)) is not None


def _has_fixed_width(lines: Lines) -> bool:
    """Tell whether columns are told by their place in the line alone."""
    for names, rule in pairwise(lines):
        if _RULES.fullmatch(rule) and _DELIMITERS.isdisjoint(names):
            return True
    gapped = [line for line in lines if _GAP.search(line)]
    if 2 * len(gapped) <= len(lines):
        return False
    if gapped[0] is lines[0] and _has_gutters(gapped, least=2):
        return True
    return any(_has_gutters(gapped[at:], least=3) for at in range(_TITLES))


def _has_gutters(lines: Lines, least: int) -> bool:
    """Tell whether each gap between the names in the first line goes through all the others."""
    if len(lines) <= _LEAST_ROWS or not _DELIMITERS.isdisjoint(lines[0]):
        return False
    names = list(_NAME.finditer(lines[0]))
    gaps = [range(left.end(), right.start()) for left, right in pairwise(names)]
    return len(names) >= least and all(any(_is_gutter(at, lines) for at in gap) for gap in gaps)


def _is_gutter(at: int, lines: Lines) -> bool:
    return all(line[at] == " " for line in lines if len(line) > at)


_TABLE = "a table printed for people to read"
_KINDS = (
    PrintedKind(f"{_TABLE}, as mysql prints it", _MYSQL, _has(_BORDER)),
    PrintedKind(f"{_TABLE}, as psql prints it", _PSQL, _has(_CROSSED)),
    PrintedKind(f"{_TABLE}, with lines around its cells", EXPORT, _has(_BOXES)),
    PrintedKind("a Markdown table", EXPORT, _is_markdown),
    PrintedKind(
        "a printed list of records, as psql -x prints it", _PSQL, _begins(r"-\[ RECORD 1 \]")
    ),
    PrintedKind(
        r"a printed list of records, as mysql prints it after \G",
        _MYSQL,
        _begins(r"\*{5,} 1\. row \*{5,}"),
    ),
    PrintedKind("a file of contacts in vCard form", _CARDS, _begins("BEGIN:VCARD")),
    PrintedKind("a calendar", EXPORT, _begins("BEGIN:VCALENDAR")),
    PrintedKind("an export of a directory (LDIF)", _CARDS, _begins(r"dn: |version: 1$|# .*LDIF")),
    PrintedKind("a dump of a database (SQL)", EXPORT, _is_sql),
    PrintedKind("an e-mail", "Save the list that is attached to it, and name that.", _is_mail),
    PrintedKind("a YAML file", EXPORT, _is_yaml),
    PrintedKind("an XML file", EXPORT, _is_markup),
    PrintedKind("a list with columns of a fixed width", _FIXED, _has_fixed_width),
)
"""The most telling first."""
