"""The zip that a workbook is: its parts found whatever their spelling, their size bounded."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple, Self

from customer_import.errors import InputFileError
from customer_import.readers.xlsx.part_xml import REPAIR, Attributes, Handlers, attribute, parse

_MOST_RELATIONS = 10_000
HARMLESS = 64 << 20
"""Bytes a part may expand to whatever its ratio."""
RATIO = 200
"""Sheets of honest workbooks shrink 10 to 60 fold; zip bombs come near deflate's limit, 1032."""
HELD_RATIO = 40
"""For what is held in memory; honest shared texts shrink 3 to 15 fold."""

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What zipfile raises over bytes that are not a zip."""


class Relation(NamedTuple):
    """What one part says of another.

    Attributes:
        kind: the last word of its type, such as `worksheet`.
        part: the other part's name.
    """

    kind: str
    part: str


class PackagePart:
    """One part as a stream whose errors are the workbook's."""

    def __init__(self, name: str, stream: IO[bytes]) -> None:
        self.name = name
        self._stream = stream

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""
        try:
            return self._stream.read(size)
        except DAMAGE as error:
            raise _damaged(self.name) from error


class Package:
    """A workbook's parts, by names without regard to case, slashes and backslashes."""

    def __init__(self, archive: zipfile.ZipFile, parts: ExitStack) -> None:
        self._archive = archive
        self._open = parts
        self._parts = {_normal(info.filename): info for info in archive.infolist()}

    def has(self, name: str) -> bool:
        """Tell whether there is such a part."""
        return _normal(name) in self._parts

    def open(self, name: str, ratio: int = RATIO) -> PackagePart:
        """Open a part.

        Args:
            name: the part's.
            ratio: how many times larger than in the file it may be.

        Raises:
            InputFileError: it is missing, locked, or would expand beyond reason.
        """
        info = self._parts.get(_normal(name))
        if info is None:
            raise InputFileError(f"The workbook is damaged: its part {name} is missing.", REPAIR)
        _check(info, ratio)
        try:
            return self._open.enter_context(PackagePart(name, self._archive.open(info)))
        except DAMAGE as error:
            raise _damaged(name) from error

    def parse(self, name: str, handlers: Handlers) -> None:
        """Read a whole part, which no workbook has a large one of, through its handlers."""
        with self.open(name, ratio=0) as part:
            parse(part, name, handlers)

    def relations(self, name: str) -> dict[str, Relation]:
        """Return what a part refers to, by the ids it uses; a blank name is the package itself."""
        folder, _, base = name.rpartition("/")
        path = f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"
        found: dict[str, Relation] = {}

        def start(tag: str, attributes: Attributes) -> None:
            if tag == "Relationship" and len(found) < _MOST_RELATIONS:
                kind = attribute(attributes, "Type").rpartition("/")[2]
                target = _resolve(folder, attribute(attributes, "Target"))
                found[attribute(attributes, "Id")] = Relation(kind, target)

        if self.has(path):
            self.parse(path, Handlers(start))
        return found

    def related(self, name: str, kind: str) -> str | None:
        """Return the part of one kind that a part refers to, if there is one."""
        for relation in self.relations(name).values():
            if relation.kind == kind and self.has(relation.part):
                return relation.part
        return None


@contextmanager
def open_package(file: Path | BinaryIO) -> Iterator[Package]:
    """Open a workbook's file.

    Raises:
        InputFileError: it is damaged.
    """
    try:
        archive = zipfile.ZipFile(file)
    except DAMAGE as error:
        raise InputFileError(
            "The workbook is damaged: its end is missing or spoilt.",
            "Get the file again, or open it in Excel and save it again as .xlsx.",
        ) from error
    # The file is closed only with the last of its parts, which sheets that are not read to the end
    # leave open.
    with archive, ExitStack() as parts:
        yield Package(archive, parts)


def _normal(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _resolve(folder: str, target: str) -> str:
    target = target.replace("\\", "/")
    steps = [] if target.startswith("/") else folder.split("/")
    for step in target.split("/"):
        if step == "..":
            del steps[-1:]
        elif step not in {"", "."}:
            steps.append(step)
    return "/".join(step for step in steps if step)


def _check(info: zipfile.ZipInfo, ratio: int) -> None:
    if info.flag_bits & 1:
        raise InputFileError(
            f"The workbook's part {info.filename} is locked with a password.",
            "Save the workbook without a password and use that file.",
        )
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise _damaged(info.filename)
    if info.file_size > HARMLESS and info.file_size > ratio * info.compress_size:
        raise InputFileError(
            f"The workbook's part {info.filename} would expand from {info.compress_size:,} to "
            f"{info.file_size:,} bytes, as only an attack or a damaged file does.",
            "Ask for a clean copy of the file, or open it in Excel and save it again.",
        )


def _damaged(name: str) -> InputFileError:
    return InputFileError(
        f"The workbook is damaged: its part {name} cannot be unpacked.",
        "Get the file again, or open it in Excel and save it again as .xlsx.",
    )
