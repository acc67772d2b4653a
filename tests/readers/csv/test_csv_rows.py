import io
from pathlib import Path
from typing import NamedTuple

import pytest

from customer_import.errors import InputFileError, SettingError
from customer_import.readers.open_table import open_table
from customer_import.table import Row, Source

PLAIN = Source()


class Read(NamedTuple):
    """A table, read to its end."""

    headers: tuple[str, ...]
    rows: list[Row]
    notices: tuple[str, ...]
    delimiter: str

    @property
    def good(self) -> list[list[str]]:
        """The cells of the rows without a flaw."""
        return [list(row.cells) for row in self.rows if not row.flaws]

    @property
    def flaws(self) -> dict[int, str]:
        """The code of each flawed row."""
        return {row.number: row.flaws[0].code for row in self.rows if row.flaws}


def read(text: str | bytes, source: Source = PLAIN) -> Read:
    """Read a CSV."""
    data = text.encode() if isinstance(text, str) else text
    with open_table(Path("-"), source, io.BytesIO(data)) as table:
        return Read(table.headers, list(table.rows), table.notices, table.delimiter)


def test_rows_are_numbered_as_a_spreadsheet_numbers_them() -> None:
    """A quoted line break starts no row, a blank line is one, though it is not handed on."""
    table = read('id,note\n1,"two\nlines"\n\n2,x\n,\n3,y')
    assert [(row.number, row.cells[0]) for row in table.rows] == [(2, "1"), (4, "2"), (6, "3")]


def test_cells_keep_their_blanks_and_headers_lose_theirs() -> None:
    """Outer blanks belong to the value, not to the name of a column."""
    table = read("id * , Last Name (req.)\n1,  Smith \n2,Doe\n")
    assert table.headers == ("id *", "Last Name (req.)")
    assert table.good[0] == ["1", "  Smith "]


@pytest.mark.parametrize(
    ("row", "code", "counts"), [("1,Ann", "row-short", "2 3"), ("1,Ann,x,y", "row-long", "4 3")]
)
def test_a_row_of_another_width_is_flawed_with_both_counts(
    row: str, code: str, counts: str
) -> None:
    """The cells are handed on as they were, and the message says how many there should be."""
    table = read(f"id,name,city\n{row}\n2,Bob,Rome\n")
    flaw = table.rows[0].flaws[0]
    assert (flaw.code, flaw.column) == (code, None)
    assert all(count in flaw.message for count in counts.split())
    assert list(table.rows[0].cells) == row.split(",")
    assert table.good == [["2", "Bob", "Rome"]]


def test_short_rows_are_filled_only_where_the_source_says_so() -> None:
    """`short_rows: fill` takes what is missing at the end for blank, and the message names it."""
    text = "id,name,city\n1,Ann\n2,Bob,Rome\n3\n"
    assert "short_rows: fill" in read(text).rows[0].flaws[0].message
    filled = read(text, Source(short_rows="fill"))
    assert filled.good == [["1", "Ann", ""], ["2", "Bob", "Rome"], ["3", "", ""]]
    assert read("id,name\n1,Ann,x\n", Source(short_rows="fill")).flaws == {2: "row-long"}


def test_a_surplus_of_blank_cells_is_ignored_only_where_all_rows_share_it() -> None:
    """A delimiter at the end of every row is a habit; at the end of one row it is a doubt."""
    assert read("id,name\n1,Ann,\n2,Bob,\n").good == [["1", "Ann"], ["2", "Bob"]]
    assert read("id,name\n1,Ann,\n2,Bob\n").flaws == {2: "row-long"}
    assert read("id,name\n1,Ann,\n").flaws == {2: "row-long"}


def test_a_value_in_the_shared_surplus_is_a_flaw() -> None:
    """Cells under no header are never dropped in silence."""
    body = "".join(f"{number},Ann,\n" for number in range(1000))
    table = read(f"id,name\n{body}1001,Bob,Rome\n1002,Cy\n")
    assert table.flaws == {1002: "row-long", 1003: "row-short"}
    assert len(table.good) == 1000


