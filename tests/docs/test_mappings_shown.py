"""Every whole mapping that a page shows is right, and one page names every part of a mapping."""

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from customer_import.mapping.leaf_model import Leaf
from customer_import.mapping.load import parse_mapping
from customer_import.mapping.model import CustomerMapping, SourceMapping, mapping_schema
from customer_import.records.row_builder import row_builder

ROOT = Path(__file__).parents[2]
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
