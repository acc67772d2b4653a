"""Workbooks written part by part, and a reader that takes all of a table."""

import html
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

import pytest

from customer_import.readers.open_table import open_table
from customer_import.readers.xlsx.workbook import open_workbook
from customer_import.table import Row, Source

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


class Taken(NamedTuple):
    """A table, read to its end."""

    headers: tuple[str, ...]
    rows: list[Row]
    notices: tuple[str, ...]

    @property
    def cells(self) -> list[list[str]]:
        """The texts of all rows."""
        return [list(row.cells) for row in self.rows]

    @property
    def flaws(self) -> list[tuple[int, str, int | None]]:
        """Row, code and column of everything wrong."""
        return [(row.number, flaw.code, flaw.column) for row in self.rows for flaw in row.flaws]


def _take(file: Path | BinaryIO, source: Source | None = None) -> Taken:
    source = source or Source()
    opened = open_table(file, source) if isinstance(file, Path) else open_workbook(file, source)
    with opened as table:
        return Taken(table.headers, list(table.rows), table.notices)


def _related(folder: str, targets: list[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="rId{i}" Type="{DOCUMENT}/{kind}" Target="{folder}{target}"/>'
        for i, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>'


def _build(
    data: str = "",
    *,
    sheets: Mapping[str, str] | None = None,
    strings: str = "",
    formats: list[str] | None = None,
    calendar: str = "",
    before: str = "",
    after: str = "",
    changes: Mapping[str, str | bytes | None] | None = None,
) -> io.BytesIO:
    """Write a workbook.

    Args:
        data: what is in the first sheet's `sheetData`.
        sheets: more sheets, by the attributes of their `sheet` tag, such as `name="B"`.
        strings: the `si` items.
        formats: the number format code of each style, from style 1 on.
        calendar: the value of `date1904`.
        before: what comes before `sheetData`.
        after: what comes after it.
        changes: parts to write instead, or to leave out.
    """
    tabs = {'name="Sheet1"': data, **(sheets or {})}
    codes = "".join(
        f'<numFmt numFmtId="{164 + i}" formatCode="{html.escape(code)}"/>'
        for i, code in enumerate(formats or [])
    )
    styles = "".join(f'<xf numFmtId="{164 + i}"/>' for i in range(len(formats or [])))
    parts: dict[str, str | bytes | None] = {
        "_rels/.rels": _related("xl/", [("officeDocument", "workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}">'
        f'<workbookPr date1904="{calendar or 0}"/><sheets>'
        + "".join(f'<sheet {tab} sheetId="{i}" r:id="rId{i}"/>' for i, tab in enumerate(tabs, 1))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _related(
            "",
            [
                *(("worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(tabs) + 1)),
                ("sharedStrings", "sharedStrings.xml"),
                ("styles", "styles.xml"),
            ],
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><cellStyleXfs>'
        f'<xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>{styles}</cellXfs>'
        "</styleSheet>",
    }
    for i, content in enumerate(tabs.values(), 1):
        parts[f"xl/worksheets/sheet{i}.xml"] = (
            f'<worksheet xmlns="{MAIN}">{before}<sheetData>{content}</sheetData>{after}</worksheet>'
        )
    return _pack({**parts, **(changes or {})})


def _pack(parts: Mapping[str, str | bytes | None]) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if content is not None:
                archive.writestr(name, content)
    file.seek(0)
    return file


@pytest.fixture
def take() -> Callable[..., Taken]:
    """Read a workbook to its end."""
    return _take


@pytest.fixture
def build() -> Callable[..., io.BytesIO]:
    """Write a workbook part by part."""
    return _build
