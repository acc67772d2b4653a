import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from openpyxl import Workbook

ENCRYPTED = Path(__file__).parents[2] / "data/xlsx/qax-os__excelize/encryptSHA1.xlsx"


def workbook() -> bytes:
    """Return a workbook with the sheet “Customers”."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Customers"
    sheet.append(["Id", "Name", "Email"])
    sheet.append(["1", "Ada", "ada@shop.example.com"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class Case(NamedTuple):
    """Something that cannot be started.

    Attributes:
        make: makes it.
        args: the arguments of `run`.
        said: what is to be named, and what is to be done.
    """

    make: Callable[[Any], object]
    args: tuple[str, ...]
    said: tuple[str, ...]


def nothing(_: Any) -> None:
    """Add nothing to the list and its mapping."""


CASES = {
    "missing file": Case(
        nothing, ("gone.csv",), ("gone.csv does not exist.", "Check its name and folder.")
    ),
    "folder": Case(
        lambda shell: (shell.folder / "d.csv").mkdir(),
        ("d.csv",),
        ("d.csv is a folder.", "Name the file in it."),
    ),
    "empty file": Case(
        lambda shell: shell.file("e.csv", ""), ("e.csv",), ("e.csv is empty.", "Export")
    ),
    "binary file": Case(
        lambda shell: shell.file("b.csv", bytes(range(256)) * 8),
        ("b.csv",),
        ("b.csv", "binary", "CSV or .xlsx"),
    ),
    "picture": Case(
        lambda shell: shell.file("p.csv", b"\x89PNG\r\n\x1a\n" + bytes(64)),
        ("p.csv",),
        ("p.csv", "CSV"),
    ),
    "encrypted workbook": Case(
        lambda shell: shell.file("x.xlsx", ENCRYPTED.read_bytes()),
        ("x.xlsx",),
        ("x.xlsx", "password", "Excel"),
    ),
    "truncated workbook": Case(
        lambda shell: shell.file("t.xlsx", workbook()[:3000]),
        ("t.xlsx",),
        ("t.xlsx is damaged or was cut off, so it cannot be unpacked.", "again"),
    ),
    "workbook without sheets": Case(
        lambda shell: shell.file("z.xlsx", zipped("xl/workbook.xml", b"<workbook/>")),
        ("z.xlsx",),
        ("z.xlsx: the workbook has no sheets.", "Excel"),
    ),
    "sheet of a CSV": Case(
        nothing,
        ("list.csv", "--sheet", "Data"),
        ("list.csv is not a workbook, so it does not have a sheet “Data”.", "Leave out --sheet"),
    ),
    "wrong delimiter": Case(
        lambda shell: shell.file("s.csv", "Id;Name;Email\n1;Ada;\n2;Bo;\n"),
        ("s.csv", "-m", "list.yaml", "--delimiter", ","),
        ("With the delimiter ',', s.csv has one column only", "separated by ';'", "Leave the"),
    ),
    "wrong delimiter without a mapping": Case(
        lambda shell: shell.file("s.csv", "Id;Name;Email\n1;Ada;\n2;Bo;\n"),
        ("s.csv", "--delimiter", "|"),
        ("With the delimiter '|', s.csv has one column only", "separated by ';'", "Leave the"),
    ),
    "wrong delimiter in the mapping": Case(
        lambda shell: shell.file(
            "m.yaml", "version: 1\nsource: {delimiter: '#'}\nfields: {CustomerNumber: Id}\n"
        ),
        ("list.csv", "-m", "m.yaml"),
        ("With the delimiter '#', list.csv has one column only", "separated by ','", "Leave the"),
    ),
    "wrong sheet": Case(
        lambda shell: shell.file("w.xlsx", workbook()),
        ("w.xlsx", "-m", "list.yaml", "--sheet", "Orders"),
        ("Orders", "“Customers”"),
    ),
    "wrong sheet by position": Case(
        lambda shell: shell.file("w.xlsx", workbook()),
        ("w.xlsx", "-m", "list.yaml", "--sheet", "3"),
        ("3", "“Customers”"),
    ),
    "missing column": Case(
        lambda shell: shell.file(
            "m.yaml", "version: 1\nfields:\n  CustomerNumber: Id\n  CustomerEmail: Emial\n"
        ),
        ("list.csv", "-m", "m.yaml"),
        ("m.yaml:4:3: ", "Emial", "did you mean Email"),
    ),
    "broken YAML": Case(
        lambda shell: shell.file("m.yaml", "version: 1\nfields:\n  CustomerNumber: [Id\n"),
        ("list.csv", "-m", "m.yaml"),
        ("m.yaml:4:",),
    ),
    "unknown field": Case(
        lambda shell: shell.file("m.yaml", "version: 1\nfields:\n  CustomrNumber: Id\n"),
        ("list.csv", "-m", "m.yaml"),
        ("m.yaml:3:3: ", "CustomrNumber", "did you mean CustomerNumber"),
    ),
    "field of the server": Case(
        lambda shell: shell.file("m.yaml", "version: 1\nfields:\n  LastUpdated: Id\n"),
        ("list.csv", "-m", "m.yaml"),
        ("m.yaml:3:3: ", "LastUpdated cannot be mapped", "the server keeps it"),
    ),
    "id of the server": Case(
        lambda shell: shell.file("m.yaml", "version: 1\nfields:\n  CustomerID: Id\n"),
        ("list.csv", "-m", "m.yaml"),
        ("CustomerID cannot be mapped: it is the server's own;", "known by is the CustomerNumber"),
    ),
    "unknown mapping": Case(
        nothing,
        ("list.csv", "-m", "shopif"),
        ("No file and no ready mapping is called shopif", "Did you mean shopify?"),
    ),
    "mapping unlike any": Case(
        nothing, ("list.csv", "-m", "qqq"), ("is called qqq", "The ready mappings are")
    ),
    "nothing to go by": Case(
        lambda shell: shell.file("other.csv", "a,b\n1,2\n"),
        ("other.csv",),
        (
            "No mapping was found (other.yaml, ",
            "other.csv has no column with a known name.",
            "customer-import mapping suggest other.csv -o other.yaml",
        ),
    ),
    "long delimiter": Case(
        nothing,
        ("list.csv", "--delimiter", "ab"),
        ("--delimiter is one character, not 'ab'.", "--delimiter tab"),
    ),
    "unknown encoding": Case(nothing, ("list.csv", "--encoding", "utf-9"), ("utf-9",)),
    "header row after the end": Case(
        nothing, ("list.csv", "--header-row", "99"), ("Row 99 of list.csv", "--header-row")
    ),
    "report in no folder": Case(
        nothing,
        ("list.csv", "--errors", "gone/e.csv"),
        ("The folder of gone/e.csv does not exist.", "Make it"),
    ),
    "report in a file": Case(
        nothing, ("list.csv", "--errors", "list.csv/e.csv"), ("list.csv/e.csv", "Make it")
    ),
    "report that is a folder": Case(
        nothing, ("list.csv", "--errors", "."), (". is a folder.", "Name a file in it.")
    ),
    "report as an old workbook": Case(
        nothing, ("list.csv", "--errors", "e.xls"), ("e.xls", "ends in .csv or .xlsx")
    ),
    "results in no folder": Case(
        nothing, ("list.csv", "--results", "gone/r.csv"), ("The folder of gone/r.csv",)
    ),
    "results over the list": Case(
        nothing,
        ("list.csv", "--results", "./list.csv"),
        ("list.csv is the list, or its error report.", "Name another path"),
    ),
    "results over the report": Case(
        nothing, ("list.csv", "--results", "list.errors.csv"), ("is the list, or its error report",)
    ),
}


def zipped(name: str, content: bytes) -> bytes:
    """Return a zip archive with one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_cannot_be_started_is_said_in_a_sentence_or_two(
    shell: Any, serve: Any, case: Case
) -> None:
    """Bad input is exit 2, named with its remedy on stderr; nothing is printed, nothing sent."""
    server = serve()
    listed = shell.make("1,Ada,ada@shop.example.com")
    before = listed.read_bytes()
    case.make(shell)
    done = shell.run(*case.args, "--json", "--quiet")
    assert (done.status, done.out, server.store.requests()) == (2, "", [])
    said = done.err.removeprefix("Error: ")
    assert all(part in said for part in case.said), said
    assert "Traceback" not in said
    sentences = [line for line in said.splitlines() if not line.startswith("  customer-import ")]
    assert len(sentences) <= 2
    assert listed.read_bytes() == before


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a folder nobody can write is needed")
def test_folder_nobody_can_write_starts_nothing(shell: Any) -> None:
    """Nothing is sent if a report cannot be written where it is wanted."""
    shell.make("1,Ada,bad")
    done = shell.run("list.csv", "--sandbox", "--errors", "/proc/errors.csv")
    assert (done.status, done.out, shell.arrived()) == (2, "", [])
    assert "/proc/errors.csv cannot be written" in done.err


