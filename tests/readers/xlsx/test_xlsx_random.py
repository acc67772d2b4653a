"""Random workbooks and random damage."""

import contextlib
import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customer_import.errors import InputFileError
from customer_import.problems import Code
from customer_import.table import Source

RELAXED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
TEXT = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc"),
        exclude_characters="\ufffe\uffff",
        include_characters="\n\t",
    ),
    min_size=1,
    max_size=12,
)
VALUES = st.one_of(
    st.none(),
    TEXT,
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.floats(-1e9, 1e9, allow_nan=False).filter(lambda number: abs(number) > 1e-6 or number == 0),
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
    st.integers(0, 10**9).map(
        lambda seconds: datetime.fromisoformat("1970-01-01") + timedelta(0, seconds)
    ),
)
CELLS = st.one_of(
    st.integers(0, 99).map(lambda number: f"><v>{number}</v>"),
    st.floats(0, 1e6).map(lambda number: f' s="1"><v>{number!r}</v>'),
    st.sampled_from([
        ' t="s"><v>0</v>', ' t="s"><v>1</v>', ' t="s"><v>7</v>', ' t="b"><v>1</v>',
        ' s="2"><v>42</v>', ' s="1"><v>60</v>', ' s="9"><v>1</v>', " s='2'><v>3</v>",
        ' t="e"><v>#N/A</v>', "><f>A1</f>", "><f>A1</f><v>1</v>", '><f t="shared"/><v>2</v>',
        ' t="str"><f>A1&amp;"x"</f><v>a &lt; b</v>', ' t="str"><v>&#65;</v>', "><v/>", ">",
        ' t="inlineStr"><is><t>in _x0041_ &amp;</t></is>', ' t="str"><v>]]&gt;</v>',
        ' t="inlineStr"><is><r><t>r</t></r></is>', ' t="n"><is><t>5</t></is>',
        ' t="d"><v>2021-03-04</v>',
    ]),
)  # fmt: skip
ROWS = st.lists(
    st.dictionaries(st.sampled_from("ABCDE"), CELLS, max_size=5), min_size=1, max_size=6
)


def shown(value: Any) -> str:
    """Return what a spreadsheet displays of a value that Python wrote."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        stored = float(f"{value:.16g}")  # openpyxl writes 16 digits
        text = f"{Decimal(f'{stored:.15g}'):f}"
        return "0" if text == "-0" else text
    if isinstance(value, datetime):
        return value.isoformat().removesuffix("T00:00:00")
    return str(value)


@RELAXED
@given(rows=st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_openpyxl_writes_is_read_as_displayed(
    rows: list[list[Any]], take: Callable[..., Any]
) -> None:
    """Texts, numbers, booleans, dates and blanks come back, each in its row and column."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["One", "Two", "Three"])
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    expected = {
        number: [shown(value) for value in row]
        for number, row in enumerate(rows, 2)
        if any(shown(value).strip() for value in row)
    }
    # Said, because a row of texts above numbers may be taken for more column names.
    table = take(file, Source(header_row=1))
    assert {row.number: list(row.cells) for row in table.rows} == expected
    assert not table.flaws


@RELAXED
@given(rows=ROWS)
def test_the_short_cut_reads_what_the_parser_reads(
    rows: list[dict[str, str]], build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """With and without the short cut, every row has the same cells and flaws."""
    head = "".join(f'<c r="{c}1" t="inlineStr"><is><t>{c}</t></is></c>' for c in "ABCDE")
    data = f'<row r="1">{head}</row>' + "".join(
        f'<row r="{i}">' + "".join(f'<c r="{c}{i}"{row[c]}</c>' for c in sorted(row)) + "</row>"
        for i, row in enumerate(rows, 2)
    )
    options = {
        "strings": "<si><t>s</t></si><si><t>t &amp;</t></si>",
        "formats": ["yyyy-mm-dd h:mm", "00000"],
    }
    assert take(build(data, **options)) == take(build(data, before="<!-- -->", **options))


@RELAXED
@given(
    position=st.integers(0, 10**6),
    damage=st.one_of(st.binary(max_size=6), st.none()),
    width=st.integers(0, 40),
)
def test_a_damaged_file_gives_its_rows_or_an_input_error(
    position: int,
    damage: bytes | None,
    width: int,
    build: Callable[..., Any],
    take: Callable[..., Any],
) -> None:
    """Bytes changed, taken out or cut off never raise anything else."""
    data = "".join(f'<row r="{i}"><c r="A{i}"><v>{i}</v></c></row>' for i in range(1, 50))
    content = build(data, strings="<si><t>x</t></si>", formats=["00000"]).getvalue()
    at = position % len(content)
    spoilt = content[:at] if damage is None else content[:at] + damage + content[at + width :]
    with contextlib.suppress(InputFileError):
        table = take(io.BytesIO(spoilt))
        assert all(len(row.cells) == len(table.headers) or row.flaws for row in table.rows)


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.8, 0.95, 0.999])
def test_a_truncated_file_is_always_an_error(
    cut: float, build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """A download that broke off is never read as a shorter list."""
    data = "".join(f'<row r="{i}"><c r="A{i}"><v>{i}</v></c></row>' for i in range(1, 500))
    content = build(data).getvalue()
    with pytest.raises(InputFileError, match="damaged"):
        take(io.BytesIO(content[: int(len(content) * cut)]))


def test_codes_of_workbooks_are_stable() -> None:
    """Scripts rely on the words."""
    assert (Code.CELL_ERROR, Code.CELL_FORMULA, Code.ROW_LONG) == (
        "cell-error",
        "cell-formula",
        "row-long",
    )
