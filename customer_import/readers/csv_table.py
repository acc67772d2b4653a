"""A CSV file as a table: what its first rows say of the rest, and then the rest."""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from customer_import.errors import InputFileError
from customer_import.readers.content import Content
from customer_import.readers.csv_rows import Plan, is_filled, walk
from customer_import.readers.dialect import Found, find_dialect
from customer_import.readers.encoding import MARKING, Encoding, find_encoding, marked_by
from customer_import.readers.header import Header, NoHeaderError, column_kinds, find_header, reach
from customer_import.readers.quoting import Sample, split
from customer_import.readers.records import Records
from customer_import.readers.report import is_report_header, report_delimiter
from customer_import.table import Source, Table

_SAMPLE = 1 << 18
"""Characters: more than a record of the most lines usually has, so that some rows are whole."""
_SAMPLED_ROWS = 200
_SHARED = 0.9
"""The share of rows that must have the same surplus of blank cells for it to count as none."""


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
    plan, said = _plan(sample, found, source, content.name)
    with _text(content, encoding) as stream:
        batches = Records(stream, found.dialect, content.name).batches(plan.width)
        yield Table(
            headers=plan.headers,
            rows=walk(batches, plan, fill=source.short_rows == "fill"),
            notices=(*_set_aside(source, content.name), *encoding.notices, *found.notices, *said),
            delimiter=found.dialect.delimiter,
        )


def _set_aside(source: Source, name: str) -> Iterator[str]:
    if source.sheet is not None:
        yield f"{name} is no workbook, so the sheet “{source.sheet}” is set aside."


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


def _sample(content: Content, encoding: Encoding) -> Sample:
    with _text(content, encoding) as stream:
        text = stream.read(_SAMPLE)
    if len(text) < _SAMPLE:
        return Sample(text)
    cut = max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1
    return Sample(text[:cut] or text, final=False)


def _plan(sample: Sample, found: Found, source: Source, name: str) -> tuple[Plan, tuple[str, ...]]:
    records, broken = split(sample, found.dialect)
    rows = records[found.lead :][: max(_SAMPLED_ROWS, 2 * (source.header_row or 0))]
    header, said = _header(rows, found.lead, source, name)
    if header.index + found.lead in broken:
        raise InputFileError(
            f"The quotation marks in the header of {name} do not match.",
            "Correct the row with the names of the columns.",
        )
    names = rows[header.index]
    body = [row for row in rows[header.body :] if is_filled(row)]
    own, width = _widths(names, body)
    kinds = column_kinds(body)
    plan = Plan(
        headers=tuple(cell.strip() for cell in names[:own]),
        spelled=names,
        body=header.body + found.lead,
        width=width,
        kinds=kinds,
        probe=next((at for at, kind in enumerate(kinds[:width]) if kind == "figures"), None),
    )
    return plan, said


def _header(
    rows: Sequence[list[str]], lead: int, source: Source, name: str
) -> tuple[Header, tuple[str, ...]]:
    if not any(map(is_filled, rows)):
        raise InputFileError(f"{name} has no rows.", "Export the list again.")
    if is_report_header(rows[0]):
        return Header(0, 1), ()
    if source.header_row is not None:
        return _declared_header(rows, source.header_row - 1 - lead, name), ()
    try:
        header = find_header(rows)
    except NoHeaderError:
        raise InputFileError(
            f"The first row of {name} holds data, not the names of the columns.",
            "Add a row with the names at the top, or say with --header-row which row has them.",
        ) from None
    return header, tuple(_said(rows, header, lead))


def _declared_header(rows: Sequence[list[str]], index: int, name: str) -> Header:
    if not 0 <= index < len(rows) or not is_filled(rows[index]):
        raise InputFileError(
            f"The header row that was stated is blank or beyond the first rows of {name}.",
            "Give the number that a spreadsheet shows beside the names of the columns.",
        )
    return Header(index, index + 1)


def _said(rows: Sequence[list[str]], header: Header, lead: int) -> Iterator[str]:
    above = [row for row in rows[: header.index] if is_filled(row)]
    row = header.index + lead + 1
    if above:
        yield f"The names of the columns were taken from row {row}; rows above it are left out."
    last = header.body + lead
    if last == row + 1:
        yield f"Row {last} was taken for one more header row and is left out."
    elif last > row + 1:
        yield f"Rows {row + 1} to {last} were taken for more header rows and are left out."


def _widths(names: Sequence[str], body: Sequence[list[str]]) -> tuple[int, int]:
    """Return the number of columns, and of the cells of a row.

    They differ where rows share a surplus of blank cells at the end.
    """
    own = len(names)
    shared, count = Counter(map(len, body)).most_common(1)[0] if body else (own, 0)
    if len(body) < 2 or count < _SHARED * len(body):  # noqa: PLR2004 - one row shares nothing
        return own, own
    rows = [names, *(row for row in body if len(row) == shared)]
    used = max(map(reach, rows))
    if used < own == shared or (used <= own and shared > own):
        return min(used, own), shared
    return (shared, shared) if shared < own and reach(names) <= shared else (own, own)
