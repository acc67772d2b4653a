import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import.mapping.load import LoadedMapping, parse_mapping
from customer_import.mapping.yaml import quoted, read_yaml
from customer_import.records.row_builder import row_builder
from customer_import.table import Row, Source

ODD = [
    "No", "Yes", "on", "null", "NULL", "~", "true", "007", "1.5", "2021-03-04", "a: b", "a #b",
    "#a", "- a", "-", "? a", "{a}", "[a, b]", "a, b", "*a", "&a", "!a", ">", "%a", "@a", "`a`",
    '"a"', "'a'", 'a"b', "it's", "a\\b", "a\nb", "a\r\nb", "a\tb", "a  b", "a\u00a0b", "a\u2028b",
    "\x1b[31mred", "a\x85b", "ä ö", "日本", "🙂", "a:", ":a", "=1+1", "a{b}c",
]  # fmt: skip


@given(st.text())
def test_any_text_can_be_quoted(text: str) -> None:
    """A column's name written into a mapping is read back as it is, on its own and in a list."""
    assert read_yaml(f"a: {quoted(text)}  # b").data == {"a": text}
    assert read_yaml(f"a: {{b: [{quoted(text)}]}}  # c").data == {"a": {"b": [text]}}
    assert "\n" not in quoted(text)


@pytest.mark.parametrize("name", ["No", "yes", "Null", "on", "007", "1.5", "y", "-", "a: b"])
def test_what_is_no_text_elsewhere_is_quoted(name: str) -> None:
    """A name that another reader of YAML takes for something else is in quotes."""
    assert quoted(name) == f'"{name}"'


@pytest.mark.parametrize("name", ODD)
def test_odd_names_are_mapped(suggest: Any, name: str) -> None:
    """A column may be called anything: as a key it is mapped, and left over it is a comment."""
    emails = suggest(f"Customer ID|{name}", "1|a@b.example", "2|c@d.example")
    assert emails.columns["CustomerEmail"] == [name]
    text = suggest(f"Customer ID|{name}", "1|x", "2|x").text
    assert uncommented(text, (name, "Customer ID")).mapping.fields.CustomFields is not None


def uncommented(text: str, headers: tuple[str, ...]) -> LoadedMapping:
    """Take the # of every line left over away, and read the mapping; it must fit."""
    begin = text.index("  # CustomFields:")
    loaded = parse_mapping(text[:begin] + re.sub(r"(?m)^  # ", "  ", text[begin:]), "all of it")
    row_builder(loaded, headers)
    return loaded


def test_left_over_columns_wait_as_custom_fields(suggest: Any) -> None:
    """What is left over is a mapping of custom fields, but for its #, with the types it saw."""
    header = "Customer ID|Credit|Born|Since|Newsletter|Web Z||Blank|Code"
    found = suggest(
        header,
        "1|1.234,50|31.12.1990|2021-03-04|yes|x|||007",
        "2|7|01.02.1991|2021-03-05|no|x|||008",
    )
    assert '  #   Credit: {column: Credit, type: number}  # numbers, decimal sign ","' in found.text
    assert '  #   Born: {column: Born, type: date}  # dates as "%d.%m.%Y"' in found.text
    assert "  #   Since: {column: Since, type: date}  # dates\n" in found.text
    assert "  #   Newsletter: Newsletter  # text, yes or no" in found.text
    assert "# Blank in every row looked at: Column 7, Blank." in found.text
    loaded = uncommented(found.text, found.headers)
    row = _row("1|1.234,50|31.12.1990|2021-03-04|yes|x|||007")
    built = next(row_builder(loaded, found.headers).build([row]))
    assert built.valid, built.problems


def _row(cells: str) -> Row:
    return Row(2, cells.split("|"))


def test_source_is_set_from_evidence(suggest: Any) -> None:
    """A proven decimal sign and a proven form of dates are in `source:`."""
    source = suggest("Customer ID|Saldo|Alta", "1|1.234,50|31/12/2020").loaded.mapping.source
    assert (source.decimal, source.dates) == (",", "%d/%m/%Y")


