"""What the README promises, and the pages beside it, which are not in the site."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def shell_lines(language: str) -> list[str]:
    """Return the lines of the code blocks of a language."""
    blocks = re.findall(r"^ *```(\w*)\n(.*?)^ *```$", README, re.DOTALL | re.MULTILINE)
    lines = (text.splitlines() for name, text in blocks if name == language)
    return [line.strip() for block in lines for line in block]


def test_powershell_lines_do_the_same() -> None:
    """Each line for PowerShell is the one above it, spelled as Windows has it."""
    begin = "python3 -m venv .venv && .venv/bin/pip install "
    spelled = {
        line.replace("python3", "py").replace(" && ", "; ").replace("/bin/", "\\Scripts\\")
        for line in shell_lines("")
        if line.startswith(begin)
    }
    for line in shell_lines("powershell"):
        assert line in {each.replace("/", "\\") for each in spelled}
    assert len(shell_lines("powershell")) == 2


def test_nothing_is_installed_into_the_systems_python() -> None:
    """Debian, Ubuntu and Homebrew refuse that, so each line makes an environment first."""
    lines = [line for language in ("", "powershell") for line in shell_lines(language)]
    assert [line for line in lines if re.search(r"(^|[;&] *)(pip|pytest|python) ", line)] == []


def test_the_readme_is_short() -> None:
    """It is read in a few minutes; what is longer goes to the pages."""
    assert len(README.split()) <= 1200


def table(text: str) -> list[str]:
    """Return the lines of the table of speed."""
    return [line for line in text.splitlines() if re.match(r"\| .*\d MiB \|", line)]


def test_the_table_of_speed_is_one() -> None:
    """The README and the page about speed have the same figures."""
    page = (ROOT / "docs" / "speed.md").read_text(encoding="utf-8")
    assert len(table(README)) == 6
    assert table(README) == table(page)


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_every_link_leads_somewhere(name: str) -> None:
    """Each file that these pages, which are not in the site, link to is there."""
    text = (ROOT / name).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
