"""Rules for the pages of the site, beyond what the generator checks of their links."""

import ast
import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from customer_import.mapping.assumptions import Assumptions
from customer_import.mapping.load import parse_mapping
from customer_import.problems import Code
from customer_import.result import ExitStatus
from customer_import.states import RowState

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"


def page(name: str) -> str:
    """Return the text of a page."""
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def said_in(path: Path) -> str:
    """Return all texts of a module, those in pieces put together."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return "\n".join(each for each in found if isinstance(each, str))


def listed(nav: Any) -> list[str]:
    """Return the files that a part of the site's contents names."""
    if isinstance(nav, str):
        return [nav]
    parts = nav.values() if isinstance(nav, dict) else nav
    return [name for part in parts for name in listed(part)]


def test_every_page_is_in_the_contents() -> None:
    """A page that the contents do not name is found by nobody."""
    contents = listed(YAML(typ="safe").load(ROOT / "mkdocs.yml")["nav"])
    assert sorted({path.name for path in DOCS.glob("*.md")} - set(contents)) == []


def test_every_code_is_explained() -> None:
    """The page of problems has one entry for each code that a problem can carry, and no other."""
    entries = re.findall(r"^### `([a-z-]+)`$", page("troubleshooting"), re.MULTILINE)
    assert sorted(set(Code) - set(entries)) == []
    assert sorted(entries) == sorted(Code)


def test_every_entry_says_how_much_it_matters() -> None:
    """An entry begins with its severity, or with the state that the server's answer leads to."""
    entries = re.findall(r"^### `[a-z-]+`\n\n(\S+ ?\S*)", page("troubleshooting"), re.MULTILINE)
    allowed = re.compile(r"(Error|Warning|Notice)\b|The row")
    assert [begin for begin in entries if not allowed.match(begin)] == []


def test_every_state_is_told() -> None:
    """The table of states has each state of a row."""
    told = set(re.findall(r"^\| (\w+) \|", page("delivery"), re.MULTILINE))
    assert {state.value for state in RowState} <= told


def test_every_exit_status_is_told() -> None:
    """The table of exit statuses is whole."""
    told = {int(number) for number in re.findall(r"^\| (\d+) \|", page("delivery"), re.MULTILINE)}
    assert told == {status.value for status in ExitStatus}


def test_the_assumptions_shown_are_the_defaults() -> None:
    """The page about the API shows each assumption, with the value that it has by itself."""
    block = re.findall(r"^```yaml\n(.*?)^```", page("api"), re.DOTALL | re.MULTILINE)[0]
    assert parse_mapping(block, "api.md").mapping.assume == Assumptions()
    assert [name for name in Assumptions.model_fields if f"\n  {name}: " not in block] == []


def test_the_tour_visits_every_folder() -> None:
    """A stranger finds each folder of the package in the tour of the house."""
    tour = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("```\n\n## The walk")[0]
    package = tour.partition("customer_import/\n")[2].partition("docs/")[0]
    named = set(re.findall(r"(\w+)/(?=[\s,])", package))
    folders = {path.parent.name for path in (ROOT / "customer_import").rglob("*/__init__.py")}
    assert sorted(folders - named) == []


def test_the_walk_passes_modules_that_are_there() -> None:
    """Each file that the walk of a row and the recipes name is in the project."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## The walk")[2]
    named = set(re.findall(r"`([a-z_/]+\.(?:py|md|toml))`", text))
    places = (ROOT, ROOT / "customer_import", *(ROOT / "customer_import").glob("*/"))
    assert len(named) > 20
    assert [name for name in named if not any((place / name).exists() for place in places)] == []


def test_the_tour_names_what_is_there() -> None:
    """Each folder and module of the package that the tour names exists."""
    tour = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("customer_import/\n")[2]
    named = set(re.findall(r"([a-z_/]+(?:/|\.py))(?=\s)", tour.partition("\ndocs/")[0]))
    assert {"records/", "importer.py", "api/reading/"} <= named
    places = [path.as_posix() for path in (ROOT / "customer_import").rglob("*")]
    assert [
        name for name in named if not any(p.endswith(f"/{name.rstrip('/')}") for p in places)
    ] == []


def test_every_message_that_stops_a_run_is_one_of_the_program() -> None:
    """Who looks a message up finds it by the words with which the program begins it."""
    tables = page("troubleshooting").partition("## A run that stops")[2]
    firsts = re.findall(r"^\| ([^|]+?) \|", tables, re.MULTILINE)
    parts = [part for first in firsts for part in re.split("[;…]", first)]
    words = {part.strip() for part in parts} - {"", "---", "the message begins"}
    texts = "\n".join(said_in(path) for path in (ROOT / "customer_import").rglob("*.py"))
    assert len(words) > 20
    assert sorted(each for each in words if each not in texts) == []