def test_blank_and_repeated_headers_stay_columns() -> None:
    """The header is handed on as it is; what is mapped is another's question."""
    assert read("id,,name,name\n1,2,3,4\n5,6,7,8\n").headers == ("id", "", "name", "name")


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_rows_are_whole_wherever_a_block_of_the_file_ends(end: str) -> None:
    """A file longer than any buffer loses, splits and doubles no row, quoted breaks included."""
    body = [f'{number},"a{end}""b""",{"x" * (number % 97)}' for number in range(9000)]
    table = read(end.join(["id,note,fill", *body]))
    assert [row.number for row in table.rows] == list(range(2, 9002))
    assert table.good == [[str(n), f'a{end}"b"', "x" * (n % 97)] for n in range(9000)]


@pytest.mark.parametrize(
    ("lines", "flawed"),
    [
        (["1,Ann,Rome", '2,"Bob,Rome', "3,Cy,Rome"], {3}),
        (["1,Ann,Rome", '2,Bo"b,Rome', "3,Cy,Rome"], {3}),
        (['"1","Ann","Rome"', '"2",""Bob","Rome"', '"3","Cy","Rome"'], {3}),
        (['"1","Ann","Rome"', '"2","Bob"","Rome"', '"3","Cy","Rome"'], {3}),
        (['"1","Ann","Rome"', '"2","Bob","Rome""', '"3","Cy","Rome"'], {3}),
        (['1,2"x,"New York, NY"', "2,Bob,Rome"], {2}),
        (['1,2"New York, NY"', "2,Bob,Rome"], {2}),
        (['1,"said \\"hi\\"",Rome', "2,Bob,Rome"], {2}),
        (['1,Ann,"multi"', 'line"', "2,Bob,Rome"], {2, 3}),
    ],
)
def test_a_stray_quotation_mark_costs_its_own_row_only(lines: list[str], flawed: set[int]) -> None:
    """The row where it stands is named, reading goes on after it, and nothing is swallowed."""
    table = read("\n".join(["id,name,city", *lines, "8,Dee,Oslo", "9,Eve,Bonn"]))
    assert set(table.flaws) == flawed
    assert {table.flaws[number] for number in flawed} <= {"quote", "row-short"}
    assert table.good[-2:] == [["8", "Dee", "Oslo"], ["9", "Eve", "Bonn"]]


def test_an_open_quotation_mark_swallows_nothing_of_a_long_file() -> None:
    """Twenty thousand rows below an unclosed quotation mark are all read."""
    body = "".join(f"{number},Ann,Rome\n" for number in range(20_000))
    table = read(f'id,name,city\n0,"Bob,Rome\n{body}')
    assert table.flaws == {2: "quote"}
    assert len(table.good) == 20_000


@pytest.mark.parametrize("cell", ['5""', 'Robert "Bob" Doe', "37°36'37.8\"N 121°2'17.9\"W"])
def test_pairs_of_quotation_marks_inside_a_bare_cell_are_text(cell: str) -> None:
    """A spreadsheet shows them, so they are read."""
    assert read(f"id,name\n1,{cell}\n2,x\n").good[0] == ["1", cell]


def test_a_line_break_cell_that_looks_like_rows_is_doubted() -> None:
    """Lines inside quotation marks that are whole rows are named, each of them."""
    table = read('id,name,city\n1,Ann,"Rome\n2,Bob,Rome\n3,Cy,Rome"\n4,Dee,Oslo\n')
    assert set(table.flaws) == {2, 3, 4}
    assert table.good == [["4", "Dee", "Oslo"]]


@pytest.mark.parametrize("length", [131_073, 200_000])
def test_a_cell_beyond_all_measure_is_named(length: int) -> None:
    """Its row is flawed, the others are read."""
    table = read(f'id,note\n1,{"x" * length}\n2,"{"x" * length}"\n3,y\n')
    assert table.flaws == {2: "max-length", 3: "max-length"}
    assert table.good == [["3", "y"]]


