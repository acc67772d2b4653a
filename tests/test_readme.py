import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from customer_import.cli import app
from customer_import.mapping.json_schema import mapping_schema
from customer_import.mapping.load import parse_mapping
from customer_import.mapping.model import CustomerMapping, Leaf, SourceMapping
from customer_import.records.row_builder import row_builder

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "mapping.md").read_text(encoding="utf-8")
SHOWN = {
    f"{path.name} {number}": text
    for path in sorted(ROOT.glob("docs/*.md"))
    for number, text in enumerate(
        re.findall(
            r"^```yaml\n(version: .*?)^```",
            path.read_text(encoding="utf-8"),
            re.DOTALL | re.MULTILINE,
        )
    )
}
"""The whole mappings that pages show."""
SHIPPED = {path.name: path.read_text(encoding="utf-8") for path in ROOT.glob("mappings/*.yaml")}


def texts(data: Any) -> Any:
    """Return the data with texts for names, as JSON has them."""
    if isinstance(data, dict):
        return {str(name): texts(value) for name, value in data.items()}
    return [texts(each) for each in data] if isinstance(data, list) else data


@pytest.mark.parametrize("name", [*SHOWN, *SHIPPED])
def test_every_mapping_shown_or_shipped_is_right(name: str) -> None:
    """A mapping in a page or the wheel loads, and its editor's schema agrees."""
    text = (SHOWN | SHIPPED)[name]
    parse_mapping(text, name)
    schema = jsonschema.Draft202012Validator(mapping_schema())
    assert [error.message for error in schema.iter_errors(texts(YAML(typ="safe").load(text)))] == []


def test_the_reference_compiles() -> None:
    """The large example fits a list that has the columns it names."""
    columns = (
        "Customer Id,First Name,Last Name,Email,Dept,Phone 1,Mobile,Limit,Subscription Date,"
        "Territory,Street,City,Zip,Comments,Created,Owner,Status,Country"
    )
    builder = row_builder(
        parse_mapping(SHOWN["mapping.md 0"], "mapping.md"), tuple(columns.split(","))
    )
    assert builder.unused == ()


def test_every_part_of_the_mapping_is_in_the_reference() -> None:
    """The page names every key of a mapping, of its source, and of what fills a field."""
    models = (CustomerMapping, SourceMapping, Leaf)
    keys = {key for model in models for key in model.model_fields}
    assert [key for key in sorted(keys) if not re.search(rf"\b{key}\b", PAGE)] == []


@pytest.mark.parametrize("command", ["run", "preview", "fields", "history", "errors", "sandbox"])
def test_every_command_explains_itself(command: str) -> None:
    """Each command has help, and a narrow terminal takes it."""
    result = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "40"})
    assert result.exit_code == 0
    assert "Usage" in result.output


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
