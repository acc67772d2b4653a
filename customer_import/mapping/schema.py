"""The mapping as JSON Schema, for editors: generated from the models, in the API's own words."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from customer_import.customer import (
    ADDRESSES_MEANING,
    Address,
    Customer,
    Note,
    Phone,
    Record,
)
from customer_import.mapping.model import Mapping

FILE_NAME = "customer-import.schema.json"
"""What the first line of a suggested mapping calls the schema's file."""

MEANINGS: dict[str, type[Record]] = {
    "Fields": Customer,
    "PhoneParts": Phone,
    "NoteMapping": Note,
    "AddressMapping": Address,
}
SCALARS = ("value", "default", "values", "one_of", "empty", "sheet")
"""What a person writes without quotes though it is a text: `value: true`, `sheet: 2`."""


def mapping_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a mapping file."""
    schema = Mapping.model_json_schema(mode="validation")
    schema = {
        "$schema": GenerateJsonSchema.schema_dialect,
        "title": "A mapping of customer-import",
        **{name: part for name, part in schema.items() if name != "title"},
    }
    for name, record in MEANINGS.items():
        _explain(schema["$defs"][name]["properties"], record)
    schema["$defs"]["Fields"]["properties"]["Addresses"]["description"] = ADDRESSES_MEANING
    for part in (schema["$defs"]["Leaf"], schema["$defs"]["SourceMapping"]):
        for name in SCALARS:
            _any_scalar(part["properties"].get(name, {}))
    schema["properties"]["version"] = {"const": 1, "description": "the version of this language"}
    return schema


def _explain(properties: dict[str, Any], record: type[Record]) -> None:
    for name, part in properties.items():
        field = record.model_fields.get(name)
        if field is not None and field.description:
            part["description"] = field.description


def _any_scalar(part: object) -> None:
    """Let numbers and switches stand where a text is meant: YAML's own types are not read."""
    if isinstance(part, list):
        for each in part:
            _any_scalar(each)
    elif isinstance(part, dict):
        if part.get("type") == "string":
            part["type"] = ["string", "number", "boolean"]
        for each in list(part.values()):
            _any_scalar(each)
