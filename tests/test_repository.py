"""Rules for the project's own files, which no tool of the checks knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "customer_import").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
FEWEST_WORDS = 4
"""Words below which a docstring names a subject, rather than say what holds of it."""


def name(path: Path) -> str:
    """Return a file's name in the project."""
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_sql_numbers_its_placeholders(path: Path) -> None:
    """SQL has `?` or `:name`: Python 3.12.0 to 3.12.3 take `?1` for a name, and warn."""
    assert re.findall(r"[ =(]\?\d\b.*", path.read_text(encoding="utf-8")) == []


def without_rule(text: str) -> Iterator[str]:
    """Yield the names of the tests in a file whose docstring does not say a rule."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            first = (ast.get_docstring(node) or "").partition("\n\n")[0]
            if len(first.split()) < FEWEST_WORDS or not first.endswith((".", ":")):
                yield node.name


@pytest.mark.parametrize("path", TESTS, ids=name)
def test_every_test_says_its_rule(path: Path) -> None:
    """A test's docstring is a sentence, so that a failure says what no longer holds."""
    assert list(without_rule(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "docstring", ["pass", '"""Blank rows."""', '"""a blank row is left out"""']
)
def test_a_test_without_a_rule_is_found(docstring: str) -> None:
    """A docstring that is missing, too short to be a sentence, or without its end, is named."""
    assert list(without_rule(f"def test_it():\n    {docstring}")) == ["test_it"]
