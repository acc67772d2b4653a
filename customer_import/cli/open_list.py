"""A list opened with its mapping: what `run`, `preview` and `mapping` begin with."""

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

from customer_import.cli.interrupts import stopping_at_once
from customer_import.cli.next_command import typed
from customer_import.cli.options.for_reading import ReadOptions
from customer_import.cli.screen import Screen
from customer_import.errors import InputFileError, MappingError, SettingError
from customer_import.ledger.runs import NewRun
from customer_import.list_name import list_name
from customer_import.mapping.find import find_mapping, mapping_paths
from customer_import.mapping.load import LoadedMapping
from customer_import.mapping.ready import recognised
from customer_import.readers.content import copy_stream, is_stream, open_stream
from customer_import.readers.dialect import spell
from customer_import.readers.open_table import open_table
from customer_import.records.row_builder import RowBuilder, row_builder
from customer_import.records.survey import with_first_rows
from customer_import.table import Source, Table

PIPED = "-"
PIPED_AS = Path("stdin.csv")
"""The path that reports of a piped list are named after."""
_TAB = ("tab", r"\t", "\t")


@dataclass(frozen=True, slots=True)
class Input:
    """A list as the command line names it: a file, or what is piped in.

    Attributes:
        name: as given, as text.
        path: the same as a path.
        piped: what came through the pipe, kept in a file nobody else can open; None for a file.
    """

    name: str
    path: Path
    piped: BinaryIO | None = None

    def from_start(self) -> BinaryIO | None:
        """Return what was piped in, at its start; None for a file."""
        if self.piped is not None:
            self.piped.seek(0)
        return self.piped

    def digest(self) -> str:
        """Return the SHA-256 of the content."""
        if (piped := self.from_start()) is not None:
            return hashlib.sha256(piped.read()).hexdigest()
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @property
    def spoken(self) -> str:
        """Return the name for a message."""
        return "standard input" if self.name == PIPED else self.name

    @property
    def has_no_rows(self) -> str:
        """Say that it does not have rows, and what to do."""
        return (
            f"{self.spoken} has no rows below its header. Check that it is the right list, and "
            "in a workbook the right sheet."
        )

    @property
    def for_reports(self) -> Path:
        """Return the path that its reports are named after."""
        return PIPED_AS if self.piped is not None else self.path


def as_text(path: str) -> str:
    """Return a path as text that can be stored, whatever bytes it is made of."""
    return os.fsencode(path).decode(errors="backslashreplace")


def absolute(path: Path) -> str:
    """Return a list's path as text that does not depend on the working folder."""
    return as_text(str(path.absolute()))


@contextmanager
def open_input(name: str, stdin: BinaryIO) -> Iterator[Input]:
    """Open the list of this name; `-` takes all that is piped in, and so does a pipe's own name.

    Raises:
        InputFileError: what is piped in cannot be read, or has no end.
    """
    path = Path(name)
    if name != PIPED and not is_stream(path):
        yield Input(as_text(name), path)
        return
    with tempfile.TemporaryFile() as spooled:
        given = Input(as_text(name), Path(PIPED), cast("BinaryIO", spooled))
        with stopping_at_once(), ExitStack() as stack:
            stream = stdin if name == PIPED else stack.enter_context(open_stream(path))
            copy_stream(stream, spooled, given.spoken)
        spooled.seek(0)
        yield given


def source_of(loaded: LoadedMapping | None, options: ReadOptions) -> Source:
    """Return how to read the list: what the command line says, else what the mapping says.

    Raises:
        SettingError: the delimiter is not one character.
    """
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
        _check_delimiter(given, source_of(loaded, options), table)
        check_split(given, loaded, options)
        raise


def _check_delimiter(given: Input, source: Source, table: Table) -> None:
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


@dataclass(frozen=True, slots=True)
class StagedList:
    """What has to be known of a list once its rows are staged.

    Attributes:
        file: as given.
        list_path: the path that its reports are named after.
        mapping: the name of its mapping.
        mapping_text: the text of its mapping.
        headers: its own.
        delimiter: its own; a comma for a workbook.
        guesses: what its mapping does not declare.
        is_workbook: it has sheets and typed cells.
    """

    file: str
    list_path: Path
    mapping: str
    mapping_text: str
    headers: tuple[str, ...]
    delimiter: str
    guesses: tuple[str, ...] = ()
    is_workbook: bool = False


