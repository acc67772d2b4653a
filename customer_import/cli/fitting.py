"""A list opened as the command line and the mapping say, and the mapping fitted to its columns."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import BinaryIO

from customer_import.cli.input import Input
from customer_import.cli.reading import Reading, source_of
from customer_import.errors import InputFileError, MappingError, SettingError
from customer_import.mapping.load import LoadedMapping
from customer_import.readers.dialect import spell
from customer_import.readers.open_table import is_workbook, open_table
from customer_import.records.row_builder import RowBuilder, row_builder
from customer_import.table import Source, Table


@contextmanager
def opened_table(given: Input, loaded: LoadedMapping | None, reading: Reading) -> Iterator[Table]:
    """The list's table.

    Raises:
        InputFileError: it cannot be read.
        SettingError: an option does not fit it.
    """
    with open_table(given.path, source_of(loaded, reading), _again(given)) as table:
        # A mapping may be for a workbook and its CSVs alike; an option is of this very file.
        if reading.sheet and not table.is_report and not is_workbook(given.path, _again(given)):
            message = f"{_name(given)} is no workbook, so it has no sheet “{reading.sheet}”."
            raise SettingError(message, "Leave --sheet out, or name the workbook.")
        yield table


def fitted(given: Input, loaded: LoadedMapping, reading: Reading, table: Table) -> RowBuilder:
    """The mapping, fitted to the columns of the list.

    Raises:
        MappingError: it does not fit.
        SettingError: it does not because the delimiter is wrong.
    """
    try:
        return row_builder(loaded, table.headers)
    except MappingError:
        check_delimiter(given, source_of(loaded, reading), table)
        raise


def check_delimiter(given: Input, source: Source, table: Table) -> None:
    """See whether a list that misses columns has but one because the stated delimiter is wrong.

    Raises:
        SettingError: with another delimiter it has several.
    """
    if source.delimiter is None or len(table.headers) > 1:
        return
    found = replace(source, delimiter=None)
    # Where it cannot be read either way, what was wrong at first is what there is to say.
    with suppress(InputFileError), open_table(given.path, found, _again(given)) as other:
        if len(other.headers) > 1:
            raise SettingError(
                f"With the delimiter {spell(source.delimiter)!r}, {_name(given)} has one column "
                f"only; its cells seem to be separated by {spell(other.delimiter)!r}.",
                "Leave the delimiter out to have it found, or give that one.",
            )


def _name(given: Input) -> str:
    return given.name if given.piped is None else "standard input"


def _again(given: Input) -> BinaryIO | None:
    """What was piped in, from its start."""
    if given.piped is not None:
        given.piped.seek(0)
    return given.piped