def test_a_line_without_end_is_refused() -> None:
    """Memory stays bounded where a file has no line ends at all."""
    with pytest.raises(InputFileError, match="a line of more than"):
        read(b"id,name\n" + b"x" * (1 << 25))


LIST = "".join(f"{number},p{number}@example.com,Ann,Rome\n" for number in range(1, 9))


def test_a_second_table_is_named_not_imported() -> None:
    """Rows below another header are flawed, with or without a blank line between."""
    for gap in ("\n", ""):
        table = read(f"id,email,name,city\n{LIST}{gap}Order,Article,Qty,Sum\n1,Pump,2,3\n")
        assert set(table.flaws.values()) == {"second-table"}
        assert len(table.good) == 8


def test_a_repeated_header_is_named_and_the_list_goes_on() -> None:
    """Exports that were pasted together are one list but for the header between."""
    for again in ("id,email,name,city", "ID,Email,Name,City", "id , email , name , city "):
        table = read(f"id,email,name,city\n{LIST}{again}\n{LIST}")
        assert table.flaws == {10: "second-table"}
        assert len(table.good) == 16


@pytest.mark.parametrize("columns", ["id,email,name,city", "name,id,email,city"])
def test_a_repeated_header_may_begin_with_a_second_mark(columns: str) -> None:
    """`copy a+b` leaves the byte-order mark of the second file in front of its header."""
    row = "1,a@x.org,Ann,Rome" if columns.startswith("id") else "Ann,1,a@x.org,Rome"
    table = read(f"\ufeff{columns}\n{row}\n\ufeff{columns}\n{row}\n")
    assert table.headers == tuple(columns.split(","))
    assert table.flaws == {3: "second-table"}
    assert "repeats the names" in table.rows[1].flaws[0].message


def test_a_row_of_words_is_no_second_table() -> None:
    """A row may lack its figures and still be a row."""
    table = read(f"id,email,name,city\n{LIST}n/a,n/a,Ann,Rome\n{LIST}")
    assert table.flaws == {}


@pytest.mark.parametrize(
    ("top", "row", "said"),
    [
        ("Customers\n\n", 3, "row 3; the rows above"),
        ("Customers of 2024,,,\n", 2, "row 2; the rows above"),
        ("# by Ann, complete\n", 2, "row 2; the rows above"),
        ("Report:,Customers\nDate:,2024-05-01\n", 3, "row 3; the rows above"),
        ("Person,,Contact,\n", 2, "rows 1 and 2 together"),
    ],
)
def test_lines_above_the_header_are_left_out_and_said(top: str, row: int, said: str) -> None:
    """The header is found below titles, comments and groups; its row is in the notices."""
    table = read(
        f"{top}name,city,phone,email\nAnn,Rome,555-0100,a@x.org\nBo,Oslo,555-0101,b@x.org\n"
    )
    assert table.headers == ("name", "city", "phone", "email")
    assert [r.number for r in table.rows] == [row + 1, row + 2]
    assert any(said in notice for notice in table.notices)


def test_more_header_rows_are_left_out_and_said() -> None:
    """Units below the names are not a customer."""
    table = read(f"id,email,name,city\n(no.),(mail),(text),(text)\n{LIST}")
    assert len(table.good) == 8
    assert any("Row 2" in notice for notice in table.notices)


def test_the_stated_header_row_overrides_what_is_found() -> None:
    """With `header_row` all rows below it are data, all above are left out."""
    text = f"id,email,name,city\nno,mail,text,text\n{LIST}"
    assert len(read(text, Source(header_row=1)).rows) == 9
    assert read(text, Source(header_row=2)).headers == ("no", "mail", "text", "text")
    assert read(f"sep=,\n{text}", Source(header_row=3)).headers == ("no", "mail", "text", "text")


@pytest.mark.parametrize("row", [2, 99])
def test_a_stated_header_row_that_is_none_is_an_error(row: int) -> None:
    """A blank row has no names, and neither has one beyond the file."""
    with pytest.raises(InputFileError, match=rf"Row {row} .* cannot be the header"):
        read("id,name\n\n1,Ann\n", Source(header_row=row))


