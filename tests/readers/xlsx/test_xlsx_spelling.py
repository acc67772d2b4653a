"""Markup as other programs write it, and the two ways of reading it."""

import zipfile
from collections.abc import Callable
from typing import Any

import pytest

HEAD = '<row r="1"><c r="A1" t="str"><v>A</v></c><c r="B1" t="str"><v>B</v></c></row>'
WORKSHEET = "xl/worksheets/sheet1.xml"
LINKS = "xl/_rels/workbook.xml.rels"


def parts(file: Any) -> dict[str, str]:
    """Return the parts of a workbook."""
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        ("<row><c><v>1</v></c><c><v>2</v></c></row>", {2: ["1", "2"]}),
        (
            '<row r="7"><c><v>1</v></c></row><row><c r="B8"><v>2</v></c></row>',
            {7: ["1", ""], 8: ["", "2"]},
        ),
        ('<row r="2"><c r="B2"><v>2</v></c><c r="A2"><v>1</v></c></row>', {2: ["1", "2"]}),
        ('<row r="2"><c r="B2"><v>1</v></c><c><v>9</v></c></row>', {2: ["", "1", "9"]}),
        (
            '<row r="2"><c r="??"><v>1</v></c></row><row r="x"><c><v>2</v></c></row>',
            {2: ["1", ""], 3: ["2", ""]},
        ),
        (
            '<row r="0"><c><v>1</v></c></row><row r="1"><c><v>2</v></c></row>',
            {2: ["1", ""], 3: ["2", ""]},
        ),
        ('<row r="2"/><row r="3" ht="15"/><row><c r="A4"><v>4</v></c></row>', {4: ["4", ""]}),
        (
            '<row r="2" />\n <row r="3">\n<c r="A3" s="0" /> <c r="B3">\n<v>4</v>\n</c>\n</row>\n',
            {3: ["", "4"]},
        ),
        ('<row r="2"><c s="0" t="n" r="A2"><v>1</v></c></row>', {2: ["1", ""]}),
        ("<row r='2'><c r='A2'><v>1</v></c></row>", {2: ["1", ""]}),
        ('<row r="2"><c r="a2"><v>1</v></c></row>', {2: ["1", ""]}),
        (
            '<row r="2"><c r="A2"><v>1</v><extLst><ext><v>9</v></ext></extLst></c></row>',
            {2: ["19", ""]},
        ),
        ('<row r="9999999"><c r="A9999999"><v>1</v></c></row>', {2: ["1", ""]}),
        ('<row r="2"><c r="ZZZ2"><v>1</v></c></row>', {2: ["1", ""]}),
    ],
)
def test_places_that_are_missing_or_wrong_are_counted_on(
    data: str, rows: dict[int, list[str]], build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """A row or cell without a usable place stands behind the one before it; no row is lost."""
    table = take(build(HEAD + data))
    assert {row.number: list(row.cells) for row in table.rows} == rows


def test_a_wrong_dimension_is_not_believed(
    build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """The cells say how large the table is."""
    data = HEAD + '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>'
    assert take(build(data, before='<dimension ref="A1"/>')).cells == [["1", "2"]]


@pytest.mark.parametrize(
    "rename",
    [
        lambda name: "/" + name,
        lambda name: name.replace("/", "\\"),
        lambda name: name.upper(),
        lambda name: name.replace("sharedStrings", "SharedStrings"),
    ],
    ids=["leading slash", "backslashes", "capitals", "capital strings"],
)
def test_parts_are_found_however_their_names_are_spelt(
    rename: Callable[[str], str], build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """Excel does not mind slashes and capitals, so we do not."""
    data = HEAD + '<row r="2"><c r="A2" t="s"><v>0</v></c></row>'
    stored = parts(build(data, strings="<si><t>shared</t></si>"))
    changes = {**dict.fromkeys(stored), **{rename(name): text for name, text in stored.items()}}
    assert take(build(changes=changes)).cells == [["shared", ""]]


@pytest.mark.parametrize("target", ["/xl/worksheets/sheet1.xml", "../xl/./worksheets/sheet1.xml"])
def test_targets_may_be_absolute_or_go_up(
    target: str, build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """A target is resolved from the folder of the part that names it."""
    links = parts(build())[LINKS].replace("worksheets/sheet1.xml", target)
    data = HEAD + '<row r="2"><c r="A2"><v>1</v></c></row>'
    assert take(build(data, changes={LINKS: links})).cells == [["1", ""]]


@pytest.mark.parametrize("missing", [LINKS, "_rels/.rels", "xl/styles.xml", "xl/sharedStrings.xml"])
def test_a_workbook_without_its_lesser_parts_is_read(
    missing: str, build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """Styles, shared texts and relations may be missing; the usual names are tried."""
    data = HEAD + '<row r="2"><c r="A2" s="3"><v>1</v></c></row>'
    assert take(build(data, changes={missing: None})).cells == [["1", ""]]


def test_prefixes_and_strict_namespaces_make_no_difference(
    build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """A tag is known by its local name."""
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    sheet = (
        f'<x:worksheet xmlns:x="{strict}"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr">'
        '<x:is><x:t>A</x:t></x:is></x:c></x:row><x:row r="2"><x:c r="A2"><x:v>1</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    table = take(build(changes={WORKSHEET: sheet}))
    assert (table.headers, table.cells) == (("A",), [["1"]])


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-16", "UTF-16"), ("latin-1", "ISO-8859-1"), ("utf-8-sig", "utf-8")],
)
def test_a_part_in_another_encoding_is_read_by_its_declaration(
    encoding: str, declared: str, build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """The short cut leaves what is not UTF-8 to expat."""
    text = parts(build(HEAD + '<row r="2"><c r="A2" t="str"><v>Zoë</v></c></row>'))[WORKSHEET]
    text = f'<?xml version="1.0" encoding="{declared}"?>{text}'
    assert take(build(changes={WORKSHEET: text.encode(encoding)})).cells == [["Zoë", ""]]


@pytest.mark.parametrize(
    "odd",
    [
        '<row r="3"><!-- </row> --><c r="A3"><v>3</v></c></row>',
        '<row r="3"><c r="A3" t="str"><v><![CDATA[3]]></v></c></row>',
        '<row r="3"><?app </row>?><c r="A3"><v>3</v></c></row>',
        '<row r="3"><c r="A3" t="inlineStr"><is><r><t>3</t></r></is></c></row>',
        '<row r="3"><c r="A3"><v>3</v></c></row>\r\n',
    ],
)
def test_an_odd_row_among_usual_ones_changes_nothing_around_it(
    odd: str, build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """Where the short cut gives up, the parser goes on at the very same row, many blocks long."""
    filler = "x" * 90
    usual = [
        f'<row r="{i}"><c r="A{i}"><v>{i}</v></c><c r="B{i}" t="str"><v>{filler}</v></c></row>'
        for i in range(4, 8000)
    ]
    rows = [HEAD, '<row r="2"><c r="A2"><v>2</v></c></row>', odd, *usual, odd.replace("3", "8000")]
    table = take(build("".join(rows)))
    assert [row.number for row in table.rows] == list(range(2, 8001))
    assert [row.cells[0] for row in table.rows] == [str(i) for i in range(2, 8001)]


def test_shared_texts_in_many_blocks_keep_their_order(
    build: Callable[..., Any], take: Callable[..., Any]
) -> None:
    """Runs between plain texts are read in their place."""
    texts = [
        f"<si><r><t>te</t></r><r><t>xt {i}</t></r></si>"
        if i % 3000 == 1
        else f"<si><t>text {i}</t></si>"
        for i in range(20_000)
    ]
    rows = [f'<row r="{i + 2}"><c r="A{i + 2}" t="s"><v>{i}</v></c></row>' for i in range(20_000)]
    table = take(build(HEAD + "".join(rows), strings="".join(texts)))
    assert [row.cells[0] for row in table.rows] == [f"text {i}" for i in range(20_000)]
