from pathlib import Path

import pytest
from openpyxl import Workbook

from customer_import.problems import Code
from customer_import.readers.open_table import open_table
from customer_import.shifted_cells import slip
from customer_import.table import Source


@pytest.mark.parametrize(
    ("number", "shown", "lost"),
    [
        (1914310000010100000, "1914310000010100000", 1),
        (12345678901234570.0, "12345678901234570", 1),
        (4479009001234560, "4479009001234560", 1),
        (-4479009001234560, "-4479009001234560", 1),
        (4479009001234567, "4479009001234567", 0),
        (447900900123456, "447900900123456", 0),
        (1e20, "100000000000000000000", 0),
        (1.5, "1.5", 0),
    ],
)
def test_numbers_with_more_digits_than_a_workbook_keeps_are_refused(
    tmp_path: Path, number: float, shown: str, lost: int
) -> None:
    """Excel writes zeros for what it cannot keep, and the customer's number is gone."""
    book = Workbook()
    sheet = book.create_sheet("Customers", 0)
    for cells in (["No", "Name"], [float(number) if lost else number, "A"], [7, "B"]):
        sheet.append(cells)
    book.save(tmp_path / "list.xlsx")
    with open_table(tmp_path / "list.xlsx", Source()) as table:
        first, second = table.rows
    assert first.cells[0] == shown
    assert [(flaw.code, flaw.column) for flaw in first.flaws] == [(Code.DAMAGED_NUMBER, 0)] * lost
    assert second.flaws == ()
    assert slip([shown, "A"], [Code.DAMAGED_NUMBER]) == Code.DAMAGED_NUMBER * lost


def test_a_number_that_was_corrected_in_a_report_is_taken() -> None:
    """The report of such a list has it as a text, with all its digits."""
    assert slip(["1914310000010100012", "A"], [Code.DAMAGED_NUMBER]) == ""
