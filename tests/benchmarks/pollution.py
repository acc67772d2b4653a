"""A clean list, broken one way at a time at every row and column."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

HEADER = ("Number", "Name", "Email", "Phone", "Street", "Zip", "City", "Since", "Note")
ROWS = 80
WIDTH = len(HEADER)
_NAMES = (
    "Ann Smith",
    "Müller, Söhne & Co",
    'Robert "Bob" Doe',
    "O'Brien",
    "García y Núñez",
    "Li Wei",
)
_CITIES = ("Köln", "New York, NY", "Springfield", "São Paulo")
_NOTES = ("", "pays late", "Gate 4\nring twice", 'said "call me", then left', "VIP, since ever")

Cells = tuple[str, ...]
Quoting = Literal[0, 1]
Reader = Callable[[bytes], Sequence[Sequence[str]]]


class Case(NamedTuple):
    """One broken file: the kind of damage, where, the bytes, and the rows it truly holds."""

    kind: str
    place: str
    data: bytes
    truth: Sequence[Cells]


class Outcome(NamedTuple):
    """What a reader made of one file."""

    clean: int
    wrong: int


def clean_rows() -> list[Cells]:
    """Return the list: leading zeros, accents, quotes, commas and line breaks included."""
    return [
        (
            f"{number:05}",
            _NAMES[number % len(_NAMES)],
            f"person{number}@example.com",
            f"+1 555 01{number:02}",
            f"{number} Main Street",
            f"{number * 37 % 100000:05}",
            _CITIES[number % len(_CITIES)],
            f"20{number % 24:02}-03-{number % 28 + 1:02}",
            _NOTES[number % len(_NOTES)],
        )
        for number in range(1, ROWS + 1)
    ]


def encoded(cell: str, *, always: bool, quote: str = '"') -> str:
    """Return a cell as CSV writes it."""
    if always or any(char in cell for char in f"{quote},\r\n"):
        return quote + cell.replace(quote, 2 * quote) + quote
    return cell


def raw_rows(*, always: bool, quote: str = '"') -> list[list[str]]:
    """Return header and rows, each cell as CSV writes it."""
    rows = (HEADER, *clean_rows())
    return [[encoded(cell, always=always, quote=quote) for cell in row] for row in rows]


def text_of(rows: Sequence[Sequence[str]], delimiter: str = ",", end: str = "\n") -> str:
    """Return raw cells as one text."""
    return "".join(delimiter.join(row) + end for row in rows)


def cell_cases(*, always: bool, step: int = 1, quote: str = '"') -> Iterator[Case]:
    """Yield the list broken at every `step`-th row and each column."""
    rows = raw_rows(always=always, quote=quote)
    lines = [text_of([row]) for row in rows]
    style = _style(quote, always=always)
    for at in range(0, len(rows), step):
        for column in range(WIDTH):
            for kind, line in _broken_lines(rows[at], column, quote):
                text = "".join([*lines[:at], line, *lines[at + 1 :]])
                yield Case(f"{kind}, {style}", f"row {at + 1} column {column}", _bytes(text), TRUTH)


def _style(quote: str = '"', *, always: bool) -> str:
    style = "all quoted" if always else "quoted where needed"
    return style if quote == '"' else f"{style} by {quote}"


def _broken_lines(row: Sequence[str], column: int, quote: str) -> Iterator[tuple[str, str]]:
    cell = row[column]
    before, after = list(row[:column]), list(row[column + 1 :])
    middle = len(cell) // 2
    if after:
        yield "delimiter missing", text_of([[*before, cell + after[0], *after[1:]]])
        other = f"{cell};{after[0]}"
        yield "one other delimiter", text_of([[*before, other, *after[1:]]])
        yield "line broken in two", text_of([[*before, cell], after])
    yield "delimiter too many", text_of([[*before, "", cell, *after]])
    if not cell.startswith(quote):
        cut = f"{cell[:middle]},{cell[middle:]}"
        yield "delimiter inside a cell", text_of([[*before, cut, *after]])
    yield "quote before", text_of([[*before, f"{quote}{cell}", *after]])
    yield "quote inside", text_of([[*before, f"{cell[:middle]}{quote}{cell[middle:]}", *after]])
    yield "quote after", text_of([[*before, f"{cell}{quote}", *after]])


def header_cases(*, always: bool, quote: str = '"') -> Iterator[Case]:
    """Yield the list, its last cells blank, with one or two separators too few or too many."""
    rows = raw_rows(always=always, quote=quote)
    blank = encoded("", always=always, quote=quote)
    truth = [(*row[:-1], "") for row in clean_rows()]
    below = [[*row[:-1], blank] for row in rows[1:]]
    for named, line in _broken_headers(rows[0]):
        for ending, end in {"": "\n", ", rows end in one more": ",\n"}.items():
            text = text_of([line]) + text_of(below, end=end)
            kind = f"header: {named}{ending}, {_style(quote, always=always)}"
            yield Case(kind, "row 1", _bytes(text), truth)


def _broken_headers(header: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    for at in range(len(header) - 1):
        joined = [*header[:at], header[at] + header[at + 1], *header[at + 2 :]]
        yield "separator missing", joined
        for more in range(at + 1, len(joined) - 1):
            twice = [*joined[:more], joined[more] + joined[more + 1], *joined[more + 2 :]]
            yield "two separators missing", twice
        yield "separator too many", [*header[:at], "", *header[at:]]


def row_cases(*, always: bool, step: int = 1, quote: str = '"') -> Iterator[Case]:
    """Yield the list with one whole row broken."""
    rows = raw_rows(always=always, quote=quote)
    style = _style(quote, always=always)
    for at in range(1, len(rows), step):
        for kind, text in (
            *((f"row with {sep!r}", _with(rows, at, sep)) for sep in (";", "\t", "|")),
            ("line end missing", _joined(rows, at)),
            ("row repeated header", text_of([*rows[:at], rows[0], *rows[at:]])),
            ("comment line", text_of([*rows[:at], ["# checked by Ann"], *rows[at:]])),
            ("blank line", text_of([*rows[:at], [""], *rows[at:]])),
        ):
            yield Case(f"{kind}, {style}", f"row {at + 1}", _bytes(text), TRUTH)


def _with(rows: Sequence[Sequence[str]], at: int, delimiter: str) -> str:
    return text_of(rows[:at]) + text_of([rows[at]], delimiter) + text_of(rows[at + 1 :])


def _joined(rows: Sequence[Sequence[str]], at: int) -> str:
    return text_of(rows[:at]) + text_of([rows[at]], end="") + text_of(rows[at + 1 :])


def file_cases(*, always: bool) -> Iterator[Case]:
    """Yield the list broken, or just written differently, as a whole."""
    style = _style(always=always)
    rows = raw_rows(always=always)
    texts = {
        **_layouts(rows),
        **_headers(rows),
        **_tables(rows),
        **_dialects(always=always),
    }
    for kind, text in texts.items():
        yield Case(f"{kind}, {style}", "file", _bytes(text), TRUTH)
    text = text_of(rows)
    for codec in ("utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"):
        yield Case(f"encoding {codec}, {style}", "file", text.encode(codec), TRUTH)


def _layouts(rows: Sequence[Sequence[str]]) -> dict[str, str]:
    text = text_of(rows)
    mixed = "".join(text_of([row], end=("\n", "\r\n", "\r")[at % 3]) for at, row in enumerate(rows))
    return {
        "clean": text,
        "empty": "",
        "header only": text_of(rows[:1]),
        "one row": text_of(rows[:2]),
        "no final line end": text.rstrip("\n"),
        "two final line ends": f"{text}\n",
        "line end CRLF": text_of(rows, end="\r\n"),
        "line end CR": text_of(rows, end="\r"),
        "line end LF CR": text_of(rows, end="\n\r"),
        "line ends mixed": mixed,
        "blank lines between": text_of(rows, end="\n\n"),
        "trailing delimiter everywhere": text_of(rows, end=",\n"),
        "trailing delimiter below the header": text_of(rows[:1]) + text_of(rows[1:], end=",\n"),
        "title above": f"Customer list\n{text}",
        "preamble of three lines": f"Customers\nexported 2024-05-01, by Ann\n\n{text}",
        "preamble as wide": f"Customers{',' * (WIDTH - 1)}\n{text}",
        "comment above": f"# customers of 2024, complete\n{text}",
        "footer": f"{text}\nTotal: 80 customers\n",
    }


def _headers(rows: Sequence[Sequence[str]]) -> dict[str, str]:
    units = [
        "(text)",
        "(text)",
        "(mail)",
        "(intl)",
        "(text)",
        "(code)",
        "(text)",
        "(date)",
        "(text)",
    ]
    groups = ["Customer", "", "Contact", "", "Address", "", "", "Other", ""]
    hints = ["required", "required", "optional", *["free text"] * 6]
    return {
        "header missing": text_of(rows[1:]),
        "header of two rows": text_of([rows[0], units, *rows[1:]]),
        "header of three rows": text_of([rows[0], units, hints, *rows[1:]]),
        "header with groups above": text_of([groups, *rows]),
        "header twice": text_of([rows[0], *rows]),
    }


def _tables(rows: Sequence[Sequence[str]]) -> dict[str, str]:
    text = text_of(rows)
    orders = [["Order", "Article", "Qty", "Unit", "Price", "Tax", "Sum", "Paid", "Remark"]]
    orders += [
        [f"{at}", "Pump", "1", "pc", "9.50", "19", "11.31", "yes", ""] for at in range(1, 20)
    ]
    wide = [[*row, "more", "yet more"] for row in orders]
    slim = [row[:4] for row in orders]
    tables = {"as wide": orders, "wider": wide, "narrower": slim}
    return {
        f"second table {how}, {between}": f"{text}{gap}{text_of(table)}"
        for how, table in tables.items()
        for between, gap in (
            ("after a blank line", "\n"),
            ("after a title", "\nOrders\n"),
            ("at once", ""),
        )
    } | {"the list twice": text + text}


def _dialects(*, always: bool) -> dict[str, str]:
    quoting: Quoting = csv.QUOTE_ALL if always else csv.QUOTE_MINIMAL
    texts = {f"delimiter {sep!r}": _written(sep, '"', quoting) for sep in ";\t|:^~# \x1f"}
    spaced = [[encoded(cell, always=always) for cell in row] for row in (HEADER, *clean_rows())]
    return {
        **texts,
        "delimiter with a blank": text_of(spaced, ", "),
        "sep= line": "sep=;\n" + _written(";", '"', quoting),
        "quote '": _written(",", "'", quoting),
        "escape \\": _written(",", '"', quoting, escape="\\"),
    }


def _written(delimiter: str, quote: str, quoting: Quoting, escape: str = "") -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(
        out,
        delimiter=delimiter,
        quotechar=quote,
        quoting=quoting,
        escapechar=escape or None,
        doublequote=not escape,
        lineterminator="\n",
    )
    writer.writerows([HEADER, *clean_rows()])
    return out.getvalue()


def _bytes(text: str) -> bytes:
    return text.encode()


TRUTH: Sequence[Cells] = clean_rows()


def judge(case: Case, read: Reader) -> Outcome:
    """Count the true rows among those a reader hands on as good, and the others.

    A row of the list may come more than once where the file has it more than once.
    """
    copies = 2 if case.kind.startswith("the list twice") else 1
    left = Counter(dict.fromkeys(case.truth, copies))
    clean = wrong = 0
    for row in map(tuple, read(case.data)):
        if left[row]:
            left[row] -= 1
            clean += 1
        else:
            wrong += 1
    return Outcome(clean, wrong)


def all_cases(step: int = 1) -> Iterator[Case]:
    """Yield every broken file."""
    for always in (False, True):
        yield from file_cases(always=always)
        for quote in "\"'":
            yield from row_cases(always=always, step=step, quote=quote)
            yield from cell_cases(always=always, step=step, quote=quote)
            yield from header_cases(always=always, quote=quote)
