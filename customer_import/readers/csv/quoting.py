"""Records and their quotation marks: which are beyond doubt, and which are not.

A well-formed record holds its quotation marks in pairs, each where it belongs. One that does not
close, or closes in the wrong place, is named, and reading goes on with the next line.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import NamedTuple, TypedDict

from customer_import.problems import Code
from customer_import.table import Flaw

LONGEST_LINE = 1 << 24
"""Characters: 254 columns of the most a spreadsheet's cell may hold are 8 million."""
MOST_LINES = 1000
"""Lines one record may span: four cells with as many line breaks as a spreadsheet holds."""
_LINE_BREAKS = 253
"""The most a spreadsheet's cell holds."""
_SEVERAL = 3
"""From so many columns on, a line inside quotes that has all of them is taken for a row."""

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
        most_lines: one record may span.
    """

    delimiter: str
    quote: str = '"'
    skip_blank: bool = False
    most_lines: int = MOST_LINES

    @cached_property
    def format(self) -> _Format:
        """Return the arguments of `csv.reader`."""
        return {
            "delimiter": self.delimiter,
            "quotechar": self.quote,
            "skipinitialspace": self.skip_blank,
        }

    @cached_property
    def proper(self) -> re.Pattern[str]:
        """Match a record in which each quotation mark is where it belongs."""
        quote, delimiter = re.escape(self.quote), re.escape(self.delimiter)
        blank = " *" if self.skip_blank else ""
        quoted = rf"{quote}(?:[^{quote}]++|{quote}{quote})*+{quote}"
        cell = rf"{blank}(?:{quoted}|[^{quote}{delimiter}\r\n]*+)"
        return re.compile(rf"{cell}(?:{delimiter}{cell})*+(?:\r\n?|\n)?\Z")

    @cached_property
    def quoted(self) -> re.Pattern[str]:
        """Match a record all of whose cells are quoted: no stray quotation mark could make one."""
        quote, delimiter = re.escape(self.quote), re.escape(self.delimiter)
        cell = rf"{quote}(?:[^{quote}]++|{quote}{quote})*+{quote}"
        return re.compile(rf"{cell}(?:{delimiter}{cell})++(?:\r\n?|\n)?\Z")

    @cached_property
    def tail(self) -> re.Pattern[str]:
        """Match the end of a quoted cell that began on an earlier line."""
        quote, delimiter = re.escape(self.quote), re.escape(self.delimiter)
        return re.compile(rf"[^{quote}]*[^{quote}{delimiter}]{quote}(?:{delimiter}|[\r\n]|\Z)")


class TextSample(NamedTuple):
    """The beginning of a text.

    Attributes:
        text: whole lines.
        final: it is all there is; else a record that does not close is left out.
    """

    text: str
    final: bool = True


class SplitSample(NamedTuple):
    """The records of a sample, and the flaws of some by their position."""

    records: list[Cells]
    broken: Mapping[int, Flaw]


def split(sample: TextSample, dialect: Dialect) -> SplitSample:
    """Return the records of a sample."""
    lines = list(io.StringIO(sample.text, newline=""))
    weighed = RecordSplitter(lines, dialect, width=0, final=sample.final).run()
    return SplitSample(weighed.records, weighed.broken)


@dataclass(slots=True)
class RecordSplitter:
    """Splits lines that have quotation marks, judging each record.

    Attributes:
        lines: with their line ends.
        dialect: how cells are written.
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

    def run(self) -> "RecordSplitter":
        """Judge every line."""
        at = 0
        while at < len(self.lines):
            start, end = self._straight(at)
            if start == end:
                break
            if self._may_go_on(start):
                self.waiting = list(self.lines[start:])
                break
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
                elif (count := lines[at].count(quote)) and not self._is_paired(at, count, cells):
                    self._note_stray(at)
                self.records.append(cells)
                self.ends.append(end)
                at = end
        except csv.Error:
            return at, at + 1
        return at, at

    def _is_paired(self, at: int, quotes: int, cells: Cells) -> bool:
        """Tell whether the quotation marks of a line are pairs, each within its own cell."""
        if quotes & 1:
            return False
        escaped = f"\\{self.dialect.quote}" in self.lines[at]
        if not escaped and self.dialect.quote not in "".join(cells):
            return True
        if self._is_proper(at, at + 1):
            return True
        return not escaped and not any(cell.count(self.dialect.quote) & 1 for cell in cells)

    def _is_record(self, at: int, end: int, cells: Cells) -> bool:
        """Tell a record of several lines from rows that a stray quotation mark swallowed."""
        if end - at > self.dialect.most_lines or not self._is_proper(at, end):
            return False
        if self.dialect.quoted.match("".join(self.lines[at:end])):
            return True
        inside = [line for line in self.lines[at + 1 : end - 1] if line.strip()]
        rows = [len(self._lenient(line)) == self.width for line in inside]
        if len(cells) == self.width:
            return self.width < _SEVERAL or not rows or not all(rows)
        return not any(rows)

    def _is_proper(self, at: int, end: int) -> bool:
        return self.dialect.proper.match("".join(self.lines[at:end])) is not None

    def _may_go_on(self, at: int) -> bool:
        """Tell whether lines yet to come could close the record that begins here."""
        if self.final or len(self.lines) - at >= self.dialect.most_lines:
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
            flaw = _too_long() if too_long else self._unpaired(at)
            self.broken[len(self.records)] = flaw
            self.records.append(self._lenient(self.lines[at]))
            self.ends.append(at + 1)
        return end

    def _note_stray(self, at: int) -> None:
        """Doubt the record about to be taken and, if it looks like a cut-off end, its beginning."""
        self.broken[len(self.records)] = self._unpaired(at)
        if self.dialect.tail.match(self.lines[at]):
            begun = self._last_sound()
            if begun is not None and self._ends_in_quote(begun):
                self.broken.setdefault(begun, self._unpaired(at))

    def _unpaired(self, at: int) -> Flaw:
        quote = self.dialect.quote
        return _escaped(quote) if f"\\{quote}" in self.lines[at] else _unpaired(quote)

    def _last_sound(self) -> int | None:
        """Return the last record that has the right width and no flaw so far."""
        last = len(self.records) - 1
        for index in range(last, max(last - _LINE_BREAKS, -1), -1):
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
        if index is None or not self._ends_in_quote(index):
            return
        start = self.ends[index - 1] if index else 0
        self.waiting = list(self.lines[start:])
        self.broken = {at: flaw for at, flaw in self.broken.items() if at < index}
        del self.records[index:]


def _too_long() -> Flaw:
    return Flaw(
        Code.MAX_LENGTH,
        f"A cell of this row has more than {csv.field_size_limit():,} characters. Shorten it.",
    )


def _escaped(quote: str) -> Flaw:
    return Flaw(
        Code.QUOTE,
        f"A quotation mark in this row has a backslash before it (\\{quote}), as databases write "
        "it, so its cells cannot be trusted. Export the list anew so that a quotation mark inside "
        f"a cell is written twice ({quote}{quote}).",
    )


def _unpaired(quote: str) -> Flaw:
    return Flaw(
        Code.QUOTE,
        f"A quotation mark ({quote}) in this row has no partner or is in the wrong place, so "
        "its cells cannot be trusted. Remove it, or write it twice inside a cell that is in "
        "quotation marks.",
    )
