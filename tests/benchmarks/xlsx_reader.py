"""How fast a workbook is read, and in how much memory, next to python-calamine.

Writes 100,000 × 20 cells twice, with shared and with inline texts, reads each in processes of
their own, and prints seconds and peak memory (as Linux
counts it: what a parent process used is not in it).

    python tests/benchmarks/xlsx_reader.py [--rows 100000] [--rounds 3]
"""

import argparse
import importlib.util
import json
import random
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

OURS = """
from pathlib import Path
from customer_import.readers.xlsx.workbook import open_workbook
from customer_import.table import Source
def read(name):
    with open_workbook(Path(name), Source()) as table:
        return sum(1 for _ in table.rows)
"""
CALAMINE = """
from python_calamine import CalamineWorkbook
def read(name):
    return len(CalamineWorkbook.from_path(name).get_sheet_by_index(0).to_python()) - 1
"""
MEASURE = """
import json, pathlib, sys, time
began = time.perf_counter()
rows = read(sys.argv[1])
seconds = time.perf_counter() - began
status = pathlib.Path("/proc/self/status").read_text()
peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
print(json.dumps([rows, seconds, peak]))
"""
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEADER = [
    "Id", "First", "Last", "Company", "Email", "Phone", "Mobile", "Street", "City", "State",
    "Zip", "Country", "Credit", "Discount", "Active", "Since", "LastOrder", "Group", "Region",
    "Note",
]  # fmt: skip


def people(count: int) -> Iterator[list[tuple[str, str]]]:
    """Return rows of cells, each a kind (`s`, `n`, `b`, or a style's number) and a value."""
    source = random.Random(1)  # noqa: S311 - the same list every time
    for i in range(count):
        texts = [
            source.choice(("Ann", "Bob", "Zoë", "Joe")) + str(i % 977),
            f"Smith{i % 5003}",
            f"Acme & Sons {i} Ltd",
            f"user{i}@example.com",
        ]
        place = [f"{i % 9999} Main Street", source.choice(("Berlin", "Boston", "Paris")), "CA"]
        yield [
            ("n", str(100_000 + i)),
            *(("s", text) for text in texts),
            ("n", str(5_550_000_000 + i)),
            ("s", f"+1 555 {i:07}"),
            *(("s", text) for text in place),
            ("1", str(i % 99_999)),
            ("s", "US"),
            ("n", repr(round(source.random() * 10_000, 2))),
            ("n", str(source.randint(0, 30))),
            ("b", str(i % 2)),
            ("2", str(36_526 + i % 9000)),
            ("3", repr(43_831 + i % 9000 / 24)),
            *(("s", text) for text in (f"G{i % 7}", f"R{i % 11}", f"note {i}")),
        ]


def write(path: Path, count: int, *, shared: bool) -> None:
    """Write a workbook as Excel (shared texts) or as exporting libraries (inline texts) do."""
    places: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(f'<worksheet xmlns="{NAMESPACE}"><sheetData>'.encode())
            rows = [[("s", name) for name in HEADER]]
            for number, cells in enumerate(
                (row for rows in (rows, people(count)) for row in rows), 1
            ):
                part.write(_row(number, cells, places if shared else None).encode())
            part.write(b"</sheetData></worksheet>")
        texts = "".join(f"<si><t>{escape(text, quote=False)}</t></si>" for text in places)
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{NAMESPACE}">{texts}</sst>')
        for name, content in _small_parts().items():
            archive.writestr(name, content)


def _row(number: int, cells: list[tuple[str, str]], places: dict[str, int] | None) -> str:
    written = []
    for column, (kind, value) in enumerate(cells):
        place = f'<c r="{chr(65 + column)}{number}"'
        if kind == "s" and places is not None:
            written.append(f'{place} t="s"><v>{places.setdefault(value, len(places))}</v></c>')
        elif kind == "s":
            text = escape(value, quote=False)
            written.append(f'{place} t="inlineStr"><is><t>{text}</t></is></c>')
        elif kind in {"n", "b"}:
            written.append(f'{place} t="{kind}"><v>{value}</v></c>')
        else:
            written.append(f'{place} s="{kind}"><v>{value}</v></c>')
    return f'<row r="{number}">{"".join(written)}</row>'


def _small_parts() -> dict[str, str]:
    links = [("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")]
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    related = "".join(
        f'<Relationship Id="rId{i}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate([*links, ("styles", "styles.xml")], 1)
    )
    root = f'<Relationship Id="a" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    return {
        "_rels/.rels": f'<Relationships xmlns="{package}">{root}</Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">{related}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{NAMESPACE}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="Customers" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/styles.xml": f'<styleSheet xmlns="{NAMESPACE}"><numFmts>'
        '<numFmt numFmtId="164" formatCode="00000"/></numFmts><cellXfs><xf numFmtId="0"/>'
        '<xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs></styleSheet>',
    }


def measure(reader: str, path: Path, rounds: int) -> tuple[float, float]:
    """Return the best time in seconds and the peak memory in MB, of processes of their own."""
    results = []
    for _ in range(rounds):
        command = [sys.executable, "-c", reader + MEASURE, str(path)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        results.append(json.loads(done.stdout))
    return min(seconds for _, seconds, _ in results), max(peak for _, _, peak in results)


def main() -> None:
    """Measure both readers on both workbooks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    rival = importlib.util.find_spec("python_calamine") is not None
    if not rival:
        sys.stdout.write("python-calamine is not installed, so there is nothing to compare with.\n")
    with tempfile.TemporaryDirectory() as folder:
        for shared in (True, False):
            path = Path(folder) / "list.xlsx"
            write(path, options.rows, shared=shared)
            ours, peak = measure(OURS, path, options.rounds)
            line = f"{'shared' if shared else 'inline'} texts: ours {ours:.2f} s, {peak:.0f} MB"
            if rival:
                theirs, other = measure(CALAMINE, path, options.rounds)
                line += f"; calamine {theirs:.2f} s, {other:.0f} MB; {ours / theirs:.2f} times"
            sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
