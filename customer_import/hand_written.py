"""The text of files that people write by hand: a mapping, a token."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path


def read_hand_written(path: Path) -> str:
    """Return a text in UTF-8, or in UTF-16 with its mark, which `>` of Windows PowerShell writes.

    Raises:
        OSError: the file cannot be read.
        UnicodeDecodeError: it is in another encoding.
    """
    content = path.read_bytes()
    is_wide = content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    text = content.decode("utf-16" if is_wide else "utf-8-sig")
    return text.replace("\r\n", "\n").replace("\r", "\n")
