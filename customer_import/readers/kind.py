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
)
_OLE = b"\xd0\xcf\x11\xe0"
_OLE_LOOKED_AT = 64 << 20
_ENCRYPTED = "EncryptionInfo".encode("utf-16-le")
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
_MOST_CONTROL = 0.05
_HEADER = 1 << 18
"""Bytes in which the header of an error report ends."""
_FEW_CONTROL = 3


class Kind(Enum):
    """What can be read."""

    TEXT = "text"
    WORKBOOK = "workbook"
    GZIP = "gzip"
    ZIP = "zip"


def kind_of(content: Content) -> Kind:
    """Tell what a file is.

    Raises:
        InputFileError: it is something that cannot be read; the message says what.
    """
    head = content.head()
    if not head:
        raise InputFileError(f"{content.name} is empty.", "Export the list again.")
    if head.startswith(_GZIP):
        return Kind.GZIP
    if head.startswith(_ZIP):
        return _zip_kind(content)
    if head.startswith(_OLE):
        raise _ole(content)
    try:
        _refuse_known(content.name, head)
    except InputFileError:
        # Whatever the columns of its list are called, and whatever its cells hold.
        if report_delimiter(_narrow(content.head(_HEADER)).decode(errors="replace")) is None:
            raise
    return Kind.TEXT


def is_packed(content: Content) -> bool:
    """Tell whether it is a .gz, a .zip or a workbook, which is a .zip too."""
    return content.head().startswith((_GZIP, *_ZIP))


def _zip_kind(content: Content) -> Kind:
    names = zip_names(content)
    lower = [name.lower().replace("\\", "/").lstrip("/") for name in names]
    if "xl/workbook.bin" in lower:
        raise _refusal(content.name, "an Excel binary workbook (.xlsb)", _SAVE)
    if any(name.startswith("xl/") for name in lower):
        return Kind.WORKBOOK
    if "content.xml" in lower and "mimetype" in lower:
        raise _refusal(content.name, "an OpenDocument file (.ods)", _SAVE)
    if any(name.endswith(".iwa") or name == "index.zip" for name in lower):
        raise _refusal(content.name, "an Apple Numbers document", "Export it as CSV or .xlsx.")
    if any(name.startswith("word/") for name in lower):
        raise _refusal(content.name, "a Word document", _EXPORT)
    if "[content_types].xml" in lower or _ending(content.name) in _WORKBOOK_ENDINGS:
        return Kind.WORKBOOK
    return Kind.ZIP


def _ole(content: Content) -> InputFileError:
    body = content.head(_OLE_LOOKED_AT)
    if _ENCRYPTED in body:
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
    if len(_CONTROL.findall(text)) > max(_FEW_CONTROL, _MOST_CONTROL * len(text)):
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
