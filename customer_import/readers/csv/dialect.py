"""How a CSV file writes its cells: the delimiter, a blank after it, the quotation mark."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from customer_import.errors import InputFileError, SettingError
from customer_import.readers.csv.csv_records import RecordBlock
from customer_import.readers.csv.quoting import LONGEST_LINE, Cells, Dialect, TextSample, split
from customer_import.readers.report import report_delimiter

_LOOKED_AT = 1 << 15
_CANDIDATES = (",", ";", "\t", "|")
_SELDOM = ("^", "~")
"""Taken only if every row, the header among them, has the same cells: they are also in texts."""
_RARE = (":", "\x1f", "¦", "§", "!", "#", " ")
_RARE_CELLS = 3
"""So many cells a line before a rare character is taken for a delimiter: `10:30` is a time."""
_UNCERTAIN = 0.2
"""The score of a reading that half of the rows contradict."""
_SEP_LINE = re.compile(r'"?sep=(.)"?\r?\n?\Z', re.IGNORECASE)
_APOSTROPHE = "'"
_MOSTLY = 0.9
_NAMES = {"\t": "tab", " ": "blank", "\x1f": "unit separator"}
_WORDS = {"\\t": "\t", "tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}


@dataclass(frozen=True, slots=True)
class FoundDialect:
    """What the first rows show.

    Attributes:
        dialect: how cells are written.
        lead: 1 where the first row is a `sep=` line, else 0.
        notices: what a person should know of it.
        is_wrapped: each line is in quotation marks as a whole.
    """

    dialect: Dialect
    lead: int = 0
    notices: tuple[str, ...] = ()
    is_wrapped: bool = False


def find_dialect(sample: TextSample, declared: str | None, name: str) -> FoundDialect:
    """Find out how the cells are written.

    Args:
        sample: the first rows.
        declared: the delimiter the user states.
        name: the file, for messages.

    Raises:
        InputFileError: the cells seem to be separated by a character nobody would guess.
        SettingError: the declared delimiter is none.
    """
    written_by_us = report_delimiter(sample.text)
    if written_by_us:
        # Nothing is guessed of it: whatever a cell looks like, it comes back as it was.
        dialect = Dialect(written_by_us, most_lines=LONGEST_LINE)
        return FoundDialect(dialect, 0, tuple(_notices(dialect, plain=False)))
    first_line = next(iter(io.StringIO(sample.text, newline="")), "")
    sep_line = _SEP_LINE.match(first_line)
    lead = 1 if sep_line else 0
    body = _beginning(sample, len(first_line) if sep_line else 0)
    stated = _checked(declared) if declared else sep_line and sep_line[1]
    if wrapped := _wrapped(body, stated):
        notices = _notices(wrapped, plain=bool(stated))
        return FoundDialect(wrapped, lead, (_UNWRAPPED, *notices), is_wrapped=True)
    dialect = Dialect(stated) if stated else _likely_dialect(body)
    if not stated and _score(_widths(body, dialect)) < _UNCERTAIN:
        _refuse_rare(body, name)
    dialect = _quoted(body, dialect)
    dialect = replace(dialect, skip_blank=_is_spaced(body, dialect))
    return FoundDialect(dialect, lead, tuple(_notices(dialect, plain=bool(stated))))


def _likely_dialect(sample: TextSample) -> Dialect:
    """Return the usual delimiter that gives the steadiest rows."""
    dialects = [Dialect(delimiter) for delimiter in _CANDIDATES]
    seldom = [Dialect(sign) for sign in _SELDOM if sign in sample.text]
    dialects += [dialect for dialect in seldom if len(set(_widths(sample, dialect))) == 1]
    return max(dialects, key=lambda dialect: _score(_widths(sample, dialect)))


def _wrapped(sample: TextSample, stated: str | None) -> Dialect | None:
    """Return how the cells are written inside lines that are quoted as a whole; None elsewhere."""
    if not sample.text.startswith('"') and '\n"' not in sample.text:
        return None
    dialects = (Dialect(delimiter) for delimiter in (stated or _CANDIDATES))
    return next((each for each in dialects if are_wrapped(_cells(sample, each), each)), None)


_UNWRAPPED = "Each line is in quotation marks as a whole; they were taken off."


def _beginning(sample: TextSample, start: int) -> TextSample:
    """Return as much of the sample as shows how cells are written."""
    text = sample.text[start : start + _LOOKED_AT]
    if start + len(text) == len(sample.text):
        return sample._replace(text=text)
    cut = max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1
    return TextSample(text[:cut] or text, final=False)


def spell(delimiter: str) -> str:
    """Return the delimiter as a person reads it."""
    return _NAMES.get(delimiter, delimiter)


def _checked(declared: str) -> str:
    delimiter = _WORDS.get(declared.lower(), declared)
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise SettingError(
            f"The delimiter {declared!r} is not one character.",
            "Give a single character, such as , or ; or a tab.",
        )
    return delimiter


def _score(widths: Sequence[int]) -> float:
    """Rate one reading: rows of one width, and more cells rather than fewer."""
    if not widths:
        return 0.0
    width, count = _commonest(widths)
    return (count / len(widths)) ** 2 * (1 - 0.5 / width)


def _commonest(widths: Sequence[int]) -> tuple[int, int]:
    counts = Counter(width for width in widths if width > 1)
    return counts.most_common(1)[0] if counts else (1, 0)


def _widths(sample: TextSample, dialect: Dialect) -> list[int]:
    return [len(cells) for cells in _cells(sample, dialect)]


def _cells(sample: TextSample, dialect: Dialect) -> list[list[str]]:
    return [cells for cells in split(sample, dialect).records if any(cells)]


def _refuse_rare(sample: TextSample, name: str) -> None:
    for delimiter in _RARE:
        widths = set(_widths(sample, Dialect(delimiter)))
        if len(widths) == 1 and widths.pop() > _RARE_CELLS:
            raise InputFileError(
                f"The cells of {name} seem to be separated by {spell(delimiter)!r}.",
                f"Say so with --delimiter {spell(delimiter)!r} (or `delimiter:` under `source:`), "
                "or save the file with commas.",
            )


def _quoted(sample: TextSample, dialect: Dialect) -> Dialect:
    """Take the apostrophe for the quotation mark where the cells show that it is."""
    if _APOSTROPHE not in sample.text or _begins_cells(sample.text, dialect):
        return dialect
    other = replace(dialect, quote=_APOSTROPHE)
    steadier = _score(_widths(sample, other)) > _score(_widths(sample, dialect))
    return other if steadier or _has_quoted_column(sample, dialect) else dialect


def _begins_cells(text: str, dialect: Dialect) -> bool:
    """Tell whether the quotation mark is in use."""
    place = rf"(?:^|[\r\n{re.escape(dialect.delimiter)}]) *{re.escape(dialect.quote)}"
    return re.search(place, text) is not None


def _has_quoted_column(sample: TextSample, dialect: Dialect) -> bool:
    rows = _cells(sample, dialect)[1:]
    width = max(map(len, rows), default=0)
    columns = ([row[at] for row in rows if at < len(row) and row[at]] for at in range(width))
    counts = ((sum(map(_is_apostrophed, column)), len(column)) for column in columns)
    return any(quoted > 1 and quoted >= _MOSTLY * count for quoted, count in counts)


def _is_apostrophed(cell: str) -> bool:
    return len(cell) > 1 and cell[0] == cell[-1] == _APOSTROPHE


def _is_spaced(sample: TextSample, dialect: Dialect) -> bool:
    later = [cell for cells in _cells(sample, dialect) for cell in cells[1:]]
    spaced = sum(cell.startswith(" ") for cell in later)
    return bool(later) and dialect.delimiter != " " and spaced >= _MOSTLY * len(later)


def _notices(dialect: Dialect, *, plain: bool) -> list[str]:
    notices = []
    if dialect.delimiter != "," and not plain:
        notices.append(f"The cells are separated by {spell(dialect.delimiter)!r}.")
    if dialect.quote != '"':
        notices.append("Cells are quoted with the apostrophe (').")
    return notices


_LEAST = 2
"""Records of a list that show how it is written, and cells of a line."""


def unwrapped(cells: Cells, dialect: Dialect) -> Cells:
    """Return the cells inside a record of one cell; any other record as it is.

    Programs that take a line of a CSV for one text put it in quotation marks as a whole. What is
    inside is written as the cells of any CSV are, so it is read once more.
    """
    if len(cells) != 1 or dialect.delimiter not in cells[0]:
        return cells
    try:
        inner = list(csv.reader(io.StringIO(cells[0], newline=""), **dialect.format))
    except csv.Error:
        return cells
    return inner[0] if len(inner) == 1 else cells


def unwrapped_blocks(blocks: Iterable[RecordBlock], dialect: Dialect) -> Iterator[RecordBlock]:
    """Yield blocks of records whose lines are unwrapped."""
    for block in blocks:
        yield block._replace(records=[unwrapped(cells, dialect) for cells in block.records])


def are_wrapped(records: Sequence[Cells], dialect: Dialect) -> bool:
    """Tell whether the lines of a list are wrapped.

    Args:
        records: its first ones, blank lines left out.
        dialect: how the cells inside would be written.
    """
    single = [cells for cells in records if len(cells) == 1]
    if len(records) < _LEAST or len(single) < _MOSTLY * max(_LEAST, len(records) - 1):
        return False
    inner = [unwrapped(cells, dialect) for cells in records]
    width = len(inner[0])
    alike = sum(len(cells) == width for cells in inner)
    # “Lee, Ann” below “Name, First” is one cell: a separator without a blank is none of a sentence.
    is_plain = width > _LEAST or not any(f"{dialect.delimiter} " in cells[0] for cells in single)
    return width >= _LEAST and alike >= _MOSTLY * len(inner) and is_plain
