"""Lists in .xls, .xlsb and .ods: what they hold, what they cannot tell, why some are refused."""

import io
import struct
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from customer_import.errors import InputFileError
from customer_import.problems import Code
from customer_import.readers.open_table import open_table
from customer_import.table import Flaw, Row, Source, Table

DATA = Path(__file__).parent.parent / "data" / "workbooks"
FORMATS = DATA / "formats.xls"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"

Value = str | float | bool | None


def taken(path: Path, source: Source | None = None) -> tuple[Table, list[Row]]:
    """Return a table and its rows, read to the end."""
    with open_table(path, source or Source()) as table:
        return table, list(table.rows)


def cells(rows: Iterable[Row]) -> list[list[str]]:
    """Return the texts of rows."""
    return [list(row.cells) for row in rows]


def record(kind: int, body: bytes = b"") -> bytes:
    """Return a record of an .xlsb (MS-XLSB 2.1.4); none of these is longer than 127 bytes."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(body)]) + body


def wide(text: str) -> bytes:
    """Return a text as an .xlsb has it."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def cell(column: int, value: Value) -> bytes:
    """Return a cell of an .xlsb, in the first style."""
    place = struct.pack("<II", column, 0)
    match value:
        case bool():
            return record(4, place + bytes([value]))
        case "#N/A":
            return record(3, place + b"\x2a")
        case str():
            return record(6, place + wide(value))
        case None:
            return record(1, place)
        case _:
            return record(5, place + struct.pack("<d", value))


Span = tuple[int, int, int, int]
"""The first and the last row, the first and the last column, all from 0."""


def binary_sheet(rows: list[list[Value]], merges: Sequence[Span] = ()) -> bytes:
    """Return the part of a sheet of an .xlsb."""
    size = struct.pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    body = b"".join(
        record(0, struct.pack("<I", at) + bytes(21)) + b"".join(map(cell, range(len(row)), row))
        for at, row in enumerate(rows)
    )
    merged = b"".join(record(176, struct.pack("<IIII", *span)) for span in merges)
    after = record(177, struct.pack("<I", len(merges))) + merged + record(178) if merges else b""
    return record(129) + record(148, size) + record(145) + body + record(146) + after + record(130)


def binary_workbook(*rows: list[Value], merges: Sequence[Span] = ()) -> bytes:
    """Return an .xlsb of one sheet."""
    tab = struct.pack("<II", 0, 1) + wide("rId1") + wide("List")
    book = record(131) + record(143) + record(156, tab) + record(144) + record(132)
    link = f'<Relationship Id="rId1" Type="{DOCUMENT}/worksheet" Target="worksheets/sheet1.bin"/>'
    return zipped(
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.bin", book),
        (
            "xl/_rels/workbook.bin.rels",
            f'<Relationships xmlns="{RELATIONSHIPS}">{link}</Relationships>'.encode(),
        ),
        ("xl/worksheets/sheet1.bin", binary_sheet(list(rows), merges)),
    )


def opendocument(*rows: str, manifest: str = "", kind: bytes = SPREADSHEET) -> bytes:
    """Return an .ods of one sheet, whose rows are given as markup."""
    names = " ".join(f'xmlns:{name}="{OFFICE}:{name}:1.0"' for name in ("office", "table", "text"))
    table = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    return zipped(
        ("mimetype", kind),
        (
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet>"
            f'<table:table table:name="List">{table}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>".encode(),
        ),
        (
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{OFFICE}:manifest:1.0">{manifest}'
            "</manifest:manifest>".encode(),
        ),
    )


