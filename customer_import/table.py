"""A list as the readers hand it on: headers, and rows numbered as a spreadsheet numbers them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import PurePath
from typing import Literal, NamedTuple

from customer_import.problems import Problem, Severity

REPORT_COLUMNS = (
    "import_row",
    "import_status",
    "import_field",
    "import_code",
    "import_message",
)
"""The columns an error report adds at the end; a header that ends in them is one of ours."""
JOINT = " | "
"""What separates several problems of a row in them."""


def column_names(headers: Sequence[str]) -> tuple[str, ...]:
    """Return what a mapping calls each column, so that it can name every one of them.

    A header that only one column has is its name. Of two columns `Phone` the names are `Phone (1)`
    and `Phone (2)`; the fourth column without a header is `Column 4`.
    """
    times = Counter(headers)
    names: list[str] = []
    for position, header in enumerate(headers, start=1):
        if header and times[header] == 1:
            names.append(header)
        else:
            first = headers[: position - 1].count(header) + 1 if header else position
            made = (f"{header} ({n})" if header else f"Column {n}" for n in count(first))
            names.append(next(name for name in made if name not in times and name not in names))
    return tuple(names)


def filled_columns(cells: Sequence[str]) -> list[int]:
    """Return the positions of the cells that are not blank."""
    return [column for column, text in enumerate(cells) if text and not text.isspace()]


def renamed(headers: Sequence[str]) -> Iterator[str]:
    """Say what a mapping calls the columns that do not have a header of their own."""
    names = column_names(headers)
    for header, times in Counter(headers).items():
        made = [name for name, each in zip(names, headers, strict=True) if each == header]
        if not header:
            yield f"a mapping calls what has no header {', '.join(made)}"
        elif times > 1:
            yield f"{times} columns are called {header}; a mapping calls them {', '.join(made)}"


@dataclass(frozen=True, slots=True)
class Source:
    """How to read a file. None means: find out.

    Attributes:
        sheet: a sheet's name, or its position from 1.
        header_row: the row of the headers, as a spreadsheet numbers it, from 1.
        encoding: a codec's name, such as `cp1252`.
        delimiter: one character.
        decimal: the decimal sign of numbers written as text; a workbook's numbers are given
            with the same sign, so that one mapping reads both.
        short_rows: `refuse` makes a row with missing cells a flaw, `fill` takes them as blank.
        apostrophes: `restore` takes off the one that `export` puts before what a spreadsheet would
            run as a formula, `keep` does not.
    """

    sheet: str | int | None = None
    header_row: int | None = None
    encoding: str | None = None
    delimiter: str | None = None
    decimal: Literal[".", ","] = "."
    short_rows: Literal["refuse", "fill"] = "refuse"
    apostrophes: Literal["keep", "restore"] = "keep"


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong with a row, seen while reading it.

    Attributes:
        code: a `Code` of `problems.py`.
        message: what is wrong and what to do.
        column: the position of the cell, from 0; None where the cells of the whole row cannot
            be trusted to be in their columns.
        severity: how much it matters.
        cause: the message without what differs between rows; blank if nothing does.
    """

    code: str
    message: str
    column: int | None = None
    severity: Severity = "error"
    cause: str = ""


class Origin(NamedTuple):
    """What a line of an error report says of the row it was made of.

    Attributes:
        row: its number in the list that was run.
        field: the fields of its problems, joined.
        code: their codes likewise; blank where a person emptied it.
    """

    row: int
    field: str
    code: str


class Row(NamedTuple):
    """One row of the file; a named tuple, because there may be a million.

    Attributes:
        number: as a spreadsheet shows it, from 1.
        cells: texts as a spreadsheet displays them, outer blanks kept; as many as there are
            headers, but for a row whose flaw says that its width is wrong.
        flaws: what the reader saw.
        unknown: the row of an error report whose `import_status` is `unknown`.
        origin: of a row of an error report; None where the report does not say, or there is none.
    """

    number: int
    cells: Sequence[str]
    flaws: tuple[Flaw, ...] = ()
    unknown: bool = False
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A list, read as it is asked for.

    Attributes:
        headers: as the file spells them, outer blanks aside.
        rows: in the file's order, blank rows left out; can be walked once.
        notices: what a person should know of how it was read (rows left out, a hidden sheet
            chosen …), each a sentence.
        problems: what may be wrong with the list as a whole.
        delimiter: of a CSV; a comma for a workbook. An error report is written with it.
        is_report: the file is an error report of ours, its five columns taken off.
        is_workbook: the file has sheets and typed cells, whatever its name says.
    """

    headers: tuple[str, ...]
    rows: Iterator[Row]
    notices: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    delimiter: str = ","
    is_report: bool = False
    is_workbook: bool = False


PACKED = (".gz", ".zip")


def list_name(file: PurePath) -> str:
    """A list's name without its endings: `a.csv.gz`, `a.errors.csv`, `a.errors-2.csv` are `a`."""
    stem = PurePath(file.stem if file.suffix.lower() in PACKED else file.name).stem
    base, dot, number = stem.rpartition(".errors")
    is_report = dot and (not number or number.removeprefix("-").isdigit())
    return base if is_report else stem
