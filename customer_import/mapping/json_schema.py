"""Generate the JSON Schema of a mapping for editors, from the models and in the API's own words."""

from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from customer_import.mapping.model import CustomerMapping

FILE_NAME = "customer-import.schema.json"
"""What the schema's file is called beside the mappings."""

SCALARS = ("value", "default", "values", "one_of", "empty", "sheet")
"""What a person writes without quotes although it is a text: `value: true`, `sheet: 2`."""


def schema_line(folder: Path) -> str:
    """Return the first line of a mapping for editors; blank if the folder has no schema."""
    has_schema = (folder / FILE_NAME).is_file()
    return f"# yaml-language-server: $schema={FILE_NAME}\n" if has_schema else ""


def mapping_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a mapping file."""
    schema = CustomerMapping.model_json_schema(mode="validation")
    schema = {
        "$schema": GenerateJsonSchema.schema_dialect,
        "title": "A mapping of customer-import",
        **{name: part for name, part in schema.items() if name != "title"},
    }
    for part in (schema["$defs"]["Leaf"], schema["$defs"]["SourceMapping"]):
        for name in SCALARS:
            _any_scalar(part["properties"].get(name, {}))
    schema["properties"]["version"] = {"const": 1, "description": "the version of this language"}
    return schema


def _any_scalar(part: object) -> None:
    """Accept numbers and switches where a text is meant: YAML's own types are not read."""
    if isinstance(part, list):
        for each in part:
            _any_scalar(each)
    elif isinstance(part, dict):
        if part.get("type") == "string":
            part["type"] = ["string", "number", "boolean"]
        for each in list(part.values()):
            _any_scalar(each)
