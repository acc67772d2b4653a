"""The table of a list, read as the options and the mapping say, and fitted to the mapping."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from customer_import.cli.lists.given_list import Input
from customer_import.cli.options.for_reading import ReadOptions
from customer_import.errors import InputFileError, MappingError, SettingError
from customer_import.mapping.load import LoadedMapping
from customer_import.readers.csv.dialect import spell
from customer_import.readers.open_table import open_table
from customer_import.records.row_builder import RowBuilder, row_builder
from customer_import.table import Source, Table

_TAB = ("tab", r"\t", "\t")


def source_of(loaded: LoadedMapping | None, options: ReadOptions) -> Source:
    """Return how to read the list: what the command line says, else what the mapping says.

    Raises:
        SettingError: the delimiter is not one character, or an option is blank.
    """
    for option, value in (("--sheet", options.sheet), ("--encoding", options.encoding)):
        if value == "":
            raise SettingError(f"{option} is blank.", "Leave it out, or say which one.")
    delimiter = "\t" if options.delimiter in _TAB else options.delimiter
    if delimiter is not None and len(delimiter) != 1:
        message = f"--delimiter is one character, not {delimiter!r}."
        raise SettingError(message, "Write it like --delimiter ';' or --delimiter tab.")
    declared = loaded.mapping.source if loaded else None
    if declared is None:
        return Source(_sheet(options.sheet), options.header_row, options.encoding, delimiter)
    return Source(
        sheet=_sheet(options.sheet or declared.sheet),
        header_row=options.header_row or declared.header_row,
        encoding=options.encoding or declared.encoding,
        delimiter=delimiter or declared.delimiter,
        decimal=declared.decimal,
        short_rows=declared.short_rows,
        apostrophes=declared.apostrophes,
    )


def _sheet(given: str | None) -> str | int | None:
    return int(given) if given and given.isdecimal() else given


@contextmanager
def opened_table(
    given: Input, loaded: LoadedMapping | None, options: ReadOptions
) -> Iterator[Table]:
    """Open the list's table.

    Raises:
        InputFileError: it cannot be read.
        SettingError: an option does not fit it.
    """
    with open_table(given.path, source_of(loaded, options), given.from_start()) as table:
        # A mapping may be for a workbook and its CSVs alike; an option is for this very file.
        if options.sheet and not (table.is_report or table.is_workbook):
            message = (
                f"{given.spoken} is not a workbook, so it does not have a sheet “{options.sheet}”."
            )
            raise SettingError(message, "Leave out --sheet, or name the workbook.")
        yield table


def fitted(given: Input, loaded: LoadedMapping, options: ReadOptions, table: Table) -> RowBuilder:
    """Fit the mapping to the columns of the list.

    Raises:
        MappingError: it does not fit.
        SettingError: it does not fit because the delimiter is wrong.
    """
    try:
        return row_builder(loaded, table.headers)
    except MappingError:
        check_delimiter(given, source_of(loaded, options), table)
        check_split(given, loaded, options)
        raise


def check_delimiter(given: Input, source: Source, table: Table) -> None:
    """Check that a list with one column has not only one because of the delimiter given.

    Raises:
        SettingError: with another delimiter it has several.
    """
    if source.delimiter is None or len(table.headers) > 1:
        return
    found = replace(source, delimiter=None)
    # If it cannot be read either way, the first error is the one to report.
    with suppress(InputFileError), open_table(given.path, found, given.from_start()) as other:
        if len(other.headers) > 1:
            raise SettingError(
                f"With the delimiter {spell(source.delimiter)!r}, {given.spoken} has one column "
                f"only; its cells seem to be separated by {spell(other.delimiter)!r}.",
                "Leave the delimiter out, or give that one.",
            )


def check_split(given: Input, loaded: LoadedMapping | None, options: ReadOptions) -> None:
    """Check that the cells of a list with one column do not look like several.

    Raises:
        SettingError: they do.
    """
    # Imported here because most lists have several columns.
    from customer_import.mapping.suggest.unsplit import unsplit_at  # noqa: PLC0415

    with opened_table(given, loaded, options) as table:
        sign = unsplit_at(table.headers, (row.cells for row in table.rows))
    if sign:
        raise SettingError(
            f"{given.spoken} looks unsplit: it has one column only, and its cells are full of "
            f"“{spell(sign)}”.",
            f"Name what separates its cells, like --delimiter '{spell(sign)}'; if each line is in "
            "quotation marks as a whole, take those away.",
        )
