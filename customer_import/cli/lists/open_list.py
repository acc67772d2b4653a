"""A list opened with its mapping: what `run`, `preview` and `mapping` begin with."""

import hashlib
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from customer_import.cli.lists.fitted_table import (
    check_delimiter,
    check_split,
    fitted,
    opened_table,
    source_of,
)
from customer_import.cli.lists.given_list import Input, absolute, as_text, open_input
from customer_import.cli.next_command import quoted, suggesting
from customer_import.cli.options.for_reading import ReadOptions
from customer_import.cli.screen import Screen
from customer_import.cli.servers.server import ledgers_in, state_folder
from customer_import.errors import MappingError
from customer_import.ledger.runs.history import last_mapping
from customer_import.ledger.runs.runs import NewRun
from customer_import.mapping.find import find_mapping, mapping_paths, recognised
from customer_import.mapping.load import AUTOMATIC, LoadedMapping
from customer_import.records.columns.survey import with_first_rows
from customer_import.records.row_builder import RowBuilder
from customer_import.table import Table


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
    *,
    state_dir: Path | None = None,
) -> Iterator[OpenList]:
    """Open a list with the mapping named, found or made for it, and say what was found out.

    Args:
        file: the list.
        mapping: the mapping named; None if none is.
        options: how the list is read.
        screen: the terminal.
        maker: is asked for a mapping before the program makes one.
        state_dir: where the ledgers are; None for the usual folder.

    Raises:
        InputFileError: the list cannot be read.
        MappingError: the mapping is wrong, or there is none.
        SettingError: an option of reading is wrong.
    """
    with ExitStack() as stack:
        given = stack.enter_context(open_input(file, sys.stdin.buffer))
        found = find_mapping(mapping, given.for_reports, Path.cwd())
        made = None if found else maker(given, options, screen)
        loaded = found or made or _automatic(given, options, screen, state_dir)
        table = stack.enter_context(opened_table(given, loaded, options))
        first, rows = with_first_rows(table.rows)
        table = replace(table, rows=rows)
        builder = fitted(given, loaded, options, table).surveyed(first)
        for notice in table.notices:
            screen.say(notice)
        if builder.unused and found:
            screen.say(f"Columns not imported: {', '.join(builder.unused)}.")
        yield OpenList(given, loaded, table, builder, is_guided=made is not None)


def _automatic(
    given: Input, options: ReadOptions, screen: Screen, state_dir: Path | None
) -> LoadedMapping:
    # Imported here because a list with its mapping does not need another.
    from customer_import.mapping.suggest.write import automatic_mapping  # noqa: PLC0415

    with opened_table(given, None, options) as table:
        found, ready = automatic_mapping(table), recognised(table.headers)
        hint = _about_report(table, state_dir)
        if found is None and not hint:
            check_delimiter(given, source_of(None, options), table)
        if len(table.headers) == 1 and not hint:
            check_split(given, None, options)
    looked = ", ".join(str(path) for path in mapping_paths(given.for_reports, Path.cwd()))
    if found is None:
        begin = f"Let the program begin a mapping, and complete it:\n{suggest_command(given)}"
        raise MappingError(
            f"No mapping was found ({looked}), and {given.spoken} has no column with a known name.",
            f"It is an error report: {hint}." if hint else begin,
        )
    screen.say(f"No mapping was found ({looked}). This one is made from the column names:")
    screen.say_lines(found.text, suggest_command(given))
    if ready:
        screen.say(ready.advice)
    if not hint:
        return found
    screen.say(f"{given.spoken} is an error report: {hint}.")
    return replace(found, guesses=(f"it is an error report ({hint})", *found.guesses))


def _about_report(table: Table, state_dir: Path | None) -> str:
    """Say how to find the mapping of an error report's list; blank for any other list."""
    if not table.is_report:
        return ""
    known: list[tuple[str, str]] = []
    for ledger in ledgers_in(state_folder(state_dir)):
        # What only makes a message better must not end a command.
        with suppress(sqlite3.Error):
            known += filter(None, [last_mapping(ledger, table.headers)])
    used = max(known)[1] if known else AUTOMATIC
    if used == AUTOMATIC:
        return "if its list has a mapping, name the mapping with -m"
    return f"its list was run with {used}, so add -m {quoted(used)}"


def suggest_command(given: Input) -> str:
    """Return the command that saves a suggestion where `run` looks for it."""
    return suggesting(given.name, given.for_reports)
