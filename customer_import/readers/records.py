"""Text to records: the cells of each row, and a flaw where a quotation mark leaves them in doubt.

A well-formed record holds an even number of quotation marks, each where it belongs. Blocks of text
without any go straight through `csv.reader`; where there are some, each record is weighed. One
that does not close, or closes in the wrong place, is named, and reading goes on with the next line.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import NamedTuple, TypedDict

from customer_import.errors import InputFileError
from customer_import.problems import Code
from customer_import.table import Flaw

BLOCK = 1 << 16
"""Characters read at once; a line within one block is shorter than csv's limit for a cell."""
LONGEST_LINE = 1 << 24
"""Characters: 254 columns of the most a spreadsheet's cell may hold are 8 million."""
MOST_LINES = 1000
"""Lines one record may span: a spreadsheet's cell holds at most 253 line breaks."""
_TOOWIDE = 3
"""From so many columns on, a line inside quotes that has all of them is taken for a row."""

_SURROGATE = re.compile("[\ud800-\udfff]")

Cells = list[str]


class _Format(TypedDict):
    delimiter: str
    quotechar: str
    skipinitialspace: bool


@dataclass(frozen=True)
class Dialect:
    """How cells are written; a quotation mark inside quotes is doubled.

    Attributes:
        delimiter: one character.
        quote: the quotation mark.
        skip_blank: blanks after a delimiter are part of it.
    """

    delimiter: str
    quote: str = '"'
    skip_blank: bool = False

    @cached_property
    def format(self) -> _Format:
        """The arguments of `csv.reader`."""
        return {
            "delimiter": self.delimiter,
            "quotechar": self.quote,
            "skipinitialspace": self.skip_blank,
        }

    @cached_property
    def proper(self) -> re.Pattern[str]:
        """A record in which each quotation mark stands where it belongs."""
        quote, delimiter = re.escape(self.quote), re.escape(self.delimiter)
        blank = " *" if self.skip_blank else ""
        quoted = rf"{quote}(?:[^{quote}]++|{quote}{quote})*+{quote}"
        cell = rf"{blank}(?:{quoted}|[^{quote}{delimiter}\r\n]*+)"
        return re.compile(rf"{cell}(?:{delimiter}{cell})*+(?:\r\n?|\n)?\Z")

    @cached_property
    def tail(self) -> re.Pattern[str]:
        """The end of a quoted cell that began on an earlier line."""
        quote, delimiter = re.escape(self.quote), re.escape(self.delimiter)
        return re.compile(rf"[^{quote}]*[^{quote}{delimiter}]{quote}(?:{delimiter}|[\r\n]|\Z)")


class Batch(NamedTuple):
    """Some records in a row.

    Attributes:
        records: their cells; a blank line has none.
        broken: the flaw of a record, by its position among them.
    """

    records: Iterable[Cells]
    broken: Mapping[int, Flaw]


NO_FLAWS: Mapping[int, Flaw] = {}


def split(text: str, dialect: Dialect) -> list[Cells]:
    """Return the cells of every record of a short text."""
    lines = list(io.StringIO(text, newline=""))
    return _Weighing(lines, dialect, width=0, final=True).run().records


class Records:
    """The records of a text, in batches.

    Args:
        stream: the text, its line ends untranslated.
        dialect: how cells are written.
        name: the file, for messages.
    """

    def __init__(self, stream: io.TextIOBase, dialect: Dialect, name: str) -> None:
        self._stream = stream
        self._dialect = dialect
        self._name = name

    def batches(self, width: int) -> Iterator[Batch]:
        """Yield the records; memory stays flat.

        Args:
            width: how many cells a row should have; 0 where that is not known.

        Raises:
            InputFileError: a line is too long for a table.
        """
        waiting: list[str] = []
        for text, final in self._blocks():
            if not waiting and self._is_plain(text):
                plain = io.StringIO(text, newline="")
                yield Batch(csv.reader(plain, **self._dialect.format), NO_FLAWS)
                continue
            waiting += io.StringIO(text, newline="")
            doubtful = not all(map(_is_sound, waiting))
            weighed = _Weighing(waiting, self._dialect, width, final=final).run()
            waiting = weighed.waiting
            if doubtful:
                _name_unreadable(weighed.records, weighed.broken)
            yield Batch(weighed.records, weighed.broken)

    def _is_plain(self, text: str) -> bool:
        short = len(text) <= csv.field_size_limit()
        return short and self._dialect.quote not in text and _is_sound(text)

    def _blocks(self) -> Iterator[tuple[str, bool]]:
        """Yield whole lines, about a block of them at once, and whether they are the last."""
        parts: list[str] = []
        length = 0
        while chunk := self._stream.read(BLOCK):
            # a CR at the very end may be half of a CRLF: it waits for the next block
            cut = max(chunk.rfind("\n"), chunk.rfind("\r", 0, -1)) + 1
            if cut or (parts and parts[-1].endswith("\r")):
                yield "".join([*parts, chunk[:cut]]), False
                parts, length = [], 0
            parts.append(chunk[cut:])
            length += len(chunk) - cut
            self._bound(length)
        yield "".join(parts), True

    def _bound(self, length: int) -> None:
        if length > LONGEST_LINE:
            raise InputFileError(
                f"{self._name} has a line of more than {LONGEST_LINE:,} characters.",
                "That is no table; export the list again as CSV.",
            )