@dataclass(frozen=True, slots=True)
class OpenList:
    """A list with its mapping, ready to be built row by row.

    Attributes:
        given: the list as the command line names it.
        loaded: its mapping.
        table: its headers and rows.
        builder: the mapping, fitted to the headers.
        is_guided: a person has just answered for its mapping.
    """

    given: Input
    loaded: LoadedMapping
    table: Table
    builder: RowBuilder
    is_guided: bool = False

    @property
    def facts(self) -> StagedList:
        """Return what has to be known of the list once its rows are staged."""
        return StagedList(
            self.given.name,
            self.given.for_reports,
            self.loaded.name,
            self.loaded.text,
            self.table.headers,
            self.table.delimiter,
            tuple(self.loaded.guesses),
            self.table.is_workbook,
        )

    def new_run(self, target: str, options: ReadOptions, again: str = "") -> NewRun:
        """Return the run of this list on a server; the server is blank in a dry run."""
        digest = self.given.digest() if target else ""
        return NewRun(
            identity=identity(digest, self.loaded, options, again),
            file=self.given.name,
            file_digest=digest,
            mapping=as_text(self.loaded.name),
            mapping_text=self.loaded.text,
            target=target,
            headers=self.table.headers,
            delimiter=self.table.delimiter,
            is_report=self.table.is_report,
            path=absolute(self.given.path),
            problems=self.table.problems,
        )


def identity(file_digest: str, loaded: LoadedMapping, options: ReadOptions, again: str) -> str:
    """Return what is equal for two commands if the second goes on with the run of the first.

    Args:
        file_digest: of the list.
        loaded: its mapping.
        options: how it is read.
        again: what the run is to send again.
    """
    # The ledger keeps it, so it stays as it was: with another text no old run could go on.
    read = f"Reading{repr(options).removeprefix(ReadOptions.__name__)}"
    parts = (file_digest, loaded.digest, read, again)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


Maker = Callable[[Input, ReadOptions, Screen], LoadedMapping | None]
"""Makes the mapping of a list that does not have one; None if it leaves that to the program."""


@contextmanager
def open_list(
    file: str,
    mapping: str | None,
    options: ReadOptions,
    screen: Screen,
    maker: Maker = lambda *_: None,
) -> Iterator[OpenList]:
    """Open a list with the mapping named, found or made for it, and say what was found out.

    Args:
        file: the list.
        mapping: the mapping named; None if none is.
        options: how the list is read.
        screen: the terminal.
        maker: is asked for a mapping before the program makes one.

    Raises:
        InputFileError: the list cannot be read.
        MappingError: the mapping is wrong, or there is none.
        SettingError: an option of reading is wrong.
    """
    with ExitStack() as stack:
        given = stack.enter_context(open_input(file, sys.stdin.buffer))
        found = find_mapping(mapping, given.for_reports, Path.cwd())
        made = None if found else maker(given, options, screen)
        loaded = found or made or _automatic(given, options, screen)
        table = stack.enter_context(opened_table(given, loaded, options))
        first, rows = with_first_rows(table.rows)
        table = replace(table, rows=rows)
        builder = fitted(given, loaded, options, table).surveyed(first)
        for notice in table.notices:
            screen.say(notice)
        if builder.unused and found:
            screen.say(f"Columns not imported: {', '.join(builder.unused)}.")
        yield OpenList(given, loaded, table, builder, is_guided=made is not None)


_OF_A_REPORT = (
    "this error report belongs to a list without a mapping (if not, name the mapping with -m)"
)


def _automatic(given: Input, options: ReadOptions, screen: Screen) -> LoadedMapping:
    # Imported here because a list with its mapping does not need another.
    from customer_import.mapping.suggest.write import automatic_mapping  # noqa: PLC0415

    with opened_table(given, None, options) as table:
        found, ready = automatic_mapping(table), recognised(table.headers)
        if found is None:
            _check_delimiter(given, source_of(None, options), table)
            check_split(given, None, options)
        elif table.is_report:
            found = replace(found, guesses=(*found.guesses, _OF_A_REPORT))
    looked = ", ".join(str(path) for path in mapping_paths(given.for_reports, Path.cwd()))
    if found is None:
        raise MappingError(
            f"No mapping was found ({looked}), and {given.spoken} has no column with a known name.",
            f"Let the program begin a mapping, and complete it:\n{suggest_command(given)}",
        )
    screen.say(f"No mapping was found ({looked}). This one is made from the column names:")
    screen.say_lines(found.text, suggest_command(given))
    if ready:
        screen.say(ready.advice)
    return found


def suggest_command(given: Input) -> str:
    """Return the command that saves a suggestion where `run` looks for it."""
    name = str(given.for_reports.with_name(f"{list_name(given.for_reports)}.yaml"))
    return typed("mapping", "suggest", given.name, "-o", name)