def zipped(*members: tuple[str, bytes]) -> bytes:
    """Return a zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def text(value: str) -> str:
    """Return a cell of an .ods that holds a text."""
    return (
        f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
    )


def number(value: str, shown: str) -> str:
    """Return a cell of an .ods that holds a number, and how it is displayed."""
    return (
        f'<table:table-cell office:value-type="float" office:value="{value}">'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook".encode("utf-16-le")
BEGINNING = struct.pack("<HHHHIII", 0x809, 16, 0x600, 5, 0, 0, 0)
LOCKED_XLS = BEGINNING + struct.pack("<HHHHH", 0x2F, 6, 0, 1, 2) + struct.pack("<HH", 0x0A, 0)


def test_an_xls_shows_what_its_formats_show() -> None:
    """Zeros, phones, dates and times of an .xls come as a person sees them."""
    table, rows = taken(FORMATS)
    first = ["00042", "Ann Lee", "00601", "(212) 555-0100", "2021-03-04", "09:30:00"]
    assert table.headers[:5] == ("Number", "Name", "Zip", "Phone", "Since")
    assert cells(rows)[0] == [*first, "1250.5", "0.15", "TRUE", "2021-03-04T10:11:12"]
    assert cells(rows)[1][6:] == ["0.3", "0.2", "FALSE", "2020-02-29"]
    assert [row.number for row in rows] == [4, 5, 6]
    assert not any(row.flaws for row in rows)


def test_an_xls_tells_what_is_hidden_and_not_read() -> None:
    """The notices are those of an .xlsx: sheets, rows above the header, hidden rows and columns."""
    table, _ = taken(FORMATS)
    assert table.notices == (
        "The sheet “Customers” was read, not “Notes” or hidden “Old”; choose another with --sheet.",
        "Column names are in row 3; the rows above are ignored.",
        "Hidden columns are read too: H.",
        "Rows hidden by a filter or by hand are read too: 1.",
    )


@pytest.mark.parametrize("sheet", ["Old", 3])
def test_a_hidden_sheet_of_an_xls_is_read_if_it_is_named(sheet: str | int) -> None:
    """A sheet is named or counted as in any workbook."""
    table, rows = taken(FORMATS, Source(sheet=sheet))
    assert (table.headers, cells(rows)) == (("Number", "Name"), [["1", "Zoe"]])
    assert table.notices == ("The sheet “Old” is hidden.",)


def test_an_xls_may_count_days_from_1904_and_merge_its_header() -> None:
    """The one header finder knows the merged cells of an .xls; 1/0 is the flaw of a cell."""
    table, rows = taken(DATA / "merged-1904.xls")
    assert table.headers == ("Number", "Name", "City", "Since")
    assert table.notices == ("Column names are in rows 1 and 2 together.",)
    assert cells(rows)[0] == ["2", "Ann Z", "Rome", "2021-09-25"]


def test_an_xls_tells_which_rows_lack_a_merged_value() -> None:
    """A region merged over two customers is a warning at the second."""
    _, rows = taken(DATA / "merged-rows.xls")
    assert [[flaw.code for flaw in row.flaws] for row in rows] == [[], [Code.MERGED_CELL], []]
    assert (rows[1].flaws[0].column, "row 2" in rows[1].flaws[0].message) == (2, True)


MERGED = (
    text("North").replace("<table:table-cell", '<table:table-cell table:number-rows-spanned="2"'),
    "<table:covered-table-cell/>",
)
MERGED_ODS = opendocument(
    text("Id") + text("Region"),
    text("C1") + MERGED[0],
    text("C2") + MERGED[1],
    text("C3") + text("South"),
)
MERGED_XLSB = binary_workbook(
    ["Id", "Region"],
    ["C1", "North"],
    ["C2", None],
    ["C3", "South"],
    merges=[(1, 2, 1, 1), (0, 0, 0, 1)],
)


@pytest.mark.parametrize(("name", "data"), [("a.ods", MERGED_ODS), ("a.xlsb", MERGED_XLSB)])
def test_other_workbooks_tell_which_rows_lack_a_merged_value(
    name: str, data: bytes, tmp_path: Path
) -> None:
    """What reads the cells does not tell of merges; the file does."""
    file = tmp_path / name
    file.write_bytes(data)
    table, rows = taken(file)
    assert table.headers == ("Id", "Region")
    flaws = {row.number: [(flaw.code, flaw.column) for flaw in row.flaws] for row in rows}
    assert flaws == {2: [], 3: [(Code.MERGED_CELL, 1)], 4: []}


def test_numbers_with_a_decimal_comma_come_from_an_xls_too() -> None:
    """One mapping with `decimal` reads the workbook and its CSV alike."""
    _, rows = taken(FORMATS, Source(decimal=","))
    assert cells(rows)[0][6:8] == ["1250,5", "0,15"]


def test_an_ods_gives_values_and_doubts_its_whole_numbers() -> None:
    """An .ods does not tell that 42 is displayed as 00042: a notice and a warning say so."""
    table, rows = taken(DATA / "formats.ods")
    assert cells(rows)[0][:6] == ["42", "Ann Lee", "601", "2125550100", "2021-03-04", "09:30:00"]
    assert table.notices[0].startswith("This kind of file does not tell how a number is displayed")
    doubted = {flaw.column for flaw in rows[0].flaws}
    assert {0, 2, 3} <= doubted
    assert doubted.isdisjoint({1, 4, 5, 6, 7})
    assert {(flaw.code, flaw.severity) for flaw in rows[0].flaws} == {
        (Code.ZEROS_UNKNOWN, "warning")
    }


def test_an_xlsb_gives_values_and_doubts_its_whole_numbers(tmp_path: Path) -> None:
    """The sheet of an .xlsb gives its values, and the errors that its cells show."""
    path = tmp_path / "list.xlsb"
    path.write_bytes(
        binary_workbook(
            ["Id", "Name", "Limit", "Active", "Note"],
            [42.0, "Ann", 12.5, True, "#N/A"],
            ["00043", "Bob", None, False, "x"],
        )
    )
    table, rows = taken(path)
    assert table.headers == ("Id", "Name", "Limit", "Active", "Note")
    assert cells(rows) == [
        ["42", "Ann", "12.5", "TRUE", "#N/A"],
        ["00043", "Bob", "", "FALSE", "x"],
    ]
    found = [(row.number, flaw.column, flaw.code) for row in rows for flaw in row.flaws]
    assert found == [(2, 0, Code.ZEROS_UNKNOWN), (2, 4, Code.CELL_ERROR)]


def failed(shown: str, value: str = "", **repeated: int) -> str:
    """Return a cell of an .ods whose formula failed, as LibreOffice writes it."""
    times = "".join(f' table:{name.replace("_", "-")}="{n}"' for name, n in repeated.items())
    return (
        f'<table:table-cell{times} table:formula="of:=1/0" office:value-type="float" '
        f'office:value="{value}"><text:p>{shown}</text:p></table:table-cell>'
    )


def test_an_ods_tells_which_cells_show_an_error(tmp_path: Path) -> None:
    """What the file stores for a formula that failed is not a value: 1/0 is stored as 0."""
    path = tmp_path / "list.ods"
    header = text("Id") + text("Name") + text("Limit") + text("Note")
    path.write_bytes(
        opendocument(
            header,
            text("C1") + failed("#DIV/0!", "0", number_columns_repeated=2) + text("a"),
            text("C2") + text("Ann") + number("7", "7") + failed("Err:502", "0"),
            text("C3") + text("#1 Shop") + number("0", "0") + text("b"),
        )
    )
    _, rows = taken(path)
    found = [(row.number, flaw.column) for row in rows for flaw in row.flaws if _is_error(flaw)]
    assert found == [(2, 1), (2, 2), (3, 3)]
    assert cells(rows) == [
        ["C1", "#DIV/0!", "#DIV/0!", "a"],
        ["C2", "Ann", "7", "Err:502"],
        ["C3", "#1 Shop", "0", "b"],
    ]


def _is_error(flaw: Flaw) -> bool:
    return flaw.code == Code.CELL_ERROR


def test_the_empty_space_before_a_table_counts_as_columns_and_rows(tmp_path: Path) -> None:
    """Row numbers are those of the spreadsheet, wherever the table of an .ods begins."""
    path = tmp_path / "list.ods"
    gap = "<table:table-cell/>"
    path.write_bytes(
        opendocument(
            gap, gap + text("Id") + text("Name"), gap + number("7", "007") + text("Ann"), ""
        )
    )
    table, rows = taken(path)
    assert table.headers == ("Id", "Name")
    assert [(row.number, row.cells, row.flaws[0].column) for row in rows] == [(3, ["7", "Ann"], 0)]


@pytest.mark.parametrize(
    ("name", "notice"),
    [
        ("list.xls", ""),
        ("list.xlsx", "list.xlsx is an old Excel workbook (.xls), whatever its name says."),
        ("list.csv", "list.csv is an old Excel workbook (.xls), whatever its name says."),
    ],
)
def test_the_content_decides_and_not_the_ending(name: str, notice: str, tmp_path: Path) -> None:
    """An .xls is read under any name; another ending than its own is said."""
    path = tmp_path / name
    path.write_bytes(FORMATS.read_bytes())
    table, rows = taken(path)
    assert table.notices[: bool(notice)] == ((notice,) if notice else ())
    assert len(rows) == 3
    assert table.is_workbook


def test_a_pipe_and_a_zip_may_bring_an_old_workbook(tmp_path: Path) -> None:
    """Whatever holds the list, it is read alike."""
    path = tmp_path / "list.zip"
    path.write_bytes(zipped(("formats.xls", FORMATS.read_bytes())))
    assert cells(taken(path)[1]) == cells(taken(FORMATS)[1])
    with open_table(Path("-"), Source(), io.BytesIO(FORMATS.read_bytes())) as table:
        assert cells(table.rows) == cells(taken(FORMATS)[1])


def test_what_the_library_prints_of_a_damaged_workbook_is_not_shown(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A record that is cut off makes the library fail badly; the message is ours alone."""
    path = tmp_path / "list.xlsb"
    path.write_bytes(zipped(("xl/workbook.bin", record(143) + record(156, b"\0"))))
    with pytest.raises(InputFileError, match="damaged, or lacks a part"):
        taken(path)
    assert capfd.readouterr() == ("", "")


