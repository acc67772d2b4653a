"""The list as the command line names it: a file, or what is piped in."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

PIPED = "-"
PIPED_AS = Path("stdin.csv")
"""The path that reports of a list piped in are named after."""


@dataclass(frozen=True, slots=True)
class Input:
    """A list to read.

    Attributes:
        name: as given, as text.
        path: the same as a path.
        piped: what came through the pipe, kept in a file nobody else can open; None for a file.
    """

    name: str
    path: Path
    piped: BinaryIO | None = None

    def digest(self) -> str:
        """What tells its content from other content."""
        if self.piped is not None:
            self.piped.seek(0)
            return hashlib.sha256(self.piped.read()).hexdigest()
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @property
    def for_reports(self) -> Path:
        """The path its reports are named after."""
        return PIPED_AS if self.piped is not None else self.path


def as_text(path: str) -> str:
    """A path as text that can be stored, whatever bytes it is made of."""
    return os.fsencode(path).decode(errors="backslashreplace")


@contextmanager
def opened(name: str, stdin: BinaryIO) -> Iterator[Input]:
    """The list of this name; `-` takes all that is piped in."""
    if name != PIPED:
        yield Input(as_text(name), Path(name))
        return
    with tempfile.TemporaryFile() as spooled:
        shutil.copyfileobj(stdin, spooled)
        spooled.seek(0)
        yield Input(name, Path(name), cast("BinaryIO", spooled))
