"""Everything that users read is plain English: no phrase that a reader has to read twice.

The phrases are looked for in every text of the package, so that a new message is covered as well.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "customer_import"
BANNED = re.compile(
    r"\b(is no|are no)(?! longer)\b|\bmend(s|ed|ing)?\b|\bh(e|o)ld against\b|\bstands? in\b"
    r"|\bt(old|ells?) apart\b|\bwants? a yes\b|\bfills? nothing\b"
    r"|,? for (it|they|there|this|that|these|the program|nothing|no)\b(?! (server|list|run|file)\b)"
    r"(?= (is|are|has|have|was|were|can|may|will|does|do|tells|needs|holds)\b)",
    re.IGNORECASE,
)
READ = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")),
    ROOT / "sample_data" / "README.md",
    *sorted((ROOT / "mappings").glob("*.yaml")),
    *sorted((ROOT / "docs").glob("*.md")),
    PACKAGE / "reports" / "html" / "script.js",
]
"""Files that users read as they are."""


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Give the texts of a module with their lines, f-strings with a gap for each value.

    Docstrings are read by programmers; only those of commands are help that users read.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden = set() if path.name.endswith(("_command.py", "_commands.py")) else docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            hidden.update(id(part) for part in node.values)
            parts = (p.value if isinstance(p, ast.Constant) else "…" for p in node.values)
            yield node.lineno, "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and id(node) not in hidden:
            yield node.lineno, str(node.value)


def docstrings(tree: ast.Module) -> set[int]:
    """Return the identities of texts that are statements of their own."""
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Expr))
    return {id(node.value) for node in found if isinstance(node.value, ast.Constant)}


def odd(said: str) -> list[str]:
    """Return the banned phrases in a text."""
    return [match[0] for match in BANNED.finditer(" ".join(said.split()))]


def test_no_text_of_the_program_has_a_banned_phrase() -> None:
    """Messages, questions, help, pages and workbooks are put together from these texts."""
    found = [
        f"{path.relative_to(ROOT)}:{line}: {phrases}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line, said in texts(path)
        if (phrases := odd(said))
    ]
    assert found == []


@pytest.mark.parametrize("path", READ, ids=lambda path: path.name)
def test_no_file_that_users_read_has_a_banned_phrase(path: Path) -> None:
    """What the program says is explained in the same language."""
    assert odd(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "said",
    [
        "x is no date",
        "There are no others like that: mend it.",
        "Mend the mapping",
        "It stands in row 3",
        "this needs attention, for it is late",
        "it wants a yes",
        "these columns fill nothing",
    ],
)
def test_banned_phrases_are_found(said: str) -> None:
    """The pattern finds what it is for."""
    assert odd(said)


@pytest.mark.parametrize(
    "said", ["The rows are no longer kept.", "Ask for it at the desk.", "a recommendation"]
)
def test_usual_phrases_are_not_found(said: str) -> None:
    """What only looks like a banned phrase is allowed."""
    assert not odd(said)
