"""Workbooks (.xlsx, .xlsm) as spreadsheets show them: one sheet as a Table, read as a stream."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from customer_import.readers.sheet_choice import SheetTab, choose
from customer_import.readers.sheet_table import read_sheet
from customer_import.readers.xlsx.package import open_package
from customer_import.readers.xlsx.sheet_stream import SheetStream
from customer_import.readers.xlsx.workbook import read_workbook
from customer_import.table import Source, Table


@contextmanager
def open_workbook(file: Path | BinaryIO, source: Source) -> Iterator[Table]:
    """Open a workbook; its rows are read while they are walked, so walk them inside.

    Numbers come in plain digits, with the zeros and literals of formats such as `00000`; currency,
    percent and decimals of a format are left aside (15 % is `0.15`). Dates come as ISO text.

    Args:
        file: the file, or its bytes.
        source: how to read it: the sheet, the header's row, the decimal sign.

    Raises:
        InputFileError: it is damaged, or has no such sheet or no table. While rows are walked: the
            file is damaged further on.
    """
    with open_package(file) as package:
        workbook = read_workbook(package)
        cells = workbook.cells(source)

        def open_sheet(sheet: SheetTab) -> SheetStream:
            return SheetStream(package, sheet.part, cells)

        yield read_sheet(choose(workbook.sheets, open_sheet, source.sheet), source.header_row)
