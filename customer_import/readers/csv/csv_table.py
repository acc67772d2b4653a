"""A CSV file as a table: what its first rows say of the rest, and then the rest.

Nearly every row is as it should be, so the common path asks a few cheap questions and no more.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from customer_import.errors import InputFileError
from customer_import.problems import Code, Problem
from customer_import.readers.content import Content
from customer_import.readers.csv.csv_records import END_OF_FILE, RecordBlock, RecordReader
from customer_import.readers.csv.dialect import (
    FoundDialect,
    find_dialect,
    unwrapped,
    unwrapped_blocks,
)
from customer_import.readers.csv.encoding import MARKING, Encoding, find_encoding, marked_by
from customer_import.readers.csv.header_fit import count_cells, header_misfits, reach, shared_width
from customer_import.readers.csv.quoting import TextSample, split
from customer_import.readers.header_row import LOOKED_AT, header_notices, place_header
from customer_import.readers.other_tables import OtherTables
from customer_import.readers.report import report_delimiter
from customer_import.readers.row_kinds import CellKind, is_filled
from customer_import.table import Flaw, Row, Source, Table

_SAMPLE = 1 << 18
"""Characters: more than a record of the most lines usually has, so that some rows are whole."""
_NEVER = -1


@dataclass(frozen=True, slots=True)
class CsvLayout:
    """What the first rows say of the rest.

    Attributes:
        headers: the names of the columns.
        left: how many blank cells stand before the first column in each row.
        spelled: the header's row as the file spells it.
        body: how many records stand before the data.
        width: how many cells a row has, blank ones beside the table included.
        kinds: what the cells hold.
        first_rows: of the data.
        problems: what may be wrong with the header.
    """

    headers: tuple[str, ...]
    left: int
    spelled: Sequence[str]
    body: int
    width: int
    kinds: tuple[CellKind, ...]
    first_rows: tuple[Row, ...]
    problems: tuple[Problem, ...]

    @property
    def right(self) -> int:
        """Return the position after the table's last cell."""
        return self.left + len(self.headers)


@contextmanager
def open_csv(content: Content, source: Source) -> Iterator[Table]:
    """Give a CSV file's table; it can be read while the context lasts.

    Raises:
        InputFileError: it is empty, has no header, or is not in the declared encoding.
    """
    if source != Source(decimal=source.decimal) and _is_report(content):
        source = Source(decimal=source.decimal)
    encoding = find_encoding(content, source.encoding)
    sample = _sample(content, encoding)
    found = find_dialect(sample, source.delimiter, content.name)
    layout, said = _layout(sample, found, source, content.name)
    with _text(content, encoding) as stream:
        reader = RecordReader(stream, found.dialect, content.name)
        blocks = reader.blocks(1 if found.is_wrapped else layout.width)
        if found.is_wrapped:
            blocks = unwrapped_blocks(blocks, found.dialect)
        yield Table(
            headers=layout.headers,
            rows=_walk(blocks, layout, fill=source.short_rows == "fill"),
            notices=(*_set_aside(source, content.name), *encoding.notices, *found.notices, *said),
            problems=(*encoding.doubts, *layout.problems),
            delimiter=found.dialect.delimiter,
        )


def _set_aside(source: Source, name: str) -> Iterator[str]:
    if source.sheet is not None:
        yield f"{name} is not a workbook, so the sheet “{source.sheet}” is set aside."


def _is_report(content: Content) -> bool:
    """Tell whether it is one of our error reports, whatever the settings of its list are."""
    encoding = marked_by(content.head()) or Encoding("utf-8")
    return report_delimiter(_sample(content, encoding).text) is not None


@contextmanager
def _text(content: Content, encoding: Encoding) -> Iterator[io.TextIOWrapper]:
    with content.open() as stream:
        stream.read(encoding.skip)
        text = io.TextIOWrapper(stream, encoding.codec, errors=MARKING, newline="")
        with text:
            yield text


def _sample(content: Content, encoding: Encoding) -> TextSample:
    with _text(content, encoding) as stream:
        text = stream.read(_SAMPLE)
    if len(text) < _SAMPLE:
        return TextSample(text.rstrip(END_OF_FILE))
    cut = max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1
    return TextSample(text[:cut] or text, final=False)


def _layout(
    sample: TextSample, found: FoundDialect, source: Source, name: str
) -> tuple[CsvLayout, tuple[str, ...]]:
    records, broken = split(sample, found.dialect)
    if found.is_wrapped:
        records = [unwrapped(cells, found.dialect) for cells in records]
    rows = [Row(at + 1, cells) for at, cells in enumerate(records)][found.lead :]
    rows = rows[: max(LOOKED_AT, 2 * (source.header_row or 0))]
    if not any(is_filled(row.cells) for row in rows):
        raise InputFileError(f"{name} has no rows.", "Export the list again.")
    place = place_header(rows, source.header_row, name)
    if place.row - 1 in broken:
        raise InputFileError(
            f"The quotation marks in the header of {name} do not match.",
            "Correct the row with the names of the columns.",
        )
    first_rows = [row for row in rows if row.number > place.last_row and is_filled(row.cells)]
    body = [row.cells for row in first_rows]
    width = _width(records[place.row - 1], body)
    layout = CsvLayout(
        headers=place.names[: max(0, width - place.first_column)],
        left=place.first_column,
        spelled=records[place.row - 1],
        body=place.last_row,
        width=width,
        kinds=place.kinds,
        first_rows=tuple(first_rows),
        problems=header_misfits(
            records[place.row - 1], body, place.row, fill=source.short_rows == "fill"
        ),
    )
    return layout, tuple(header_notices(place, rows))


