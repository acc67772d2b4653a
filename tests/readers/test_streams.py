import io
import os
from pathlib import Path

import pytest

from customer_import.errors import InputFileError
from customer_import.readers.content import LARGEST_STREAM, copy_stream, is_stream

BLOCK = bytes(1 << 20)


class Endless(io.RawIOBase):
    """A stream without an end, which counts what is taken from it."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        """Return as much as is asked for."""
        self.taken += size
        return BLOCK[:size]


def test_a_stream_without_an_end_is_given_up() -> None:
    """What goes on beyond any list is refused, by its name, before it fills the disk."""
    endless = Endless()
    with Path(os.devnull).open("wb") as target, pytest.raises(InputFileError) as raised:
        copy_stream(endless, target, "/dev/zero")  # type: ignore[arg-type]  # it only reads
    assert "/dev/zero brings more than 512 MB" in raised.value.message
    assert LARGEST_STREAM < endless.taken <= LARGEST_STREAM + 2 * len(BLOCK)


def test_a_stream_that_ends_is_copied() -> None:
    """All of it is there, byte for byte."""
    target = io.BytesIO()
    copy_stream(io.BytesIO(b"Id,Name\n1,Ada\n"), target, "-")
    assert target.getvalue() == b"Id,Name\n1,Ada\n"


class Broken(io.RawIOBase):
    """A stream that fails."""

    def read(self, _: int = -1) -> bytes:
        """Fail."""
        raise OSError(5, "Input/output error")


def test_a_stream_that_fails_is_told() -> None:
    """The system's reason is told, and not where the program failed."""
    with pytest.raises(InputFileError, match=r"x cannot be read: Input/output error\."):
        copy_stream(Broken(), io.BytesIO(), "x")  # type: ignore[arg-type]  # it only reads


def test_what_is_to_be_read_once(tmp_path: Path) -> None:
    """A file and a folder are not streams, nor is what does not exist."""
    file = tmp_path / "a"
    file.write_bytes(b"x")
    assert not any(map(is_stream, (file, tmp_path, tmp_path / "gone")))
    if Path("/dev/null").exists():
        assert is_stream(Path("/dev/null"))


class Full(io.RawIOBase):
    """A disk that is full."""

    def write(self, _: object) -> int:
        """Fail."""
        raise OSError(28, "No space left on device")


def test_a_full_disk_is_told_as_that() -> None:
    """Not the list is wrong, but the place where it is kept."""
    with pytest.raises(InputFileError, match=r"x cannot be kept .*: No space left on device"):
        copy_stream(io.BytesIO(b"x"), Full(), "x")  # type: ignore[arg-type]  # it only writes
