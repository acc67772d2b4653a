"""Make the lists of `sample_data/`, the same on every run: `make_sample_data.py [FOLDER]`."""

import csv
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import sample_lists
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from sample_lists import Cell, Record

SAMPLES = Path(__file__).parent.parent / "sample_data"

CLIENTES_FORMATS = {
    "Código": "00000",
    "Teléfono": "0",
    "C.P.": "00000",
    "Fecha de alta": "dd/mm/yyyy",
    "Límite de crédito": "#,##0.00",
}


def main(folder: Path) -> None:
    """Write every list into a folder."""
    write_csv(folder / "customers.csv", as_rows(sample_lists.customers()))
    write_csv(folder / "customers-with-problems.csv", sample_lists.customers_with_problems())
    kunden = as_rows(sample_lists.kunden())
    write_csv(folder / "kunden.csv", kunden, encoding="cp1252", delimiter=";", end="\r\n")
    write_csv(folder / "large.csv", as_rows(sample_lists.large()), encoding="utf-8-sig", end="\r\n")
    clientes_workbook().save(folder / "clientes.xlsx")
    contacts_workbook().save(folder / "new-contacts.xlsx")


def as_rows(records: Iterator[Record]) -> Iterator[list[Cell]]:
    """Yield the header, then each record's cells."""
    first = next(records)
    yield list(first)
    yield list(first.values())
    for record in records:
        yield list(record.values())


def write_csv(
    path: Path,
    rows: Iterable[list[Cell]],
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
    end: str = "\n",
) -> None:
    """Write a CSV file, the header first."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator=end).writerows(rows)


def clientes_workbook() -> Workbook:
    """Make a workbook with a title above its list, and a hidden sheet that its drop-downs use."""
    book, sheet = new_workbook("Clientes")
    sheet.append(["Cartera de clientes al 31 de diciembre de 2021"])
    sheet.append([])
    append(sheet, sample_lists.clientes(), CLIENTES_FORMATS)
    lists = book.create_sheet("Listas")
    lists.sheet_state = "hidden"
    for state in ("Estado", "CDMX", "Jalisco", "Nuevo León"):
        lists.append([state])
    return book


def contacts_workbook() -> Workbook:
    """Make a workbook of business cards: one sheet, with the header in row 1."""
    book, sheet = new_workbook("Contacts")
    append(sheet, sample_lists.new_contacts(), {"Met on": "yyyy-mm-dd"})
    return book


def new_workbook(title: str) -> tuple[Workbook, Worksheet]:
    """Make a workbook with one empty sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    return book, sheet


def append(sheet: Worksheet, records: Iterator[Record], formats: dict[str, str]) -> None:
    """Add a header and records below what the sheet has, with the number formats of columns."""
    rows = as_rows(records)
    header = [str(name) for name in next(rows)]
    sheet.append(header)
    for cells in rows:
        sheet.append(cells)
        for name, cell in zip(header, sheet[sheet.max_row], strict=True):
            if name in formats and not isinstance(cell.value, str):
                cell.number_format = formats[name]


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else SAMPLES)