@dataclass(slots=True)
class _Weighing:
    """Splits lines that have quotation marks, judging each record.

    Attributes:
        lines: with their line ends.
        width: how many cells a row should have; 0 where that is not known.
        final: no more lines will come.
        records: what was found.
        broken: the flaws, by position in `records`.
        ends: the position of the line after each record.
        waiting: the lines to be seen again together with the next ones.
    """

    lines: Sequence[str]
    dialect: Dialect
    width: int
    final: bool
    records: list[Cells] = field(default_factory=list)
    broken: dict[int, Flaw] = field(default_factory=dict)
    ends: list[int] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)

    def run(self) -> "_Weighing":
        """Judge every line."""
        at = 0
        while at < len(self.lines):
            start, end = self._straight(at)
            if start == end:
                break
            if self._may_go_on(start):
                self.waiting = list(self.lines[start:])
                return self
            at = self._break_up(start, end)
        self._keep_last()
        return self

    def _straight(self, start: int) -> tuple[int, int]:
        """Take records while they are beyond doubt; return the lines of the first that is not."""
        reader = csv.reader(islice(self.lines, start, None), strict=True, **self.dialect.format)
        lines, quote, at = self.lines, self.dialect.quote, start
        try:
            for cells in reader:
                end = start + reader.line_num
                if end - at > 1:
                    if not self._is_record(at, end, cells):
                        return at, end
                elif lines[at].count(quote) & 1:
                    self._note_stray(at)
                self.records.append(cells)
                self.ends.append(end)
                at = end
        except csv.Error:
            return at, at + 1
        return at, at

    def _is_record(self, at: int, end: int, cells: Cells) -> bool:
        """Tell a record of several lines from rows that a stray quotation mark swallowed."""
        if end - at > MOST_LINES or not self._is_proper(at, end):
            return False
        inside = [line for line in self.lines[at + 1 : end - 1] if line.strip()]
        rows = [len(self._lenient(line)) == self.width for line in inside]
        if len(cells) == self.width:
            return self.width < _TOOWIDE or not rows or not all(rows)
        return not any(rows)

    def _is_proper(self, at: int, end: int) -> bool:
        return self.dialect.proper.match("".join(self.lines[at:end])) is not None

    def _may_go_on(self, at: int) -> bool:
        """Tell whether lines yet to come could close the record that begins here."""
        if self.final or len(self.lines) - at >= MOST_LINES:
            return False
        probe = csv.reader(islice(self.lines, at, None), strict=True, **self.dialect.format)
        try:
            next(probe)
        except csv.Error as error:
            is_open = "unexpected end" in str(error)
            return is_open and sum(map(len, self.lines[at:])) <= LONGEST_LINE
        return False

    def _break_up(self, start: int, end: int) -> int:
        """Take each line for a row of its own, in doubt; return the line after them."""
        for at in range(start, end):
            too_long = len(self.lines[at]) > csv.field_size_limit() and self._is_proper(at, at + 1)
            flaw = _too_long() if too_long else _unpaired(self.dialect.quote)
            self.broken[len(self.records)] = flaw
            self.records.append(self._lenient(self.lines[at]))
            self.ends.append(at + 1)
        return end

    def _note_stray(self, at: int) -> None:
        """Doubt the record about to be taken and, if it looks like a cut-off end, its beginning."""
        self.broken[len(self.records)] = _unpaired(self.dialect.quote)
        if self.dialect.tail.match(self.lines[at]):
            begun = self._last_sound()
            if begun is not None and self._ends_in_quote(begun):
                self.broken.setdefault(begun, _unpaired(self.dialect.quote))

    def _last_sound(self) -> int | None:
        """Return the last record that has the right width and no flaw so far."""
        for index in range(len(self.records) - 1, -1, -1):
            if index not in self.broken and len(self.records[index]) == self.width:
                return index
        return None

    def _ends_in_quote(self, index: int) -> bool:
        return self.lines[self.ends[index] - 1].rstrip("\r\n").endswith(self.dialect.quote)

    def _lenient(self, line: str) -> Cells:
        try:
            return next(csv.reader([line], **self.dialect.format), [])
        except csv.Error:
            return line.rstrip("\r\n").split(self.dialect.delimiter)

    def _keep_last(self) -> None:
        """Hold the last sound record back while the line after it may still cast doubt on it."""
        index = None if self.final else self._last_sound()
        if index is None or index < len(self.records) - MOST_LINES:
            return
        if not self._ends_in_quote(index):
            return
        start = self.ends[index - 1] if index else 0
        self.waiting = list(self.lines[start:])
        self.broken = {at: flaw for at, flaw in self.broken.items() if at < index}
        del self.records[index:]


def _is_sound(text: str) -> bool:
    """Tell whether every byte was text; one that was not stands as a lone surrogate."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _name_unreadable(records: list[Cells], broken: dict[int, Flaw]) -> None:
    """Show the bytes that are no text as a person's editor shows them, and name the cell."""
    for index, cells in enumerate(records):
        for column, cell in enumerate(cells):
            if not _is_sound(cell):
                cells[column] = _SURROGATE.sub("\ufffd", cell)
                broken.setdefault(index, _unreadable(column))


def _unreadable(column: int) -> Flaw:
    return Flaw(
        Code.CELL_ERROR,
        "This cell has a byte that is no character in the file's encoding. Type the cell again.",
        column,
    )


def _too_long() -> Flaw:
    return Flaw(
        Code.MAX_LENGTH,
        f"A cell of this row has more than {csv.field_size_limit():,} characters. Shorten it.",
    )


def _unpaired(quote: str) -> Flaw:
    return Flaw(
        Code.QUOTE,
        f"A quotation mark ({quote}) in this row has no partner or stands in the wrong place, so "
        "its cells cannot be trusted. Remove it, or write it twice inside a cell that stands in "
        "quotation marks.",
    )
