"""Files that are not a workbook, or not an honest one."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from customer_import.errors import InputFileError
from customer_import.readers.open_table import open_table
from customer_import.table import Source

HEAD = '<row r="1"><c r="A1" t="str"><v>A</v></c></row>'
WORKSHEET = "xl/worksheets/sheet1.xml"


def pack(*names: str, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Write a zip of parts that say nothing."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name in names:
            archive.writestr(name, "<nothing/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"  \n", "plain text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\x09\x08\x08\x00", "not made by Excel"),
        (b"<html><table>", "web page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "XML file"),
        (b"Name,Email\nAnn,a@b.de\n", "plain text"),
        (b"PK\x03\x04 cut off", "damaged or was cut off"),
        (pack("xl/workbook.bin", "[Content_Types].xml"), "lacks a part"),
        (pack("mimetype", "content.xml"), "OpenDocument"),
        (pack("Index/Document.iwa"), "Numbers"),
        (pack("word/document.xml"), "Word"),
        (pack("ppt/presentation.xml"), "PowerPoint"),
        (pack("readme.txt"), "damaged"),
        (pack("xl/workbook.xml"), "no sheets"),
        (pack("xl/workbook.xml", method=zipfile.ZIP_LZMA), "cannot be unpacked"),
    ],
)
def test_another_file_is_named_for_what_it_is(content: bytes, message: str, tmp_path: Path) -> None:
    """Whatever its ending, the first bytes and the parts tell; the remedy says what to do."""
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputFileError, match=message) as caught, open_table(path, Source()):
        pass
    assert caught.value.remedy


@pytest.mark.parametrize(
    "part", [WORKSHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
)
@pytest.mark.parametrize(
    ("markup", "message"),
    [
        ('<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>', "document type"),
        ("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "document type"),
        ("<a>\x01</a>", r"control character U\+0001"),
        ("<a><b></a>", "damaged"),
        ("<a>&unknown;</a>", "damaged"),
        ("<a", "damaged"),
        ("", "damaged"),
        ("<?xml version='1.0' encoding='klingon'?><a/>", "unknown encoding"),
    ],
)
def test_markup_that_no_workbook_has_is_refused(
    part: str, markup: str, message: str, build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """Entities and document types are refused outright, damage is named with its part."""
    with pytest.raises(InputFileError, match=message):
        take(build(HEAD, changes={part: markup}))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (f'<row><c r="{"x" * (1 << 23)}"/></row>', "not what it should be"),
        ("<a>" * 1000, "not what it should be"),
        ("<row>" + "<c/>" * 16_385 + "</row>", "more than 1,048,576 rows or 16,384 columns"),
        ('<row r="1048576"/><row/>', "more than 1,048,576 rows or 16,384 columns"),
        ('<row r="1048576"><c r="A1"><v>1</v></c></row><row></row>', "more than 1,048,576 rows"),
    ],
    ids=["endless tag", "endless depth", "endless row", "endless rows", "endless usual rows"],
)
def test_a_sheet_without_end_is_refused_soon(
    rows: str, message: str, build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """What would cost memory or hours and is in no workbook ends the reading."""
    with pytest.raises(InputFileError, match=message):
        take(build(rows))


@pytest.mark.parametrize("part", [WORKSHEET, "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_a_part_that_expands_beyond_reason_is_refused(
    part: str, build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """Both sizes are told; nothing is unpacked."""
    with pytest.raises(InputFileError, match=r"would expand from [\d,]+ to 68[\d,]+ bytes"):
        take(build(HEAD, changes={part: b" " * (65 << 20)}))


def test_a_locked_part_is_refused(build: Callable[..., Any], take: Callable[..., Any]) -> None:
    """A zip with a password is told from a damaged one."""
    content = bytearray(build(HEAD).getvalue())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = content.find(signature)
        while position >= 0:
            content[position + offset] |= 1
            position = content.find(signature, position + 4)
    with pytest.raises(InputFileError, match="locked with a password"):
        take(io.BytesIO(bytes(content)))


def test_a_missing_sheet_part_is_damage(
    build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """The part is named."""
    with pytest.raises(InputFileError, match=r"its part xl/worksheets/sheet1\.xml is missing"):
        take(build(HEAD, changes={WORKSHEET: None}))
