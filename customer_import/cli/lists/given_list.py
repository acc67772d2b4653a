"""A list as the command line names it: a file, or what is piped in."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from customer_import.cli.interrupts import stopping_at_once
from customer_import.readers.content import copy_stream, is_stream, open_stream

PIPED = "-"
PIPED_AS = Path("stdin.csv")
"""The path that reports of a piped list are named after."""


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
