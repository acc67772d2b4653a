"""Files that others wrote, each with what must come of it."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from customer_import.errors import InputFileError
from customer_import.readers.open_table import open_table
from customer_import.table import Row, Source

DATA = Path(__file__).parents[2] / "data" / "csv"


class Expected(NamedTuple):
    """What a file must give.

    Attributes:
        headers: the first ones.
        width: the number of columns.
        rows: the number of rows.
        flawed: the rows with a problem, and its code.
        last: the last row's first cells.
        said: a word of the notices; "" where nothing is to be said.
    """

    headers: tuple[str, ...]
    width: int
    rows: int
    flawed: dict[int, str]
    last: tuple[str, ...]
    said: str = ""


ABC = ("a", "b", "c")
FILES = {
    "csvkit/bad.csv": Expected(
        ("column_a",), 3, 3, {2: "row-long", 3: "row-short"}, ("0", "mixed types.... uh oh", "17")
    ),
    "csvkit/bad_skip_lines.csv": Expected(
        ("column_a",), 3, 3, {5: "row-long", 6: "row-short"}, ("0",)
    ),
    "csvkit/blanks.csv": Expected(ABC, 6, 1, {}, ("", "NA", "N/A", "NONE", "NULL", ".")),
    "csvkit/dummy.tsv": Expected(ABC, 3, 1, {}, ("1", "2", "3"), "tab"),
    "csvkit/mac_newlines.csv": Expected(ABC, 3, 2, {}, ("Once upon\ra time", "5", "6")),
    "csvkit/null_byte.csv": Expected(ABC, 3, 1, {}, ("\x00", "2", "3")),
    "csvkit/test_empty_columns.csv": Expected(ABC, 3, 2, {3: "row-short"}, ("", "", "c", "")),
    "csvkit/test_extra_header.csv": Expected(ABC, 4, 1, {2: "row-short"}, ("1", "2", "3")),
    "csvkit/test_latin1.csv": Expected(ABC, 3, 2, {}, ("4", "5", "©"), "cp1252"),
    "csvkit/test_utf16_big.csv": Expected(ABC, 3, 2, {}, ("4", "5", "ʤ"), "UTF-16"),
    "csvkit/test_utf16_little.csv": Expected(ABC, 3, 2, {}, ("4", "5", "ʤ"), "UTF-16"),
    "csvkit/test_utf8_bom.csv": Expected(("foo", "bar", "baz"), 3, 2, {}, ("4", "5", "ʤ")),
    "csvkit/realdata/Datagov_FY10_EDU_recp_by_State.csv": Expected(
        ("State Name", "State Abbreviate"), 9, 55, {}, (), "row 3"
    ),
    "frictionless/blank-headers.csv": Expected(("id", "", "age"), 3, 2, {}, ("1102", "Julie")),
    "frictionless/capitals.csv": Expected(("id", "cid", "name"), 3, 5, {}, ("5", "5", "Lisbon")),
    "frictionless/compression/implicit-gz.csv": Expected(("id",), 2, 2, {}, ("2", "中国人")),
    "frictionless/compression/implicit-zip.csv": Expected(("id",), 2, 2, {}, ("2", "中国人")),
    "frictionless/countries.csv": Expected(
        ("id", "neighbor_id"), 4, 5, {4: "row-long", 7: "row-short"}, ("5",), "row 2"
    ),
    "frictionless/country-2.csv": Expected(("id", "neighbor_id"), 4, 5, {}, ("5", "4"), "row 2"),
    "frictionless/duplicate-headers.csv": Expected(
        ("id", "name", "id", "age", "id"), 5, 2, {}, ("1102", "Julie", "0", "26", "001102")
    ),
    "frictionless/escaping.csv": Expected(("ID", "Test"), 2, 3, {4: "quote"}, ("3",)),
    "frictionless/issue-1109.csv": Expected(("int", "number"), 3, 3, {}, ("3", "3.14", "string")),
    "frictionless/issue-1138.csv": Expected(("Zeit [MEZ]",), 3, 7, {}, ("15.07.2013",), "';'"),
    "frictionless/latin1.csv": Expected(("id", "name"), 2, 2, {}, ("2", "©"), "cp1252"),
    "frictionless/numeric-labels.csv": Expected(("id", "100022"), 10, 3, {}, ("id3", "TRUE")),
    "frictionless/structure-errors.csv": Expected(
        ("id", "name", "age"), 3, 3, {5: "row-long"}, ("1",)
    ),
    "frictionless/table-infer-iso-8859-7.csv": Expected(
        ("id", "age", "name"), 3, 4, {}, ("4", "28", "Ευστοργιος"), "cp1253"
    ),
    "frictionless/without-rows.csv": Expected(("id", "name"), 2, 0, {}, ()),
    "phpspreadsheet/line_break_in_enclosure.csv": Expected(("Name", "Copy"), 3, 5, {}, ()),
    "phpspreadsheet/line_break_escaped_32le.csv": Expected(
        ("Name", "Copy"), 3, 4, {}, (), "UTF-32"
    ),
    "phpspreadsheet/sep.csv": Expected(("A", "1"), 2, 1, {}, ("2", "3")),
    "phpspreadsheet/utf16be.line_break_in_enclosure.csv": Expected(
        ("Name", "Copy"), 3, 5, {}, (), "UTF-16"
    ),
    "readr/basic-df-singlequote.csv": Expected(
        ("a", "b", "c", "d"), 4, 10, {}, ("FALSE", "4"), "apostrophe"
    ),
    "readr/eol-cr.csv": Expected(("x", "y"), 2, 3, {}, ("3", "c")),
    "readr/eol-crlf.csv": Expected(("x", "y"), 2, 3, {}, ("3", "c")),
    "readr/eol-lf.csv": Expected(("x", "y"), 2, 3, {}, ("3", "c")),
    "readr/eol-cr.txt.gz": Expected(("x y",), 1, 3, {}, ("3 c",)),
    "readr/eol-cr.txt.zip": Expected(("x y",), 1, 3, {}, ("3 c",)),
    "readr/raw.csv": Expected(("abc", "def"), 2, 1, {}, ("ab\x00c", "def")),
    "chatwoot/invalid_contacts.csv": Expected(
        ("id", "first_name"), 8, 25, dict.fromkeys(range(5, 27), "row-short"), ("25",)
    ),
    "datev/EXTF_Stammdaten.csv": Expected(("Konto",), 254, 4, {}, (), "row 2"),
    "ghost-members/members-duplicate-emails.csv": Expected(
        ("email",),
        1,
        2,
        {},
        ("duplicate@example.com",),
        "The rows have one cell more than the header; is a separator missing in row 1?",
    ),
    "ghost-members/members-duplicate-mapping.csv": Expected(
        ("Email", "email_addr"), 2, 1, {}, ("", "member+dup@example.com")
    ),
    "ghost-members/members-ragged-row.csv": Expected(
        ("email", "name", "note"), 3, 2, {2: "row-short"}, ("ragged-full@example.com", "Bob")
    ),
    "kickserv/customers.csv": Expected(("Name", "Phone Number"), 35, 0, {}, ()),
    "salesforce-npsp/NPSP_Data_Import_Template_csv.csv": Expected(
        ("Contact1 Salutation",), 67, 0, {}, (), "row 5"
    ),
    "spree/customers.csv": Expected(("email", "first_name"), 13, 20, {}, ()),
}
REFUSED = {
    "csvkit/empty.csv": "has no rows",
    "csvkit/no_header_row3.csv": "holds data",
    "frictionless/empty.csv": "is empty",
    "frictionless/without-headers.csv": "holds data",
    "readr/eol-cr.txt.bz2": "bzip2",
}


def read(path: str) -> tuple[tuple[str, ...], list[Row], str]:
    """Return headers, rows and what is said of the list."""
    with open_table(DATA / path, Source()) as table:
        said = [*table.notices, *(problem.message for problem in table.problems)]
        return table.headers, list(table.rows), " ".join(said)


@pytest.mark.parametrize("path", FILES)
def test_every_file_gives_the_rows_it_shows(path: str) -> None:
    """Headers, rows and flaws are those a person sees in the file."""
    expected = FILES[path]
    headers, rows, said = read(path)
    assert headers[: len(expected.headers)] == expected.headers
    assert len(headers) == expected.width
    assert len(rows) == expected.rows
    assert {row.number: row.flaws[0].code for row in rows if row.flaws} == expected.flawed
    if expected.last:
        assert tuple(rows[-1].cells[: len(expected.last)]) == expected.last
    assert (expected.said in said) if expected.said else not said


@pytest.mark.parametrize("path", REFUSED)
def test_a_file_that_is_no_table_is_refused_with_the_reason(path: str) -> None:
    """What cannot be read says what it is and what to do."""
    with (
        pytest.raises(InputFileError, match=REFUSED[path]) as caught,
        open_table(DATA / path, Source()),
    ):
        pass
    assert caught.value.remedy


@pytest.mark.parametrize(
    "path", sorted((DATA / "csv-spectrum" / "csvs").glob("*.csv")), ids=lambda path: path.name
)
def test_the_acid_tests_are_read_as_their_authors_expect(path: Path) -> None:
    """Each cell of csv-spectrum is what its JSON says."""
    text = (path.parents[1] / "json" / f"{path.stem}.json").read_text("utf-8")
    expected = json.loads(text.replace("\\r\\n", "\\n"))  # the files have LF only
    if path.name == "location_coordinates.csv":
        expected = [{**expected, "Contact Phone Number": "2095257564"}]  # as the file has it
    with open_table(path, Source()) as table:
        rows = [dict(zip(table.headers, row.cells, strict=True)) for row in table.rows]
    assert rows == expected


@pytest.mark.parametrize(
    "path",
    sorted((DATA / "salesforce-dataloader").glob("csvtext*.csv")),
    ids=lambda path: path.name,
)
def test_one_text_in_six_encodings_is_one_table(path: Path) -> None:
    """The encoding of a file does not show in its rows, odd byte-order marks included."""
    with open_table(path, Source()) as table:
        assert table.headers == ("column1", "column2", "column3")
        assert [tuple(row.cells) for row in table.rows] == [
            (f"row{row}-1", f"row{row}-2", f"row{row}-3") for row in (1, 2)
        ]


@pytest.mark.parametrize(
    "path", sorted((DATA / "phpspreadsheet").glob("premiere.*.csv")), ids=lambda path: path.name
)
def test_accents_come_through_every_encoding(path: Path) -> None:
    """French reads as French from UTF-8, 16 and 32, with and without a mark, and cp1252."""
    with open_table(path, Source()) as table:
        assert table.headers == ("première", "second", "troisième")
        assert tuple(next(table.rows).cells) == ("Quatrième", "cinquième", "sixième")
