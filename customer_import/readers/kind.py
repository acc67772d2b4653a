"""What a file is, by what is in it: its ending may say anything."""

import re
from enum import Enum
from pathlib import PurePath

from customer_import.errors import InputFileError
from customer_import.readers.content import Content, zip_names
from customer_import.readers.encoding import marked_by
from customer_import.readers.report import report_delimiter

_SAVE = "Open it in Excel (or the program it is from) and save it as .xlsx or CSV."
_UNPACK = "Unpack it and name the list itself."
_EXPORT = "Export the list as CSV or .xlsx."

_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", _EXPORT),
    (b"{\\rtf", "an RTF document", _EXPORT),
    (b"BZh", "compressed with bzip2", _UNPACK),
    (b"\xfd7zXZ\x00", "compressed with xz", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"SQLite format 3\x00", "a SQLite database", _EXPORT),
    (b"PAR1", "a Parquet file", _EXPORT),
    (b"\x89PNG\r\n", "a picture", _EXPORT),
    (b"\xff\xd8\xff", "a picture", _EXPORT),
    (b"GIF8", "a picture", _EXPORT),
    (b"ID;PWXL", "a SYLK sheet", _SAVE),
    (b"\x09\x00\x04\x00", "an old Excel workbook (.xls)", _SAVE),
    (b"\x09\x02\x06\x00", "an old Excel workbook (.xls)", _SAVE),
    (b"\x09\x04\x06\x00", "an old Excel workbook (.xls)", _SAVE),
    (b"\x09\x08\x08\x00", "an old Excel workbook (.xls)", _SAVE),
    (b"\x09\x08\x10\x00", "an old Excel workbook (.xls)", _SAVE),
)
_MEMBERS: tuple[tuple[str, str, str], ...] = (
    (r"xl/workbook\.bin", "an Excel binary workbook (.xlsb)", _SAVE),
    (r".+\.iwa|index\.zip", "an Apple Numbers document", "Export it as CSV or .xlsx."),
    (r"word/.+", "a Word document", _EXPORT),
    (r"ppt/.+", "a PowerPoint presentation", _EXPORT),
)
_OLE = b"\xd0\xcf\x11\xe0"
_OLE_LOOKED_AT = 64 << 20
_LOCKED = tuple(name.encode("utf-16-le") for name in ("EncryptionInfo", "EncryptedPackage"))
_XLS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_WORKBOOK_ENDINGS = {".xlsx", ".xlsm", ".xltx", ".xltm"}
_OFFICE_ENDINGS = _WORKBOOK_ENDINGS | {".xls", ".xlsb", ".ods", ".numbers"}
_HTML = re.compile(
    rb"(?:<!--.*?-->|\s)*<(?:!doctype\s+html|html|head|body|table|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(rb"\s*<\?xml\b")
_JSON = re.compile(rb'\s*(?:\{\s*"|\[\s*[\[{])')
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1e\x7f]")
_ESCAPE, _SHIFTS = b"\x1b$", b"\x0e\x0f"
"""With which ISO-2022 switches between letters and other characters."""
_MOST_CONTROL = 0.05
_HEADER = 1 << 18
"""Bytes in which the header of an error report ends."""
_FEW_CONTROL = 3


class FileKind(Enum):
    """What can be read."""

    TEXT = "text"
    WORKBOOK = "workbook"
    GZIP = "gzip"
    ZIP = "zip"


def kind_of_file(content: Content) -> FileKind:
    """Tell what a file is.

    Raises:
        InputFileError: it is something that cannot be read; the message says what.
    """
    head = content.head()
    if not head:
        raise InputFileError(f"{content.name} is empty.", "Export the list again.")
    if head.startswith(_GZIP):
        return FileKind.GZIP
    if head.startswith(_ZIP):
        return _kind_of_zip(content)
    if head.startswith(_OLE):
        raise _explain_ole(content)
    try:
        _refuse_known(content.name, head)
    except InputFileError:
        # Whatever the columns of its list are called, and whatever its cells hold.
        if report_delimiter(_narrow(content.head(_HEADER)).decode(errors="replace")) is None:
            raise
    return FileKind.TEXT


def is_packed(content: Content) -> bool:
    """Tell whether it is a .gz, a .zip or a workbook, which is a .zip too."""
    return content.head().startswith((_GZIP, *_ZIP))


def is_named_as_workbook(name: str) -> bool:
    """Tell whether a file's ending is that of a workbook that can be read."""
    return _ending(name) in _WORKBOOK_ENDINGS


def _kind_of_zip(content: Content) -> FileKind:
    names = [name.lower().replace("\\", "/").lstrip("/") for name in zip_names(content)]
    for pattern, what, remedy in _MEMBERS:
        if any(re.fullmatch(pattern, name) for name in names):
            raise _refusal(content.name, what, remedy)
    if any(name.startswith("xl/") for name in names):
        return FileKind.WORKBOOK
    if "content.xml" in names and "mimetype" in names:
        raise _refusal(content.name, "an OpenDocument file (.ods)", _SAVE)
    if "[content_types].xml" in names or is_named_as_workbook(content.name):
        return FileKind.WORKBOOK
    return FileKind.ZIP


def _explain_ole(content: Content) -> InputFileError:
    body = content.head(_OLE_LOOKED_AT)
    if any(name in body for name in _LOCKED):
        remedy = "Open it in Excel, take the password off (File > Info) and save it."
        return _refusal(content.name, "a workbook protected by a password", remedy)
    if any(name in body for name in _XLS):
        return _refusal(content.name, "an old Excel workbook (.xls)", _SAVE)
    return _refusal(content.name, "an old Office document, or a damaged .xls", _SAVE)


def _refuse_known(name: str, head: bytes) -> None:
    for magic, what, remedy in _MAGIC:
        if head.startswith(magic):
            raise _refusal(name, what, remedy)
    text = _narrow(head)
    if _HTML.match(text):
        raise _refusal(name, "a web page (HTML), whatever its ending says", _SAVE)
    if _XML.match(text):
        sheet = b"urn:schemas-microsoft-com:office:spreadsheet" in text
        raise _refusal(name, "an XML spreadsheet" if sheet else "an XML file", _SAVE)
    if _JSON.match(text):
        raise _refusal(name, "a JSON file", _EXPORT)
    controls = _CONTROL.findall(text.translate(None, _SHIFTS) if _ESCAPE in text else text)
    if len(controls) > max(_FEW_CONTROL, _MOST_CONTROL * len(text)):
        raise _refusal(name, "not a list but binary data, or damaged", _EXPORT)
    if _ending(name) in _OFFICE_ENDINGS:
        remedy = "Rename it to .csv, or open it in Excel and save it as .xlsx."
        raise _refusal(name, "plain text (such as CSV) under a workbook's ending", remedy)


def _narrow(head: bytes) -> bytes:
    """Return the text as bytes of one kind, UTF-16 and the like undone."""
    marked = marked_by(head)
    if marked:
        return head[marked.skip :].decode(marked.codec, "ignore").encode("utf-8", "ignore")
    return head.replace(b"\x00", b"")


def _refusal(name: str, what: str, remedy: str) -> InputFileError:
    return InputFileError(f"{name} is {what}.", remedy)


def _ending(name: str) -> str:
    return PurePath(name).suffix.lower()
