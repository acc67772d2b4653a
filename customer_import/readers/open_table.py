"""Customer lists of any make, read as a spreadsheet shows them."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from customer_import.errors import InputFileError
from customer_import.readers.content import (
    Content,
    from_path,
    from_pipe,
    gunzipped,
    is_stream,
    kept,
    on_disk,
    unzipped,
)
from customer_import.readers.kind import FileKind, is_named_as, is_packed, kind_of_file
from customer_import.readers.report import is_report_header, restored, without_report
from customer_import.table import Source, Table

_PIPE = Path("-")
_MOST_WRAPPINGS = 2
_OPENERS: Mapping[FileKind, Callable[[Content], Content]] = {
    FileKind.GZIP: gunzipped,
    FileKind.ZIP: unzipped,
}

WorkbookOpener = Callable[[Path, Source], AbstractContextManager[Table]]


@contextmanager
def open_table(path: Path, source: Source, stdin: BinaryIO | None = None) -> Iterator[Table]:
    """Give the list in a file; its rows can be read while the context lasts.

    Args:
        path: the file, or `-` for what is piped in.
        source: how to read it, as far as the user says so.
        stdin: the bytes that `-` stands for; the program's own standard input by default.

    Raises:
        InputFileError: it cannot be read as a table; the message says what it is and what to do.
        SettingError: the delimiter is none.
    """
    with ExitStack() as stack:
        content, kind = _unwrapped(_content(path, stdin, stack), stack)
        if kind.is_workbook:
            table = stack.enter_context(_workbook(content, kind, source))
        else:
            from customer_import.readers.csv.csv_table import open_csv  # noqa: PLC0415 - only for CSV

            table = stack.enter_context(open_csv(content, source))
        table = without_report(table)
        yield restored(table) if source.apostrophes == "restore" else table


def check_there(path: Path) -> None:
    """See whether there is a list at a path, before anything else is asked for.

    Raises:
        InputFileError: there is none, or it may not be read.
    """
    # What is read from a pipe to look at it would be gone.
    if path != _PIPE and not is_stream(path):
        from_path(path)


def _content(path: Path, stdin: BinaryIO | None, stack: ExitStack) -> Content:
    if path == _PIPE:
        return stack.enter_context(from_pipe(stdin or sys.stdin.buffer))
    return from_path(path)


def _unwrapped(content: Content, stack: ExitStack) -> tuple[Content, FileKind]:
    """Take the list out of its .gz or .zip; what is packed in turn is kept until the end."""
    for _ in range(_MOST_WRAPPINGS):
        kind = kind_of_file(content)
        if kind not in _OPENERS:
            return content, kind
        inner = _OPENERS[kind](content)
        content = stack.enter_context(kept(inner)) if is_packed(inner) else inner
    kind = kind_of_file(content)
    if kind in _OPENERS:
        raise InputFileError(f"{content.name} is packed too many times.", "Unpack it.")
    return content, kind


@contextmanager
def _workbook(content: Content, kind: FileKind, source: Source) -> Iterator[Table]:
    open_workbook = _workbook_opener(kind)
    with on_disk(content) as file, _named(content.name):
        if source != Source(decimal=source.decimal) and _is_report(file, open_workbook):
            source = Source(decimal=source.decimal)
        with open_workbook(file, source) as read:
            table = replace(read, is_workbook=True)
            yield table if is_named_as(kind, content.name) else _noticed(table, kind, content.name)


def _workbook_opener(kind: FileKind) -> WorkbookOpener:
    """Return what opens a kind of workbook; each is imported late, because all are slow."""
    if kind is FileKind.XLSX:
        from customer_import.readers.xlsx.workbook import open_workbook  # noqa: PLC0415

        return open_workbook
    if kind is FileKind.XLS:
        from customer_import.readers.xls_workbook import open_xls  # noqa: PLC0415

        return open_xls
    from customer_import.readers.calamine_workbook import open_with_calamine  # noqa: PLC0415

    return open_with_calamine


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Name the file in what is said of a workbook."""
    try:
        yield
    except InputFileError as error:
        if name in error.message:
            raise
        message = f"{name}: {error.message[:1].lower()}{error.message[1:]}"
        raise InputFileError(message, error.remedy) from error


def _is_report(file: Path, opener: WorkbookOpener) -> bool:
    """Tell whether a workbook is an error report, for which the source's settings do not hold."""
    try:
        with opener(file, Source()) as table:
            return is_report_header(table.headers)
    except InputFileError:
        return False


def _noticed(table: Table, kind: FileKind, name: str) -> Table:
    notice = f"{name} is {kind.value}, whatever its name says."
    return replace(table, notices=(notice, *table.notices))


__all__ = ["check_there", "open_table"]
