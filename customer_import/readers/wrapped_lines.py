"""Lists whose lines are in quotation marks as a whole, so that each reads as a single cell.

Programs write them when they take a line of a CSV for one text. What is inside is written as the
cells of any CSV are: so a record of one cell is read once more.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from customer_import.readers.csv_records import RecordBlock
from customer_import.readers.quoting import Cells, Dialect

_LEAST = 2
"""Records of a list that show how it is written, and cells of a line."""
_MOSTLY = 0.9


def unwrapped(cells: Cells, dialect: Dialect) -> Cells:
    """Return the cells inside a record of one cell; any other record as it is."""
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
    if len(records) < _LEAST or len(single) < _MOSTLY * len(records) or records[0] not in single:
        return False
    inner = [unwrapped(cells, dialect) for cells in records]
    width = len(inner[0])
    alike = sum(len(cells) == width for cells in inner)
    # “Lee, Ann” below “Name, First” is one cell: a separator without a blank is none of a sentence.
    is_plain = width > _LEAST or not any(f"{dialect.delimiter} " in cells[0] for cells in single)
    return width >= _LEAST and alike >= _MOSTLY * len(inner) and is_plain
