import io
from pathlib import Path

import pytest

from customer_import.formula import neutralise
from customer_import.readers.open_table import open_table
from customer_import.shifted_cells import SEPARATOR, pack, slip
from customer_import.table import REPORT_COLUMNS, Origin, Row, Source, Table

HEADER = ",".join(("Number", "Name", "City", *REPORT_COLUMNS))
FOREIGN = Source(sheet="Data", header_row=7, encoding="utf-16", delimiter="|", short_rows="fill")


def read(body: str, source: Source = FOREIGN, header: str = HEADER) -> tuple[Table, list[Row]]:
    """Read a report."""
    data = f"\ufeff{header}\n{body}\n".encode()
    with open_table(Path("-"), source, io.BytesIO(data)) as table:
        return table, list(table.rows)


def test_a_report_is_known_and_read_without_the_settings_of_its_list() -> None:
    """Its five columns are not data, and sheet, header row, encoding and delimiter are its own."""
    table, rows = read("00017,Zoë,Köln,9,failed,CustomerEmail,refused,no such domain")
    assert table.is_report
    assert table.headers == ("Number", "Name", "City")
    assert rows == [Row(2, ["00017", "Zoë", "Köln"], origin=Origin(9, "CustomerEmail", "refused"))]


def test_a_report_keeps_the_delimiter_of_its_list() -> None:
    """It was written with it, so it is read with it."""
    table, rows = read("1;Ann;Rome;9;failed;;refused;x", header=HEADER.replace(",", ";"))
    assert (table.delimiter, rows[0].cells) == (";", ["1", "Ann", "Rome"])


@pytest.mark.parametrize("header", ["Number,Name,import_row", "import_row,import_status,Number"])
def test_other_lists_are_no_reports(header: str) -> None:
    """Only all five columns at the end make one."""
    table, _ = read("1,Ann,Rome", Source(), header)
    assert not table.is_report


@pytest.mark.parametrize("text", ["=1+1", "+49 30 1", "-5", "@handle", "'=x", "plain", "O'Brien"])
def test_neutralised_cells_come_back_as_they_were(text: str) -> None:
    """What was made harmless for a spreadsheet is the value again."""
    _, rows = read(f"1,{neutralise(text)},Rome,2,failed,,refused,x")
    assert rows[0].cells[1] == text


def test_an_unknown_row_stays_unknown() -> None:
    """Whatever was edited in it."""
    _, rows = read("1,Ann,Rome,2,unknown,,no-answer,x\n2,Bob,Oslo,3,failed,,refused,x\n3,unknown")
    assert [row.unknown for row in rows] == [True, False, True]


@pytest.mark.parametrize(
    ("cells", "code", "still"),
    [
        ("1,Ann,", "row-short", True),
        ("1,Ann,Rome", "row-short", False),
        (f"1,Ann,Rome{SEPARATOR}x", "row-long", True),
        ("1,Ann,Rome", "row-long", False),
        ('1,"A""nn",Rome', "quote", True),
        ("1,Ann,Rome", "quote", False),
        ("1,#N/A,Rome", "cell-error", True),
        ("1,Bj\ufffdrn,Rome", "cell-error", True),
        ("1,Ann,Rome", "cell-error", False),
        ("1,Ann,Rome", "cell-formula", True),
        ("1,Ann,Rome", "second-table", True),
        ("1,Ann,", "required | row-short", True),
        ("1,Ann,", "required", False),
    ],
)
def test_a_slipped_row_is_a_problem_until_it_is_put_in_order(
    cells: str,
    code: str,
    still: bool,  # noqa: FBT001 - an expectation
) -> None:
    """Padding and joining must not make a shifted row look whole; an emptied code settles it."""
    _, rows = read(f"{cells},5,invalid,,{code},x")
    assert bool(rows[0].flaws) is still
    if still:
        assert rows[0].flaws[0].code in code.split(" | ")
        assert "import_code" in rows[0].flaws[0].message
    _, settled = read(f"{cells},5,invalid,,,x")
    assert settled[0].flaws == ()


@pytest.mark.parametrize(
    ("cells", "packed", "code"),
    [
        (["1", "Ann"], ["1", "Ann", ""], "row-short"),
        (["1", "Ann", "x", "y"], ["1", "Ann", "x ⟫ y"], "row-long"),
        (["1", "Ann", "x"], ["1", "Ann", "x"], ""),
    ],
)
def test_packing_fits_the_width_and_loses_nothing(
    cells: list[str], packed: list[str], code: str
) -> None:
    """What was packed is still seen to have slipped."""
    assert pack(cells, 3) == packed
    assert slip(packed, [code]) == code
    assert bool(slip(packed, [code])) is bool(code)


def test_a_row_of_a_report_may_slip_again() -> None:
    """A delimiter lost while fixing is found like any other."""
    _, rows = read("1,Ann Rome,2,failed,,refused,x")
    assert [flaw.code for flaw in rows[0].flaws] == ["row-short"]


@pytest.mark.parametrize("number", ["", "x", "²", "-1", "9" * 5_000])
def test_a_row_whose_number_was_spoilt_is_of_no_row(number: str) -> None:
    """What somebody made of `import_row` costs nothing but the way back to the first list."""
    _, rows = read(f"1,Ann,Rome,{number},failed,,refused,x")
    assert [(row.cells, row.origin) for row in rows] == [(["1", "Ann", "Rome"], None)]
