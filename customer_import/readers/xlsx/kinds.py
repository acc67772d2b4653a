"""What a file is that is not a workbook we can read, and what to do about it."""

from collections.abc import Set as AbstractSet
from typing import IO

from customer_import.errors import InputFileError

SAVE_AS = "Open it in its own program, save it as “Excel Workbook (.xlsx)” and use that file."
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_SEARCHED = 1 << 26
_MEMBERS = {
    "xl/workbook.bin": "a binary workbook (.xlsb)",
    "index/document.iwa": "an Apple Numbers document",
    "index.zip": "an Apple Numbers document",
    "content.xml": "an OpenDocument spreadsheet (.ods)",
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a PowerPoint presentation",
}


def explain_other_file(stream: IO[bytes]) -> InputFileError:
    """Return the error for a file that is no readable zip, by its first bytes."""
    stream.seek(0)
    start = stream.read(512)
    if start.startswith(_OLE):
        return _explain_ole(start + stream.read(_SEARCHED))
    if start.startswith(_BIFF):
        return InputFileError("The file is a workbook of an old Excel (.xls).", SAVE_AS)
    if start.startswith(b"PK"):
        return InputFileError(
            "The workbook is damaged: its end is missing or spoilt.",
            "Get the file again, or open it in Excel and save it again as .xlsx.",
        )
    if not start.strip():
        return InputFileError("The file is empty.", "Check that it was saved and sent whole.")
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return InputFileError("The file is a web page or XML, not a workbook.", SAVE_AS)
    return InputFileError("The file is not an Excel workbook (.xlsx), whatever its name.", SAVE_AS)


def explain_other_package(members: AbstractSet[str]) -> InputFileError | None:
    """Return the error for a zip that is something else, by what is in it."""
    names = {name.replace("\\", "/").lstrip("/").casefold() for name in members}
    if any(name.rpartition("/")[2] == "workbook.xml" for name in names):
        return None
    for name, what in _MEMBERS.items():
        if name in names:
            return InputFileError(f"The file is {what}.", SAVE_AS)
    return None


def _explain_ole(content: bytes) -> InputFileError:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return InputFileError(
            "The workbook is locked with a password.",
            "Open it in Excel, take the password off (File > Info > Protect Workbook), save it "
            "and use that file.",
        )
    return InputFileError("The file is a workbook of an old Excel (.xls).", SAVE_AS)
