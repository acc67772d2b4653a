"""Cells as texts: what a person sees in the spreadsheet."""

from collections.abc import Callable
from typing import Any

import pytest

from customer_import.errors import InputFileError
from customer_import.problems import Code
from customer_import.table import Source

HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>'
# Comments keep the short cut off, so that both ways of reading are held to one table.
BOTH_WAYS = pytest.mark.parametrize("before", ["", "<!-- -->"], ids=["quick", "expat"])


@BOTH_WAYS
@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<v>5551234567.0</v>", "5551234567"),
        ("<v>42</v>", "42"),
        ("<v>1</v>", "1"),
        ("<v>-3</v>", "-3"),
        ("<v>-0</v>", "0"),
        ("<v>0.0</v>", "0"),
        ("<v>1E+15</v>", "1000000000000000"),
        ("<v>1.2345678901E10</v>", "12345678901"),
        ("<v>12345678901234567890</v>", "12345678901234567890"),
        ("<v>4915112345678901</v>", "4915112345678901"),
        ("<v>0.1</v>", "0.1"),
        ("<v>1234.5600000000001</v>", "1234.56"),
        ("<v>0.30000000000000004</v>", "0.3"),
        ("<v>1E-5</v>", "0.00001"),
        ("<v>1.5e-7</v>", "0.00000015"),
        ("<v>.5</v>", "0.5"),
        ("<v>+7</v>", "7"),
        ("<v> 8 </v>", "8"),
        ("<v></v>", ""),
    ],
)
def test_a_number_is_written_in_plain_digits(
    cell: str, text: str, before: str, build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """No exponent, no `.0`, no more digits of a fraction than Excel shows."""
    data = HEAD + f'<row r="2"><c r="A2">{cell}</c><c r="B2" t="str"><v>x</v></c></row>'
    assert take(build(data, before=before)).cells == [[text, "x"]]


@BOTH_WAYS
@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('t="b"><v>1</v>', "TRUE"),
        ('t="b"><v>0</v>', "FALSE"),
        ('t="b"><v>true</v>', "TRUE"),
        ('t="s"><v>0</v>', "one text"),
        ('t="s"><v>1</v>', "a & b"),
        ('t="s"><v>2</v>', "a\r\nb"),
        ('t="s"><v>3</v>', "plain bold"),
        ('t="s"><v>4</v>', "課きく"),
        ('t="s"><v></v>', ""),
        ('t="str"><v>a_x0041_b</v>', "aAb"),
        ('t="str"><v>_x005F_x000D_</v>', "_x000D_"),
        ('t="str"><v>_xD83D_</v>', "_xD83D_"),
        ('t="str"><f>A1</f><v></v>', ""),
        ('t="str"><f>A1&amp;"x"</f><v>kept &lt;</v>', "kept <"),
        ('t="str"><v>&#65;</v>', "A"),
        ('t="inlineStr"><is><t>one</t></is>', "one"),
        ('t="inlineStr"><is><t xml:space="preserve"> A &amp; B </t></is>', " A & B "),
        ('t="inlineStr"><is><r><t>VALUE 1 </t></r><r><t>VALUE 2</t></r></is>', "VALUE 1 VALUE 2"),
        ('t="inlineStr"><is><t><![CDATA[a < b]]></t></is>', "a < b"),
        ('t="inlineStr"><is><t>ja</t><rPh><t>no</t></rPh></is>', "ja"),
        ('t="inlineStr"><v>value</v>', "value"),
        ('t="d"><v>2021-01-01</v>', "2021-01-01"),
        ('t="d"><v>2021-01-01T00:00:00</v>', "2021-01-01"),
        ('t="d"><v>2015-06-03T13:21:58Z</v>', "2015-06-03T13:21:58"),
        ('t="d"><v>10:10:10</v>', "10:10:10"),
        ('s=""><v>7</v>', "7"),
        ('s="99"><v>7</v>', "7"),
    ],
)
def test_a_cell_is_the_text_that_is_shown(
    cell: str, text: str, before: str, build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """Each type of cell reads as the spreadsheet displays it, runs joined and guides left out."""
    strings = (
        "<si><t>one text</t></si><si><t>a &amp; b</t></si><si><t>a_x000D_\nb</t></si>"
        "<si><r><t>plain </t></r><r><rPr><b/></rPr><t>bold</t></r></si>"
        "<si><t>課きく</t><rPh sb='0' eb='1'><t>カ</t></rPh></si>"
    )
    data = HEAD + f'<row r="2"><c r="A2" {cell}</c><c r="B2"><v>1</v></c></row>'
    assert take(build(data, before=before, strings=strings)).cells == [[text, "1"]]


@BOTH_WAYS
@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('t="e"><v>#N/A</v>', ("#N/A", Code.CELL_ERROR)),
        ('t="e"><f>1/0</f><v>#DIV/0!</v>', ("#DIV/0!", Code.CELL_ERROR)),
        ("><f>A1+1</f>", ("", Code.CELL_FORMULA)),
        ("><f>A1+1</f><v></v>", ("", Code.CELL_FORMULA)),
        ("><f>A1+1</f><v/>", ("", Code.CELL_FORMULA)),
        ('t="n"><f>A1+1</f><v></v>', ("", Code.CELL_FORMULA)),
        ("><v>abc</v>", ("abc", Code.CELL_ERROR)),
        ("><v>1E+999</v>", ("1E+999", Code.CELL_ERROR)),
        ("><v>1_0</v>", ("1_0", Code.CELL_ERROR)),
        ('t="s"><v>99</v>', ("", Code.CELL_ERROR)),
        ('t="s"><v>-1</v>', ("", Code.CELL_ERROR)),
        ('t="s"><v>x</v>', ("", Code.CELL_ERROR)),
        ('t="d"><v>invalid::date</v>', ("invalid::date", Code.CELL_ERROR)),
        ('t="zzz"><v>1</v>', ("1", Code.CELL_ERROR)),
        ('s="1"><v>60</v>', ("60", Code.CELL_ERROR)),
        ('s="1"><v>-1</v>', ("-1", Code.CELL_ERROR)),
        ('s="1"><v>2958466</v>', ("2958466", Code.CELL_ERROR)),
    ],
)
def test_a_cell_without_a_usable_value_is_a_flaw_of_that_cell(
    cell: str,
    expected: tuple[str, Code],
    before: str,
    build: Callable[..., Any],
    take: Callable[..., Any],
) -> None:
    """Errors, formulas without a stored result and impossible values are said, by column."""
    opening = '<c r="B2"' if cell.startswith(">") else '<c r="B2" '
    row = f'<row r="2"><c r="A2"><v>1</v></c>{opening}{cell}</c></row>'
    head = HEAD.replace("</row>", '<c r="B1" t="str"><v>B</v></c></row>')
    table = take(
        build(head + row, before=before, formats=["yyyy-mm-dd"], strings="<si><t>a</t></si>")
    )
    assert table.cells == [["1", expected[0]]]
    assert table.flaws == [(2, expected[1], 1)]