def test_data_that_is_not_a_sandbox_starts_nothing(shell: Any) -> None:
    """A file that is not the sandbox's data is left alone, and said to be so."""
    shell.make("1,Ada,")
    shell.state.mkdir()
    (shell.state / "sandbox.sqlite").write_text("mine " * 99)
    done = shell.run("list.csv", "--sandbox")
    assert (done.status, done.out) == (2, "")
    assert "sandbox.sqlite is not a data file of the sandbox. Name another." in done.err


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--chunk-size", "501"), "--chunk-size"),
        (("--concurrency", "17"), "--concurrency"),
        (("--limit", "0"), "--limit"),
        (("--timeout", "0"), "--timeout"),
        (("--patience", "-1"), "--patience"),
        (("--show", "some"), "--show"),
        (("--header-row", "0"), "--header-row"),
        (("--token", "secret"), "--token"),
    ],
)
def test_option_out_of_bounds_is_named(shell: Any, options: tuple[str, ...], named: str) -> None:
    """A wrong option is exit 2, and is named; none takes the token."""
    shell.make("1,Ada,")
    done = shell.run("list.csv", "--sandbox", *options)
    assert (done.status, done.out) == (2, "")
    assert named in done.err


@pytest.mark.parametrize(
    ("options", "content"),
    [
        (("--delimiter", ";"), "Id;Name\n1;Ada\n"),
        (("--delimiter", "tab"), "Id\tName\n1\tAda\n"),
        (("--delimiter", r"\t"), "Id\tName\n1\tAda\n"),
        (("--encoding", "cp437"), "Id|Name\n1|Ada\n"),
        (("--header-row", "3"), "A|title\n|\nId|Name\n1|Ada\n"),
    ],
)
def test_command_line_goes_before_the_mapping(
    shell: Any, options: tuple[str, str], content: str
) -> None:
    """What the command line says of reading goes before what the mapping says."""
    wrong = {"--delimiter": "delimiter: '#'", "--encoding": "encoding: utf-16"}
    source = wrong.get(options[0], "header_row: 2")
    shell.file("list.yaml", f"version: 1\nsource: {{{source}}}\nfields: {{CustomerNumber: Id}}\n")
    shell.file("list.csv", content)
    assert shell.run("list.csv", "--dry-run", *options).status == 0
    assert shell.run("list.csv", "--dry-run").status == 2


@pytest.mark.parametrize("sheet", ["Customers", "1"])
def test_sheet_is_named_or_counted(shell: Any, sheet: str) -> None:
    """`--sheet` takes a name or a position from 1, and goes before the mapping's."""
    shell.file("w.xlsx", workbook())
    shell.file("w.yaml", "version: 1\nsource: {sheet: Orders}\nfields: {CustomerNumber: Id}\n")
    assert shell.run("w.xlsx", "--dry-run", "--sheet", sheet).status == 0
