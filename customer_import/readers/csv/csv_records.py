"""Text to records, in blocks, so that memory stays flat.

Blocks without a quotation mark go straight through `csv.reader`; in the others each record is
weighed. A byte that is not a character of the encoding comes as a lone surrogate and is named.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from customer_import.errors import InputFileError
from customer_import.problems import Code
from customer_import.readers.csv.quoting import (
    LONGEST_LINE,
    MOST_LINES,
    Cells,
    Dialect,
    RecordSplitter,
)
from customer_import.table import Flaw

BLOCK = 1 << 14
"""Characters read at once; a line within one block is shorter than csv's limit for a cell."""
END_OF_FILE = "\x1a"
"""Ctrl-Z, which DOS programs write behind the last line."""
_SURROGATE = re.compile("[\ud800-\udfff]")


class RecordBlock(NamedTuple):
    """Some records in a row.

    Attributes:
        records: their cells; a blank line has none.
        broken: the flaw of a record, by its position among them.
    """

    records: Iterable[Cells]
    broken: Mapping[int, Flaw]


NO_FLAWS: Mapping[int, Flaw] = {}


class RecordReader:
    """The records of a text, in blocks.

    Args:
        stream: the text, its line ends untranslated.
        dialect: how cells are written.
        name: the file, for messages.
    """

    def __init__(self, stream: io.TextIOBase, dialect: Dialect, name: str) -> None:
        self._stream = stream
        self._dialect = dialect
        self._name = name

    def blocks(self, width: int) -> Iterator[RecordBlock]:
        """Yield the records; memory stays flat.

        Args:
            width: how many cells a row should have; 0 where that is not known.

        Raises:
            InputFileError: a line is too long for a table.
        """
        waiting: list[str] = []
        weighed_before = 0
        for text, final in self._blocks():
            if not waiting and self._is_plain(text):
                plain = io.StringIO(text, newline="")
                yield RecordBlock(csv.reader(plain, **self._dialect.format), NO_FLAWS)
                continue
            long = len(waiting) > MOST_LINES
            waiting += io.StringIO(text, newline="")
            if long and not final and len(waiting) < 2 * weighed_before:
                # A record this long is not weighed anew with each block, but with twice as many.
                continue
            weighed_before = len(waiting)
            doubtful = not _is_sound("".join(waiting))
            weighed = RecordSplitter(waiting, self._dialect, width, final=final).run()
            waiting = weighed.waiting
            if doubtful:
                _name_unreadable(weighed.records, weighed.broken)
            yield RecordBlock(weighed.records, weighed.broken)

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
        yield "".join(parts).rstrip(END_OF_FILE), True

    def _bound(self, length: int) -> None:
        if length > LONGEST_LINE:
            raise InputFileError(
                f"{self._name} has a line of more than {LONGEST_LINE:,} characters.",
                "That is not a table; export the list again as CSV.",
            )


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
    """Show the bytes that are not text as a person's editor shows them, and name the cell."""
    for index, cells in enumerate(records):
        for column, cell in enumerate(cells):
            if not _is_sound(cell):
                cells[column] = _SURROGATE.sub("\ufffd", cell)
                broken.setdefault(index, _unreadable(column))


def _unreadable(column: int) -> Flaw:
    return Flaw(
        Code.CELL_ERROR,
        "This cell has a byte that is not a character in the file's encoding. Type the cell again.",
        column,
    )
