import io
from pathlib import Path
from typing import NamedTuple

import pytest

from customer_import.errors import InputFileError
from customer_import.problems import Code
from customer_import.readers.open_table import open_table
from customer_import.table import Source

SAID = "Each line is in quotation marks as a whole; they were taken off."
TILDE, CARET = "The cells are separated by '~'.", "The cells are separated by '^'."


class Read(NamedTuple):
    """What was read of a list."""

    headers: tuple[str, ...]
    rows: list[list[str]]
    notices: tuple[str, ...]
    codes: list[str]


def read(text: str) -> Read:
    """Read a list."""
    with open_table(Path("-"), Source(), io.BytesIO(text.encode())) as table:
        rows = list(table.rows)
        codes = [flaw.code for row in rows for flaw in row.flaws]
        return Read(table.headers, [list(row.cells) for row in rows], table.notices, codes)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('"No,Name,City"\n"1,Alpha,Boston"\n', [["1", "Alpha", "Boston"]]),
        ('"No,Name,City"\r\n"1,""Alpha, Inc"",Boston"\r\n', [["1", "Alpha, Inc", "Boston"]]),
        ('"No;Name;City"\n"1;A, B;C"\n"2;D;E"', [["1", "A, B", "C"], ["2", "D", "E"]]),
        ('"No,Name"\n"1,Alpha"\n', [["1", "Alpha"]]),
        ('"No,N,C"\n"1,""a\nb"",X"\n', [["1", "a\nb", "X"]]),
        (
            'No,Name,City\n"1,Alpha,Boston"\n"2,""B, C"",X"\n',
            [["1", "Alpha", "Boston"], ["2", "B, C", "X"]],
        ),
    ],
)
def test_lines_quoted_as_a_whole_are_unwrapped(text: str, rows: list[list[str]]) -> None:
    """What is inside is read as the cells of any CSV, and it is said."""
    found = read(text)
    assert found.rows == rows
    assert SAID in found.notices
    assert found.codes == []


def test_a_wrapped_line_with_a_cell_too_few_is_a_problem() -> None:
    """As it would be in any other list; a line that is not wrapped is read as it stands."""
    rows = "".join(f'"{n},A,B"\n' for n in range(20))
    found = read(f'"No,Name,City"\n{rows}"1,Alpha"\n2,Beta,Salem\n')
    assert found.rows[-2:] == [["1", "Alpha"], ["2", "Beta", "Salem"]]
    assert found.codes == [Code.ROW_SHORT]


@pytest.mark.parametrize(
    "text",
    [
        '"Name"\n"Lee, Ann"\n"Ray, Bob"\n',
        '"Name, First"\n"Lee, Ann"\n"Ray, Bob"\n',
        '"Name","City"\n"Lee, Ann","X"\n',
        '"No,Name"\n',
        'Name,First\n"Lee, Ann"\n"Ray, Bob"\n',
        'No,Name\n"1","Ray, Bob"\n',
        'No,Name,City\n"1, a, b"\n"2","Ray","X"\n',
    ],
)
def test_quoted_cells_with_commas_are_not_unwrapped(text: str) -> None:
    """A single column of names is what it looks like."""
    assert SAID not in read(text).notices


@pytest.mark.parametrize(("sign", "said"), [("^", CARET), ("~", TILDE)])
def test_carets_and_tildes_are_read(sign: str, said: str) -> None:
    """They are the delimiter if every row has as many of them; the notice says so."""
    text = "No,Name,City\n0001,A,X\n0002,B,Y\n".replace(",", sign)
    found = read(text)
    assert (found.headers, found.rows) == (
        ("No", "Name", "City"),
        [["0001", "A", "X"], ["0002", "B", "Y"]],
    )
    assert said in found.notices


@pytest.mark.parametrize(
    "text",
    [
        "No,Name\n1,~A~\n2,~B~\n",
        "Name\n~5 km\n~6 km\n",
        "No,Size\n1,2^3\n2,3^2\n",
        "A,B~C\n1,2~3\n4,5~6\n",
    ],
)
def test_carets_and_tildes_in_texts_are_texts(text: str) -> None:
    """A delimiter is also in the header, and what usually separates cells comes first."""
    assert not {CARET, TILDE} & set(read(text).notices)


@pytest.mark.parametrize("end", ["\x1a", "\n\x1a", "\n\x1a\x1a"])
def test_ctrl_z_ends_a_file(end: str) -> None:
    """DOS programs write it behind the last line; elsewhere it is a character as any other."""
    assert read(f"No,Name\n1,A\x1a\n2,B{end}").rows == [["1", "A\x1a"], ["2", "B"]]


def test_a_file_of_zeros_is_not_a_list() -> None:
    """A disk or a transfer that failed leaves such files, of the right size."""
    with pytest.raises(InputFileError, match="all its bytes are zero"):
        read("\x00" * 5000)


def test_one_cell_is_not_cells() -> None:
    """The message of a short row counts as people do."""
    with open_table(Path("-"), Source(), io.BytesIO(b"A,B,C\n1,2,3\n1\n1,2,3\n")) as table:
        flaws = [flaw for row in table.rows for flaw in row.flaws]
    assert flaws[0].message.startswith("This row has one cell where 3 are expected")
