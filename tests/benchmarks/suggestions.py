"""What suggested mappings are worth, by language: how many certain lines are right, what is found.

    python tests/benchmarks/suggestions.py [--missed] [--wrong] [FOLDER of lists]

The lists are small ones that were written down, with what a person would map each column to, before
the program was tried on them: `tests/data/lists/languages` in the words of known programs, and
`tests/data/lists/public_headers` with the headers of programs that are public. *Precision* is the
share of the lines without a guess that are right; *recall* is the share of the columns that a
person would map and the program does. `--missed` and `--wrong` name the columns. Prints a table in
Markdown.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatch
from itertools import groupby, zip_longest
from pathlib import Path
from typing import NamedTuple

from customer_import.mapping.suggest.suggestion import Suggestion, suggest
from customer_import.mapping.yaml import read_yaml

LISTS = Path(__file__).parents[1] / "data" / "lists"
FOLDERS = (LISTS / "languages", LISTS / "public_headers")

_LINES = {f"line{n}": (f"Addresses.*.AddressLine{n}",) for n in (2, 3)}
_PLACES = {
    "street": ("Addresses.*.AddressLine1",),
    "address": ("Addresses.*.AddressLine1",),
    "city": ("Addresses.*.AddressCity",),
    "state": ("Addresses.*.AddressStateProvince",),
    "postcode": ("Addresses.*.AddressPostalCode",),
    "country": ("Addresses.*.AddressCountry",),
    **_LINES,
}
_PERSON = ("CustomerName", "CustomerContactFirstName", "CustomerContactLastName")
RIGHT: Mapping[str, tuple[str, ...]] = {
    "none": (),
    "number": ("CustomerNumber",),
    "name": ("CustomerName", "CustomerCompanyName"),
    "company": ("CustomerCompanyName", "CustomerName"),
    "person": _PERSON,
    "contact": _PERSON,
    "first": ("CustomerFirstName", "CustomerContactFirstName", "CustomerName"),
    "last": ("CustomerLastName", "CustomerContactLastName", "CustomerName"),
    "department": ("CustomerDepartment",),
    "email": ("CustomerEmail", "CustomerContactEmail"),
    "phone": ("CustomerBusinessPhone", "CustomerContactPhone"),
    "mobile": ("CustomerContactCell",),
    "fax": ("CustomerBusinessFax", "CustomerContactFax"),
    "web": ("CustomerWebsite",),
    "note": ("CustomerNote",),
    **_PLACES,
    **{
        f"{kind.lower()}.{part}": tuple(path.replace("*", kind) for path in paths)
        for kind in ("Billing", "Shipping")
        for part, paths in _PLACES.items()
    },
}
"""The fields that are right for each word of the lists; after `maybe ` a column may be left out."""


class Expected(NamedTuple):
    """What a person does with a column: the fields that are right, and whether one is wanted."""

    fields: tuple[str, ...]
    wanted: bool


class Listed(NamedTuple):
    """One list: its headers, its rows, and what is right for each column."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    expected: Mapping[str, Expected]


class Score(NamedTuple):
    """How suggestions do: columns and fields by name, each with its list.

    Attributes:
        sure: the lines without a guess.
        wrong: those of them that no person would write.
        wanted: the columns that a person maps.
        missed: those of them that are not mapped so.
    """

    sure: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()

    @property
    def precision(self) -> float:
        """The share of certain lines that are right."""
        return 1 - len(self.wrong) / len(self.sure) if self.sure else 1.0

    @property
    def recall(self) -> float:
        """The share of wanted columns that are mapped right."""
        return 1 - len(self.missed) / len(self.wanted) if self.wanted else 1.0


def lists_of(path: Path) -> Iterator[Listed]:
    """Read the lists of one file: by name, the columns with what is right and their values."""
    data = read_yaml(path.read_text(encoding="utf-8")).data
    assert isinstance(data, dict)
    for name, columns in data.items():
        cells = [[value or "" for value in values[1:]] for values in columns.values()]
        rows = tuple(zip_longest(*cells, fillvalue=""))
        expected = {header: _expected(values[0]) for header, values in columns.items()}
        yield Listed(f"{path.stem}/{name}", tuple(columns), rows, expected)


def _expected(word: str) -> Expected:
    fields = RIGHT[word.removeprefix("maybe ")]
    return Expected(fields, wanted=bool(fields) and not word.startswith("maybe "))


def scored(listed: Listed) -> Score:
    """Score the suggestion for one list."""
    return score(listed.name, suggest(listed.headers, listed.rows), listed.expected)


def score(name: str, suggestion: Suggestion, expected: Mapping[str, Expected]) -> Score:
    """Compare a suggestion with what a person would do."""
    filled = ((choice, column.name) for choice in suggestion.choices for column in choice.columns)
    lines = [(choice.path, name, not choice.guess) for choice, name in filled]
    sure = [(path, column) for path, column, certain in lines if certain]
    wrong = [pair for pair in sure if not _fits(pair[0], expected.get(pair[1]))]
    wanted = [column for column, each in expected.items() if each.wanted]
    found = {column for path, column, _ in lines if _fits(path, expected.get(column))}
    return Score(
        tuple(f"{name}: {path}: {column}" for path, column in sure),
        tuple(f"{name}: {path}: {column}" for path, column in wrong),
        tuple(f"{name}: {column}" for column in wanted),
        tuple(f"{name}: {column}" for column in wanted if column not in found),
    )


def _fits(path: str, expected: Expected | None) -> bool:
    return expected is not None and any(fnmatch(path, field) for field in expected.fields)


def summed(scores: Iterable[Score]) -> Score:
    """Put scores together."""
    listed = tuple(scores)
    return Score(
        *(tuple(each for part in parts for each in part) for parts in zip(*listed, strict=True))
    )


def table(scores: Mapping[str, Score]) -> Iterator[str]:
    """Write the lines of the table: one for each language, one for all."""
    yield "| | certain lines | right | precision | wanted columns | found | recall |"
    yield "|---|---|---|---|---|---|---|"
    for name, each in (*scores.items(), ("all", summed(scores.values()))):
        right, found = len(each.sure) - len(each.wrong), len(each.wanted) - len(each.missed)
        yield (
            f"| {name} | {len(each.sure)} | {right} | {each.precision:.1%} "
            f"| {len(each.wanted)} | {found} | {each.recall:.1%} |"
        )


def _language(path: Path) -> str:
    return path.stem


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="*", type=Path, default=FOLDERS)
    parser.add_argument("--missed", action="store_true", help="name the columns not found")
    parser.add_argument("--wrong", action="store_true", help="name the certain lines not right")
    options = parser.parse_args(arguments)
    files = sorted((p for folder in options.folder for p in folder.glob("*.yaml")), key=_language)
    scores = {
        language: summed(scored(each) for path in paths for each in lists_of(path))
        for language, paths in groupby(files, _language)
    }
    total = summed(scores.values())
    lines = list(table(scores))
    if options.wrong:
        lines += ["", "Certain and wrong:", *total.wrong]
    if options.missed:
        lines += ["", "Not found:", *total.missed]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
