import gzip
import io
import os
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from customer_import.errors import InputFileError
from customer_import.readers.open_table import open_table
from customer_import.table import REPORT_COLUMNS, Source

CSV = b"id,name\n1,Ann\n2,Bob\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def zipped(*members: tuple[str, bytes]) -> bytes:
    """Return a zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def workbook(*rows: tuple[str, ...]) -> bytes:
    """Return a workbook of one sheet."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


XLSX = workbook(("id", "name"), ("1", "Ann"), ("2", "Bob"))


def saved(folder: Path, name: str, data: bytes) -> Path:
    """Return the path of a file with the data."""
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", CSV),
        ("a.txt", CSV),
        ("a", CSV),
        ("a.tsv", CSV.replace(b",", b"\t")),
        ("a.csv.gz", gzip.compress(CSV)),
        ("a.zip", zipped(("a.csv", CSV))),
        ("a.zip", zipped(("a/", b""), ("a/b.csv", CSV), ("__MACOSX/a/._b.csv", b"\x00"))),
        ("a.xlsx", XLSX),
        ("a.xlsm", XLSX),
        ("a.xlsx.gz", gzip.compress(XLSX)),
        ("a.zip", zipped(("a.xlsx", XLSX))),
        ("a.csv", XLSX),
    ],
)
def test_a_list_is_read_from_whatever_holds_it(name: str, data: bytes, tmp_path: Path) -> None:
    """What is in the file decides, from disk and from a pipe alike."""
    for path, pipe in ((saved(tmp_path, name, data), None), (Path("-"), io.BytesIO(data))):
        with open_table(path, Source(), pipe) as table:
            assert table.headers == ("id", "name")
            assert [tuple(row.cells) for row in table.rows] == [("1", "Ann"), ("2", "Bob")]


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"\xef\xbb\xbf\n\n", "has no rows"),
        ("a.xlsx", CSV, "plain text"),
        ("a.xls", CSV.replace(b",", b"\t"), "plain text"),
        ("a.xls", b"<html><body><table><tr><td>1</td></tr></table>", "web page"),
        ("a.csv", b"\xef\xbb\xbf<!DOCTYPE html>\n<html>", "web page"),
        ("a.xls", "<html>".encode("utf-16"), "web page"),
        ("a.xls", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "XML"),
        ("a.csv", b'[{"id": 1}]', "JSON"),
        ("a.pdf", b"%PDF-1.7\n", "PDF"),
        ("a.csv", bytes(range(256)) * 4, "binary"),
        ("a.xls", OLE + "Workbook".encode("utf-16-le"), "damaged, or was not made by Excel"),
        ("a.xlsx", OLE + "EncryptionInfo".encode("utf-16-le"), "password"),
        ("a.doc", OLE, "old Office document"),
        ("a.xlsb", zipped(("xl/workbook.bin", b"")), "damaged, or lacks a part"),
        ("a.ods", zipped(("mimetype", b"x"), ("content.xml", b"")), "OpenDocument"),
        ("a.numbers", zipped(("Index/Document.iwa", b"")), "Numbers"),
        ("a.docx", zipped(("word/document.xml", b"")), "Word"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", "7-Zip"),
        ("a.zip", zipped(("a.csv", CSV), ("b.csv", CSV)), "holds 2 files"),
        ("a.zip", zipped(), "holds no file"),
        ("a.zip", zipped(("a.csv", CSV))[:-30], "damaged"),
        ("a.csv.gz", gzip.compress(CSV * 1000)[:-12], "damaged or was cut off"),
        ("a.gz", gzip.compress(gzip.compress(gzip.compress(CSV))), "too many times"),
        ("a.gz", b"\x1f\x8b", "damaged"),
    ],
)
def test_what_is_no_list_is_called_by_its_name(
    name: str, data: bytes, what: str, tmp_path: Path
) -> None:
    """The message says what the file is, and the remedy what to do."""
    with (
        pytest.raises(InputFileError, match=what) as caught,
        open_table(saved(tmp_path, name, data), Source()) as table,
    ):
        list(table.rows)
    assert caught.value.remedy


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped(("a.csv", data))])
def test_a_bomb_is_refused(pack: object, tmp_path: Path) -> None:
    """What unfolds to hundreds of megabytes from next to nothing is not a list."""
    assert callable(pack)
    path = saved(tmp_path, "a.gz", pack(b"id,name\n" + b"1,Ann Smith, 1 Long Road\n" * 11_000_000))
    with pytest.raises(InputFileError, match="unfolds to more than"), open_table(path, Source()):
        pass


def test_an_encrypted_zip_says_so(tmp_path: Path) -> None:
    """A password is the user's business."""
    data = bytearray(zipped(("a.csv", CSV)))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with (
        pytest.raises(InputFileError, match="password"),
        open_table(saved(tmp_path, "a.zip", bytes(data)), Source()),
    ):
        pass


def test_a_missing_file_and_a_folder_say_so(tmp_path: Path) -> None:
    """Neither is a list."""
    with (
        pytest.raises(InputFileError, match="does not exist"),
        open_table(tmp_path / "x.csv", Source()),
    ):
        pass
    with pytest.raises(InputFileError, match="is a folder"), open_table(tmp_path, Source()):
        pass
    with (
        pytest.raises(InputFileError, match="cannot be read"),
        open_table(Path("a\x00.csv"), Source()),
    ):
        pass


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read anything")
def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    """Rights are not repaired by exporting the list again."""
    path = saved(tmp_path, "a.csv", CSV)
    path.chmod(0)
    with pytest.raises(InputFileError, match="may not be read"), open_table(path, Source()):
        pass


def test_a_workbook_under_another_ending_is_read_and_said(tmp_path: Path) -> None:
    """The ending may say anything."""
    with open_table(saved(tmp_path, "a.csv", XLSX), Source()) as table:
        assert "Excel workbook" in table.notices[0]


def test_a_report_saved_as_a_workbook_is_a_report(tmp_path: Path) -> None:
    """The sheet and header row of the list it reports on do not hold for it."""
    row = ("1", "'=Ann", "9", "unknown", "", "no-answer", "no answer came")
    path = saved(tmp_path, "a.xlsx", workbook(("id", "name", *REPORT_COLUMNS), row))
    with open_table(path, Source(sheet="Customers", header_row=4)) as table:
        assert table.is_report
        assert table.headers == ("id", "name")
        only = next(table.rows)
        assert (list(only.cells), only.unknown) == (["1", "=Ann"], True)


def test_files_are_closed_when_a_reader_stops_half_way(tmp_path: Path) -> None:
    """Leaving the context is enough, in whatever the list is packed."""
    many = CSV + b"3,Cy\n" * 100_000
    for name, data in (("a.csv", many), ("a.gz", gzip.compress(many)), ("a.xlsx", XLSX)):
        with open_table(saved(tmp_path, name, data), Source()) as table:
            assert next(table.rows).number == 2
