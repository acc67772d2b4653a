"""What suggestions are worth on real lists: see tests/data/lists/SOURCE.txt for what is right."""

import importlib.util
import json
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from customer_import.mapping.yaml import quoted

DATA = Path(__file__).parents[2] / "data"
RIGHT: dict[str, dict[str, list[str | None]]] = json.loads(
    (DATA / "lists" / "expected.json").read_text(encoding="utf-8")
)


class Score(NamedTuple):
    """How one suggestion does.

    Attributes:
        sure: the lines that stand alone, as field and column.
        wrong: those of them no person would write.
        wanted: the columns a person maps.
        found: those of them that are mapped so.
    """

    sure: list[tuple[str, str]]
    wrong: list[tuple[str, str]]
    wanted: set[str]
    found: set[str]


@pytest.fixture(scope="module")
def found(suggest_for: Any) -> dict[str, Any]:
    """Suggest for each list."""
    return {name: suggest_for(DATA / name) for name in RIGHT}


@pytest.fixture(scope="module")
def scores(found: dict[str, Any]) -> dict[str, Score]:
    """Score the suggestion for each list."""
    return {name: score(RIGHT[name], found[name]) for name in RIGHT}


def score(right: dict[str, list[str | None]], suggested: Any) -> Score:
    """Compare a suggestion with what is right."""
    wanted = {column for column, fields in right.items() if None not in fields}
    named = [(path, columns[0]) for path, columns in suggested.columns.items() if columns]
    sure = [(path, column) for path, column in named if suggested.is_sure(path)]
    wrong = [(path, column) for path, column in sure if not fits(path, right.get(column, []))]
    hits = {c for c in wanted if any(fits(p, right[c]) for p in suggested.fields_of(c))}
    return Score(sure, wrong, wanted, hits)


def fits(path: str, fields: Sequence[str | None]) -> bool:
    """Say whether a field is among those that are right."""
    return any(fnmatch(path, field) for field in fields if field)


def test_what_is_sure_is_right(scores: dict[str, Score]) -> None:
    """At least 98 % of the lines that stand alone are what a person would write."""
    lines = [line for each in scores.values() for line in each.sure]
    wrong = [line for each in scores.values() for line in each.wrong]
    assert len(lines) > 100
    assert len(wrong) <= 0.02 * len(lines), wrong


def test_most_columns_are_found(scores: dict[str, Score]) -> None:
    """At least 90 % of the columns a person would map are mapped so."""
    wanted = sum(len(each.wanted) for each in scores.values())
    found = sum(len(each.found) for each in scores.values())
    assert found >= 0.9 * wanted, {n: each.wanted - each.found for n, each in scores.items()}


@pytest.mark.parametrize("name", RIGHT)
def test_no_list_does_badly(name: str, scores: dict[str, Score]) -> None:
    """On no list is half of what a person maps missed, nor a sure line wrong."""
    each = scores[name]
    assert each.wrong == []
    assert 2 * len(each.found) >= len(each.wanted), each.wanted - each.found


@pytest.mark.parametrize("name", RIGHT)
def test_every_column_is_named(name: str, found: dict[str, Any]) -> None:
    """Each column is mapped, or named among those left over: none goes unsaid."""
    suggested = found[name]
    said = " ".join(line.lstrip("# ") for line in suggested.text.splitlines() if "# " in line)
    assert [each for each in suggested.builder.unused if quoted(each) not in said] == []


def load_benchmark() -> ModuleType:
    """Return the module that scores suggestions by language, which the benchmark shares."""
    path = DATA.parent / "benchmarks" / "suggestions.py"
    spec = importlib.util.spec_from_file_location("suggestions", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LANGUAGES = [
    path.relative_to(DATA)
    for folder in ("languages", "public_headers")
    for path in sorted((DATA / "lists" / folder).glob("*.yaml"))
]


@pytest.mark.parametrize("path", LANGUAGES, ids=str)
def test_no_language_does_badly(path: Path) -> None:
    """In each language every certain line is right, and most of the wanted columns are found."""
    benchmark = load_benchmark()
    total = benchmark.summed(map(benchmark.scored, benchmark.lists_of(DATA / path)))
    assert total.wrong == ()
    assert total.recall >= 0.85, total.missed


def test_totals_show_nothing_of_a_list(suggest: Any) -> None:
    """A row with a total, or the date of a report, does not keep a column from being the number."""
    rows = [f"K{n}|Ann {n}|a{n}@x.example.com|Leeds|LS{n}" for n in range(1, 5)]
    header = "No|Name|Email|City|Zip"
    plain = suggest(header, *rows)
    ended = suggest(header, *rows, "Total||||90", "Monday, 30 Nov 2026||||")
    assert ended.columns == plain.columns
    assert ended.columns["CustomerNumber"] == ["No"]