def test_what_needs_no_source_has_none(suggest: Any) -> None:
    """Where the list is read rightly anyway, nothing is said of how."""
    assert "source:" not in suggest("Customer ID|Balance|Since", "1|1,234.50|2020-12-31").text


def test_open_dates_are_a_guess(suggest: Any) -> None:
    """Where no day above 12 tells, both forms are named, and none is declared."""
    found = suggest("Customer ID|Born", "1|01/02/1990", "2|03/04/1991")
    assert found.loaded.mapping.source.dates is None
    both = '"%d/%m/%Y"  # guess: or "%m/%d/%Y"'
    assert f"  # dates: {both}; no day is above 12, so both fit" in found.text
    assert "# guess: dates as" in found.text.splitlines()[-1]


def test_a_proven_form_settles_an_open_one(suggest: Any) -> None:
    """One column with a day above 12 shows the form of the others that it fits."""
    found = suggest("Customer ID|Born|Since", "1|01/02/1990|12/31/2020")
    assert found.loaded.mapping.source.dates == "%m/%d/%Y"


def test_forms_that_differ_are_declared_apart(suggest: Any) -> None:
    """Columns with forms of their own declare them, and the list none."""
    found = suggest("Customer ID|Born|Since", "1|31/12/1990|12/31/2020")
    assert found.loaded.mapping.source.dates is None
    assert 'Born: {column: Born, type: date, format: "%d/%m/%Y"}' in found.text
    assert 'Since: {column: Since, type: date, format: "%m/%d/%Y"}' in found.text


def test_two_decimal_signs_are_never_mixed(suggest: Any) -> None:
    """A column whose decimal sign is not the list's is left as text, the sign said."""
    found = suggest("Customer ID|Credit|Debit", "1|1.5|2,5", "2|2.5|3,5")
    assert found.loaded.mapping.source.decimal == "."
    assert '#   Debit: Debit  # numbers, decimal sign ","' in found.text


def test_words_for_none_are_proposed(suggest: Any) -> None:
    """Cells that seem to stand for blank ones are named, to be declared or not."""
    found = suggest("Customer ID|E-mail", "1|N/A", "2|c@d.example")
    assert "  # empty: [N/A]  # guess: these cells seem to stand for blank ones" in found.text
    assert found.is_sure("CustomerEmail")


def test_what_a_person_said_of_reading_is_kept(suggest: Any) -> None:
    """Options that were needed to read the list are written down, so that it is read so again."""
    given = Source(sheet=2, header_row=3, encoding="cp1252", delimiter="\t")
    source = suggest("Customer ID|City", "1|Leeds", source=given).loaded.mapping.source
    assert (source.sheet, source.header_row) == ("2", 3)
    assert (source.encoding, source.delimiter) == ("cp1252", "\t")


def test_a_guess_says_why_at_the_end_of_its_line(suggest: Any) -> None:
    """Every line of a field stands alone, or ends in `# guess:` and the evidence."""
    found = suggest("id|Name|E-Mail|Ort|Mobil", "1|Ada|a@b.example|Ulm|0170 1234567")
    begin = found.text.index("fields:\n") + len("fields:\n")
    lines = [line for line in found.text[begin:].splitlines() if line and line[2] != "#"]
    assert all("#" not in line or re.search(r"  # guess: \S.*$", line) for line in lines)
    assert "  CustomerContactCell: Mobil" in lines


def test_no_value_of_the_list_is_in_it(suggest: Any) -> None:
    """A mapping is kept and passed on: it names types and counts, never what a cell holds."""
    found = suggest("Customer ID|Name|E-Mail|Pet", "771|Adalbert|ada@b.example|cat")
    assert not re.search("771|Adalbert|ada@|cat", found.text)


def test_names_cannot_leave_their_comment(suggest: Any) -> None:
    """A column's name in a comment stays on its line, and moves no cursor."""
    found = suggest("Customer ID|Email|E-Mail\nfields: {}\x1b[2J", "1|a@b.example|c@d.example")
    assert "\x1b" not in found.text
    assert found.text.count("\nfields:") == 1