ENCRYPTED = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"


@pytest.mark.parametrize(
    ("name", "data", "message", "remedy"),
    [
        ("a.xls", LOCKED_XLS, "protected by a password", "password off"),
        ("a.xls", OLE, "damaged, or was not made by Excel", "repair"),
        ("a.xls", b"\x09\x08\x08\x00", "damaged, or was not", "repair"),
        ("a.xlsb", binary_workbook(["Id"])[:-60], "damaged or was cut off", "again"),
        (
            "a.xlsb",
            zipped(("xl/workbook.bin", b"")),
            "damaged, or lacks a part",
            "save it as .xlsx",
        ),
        ("a.ods", opendocument(text("Id"), manifest=ENCRYPTED), "password", "without a password"),
        (
            "a.ods",
            opendocument(kind=b"application/vnd.oasis.opendocument.text"),
            "not a spread",
            "x",
        ),
        ("a.ods", opendocument("</nothing>"), "damaged, or lacks a part", "save it as .xlsx"),
        ("a.ods", opendocument(), "No visible sheet", "Check"),
    ],
)
def test_what_cannot_be_read_is_said_in_plain_words(
    name: str, data: bytes, message: str, remedy: str, tmp_path: Path
) -> None:
    """A locked or broken file is named, with what is wrong with it and what to do."""
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputFileError, match=f"(?i){message}") as caught:
        taken(path)
    assert caught.value.message.startswith(name)
    assert remedy in caught.value.remedy
