import io
from pathlib import Path

import pytest

from customer_import.problems import Code
from customer_import.readers.open_table import open_table
from customer_import.table import Source

ROWS = ["1,Ada,555-0100,a@x.org,", "2,Bo,555-0101,b@x.org,", "3,Cy,555-0102,c@x.org,"]


def said(header: str, rows: list[str], source: Source = Source()) -> list[str]:  # noqa: B008 - a frozen value
    """What is said of a list as a whole."""
    data = "\n".join([header, *rows, ""]).encode()
    with open_table(Path("-"), source, io.BytesIO(data)) as table:
        assert all(each.code == Code.HEADER_MISFIT for each in table.problems)
        assert all(each.severity == "warning" for each in table.problems)
        return [each.message for each in table.problems]


def longer(rows: list[str]) -> list[str]:
    """The rows with one blank cell more."""
    return [f"{row}," for row in rows]


@pytest.mark.parametrize(
    ("header", "rows", "message"),
    [
        ("Nr,NamePhone,Email,Note", ROWS, "one cell more than the header; is a separator missing"),
        ("NrName,PhoneEmail,Note", ROWS, "2 cells more than the header; is a separator missing"),
        ("Nr,NamePhone,Email,Note", longer(ROWS), "2 cells more than the header"),
        ("Nr,NamePhone,Email,Note", [f"{row}x" for row in ROWS], "one cell more than the header"),
        ("Nr,,Name,Phone,Email,Note", ROWS, "one cell fewer than the header; is a separator too"),
        ("Nr,Name,Phone,Email,Note,More", ROWS, "one cell fewer than the header"),
        ("Nr,,Name,Phone,Email,Note", longer(ROWS), "Column 2 has cells but does not have a name"),
        (",Nr,Name,Phone,Email,Note", longer(ROWS), "the last column, Note, is blank"),
        ("Nr,NamePhone,Email,Note,", ROWS, "addresses stand under “Note”, beside “Email”; is a"),
        ("NrName,PhoneEmail,Note,,", ROWS, "Column 4 has cells but does not have a name"),
        (",Nr,Name,Phone,Email,{Note}", longer(ROWS), "the last column, {Note}, is blank"),
        ("Nr,Name,PhoneE-Mail,Note,", ROWS, "addresses stand under “Note”, beside “PhoneE-Mail”"),
        ("Nr,NamePhone,Mail,Note,", [f"{row}x" for row in ROWS], "Column 5 has cells but does not"),
    ],
)
def test_a_header_that_does_not_fit_is_told(header: str, rows: list[str], message: str) -> None:
    """Too few or too many separators in the header put every name over the wrong cells."""
    (found,) = said(header, rows)
    assert message in found
    assert "in row 1" in found


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("Nr,Name,Phone,Email,Note", ROWS),
        ("Nr,Name,Phone,Email,", ROWS),
        ("Nr,Name,Email opt in,Email,", ROWS),
        ("Nr,Name,Mailing city,Contact,", ROWS),
        ("Nr,Name,Phone,Contact,", [ROWS[0], f"{ROWS[1]}pays late", ROWS[2]]),
        ("Nr,Name,Phone,Email,Note,", ROWS),
        ("Nr,Name,Phone,Email,Note", [ROWS[0]]),
        ("Nr,Name,Phone,Email,Note", [ROWS[0], f"{ROWS[1]},", ROWS[2]]),
        (",Name,Phone,Email,Note", ["0,Ada,5,a@x.org,", "1,Bo,6,b@x.org,"]),
        ("Nr,,Name,Note", ["1,,Ada,", "2,,Bo,"]),
        ("Nr,,Name,Note", ["1,x,Ada,", "2,x,Bo,late"]),
    ],
)
def test_a_header_that_fits_is_not_doubted(header: str, rows: list[str]) -> None:
    """Blank cells at the end, an index without a name, or one odd row prove nothing."""
    assert said(header, rows) == []


def test_rows_that_leave_blank_cells_out_may_be_shorter() -> None:
    """That is what `short_rows: fill` says; a gap among the names is told all the same."""
    rows = [row.rstrip(",") for row in ROWS]
    fill = Source(short_rows="fill")
    assert said("Nr,Name,Phone,Email,Note", rows, fill) == []
    assert len(said("Nr,,Name,Phone,Email", rows, fill)) == 1


def test_the_row_of_the_header_is_named() -> None:
    """A title above moves it."""
    (found,) = said("Customers\n\nNr,NamePhone,Email,Note", ROWS)
    assert "in row 3?" in found
