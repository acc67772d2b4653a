"""Many texts as one that is small: what is kept of a list is written to the disk four times.

The records of a list are much alike, so a packet of them takes a tenth of their bytes and less.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

import orjson
from zstandard import ZstdCompressor, ZstdDecompressor, ZstdError, get_frame_parameters

LEVEL = 1
"""The fastest but for those that hardly compress; more takes longer than the disk."""
_CHANGED = "what it keeps of a list is not what was written"


def pack(text: bytes) -> bytes:
    """A text as it is kept."""
    return ZstdCompressor(level=LEVEL, write_checksum=True).compress(text)


def packed(values: Sequence[int] | Sequence[str]) -> bytes:
    """Values as they are kept."""
    return pack(orjson.dumps(values))


def unpack(packed: bytes) -> bytes:
    """A text as it was.

    Raises:
        sqlite3.DatabaseError: the disk has changed it since. SQLite checks how a file is built, not
            what is in it.
    """
    try:
        told = get_frame_parameters(packed)
        # The checksum of a frame that claims to be blank is not looked at; none that is kept is.
        if told.has_checksum and told.content_size:
            return ZstdDecompressor().decompress(packed)
    except (ZstdError, MemoryError) as error:
        # A changed size may ask for more memory than there is.
        raise sqlite3.DatabaseError(_CHANGED) from error
    raise sqlite3.DatabaseError(_CHANGED)


def unpacked(packed: bytes) -> Any:
    """Values as they were.

    Raises:
        sqlite3.DatabaseError: the disk has changed them since.
    """
    return orjson.loads(unpack(packed))