@pytest.mark.parametrize("text", [LIST, "1,2\n3,4\n", "Ann,ann@example.com\nBob,bob@example.com\n"])
def test_a_list_without_a_header_is_refused(text: str) -> None:
    """Data is never taken for the names of columns."""
    with pytest.raises(InputFileError, match="holds data"):
        read(text)


@pytest.mark.parametrize("text", ["Musei,2011,2010\nPitti,23,17\nUffizi,9,8\n", "A,1\n2,3\n"])
def test_figures_may_name_columns(text: str) -> None:
    """Years, and figures above columns of something else, are names."""
    assert read(text).headers == tuple(text.split("\n", maxsplit=1)[0].split(","))


def test_a_broken_header_is_refused() -> None:
    """Names that a stray quotation mark may have joined cannot be mapped."""
    with pytest.raises(InputFileError, match="quotation marks in the header"):
        read('id,"name,city\n1,Ann,Rome\n2,Bob,Oslo\n')


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    """The candidate that gives rows of one width is taken, whatever else is in the cells."""
    rows = [["id", "name", "price"], ["1", "a", "2.5"], ["2", "b", "3.25"], ["3", "c", "4"]]
    table = read("".join(delimiter.join(row) + "\n" for row in rows))
    assert table.delimiter == delimiter
    assert table.good == rows[1:]


def test_decimal_commas_do_not_pass_for_delimiters() -> None:
    """Semicolons win where every price has a comma."""
    table = read("id;price\n1;2,50\n2;3,25\n3;4,00\n")
    assert (table.delimiter, table.good[0]) == (";", ["1", "2,50"])


def test_a_blank_after_each_delimiter_belongs_to_it() -> None:
    """`a, "b, c"` is two cells."""
    assert read('id, name\n1, "Doe, Ann"\n2, Bob\n').good == [["1", "Doe, Ann"], ["2", "Bob"]]


def test_the_apostrophe_quotes_where_the_whole_file_shows_it() -> None:
    """It is said; a name that has one stays as it is."""
    table = read("id,name\n1,'Doe, Ann'\n2,'Bob'\n3,'O''Brien'\n")
    assert table.good == [["1", "Doe, Ann"], ["2", "Bob"], ["3", "O'Brien"]]
    assert any("apostrophe" in notice for notice in table.notices)
    assert read("id,name\n1,O'Brien\n2,'t Hooft\n").good == [["1", "O'Brien"], ["2", "'t Hooft"]]


def test_a_list_of_one_column_is_a_list() -> None:
    """No delimiter is needed where there is nothing to separate."""
    assert read("email\na@x.org\nb@x.org\n").good == [["a@x.org"], ["b@x.org"]]


def test_an_unheard_of_delimiter_is_named_not_guessed() -> None:
    """Rows in one cell are not a list; the message says which delimiter to state."""
    text = "id:name:city:zip\n1:Ann:Rome:00100\n2:Bob:Oslo:00200\n"
    with pytest.raises(InputFileError, match="':'") as caught:
        read(text)
    assert "--delimiter" in caught.value.remedy
    assert read(text, Source(delimiter=":")).good[0] == ["1", "Ann", "Rome", "00100"]


@pytest.mark.parametrize("delimiter", ['"', "\n", ";;"])
def test_a_stated_delimiter_is_one_character(delimiter: str) -> None:
    """Anything else is an error of the settings, not of the file."""
    with pytest.raises(SettingError, match="not one character"):
        read("id,name\n", Source(delimiter=delimiter))


@pytest.mark.parametrize("spelled", ["\t", "\\t", "tab"])
def test_a_tab_can_be_stated_by_its_name(spelled: str) -> None:
    """A shell passes no tab easily."""
    assert read("a\tb,c\n1\t2\n", Source(delimiter=spelled)).headers == ("a", "b,c")
