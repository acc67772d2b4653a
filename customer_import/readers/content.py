"""The bytes of a list, wherever they come from: a file, a pipe, a .gz, a .zip with one file.

Everything is streamed, and can be opened again: once to find out how it is written, once to read.
"""

import gzip
import io
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from customer_import.errors import InputFileError

_HEAD = 4096
_COPIED = 1 << 20
LARGEST_STREAM = 512 << 20
"""Bytes; a million rows are less than half of it. A file may be larger."""
_BOMB_SIZE = 256 << 20
_BOMB_RATIO = 200
"""Lists shrink five- to fiftyfold; only something made to harm shrinks more, at a large size."""
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db")


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes that can be read again and again.

    Attributes:
        name: as messages call it.
        open: gives the bytes from the start; the caller closes them.
        path: the file on disk that has these very bytes, if there is one.
    """

    name: str
    open: Callable[[], BinaryIO]
    path: Path | None = None

    def head(self, size: int = _HEAD) -> bytes:
        """Return the first bytes."""
        with self.open() as stream:
            return stream.read(size)


def is_stream(path: Path) -> bool:
    """Tell whether a path is neither a file nor a folder: a pipe or a device, to be read once."""
    return path.exists() and not path.is_file() and not path.is_dir()


def open_stream(path: Path) -> BinaryIO:
    """Open what can be read only once; it begins when somebody writes to it.

    Raises:
        InputFileError: it may not be read.
    """
    return _opened(path)


def copy_stream(stream: BinaryIO, target: IO[bytes], name: str) -> None:
    """Copy a stream to its end, which is not beyond `LARGEST_STREAM`.

    Raises:
        InputFileError: it goes on, or breaks off.
    """
    left = LARGEST_STREAM
    while block := _read(stream, name):
        left -= len(block)
        if left < 0:
            raise InputFileError(
                f"{name} brings more than {LARGEST_STREAM >> 20} MB, and perhaps has no end.",
                "Save the list as a file, and name that.",
            )
        try:
            target.write(block)
        except OSError as error:
            reason = error.strerror or "the system refuses it"
            message = f"{name} cannot be kept in the folder for temporary files: {reason}."
            raise InputFileError(message, "Save the list as a file, and name that.") from None


def _read(stream: BinaryIO, name: str) -> bytes:
    try:
        return stream.read(_COPIED)
    except OSError as error:
        reason = error.strerror or "the system refuses it"
        raise InputFileError(f"{name} cannot be read: {reason}.", "Save it as a file.") from None


def from_path(path: Path) -> Content:
    """Return the content of a file.

    Raises:
        InputFileError: there is none, or it may not be read.
    """
    if path.is_dir():
        raise InputFileError(f"{path} is a folder.", "Name the file in it.")
    content = Content(path.name, lambda: _opened(path), path)
    content.head(1)
    return content


@contextmanager
def from_pipe(stream: BinaryIO, name: str = "standard input") -> Iterator[Content]:
    """Give the content of a stream that can be read only once, kept in a nameless file."""
    with tempfile.TemporaryFile() as file:
        shutil.copyfileobj(stream, file, _COPIED)
        yield Content(name, lambda: _again(file))


@contextmanager
def kept(content: Content) -> Iterator[Content]:
    """Give the same content from a file in which one can go back and forth."""
    with content.open() as stream, from_pipe(stream, content.name) as copy:
        yield copy


@contextmanager
def on_disk(content: Content) -> Iterator[Path]:
    """Give a file with the content, for readers that need one."""
    if content.path:
        yield content.path
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, Path(content.name).name)
        with content.open() as stream, copy.open("wb") as target:
            shutil.copyfileobj(stream, target, _COPIED)
        yield copy


def unzipped(content: Content) -> Content:
    """Return what a `.zip` holds.

    Raises:
        InputFileError: it is damaged or encrypted, or holds no file, or several.
    """
    names = [name for name in zip_names(content) if _is_list(name)]
    if len(names) != 1:
        held = f"{len(names)} files" if names else "no file"
        raise InputFileError(
            f"{content.name} holds {held}.", "Put one list into the .zip, or name the list itself."
        )
    return Content(names[0], lambda: _member(content, names[0]))


def gunzipped(content: Content) -> Content:
    """Return what a `.gz` holds."""
    name = content.name.removesuffix(".gz")
    return Content(name, lambda: _inflated(content))


def zip_names(content: Content) -> list[str]:
    """Return the names of the files in a `.zip`.

    Raises:
        InputFileError: it is damaged.
    """
    with content.open() as stream, _refusing_damage(content.name), zipfile.ZipFile(stream) as held:
        return held.namelist()


def zip_member(content: Content, name: str) -> bytes:
    """Return the beginning of a file in a `.zip`; blank where the `.zip` lacks it.

    Raises:
        InputFileError: it is damaged.
    """
    if name not in zip_names(content):
        return b""
    with _member(content, name) as stream:
        return stream.read(_COPIED)


def _is_list(name: str) -> bool:
    return not name.endswith("/") and not any(litter in name for litter in _LITTER)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise InputFileError(f"{path} does not exist.", "Check its name and folder.") from None
    except PermissionError:
        raise InputFileError(
            f"{path} may not be read.", "Close it in other programs, or ask for access to it."
        ) from None
    except (OSError, ValueError) as error:
        raise InputFileError(f"{path} cannot be read: {error}.", "Check the file.") from None


def _again(kept: IO[bytes]) -> BinaryIO:
    return io.BufferedReader(_Slice(kept))


class _Slice(io.RawIOBase):
    """A view of a shared file with a position of its own; closing it leaves the file open."""

    def __init__(self, kept: IO[bytes]) -> None:
        self._kept = kept
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._kept.seek(self._at)
        self._at = self._kept.seek(offset, whence)
        return self._at

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]  # what io passes
        self._kept.seek(self._at)
        data = self._kept.read(len(buffer))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def _member(content: Content, name: str) -> BinaryIO:
    stream = content.open()
    try:
        with _refusing_damage(content.name):
            held = zipfile.ZipFile(stream)
            size = held.getinfo(name).compress_size
            return io.BufferedReader(_Inflating(held.open(name), content.name, size, stream))
    except InputFileError:
        stream.close()
        raise


def _inflated(content: Content) -> BinaryIO:
    stream = content.open()
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    inflating = _Inflating(gzip.GzipFile(fileobj=stream), content.name, size, stream)
    return io.BufferedReader(inflating)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...

    def close(self) -> None: ...


class _Inflating(io.RawIOBase):
    """Compressed bytes as they unfold: damage and bombs are told as such."""

    def __init__(self, inner: _Readable, name: str, size: int, outer: BinaryIO) -> None:
        self._inner = inner
        self._name = name
        self._most = max(_BOMB_SIZE, _BOMB_RATIO * size)
        self._count = 0
        self._outer = outer

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]  # what io passes
        with _refusing_damage(self._name):
            data = self._inner.read(len(buffer))
        self._count += len(data)
        if self._count > self._most:
            raise InputFileError(
                f"{self._name} unfolds to more than {_BOMB_RATIO} times its size.",
                "That is not a list; unpack it yourself if you trust it.",
            )
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
            self._outer.close()
        super().close()


@contextmanager
def _refusing_damage(name: str) -> Iterator[None]:
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, OSError) as error:
        raise InputFileError(
            f"{name} is damaged or was cut off{_reason(error)}, so it cannot be unpacked.",
            "Copy or download it again.",
        ) from None
    except RuntimeError:
        raise InputFileError(
            f"{name} is protected by a password.", "Unpack it and name the list itself."
        ) from None
    except NotImplementedError:
        raise InputFileError(
            f"{name} is packed in a way that cannot be read.", "Unpack it and name the list itself."
        ) from None


def _reason(error: Exception) -> str:
    """Return what the system says of a file it cannot read; what a library says helps nobody."""
    strerror = error.strerror if isinstance(error, OSError) else None
    return f" ({strerror})" if strerror else ""
