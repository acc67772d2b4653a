"""How a file is read: what the command line says, before what the mapping says."""

from dataclasses import dataclass

from customer_import.errors import SettingError
from customer_import.mapping.load import LoadedMapping
from customer_import.table import Source

TAB = ("tab", r"\t", "\t")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the command line says of reading the file."""

    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None
    delimiter: str | None = None
    limit: int | None = None


def source_of(loaded: LoadedMapping | None, reading: Reading) -> Source:
    """How to read the file.

    Raises:
        SettingError: the delimiter is not one character.
    """
    delimiter = "\t" if reading.delimiter in TAB else reading.delimiter
    if delimiter is not None and len(delimiter) != 1:
        message = f"--delimiter is one character, not {delimiter!r}."
        raise SettingError(message, "Write it like --delimiter ';' or --delimiter tab.")
    declared = loaded.mapping.source if loaded else None
    if declared is None:
        return Source(_sheet(reading.sheet), reading.header_row, reading.encoding, delimiter)
    return Source(
        sheet=_sheet(reading.sheet or declared.sheet),
        header_row=reading.header_row or declared.header_row,
        encoding=reading.encoding or declared.encoding,
        delimiter=delimiter or declared.delimiter,
        decimal=declared.decimal,
        short_rows=declared.short_rows,
    )


def _sheet(given: str | None) -> str | int | None:
    return int(given) if given and given.isdecimal() else given
