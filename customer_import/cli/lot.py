"""A list opened with its mapping: what `run` and `preview` both begin with."""

import hashlib
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from customer_import.cli.fitting import check_delimiter, fitted, opened_table
from customer_import.cli.input import Input, as_text, opened
from customer_import.cli.reading import Reading, source_of
from customer_import.cli.screen import Screen
from customer_import.errors import MappingError
from customer_import.ledger.runs import NewRun
from customer_import.mapping.find import candidates, find_mapping
from customer_import.mapping.load import LoadedMapping
from customer_import.records.row_builder import RowBuilder
from customer_import.table import Table


@dataclass(frozen=True, slots=True)
class Facts:
    """What is to be known of a list once its rows are staged.

    Attributes:
        file: as given.
        list_path: the path its reports are named after.
        mapping: its mapping's name.
        mapping_text: and text.
        headers: its own.
        delimiter: likewise.
        guesses: what its mapping does not declare.
    """

    file: str
    list_path: Path
    mapping: str
    mapping_text: str
    headers: tuple[str, ...]
    delimiter: str
    guesses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lot:
    """A list with its mapping, ready to be built row by row.

    Attributes:
        given: the list as the command line names it.
        loaded: its mapping.
        table: its headers and rows.
        builder: the mapping, fitted to the headers.
    """

    given: Input
    loaded: LoadedMapping
    table: Table
    builder: RowBuilder

    @property
    def facts(self) -> Facts:
        """What is to be known of it once its rows are staged."""
        return Facts(
            self.given.name,
            self.given.for_reports,
            self.loaded.name,
            self.loaded.text,
            self.table.headers,
            self.table.delimiter,
            tuple(self.loaded.guesses),
        )

    def new_run(self, target: str, reading: Reading, again: str = "") -> NewRun:
        """The run of this list against a server; blank in a dry run."""
        digest = self.given.digest() if target else ""
        return NewRun(
            identity=identity(digest, self.loaded, reading, again),
            file=self.given.name,
            file_digest=digest,
            mapping=as_text(self.loaded.name),
            mapping_text=self.loaded.text,
            target=target,
            headers=self.table.headers,
            delimiter=self.table.delimiter,
            is_report=self.table.is_report,
            path=absolute(self.given.path),
        )


def identity(file_digest: str, loaded: LoadedMapping, reading: Reading, again: str) -> str:
    """Equal for two commands that are to be one run, should it be cut short.

    Args:
        file_digest: of the list.
        loaded: its mapping.
        reading: how it is read.
        again: what the run is to send again.
    """
    parts = (file_digest, loaded.digest, repr(reading), again)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def absolute(path: Path) -> str:
    """A list's path, wherever the command is given."""
    return as_text(str(path.absolute()))


@contextmanager
def open_lot(file: str, mapping: str | None, reading: Reading, screen: Screen) -> Iterator[Lot]:
    """Open a list with the mapping named, found or made for it, and say what was found out.

    Raises:
        InputFileError: the list cannot be read.
        MappingError: the mapping is wrong, or there is none.
        SettingError: an option of reading is wrong.
    """
    with ExitStack() as stack:
        given = stack.enter_context(opened(file, sys.stdin.buffer))
        loaded = find_mapping(mapping, given.for_reports, Path.cwd())
        loaded = loaded or _automatic(given, reading, screen)
        table = stack.enter_context(opened_table(given, loaded, reading))
        builder = fitted(given, loaded, reading, table)
        for notice in table.notices:
            screen.say(notice)
        if builder.unused:
            screen.say(f"Columns that fill nothing: {', '.join(builder.unused)}.")
        yield Lot(given, loaded, table, builder)


_OF_A_REPORT = (
    "that this error report is of a list without a mapping (else name that list's own with -m)"
)


def _automatic(given: Input, reading: Reading, screen: Screen) -> LoadedMapping:
    # Imported here because a list with its mapping needs no other.
    from customer_import.mapping.suggest.write import automatic_mapping  # noqa: PLC0415

    with opened_table(given, None, reading) as table:
        found = automatic_mapping(table)
        if found is None:
            check_delimiter(given, source_of(None, reading), table)
        elif table.is_report:
            found = replace(found, guesses=(*found.guesses, _OF_A_REPORT))
    looked = ", ".join(str(path) for path in candidates(given.for_reports, Path.cwd()))
    if found is None:
        raise MappingError(
            f"No mapping for {given.name} was found, and none of its columns is known by name.",
            f"Write one and name it with -m; it is looked for in {looked}.",
        )
    screen.explain(f"No mapping was found ({looked}); this one is made from the headers:")
    screen.explain(found.text)
    return found
