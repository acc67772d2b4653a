"""Workbooks (.xlsx, .xlsm) as spreadsheets show them, read as a stream."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from customer_import.readers.xlsx.package import open_package
from customer_import.readers.xlsx.reading import read_table
from customer_import.table import Source, Table


@contextmanager
def open_workbook(path: Path | BinaryIO, source: Source) -> Iterator[Table]:
    """Open a workbook; its rows are read while they are walked, so walk them inside.

    Numbers come in plain digits, with the zeros and literals of formats such as `00000`; currency,
    percent and decimals of a format are left aside (15 % is `0.15`). Dates come as ISO text.

    Args:
        path: the file, or its bytes.
        source: how to read it: the sheet, the header's row, the decimal sign.

    Raises:
        InputFileError: it is no workbook that can be read, or has no such sheet or no table. While
            rows are walked: the file is damaged further on.
    """
    with open_package(path) as package:
        yield read_table(package, source)
