import pytest

from customer_import.mapping.load import parse_mapping
from customer_import.problems import Code
from customer_import.records.columns.doubts import DOUBTS, Doubt
from customer_import.records.row_builder import row_builder
from customer_import.table import Row

FIELDS = """
version: 1
source: {empty: [N/A]}
fields:
  CustomerNumber: Id
  CustomerName: Name
  CustomerNote: Note
  CustomerWebsite: Web
  Addresses: {Main: {AddressCity: City, AddressLine1: Street}}
"""
HEADERS = ("Id", "Name", "Note", "Web", "City", "Street")


def codes(column: str, text: str) -> list[tuple[str, str]]:
    """Return what is said of a row with this text in a column."""
    row = {"Id": "1", "Name": "Ann", column: text}
    rows = row_builder(parse_mapping(FIELDS, "m.yaml"), HEADERS)
    built = next(rows.build([Row(2, [row.get(name, "") for name in HEADERS])]))
    return [(problem.code, problem.severity) for problem in built.problems]


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("Name", "M&uuml;ller &amp; Co", Code.ENTITY),
        ("Name", "O&#39;Hara", Code.ENTITY),
        ("Name", "Dr&amp;auml;xl", Code.ENTITY),
        ("Note", "a &lt; b", Code.ENTITY),
        ("Name", "=?utf-8?q?K=C3=B6ln?=", Code.ENCODED),
        ("Name", "M=C3=BCller", Code.ENCODED),
        ("City", "K\\u00f6ln", Code.ENCODED),
        ("City", "L%C3%BCbeck", Code.ENCODED),
        ("Name", "M+APw-ller", Code.ENCODED),
        ("Name", "O\\'Hara", Code.ESCAPES),
        ("Name", 'Ann \\"Annie\\" Lee', Code.ESCAPES),
        ("Name", "Back\\\\slash Co", Code.ESCAPES),
        ("City", "x\\, y", Code.ESCAPES),
        ("Name", "M?ller", Code.LETTERS_LOST),
        ("Name", "?????? ????", Code.LETTERS_LOST),
        ("Name", "NULL", Code.NULL_WORD),
        ("City", "(null)", Code.NULL_WORD),
        ("City", "nan", Code.NULL_WORD),
        ("City", "Town ::: Ville", Code.SEVERAL_VALUES),
        ("City", "1 A St, Town\n2 B St, Ville", Code.SEVERAL_VALUES),
        ("City", "Town\r\nVille", Code.SEVERAL_VALUES),
        ("Street", "1 A Road\n22b Bay Street", Code.SEVERAL_VALUES),
        ("Street", "1 A Road, Leeds\r\n2 B Road, Hull", Code.SEVERAL_VALUES),
        ("Street", "1 A Road ::: 2 B Road", Code.SEVERAL_VALUES),
        ("Street", "1 A St\nBoston, MA 02110", Code.SEVERAL_VALUES),
        ("Street", "Weg 1\n10115 Berlin", Code.SEVERAL_VALUES),
        ("Street", "Weg 1\n\nHinterhof\n8001 Zürich", Code.SEVERAL_VALUES),
        ("Name", "<b>Alpha</b> Ltd", Code.ENTITY),
        ("City", "12 Rd<br />Unit 4", Code.ENTITY),
        ("City", "12 Rd\\nUnit 4", Code.ESCAPES),
        ("Name", "M\ufffdller", Code.LETTERS_LOST),
        ("Name", "(Leer)", Code.NULL_WORD),
        ("Name", "undefined", Code.NULL_WORD),
        ("City", "[object Object]", Code.NULL_WORD),
    ],
)
def test_an_odd_text_is_doubted(column: str, text: str, code: Code) -> None:
    """A text that a program has changed on its way is sent as it is, with a warning."""
    assert codes(column, text) == [(code, "warning")]


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("Name", "Smith & Sons; Ltd"),
        ("Name", "AT&T"),
        ("Name", "R&D;"),
        ("Name", "Nan"),
        ("City", "None"),
        ("Name", "Null & Void"),
        ("Name", "Nullmeyer"),
        ("Name", "N/A"),
        ("Name", "Who?"),
        ("Name", "A+B-C"),
        ("Note", "Really??? She said: what?ever; C:\\\\temp"),
        ("Web", "https://x.example/?a=%C3%BC&b=1"),
        ("Name", "山田 太郎"),
        ("City", "Saint-Ouen :: Nord"),
        ("Name", "I <3 Books"),
        ("Name", "<Alpha>"),
        ("Name", "AC\\DC"),
        ("Name", "corp\\newman"),
        ("Name", "Ann\nLee"),
        ("Street", "500 Quay Street\nFloor 2"),
        ("Street", "Dock 3\nPier Road"),
        ("Street", "12 Main St\n2nd floor"),
        ("Street", "12 Main St\nSuite 1200"),
        ("Street", "Acme Building\n1200 Broadway"),
        ("Street", "c/o Miller\n12345 Wilshire Blvd"),
        ("Street", "12 Main St"),
        ("Note", "two\nlines"),
        ("Note", "<b>bold</b>"),
        ("Name", "Blank & Leer"),
    ],
)
def test_an_ordinary_text_is_not_doubted(column: str, text: str) -> None:
    """Names, notes and addresses of web pages may hold such signs."""
    assert codes(column, text) == []


def test_what_a_mapping_changes_is_not_doubted() -> None:
    """A warning looks at what is sent, so a remedy in the mapping ends it."""
    mapping = "version: 1\nfields:\n  CustomerNumber: Id\n  CustomerName: {}"
    leaf = "{column: Name, values: {NULL: nobody, 'M?ller': Miller}}"
    rows = row_builder(parse_mapping(mapping.format(leaf), "m.yaml"), ("Id", "Name"))
    assert [
        each.problems for each in rows.build([Row(2, ("1", "NULL")), Row(3, ("2", "M?ller"))])
    ] == [[], []]


@pytest.mark.parametrize("doubt", DOUBTS, ids=lambda doubt: doubt.code)
def test_a_whole_column_is_looked_at_first(doubt: Doubt) -> None:
    """No text is odd in a column that holds nothing of the kind."""
    texts = [
        "M&uuml;ller",
        "=?a?q?b?=",
        "M=C3=BC",
        "%C3%BC",
        "\\u00fc",
        "+APw-",
        "\\'",
        "a?b",
        "???",
    ]
    texts += ["NULL", "null", "(null)", "<null>", "NaN", "nan", "N/A", "n/a", "a ::: b"]
    texts += ["<br>", "a\nb", "a\rb", "\ufffd", "\\nA"]
    for text in texts:
        assert not doubt.is_odd(text) or doubt.any_in(["x", text, "y"], f"x {text} y")
