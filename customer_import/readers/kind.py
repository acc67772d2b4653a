"""What a file is, by what is in it: its ending may say anything."""

import re
from collections.abc import Mapping
from enum import Enum
from pathlib import PurePath

from customer_import.errors import InputFileError
from customer_import.readers.content import Content, zip_member, zip_names
from customer_import.readers.csv.encoding import marked_by
from customer_import.readers.printed import EXPORT, printed_kind
from customer_import.readers.report import report_delimiter

_SAVE = "Open it in Excel (or the program it is from) and save it as .xlsx or CSV."
UNLOCK = "Open it in Excel, take the password off (File > Info) and save it."
_UNPACK = "Unpack it and name the list itself."

_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", EXPORT),
    (b"{\\rtf", "an RTF document", EXPORT),
    (b"BZh", "compressed with bzip2", _UNPACK),
    (b"\xfd7zXZ\x00", "compressed with xz", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"SQLite format 3\x00", "a SQLite database", EXPORT),
    (b"PAR1", "a Parquet file", EXPORT),
    (b"\x89PNG\r\n", "a picture", EXPORT),
    (b"\xff\xd8\xff", "a picture", EXPORT),
    (b"GIF8", "a picture", EXPORT),
    (b"ID;PWXL", "a SYLK sheet", _SAVE),
)
_MEMBERS: tuple[tuple[str, str, str], ...] = (
    (r".+\.iwa|index\.zip", "an Apple Numbers document", "Export it as CSV or .xlsx."),
    (r"word/.+", "a Word document", EXPORT),
    (r"ppt/.+", "a PowerPoint presentation", EXPORT),
)
_OLE = b"\xd0\xcf\x11\xe0"
_OLE_LOOKED_AT = 64 << 20
_LOCKED = tuple(name.encode("utf-16-le") for name in ("EncryptionInfo", "EncryptedPackage"))
_XLS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_BARE_XLS = tuple(
    b"\x09" + rest for rest in (b"\0\4\0", b"\2\6\0", b"\4\6\0", b"\x08\x08\0", b"\x08\x10\0")
)
"""How workbooks of Excel 2 to 95 begin where nothing is around them."""
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
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
    XLSX = "an Excel workbook"
    XLS = "an old Excel workbook (.xls)"
    XLSB = "an Excel binary workbook (.xlsb)"
    ODS = "an OpenDocument spreadsheet (.ods)"
    GZIP = "gzip"
    ZIP = "zip"

    @property
    def is_workbook(self) -> bool:
        """Tell whether it has sheets."""
        return self in _ENDINGS


_ENDINGS: Mapping[FileKind, frozenset[str]] = {
    FileKind.XLSX: frozenset({".xlsx", ".xlsm", ".xltx", ".xltm"}),
    FileKind.XLS: frozenset({".xls", ".xlt"}),
    FileKind.XLSB: frozenset({".xlsb"}),
    FileKind.ODS: frozenset({".ods", ".ots"}),
}
"""The endings of each kind of workbook."""


def kind_of_file(content: Content) -> FileKind:
    """Tell what a file is.

    Raises:
        InputFileError: it is something that cannot be read; the message says what.
    """
    head = content.head()
    if not head:
        raise InputFileError(f"{content.name} is empty.", "Export the list again.")
    if not head.strip(b"\x00"):
        remedy = "Copy or export it again; its content was lost on the way."
        raise _refusal(content.name, "not a list: all its bytes are zero", remedy)
    if head.startswith(_GZIP):
        return FileKind.GZIP
    if head.startswith(_ZIP):
        return _kind_of_zip(content)
    if head.startswith(_OLE):
        return _kind_of_ole(content)
    if head.startswith(_BARE_XLS):
        return FileKind.XLS
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
    return any(_ending(name) in endings for endings in _ENDINGS.values())


def is_named_as(kind: FileKind, name: str) -> bool:
    """Tell whether a file's ending is that of its kind of workbook."""
    return _ending(name) in _ENDINGS[kind]


def _kind_of_zip(content: Content) -> FileKind:
    names = [name.lower().replace("\\", "/").lstrip("/") for name in zip_names(content)]
    for pattern, what, remedy in _MEMBERS:
        if any(re.fullmatch(pattern, name) for name in names):
            raise _refusal(content.name, what, remedy)
    if "xl/workbook.bin" in names:
        return FileKind.XLSB
    if any(name.startswith("xl/") for name in names):
        return FileKind.XLSX
    if "content.xml" in names and "mimetype" in names:
        return _kind_of_opendocument(content)
    if "[content_types].xml" in names or is_named_as(FileKind.XLSX, content.name):
        return FileKind.XLSX
    return FileKind.ZIP


def _kind_of_opendocument(content: Content) -> FileKind:
    if b"spreadsheet" not in zip_member(content, "mimetype"):
        raise _refusal(content.name, "an OpenDocument file, but not a spreadsheet", _SAVE)
    if b"encryption-data" in zip_member(content, "META-INF/manifest.xml"):
        remedy = "Open it, save it as .xlsx without a password, and use that file."
        raise _refusal(content.name, "a spreadsheet protected by a password", remedy)
    return FileKind.ODS


def _kind_of_ole(content: Content) -> FileKind:
    body = content.head(_OLE_LOOKED_AT)
    if any(name in body for name in _LOCKED):
        raise _refusal(content.name, "a workbook protected by a password", UNLOCK)
    if any(name in body for name in _XLS):
        return FileKind.XLS
    raise _refusal(content.name, "an old Office document, or a damaged .xls", _SAVE)


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
        raise _refusal(name, "a JSON file", EXPORT)
    printed = printed_kind(_whole_lines(text))
    if printed:
        raise _refusal(name, printed.what, printed.remedy)
    controls = _CONTROL.findall(text.translate(None, _SHIFTS) if _ESCAPE in text else text)
    if len(controls) > max(_FEW_CONTROL, _MOST_CONTROL * len(text)):
        raise _refusal(name, "not a list but binary data, or damaged", EXPORT)
    if is_named_as_workbook(name) or _ending(name) == ".numbers":
        remedy = "Rename it to .csv, or open it in Excel and save it as .xlsx."
        raise _refusal(name, "plain text (such as CSV) under a workbook's ending", remedy)


def _whole_lines(head: bytes) -> str:
    """Return the beginning of a file as text, without the line that is cut in two."""
    text = head.decode(errors="replace")
    return text[: text.rfind("\n") + 1] or text


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