def _width(names: Sequence[str], body: Sequence[Sequence[str]]) -> int:
    """Return how many cells a row has: the header's, or what rows and header can share."""
    own, shared = len(names), shared_width(body)
    if shared is None:
        return own
    rows = [names, *(row for row in body if len(row) == shared)]
    fits = reach(names) <= shared if shared < own else max(map(reach, rows)) <= own
    return shared if fits else own


def _walk(blocks: Iterable[RecordBlock], layout: CsvLayout, *, fill: bool) -> Iterator[Row]:
    """Yield the rows of data.

    Args:
        blocks: every record of the file.
        layout: what is known of it.
        fill: short rows have left trailing blanks out.
    """
    judge = _RowJudge(layout, fill=fill)
    probe, limit, doubtful = judge.others.probe, judge.others.limit, judge.others.doubtful
    left, right = layout.left, layout.right
    is_cut = left > 0 or right < layout.width
    # `Row(…)` is written in Python, and takes twice as long.
    make, nothing_else = tuple.__new__, tuple(Row._field_defaults.values())
    number = 0
    for records, broken in blocks:
        start = number + 1
        for cells in records:
            number += 1
            if (
                len(cells) == judge.expected
                and cells[probe] < limit
                and (first := cells[0]) not in doubtful
                and not first.isspace()
                and not (broken and number - start in broken)
                and not (is_cut and (any(cells[:left]) or any(cells[right:])))
            ):
                own = cells[left:right] if is_cut else cells
                yield make(Row, (number, own, *nothing_else))
            elif row := judge.row(number, cells, broken.get(number - start)):
                yield row


class _RowJudge:
    """Looks closely at the rows that are not plainly good.

    Attributes:
        others: looks for rows that are not the table's.
        expected: the width of a plainly good row; none while any row may begin something else.
    """

    def __init__(self, layout: CsvLayout, *, fill: bool) -> None:
        self.others = OtherTables(layout.spelled, layout.kinds, layout.first_rows)
        self.expected = _NEVER
        self._layout = layout
        self._fill = fill

    def row(self, number: int, cells: list[str], flaw: Flaw | None) -> Row | None:
        """Return the row with what is wrong with it, or nothing for a blank row."""
        layout = self._layout
        if number <= layout.body:
            self._expect(wary=False, begun=number == layout.body)
            return None
        if flaw is None and not is_filled(cells):
            self._expect(wary=True)
            return None
        if self._fill and flaw is None and len(cells) < layout.width:
            cells = [*cells, *[""] * (layout.width - len(cells))]
        flaws = tuple(self._flaws(number, cells, flaw))
        fits = self._fits(cells)
        self._expect(wary=not fits or (flaw is not None and flaw.column is None))
        return Row(number, cells[layout.left : layout.right] if fits else cells, flaws)

    def _expect(self, *, wary: bool, begun: bool = True) -> None:
        self.others.wary = wary
        usual = begun and not self.others.is_watchful
        self.expected = self._layout.width if usual else _NEVER

    def _flaws(self, number: int, cells: list[str], flaw: Flaw | None) -> Iterator[Flaw]:
        if flaw is not None:
            yield flaw
        if not self._fits(cells):
            if flaw is None or flaw.column is not None:
                yield _misfit(cells, self._layout)
        elif other := self.others.flaw(number, cells):
            yield other

    def _fits(self, cells: Sequence[str]) -> bool:
        layout = self._layout
        outside = any(cells[: layout.left]) or any(cells[layout.right :])
        return len(cells) == layout.width and not outside


def _misfit(cells: Sequence[str], layout: CsvLayout) -> Flaw:
    if len(cells) < layout.width:
        return Flaw(
            Code.ROW_SHORT,
            f"This row has {count_cells(len(cells))} where {layout.width} are expected, so they "
            "may be in the wrong columns. Put the missing cell in; if it is not a customer, delete "
            "it. If this file leaves blank cells at the end of its rows out, say "
            "`short_rows: fill` under `source:` in the mapping.",
        )
    seen = len(cells) if len(cells) > layout.width else reach(cells)
    return Flaw(
        Code.ROW_LONG,
        f"This row has {count_cells(seen)} where {len(layout.headers)} are expected, so they may "
        "be in the wrong columns. Take the surplus delimiter out, or put the cell that holds it in "
        "quotation marks.",
    )
