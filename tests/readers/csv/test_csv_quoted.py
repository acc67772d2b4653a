"""Lists in which every cell is in quotation marks."""

import io
from pathlib import Path

import pytest

from customer_import.problems import Code
from customer_import.readers.open_table import open_table
from customer_import.table import Row, Source


def read(text: str) -> list[Row]:
    """The rows of a CSV."""
    with open_table(Path("-"), Source(), io.BytesIO(text.encode())) as table:
        return list(table.rows)


@pytest.mark.parametrize("lines", ["2,Bob,x\n3,Cy,y", '"",', "\n\n", "a\r\nb,c,d\re"])
def test_where_every_cell_is_quoted_lines_in_a_cell_are_no_rows(lines: str) -> None:
    """No stray quotation mark makes such a record, so it is taken whole whatever is in it."""
    cell = f"1\n{lines}\n4"
    quoted = cell.replace('"', '""')
    found = read(f'"id","name","note"\n"1","Ann","{quoted}"\n"5","Eve","z"\n')
    assert [(list(row.cells), row.flaws) for row in found] == [
        (["1", "Ann", cell], ()),
        (["5", "Eve", "z"], ()),
    ]


@pytest.mark.parametrize("stray", ['"2","Bo"b","x"', '"2","Bob,"x"', '"2",Bob","x"', '"2","Bob'])
def test_where_every_cell_is_quoted_a_stray_mark_is_seen(stray: str) -> None:
    """It joins no rows there either."""
    found = read(f'"id","name","note"\n"1","Ann","w"\n{stray}\n"3","Cy","y"\n"4","Di","z"\n')
    assert {row.cells[0] for row in found if not row.flaws} >= {"1", "3", "4"}
    assert any(row.flaws for row in found)


def test_quotation_marks_behind_backslashes_say_so() -> None:
    """A database wrote them; the row is as doubtful as any, and the remedy is its own."""
    text = 'Id,Name\n"1","Ann \\"Annie\\", Lee"\n"2","Bob"\n'
    with open_table(Path("-"), Source(), io.BytesIO(text.encode())) as table:
        first, second = table.rows
    assert [flaw.code for flaw in first.flaws] == [Code.QUOTE]
    assert "has a backslash before it" in first.flaws[0].message
    assert second.flaws == ()
