import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from customer_import.cli import app
from customer_import.customer import api_fields
from customer_import.mapping.json_schema import mapping_schema
from customer_import.mapping.load import parse_mapping
from customer_import.mapping.model import CustomerMapping, Leaf, SourceMapping
from customer_import.mapping.transforms import TRANSFORMS
from customer_import.records.row_builder import row_builder
from customer_import.result import ExitStatus

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
MAPPINGS = [*BLOCKS, *(path.read_text(encoding="utf-8") for path in ROOT.glob("mappings/*.yaml"))]


def texts(data: Any) -> Any:
    """Return the data with texts for names, as JSON has them."""
    if isinstance(data, dict):
        return {str(name): texts(value) for name, value in data.items()}
    return [texts(each) for each in data] if isinstance(data, list) else data


@pytest.mark.parametrize("text", MAPPINGS)
def test_every_mapping_shown_or_shipped_is_right(text: str) -> None:
    """A mapping in the README or the wheel loads, and its editor's schema agrees."""
    parse_mapping(text, "README.md")
    schema = jsonschema.Draft202012Validator(mapping_schema())
    assert [error.message for error in schema.iter_errors(texts(YAML(typ="safe").load(text)))] == []


def test_the_reference_compiles() -> None:
    """The README's mapping fits a list that has the columns it names."""
    columns = (
        "Customer Id,First Name,Last Name,Email,Dept,Phone 1,Mobile,Limit,Subscription Date,"
        "Territory,Street,City,Zip,Comments,Created,Owner,Status,Country"
    )
    builder = row_builder(parse_mapping(BLOCKS[0], "README.md"), tuple(columns.split(",")))
    assert builder.unused == ()


def test_every_transform_is_in_the_reference() -> None:
    """The reference names every transform there is."""
    line = next(line for line in README.splitlines() if line.startswith("| `transform:"))
    assert set(TRANSFORMS) <= set(re.findall(r"`(\w+)`", line))


def test_every_exit_status_is_told() -> None:
    """The table of exit statuses is whole."""
    told = {int(number) for number in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}
    assert told == {status.value for status in ExitStatus}


def test_every_module_named_is_there() -> None:
    """Each folder and module that the README says to look in exists."""
    section = README.partition("## How it is built")[2].partition("\n## ")[0]
    named = set(re.findall(r"`([a-z_/]+(?:/|\.py))`", section))
    assert {"records/", "records/row_builder.py"} <= named
    places = [path.as_posix() for path in (ROOT / "customer_import").rglob("*")]
    assert [
        name for name in named if not any(p.endswith(f"/{name.rstrip('/')}") for p in places)
    ] == []


def test_every_part_of_the_mapping_is_in_the_reference() -> None:
    """The README names every key of a mapping, of its source, and of what fills a field."""
    models = (CustomerMapping, SourceMapping, Leaf)
    section = README.partition("## The mapping")[2].partition("\n## ")[0]
    keys = {key for model in models for key in model.model_fields}
    assert [key for key in sorted(keys) if not re.search(rf"\b{key}\b", section)] == []


@pytest.mark.parametrize("command", ["run", "preview", "fields", "history", "errors", "sandbox"])
def test_every_command_explains_itself(command: str) -> None:
    """Each command has help, and a narrow terminal takes it."""
    result = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "40"})
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_what_cannot_be_mapped_is_told() -> None:
    """The server's own fields are named in the README."""
    refused = {field.path for field in api_fields() if field.refused} - {"ImportRowNumber"}
    assert all(f"`{name}`" in README for name in refused)


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