def test_the_message_of_a_formula_says_what_to_do(
    build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """A formula whose result is missing asks for Excel to calculate and save."""
    table = take(build(HEAD + '<row r="2"><c r="A2"><f>NOW()</f></c></row>'))
    assert "let it calculate" in table.rows[0].flaws[0].message


def test_cells_without_any_value_are_no_table(
    build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """Formulas that were never calculated leave nothing to find a header in."""
    with pytest.raises(InputFileError, match="has no table"):
        take(build('<row r="1"><c r="A1"><f>B1</f></c></row>'), Source(sheet=1))


def test_numbers_take_the_decimal_sign_of_the_source(
    build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """With a comma as the decimal sign, numbers of the workbook carry a comma."""
    data = HEAD + '<row r="2"><c r="A2"><v>1234.5</v></c></row>'
    assert take(build(data), Source(decimal=",")).cells == [["1234,5"]]


def test_a_cell_stored_twice_is_a_flaw(build: Callable[..., Any], take: Callable[..., Any]) -> None:
    """Of two values for one cell the first stays, and the cell is not trusted."""
    data = HEAD + '<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>'
    table = take(build(data))
    assert (table.cells, table.flaws) == ([["1"]], [(2, Code.CELL_ERROR, 0)])


def test_damage_further_on_is_an_error_while_rows_are_walked(
    build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """Markup that breaks off after good rows never ends a table in silence."""
    data = HEAD + '<row r="2"><c r="A2"><v>1</v></c></row><row r="3"><c r="A3"><v>2</c></row>'
    with pytest.raises(InputFileError, match=r"sheet1\.xml is damaged"):
        take(build(data))
