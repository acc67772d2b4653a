from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

import pytest

from customer_import.hand_written import read_hand_written

TEXT = "Grüße\nto all"
WINDOWS = TEXT.replace("\n", "\r\n")


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        BOM_UTF8 + WINDOWS.encode(),
        BOM_UTF16_LE + WINDOWS.encode("utf-16-le"),
        BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    ],
    ids=["plain", "notepad", "powershell", "big-endian"],
)
def test_a_text_is_the_same_however_it_was_saved(tmp_path: Path, content: bytes) -> None:
    """Marks, line ends and the two encodings of Windows make no difference."""
    (tmp_path / "a").write_bytes(content)
    assert read_hand_written(tmp_path / "a") == TEXT


def test_another_encoding_is_not_guessed(tmp_path: Path) -> None:
    """A text that is neither is refused, since a wrong letter in a name would match nothing."""
    (tmp_path / "a").write_bytes(TEXT.encode("cp1252"))
    with pytest.raises(UnicodeDecodeError):
        read_hand_written(tmp_path / "a")
