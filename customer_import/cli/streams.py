"""Standard output and standard error, as pipes, full disks and closed terminals leave them."""

import errno
import io
import os
import sys
from typing import TextIO

from typing_extensions import Buffer

_READER_GONE = {errno.EPIPE, errno.EINVAL if os.name == "nt" else errno.EPIPE}


class OutputLost(OSError):
    """Standard output cannot be written: its disk is full, or broken."""

    def __str__(self) -> str:
        """Return the reason in a sentence."""
        return f"Standard output cannot be written: {self.strerror or 'the system refuses it'}."


def prepare_streams() -> None:
    """Make the standard streams safe to read and to print on.

    An input that a supervisor closed is empty. Any text can be printed: what the code page does
    not have is shown as an escape. A reader that goes away, such as `head`, ends nothing.
    """
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BytesIO())
    sys.stdout = _safe(sys.stdout, is_result=True)
    sys.stderr = _safe(sys.stderr, is_result=False)


def _safe(stream: TextIO | None, *, is_result: bool) -> TextIO:
    if stream is None:
        return io.TextIOWrapper(io.BytesIO(), errors="backslashreplace")
    if os.name == "nt" and stream.isatty():
        # The console of Windows has a way to write of its own.
        return stream
    stream.flush()
    raw = _SafeFile(stream.fileno(), is_result=is_result)
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=stream.encoding,
        errors="backslashreplace",
        line_buffering=stream.isatty() or not is_result,
    )


class _SafeFile(io.FileIO):
    """A file that drops what nobody can read any more.

    Args:
        descriptor: of a standard stream.
        is_result: a loss has to be known; of messages nobody can be told that they are lost.
    """

    def __init__(self, descriptor: int, *, is_result: bool) -> None:
        super().__init__(descriptor, "wb", closefd=False)
        self._is_result = is_result
        self._is_lost = False

    def write(self, data: Buffer, /) -> int:
        """Write, and return how many bytes are done.

        Raises:
            OutputLost: the first time that a result cannot be written.
        """
        size = len(memoryview(data))
        if self._is_lost:
            return size
        try:
            return super().write(data) or 0
        except OSError as error:
            self._is_lost = True
            # A closed terminal answers with an input/output error.
            gone = error.errno in _READER_GONE or (error.errno == errno.EIO and self.isatty())
            if self._is_result and not gone:
                raise OutputLost(error.errno, error.strerror) from error
            return size
