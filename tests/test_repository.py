"""Rules for the project's own files, which no tool of the checks knows."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "customer_import").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
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


def settings(path: str) -> Any:
    """Read a file of settings in YAML."""
    return YAML(typ="safe").load(ROOT / path)


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_every_job_has_an_end_and_few_rights(path: Path) -> None:
    """A workflow may read, unless a job says more, and each of its own jobs ends after a time."""
    workflow = settings(name(path))
    assert workflow["permissions"] == {"contents": "read"}
    own = [job for job in workflow["jobs"].values() if "uses" not in job]
    assert all("timeout-minutes" in job for job in own)


def test_every_python_is_tested() -> None:
    """Windows and macOS try each Python that the package names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {line.rpartition(" ")[2] for line in project["classifiers"] if ":: 3." in line}
    tests = settings(".github/workflows/ci.yml")["jobs"]["tests"]
    assert {"3.11", "3.13"} <= named
    assert named <= set(tests["strategy"]["matrix"]["python"])
    assert tests["strategy"]["matrix"]["os"] == ["windows-latest", "macos-latest"]


def test_the_image_is_made_of_what_is_sent_to_docker() -> None:
    """Each file that the Dockerfile copies is there, and `.dockerignore` lets it through."""
    steps = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", steps, re.MULTILINE)
    sources = [source for each in copied for source in each.split()]
    allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert len(sources) >= len(copied) > 0
    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert {f"!{source}" for source in sources} <= set(allowed)


def test_the_version_is_in_the_changelog() -> None:
    """Whoever sees a version can read what changed in it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## [{project['version']}]" in changelog
    assert "\n## [Unreleased]\n" in changelog
